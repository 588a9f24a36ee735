"""What a pool leaves out for a client at a moment, and the reason that is told for it (SPEC 3, 4.3, 4.7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.domain.reasons import Why
from core.prompts.library import build_library
from core.prompts.schema import Programme, Prompt, Scale
from core.scheduler.draw import Draw, draw, exclusions, left_out
from core.store.clients import NO_LIMITS, Limits
from core.store.past import Went

DUE = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 19:00 in Berlin
DAY = timedelta(days=1)


def prompt(name: str, **more: Any) -> Prompt:
    told = {"kind": "prompt", "id": name, "modality": "writing", "intensity": 1, "minutes": 5}
    return Prompt.model_validate(told | {"text": {"en": {"title": "T", "body": "B"}}} | more)


SHELF = [
    prompt("plain"),
    prompt("body", avoid_when=["dissociation", "eating"]),
    prompt("paper", needs=["paper"]),
    prompt("personal", intensity=2),
    prompt("strong", intensity=3),
    prompt("rare", max_per_week=2),
    prompt("asks", intensity=2, check_in={"before": "distress"}),
    prompt("asks-gently", check_in={"before": "distress"}),
    prompt("german", text={"de": {"title": "T", "body": "B"}}),
]
PLAN = {"kind": "programme", "id": "p", "text": {"en": {"title": "P"}}, "steps": [
    {"id": "s", "pool": {}, "every": "day", "at": "19:00"},
]}  # fmt: skip
SCALE = {
    "kind": "scale",
    "id": "distress",
    "form": "numbers",
    "range": [0, 10],
    "licence": "Own.",
    "text": {"en": {"question": "Q"}},
}
LIBRARY = build_library([*SHELF, Programme.model_validate(PLAN), Scale.model_validate(SCALE)])
STEP = LIBRARY.programmes["p"].steps[0]


def out(**more: Any) -> dict[str, str]:
    told: dict[str, Any] = {
        "due_at": DUE, "zone": "Europe/Berlin", "start": date(2026, 10, 1), "language": "en", "limits": NO_LIMITS,
        "went": [], "given": [],
    }  # fmt: skip
    return dict(exclusions(LIBRARY, STEP, Draw(**(told | more))))


ALWAYS = {"german": "no text in en"}


def went(name: str, ago: timedelta) -> Went:
    return Went(name, name, 1, DUE - ago, DUE - ago)


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        ({}, {}),
        ({"language": "de"}, dict.fromkeys(("plain", "body", "paper", "personal", "strong", "rare", "asks", "asks-gently"), "no text in de") | {"german": None}),
        ({"language": "en-GB"}, {"german": "no text in en-GB"}),
        ({"limits": Limits(avoid=("eating",))}, {"body": "eating"}),
        ({"limits": Limits(lacks=("paper", "mirror"))}, {"paper": "paper"}),
        ({"limits": Limits(intensity=2)}, {"strong": "intensity 3"}),
        ({"limits": Limits(intensity=1)}, {"strong": "intensity 3", "personal": "intensity 2", "asks": "intensity 2"}),
        ({"went": [went("rare", 6 * DAY), went("plain", DAY)]}, {}),
        ({"went": [went("rare", 6 * DAY), went("rare", DAY)]}, {"rare": "2 a week"}),
        ({"went": [went("rare", 7 * DAY), went("rare", DAY)]}, {}),  # a week ago, to the moment
        ({"start": date(2026, 11, 10)}, {"strong": Why.STRONG_EARLY}),
        ({"start": date(2026, 11, 9)}, {}),
        ({"due_at": DUE + timedelta(hours=2)}, {"strong": Why.STRONG_EVENING}),
        ({"due_at": DUE + timedelta(hours=2), "zone": "Europe/Lisbon"}, {}),
    ],
)  # fmt: skip
def test_each_reason(more: dict[str, Any], reasons: dict[str, str | None]) -> None:
    """What cannot be given now, each with the first thing that keeps it out; nothing else is kept out."""
    assert out(**more) == {name: why for name, why in (ALWAYS | reasons).items() if why is not None}


def test_a_question_that_the_client_cannot_read_keeps_its_prompt_out() -> None:
    """The prompt has a German text, the scale that is asked before it has none."""
    both = {"en": {"title": "T", "body": "B"}, "de": {"title": "T", "body": "B"}}
    shelf = [
        prompt("asks", intensity=2, check_in={"before": "distress"}, text=both),
        prompt("asks-gently", check_in={"before": "distress"}, text=both),
    ]
    library = build_library([*shelf, Programme.model_validate(PLAN), Scale.model_validate(SCALE)])
    told = Draw(DUE, "Europe/Berlin", date(2026, 10, 1), "de", NO_LIMITS, [], [])

    assert dict(exclusions(library, STEP, told)) == {"asks": "no text in de"}


def test_what_was_drawn_stays_while_it_fits() -> None:
    """Planned days before, it is asked again when it is due: another one only where that one may not be given any more."""
    told = Draw(DUE, "Europe/Berlin", date(2026, 10, 1), "en", NO_LIMITS, [], [])

    assert draw(LIBRARY, STEP, told, seed=b"", prefer="personal") == "personal"
    assert draw(LIBRARY, STEP, told, seed=b"", prefer="german") not in ("german", None)
    assert draw(LIBRARY, STEP, told, seed=b"", prefer="gone") not in ("gone", None)


def test_what_was_drawn_does_not_stay_where_it_is_not_its_turn() -> None:
    """What lay between them was left out: not the same twice running, none again before all were given."""
    told = Draw(DUE, "Europe/Berlin", date(2026, 10, 1), "en", NO_LIMITS, [], ["paper", "personal"])
    only = Draw(DUE, "Europe/Berlin", date(2026, 10, 1), "de", NO_LIMITS, [], ["german"])

    assert draw(LIBRARY, STEP, told, seed=b"", prefer="personal") not in ("paper", "personal", None)
    assert draw(LIBRARY, STEP, told, seed=b"", prefer="paper") not in ("paper", "personal", None)
    assert draw(LIBRARY, STEP, told, seed=b"", prefer="rare") == "rare"
    assert draw(LIBRARY, STEP, only, seed=b"", prefer="german") == "german"


def test_nothing_that_fits_is_nothing() -> None:
    """A client who reads none of it."""
    told = Draw(DUE, "Europe/Berlin", date(2026, 10, 1), "ar", NO_LIMITS, [], [])

    assert draw(LIBRARY, STEP, told, seed=b"") is None


def test_what_a_therapist_leaves_out() -> None:
    """Tags, needs and strength, the first of them; a client without limits gets everything."""
    shelf = LIBRARY.prompts
    strict = Limits(avoid=("eating", "dissociation"), lacks=("paper",), intensity=1)

    assert [left_out(shelf[name], strict) for name in ("plain", "body", "paper", "personal")] == [
        None, "dissociation", "paper", "intensity 2",
    ]  # fmt: skip
    assert not any(left_out(each, NO_LIMITS) for each in SHELF)
