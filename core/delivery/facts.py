"""What is true now about a delivery, for the last question before its call: one query (DESIGN 1.4)."""

from __future__ import annotations

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
    reminds = what.kind is DeliveryKind.REMINDER
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
        late_at=row.closes_at if reminds else row.late_at,
        not_now=_not_now(unit, row) if what.kind.needs_consent else None,
        tried_before=what.attempts > 0 and what.state is DeliveryState.UNCERTAIN,
        assigned_therapist=row.assigned,
        room_therapist=row.room_therapist,
    )


def _not_now(unit: Unit, row: Any) -> Why | None:
    """What keeps a prompt of this client back at this moment, though it was fine when it was released."""
    if row.paused_until is not None and row.paused_until > unit.now:
        return Why.PAUSED
    if row.held_level >= ALL_HELD or (row.held_level >= PERSONAL and (row.intensity or 1) >= PERSONAL):
        return Why.HELD
    if row.away_from is not None and row.away_from <= unit.now < row.away_until:
        return Why.AWAY
    if row.due_at is not None and unit.now - row.due_at > OVERDUE and row.got_one_since:
        return Why.ONE_IS_ENOUGH
    return next_allowed(unit.now, Hours(row.zone, row.quiet, row.days))[1]
