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
    add_slots,
    dates_of_steps,
    end_enrolments,
    enrol,
    enrol_all,
    enrolment,
    enrolments_by_id,
    enrolments_to_plan,
    following,
    made_because,
    must_plan,
    plan,
    plan_all,
    planned_otherwise,
    waiting_since,
)
from core.store.revisions import put_in_force
from core.store.tables import enrolments, occurrences, outbox, practice
from core.store.unit import Unit

__all__ = [
    "Enrolment",
    "NewEnrolment",
    "NewOccurrence",
    "Plan",
    "active_enrolments",
    "add_slots",
    "dates_of_steps",
    "end_enrolments",
    "enrol",
    "enrol_all",
    "enrolment",
    "enrolments_by_id",
    "enrolments_to_plan",
    "following",
    "made_because",
    "must_plan",
    "plan",
    "plan_all",
    "planned_otherwise",
    "put_in_force",
    "waiting_since",
]


LATE_BY_LEAST = timedelta(minutes=15)  # of what has just been moved or released: a call needs its time


@dataclass(frozen=True, slots=True)
class Release:
    """An occurrence that goes on its way: the revision it pins, and title and aftercare as they were rendered."""

    what: Occurrence
    revision: str
    title: str
    aftercare: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One step, or one prompt sent by hand, due to one client. title and aftercare as they were rendered, "" before release.

    enrolment: None when sent by hand. nominal_at: by the rule; due_at: after every move. sends: how often it was released.
    """

    id: OccurrenceId
    client: ClientId
    enrolment: EnrolmentId | None
    step: str
    local_date: date
    slot: int
    prompt: str
    state: OccurrenceState
    reason: str | None
    intensity: int
    nominal_at: datetime
    due_at: datetime
    move_until: datetime
    late_at: datetime
    if_late: str
    answer_within: timedelta
    remind: str
    reminded: int
    remind_at: datetime | None
    because: OccurrenceId | None
    sent_by: str | None
    approval: str | None
    sends: int
    released_at: datetime | None
    sent_at: datetime | None
    closes_at: datetime | None
    title: str
    aftercare: str


# As the partial index has it, word for word: a database sees only then that the index holds every such row.
_WAITS = sa.literal_column("occurrences.state IN ('planned', 'snoozed')")


@dataclass(frozen=True, slots=True)
class CameDue:
    """What became of an occurrence whose time came. reason: why it was skipped, else ""."""

    id: OccurrenceId
    due_at: datetime
    state: OccurrenceState
    reason: str


def use_zone_rules(unit: Unit, edition: str) -> None:
    """Which edition of the time zones this process reckons with: with another one everything ahead is planned again."""
    row = unit.one(sa.select(practice.c.zone_rules).where(practice.c.id == 1))
    if row is not None and row.zone_rules != edition:
        unit.execute(sa.update(practice).where(practice.c.id == 1).values(zone_rules=edition))
        unit.journal("vignette", "zone rules", f"edition:{edition}")


def last_beat(unit: Unit) -> datetime | None:
    """Where the calendar stood at the last beat that was noted."""
    row = unit.one(sa.select(practice.c.beat_at).where(practice.c.id == 1))
    return None if row is None else row.beat_at


def note_beat(unit: Unit) -> None:
    """The calendar stands here now."""
    unit.execute(sa.update(practice).where(practice.c.id == 1).values(beat_at=unit.now))


def plan_everything_again(unit: Unit) -> None:
    """Every enrolment is compared with its rules once more, whoever planned it last."""
    unit.execute(sa.update(enrolments).where(enrolments.c.state == sa.literal_column("'active'")).values(planned_by=""))
    unit.journal("vignette", "planning again", "practice")


def plan_stamp(unit: Unit, revision: str) -> str | None:
    """What plans made now follow: this library and these zone rules. None: another library is in force."""
    row = unit.one(sa.select(practice.c.revision, practice.c.zone_rules).where(practice.c.id == 1))
    if row is None or row.revision not in (None, revision):
        return None
    return f"{revision}:{row.zone_rules}"


def read_occurrence(unit: Unit, row: Any) -> Occurrence:
    """A row as what it stands for. Raises Unsealable."""

    def opened(column: str) -> str:
        sealed = getattr(row, column)
        return "" if sealed is None else unit.open(row.client, "occurrences", column, row.id, sealed)

    return Occurrence(
        OccurrenceId(row.id),
        ClientId(row.client),
        None if row.enrolment is None else EnrolmentId(row.enrolment),
        row.step,
        date.fromisoformat(row.local_date),
        row.slot,
        row.prompt,
        OccurrenceState(row.state),
        row.reason,
        row.intensity,
        row.nominal_at,
        row.due_at,
        row.move_until,
        row.late_at,
        row.if_late,
        timedelta(seconds=row.answer_within_s),
        row.remind,
        row.reminded,
        row.remind_at,
        None if row.because is None else OccurrenceId(row.because),
        row.sent_by,
        row.approval,
        row.sends,
        row.released_at,
        row.sent_at,
        row.closes_at,
        opened("title"),
        opened("aftercare"),
    )


def occurrence(unit: Unit, occurrence_id: str) -> Occurrence:
    """One occurrence. Raises LookupError."""
    row = unit.row(occurrences, occurrence_id)
    if row is None:
        raise LookupError("no such occurrence")
    return read_occurrence(unit, row)


def claim_due(unit: Unit, *, limit: int) -> list[Occurrence]:
    """Occurrences whose time has come, earliest first (of those that wait for one moment the older ones), locked for this
    transaction.
    """
    due = (
        sa.select(occurrences)
        .where(_WAITS, occurrences.c.due_at <= unit.now)
        .order_by(occurrences.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    # Put in order here: the database would sort thousands that are due at one moment for each slice of them.
    found = sorted(unit.all(due), key=lambda row: (row.due_at, row.nominal_at))
    return [read_occurrence(unit, row) for row in found]


def next_due(unit: Unit) -> datetime | None:
    """When the earliest occurrence that waits is due."""
    row = unit.one(sa.select(sa.func.min(occurrences.c.due_at)).where(_WAITS))
    return None if row is None else row[0]


def came_due(unit: Unit, *, limit: int) -> list[CameDue]:
    """The newest occurrences whose time has come and that were released or skipped, earliest first."""
    query = (
        sa.select(occurrences.c.id, occurrences.c.due_at, occurrences.c.state, occurrences.c.reason)
        .where(sa.not_(_WAITS), occurrences.c.due_at <= unit.now)
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
                "prompt": what.prompt,
                "intensity": what.intensity,
                "sends": what.sends + 1,
                "late_at": max(what.late_at, unit.now + LATE_BY_LEAST),
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
    if row is None:
        return
    closes = unit.now + timedelta(seconds=row.answer_within_s)
    if row.state == OccurrenceState.ANSWERED and row.closes_at is None and row.released_at >= row.due_at:
        # Before the receipt was written. Should that answer turn out to be for something else, it is open until then.
        values = {"sent_at": unit.now, "closes_at": closes}
        unit.execute(sa.update(occurrences).where(occurrences.c.id == row.id).values(**values))
    if row.state != OccurrenceState.RELEASED:
        return
    _move(unit, read_occurrence(unit, row), OccurrenceState.SENT, sent_at=unit.now, closes_at=closes)


def skip(unit: Unit, what: Occurrence, reason: str, *, actor: str = "vignette") -> None:
    """It will not be sent, and why. actor: as in the journal."""
    _move(unit, what, OccurrenceState.SKIPPED, actor=actor, reason=str(reason))


def move(unit: Unit, what: Occurrence, after: OccurrenceState) -> None:
    """Change state. Raises ValueError on a move that does not exist."""
    _move(unit, what, after)


def _move(unit: Unit, what: Occurrence, after: OccurrenceState, *, actor: str = "vignette", **values: object) -> None:
    _check_move(what, after)
    unit.update_many(occurrences, [{"state": after.value, **values, "which": what.id}])
    if after is OccurrenceState.SKIPPED:
        unit.journal(actor, "skipped", f"occurrence:{what.id}", reason=str(values.get("reason", "")))


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
    there = (OccurrenceState.SENT.value, OccurrenceState.SNOOZED.value)
    is_open = sa.or_(occurrences.c.state.in_(there), sa.and_(is_released, under_way.exists()))
    # Told twice, once as the partial index has it: only then does a database see that the index holds every such row.
    held = sa.literal_column("occurrences.state IN ('released', 'sent', 'snoozed')")
    query = sa.select(occurrences).where(occurrences.c.client == client, held, is_open)
    query = query.order_by(sa.func.coalesce(occurrences.c.sent_at, occurrences.c.released_at))
    return [read_occurrence(unit, row) for row in unit.all(query)]


def occurrences_of(unit: Unit, client: str) -> list[Occurrence]:
    """Everything planned, sent and skipped for a client, by due time."""
    # By way of their enrolments, whose key orders the occurrences: an index by client would cost every planned row.
    theirs = sa.select(enrolments.c.id).where(enrolments.c.client == client)
    by_hand = sa.and_(occurrences.c.client == client, sa.literal_column("occurrences.enrolment IS NULL"))
    rows = unit.all(sa.select(occurrences).where(sa.or_(occurrences.c.enrolment.in_(theirs), by_hand)))
    return [read_occurrence(unit, row) for row in sorted(rows, key=lambda row: (row.due_at, row.nominal_at))]


def draw_anew(unit: Unit, what: Occurrence) -> None:
    """It goes out with another prompt of its pool than was drawn when it was planned; for a strong one nobody said yes yet."""
    values = {"prompt": what.prompt, "intensity": what.intensity, "approval": what.approval}
    unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(**values))


def decline(unit: Unit, occurrence_id: str) -> None:
    """Not today: put away, if it is open; its time to answer is over."""
    what = occurrence(unit, occurrence_id)
    if what.state in (OccurrenceState.SENT, OccurrenceState.SNOOZED):
        _move(unit, what, OccurrenceState.DECLINED, remind_at=None, closes_at=unit.now)
