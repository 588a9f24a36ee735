"""Keeps the rows of what is due in step with the rules: what is missing is written, what changed is moved, what is no
longer wanted says why. Planning again changes nothing: the key forbids the double (SPEC 4.6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.reasons import Why
from core.domain.states import OccurrenceState
from core.prompts.library import Library
from core.scheduler.dates import exists
from core.scheduler.draw import WEEK, Draw, draw
from core.scheduler.planner import HORIZON, LOOK_BACK, Planner, intensity_of, pool_steps, seed_of
from core.store import clients, past, replan, schedule
from core.store.clients import Client
from core.store.replan import Change, Known
from core.store.schedule import Enrolment, NewOccurrence, Plan
from core.store.unit import Unit

_SLICE = 120  # enrolments per transaction: <= 50 ms of the writer
_DAY = timedelta(days=1)
_STILL_THERE = timedelta(days=2)  # local dates back in which something planned may still wait, whatever the zone was
_COMES_BACK = (Why.GONE, Why.NO_SUCH_DATE)  # reasons of the rule alone: with the rule they are undone

_Key = tuple[str, date, int]


@dataclass(frozen=True, slots=True)
class _Course:
    """What is to be written for one enrolment."""

    fresh: Sequence[NewOccurrence]
    changes: Sequence[Change]


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


def plan_all(unit: Unit, library: Library, wanted: Sequence[Enrolment]) -> int:
    """Plan enrolments to their horizons. Returns the rows that are new; none where another library is in force."""
    stamp = schedule.plan_stamp(unit, library.revision)
    if stamp is None:
        return 0
    planner = Planner(unit, library, stamp)
    firsts: dict[str, date] = {each.id: _first(planner, each) for each in wanted}
    known = replan.known(unit, firsts)
    courses: dict[str, _Course] = {
        each.id: _course(planner, each, firsts[each.id], known.get(each.id, {})) for each in wanted
    }
    _draw_pools(unit, library, planner, wanted, courses)
    reach = [(each, planner.reach(each.start, each.zone)) for each in wanted]
    schedule.plan_all(unit, [Plan(each, courses[each.id].fresh, last, stamp) for each, last in reach])
    for each in wanted:
        replan.apply(unit, courses[each.id].changes)
    return sum(len(course.fresh) for course in courses.values())


def plan_again(unit: Unit, library: Library, client: str) -> int:
    """The client's zone or hours have changed: bring what is planned in line with them. Returns the rows that are new."""
    theirs = [replace(each, planned_by="") for each in schedule.active_enrolments(unit, client=client)]
    return plan_all(unit, library, theirs)


def _needed(unit: Unit) -> date:
    # A local date can be one ahead of or behind UTC's, so the horizon is asked for with a day to spare.
    return (unit.now + HORIZON - _DAY).date()


def _first(planner: Planner, enrolment: Enrolment) -> date:
    """The first local date to look at. Where the rules are other ones, all that can still wait is looked at again."""
    today = planner.today(enrolment.zone)
    further = enrolment.start if enrolment.planned_to is None else enrolment.planned_to + _DAY
    if enrolment.planned_to is not None and enrolment.planned_by != planner.stamp:
        further = min(further, today - _STILL_THERE)
    return max(further, enrolment.start, today - LOOK_BACK)


def _course(planner: Planner, enrolment: Enrolment, first: date, known: Mapping[_Key, Known]) -> _Course:
    today, last = planner.today(enrolment.zone), planner.reach(enrolment.start, enrolment.zone)
    programme = planner.programme(enrolment.programme)
    fixed = planner.fixed(
        enrolment.programme, enrolment.start, enrolment.zone, first=first, last=last, created_at=enrolment.created_at
    )
    rows = [*fixed, *planner.own(enrolment, first=first, last=last)]
    if not known:
        return _Course(_not_over(planner, enrolment, rows), ())
    random = {step.id for step in (programme.steps if programme else ()) if step.between is not None}
    wanted: dict[_Key, NewOccurrence] = {(row.step, row.local_date, row.slot): row for row in rows}
    begun = {(row.step, row.local_date) for row in known.values() if row.local_date <= today and row.step in random}
    changes: list[Change] = []
    for key, row in known.items():
        drawn = (row.step, row.local_date) in begun
        change = _kept(row, wanted.get(key), drawn=drawn) if key in wanted or drawn else _let_go(row, enrolment, last)
        changes += [] if change is None else [change]
    fresh = [row for key, row in wanted.items() if key not in known and (row.step, row.local_date) not in begun]
    return _Course(_not_over(planner, enrolment, fresh), changes)


def _not_over(planner: Planner, enrolment: Enrolment, rows: Sequence[NewOccurrence]) -> list[NewOccurrence]:
    """What is missing because the calendar ran on says so, by a row; what a new rule would have had before now is nothing."""
    if enrolment.planned_to is None or enrolment.planned_by == planner.stamp:
        return list(rows)
    return [row for row in rows if row.due_at > planner.now or row.local_date > (enrolment.planned_to or date.min)]


def _kept(row: Known, wanted: NewOccurrence | None, *, drawn: bool) -> Change | None:
    """A row that is still wanted: its times and terms as they are now. A day that has begun is never drawn anew."""
    if wanted is None or row.state not in (OccurrenceState.PLANNED, OccurrenceState.SKIPPED):
        return None
    if row.state is OccurrenceState.SKIPPED and row.reason not in _COMES_BACK:
        return None
    if drawn:
        wanted = replace(wanted, due_at=row.nominal_at, late_at=row.late_at, move_until=row.move_until)
    same = (row.nominal_at, row.if_late, row.remind) == (wanted.due_at, wanted.if_late, wanted.remind)
    same = same and (row.move_until, row.answer_within) == (wanted.move_until, wanted.answer_within)
    same = same and (row.prompt == wanted.prompt or not wanted.prompt)
    if same and row.state is OccurrenceState.PLANNED:
        return None
    return Change(row, wanted, None)


def _let_go(row: Known, enrolment: Enrolment, last: date) -> Change | None:
    """A row that no rule wants any more. Made by an event, or beyond what is planned now: not for a rule to judge."""
    if row.state is not OccurrenceState.PLANNED or row.because is not None or row.local_date > last:
        return None
    there = exists(row.local_date, ZoneInfo(enrolment.zone))
    return Change(row, None, Why.GONE if there else Why.NO_SUCH_DATE)


# --- pools ------------------------------------------------------------------------------------------------------------
def _draw_pools(
    unit: Unit, library: Library, planner: Planner, wanted: Sequence[Enrolment], courses: dict[str, _Course]
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
        fresh: list[NewOccurrence] = []
        for row in sorted(course.fresh, key=lambda row: row.due_at):
            step = steps.get(row.step)
            if step is None:
                fresh.append(row)
                continue
            had = given.setdefault((each.id, row.step), [])
            what = facts_of(client, each, row.due_at, went.get(each.client, ()), had)
            prompt = draw(library, step, what, seed=seed_of(unit, each.id)) or ""
            had += [prompt] if prompt else []
            fresh.append(replace(row, prompt=prompt, intensity=intensity_of(library, prompt)))
        courses[each.id] = _Course(fresh, course.changes)


def facts_of(
    client: Client, enrolment: Enrolment, due_at: datetime, went: Sequence[past.Went], given: Sequence[str]
) -> Draw:
    """What a draw for this client hangs on."""
    return Draw(due_at, enrolment.zone, enrolment.start, client.language, client.limits, went, given)


def _has_blanks(planner: Planner, enrolment: Enrolment, course: _Course) -> bool:
    steps = pool_steps(planner.programme(enrolment.programme))
    return bool(steps) and any(row.step in steps for row in course.fresh)
