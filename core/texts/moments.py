"""A moment as people say it, in the zone of whoever reads it: "today at 20:00", "Thursday, 26 November, 10:00"."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.domain.hours import zone_of
from core.texts.calendar import clock, dated, day_of_year, weekday
from core.texts.say import plain


def comes_at(at: datetime, now: datetime, zone: str, language: str) -> str:
    """When something comes: "today at 20:00", "tomorrow at 19:30", "on Thursday, 26 November, at 19:30"."""
    local, today = at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone)).date()
    time_of_day = clock(local.time(), language)
    if local.date() in (today, today + timedelta(days=1)):
        return plain("when_today" if local.date() == today else "when_tomorrow", language, clock=time_of_day)
    return plain(
        "when_day", language, clock=time_of_day, weekday=weekday(local, language), date=_date(local, now, language)
    )


def lasts_until(at: datetime, now: datetime, zone: str, language: str) -> str:
    """Weekday, date and time, as they stand after "until"."""
    local = at.astimezone(zone_of(zone))
    time_of_day, day = clock(local.time(), language), weekday(local, language)
    return plain("until_day", language, clock=time_of_day, weekday=day, date=_date(local, now, language))


def _date(local: datetime, now: datetime, language: str) -> str:
    """With its year where that is another one."""
    if local.year == now.astimezone(local.tzinfo).year:
        return day_of_year(local.day, local.month, language)
    return dated(local.date(), language)
