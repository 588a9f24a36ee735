"""Fills a short horizon of occurrences from the rhythms. Planning again changes nothing: the key forbids the double."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from core.prompts.library import Library
from core.prompts.schema import Programme
from core.scheduler.recurrence import Slot, slots
from core.store import schedule
from core.store.schedule import Enrolment, NewOccurrence, Plan
from core.store.unit import Unit

HORIZON = timedelta(days=2)  # local days ahead of the client's today
_SLICE = 200  # enrolments per transaction: <= 50 ms of the writer


class Planner:
    """The rhythms of one library at one moment. Many clients follow the same steps on the same days: reckoned once.

    Keep one no longer than a unit of work.
    """

    def __init__(self, library: Library, now: datetime) -> None:
        self._library, self._now = library, now
        self._todays: dict[str, date] = {}
        self._stretches: dict[tuple[str, date, str, date, date], list[NewOccurrence]] = {}

    def today(self, zone: str) -> date:
        """The local date there."""
        if zone not in self._todays:
            self._todays[zone] = self._now.astimezone(ZoneInfo(zone)).date()
        return self._todays[zone]

    def reach(self, start: date, zone: str) -> date:
        """The last local date that is planned now; never before day 1."""
        return max(self.today(zone) + HORIZON, start)

    def stretch(
        self, programme: str, start: date, zone: str, *, first: date, created_at: datetime
    ) -> list[NewOccurrence]:
        """The slots of an enrolment from a local date on, as far as is planned now. None where nobody knows the programme."""
        last = self.reach(start, zone)
        key = (programme, start, zone, first, last)
        if key not in self._stretches:
            self._stretches[key] = self._reckon(*key)
        found = self._stretches[key]
        # What lay before the enrolment on its first day is not made up for.
        return found if not found or found[0].due_at >= created_at else [s for s in found if s.due_at >= created_at]

    def _reckon(self, programme_id: str, start: date, zone: str, first: date, last: date) -> list[NewOccurrence]:
        programme = self._library.programmes.get(programme_id)
        if programme is None:
            return []
        found = slots(programme, start=start, zone=ZoneInfo(zone), first=first, last=last)
        return [_row(programme, slot) for slot in found]


def plan_ahead(unit: Unit, library: Library, *, limit: int = _SLICE) -> int:
    """Plan the enrolments whose rows do not reach far enough. Returns how many were looked at."""
    due = schedule.enrolments_to_plan(unit, before=_needed(unit), limit=limit)
    plan_all(unit, library, due)
    return len(due)


def must_plan(unit: Unit) -> bool:
    """Whether `plan_ahead` would find anything to do."""
    return schedule.must_plan(unit, before=_needed(unit))


def plan_all(unit: Unit, library: Library, enrolments: Sequence[Enrolment]) -> int:
    """Plan enrolments to their horizons. Returns the rows that are new."""
    planner = Planner(library, unit.now)
    return schedule.plan_all(unit, [_plan(planner, each) for each in enrolments])


def first_slots(
    programme: Programme, start: date, zone: str, *, after: date, created_at: datetime, count: int
) -> list[Slot]:
    """The next slots on or after a local date, for telling people. Looks a little ahead first: most programmes begin soon."""
    find = partial(slots, programme, start=start, zone=ZoneInfo(zone), first=after)
    for days in (7, 400):
        found = [slot for slot in find(last=after + timedelta(days=days)) if slot.utc >= created_at]
        if len(found) >= count:
            break
    return found[:count]


def _needed(unit: Unit) -> date:
    # A local date can be one ahead of or behind UTC's, so the horizon is asked for with a day to spare.
    return (unit.now + HORIZON - timedelta(days=1)).date()


def _plan(planner: Planner, enrolment: Enrolment) -> Plan:
    first = enrolment.start if enrolment.planned_to is None else enrolment.planned_to + timedelta(days=1)
    found = planner.stretch(
        enrolment.programme, enrolment.start, enrolment.zone, first=first, created_at=enrolment.created_at
    )
    return Plan(enrolment, found, planner.reach(enrolment.start, enrolment.zone))


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
