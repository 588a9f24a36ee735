"""The machine's clock behind the port; and a calendar that can be moved, for practice rooms and tests."""

from __future__ import annotations

import asyncio
import os
import time
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path

import tzdata


class SystemClock:
    """core.ports.clock.Clock over the machine's clock."""

    def now(self) -> datetime:
        """See the port."""
        return datetime.now(UTC)  # noqa: TID251 - the one place where time comes in

    def monotonic(self) -> float:
        """See the port."""
        return time.monotonic()

    def elapsed(self) -> float:
        """See the port."""
        boot = getattr(time, "CLOCK_BOOTTIME", None)  # Linux
        return time.monotonic() if boot is None else time.clock_gettime(boot)

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
        self._led_by_s = 0.0  # how far the calendar was moved by hand: that is no jump
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        """The moved present."""
        return super().now() + self._offset

    def elapsed(self) -> float:
        """Moved along with the calendar: whoever moves it means it."""
        return super().elapsed() + self._led_by_s

    def move_to(self, when: datetime) -> None:
        """Put the calendar to a moment; whoever sleeps until a time looks again."""
        self._led_by_s += (when - self.now()).total_seconds()
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


def zone_rules() -> str:
    """The edition of the time zones that this machine reckons with, like 2026b; "" where it does not say."""
    for folder in zoneinfo.TZPATH:
        file = Path(folder) / "tzdata.zi"
        if file.is_file():
            with file.open(encoding="ascii", errors="replace") as text:
                first = text.readline()
            return first.removeprefix("# version ").strip()[:24] if first.startswith("# version ") else ""
        if Path(folder).is_dir():
            return ""
    return str(tzdata.IANA_VERSION)[:24]


def harden() -> None:
    """Private files by default, and no core dumps: they would hold keys and words (SE-29)."""
    import resource  # noqa: PLC0415 - POSIX only

    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
