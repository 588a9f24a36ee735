"""Enrolments, and the writing of their slots as rows: many at once, so that one takes microseconds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.domain.ids import ClientId, EnrolmentId
from core.domain.states import EnrolmentState, OccurrenceState
from core.store.tables import clients, enrolments, occurrences
from core.store.unit import Unit

_PLANNED = OccurrenceState.PLANNED.value
_IS_ACTIVE = enrolments.c.state == sa.literal_column("'active'")
_ACTIVE = (
    sa.select(enrolments, clients.c.zone, clients.c.quiet)
    .join(clients, clients.c.id == enrolments.c.client)
    .where(_IS_ACTIVE)
)
_PLANNED_OTHERWISE = sa.select(enrolments.c.id).where(
    _IS_ACTIVE, enrolments.c.planned_by != sa.bindparam("stamp", type_=enrolments.c.planned_by.type)
)
_FOLLOWING = sa.select(enrolments.c.client, enrolments.c.programme).where(_IS_ACTIVE)
_NOTHING = ""  # planned_to while nothing is planned: before every date, and an index finds it


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
    quiet: str = ""
    planned_by: str = ""


@dataclass(frozen=True, slots=True)
class NewOccurrence:
    """A slot that is to become a row. due_at: by the rule.

    move_until: so far it may be moved, None: until it is late. remind: lengths after sending, "20h 2d". because: the
    occurrence whose sending or answer made this one.
    """

    step: str
    prompt: str
    local_date: date
    slot: int
    due_at: datetime
    late_at: datetime
    answer_within: timedelta
    move_until: datetime | None = None
    if_late: str = "skip"
    remind: str = ""
    intensity: int = 1
    because: str | None = None


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """An enrolment that is to become rows. slots: those up to `planned_to`, a local date (None: nothing planned yet)."""

    client: str
    programme: str
    start: date
    slots: Sequence[NewOccurrence] = ()
    planned_to: date | None = None
    planned_by: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The next stretch of one enrolment's slots, up to `planned_to`, a local date."""

    enrolment: Enrolment
    slots: Sequence[NewOccurrence]
    planned_to: date
    planned_by: str = ""


def enrol(unit: Unit, client: str, programme: str, start: date, *, actor: str) -> EnrolmentId:
    """A new enrolment, not planned yet."""
    return enrol_all(unit, [NewEnrolment(client, programme, start)], actor=actor)[0]


def enrol_all(unit: Unit, new: Sequence[NewEnrolment], *, actor: str) -> list[EnrolmentId]:
    """New enrolments with their first slots, in this order; a journal line each."""
    ids = [EnrolmentId(one) for one in unit.ids(len(new))]
    unit.insert_many(
        enrolments,
        [
            {
                "id": enrolment,
                "client": one.client,
                "programme": one.programme,
                "start": one.start.isoformat(),
                "state": EnrolmentState.ACTIVE.value,
                "planned_to": _NOTHING if one.planned_to is None else one.planned_to.isoformat(),
                "planned_by": one.planned_by,
                "created_at": unit.now,
            }
            for enrolment, one in zip(ids, new, strict=True)
        ],
    )
    for one in new:
        unit.journal(actor, "enrolled", f"client:{one.client}", programme=one.programme, start=one.start.isoformat())
    pairs = [(i, one.client, slot) for i, one in zip(ids, new, strict=True) for slot in one.slots]
    write_slots(unit, pairs)
    return ids


def write_slots(unit: Unit, slots: Sequence[tuple[str, str, NewOccurrence]]) -> None:
    """Occurrences from enrolment, client and slot each."""
    fresh = unit.ids(len(slots))
    alike: dict[int, dict[str, Any]] = {}  # many clients have the same slot: what is the same is put down once
    rows: list[dict[str, Any]] = []
    for row, (enrolment, client, slot) in zip(fresh, slots, strict=True):
        shared = alike.get(id(slot))
        if shared is None:
            shared = alike[id(slot)] = _slot(slot)
        rows.append({"id": row, "enrolment": enrolment, "client": client, **shared})
    unit.insert_many(occurrences, rows)


def _slot(slot: NewOccurrence) -> dict[str, Any]:
    return {
        "step": slot.step,
        "local_date": slot.local_date.isoformat(),
        "slot": slot.slot,
        "prompt": slot.prompt,
        "state": _PLANNED,
        "intensity": slot.intensity,
        "nominal_at": slot.due_at,
        "due_at": slot.due_at,
        "move_until": slot.move_until or slot.late_at,
        "late_at": slot.late_at,
        "if_late": slot.if_late,
        "answer_within_s": int(slot.answer_within.total_seconds()),
        "remind": slot.remind,
        "because": slot.because,
    }


def _enrolment(row: Any) -> Enrolment:
    return Enrolment(
        EnrolmentId(row.id),
        ClientId(row.client),
        row.programme,
        date.fromisoformat(row.start),
        row.zone,
        date.fromisoformat(row.planned_to) if row.planned_to else None,
        row.created_at,
        row.quiet,
        row.planned_by,
    )


def enrolment(unit: Unit, enrolment_id: str) -> Enrolment:
    """One enrolment under way. Raises LookupError."""
    row = unit.one(_ACTIVE.where(enrolments.c.id == enrolment_id))
    if row is None:
        raise LookupError("no such enrolment")
    return _enrolment(row)


def enrolments_by_id(unit: Unit, ids: Collection[str]) -> dict[str, Enrolment]:
    """Several enrolments under way; those that are over are missing."""
    return {row.id: _enrolment(row) for row in unit.all_of(_ACTIVE, enrolments.c.id, ids)}


def planned_otherwise(unit: Unit, ids: Collection[str], *, stamp: str) -> list[Enrolment]:
    """Those of these enrolments whose rows follow other rules than those of this stamp; nobody else plans them meanwhile."""
    if not unit.all_of(_PLANNED_OTHERWISE, enrolments.c.id, ids, stamp=stamp):
        return []
    held = _to_plan(_ACTIVE, enrolments.c.planned_by != stamp).with_for_update(of=enrolments, skip_locked=True)
    return [_enrolment(row) for row in unit.all_of(held, enrolments.c.id, ids)]


def waiting_since(unit: Unit, ids: Collection[str]) -> dict[str, date]:
    """The earliest local date of what is planned still, by enrolment; without those that have nothing planned."""
    c = occurrences.c
    query = sa.select(c.enrolment, sa.func.min(c.local_date)).where(c.state == _PLANNED).group_by(c.enrolment)
    return {row[0]: date.fromisoformat(row[1]) for row in unit.all_of(query, c.enrolment, ids)}


def dates_of_steps(unit: Unit, ids: Collection[str], *, since: date) -> dict[tuple[str, str], set[date]]:
    """On which local dates from this one on the steps of these enrolments have slots: (enrolment, step) -> dates."""
    c = occurrences.c
    found: dict[tuple[str, str], set[date]] = {}
    query = sa.select(c.enrolment, c.step, c.local_date).where(c.local_date >= since.isoformat()).distinct()
    for row in unit.all_of(query, c.enrolment, ids):
        found.setdefault((row.enrolment, row.step), set()).add(date.fromisoformat(row.local_date))
    return found


def active_enrolments(unit: Unit, *, client: str | None = None) -> list[Enrolment]:
    """Every enrolment under way."""
    query = _ACTIVE if client is None else _ACTIVE.where(enrolments.c.client == client)
    return [_enrolment(row) for row in unit.all(query)]


def enrolments_to_plan(unit: Unit, *, before: date, stamp: str, limit: int) -> list[Enrolment]:
    """Enrolments whose rows do not reach `before` yet, or follow other rules than those of this stamp; nobody else plans
    them meanwhile.
    """
    found: list[Any] = []
    for is_due in _reasons_to_plan(before, stamp):
        if len(found) < limit:
            query = _to_plan(_ACTIVE, is_due).limit(limit - len(found))
            known = {row.id for row in found}
            held = query.with_for_update(of=enrolments, skip_locked=True)
            found += [row for row in unit.all(held) if row.id not in known]
    return [_enrolment(row) for row in found]


def must_plan(unit: Unit, *, before: date, stamp: str) -> bool:
    """Whether `enrolments_to_plan` would find any."""
    one = sa.select(enrolments.c.id)
    return any(unit.first(_to_plan(one, is_due).limit(1)) is not None for is_due in _reasons_to_plan(before, stamp))


def _reasons_to_plan(before: date, stamp: str) -> Sequence[Any]:
    """Each by itself, so that each finds its index: too short, older rules, newer rules."""
    by = enrolments.c.planned_by
    return (enrolments.c.planned_to < before.isoformat(), by < stamp, by > stamp)


def _to_plan(query: Any, is_due: Any) -> Any:
    return query.where(_IS_ACTIVE, is_due)


def following(unit: Unit, clients_: Collection[str]) -> set[tuple[str, str]]:
    """Which of these clients follow which programme now: (client, programme)."""
    return {(client, programme) for client, programme in unit.all_of(_FOLLOWING, enrolments.c.client, clients_)}


def plan(unit: Unit, enrolment: Enrolment, slots: list[NewOccurrence], *, planned_to: date) -> int:
    """Write the slots of one enrolment as rows; see `plan_all`."""
    return plan_all(unit, [Plan(enrolment, slots, planned_to)])


def plan_all(unit: Unit, plans: Sequence[Plan]) -> int:
    """Write slots as rows. A slot that is there already changes nothing: its key forbids the double. Returns new rows."""
    wanted = [each.enrolment.id for each in plans if each.slots]
    # What lies before the stretch that is planned now is none of its slots.
    since = min((slot.local_date for each in plans for slot in each.slots), default=date.max).isoformat()
    there = sa.select(occurrences.c.enrolment, occurrences.c.step, occurrences.c.local_date, occurrences.c.slot)
    there = there.where(occurrences.c.local_date >= since)
    known = {tuple(row) for row in unit.all_of(there, occurrences.c.enrolment, wanted)}
    fresh = [
        (each.enrolment.id, each.enrolment.client, slot)
        for each in plans
        for slot in each.slots
        if (each.enrolment.id, slot.step, slot.local_date.isoformat(), slot.slot) not in known
    ]
    write_slots(unit, fresh)
    reached = [
        {"planned_to": each.planned_to.isoformat(), "planned_by": each.planned_by, "which": each.enrolment.id}
        for each in plans
    ]
    unit.update_many(enrolments, reached)
    return len(fresh)


def made_because(unit: Unit, occurrence: str) -> set[str]:
    """The steps that this occurrence's sending or answer has made already."""
    query = sa.select(occurrences.c.step).where(
        occurrences.c.because == occurrence, sa.literal_column("occurrences.because IS NOT NULL")
    )
    return {row.step for row in unit.all(query)}


def add_slots(unit: Unit, enrolment: Enrolment, slots: Sequence[NewOccurrence]) -> int:
    """Further slots of an enrolment, but for those that a step has at that moment already; each gets the first place of its
    local date that is free. Returns how many are new.
    """
    if not slots:
        return 0
    c = occurrences.c
    there = sa.select(c.step, c.local_date, c.slot, c.nominal_at).where(c.enrolment == enrolment.id)
    known = unit.all(there.where(c.step.in_([slot.step for slot in slots])))
    taken = {(row.step, row.local_date, row.slot) for row in known}
    moments = {(row.step, row.nominal_at) for row in known}
    placed: list[NewOccurrence] = []
    for slot in slots:
        if (slot.step, slot.due_at) in moments:
            continue
        place = slot.slot
        while (slot.step, slot.local_date.isoformat(), place) in taken:
            place += 1
        taken.add((slot.step, slot.local_date.isoformat(), place))
        placed.append(replace(slot, slot=place))
    write_slots(unit, [(enrolment.id, enrolment.client, slot) for slot in placed])
    return len(placed)


def end_enrolments(unit: Unit, client: str, *, reason: str) -> None:
    """No more slots for this client; what was planned is skipped with its reason."""
    active = sa.literal_column("enrolments.state = 'active'")
    theirs = sa.select(enrolments.c.id).where(enrolments.c.client == client, active)
    waiting = (OccurrenceState.PLANNED.value, OccurrenceState.RELEASED.value, OccurrenceState.SNOOZED.value)
    by_hand = sa.and_(occurrences.c.client == client, sa.literal_column("occurrences.enrolment IS NULL"))
    unit.execute(
        sa.update(occurrences)
        .where(sa.or_(occurrences.c.enrolment.in_(theirs), by_hand), occurrences.c.state.in_(waiting))
        .values(state=OccurrenceState.SKIPPED.value, reason=reason)
    )
    unit.execute(
        sa.update(enrolments).where(enrolments.c.client == client, active).values(state=EnrolmentState.ENDED.value)
    )
