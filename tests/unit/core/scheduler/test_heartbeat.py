"""The beat: it looks before it writes, does what is due at once, and goes on whatever breaks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bots.cli.chance import MachineEntropy
from bots.machine import MovableClock
from core.domain.practice import PracticeFacts
from core.prompts.library import build_library
from core.scheduler.heartbeat import Heartbeat
from core.store.opening import open_store
from core.store.vault import RootKeyVault

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EMPTY = build_library([])
FACTS = PracticeFacts("Riverside Studio", "DE", ("en",), "Europe/Berlin", "two working days", {}, ())


class Beaten:
    """A heartbeat over an empty practice, which counts its writing transactions. `due`: when its one chore is due."""

    def __init__(self, url: str) -> None:
        entropy, self.clock = MachineEntropy(), MovableClock(MORNING)
        self.store = open_store(url, clock=self.clock, entropy=entropy, vault=RootKeyVault(bytes(32), entropy))
        self.writes, self.chores, self.breaks = 0, 0, False
        self.due: datetime | None = None
        run = self.store.run

        async def counted(*work, **more):
            self.writes += 1
            return await run(*work, **more)

        self.store.run = counted
        self.heart = Heartbeat(
            self.store, self.clock, FACTS, lambda: EMPTY, chores=[self.chore], next_times=[lambda _: self.due]
        )

    def chore(self, unit) -> int:
        self.chores += 1
        if self.breaks:
            raise RuntimeError("broke")
        if self.due is not None and self.due <= unit.now:
            self.due = None
            return 1
        return 0


@asynccontextmanager
async def beating(url: str) -> AsyncIterator[Beaten]:
    made = Beaten(url)
    task = asyncio.create_task(made.heart.run())
    while not made.chores:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    yield made
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await made.store.close()


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'beat.db'}"


async def test_a_wake_with_nothing_due_writes_nothing(url: str) -> None:
    """Every commit of the practice wakes the heart; only what is due may cost the writer anything."""
    async with beating(url) as made:
        before = made.writes
        for _ in range(20):
            made.heart.wake()
            await asyncio.sleep(0.01)

        assert made.writes == before


async def test_what_comes_due_is_done_then_and_once(url: str) -> None:
    """By its time alone, when the calendar gets there; and at once, when somebody wakes the heart for it."""
    async with beating(url) as made:
        made.due = MORNING + timedelta(hours=3)
        made.heart.wake()
        await asyncio.sleep(0.1)
        waited = made.chores
        made.clock.move_to(MORNING + timedelta(hours=3))
        async with asyncio.timeout(5):
            while made.due is not None:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)

        assert made.chores == waited + 2  # the one that did it, and one that found no more


async def test_a_chore_that_breaks_does_not_stop_the_heart(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged and tried again, and not without a pause."""
    async with beating(url) as made:
        made.breaks, made.due = True, MORNING
        made.heart.wake()
        await asyncio.sleep(0.3)
        tried, made.breaks = made.chores, False
        async with asyncio.timeout(5):
            while made.due is not None:
                await asyncio.sleep(0.01)

    assert "a beat broke off" in caplog.text
    assert 2 < tried < 40
