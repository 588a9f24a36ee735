"""What became of a prompt, in words: every reason and every state has its own, in every language; what happened in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.reasons import Why
from core.domain.states import OccurrenceState
from core.scheduler.why import View, explain, reason_in_words
from core.store.moves import Move
from core.store.traces import Carried, Trace
from core.texts.catalogue import LANGUAGES, sentences

CATALOGUES = {language: sentences(language) for language in LANGUAGES}
ENGLISH = CATALOGUES["en"]
DUE = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # Tue 19:30 in Berlin
HOUR = timedelta(hours=1)
VIEW = View("en", "Europe/Berlin", "Europe/Berlin", DUE, {"writing/small-things": "Three small things"})
TRACE = Trace(
    id="o", programme="first-week", start=date(2026, 11, 23), step="write", slot=0, prompt="writing/small-things",
    local_date=date(2026, 11, 24), state=OccurrenceState.PLANNED, reason=None, intensity=1, nominal_at=DUE, due_at=DUE,
    if_late="skip", because=None, sent_by=None, approval=None, released_at=None, sent_at=None, closes_at=None,
    answered_at=None, moves=(), calls=(),
)  # fmt: skip


def call(
    state: DeliveryState, kind: DeliveryKind = DeliveryKind.PROMPT, *, after: timedelta = HOUR, copy: bool = False
) -> Carried:
    """One call for it."""
    return Carried(kind, state, copy, DUE + after, None)


def told(view: View = VIEW, **facts: object) -> str:
    """What is said behind its title."""
    return explain(replace(TRACE, **facts), view).plain.partition("”: ")[2]


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("why", Why)
def test_every_reason_has_words(language: str, why: Why) -> None:
    """None is left out, none falls back to English or to the stored word, no two say the same."""
    key = f"why_{why.name.lower()}"
    words = [CATALOGUES[language][f"why_{each.name.lower()}"] for each in Why]

    assert CATALOGUES[language][key] == reason_in_words(why, language)
    assert words.count(CATALOGUES[language][key]) == 1
    assert language == "en" or CATALOGUES[language][key] != ENGLISH[key]


@pytest.mark.parametrize("language", CATALOGUES)
@pytest.mark.parametrize("state", OccurrenceState)
def test_every_state_has_words(language: str, state: OccurrenceState) -> None:
    """Wherever it stands, something is said about it, and nothing stays unfilled."""
    assert f"why_state_{state.value}" in CATALOGUES[language]
    words = explain(
        replace(TRACE, state=state, reason=Why.QUIET, closes_at=DUE + HOUR), replace(VIEW, language=language)
    ).plain

    assert "{" not in words
    assert len(words) > len("· Tue 24 November 19:30 · “Three small things”: ")


@pytest.mark.parametrize(
    "reason", ["", "no longer due", "consent is out of date", "uncertain", "Forbidden: bot was blocked"]
)
def test_a_reason_that_is_not_of_the_list_is_said_all_the_same(reason: str) -> None:
    """What a platform or the last question before a call said."""
    words = reason_in_words(reason, "en")
    assert words
    assert words not in {ENGLISH[f"why_{each.name.lower()}"] for each in Why}


def test_what_happened_stands_in_its_order() -> None:
    """Moved, sent, put off, sent again as a copy, reminded, answered."""
    moves = (
        Move("o", DUE - HOUR, DUE, DUE + HOUR, Why.QUIET, "vignette"),
        Move("o", DUE + 2 * HOUR, DUE + HOUR, DUE + 4 * HOUR, Why.LATER, "client:c"),
    )
    calls = (
        call(DeliveryState.SENT),
        call(DeliveryState.SENT),  # its second part
        call(DeliveryState.SENT, after=4 * HOUR, copy=True),
        call(DeliveryState.SENT, DeliveryKind.REMINDER, after=24 * HOUR),
        call(DeliveryState.CANCELLED, DeliveryKind.REMINDER, after=25 * HOUR),
    )
    words = told(state=OccurrenceState.ANSWERED, moves=moves, calls=calls, sent_at=DUE, answered_at=DUE + 26 * HOUR)

    assert words == (
        "moved from 19:30 to 20:30 (quiet hours); sent 20:30; put off by the client to 23:30; sent once more 23:30, marked as a "
        "copy, for it was uncertain whether it had arrived; reminder Wed 25 November 19:30; answered Wed 25 November 21:30"
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "planned"),
        ({"approval": "asked"}, "waits for the therapist's yes; planned"),
        ({"approval": "yes"}, "approved; planned"),
        ({"state": OccurrenceState.RELEASED}, "on its way"),
        ({"state": OccurrenceState.RELEASED, "calls": (call(DeliveryState.UNCERTAIN),)}, "uncertain whether it arrived; a copy may follow"),
        ({"state": OccurrenceState.RELEASED, "calls": (call(DeliveryState.HELD),)}, "held: the chat is closed"),
        ({"state": OccurrenceState.RELEASED, "calls": (call(DeliveryState.PENDING),)}, "on its way"),
        ({"state": OccurrenceState.SENT, "sent_at": DUE, "closes_at": DUE + HOUR}, "sent 19:30; open until 20:30"),
        ({"state": OccurrenceState.SNOOZED, "sent_at": DUE}, "sent 19:30; comes again 19:30"),
        ({"state": OccurrenceState.DECLINED, "sent_at": DUE}, "sent 19:30; the client put it away (“not today”)"),
        ({"state": OccurrenceState.CLOSED, "sent_at": DUE, "closes_at": DUE}, "sent 19:30; closed 19:30 without an answer"),
        ({"state": OccurrenceState.ANSWERED}, "answered"),
        ({"state": OccurrenceState.SKIPPED, "reason": Why.CAP}, "left out: daily cap"),
        ({"programme": None, "start": None}, "sent by hand; planned"),
    ],
)  # fmt: skip
def test_where_it_stands(facts: dict[str, object], words: str) -> None:
    """From the rows alone."""
    assert told(**facts) == words


def test_both_clocks_and_what_is_not_drawn_yet() -> None:
    """The therapist's time in brackets, with its weekday where that is another; a pool's slot without a prompt."""
    line = explain(replace(TRACE, prompt=""), replace(VIEW, yours="Asia/Tokyo")).plain
    assert line == "· Tue 24 November 19:30 [Wed 03:30] · “one out of a pool”: planned"
    assert explain(TRACE, replace(VIEW, yours="Europe/Paris")).plain.startswith("· Tue 24 November 19:30 · ")


def test_a_title_does_not_turn_the_line_around() -> None:
    """A Latin title in an Arabic line, and the other way round."""
    assert "«\u2068Three small things\u2069»" in explain(TRACE, replace(VIEW, language="ar")).plain
    assert "“\u2068ثلاثة\u2069”" in explain(TRACE, replace(VIEW, titles={TRACE.prompt: "ثلاثة"})).plain
