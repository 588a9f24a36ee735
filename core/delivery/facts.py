"""What is true now about a delivery, for the last question before its call: one query (DESIGN 1.4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.delivery.may_send import ALL_HELD, OVERDUE, PERSONAL, SendFacts
from core.domain.delivery import DeliveryKind, DeliveryState, Operation
from core.domain.hours import Hours, next_allowed
from core.domain.reasons import Why
from core.domain.states import AddressState, ClientState, OccurrenceState
from core.store import last_check
from core.store.outbox import Delivery
from core.store.unit import Unit


def send_facts(unit: Unit, what: Delivery) -> SendFacts:
    """What is true now about a delivery."""
    row = last_check.facts(unit, what)
    return SendFacts(
        kind=DeliveryKind(what.kind),
        now=unit.now,
        takes_back=what.operation is Operation.WITHDRAW,
        to_client=what.subject.address is not None,
        client_state=None if row.client_state is None else ClientState(row.client_state),
        consent_active=row.active_consents > 0,
        consent_is_old=bool(row.consent_is_old),
        address_state=None if row.address_state is None else AddressState(row.address_state),
        address_is_theirs=row.address_client is None or row.address_client == what.subject.client,
        occurrence_state=None if row.occurrence_state is None else OccurrenceState(row.occurrence_state),
        late_at=_late_at(what, row),
        not_now=_not_now(unit, what, row) if what.kind.needs_consent else None,
        goes_on=what.operation is Operation.SEND and not row.cause.endswith("/0"),
        tried_before=what.attempts > 0 and what.state is DeliveryState.UNCERTAIN,
        assigned_therapist=row.assigned,
        room_therapist=row.room_therapist,
    )


def _late_at(what: Delivery, row: Any) -> datetime | None:
    """Until when it makes sense: a reminder while its prompt is open, a question until the prompt it stands before is due."""
    match what.kind:
        case DeliveryKind.REMINDER:
            return row.closes_at
        case DeliveryKind.CHECK_IN:
            return row.due_at
        case _:
            return row.late_at


def _not_now(unit: Unit, what: Delivery, row: Any) -> Why | None:
    """What keeps a prompt or a question back at this moment, though it was fine when it was written."""
    if row.paused_until is not None and row.paused_until > unit.now:
        return Why.PAUSED
    if row.held_level >= ALL_HELD or (row.held_level >= PERSONAL and (row.intensity or 1) >= PERSONAL):
        return Why.HELD
    if row.away_from is not None and row.away_from <= unit.now < row.away_until:
        return Why.AWAY
    since = what.created_at if what.kind is DeliveryKind.CHECK_IN else row.due_at  # what is asked about is due later
    if since is not None and unit.now - since > OVERDUE and row.got_one_since:
        return Why.ONE_IS_ENOUGH
    return next_allowed(unit.now, Hours(row.zone, row.quiet, row.days))[1]
