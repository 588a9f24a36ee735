"""Fills a short horizon of occurrences from the rhythms. Planning again changes nothing: the key forbids the double."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core.prompts.library import Library
from core.prompts.schema import Programme
from core.scheduler.recurrence import Slot, slots
from core.store import schedule
from core.store.schedule import Enrolment, NewOccurrence
from core.store.unit import Unit

HORIZON = timedelta(days=2)  # local days ahead of the client's today
_SLICE = 200  # enrolments per transaction


def plan_ahead(unit: Unit, library: Library, *, limit: int = _SLICE) -> int:
    """Plan the enrolments whose rows do not reach far enough. Returns how many were looked at."""
    # A local date can be one ahead of or behind UTC's, so the horizon is asked for with a day to spare.
    needed = (unit.now + HORIZON - timedelta(days=1)).date()
    due = schedule.enrolments_to_plan(unit, before=needed, limit=limit)
    for enrolment in due:
        plan_one(unit, library, enrolment)
    return len(due)


def plan_one(unit: Unit, library: Library, enrolment: Enrolment) -> int:
    """Plan one enrolment to its horizon. Returns the rows that are new."""
    programme = library.programmes.get(enrolment.programme)
    today = unit.now.astimezone(ZoneInfo(enrolment.zone)).date()
    last = max(today, enrolment.start) + HORIZON
    if programme is None:
        return schedule.plan(unit, enrolment, [], planned_to=last)
    first = enrolment.start if enrolment.planned_to is None else enrolment.planned_to + timedelta(days=1)
    found = slots(programme, start=enrolment.start, zone=ZoneInfo(enrolment.zone), first=first, last=last)
    fresh = [_row(programme, slot) for slot in found if slot.utc >= enrolment.created_at]
    return schedule.plan(unit, enrolment, fresh, planned_to=last)


def next_slots(programme: Programme, enrolment: Enrolment, *, after: date, count: int) -> list[Slot]:
    """The next slots on or after a local date, for telling people."""
    found = slots(
        programme,
        start=enrolment.start,
        zone=ZoneInfo(enrolment.zone),
        first=after,
        last=after + timedelta(days=400),
    )
    return [slot for slot in found if slot.utc >= enrolment.created_at][:count]


def _row(programme: Programme, slot: Slot) -> NewOccurrence:
    terms = programme.terms(next(step for step in programme.steps if step.id == slot.step))
    return NewOccurrence(
        step=slot.step,
        prompt=slot.prompt,
        local_date=slot.local_date,
        slot=slot.index,
        due_at=slot.utc,
        late_at=slot.utc + terms.late_by.length,
        answer_within=terms.answer_within.length,
    )
