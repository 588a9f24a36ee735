"""Times as a therapist reads them: in their own zone, short."""

from __future__ import annotations

from datetime import datetime

from core.domain.hours import zone_of

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_and_time(at: datetime, zone: str) -> str:
    """Like Tue 19:30, in the zone."""
    local = at.astimezone(zone_of(zone))
    return f"{_DAYS[local.weekday()]} {local:%H:%M}"


def date_and_time(at: datetime, zone: str) -> str:
    """Like 2026-11-24 19:30, in the zone."""
    return f"{at.astimezone(zone_of(zone)):%Y-%m-%d %H:%M}"
