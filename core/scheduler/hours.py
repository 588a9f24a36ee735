"""A client's quiet hours at the moment of sending: no prompt goes out in them (SPEC 4.3). Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.scheduler.recurrence import instant


def quiet_until(now: datetime, zone: str, quiet: str) -> datetime | None:
    """When the quiet hours end in which `now` lies; None where it is not quiet. quiet: local, like "22:00-08:00", or ""."""
    if not quiet:
        return None
    start, end = (time.fromisoformat(each) for each in quiet.split("-"))
    there = ZoneInfo(zone)
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
