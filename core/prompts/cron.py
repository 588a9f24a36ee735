"""Cron's five fields as sets of numbers: minute, hour, day of month, month, weekday.

Narrower than cron on purpose: weekdays by name (0 means Sunday here and Monday there), and day of month and weekday
must both match (SPEC 4.2), which is what readers expect.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, time

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MOST_TIMES_A_DAY = 48

_PART = re.compile(r"(\*|[0-9a-z]+(?:-[0-9a-z]+)?)(?:/([0-9]{1,3}))?")


class BadCron(ValueError):
    """The expression cannot be used; the message says why, in plain words."""


@dataclass(frozen=True, slots=True)
class Cron:
    """When it fires: on dates whose day, month and weekday all match, at every combination of hour and minute."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]  # Monday is 0

    def on(self, day: date) -> bool:
        """Whether it fires on this date."""
        return day.month in self.months and day.day in self.days and day.weekday() in self.weekdays

    @property
    def times(self) -> tuple[time, ...]:
        """The times of day, ascending."""
        return tuple(time(hour, minute) for hour in sorted(self.hours) for minute in sorted(self.minutes))


def parse_cron(expression: str) -> Cron:
    """Read five fields. Raises BadCron, also for one that would never fire or fire over 48 times a day."""
    fields = expression.split()
    if len(fields) != 5:
        raise BadCron(f"cron has five fields (minute hour day month weekday), here are {len(fields)}")
    minute, hour, day, month, weekday = (field.lower() for field in fields)
    cron = Cron(
        minutes=_field("minute", minute, 0, 59),
        hours=_field("hour", hour, 0, 23),
        days=_field("day of month", day, 1, 31),
        months=_field("month", month, 1, 12, MONTHS),
        weekdays=_weekday(weekday),
    )
    if len(cron.times) > MOST_TIMES_A_DAY:
        raise BadCron(f"this fires {len(cron.times)} times a day; at most {MOST_TIMES_A_DAY} are taken")
    if not any(day <= _longest(month) for month in cron.months for day in cron.days):
        raise BadCron("this never fires: none of its months has such a day")
    return cron


def _longest(month: int) -> int:
    return calendar.monthrange(2024, month)[1]  # a leap year


def _weekday(field: str) -> frozenset[int]:
    if re.search(r"(?<!/)\b[0-9]", field):
        raise BadCron("weekdays are written by name: mon, tue, wed, thu, fri, sat, sun")
    return _field("weekday", field, 0, 6, WEEKDAYS)


def _field(what: str, field: str, low: int, high: int, names: tuple[str, ...] = ()) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise BadCron(f"the {what} field cannot be read")
        span, step = match[1], int(match[2]) if match[2] else 1
        if span == "*":
            first, last = low, high
        else:
            ends = span.split("-")
            first = _value(what, ends[0], low, high, names)
            last = _value(what, ends[-1], low, high, names)
            if match[2] and len(ends) == 1:
                last = high
        if first > last:
            raise BadCron(f"in the {what} field a range runs backwards")
        if not 1 <= step <= high:
            raise BadCron(f"in the {what} field the step after the slash is out of range")
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _value(what: str, word: str, low: int, high: int, names: tuple[str, ...]) -> int:
    if word in names:
        return names.index(word) + low
    if not word.isdecimal() or len(word) > 2 or not low <= int(word) <= high:
        wanted = f"{low}-{high}" if what != "weekday" else "mon to sun"
        raise BadCron(f"the {what} field holds something other than {wanted}")
    return int(word)
