"""The last question before a call: may this still go? Pure; its facts come from one query (DESIGN 1.4, SPEC 8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.domain.delivery import DeliveryKind
from core.domain.reasons import Why
from core.domain.states import AddressState, ClientState, OccurrenceState

OVERDUE = timedelta(minutes=10)  # after that a prompt comes out of a gap of ours, and one of those is enough
PERSONAL = 2  # intensity from which an alert of level 2 holds a prompt back (SPEC 8.8)
ALL_HELD = 3  # an alert of this level holds back every prompt


class Ruling(StrEnum):
    """What to do with a delivery."""

    GO = "go"
    DROP = "drop"  # never: cancelled, with the reason
    HOLD = "hold"  # not now: waits for its way back


@dataclass(frozen=True, slots=True)
class Verdict:
    """A ruling and its reason (a stable word, kept with the row)."""

    ruling: Ruling
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SendFacts:
    """What is true now about one delivery. None: does not concern it."""

    kind: DeliveryKind
    now: datetime
    to_client: bool
    takes_back: bool = False  # it shows nothing: it takes away what was shown
    client_state: ClientState | None = None
    consent_active: bool = False
    consent_is_old: bool = False  # a material newer version has held for longer than the grace (CN-05)
    address_state: AddressState | None = None
    address_is_theirs: bool = True
    occurrence_state: OccurrenceState | None = None
    late_at: datetime | None = None
    tried_before: bool = False
    goes_on: bool = False  # not the first part of a message that comes in several
    not_now: Why | None = None  # the client's hours, a pause, an alert: what keeps a prompt back at this moment
    assigned_therapist: str | None = None
    room_therapist: str | None = None


GO = Verdict(Ruling.GO)

_ALWAYS = {
    DeliveryKind.SAFETY,
    DeliveryKind.CONSENT,
    DeliveryKind.ANSWER,
}  # SPEC 8.1: safety, confirmations, own commands
_STANDS = {  # how the occurrence of these must stand
    DeliveryKind.PROMPT: (OccurrenceState.RELEASED,),
    DeliveryKind.CHECK_IN: (OccurrenceState.PLANNED, OccurrenceState.SNOOZED),  # it waits for the answer
}


# Of a prompt that comes in parts the first has arrived: the others belong to it, whatever the hour is now.
_BEGUN = (OccurrenceState.SENT, OccurrenceState.ANSWERED)


def may_send(facts: SendFacts) -> Verdict:
    """Consent, state, address, assignment, lateness; the first that says no is the reason."""
    if facts.takes_back:
        return GO
    if not facts.to_client:
        return _into_room(facts)
    if not facts.address_is_theirs:
        return Verdict(Ruling.DROP, "address belongs to somebody else now")
    if facts.kind not in _ALWAYS:
        if facts.client_state is ClientState.LEFT or not facts.consent_active:
            return Verdict(Ruling.DROP, "no consent")
        if facts.client_state not in (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED):
            return Verdict(Ruling.DROP, "not joined")
        # "stop" halts every send until rest or leaving is chosen; words of their therapist wait, nothing is lost.
        if facts.client_state is ClientState.HALTED and not facts.kind.needs_consent:
            return Verdict(Ruling.HOLD, "stopped")
    reason = _not_due(facts) if facts.kind in _STANDS else ""
    if facts.kind is DeliveryKind.REMINDER:
        reason = _no_reminder(facts)
    if reason:
        return Verdict(Ruling.DROP, reason)
    if facts.address_state is AddressState.CLOSED:
        return Verdict(Ruling.HOLD, "unreachable")
    return GO


def _not_due(facts: SendFacts) -> str:
    """Why a prompt, or the question before it, does not go now; "" where it may."""
    if facts.consent_is_old:
        return "consent is out of date"
    if facts.client_state is not ClientState.ACTIVE:
        return Why.STOPPED if facts.client_state is ClientState.HALTED else Why.RESTING
    if facts.goes_on and facts.occurrence_state in _BEGUN:
        return ""
    if facts.occurrence_state not in _STANDS[facts.kind]:
        return "no longer due"
    if facts.tried_before:
        return ""
    if facts.late_at is not None and facts.now > facts.late_at:
        return Why.LATE
    return facts.not_now or ""


def _no_reminder(facts: SendFacts) -> str:
    """Why nobody is reminded now; "" where they may be (SPEC 4.4)."""
    if facts.consent_is_old:
        return "consent is out of date"
    if facts.client_state is not ClientState.ACTIVE:
        return Why.RESTING
    if facts.occurrence_state is not OccurrenceState.SENT:
        return "no longer open"
    if facts.late_at is not None and facts.now > facts.late_at:
        return Why.LATE
    return facts.not_now or ""


def _into_room(facts: SendFacts) -> Verdict:
    if facts.room_therapist is not None and facts.assigned_therapist != facts.room_therapist:
        return Verdict(Ruling.DROP, "not their client any more")
    return GO
