"""The beat: plan, release, close. Sleeps until the next due time; APScheduler's clockwork is the net below (DESIGN 6)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from core.domain.practice import PracticeFacts
from core.ports.clock import Clock
from core.prompts.library import Library
from core.scheduler.planner import plan_ahead
from core.scheduler.release import release_due
from core.store import inbox, schedule
from core.store.engine import Store
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)
_LONGEST_SLEEP = timedelta(seconds=30)
_NET_EVERY_S = 30
_PURGE_EVERY_S = 3600

Chore = Callable[[Unit], int]
NextTime = Callable[[Unit], datetime | None]


class Heartbeat:
    """Everything that happens because time passes. `chores`: what other rooms want done at each beat."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        practice: PracticeFacts,
        library: Callable[[], Library],
        *,
        chores: list[Chore],
        next_times: list[NextTime],
    ) -> None:
        self._store, self._clock, self._practice, self._library = store, clock, practice, library
        self._chores, self._next_times = chores, next_times
        self._beating = asyncio.Lock()
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something new may be due."""
        self._wake.set()

    async def run(self) -> None:
        """Beat until cancelled."""
        net = AsyncIOScheduler(timezone="UTC")
        net.add_job(
            self.beat, IntervalTrigger(seconds=_NET_EVERY_S), misfire_grace_time=None, coalesce=True, max_instances=1
        )
        net.add_job(
            self._purge,
            IntervalTrigger(seconds=_PURGE_EVERY_S),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        net.start()
        try:
            while True:
                self._wake.clear()
                await self.beat()
                await self._rest()
        finally:
            net.shutdown(wait=False)

    async def beat(self) -> None:
        """One beat: until nothing is left to do now. A fault is logged; the next beat tries again."""
        async with self._beating:
            try:
                done = 1
                while done:
                    done = await self._store.run(self._work)
            except Exception:  # noqa: BLE001 - whatever it was, the practice must go on beating
                _LOG.exception("a beat broke off")

    def _work(self, unit: Unit) -> int:
        """One slice of everything. Returns how much was done."""
        library = self._library()
        done = plan_ahead(unit, library)
        done += release_due(unit, self._practice, library)
        schedule.close_unanswered(unit)
        return done + sum(chore(unit) for chore in self._chores)

    async def _purge(self) -> None:
        await self._store.run(inbox.purge)

    async def _rest(self) -> None:
        next_times = [schedule.next_due, *self._next_times]
        known = [when for when in [await self._store.read(ask) for ask in next_times] if when is not None]
        until = min(known, default=self._clock.now() + _LONGEST_SLEEP)
        # Never at once again, even if something stays due: a chore that fails must not spin.
        until = max(until, self._clock.now() + timedelta(milliseconds=20))
        sleep = asyncio.create_task(self._clock.sleep_until(until, at_most=_LONGEST_SLEEP))
        woken = asyncio.create_task(self._wake.wait())
        try:
            await asyncio.wait({sleep, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            woken.cancel()
