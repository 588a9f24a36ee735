"""Moving the calendar: where to, and how it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bots.sandbox.page.people import Refused

Json = dict[str, Any]

FARTHEST = timedelta(days=400)


def wanted(body: Json, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment asked for, {"by": seconds} or {"to": ISO}; without an offset it is the practice's local time.

    Raises Refused: not forward, or too far.
    """
    by, to = body.get("by"), body.get("to")
    if isinstance(by, int | float) and not isinstance(by, bool):
        return _within(now, now + timedelta(seconds=max(-1.0, min(by, 2 * FARTHEST.total_seconds()))))
    try:
        when = datetime.fromisoformat(to) if isinstance(to, str) else None
    except ValueError:
        when = None
    if when is None:
        raise Refused("Say how many seconds, or a date and time.")
    return _within(now, (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC))


def _within(now: datetime, when: datetime) -> datetime:
    if when <= now:
        raise Refused("This moment is past. The clock only goes forward.")
    if when > now + FARTHEST:
        raise Refused(f"At most {FARTHEST.days} days ahead.")
    return when


def told(before: datetime, after: datetime, zone: ZoneInfo) -> str:
    """One sentence; a second one where summer time began or ended in between."""
    old, new = before.astimezone(zone), after.astimezone(zone)
    words = f"The clock was moved to {new:%A} {new.day} {new:%B %Y}, {new:%H:%M}."
    shift = (new.utcoffset() or timedelta(0)) - (old.utcoffset() or timedelta(0))
    if shift:
        hours = abs(shift).total_seconds() / 3600
        words += f" In between, local clocks went {'forward' if shift > timedelta(0) else 'back'} by {hours:.0f} h."
    return words
