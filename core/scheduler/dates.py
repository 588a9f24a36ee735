"""The dates of a rhythm, and how date and wall time become one instant (SPEC 4.1, 4.2). Pure.

Dates come first, by rule; then date + wall time become one instant with `fold=0`: a time inside a spring gap is moved
forward by the gap's length, a repeated one is taken at its first pass (RFC 5545 3.3.5). A trigger that is asked for
instants does neither: it fires twice in the autumn and may skip a day in the spring.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain.hours import instant
from core.prompts.cron import Cron, parse_cron
from core.prompts.programme import Bound, EveryFew, Step

_DAY = timedelta(days=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def exists(day: date, zone: ZoneInfo) -> bool:
    """Whether the zone had this date at all (Samoa had no 30 December 2011)."""
    edges = (time(0, 0), time(23, 59, 59))
    return any(
        instant(day, edge, zone).astimezone(zone).replace(tzinfo=None) == datetime.combine(day, edge) for edge in edges
    )


def dates(step: Step, *, start: date, first: date, last: date) -> Iterator[date]:
    """The dates of a step's rhythm in [first, last], ascending, within its bounds and never before day 1.

    Phases count from day 1; `from` and `until` only cut off. A step that waits for another has no dates of its own.
    """
    low = max(first, start, bound(step.starts, start) or start)
    high = min(last, bound(step.until, start) or last)
    if step.day is not None:
        yield from (day for day in sorted({nth(start, number) for number in step.day}) if low <= day <= high)
    elif step.date is not None:
        if low <= step.date <= high:
            yield step.date
    elif step.every == "month":
        yield from _monthly(start, low, high)
    elif isinstance(step.every, EveryFew):
        stride = (step.every.days or 0) + 7 * (step.every.weeks or 0)
        skipped = -((start - low).days // stride) * stride  # up to the first of the phase that is not before `low`
        yield from _stepwise(start + timedelta(days=skipped), high, stride)
    elif step.every is not None:
        wanted = _weekdays(step.every)
        yield from (day for day in _stepwise(low, high, 1) if day.weekday() in wanted)
    elif step.cron is not None:
        cron = parse_cron(step.cron)
        yield from (day for day in _stepwise(low, high, 1) if cron.on(day))


def times(step: Step) -> tuple[time, ...]:
    """The times of day of a step, ascending; empty for a random window."""
    if step.cron is not None:
        cron: Cron = parse_cron(step.cron)
        return cron.times
    return tuple(sorted(set(step.at or ())))


def nth(start: date, number: int) -> date:
    """The local date of a programme's day; day 1 is its start."""
    return start + timedelta(days=number - 1)


def bound(limit: Bound | date | None, start: date) -> date | None:
    """A `from` or `until` as a date."""
    if isinstance(limit, Bound):
        return limit.date if limit.day is None else nth(start, limit.day)
    return limit


def _weekdays(every: str | tuple[str, ...]) -> frozenset[int]:
    if isinstance(every, tuple):
        return frozenset(_WEEKDAYS.index(name) for name in every)
    return frozenset({"day": range(7), "weekday": range(5), "weekend": range(5, 7)}[every])


def _stepwise(first: date, last: date, stride: int) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=stride)


def _monthly(start: date, low: date, high: date) -> Iterator[date]:
    months = max(0, (low.year - start.year) * 12 + low.month - start.month)
    while True:
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        day = date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
        if day > high:
            return
        if day >= low:
            yield day
        months += 1


def due_after(step: Step, event: datetime, *, start: date, zone: ZoneInfo) -> tuple[date, datetime] | None:
    """Local date and instant at which a step is due after its event; None: outside its bounds.

    Delays in days count by the calendar, in hours and minutes as elapsed; with times of day, the first of them from then on.
    """
    assert step.after is not None
    delay = step.after.delay
    due = event + delay.elapsed
    if delay.days:
        local = event.astimezone(zone)
        due = instant(local.date() + timedelta(days=delay.days), local.time().replace(tzinfo=None), zone)
    day = due.astimezone(zone).date()
    if step.at:
        day, due = _first_from(due, times(step), zone)
    low, high = bound(step.starts, start) or start, bound(step.until, start) or date.max
    return (day, due) if low <= day <= high else None


def _first_from(due: datetime, at: Sequence[time], zone: ZoneInfo) -> tuple[date, datetime]:
    # Instants decide: a gap may move a time past later ones of its day, and yesterday's last past midnight.
    days = (due.astimezone(zone).date() + number * _DAY for number in range(-1, 4))
    moments = ((instant(day, moment, zone), day) for day in days if exists(day, zone) for moment in at)
    found, day = min(each for each in moments if each[0] >= due)
    return day, found
