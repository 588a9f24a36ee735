"""Clocks, medians, memory and stalls."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_PROBE_S = 0.001  # how often the probe of the event loop looks


@dataclass
class Row:
    """One line of the table. ok: None where there is no goal."""

    part: str
    what: str
    ours: str
    ratio: str
    goal: str
    ok: bool | None
    note: str = ""
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass
class Scale:
    """How much is measured. `quick` is for seeing that it works."""

    quick: bool = False

    def of(self, whole: int, quick: int) -> int:
        """The size of something."""
        return quick if self.quick else whole


@contextmanager
def timed(into: list[float], worked: list[float] | None = None) -> Iterator[None]:
    """Append the seconds that the body took; and to `worked` those that the processor worked for this process."""
    began, at_work = time.perf_counter(), time.process_time()
    yield
    into.append(time.perf_counter() - began)
    if worked is not None:
        worked.append(time.process_time() - at_work)


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def quantile(values: list[float], share: float) -> float:
    """The value that this share does not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def per_call(work: Callable[[], object], times: int) -> float:
    """Median seconds of one call."""
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def resident_mb() -> float:
    """This process's resident memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


@dataclass
class Stalls:
    """What the probe saw: the longest gap in seconds."""

    longest: float = 0.0
    looks: int = 0


@asynccontextmanager
async def probing() -> AsyncIterator[Stalls]:
    """Watch the loop: how much later than asked for a sleeping task comes on."""
    seen = Stalls()

    async def look() -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(_PROBE_S)
            seen.longest = max(seen.longest, time.perf_counter() - asked - _PROBE_S)
            seen.looks += 1

    gc.collect()
    gc.freeze()  # the bench's own hundred thousand people are not part of what is measured
    task = asyncio.create_task(look())
    await asyncio.sleep(0.02)
    seen.longest = 0.0
    try:
        yield seen
    finally:
        gc.unfreeze()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
