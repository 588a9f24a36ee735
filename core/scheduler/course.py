"""The rows of one enrolment beside its rules: what is missing, what changed, what is no longer wanted (SPEC 4.6). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.domain.hours import local_date, zone_of
from core.domain.reasons import Why
from core.domain.states import OccurrenceState
from core.prompts.programme import Step
from core.scheduler.dates import dates, exists, times
from core.scheduler.planner import NEVER_SHORTER, Planner
from core.store.replan import Change, Known
from core.store.schedule import Enrolment, NewOccurrence

_COMES_BACK = (Why.GONE, Why.NO_SUCH_DATE)  # reasons of the rule alone: with the rule they are undone
_WAITING = (OccurrenceState.PLANNED, OccurrenceState.SKIPPED)  # nobody has got it

Key = tuple[str, date, int]
_Day = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be written for one enrolment."""

    fresh: Sequence[NewOccurrence]
    changes: Sequence[Change]


def course(planner: Planner, enrolment: Enrolment, first: date, known: Mapping[Key, Known], why: Why) -> Course:
    """Compare what is known from a local date on with the rules. why: what is told of a row that is due at another moment."""
    today, last = planner.today(enrolment.zone), planner.reach(enrolment.start, enrolment.zone)
    fixed = planner.fixed(
        enrolment.programme, enrolment.start, enrolment.zone, first=first, last=last, created_at=enrolment.created_at
    )
    rows = [*fixed, *planner.own(enrolment, first=first, last=last)]
    if not known:
        return Course(_not_over(planner, enrolment, rows), ())
    wanted: dict[Key, NewOccurrence] = {(row.step, row.local_date, row.slot): row for row in rows}
    wanted |= planner.waited(enrolment, [row for row in known.values() if row.because is not None])
    begun = _begun(planner, enrolment, known.values(), today)
    changes: list[Change] = []
    for key, row in known.items():
        if key[:2] in begun:
            change = _as_drawn(planner, enrolment, row, wanted.get(key))
        elif key in wanted:
            change = _kept(planner, enrolment, row, wanted[key], why)
        else:
            change = _let_go(planner, row, enrolment, last)
        changes += [] if change is None else [change]
    fresh = [row for key, row in wanted.items() if key not in known and key[:2] not in begun]
    return Course(_not_over(planner, enrolment, fresh), changes)


def _not_over(planner: Planner, enrolment: Enrolment, rows: Sequence[NewOccurrence]) -> list[NewOccurrence]:
    """What is missing because the calendar ran on says so, by a row; what a new rule would have had before now is nothing."""
    if enrolment.planned_to is None or enrolment.planned_by == planner.stamp:
        return list(rows)
    return [row for row in rows if row.due_at > planner.now or row.local_date > (enrolment.planned_to or date.min)]


def _begun(planner: Planner, enrolment: Enrolment, rows: Collection[Known], today: date) -> set[_Day]:
    """Days of random steps that have begun, and are never drawn anew.

    A day to which the client has only just travelled has not: none of its moments was sent, or lies on that day there.
    """
    programme = planner.programme(enrolment.programme)
    random = {step.id for step in (programme.steps if programme else ()) if step.between is not None}
    return {
        (row.step, row.local_date)
        for row in rows
        if row.step in random
        and row.local_date <= today
        and (row.state not in _WAITING or _is_on_its_day(row, enrolment.zone))
    }


def _is_on_its_day(row: Known, zone: str) -> bool:
    return local_date(row.nominal_at, zone) == row.local_date


def _as_drawn(planner: Planner, enrolment: Enrolment, row: Known, wanted: NewOccurrence | None) -> Change | None:
    """A random moment of a day that has begun stays where it was drawn, while it lies on that day at all; what keeps it
    waiting moves it no further than to the window's end by the client's clock.
    """
    if row.state is OccurrenceState.PLANNED and not _is_on_its_day(row, enrolment.zone):
        return Change(row, None, Why.ZONE)
    ends = planner.window_end(enrolment, row.step, row.local_date)
    until, late_at = min(row.move_until, max(ends, row.nominal_at)), row.late_at
    if until < row.move_until:
        late_at = min(late_at, max(until, row.nominal_at + NEVER_SHORTER))
    stays = replace(wanted or _as_it_is(row), due_at=row.nominal_at, late_at=late_at, move_until=until)
    return _kept(planner, enrolment, row, stays, Why.EDITED)


def _as_it_is(row: Known) -> NewOccurrence:
    return NewOccurrence(
        row.step,
        row.prompt,
        row.local_date,
        row.slot,
        row.nominal_at,
        row.late_at,
        row.answer_within,
        if_late=row.if_late,
        remind=row.remind,
        intensity=row.intensity,
    )


def _kept(planner: Planner, enrolment: Enrolment, row: Known, wanted: NewOccurrence, why: Why) -> Change | None:
    """A row that is still wanted: its times, terms and prompt as they are now."""
    if row.state not in _WAITING or (row.state is OccurrenceState.SKIPPED and not _comes_back(planner, row, wanted)):
        return None
    if not wanted.prompt:  # out of a pool: what was drawn, while the pool holds it
        name, intensity = planner.still_drawn(enrolment.programme, wanted.step, row.prompt)
        wanted = replace(wanted, prompt=name, intensity=intensity)
    if row.nominal_at == wanted.due_at and row.due_at != row.nominal_at:  # it was moved, and has time there
        reach = wanted.move_until or wanted.late_at
        to = row.move_until if row.due_at > reach else reach
        wanted = replace(wanted, move_until=to, late_at=max(wanted.late_at, row.late_at))
    same = (row.nominal_at, row.if_late, row.remind) == (wanted.due_at, wanted.if_late, wanted.remind)
    same = same and (row.move_until, row.answer_within) == (wanted.move_until, wanted.answer_within)
    same = same and (row.prompt, row.intensity) == (wanted.prompt, wanted.intensity)
    if same and row.state is OccurrenceState.PLANNED:
        return None
    return Change(row, wanted, why)


def _comes_back(planner: Planner, row: Known, wanted: NewOccurrence) -> bool:
    """Whether what was left out is wanted again: for the rule's own reasons, and while its time is ahead."""
    by_rule = row.reason in _COMES_BACK or (row.reason == Why.QUIET and row.nominal_at > planner.now)
    return by_rule and wanted.due_at > planner.now


def _let_go(planner: Planner, row: Known, enrolment: Enrolment, last: date) -> Change | None:
    """A row that no rule wants any more; what lies beyond what is planned now is judged when it is planned."""
    if row.state is not OccurrenceState.PLANNED or row.local_date > last:
        return None
    if not exists(row.local_date, zone_of(enrolment.zone)):
        return Change(row, None, Why.NO_SUCH_DATE)
    programme = planner.programme(enrolment.programme)
    step = next((step for step in (programme.steps if programme else ()) if step.id == row.step), None)
    return Change(row, None, Why.GONE if step is None else _why_gone(step, row, enrolment.start))


def _why_gone(step: Step, row: Known, start: date) -> Why:
    """Why a step that is there has no such slot: not by rule, no room beside quiet hours, or over before it was enrolled."""
    day = row.local_date
    slots = (step.times or 1) if step.between is not None else len(times(step))
    if row.slot >= slots or day not in dates(step, start=start, first=day, last=day):
        return Why.GONE
    return Why.QUIET if step.between is not None else Why.LATE
