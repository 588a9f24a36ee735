"""The beat: release, close, plan, spread. Sleeps until the next due time; APScheduler's clockwork is the net below (DESIGN 6)."""

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
from core.scheduler.plan import must_plan, plan_ahead
from core.scheduler.release import Before, nothing_before, release_due
from core.scheduler.remind import remind_due
from core.scheduler.shelf import Shelf
from core.scheduler.spread import Spreading
from core.scheduler.watch import FAR, NOTICED, Watched, look
from core.store import inbox, reminders, schedule
from core.store.engine import Store
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)
_LONGEST_SLEEP = timedelta(seconds=30)
_SHORTEST_SLEEP = timedelta(milliseconds=20)  # also when something stays due: a chore that fails must not spin
_NET_EVERY_S = 30
_PURGE_EVERY_S = 3600

Chore = Callable[[Unit], int]
NextTime = Callable[[Unit], datetime | None]


class Heartbeat:
    """Everything that happens because time passes.

    chores: what other rooms want done at a beat. next_times: when the next of their things is due, by reading alone; a
    beat that finds nothing due writes nothing. A chore without a next time is done with the net's beat, twice a minute.
    before_prompts: what must be written before prompts that go out. shelf: follows the library in force; without one the
    library is the caller's to put in force.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        practice: PracticeFacts,
        library: Callable[[], Library],
        *,
        chores: list[Chore],
        next_times: list[NextTime],
        before_prompts: Before = nothing_before,
        shelf: Shelf | None = None,
    ) -> None:
        self._store, self._clock, self._practice, self._library = store, clock, practice, library
        self._chores, self._before_prompts = chores, before_prompts
        self._spreading = Spreading(store, clock, practice, library)
        self._next_times = [schedule.next_due, schedule.next_close, reminders.next_at, *next_times]
        self._shelf = shelf
        self._watched = Watched(clock.now(), clock.elapsed())
        self._beating = asyncio.Lock()
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something new may be due."""
        self._wake.set()

    async def run(self) -> None:
        """Beat until cancelled."""
        net = AsyncIOScheduler(timezone="UTC")
        for work, every_s in ((self.beat, _NET_EVERY_S), (self._purge, _PURGE_EVERY_S)):
            every = IntervalTrigger(seconds=every_s)
            net.add_job(work, every, misfire_grace_time=None, coalesce=True, max_instances=1)
        net.start()
        try:
            await self.beat()
            while True:
                self._wake.clear()
                until = await self._look()
                if until is None:
                    await self.beat()
                    held = self._watched.held_since is not None
                    until = self._clock.now() + (_LONGEST_SLEEP if held else _SHORTEST_SLEEP)
                await self._rest(until)
        finally:
            net.shutdown(wait=False)

    async def beat(self) -> None:
        """One beat: until nothing is left to do now. A fault is logged; the next beat tries again."""
        async with self._beating:
            if self._calendar_is_held():
                return
            try:
                released, planned, spread = 1, 1, 1
                while released or planned or spread:
                    if self._shelf is not None:
                        await self._shelf.follow()
                    # One after the other: however much there is to plan, what is due waits for one slice of it at most.
                    released = await self._store.run(self._work)
                    planned = await self._store.run(plan_ahead, self._library()) if await self._must_plan() else 0
                    spread = 0 if planned else await self._spreading.go_on()  # who shares a minute is known by then
            except Exception:  # noqa: BLE001 - whatever it was, the practice must go on beating
                _LOG.exception("a beat broke off")

    def _calendar_is_held(self) -> bool:
        """Whether the calendar has just jumped so far ahead that it is not believed yet. Each jump is told to the admin."""
        seen = look(self._watched, self._clock.now(), self._clock.elapsed())
        self._watched = seen.now
        if seen.jumped is not None:
            facts = {"jumped_s": int(seen.jumped.total_seconds()), "held": seen.holds}
            _LOG.error(
                "the clock jumped; nothing is sent twice, and while it is held nothing is planned or sent", extra=facts
            )
        return seen.holds

    def _work(self, unit: Unit) -> int:
        """One slice of everything that is due. Returns how much was done."""
        _note_beat(unit)
        if self._shelf is not None and not self._shelf.goes_by(unit):
            return 1  # another one came into force just now: nothing goes out by the old one, the beat looks again
        library = self._library()
        done = sum(chore(unit) for chore in self._chores)  # a pause that is over is over before what is due is judged
        done += release_due(unit, self._practice, library, before=self._before_prompts) + remind_due(
            unit, self._practice
        )
        schedule.close_unanswered(unit)
        return done

    async def _must_plan(self) -> bool:
        return await self._store.read(must_plan, self._library())

    async def _look(self) -> datetime | None:
        """When the next thing is due; None: something is due now. One read-only transaction, whatever the size."""
        try:
            when = await self._store.read(self._next)
        except Exception:  # noqa: BLE001 - as above
            _LOG.exception("what is due could not be read")
            return self._clock.now() + timedelta(seconds=1)
        return None if when is not None and when <= self._clock.now() else when or self._clock.now() + _LONGEST_SLEEP

    def _next(self, unit: Unit) -> datetime | None:
        if must_plan(unit, self._library()):
            return unit.now
        return min((when for ask in self._next_times if (when := ask(unit)) is not None), default=None)

    async def _purge(self) -> None:
        await self._store.run(inbox.purge)
        if self._shelf is not None:
            await self._shelf.let_go()

    async def _rest(self, until: datetime) -> None:
        sleep = asyncio.create_task(self._clock.sleep_until(until, at_most=_LONGEST_SLEEP))
        woken = asyncio.create_task(self._wake.wait())
        try:
            await asyncio.wait({sleep, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            woken.cancel()


def _note_beat(unit: Unit) -> None:
    """Put down where the calendar stands. Where it stood far ahead before, plans lie too far ahead: they are made again."""
    before = schedule.last_beat(unit)
    if before is not None and before - unit.now >= FAR:
        _LOG.error(
            "the clock is behind where it was at the last beat",
            extra={"by_s": int((before - unit.now).total_seconds())},
        )
        schedule.plan_everything_again(unit)
    if before is None or abs(unit.now - before) >= NOTICED:
        schedule.note_beat(unit)
