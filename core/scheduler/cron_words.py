"""The dates of a cron line in words, as far as there are plain ones for them."""

from __future__ import annotations

import calendar

from core.prompts.cron import Cron
from core.texts.calendar import day_of_year, month_name, weekday_name
from core.texts.counting import every, listed, runs
from core.texts.say import plain

_ALL_DAYS = frozenset(range(1, 32))
_ALL_MONTHS = frozenset(range(1, 13))
_WHOLE_WEEK = frozenset(range(7))
_MONDAY_TO_FRIDAY = frozenset(range(5))
# A weekday on days 1 to 7 is the month's first, and so on.
_NTH = {frozenset(range(7 * n + 1, 7 * n + 8)): name for n, name in enumerate(("first", "second", "third", "fourth"))}
_MOST_DAYS = 6  # items of a list that is still read; a longer one is shown as the cron line it is


def cron_dates(cron: Cron, language: str) -> str | None:
    """On which dates it fires: day of month, month and weekday must all match. None where a list would be too long."""
    if cron.days == _ALL_DAYS:
        return _in_months(cron, weekdays_in_words(cron.weekdays, language), language)
    if cron.days in _NTH and len(cron.weekdays) == 1:
        return _nth_weekday(cron, language)
    dates = _of_months(cron, language)
    if dates is not None and any(day > _shortest(month) for month in cron.months for day in cron.days):
        dates = plain("rhythm_if_there", language, dates=dates)
    if dates is None or cron.weekdays == _WHOLE_WEEK:
        return dates
    names = [weekday_name(number, language) for number in sorted(cron.weekdays)]
    return plain("rhythm_falling", language, dates=dates, weekdays=listed(names, language, by="or"))


def weekdays_in_words(weekdays: frozenset[int], language: str) -> str:
    """Weekdays as a rhythm: "every day", "Monday to Friday", "every Wednesday and Saturday". Monday is 0."""
    if weekdays == _WHOLE_WEEK:
        return every(1, "day", language)
    if weekdays == _MONDAY_TO_FRIDAY:
        return plain("rhythm_monday_to_friday", language)
    names = [weekday_name(number, language) for number in sorted(weekdays)]
    return plain("rhythm_weekly", language, weekdays=listed(names, language))


def _in_months(cron: Cron, dates: str, language: str) -> str:
    if cron.months == _ALL_MONTHS:
        return dates
    return plain("rhythm_in_months", language, dates=dates, months=_months(cron, language))


def _nth_weekday(cron: Cron, language: str) -> str:
    (weekday,) = cron.weekdays
    words = {"nth": plain(f"rhythm_{_NTH[cron.days]}", language), "weekday": weekday_name(weekday, language)}
    if cron.months == _ALL_MONTHS:
        return plain("rhythm_nth", language, **words)
    return plain("rhythm_nth_of", language, **words, months=_months(cron, language))


def _of_months(cron: Cron, language: str) -> str | None:
    if len(cron.days) == len(cron.months) == 1:
        (day,), (month,) = cron.days, cron.months
        return plain("rhythm_yearly", language, date=day_of_year(day, month, language))
    items = runs(sorted(cron.days), language, ordinal=True)
    if len(items) > _MOST_DAYS:
        return None
    key, days = f"rhythm_month_day{'s' if len(cron.days) > 1 else ''}", listed(items, language)
    if cron.months == _ALL_MONTHS:
        return plain(key, language, days=days)
    return plain(f"{key}_of", language, days=days, months=_months(cron, language))


def _months(cron: Cron, language: str) -> str:
    return listed([month_name(number, language) for number in sorted(cron.months)], language)


def _shortest(month: int) -> int:
    return calendar.monthrange(2023, month)[1]  # no leap year
