"""Keeps the rows of what is due in step with the rules: what is missing is written, what changed is moved, what is no
longer wanted says why. Planning again changes nothing: the key forbids the double (SPEC 4.6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.domain.reasons import Why
from core.prompts.library import Library
from core.prompts.programme import Step
from core.scheduler.course import Course, Key, course
from core.scheduler.draw import WEEK, Draw, draw
from core.scheduler.planner import HORIZON, LOOK_BACK, Planner, intensity_of, pool_steps, seed_of
from core.store import clients, past, replan, schedule
from core.store.clients import Client
from core.store.replan import Known
from core.store.schedule import Enrolment, NewOccurrence, Plan
from core.store.unit import Unit

_SLICE = 120  # enrolments per transaction: <= 50 ms of the writer
_DAY = timedelta(days=1)
_STILL_THERE = timedelta(days=2)  # local dates back in which something planned may still wait, whatever the zone was


def plan_ahead(unit: Unit, library: Library, *, limit: int = _SLICE) -> int:
    """Plan the enrolments whose rows do not reach far enough, or follow other rules. Returns how many were looked at."""
    stamp = schedule.plan_stamp(unit, library.revision)
    if stamp is None:
        return 0
    due = schedule.enrolments_to_plan(unit, before=_needed(unit), stamp=stamp, limit=limit)
    plan_all(unit, library, due)
    return len(due)


def must_plan(unit: Unit, library: Library) -> bool:
    """Whether `plan_ahead` would find anything to do."""
    stamp = schedule.plan_stamp(unit, library.revision)
    return stamp is not None and schedule.must_plan(unit, before=_needed(unit), stamp=stamp)


def plan_all(unit: Unit, library: Library, wanted: Sequence[Enrolment], *, why: Why = Why.EDITED) -> int:
    """Plan enrolments to their horizons. Returns the rows that are new; none where another library is in force.

    why: what is told of a row that is due at another moment than before.
    """
    stamp = schedule.plan_stamp(unit, library.revision)
    if stamp is None:
        return 0
    planner = Planner(unit, library, stamp)
    courses, _ = reckon(unit, library, planner, wanted, why=why)
    reach = [(each, planner.reach(each.start, each.zone)) for each in wanted]
    schedule.plan_all(unit, [Plan(each, courses[each.id].fresh, last, stamp) for each, last in reach])
    for each in wanted:
        replan.apply(unit, courses[each.id].changes)
    return sum(len(course.fresh) for course in courses.values())


def reckon(
    unit: Unit, library: Library, planner: Planner, wanted: Sequence[Enrolment], *, why: Why = Why.EDITED
) -> tuple[dict[str, Course], dict[str, dict[Key, Known]]]:
    """What planning would write for each enrolment, and the rows it would write it beside; by enrolment. Reads only."""
    others = [each.id for each in wanted if each.planned_to is not None and each.planned_by != planner.stamp]
    waiting = schedule.waiting_since(unit, others)
    firsts: dict[str, date] = {each.id: _first(planner, each, waiting.get(each.id)) for each in wanted}
    known = replan.known(unit, firsts)
    courses: dict[str, Course] = {
        each.id: course(planner, each, firsts[each.id], known.get(each.id, {}), why) for each in wanted
    }
    _draw_pools(unit, library, planner, wanted, courses)
    return courses, known


def plan_again(unit: Unit, library: Library, client: str, *, why: Why = Why.ZONE) -> int:
    """The client's zone (or hours: Why.QUIET) has changed: bring what is planned in line. Returns the rows that are new."""
    theirs = [replace(each, planned_by="") for each in schedule.active_enrolments(unit, client=client)]
    return plan_all(unit, library, theirs, why=why)


def _needed(unit: Unit) -> date:
    # A local date can be one ahead of or behind UTC's, so the horizon is asked for with a day to spare.
    return (unit.now + HORIZON - _DAY).date()


def _first(planner: Planner, enrolment: Enrolment, waiting: date | None) -> date:
    """The first local date to look at. Where the rules are other ones, all that can still wait is looked at again.

    waiting: the earliest date of what is planned still: a pause can hold it for days.
    """
    today = planner.today(enrolment.zone)
    further = enrolment.start if enrolment.planned_to is None else enrolment.planned_to + _DAY
    if enrolment.planned_to is not None and enrolment.planned_by != planner.stamp:
        further = min(further, today - _STILL_THERE, waiting or today)
    return max(further, enrolment.start, today - LOOK_BACK)


# --- pools ------------------------------------------------------------------------------------------------------------
def _draw_pools(
    unit: Unit, library: Library, planner: Planner, wanted: Sequence[Enrolment], courses: dict[str, Course]
) -> None:
    """Put a prompt into each new slot of a pool. What is left out for a client is known then; it is asked again when due."""
    drawing = [each for each in wanted if _has_blanks(planner, each, courses[each.id])]
    if not drawing:
        return
    who = {each.client for each in drawing}
    known, given = clients.many(unit, who), past.drawn(unit, [each.id for each in drawing])
    went = past.went_since(unit, who, unit.now - WEEK)
    for each in drawing:
        client = known.get(each.client)
        if client is None:
            continue
        steps, course = pool_steps(planner.programme(each.programme)), courses[each.id]
        blanks = _Blanks(unit, library, client, each, steps, went.get(client.id, ()), given)
        fresh = [blanks.filled(row) for row in sorted(course.fresh, key=lambda row: row.due_at)]
        changes = [replace(one, to=blanks.filled(one.to)) if one.to is not None else one for one in course.changes]
        courses[each.id] = Course(fresh, changes)


@dataclass(frozen=True, slots=True)
class _Blanks:
    """Draws for one enrolment. given: what its pools gave; it grows with each draw."""

    unit: Unit
    library: Library
    client: Client
    enrolment: Enrolment
    steps: Mapping[str, Step]
    went: Sequence[past.Went]
    given: dict[tuple[str, str], list[str]]

    def filled(self, row: NewOccurrence) -> NewOccurrence:
        """The slot with its prompt, where it comes out of a pool and has none yet."""
        step = self.steps.get(row.step)
        if step is None or row.prompt:
            return row
        had = self.given.setdefault((self.enrolment.id, row.step), [])
        what = facts_of(self.client, self.enrolment, row.due_at, self.went, had)
        prompt = draw(self.library, step, what, seed=seed_of(self.unit, self.enrolment.id)) or ""
        had += [prompt] if prompt else []
        return replace(row, prompt=prompt, intensity=intensity_of(self.library, prompt))


def facts_of(
    client: Client, enrolment: Enrolment, due_at: datetime, went: Sequence[past.Went], given: Sequence[str]
) -> Draw:
    """What a draw for this client hangs on."""
    return Draw(due_at, enrolment.zone, enrolment.start, client.language, client.limits, went, given)


def _has_blanks(planner: Planner, enrolment: Enrolment, course: Course) -> bool:
    steps = pool_steps(planner.programme(enrolment.programme))
    rows = [*course.fresh, *(change.to for change in course.changes if change.to is not None)]
    return bool(steps) and any(row.step in steps and not row.prompt for row in rows)
