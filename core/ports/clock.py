"""Time comes in here and nowhere else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The practice's calendar (movable in demo and tests) beside the machine's steady time."""

    def now(self) -> datetime:
        """The practice's present: aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump; for leases, pacing and back-off only."""
        ...

    def elapsed(self) -> float:
        """Seconds that never jump and go on while the machine sleeps: what the calendar is held against."""
        ...

    async def sleep_until(self, when: datetime, *, at_most: timedelta) -> None:
        """Return when now() >= when, or after `at_most` of steady time, whichever comes first."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of steady time."""
        ...
