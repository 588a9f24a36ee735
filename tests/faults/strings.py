"""What the judge and the service share beside the platforms: a calendar, an order to die, a trail of steps."""

from __future__ import annotations

import asyncio
import mmap
import os
import signal
import struct
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from bots.machine import SystemClock

_SIZE = 8  # one double: seconds by which the calendar is ahead of the machine's clock
_LOOK_S = 0.03
CALENDAR, ORDER, TRAIL = "calendar", "order", "trail"


class SharedCalendar(SystemClock):
    """A calendar that several processes look at; whoever is born later goes on with it."""

    def __init__(self, folder: Path) -> None:
        path = folder / CALENDAR
        if not path.exists():
            path.write_bytes(struct.pack("<d", 0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _SIZE)

    def now(self) -> datetime:
        """The moved present."""
        return super().now() + timedelta(seconds=self._ahead_s())

    def elapsed(self) -> float:
        """Moved along with the calendar: whoever moves it means it."""
        return super().elapsed() + self._ahead_s()

    def _ahead_s(self) -> float:
        return struct.unpack("<d", self._shared[:_SIZE])[0]

    def move_to(self, when: datetime) -> None:
        """Put the calendar to a moment; it runs on from there."""
        self._shared[:_SIZE] = struct.pack("<d", (when - super().now()).total_seconds())

    async def sleep_until(self, when: datetime, *, at_most: timedelta) -> None:
        """See the port: another process may move the calendar, so look often."""
        end = self.monotonic() + at_most.total_seconds()
        while (left := min((when - self.now()).total_seconds(), end - self.monotonic())) > 0:
            await asyncio.sleep(min(left, _LOOK_S))


class Executioner:
    """Called at every step: notes it in the trail, and kills the process at the one that was ordered.

    The order is a file of lines, one for each life: a step's name, and which occurrence from now on. A line is gone
    once it was carried out, so that the next life goes by the next line, or is spared.
    """

    def __init__(self, folder: Path) -> None:
        self._order = folder / ORDER
        self._trail = os.open(folder / TRAIL, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock = threading.Lock()
        self._known, self._left = "", 0

    def __call__(self, step: str) -> None:
        """One durable step, of any thread."""
        with self._lock:
            self.note(step)
            try:
                order = self._order.read_text()
            except FileNotFoundError:
                return
            name, nth = order.split("\n")[0].split("\t")
            if order != self._known:
                self._known, self._left = order, int(nth)
            if name != step:
                return
            self._left -= 1
            if self._left == 0:
                self._carry_out(order.partition("\n")[2])
                self.note(f"KILLED {step}")
                os.kill(os.getpid(), signal.SIGKILL)

    def _carry_out(self, others: str) -> None:
        if others:
            write_order(self._order, others)
        else:
            self._order.unlink()

    def note(self, step: str) -> None:
        """A line in the trail, and nothing else."""
        os.write(self._trail, f"{os.getpid()}\t{time.monotonic():.3f}\t{step}\n".encode())


def write_order(path: Path, order: str) -> None:
    """All at once: nobody reads half an order."""
    waiting = path.with_suffix(".new")
    waiting.write_text(order)
    waiting.rename(path)
