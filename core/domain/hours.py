"""A client's hours: when prompts may come, and the next moment at which they may (SPEC 4.3). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.domain.reasons import Why

EVERY_DAY = "1111111"
_FURTHEST = 8  # local days looked ahead: with one allowed weekday the next one is within seven
_DAY = timedelta(days=1)


@lru_cache(
    maxsize=1024
)  # some 600 there are; the standard library keeps eight, and reads the file anew for each other one
def zone_of(name: str) -> ZoneInfo:
    """The zone of this name. Raises ZoneInfoNotFoundError and ValueError."""
    return ZoneInfo(name)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Local date and wall time -> the one instant (aware, UTC); in a gap moved by its length, in a fold the first (SPEC 4.1)."""
    first = at.replace(fold=0) if at.fold else at
    return datetime.combine(day, first, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Hours:
    """quiet: local, like "22:00-08:00", or "". days: seven digits from Monday on, 1 where prompts may come."""

    zone: str
    quiet: str = ""
    days: str = EVERY_DAY


def quiet_until(now: datetime, zone: str, quiet: str) -> datetime | None:
    """When the quiet hours end in which `now` lies; None where it is not quiet. quiet: local, like "22:00-08:00", or ""."""
    if not quiet:
        return None
    start, end = (time.fromisoformat(each) for each in quiet.split("-"))
    there = zone_of(zone)
    local = now.astimezone(there)
    until = now
    # Each night is reckoned by its own dates, so the clock change does no harm. Yesterday's may reach into today, the one
    # before too where yesterday was left out, and one that ends in a gap may end as the next has begun already.
    for day in (local.date() - timedelta(days=back) for back in (2, 1, 0, -1)):
        begins = instant(day, start, there)
        ends = instant(day if end > start else day + timedelta(days=1), end, there)
        if begins <= until < ends:
            until = ends
    return until if until > now else None


def next_allowed(moment: datetime, hours: Hours) -> tuple[datetime, Why | None]:
    """The first moment from this one on at which a prompt may come, and what stood in the way first (None: nothing).

    Where no day at all is allowed, a moment more than a week on.
    """
    return _next_allowed(moment, moment.tzinfo, hours)


@lru_cache(maxsize=1024)  # of those who are asked for together, many keep the same hours
def _next_allowed(moment: datetime, _zone: tzinfo | None, hours: Hours) -> tuple[datetime, Why | None]:
    why: Why | None = None
    for _ in range(2 * _FURTHEST):
        quiet = quiet_until(moment, hours.zone, hours.quiet)
        day = local_date(moment, hours.zone)
        if hours.days[day.weekday()] == "0":
            why, moment = why or Why.DAY, midnight(day + _DAY, hours.zone)
        elif quiet is not None:
            why, moment = why or Why.QUIET, quiet
        else:
            break
    return moment, why


def allowed_until(moment: datetime, hours: Hours, *, latest: datetime) -> datetime:
    """Until when prompts may come without a break, from a moment on at which they may; `latest` at most."""
    day = local_date(moment, hours.zone)
    while midnight(day, hours.zone) < latest:
        if hours.days[day.weekday()] == "0":
            return min(latest, midnight(day, hours.zone))
        if hours.quiet:
            begins = instant(day, time.fromisoformat(hours.quiet.split("-")[0]), zone_of(hours.zone))
            if begins > moment:
                return min(latest, begins)
        day += _DAY
    return latest


def local_date(moment: datetime, zone: str) -> date:
    """The date that the client's calendar shows."""
    return moment.astimezone(zone_of(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """When a local date begins; where its midnight does not exist, the first moment that does."""
    return instant(day, time(0, 0), zone_of(zone))
