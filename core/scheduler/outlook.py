"""What comes next, and what became of what was due: kinds and times for whoever shows the calendar, never content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.prompts.library import Library
from core.scheduler.planner import first_slots
from core.scheduler.recurrence import NotYet
from core.store import schedule
from core.store.schedule import CameDue, Enrolment
from core.store.unit import Unit

_LATELY = 40  # prompts


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
    """The first slot after those that are planned."""
    programme = library.programmes.get(enrolment.programme)
    if programme is None:
        return None
    after = enrolment.start if enrolment.planned_to is None else enrolment.planned_to + timedelta(days=1)
    try:
        found = first_slots(
            programme, enrolment.start, enrolment.zone, after=after, created_at=enrolment.created_at, count=1
        )
    except NotYet:
        return None
    return found[0].utc if found else None
