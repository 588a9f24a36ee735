"""A calendar that jumps: noticed by time that cannot, and not followed blindly (SPEC 10: clock jumps, never a mass send)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

NOTICED = timedelta(minutes=1)  # below it is a clock being set right
FAR = timedelta(days=1)  # ahead by more than that is hardly the truth: nothing is planned or sent until it has lasted
PATIENCE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Watched:
    """What the calendar and steady time (seconds) said at the last look. held_since: steady time at which a far jump came;
    expected: what the calendar should have said then.
    """

    calendar: datetime
    steady: float
    held_since: float | None = None
    expected: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found. jumped: by how much, if it is worth telling; holds: nothing may be planned or sent now."""

    now: Watched
    jumped: timedelta | None = None
    holds: bool = False


def look(before: Watched, calendar: datetime, steady: float) -> Look:
    """Compare the calendar with steady time. Pure."""
    passed = timedelta(seconds=steady - before.steady)
    jumped = calendar - (before.calendar + passed)
    told = jumped if abs(jumped) >= NOTICED else None
    seen = replace(before, calendar=calendar, steady=steady)
    if before.held_since is None:
        if jumped < FAR:
            return Look(seen, told)
        held = replace(seen, held_since=steady, expected=before.calendar + passed)
        return Look(held, told, holds=True)
    expected = (before.expected or before.calendar) + timedelta(seconds=steady - before.held_since)
    is_back, has_lasted = calendar - expected < FAR, steady - before.held_since >= PATIENCE_S
    if is_back or has_lasted:
        return Look(replace(seen, held_since=None, expected=None), told)
    return Look(seen, told, holds=True)
