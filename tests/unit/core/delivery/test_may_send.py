"""The last question before a call, for every kind, every state, with and without consent: the default is no."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.delivery.may_send import Ruling, SendFacts, may_send
from core.domain.delivery import DeliveryKind as K
from core.domain.reasons import Why
from core.domain.states import AddressState, OccurrenceState
from core.domain.states import ClientState as S

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
STATES = (*S, None)

# What may go to a client, by kind and state, while the consent is in force. Everything not listed is a drop.
# SPEC 8.1: safety cards, confirmations and answers to one's own command always; the rest under consent only.
# SPEC 2, "The word stop": a halt stops all sends until rest or leaving is chosen; what the therapist wrote is not lost.
ALWAYS = dict.fromkeys(STATES, Ruling.GO)
CARRIED = {S.ACTIVE: Ruling.GO, S.RESTING: Ruling.GO, S.HALTED: Ruling.HOLD}
EXPECTED: dict[K, dict[S | None, Ruling]] = {
    K.SAFETY: ALWAYS,
    K.CONSENT: ALWAYS,
    K.ANSWER: ALWAYS,
    K.RECEIPT: CARRIED,
    K.FEEDBACK: CARRIED,
    K.PROMPT: {S.ACTIVE: Ruling.GO},
    K.TURN: CARRIED,
    K.REMINDER: {S.ACTIVE: Ruling.GO},
    K.CHECK_IN: {S.ACTIVE: Ruling.GO},
    K.THREAD: CARRIED,  # these three never go to a client; under the strictest eye they are no more than feedback
    K.CARD: CARRIED,
    K.ROOM: CARRIED,
}


STANDS = {
    K.PROMPT: OccurrenceState.RELEASED,
    K.REMINDER: OccurrenceState.SENT,
    K.CHECK_IN: OccurrenceState.PLANNED,
}


def facts(kind: K, state: S | None = S.ACTIVE, *, consent: bool = True) -> SendFacts:
    """A delivery to a client that nothing else speaks against."""
    return SendFacts(
        kind=kind, now=NOW, to_client=True, client_state=state, consent_active=consent, address_state=AddressState.OPEN,
        occurrence_state=STANDS.get(kind),
        late_at=NOW + timedelta(hours=2) if kind in (K.PROMPT, K.CHECK_IN) else None,
    )  # fmt: skip


def test_every_kind_is_judged_here() -> None:
    """A new kind must be put into the table before it is sent."""
    assert set(EXPECTED) == set(K)


@pytest.mark.parametrize(("kind", "state"), list(itertools.product(K, STATES)))
def test_under_consent_the_state_decides(kind: K, state: S | None) -> None:
    """The table above, cell by cell."""
    assert may_send(facts(kind, state)).ruling is EXPECTED[kind].get(state, Ruling.DROP)


@pytest.mark.parametrize(("kind", "state"), list(itertools.product(K, STATES)))
def test_what_takes_something_back_always_may(kind: K, state: S | None) -> None:
    """Also from the room of a therapist who is not theirs any more, and after they have left: it shows nothing."""
    there = replace(facts(kind, state, consent=False), to_client=False, assigned_therapist="b", room_therapist="a")

    assert may_send(there).ruling is Ruling.DROP
    assert may_send(replace(there, takes_back=True)).ruling is Ruling.GO


@pytest.mark.parametrize(("kind", "state"), list(itertools.product(K, STATES)))
def test_without_consent_only_what_always_may(kind: K, state: S | None) -> None:
    """Whatever the state says: no consent, no prompt, no receipt, no feedback."""
    verdict = may_send(facts(kind, state, consent=False))

    always = kind in (K.SAFETY, K.CONSENT, K.ANSWER)
    assert verdict.ruling is (Ruling.GO if always else Ruling.DROP)
    assert always or verdict.reason == "no consent"


@pytest.mark.parametrize("state", [*OccurrenceState, None])
def test_a_prompt_goes_while_it_is_released(state: OccurrenceState | None) -> None:
    """Skipped, answered, closed meanwhile, or about nothing at all: it does not go."""
    verdict = may_send(replace(facts(K.PROMPT), occurrence_state=state))

    assert verdict.ruling is (Ruling.GO if state is OccurrenceState.RELEASED else Ruling.DROP)


@pytest.mark.parametrize("state", [*OccurrenceState, None])
def test_the_other_parts_of_a_prompt_follow_its_first(state: OccurrenceState | None) -> None:
    """When the first has made it sent, and perhaps answered; also when it got late or quiet in between."""
    later = replace(facts(K.PROMPT), occurrence_state=state, goes_on=True)
    has_begun = state in (OccurrenceState.SENT, OccurrenceState.ANSWERED)

    assert may_send(later).ruling is (Ruling.GO if has_begun or state is OccurrenceState.RELEASED else Ruling.DROP)
    assert may_send(replace(later, not_now=Why.QUIET)).ruling is (Ruling.GO if has_begun else Ruling.DROP)
    assert may_send(replace(later, client_state=S.HALTED)).ruling is Ruling.DROP


@pytest.mark.parametrize("state", [*OccurrenceState, None])
def test_a_question_goes_while_its_prompt_waits_for_it(state: OccurrenceState | None) -> None:
    """Left out, sent or answered meanwhile: nobody is asked any more."""
    verdict = may_send(replace(facts(K.CHECK_IN), occurrence_state=state))

    waits = state in (OccurrenceState.PLANNED, OccurrenceState.SNOOZED)
    assert verdict.ruling is (Ruling.GO if waits else Ruling.DROP)


@pytest.mark.parametrize("kind", [K.PROMPT, K.CHECK_IN])
@pytest.mark.parametrize("why", [Why.QUIET, Why.PAUSED, Why.HELD, Why.AWAY, Why.ONE_IS_ENOUGH])
def test_what_keeps_a_prompt_back_keeps_its_question_back(kind: K, why: Why) -> None:
    """At the very moment of the call."""
    assert may_send(replace(facts(kind), not_now=why)).reason == why


@pytest.mark.parametrize(
    ("late_by", "tried", "expected"),
    [
        (timedelta(0), False, Ruling.GO),
        (timedelta(milliseconds=1), False, Ruling.DROP),
        (timedelta(days=3), False, Ruling.DROP),
        (
            timedelta(days=3),
            True,
            Ruling.GO,
        ),  # it may have arrived already: the copy is judged by SPEC 5.2, not by time
    ],
)
def test_a_late_prompt_does_not_go(late_by: timedelta, tried: bool, expected: Ruling) -> None:
    """After an outage nobody gets yesterday's prompt (SPEC 4.5); to the very moment it still goes."""
    verdict = may_send(replace(facts(K.PROMPT), late_at=NOW - late_by, tried_before=tried))
    question = may_send(replace(facts(K.CHECK_IN), late_at=NOW - late_by, tried_before=tried))

    assert verdict.ruling is question.ruling is expected
    assert expected is Ruling.GO or verdict.reason == "too late"


@pytest.mark.parametrize("kind", K)
def test_a_closed_address_holds(kind: K) -> None:
    """Blocked, DMs closed, gone: held for the way back, not dropped."""
    verdict = may_send(replace(facts(kind), address_state=AddressState.CLOSED))

    assert (verdict.ruling, verdict.reason) == (Ruling.HOLD, "unreachable")


@pytest.mark.parametrize("kind", K)
def test_an_address_that_became_somebody_elses_gets_nothing(kind: K) -> None:
    """Not even a safety card: it would name one client's affairs to another (RL-04)."""
    assert may_send(replace(facts(kind), address_is_theirs=False)).ruling is Ruling.DROP


@pytest.mark.parametrize(
    ("assigned", "room", "expected"),
    [
        ("ada", "ada", Ruling.GO),
        ("ben", "ada", Ruling.DROP),
        (None, "ada", Ruling.DROP),
        (None, None, Ruling.GO),  # an answer to a place that is no client's
        ("ada", None, Ruling.GO),
    ],
)
@pytest.mark.parametrize("kind", [K.CARD, K.THREAD, K.ROOM, K.SAFETY])
def test_into_a_room_goes_what_concerns_its_own_clients(
    kind: K, assigned: str | None, room: str | None, expected: Ruling
) -> None:
    """After a hand-over nothing of the client reaches the old room, whatever was written before (SPEC 7.8)."""
    asked = SendFacts(kind=kind, now=NOW, to_client=False, assigned_therapist=assigned, room_therapist=room)

    assert may_send(asked).ruling is expected


def test_every_no_has_its_reason() -> None:
    """`why` can tell each of them; a yes needs none."""
    for kind, state, consent in itertools.product(K, STATES, (True, False)):
        verdict = may_send(facts(kind, state, consent=consent))
        assert bool(verdict.reason) is (verdict.ruling is not Ruling.GO)


def test_a_prompt_waits_for_nobody_whose_consent_is_out_of_date() -> None:
    """CN-05; the therapist's words and the card for hard moments still go."""
    old = replace(facts(K.PROMPT), consent_is_old=True)

    assert may_send(old).ruling is Ruling.DROP
    assert may_send(old).reason == "consent is out of date"
    assert may_send(replace(facts(K.FEEDBACK), consent_is_old=True)).ruling is Ruling.GO
    assert may_send(replace(facts(K.SAFETY), consent_is_old=True)).ruling is Ruling.GO
