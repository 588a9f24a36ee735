"""The machine's clock behind the port; and a calendar that can be moved, for practice rooms and tests."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """core.ports.clock.Clock over the machine's clock."""

    def now(self) -> datetime:
        """See the port."""
        return datetime.now(UTC)  # noqa: TID251 - the one place where time comes in

    def monotonic(self) -> float:
        """See the port."""
        return time.monotonic()

    async def sleep_until(self, when: datetime, *, at_most: timedelta) -> None:
        """See the port. Wakes at least each second, so that a stepped clock is noticed."""
        end = self.monotonic() + at_most.total_seconds()
        while (left := min((when - self.now()).total_seconds(), end - self.monotonic())) > 0:  # noqa: ASYNC110
            await asyncio.sleep(min(left, 1.0))

    async def sleep(self, seconds: float) -> None:
        """See the port."""
        await asyncio.sleep(seconds)


class MovableClock(SystemClock):
    """A calendar that runs on from where it is put."""

    def __init__(self, start: datetime) -> None:
        self._offset = start - super().now()
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The moved present."""
        return super().now() + self._offset

    def move_to(self, when: datetime) -> None:
        """Put the calendar to a moment; whoever sleeps until a time looks again."""
        self._offset = when - super().now()
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep_until(self, when: datetime, *, at_most: timedelta) -> None:
        """See the port."""
        end = self.monotonic() + at_most.total_seconds()
        while (left := min((when - self.now()).total_seconds(), end - self.monotonic())) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                continue


def harden() -> None:
    """Private files by default, and no core dumps: they would hold keys and words (SE-29)."""
    import resource  # noqa: PLC0415 - POSIX only

    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
