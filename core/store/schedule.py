"""Occurrences; and which library is in force. What concerns enrolments is handed on from its own room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.ids import ClientId, EnrolmentId, OccurrenceId
from core.domain.states import OccurrenceState, may_move_occurrence
from core.store.enrolments import (
    Enrolment,
    NewEnrolment,
    NewOccurrence,
    Plan,
    active_enrolments,
    end_enrolments,
    enrol,
    enrol_all,
    enrolment,
    enrolments_to_plan,
    following,
    must_plan,
    plan,
    plan_all,
)
from core.store.tables import enrolments, occurrences, outbox, practice
from core.store.unit import Unit

__all__ = [
    "Enrolment",
    "NewEnrolment",
    "NewOccurrence",
    "Plan",
    "active_enrolments",
    "end_enrolments",
    "enrol",
    "enrol_all",
    "enrolment",
    "enrolments_to_plan",
    "following",
    "must_plan",
    "plan",
    "plan_all",
]


@dataclass(frozen=True, slots=True)
class Release:
    """An occurrence that goes on its way: the revision it pins, and title and aftercare as they were rendered."""

    what: Occurrence
    revision: str
    title: str
    aftercare: str


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


@dataclass(frozen=True, slots=True)
class CameDue:
    """What became of an occurrence whose time came. reason: why it was skipped, else ""."""

    id: OccurrenceId
    due_at: datetime
    state: OccurrenceState
    reason: str


def put_in_force(unit: Unit, revision: str) -> bool:
    """The checked library of this revision is in force now. True when it is another one than before."""
    row = unit.one(sa.select(practice.c.revision).where(practice.c.id == 1))
    if row is not None and row.revision == revision:
        return False
    unit.execute(sa.update(practice).where(practice.c.id == 1).values(revision=revision))
    unit.journal("admin", "library in force", f"revision:{revision}")
    return True


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
    row = unit.row(occurrences, occurrence_id)
    if row is None:
        raise LookupError("no such occurrence")
    return _occurrence(unit, row)


def claim_due(unit: Unit, *, limit: int) -> list[Occurrence]:
    """Planned occurrences whose time has come, earliest first, locked for this transaction."""
    due = (
        sa.select(occurrences)
        .where(occurrences.c.state == sa.literal_column("'planned'"), occurrences.c.due_at <= unit.now)
        .order_by(occurrences.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_occurrence(unit, row) for row in unit.all(due)]


def next_due(unit: Unit) -> datetime | None:
    """When the earliest planned occurrence is due."""
    row = unit.one(
        sa.select(sa.func.min(occurrences.c.due_at)).where(occurrences.c.state == sa.literal_column("'planned'"))
    )
    return None if row is None else row[0]


def came_due(unit: Unit, *, limit: int) -> list[CameDue]:
    """The newest occurrences whose time has come and that were released or skipped, earliest first."""
    query = (
        sa.select(occurrences.c.id, occurrences.c.due_at, occurrences.c.state, occurrences.c.reason)
        .where(occurrences.c.state != OccurrenceState.PLANNED.value, occurrences.c.due_at <= unit.now)
        .order_by(occurrences.c.due_at.desc(), occurrences.c.id.desc())
        .limit(limit)
    )
    return [
        CameDue(OccurrenceId(row.id), row.due_at, OccurrenceState(row.state), row.reason or "")
        for row in reversed(unit.all(query))
    ]


def released(unit: Unit, what: Occurrence, *, revision: str, title: str, aftercare: str) -> None:
    """One rendered and on its way; see `release_all`."""
    release_all(unit, [Release(what, revision, title, aftercare)])


def release_all(unit: Unit, releases: Sequence[Release]) -> None:
    """Rendered and on their way; each pins its revision (SPEC 3.5). Raises ValueError on a move that does not exist."""
    rows: list[dict[str, Any]] = []
    for each in releases:
        what = each.what
        _check_move(what, OccurrenceState.RELEASED)
        rows.append(
            {
                "state": OccurrenceState.RELEASED.value,
                "released_at": unit.now,
                "revision": each.revision,
                "title": unit.seal(what.client, "occurrences", "title", what.id, each.title),
                "aftercare": unit.seal(what.client, "occurrences", "aftercare", what.id, each.aftercare),
                "which": what.id,
            }
        )
    unit.update_many(occurrences, rows)


def sent(unit: Unit, occurrence_id: str) -> None:
    """The platform took it; the time to answer starts."""
    row = unit.row(occurrences, occurrence_id)
    if row is None or row.state != OccurrenceState.RELEASED:
        return  # answered already, before the receipt was written
    closes = unit.now + timedelta(seconds=row.answer_within_s)
    _move(unit, _occurrence(unit, row), OccurrenceState.SENT, sent_at=unit.now, closes_at=closes)


def skip(unit: Unit, what: Occurrence, reason: str) -> None:
    """It will not be sent, and why."""
    _move(unit, what, OccurrenceState.SKIPPED, reason=reason)


def postpone(unit: Unit, what: Occurrence, until: datetime) -> None:
    """It is due later, at this moment."""
    unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(due_at=until))
    unit.journal("vignette", "postponed", f"occurrence:{what.id}", reason="quiet hours")


def move(unit: Unit, what: Occurrence, after: OccurrenceState) -> None:
    """Change state. Raises ValueError on a move that does not exist."""
    _move(unit, what, after)


def _move(unit: Unit, what: Occurrence, after: OccurrenceState, **values: object) -> None:
    _check_move(what, after)
    unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(state=after.value, **values))
    if after is OccurrenceState.SKIPPED:
        unit.journal("vignette", "skipped", f"occurrence:{what.id}", reason=str(values.get("reason", "")))


def _check_move(what: Occurrence, after: OccurrenceState) -> None:
    if not may_move_occurrence(what.state, after):
        raise ValueError(f"an occurrence cannot go from {what.state} to {after}")


def next_close(unit: Unit) -> datetime | None:
    """When the time to answer of the first that was sent is over."""
    row = unit.one(
        sa.select(sa.func.min(occurrences.c.closes_at)).where(occurrences.c.state == sa.literal_column("'sent'"))
    )
    return None if row is None else row[0]


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
    # Told twice, once as the partial index has it: only then does a database see that the index holds every such row.
    held = sa.literal_column("occurrences.state IN ('released', 'sent')")
    query = sa.select(occurrences).where(occurrences.c.client == client, held, is_open)
    query = query.order_by(sa.func.coalesce(occurrences.c.sent_at, occurrences.c.released_at))
    return [_occurrence(unit, row) for row in unit.all(query)]


def occurrences_of(unit: Unit, client: str) -> list[Occurrence]:
    """Everything planned, sent and skipped for a client, by due time."""
    # By way of their enrolments, whose key orders the occurrences: an index by client would cost every planned row.
    theirs = sa.select(enrolments.c.id).where(enrolments.c.client == client)
    rows = unit.all(sa.select(occurrences).where(occurrences.c.enrolment.in_(theirs)).order_by(occurrences.c.due_at))
    return [_occurrence(unit, row) for row in rows]


def decline(unit: Unit, occurrence_id: str) -> None:
    """Not today: put away, if it is open."""
    what = occurrence(unit, occurrence_id)
    if what.state is OccurrenceState.SENT:
        _move(unit, what, OccurrenceState.DECLINED)
