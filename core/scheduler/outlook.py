"""What comes next, and what became of what was due: kinds and times for whoever shows the calendar, never content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.domain.hours import zone_of
from core.prompts.library import Library
from core.prompts.programme import Step
from core.scheduler.dates import dates, exists
from core.scheduler.planner import first_slots, quiet_of
from core.scheduler.windows import pieces_of
from core.store import schedule
from core.store.schedule import CameDue, Enrolment
from core.store.unit import Unit

_LATELY = 40  # prompts
_AHEAD = timedelta(days=400)  # as far as fixed slots are looked for


@dataclass(frozen=True, slots=True)
class Outlook:
    """next_at: when the next prompt is due, of anybody; None: none will be. following: whether anybody follows a programme."""

    next_at: datetime | None
    following: bool
    lately: Sequence[CameDue]


def outlook(unit: Unit, library: Library) -> Outlook:
    """Reads only. What is planned already is earlier than whatever is not planned yet."""
    under_way = schedule.active_enrolments(unit)
    due = schedule.next_due(unit)
    if due is None:
        due = min((when for each in under_way if (when := _beyond(library, each)) is not None), default=None)
    return Outlook(due, bool(under_way), schedule.came_due(unit, limit=_LATELY))


def _beyond(library: Library, enrolment: Enrolment) -> datetime | None:
    """The first slot after those that are planned; of what is random, when its window opens. Steps that wait are not told."""
    programme = library.programmes.get(enrolment.programme)
    if programme is None:
        return None
    after = enrolment.start if enrolment.planned_to is None else enrolment.planned_to + timedelta(days=1)
    found = first_slots(
        programme, enrolment.start, enrolment.zone, after=after, created_at=enrolment.created_at, count=1
    )
    opens = (_opens(enrolment, step, after) for step in programme.steps if step.between is not None)
    return min((moment for moment in (*(slot.utc for slot in found), *opens) if moment is not None), default=None)


def _opens(enrolment: Enrolment, step: Step, after: date) -> datetime | None:
    """When the first window of a random step opens on or after a local date, quiet hours left out."""
    zone, quiet = zone_of(enrolment.zone), quiet_of(enrolment.quiet)
    for day in dates(step, start=enrolment.start, first=after, last=after + _AHEAD):
        pieces = pieces_of(step, day, zone, quiet) if exists(day, zone) else []
        if pieces and pieces[-1][1] > enrolment.created_at:
            return max(pieces[0][0], enrolment.created_at)
    return None
