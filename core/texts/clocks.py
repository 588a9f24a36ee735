"""Moments in words, short: the weekday and the time, its date where the weekday alone would not tell it; and on two clocks.

All but English was made by machine, for review by a native speaker.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.domain.hours import zone_of
from core.texts.calendar import day_of_year
from core.texts.counting import spoken
from core.texts.say import plain

_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_NEAR = timedelta(
    days=6
)  # so far ahead a weekday names one date; back it does not: "Tue" would be read as the next one
_THIS_YEAR = timedelta(days=300)


def short(at: datetime, zone: str, language: str, *, now: datetime, dated: bool = False) -> str:
    """Like "Tue 19:30", or "Tue 24 November 19:30" where the weekday does not tell the date, or `dated` asks for it."""
    local, today = at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone)).date()
    ahead = local.date() - today
    day = _DAYS[spoken(language)][local.weekday()]
    if dated or not timedelta(0) <= ahead <= _NEAR:
        year = f" {local.year}" if abs(ahead) > _THIS_YEAR else ""
        day = f"{day} {day_of_year(local.day, local.month, language)}{year}"
    return f"{day} {local:%H:%M}"


def both(at: datetime, theirs: str, yours: str, language: str, *, now: datetime, dated: bool = False) -> str:
    """A moment by the client's clock, and the therapist's beside it where that shows something else."""
    there = short(at, theirs, language, now=now, dated=dated)
    beside = beside_it(at, theirs, yours, language)
    return there if not beside else plain("both_clocks", language, theirs=there, yours=beside)


def beside_it(at: datetime, theirs: str, yours: str, language: str) -> str:
    """What the therapist's clock shows: the time alone on the same date, else with its weekday; "" where it shows the same."""
    here, there = at.astimezone(zone_of(yours)), at.astimezone(zone_of(theirs))
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return ""
    day = "" if here.date() == there.date() else f"{_DAYS[spoken(language)][here.weekday()]} "
    return f"{day}{here:%H:%M}"
