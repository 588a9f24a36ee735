"""Enrolments and occurrences; and which library is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.ids import ClientId, EnrolmentId, OccurrenceId
from core.domain.states import EnrolmentState, OccurrenceState, may_move_occurrence
from core.store.tables import clients, enrolments, occurrences, outbox, practice
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One client following one programme. start: local date of day 1."""

    id: EnrolmentId
    client: ClientId
    programme: str
    start: date
    zone: str
    planned_to: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewOccurrence:
    """A slot that is to become a row."""

    step: str
    prompt: str
    local_date: date
    slot: int
    due_at: datetime
    late_at: datetime
    answer_within: timedelta


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One step due to one client. title and aftercare as they were rendered, "" before release."""

    id: OccurrenceId
    client: ClientId
    enrolment: EnrolmentId
    step: str
    local_date: date
    prompt: str
    state: OccurrenceState
    reason: str | None
    due_at: datetime
    late_at: datetime
    sent_at: datetime | None
    title: str
    aftercare: str


def put_in_force(unit: Unit, revision: str) -> bool:
    """The checked library of this revision is in force now. True when it is another one than before."""
    row = unit.one(sa.select(practice.c.revision).where(practice.c.id == 1))
    if row is not None and row.revision == revision:
        return False
    unit.execute(sa.update(practice).where(practice.c.id == 1).values(revision=revision))
    unit.journal("admin", "library in force", f"revision:{revision}")
    return True


def enrol(unit: Unit, client: str, programme: str, start: date, *, actor: str) -> EnrolmentId:
    """A new enrolment."""
    enrolment = unit.id()
    unit.execute(
        sa.insert(enrolments).values(
            id=enrolment,
            client=client,
            programme=programme,
            start=start.isoformat(),
            state=EnrolmentState.ACTIVE.value,
            created_at=unit.now,
        )
    )
    unit.journal(actor, "enrolled", f"client:{client}", programme=programme, start=start.isoformat())
    return EnrolmentId(enrolment)


def _enrolment(row: Any) -> Enrolment:
    return Enrolment(
        EnrolmentId(row.id),
        ClientId(row.client),
        row.programme,
        date.fromisoformat(row.start),
        row.zone,
        None if row.planned_to is None else date.fromisoformat(row.planned_to),
        row.created_at,
    )


def _active() -> Any:
    return (
        sa.select(enrolments, clients.c.zone)
        .join(clients, clients.c.id == enrolments.c.client)
        .where(enrolments.c.state == EnrolmentState.ACTIVE.value)
    )


def enrolment(unit: Unit, enrolment_id: str) -> Enrolment:
    """One enrolment under way. Raises LookupError."""
    row = unit.one(_active().where(enrolments.c.id == enrolment_id))
    if row is None:
        raise LookupError("no such enrolment")
    return _enrolment(row)


def active_enrolments(unit: Unit, *, client: str | None = None) -> list[Enrolment]:
    """Every enrolment under way."""
    query = _active() if client is None else _active().where(enrolments.c.client == client)
    return [_enrolment(row) for row in unit.all(query)]


def enrolments_to_plan(unit: Unit, *, before: date, limit: int) -> list[Enrolment]:
    """Enrolments whose rows do not reach `before` yet."""
    query = _active().where(sa.or_(enrolments.c.planned_to.is_(None), enrolments.c.planned_to < before.isoformat()))
    return [_enrolment(row) for row in unit.all(query.order_by(enrolments.c.id).limit(limit))]


def plan(unit: Unit, enrolment: Enrolment, slots: list[NewOccurrence], *, planned_to: date) -> int:
    """Write slots as rows. A slot that is there already changes nothing: its key forbids the double. Returns new rows."""
    known = {
        (row.step, row.local_date, row.slot)
        for row in unit.all(
            sa.select(occurrences.c.step, occurrences.c.local_date, occurrences.c.slot).where(
                occurrences.c.enrolment == enrolment.id
            )
        )
    }
    fresh = [s for s in slots if (s.step, s.local_date.isoformat(), s.slot) not in known]
    for slot in fresh:
        unit.execute(
            sa.insert(occurrences).values(
                id=unit.id(),
                enrolment=enrolment.id,
                client=enrolment.client,
                step=slot.step,
                local_date=slot.local_date.isoformat(),
                slot=slot.slot,
                prompt=slot.prompt,
                state=OccurrenceState.PLANNED.value,
                due_at=slot.due_at,
                late_at=slot.late_at,
                answer_within_s=int(slot.answer_within.total_seconds()),
            )
        )
    unit.execute(sa.update(enrolments).where(enrolments.c.id == enrolment.id).values(planned_to=planned_to.isoformat()))
    return len(fresh)


def end_enrolments(unit: Unit, client: str, *, reason: str) -> None:
    """No more slots for this client; what was planned is skipped with its reason."""
    unit.execute(
        sa.update(enrolments)
        .where(enrolments.c.client == client, enrolments.c.state == EnrolmentState.ACTIVE.value)
        .values(state=EnrolmentState.ENDED.value)
    )
    waiting = (OccurrenceState.PLANNED.value, OccurrenceState.RELEASED.value)
    unit.execute(
        sa.update(occurrences)
        .where(occurrences.c.client == client, occurrences.c.state.in_(waiting))
        .values(state=OccurrenceState.SKIPPED.value, reason=reason)
    )


def _occurrence(unit: Unit, row: Any) -> Occurrence:
    def opened(column: str) -> str:
        sealed = getattr(row, column)
        return "" if sealed is None else unit.open(row.client, "occurrences", column, row.id, sealed)

    return Occurrence(
        OccurrenceId(row.id),
        ClientId(row.client),
        EnrolmentId(row.enrolment),
        row.step,
        date.fromisoformat(row.local_date),
        row.prompt,
        OccurrenceState(row.state),
        row.reason,
        row.due_at,
        row.late_at,
        row.sent_at,
        opened("title"),
        opened("aftercare"),
    )


def occurrence(unit: Unit, occurrence_id: str) -> Occurrence:
    """One occurrence. Raises LookupError."""
    row = unit.one(sa.select(occurrences).where(occurrences.c.id == occurrence_id))
    if row is None:
        raise LookupError("no such occurrence")
    return _occurrence(unit, row)


def claim_due(unit: Unit, *, limit: int) -> list[Occurrence]:
    """Planned occurrences whose time has come, earliest first, locked for this transaction."""
    due = (
        sa.select(occurrences.c.id)
        .where(occurrences.c.state == sa.literal_column("'planned'"), occurrences.c.due_at <= unit.now)
        .order_by(occurrences.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = [row.id for row in unit.all(due)]
    rows = unit.all(sa.select(occurrences).where(occurrences.c.id.in_(ids)).order_by(occurrences.c.due_at))
    return [_occurrence(unit, row) for row in rows]


def next_due(unit: Unit) -> datetime | None:
    """When the earliest planned occurrence is due."""
    row = unit.one(
        sa.select(sa.func.min(occurrences.c.due_at)).where(occurrences.c.state == sa.literal_column("'planned'"))
    )
    return None if row is None else row[0]


def released(unit: Unit, what: Occurrence, *, revision: str, title: str, aftercare: str) -> None:
    """Rendered and on its way; pins the revision (SPEC 3.5)."""
    _move(
        unit,
        what,
        OccurrenceState.RELEASED,
        revision=revision,
        released_at=unit.now,
        title=unit.seal(what.client, "occurrences", "title", what.id, title),
        aftercare=unit.seal(what.client, "occurrences", "aftercare", what.id, aftercare),
    )


def sent(unit: Unit, occurrence_id: str) -> None:
    """The platform took it; the time to answer starts."""
    row = unit.one(sa.select(occurrences).where(occurrences.c.id == occurrence_id))
    if row is None or row.state != OccurrenceState.RELEASED:
        return  # answered already, before the receipt was written
    closes = unit.now + timedelta(seconds=row.answer_within_s)
    _move(unit, _occurrence(unit, row), OccurrenceState.SENT, sent_at=unit.now, closes_at=closes)


def skip(unit: Unit, what: Occurrence, reason: str) -> None:
    """It will not be sent, and why."""
    _move(unit, what, OccurrenceState.SKIPPED, reason=reason)


def move(unit: Unit, what: Occurrence, after: OccurrenceState) -> None:
    """Change state. Raises ValueError on a move that does not exist."""
    _move(unit, what, after)


def _move(unit: Unit, what: Occurrence, after: OccurrenceState, **values: object) -> None:
    if not may_move_occurrence(what.state, after):
        raise ValueError(f"an occurrence cannot go from {what.state} to {after}")
    unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(state=after.value, **values))
    if after is OccurrenceState.SKIPPED:
        unit.journal("vignette", "skipped", f"occurrence:{what.id}", reason=str(values.get("reason", "")))


def close_unanswered(unit: Unit) -> int:
    """Sent occurrences whose time to answer is over are closed (SPEC 4.4). Returns how many."""
    return int(
        unit.execute(
            sa.update(occurrences)
            .where(occurrences.c.state == sa.literal_column("'sent'"), occurrences.c.closes_at <= unit.now)
            .values(state=OccurrenceState.CLOSED.value)
        ).rowcount
    )


def open_occurrences(unit: Unit, client: str) -> list[Occurrence]:
    """What waits for an answer of this client, oldest first; also a prompt whose call has not ended, for it may be there."""
    under_way = sa.select(outbox.c.id).where(
        outbox.c.occurrence == occurrences.c.id,
        outbox.c.kind == DeliveryKind.PROMPT.value,
        outbox.c.state.in_([DeliveryState.SENDING.value, DeliveryState.UNCERTAIN.value]),
    )
    is_released = occurrences.c.state == OccurrenceState.RELEASED.value
    is_open = sa.or_(occurrences.c.state == OccurrenceState.SENT.value, sa.and_(is_released, under_way.exists()))
    query = sa.select(occurrences).where(occurrences.c.client == client, is_open)
    query = query.order_by(sa.func.coalesce(occurrences.c.sent_at, occurrences.c.released_at))
    return [_occurrence(unit, row) for row in unit.all(query)]


def occurrences_of(unit: Unit, client: str) -> list[Occurrence]:
    """Everything planned, sent and skipped for a client, by due time."""
    rows = unit.all(sa.select(occurrences).where(occurrences.c.client == client).order_by(occurrences.c.due_at))
    return [_occurrence(unit, row) for row in rows]


def decline(unit: Unit, occurrence_id: str) -> None:
    """Not today: put away, if it is open."""
    what = occurrence(unit, occurrence_id)
    if what.state is OccurrenceState.SENT:
        _move(unit, what, OccurrenceState.DECLINED)
