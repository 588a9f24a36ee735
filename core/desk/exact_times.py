"""A therapist's words for time as the one moment or date they mean: "until Friday", "tomorrow 18:30", "in 2h", "24.12.". Pure.

Clients' words are taken kindly (`moments.meant`), these exactly: nothing is guessed. Nothing here raises on anybody's words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from core.desk.day_words import day_named, tidy
from core.desk.moments import meant
from core.desk.time_words import LONGEST, NOW, Said, length, when, without_until
from core.domain.hours import local_date

FURTHEST = timedelta(days=5 * 366)  # further ahead nobody plans: it is a slip of the thumb
_BEGINS = time(0, 0)  # of a day that stands alone


def length_in(words: str, now: datetime, zone: str) -> datetime | None:
    """When something ends that lasts so long, or until then: "3d", "two weeks", "until 2026-12-01", "bis Freitag".

    Days, weeks and months are calendar ones, at the same time of day; hours and minutes elapse. A day that is named ends
    it as it begins. Aware, UTC, after `now`; None: not understood, over already, or further off than FURTHEST.
    """
    # "1h30" alone is a clock's time, behind "for" a length: here a length is asked for.
    lasting = length(f"for {tidy(words)}", local_date(now, zone)) if len(words) <= LONGEST else None
    if lasting is not None:
        return _within(meant(Said(length=lasting), now, zone, usual=_BEGINS)[0], now)
    return _ahead(words, now, zone, usual=_BEGINS)


def moment_in(words: str, now: datetime, zone: str) -> datetime | None:
    """A moment: "now", "18:30" (the next one), "tomorrow 18:30", "Monday at 9", "2026-12-01 18:30", "in 2h".

    zone: whose clock is meant. In a gap it is moved by the gap's length, in a fold it is the first (SPEC 4.1). Aware, UTC,
    `now` or later; None: not understood, over already, or further off than FURTHEST.
    """
    said = tidy(words)
    if said in NOW:
        return now
    return _ahead(words, now, zone, usual=None) if without_until(said) == said else None


def day_in(words: str, now: datetime, zone: str) -> date | None:
    """A date, and nothing but one: "2026-12-24", "24.12.", "24 December", "yesterday", "Friday" (the next one, or today)."""
    return day_named(tidy(words), local_date(now, zone), or_today=True) if len(words) <= LONGEST else None


def _ahead(words: str, now: datetime, zone: str, *, usual: time | None) -> datetime | None:
    """The first moment after now that is meant. usual: the time of a day that stands alone; None: a day needs its time."""
    if without_until(tidy(words)).isdecimal():
        return None  # "9" alone: days, or o'clock?
    today = local_date(now, zone)
    for or_today in (True, False):  # "Tuesday 18:30" is today's while that is ahead
        said = when(words, today, or_today=or_today, exact=True)
        if said is None or (usual is None and not (said.at or said.evening or said.length)):
            return None
        day = today if said.evening and said.day is None else said.day
        found = meant(replace(said, day=day, at=said.at[:1]), now, zone, usual=usual or _BEGINS)[0]
        if found > now:
            return _within(found, now)
    return None


def _within(moment: datetime, now: datetime) -> datetime | None:
    return moment if moment <= now + FURTHEST else None
