"""The machine's calendar jumps while the service runs: nobody gets anything twice or all at once, and courses go on."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from core.scheduler.heartbeat import Heartbeat
from core.store import schedule
from core.store.unit import Unit
from tests.contract.scheduler.practice import DAY, FACTS, HOUR, MINUTE, Practice, library, programme, prompt, utc
from tests.contract.store.world import SteppedClock

MONDAY = date(2026, 11, 23)
NAMES = ["d0", "d1", "d2"]
SHELF = library(
    programme("fixed", {"every": "day", "at": ["13:00", "14:00", "19:30"], "if_late": {"up_to": "1h", "then": "send"}}),
    programme("random", {"every": "day", "between": ["10:00", "20:00"], "times": 3, "gap": "90m"}),
    programme("pool", {"pool": {"prompts": NAMES}, "every": {"days": 2}, "at": "15:00"}),
    programme("waits", {"every": "day", "at": "09:00"}, {"after": {"step": "s0", "event": "sent", "delay": "2h"}}),
    prompts=tuple(map(prompt, NAMES)),
)
ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Asia/Kolkata")


class JumpingClock(SteppedClock):
    """A calendar beside steady time."""

    def __init__(self) -> None:
        super().__init__()
        self.steady = 1000.0

    def elapsed(self) -> float:
        return self.steady

    def go_on(self, length: timedelta) -> None:
        self.present += length
        self.steady += length.total_seconds()


class Beating:
    """A practice whose heart beats each minute. sent: steady time, client and key of everything that arrived."""

    def __init__(self, url: str) -> None:
        self.clock = JumpingClock()
        self.practice = Practice(url, SHELF, clock=self.clock)
        self.clock.present = utc("2026-11-23 04:00")
        self.sent: list[tuple[float, str, tuple[str | None, str, date, int]]] = []
        self.overdue = Counter[str]()
        self.practice.told = self._told
        self.heart = self._heart()
        self.people = [self.practice.client(zone) for zone in ZONES for _ in range(2)]
        for number, who in enumerate(self.people):
            for name in SHELF.programmes:
                if number % 2 or name != "waits":
                    self.practice.enrol(who, name, MONDAY)

    def _heart(self) -> Heartbeat:
        def arrive(unit: Unit) -> int:
            self.practice.arrive(unit)
            return 0

        return Heartbeat(
            self.practice.store, self.clock, FACTS, lambda: self.practice.library, chores=[arrive], next_times=[]
        )

    def _told(self, unit: Unit, occurrence: str) -> None:
        self.practice.remember(unit, occurrence)
        sent = self.practice.sent[-1]
        what = sent.what
        if sent.at - what.nominal_at > 10 * MINUTE:
            self.overdue[what.client] += 1
        self.sent.append((self.clock.steady, what.client, (what.enrolment, what.step, what.local_date, what.slot)))

    async def run(self, length: timedelta, *, every: timedelta = 10 * MINUTE) -> None:
        for _ in range(int(length / every)):
            self.clock.go_on(every)
            await self.heart.beat()

    async def jump(self, length: timedelta) -> Counter[str]:
        """The calendar jumps; what each client gets in the next five minutes that was due long before."""
        before, self.overdue = len(self.sent), Counter()
        self.clock.present += length
        await self.heart.beat()
        await self.run(5 * MINUTE, every=MINUTE)
        assert len(self.sent) - before <= 2 * len(self.people)
        return Counter(self.overdue)

    def keys(self) -> list:
        return [key for *_, key in self.sent]

    def days(self, who: str) -> Counter[date]:
        """What came, by local date of the rule."""
        return Counter(key[2] for _, client, key in self.sent if client == who)


@pytest.fixture
def beating(story_url: str) -> Iterator[Beating]:
    made = Beating(story_url)
    yield made
    made.practice.close()


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.message for each in caplog.records if each.levelno >= logging.ERROR and "clock" in each.message]


def as_always(made: Beating, day: date) -> bool:
    """Whether on this date everybody got as much as the cap lets through."""
    return all(made.days(who)[day] == 3 for who in made.people)


async def test_an_hour_back(beating: Beating, caplog: pytest.LogCaptureFixture) -> None:
    """The hour comes again, its prompts do not; tomorrow is as always; the admin reads of it."""
    await beating.run(9 * HOUR)
    before = len(beating.sent)

    burst = await beating.jump(-HOUR)
    await beating.run(36 * HOUR)

    assert told(caplog)
    assert before > 0
    assert burst == Counter()
    assert len(beating.keys()) == len(set(beating.keys()))
    assert as_always(beating, MONDAY)
    assert as_always(beating, MONDAY + DAY)


@pytest.mark.parametrize("hours", [1, pytest.param(20, marks=pytest.mark.slow)])
async def test_hours_ahead(beating: Beating, caplog: pytest.LogCaptureFixture, hours: int) -> None:
    """As after an outage of so long: one overdue prompt at most, and tomorrow as always."""
    await beating.run(8 * HOUR - 10 * MINUTE)

    burst = await beating.jump(hours * HOUR)
    await beating.run(60 * HOUR)

    assert told(caplog)
    assert max(burst.values(), default=0) <= 1
    assert len(beating.keys()) == len(set(beating.keys()))
    assert as_always(beating, MONDAY + 2 * DAY)


@pytest.mark.parametrize("steady", [10 * MINUTE, 50 * MINUTE])
async def test_far_ahead_and_back(beating: Beating, caplog: pytest.LogCaptureFixture, steady: timedelta) -> None:
    """400 days, and back before anybody believes it: nothing was sent, skipped or planned, and the day goes on."""
    await beating.run(7 * HOUR)
    before = len(beating.sent), beating.practice.everything()

    burst = await beating.jump(400 * DAY)
    await beating.run(steady - 5 * MINUTE)
    meanwhile = len(beating.sent), beating.practice.everything()
    back = await beating.jump(-400 * DAY)
    await beating.run(40 * HOUR)

    assert meanwhile == before
    assert burst == Counter()
    assert max(back.values(), default=0) <= 1
    assert len(told(caplog)) >= 2
    assert len(beating.keys()) == len(set(beating.keys()))
    assert as_always(beating, MONDAY)
    assert as_always(beating, MONDAY + DAY)


@pytest.mark.slow
async def test_far_ahead_to_stay(beating: Beating, caplog: pytest.LogCaptureFixture) -> None:
    """It lasts: believed after an hour, no mass of prompts then, and courses go on where the calendar stands."""
    await beating.run(7 * HOUR)
    before = len(beating.sent)

    burst = await beating.jump(400 * DAY)
    await beating.run(50 * MINUTE)
    held = len(beating.sent) - before
    beating.overdue.clear()
    await beating.run(15 * MINUTE)
    believed = Counter(beating.overdue)
    await beating.run(60 * HOUR)

    assert told(caplog)
    assert (burst, held) == (Counter(), 0)
    assert max(believed.values(), default=0) <= 1
    assert len(beating.keys()) == len(set(beating.keys()))
    assert as_always(beating, MONDAY + 402 * DAY)


@pytest.mark.slow
async def test_far_ahead_for_a_day_and_back(beating: Beating, caplog: pytest.LogCaptureFixture) -> None:
    """Believed, and then set right: nothing is sent a second time, and after three days all is as before."""
    await beating.run(7 * HOUR)
    await beating.jump(400 * DAY)
    await beating.run(26 * HOUR)

    back = await beating.jump(-400 * DAY)
    await beating.run(5 * DAY)

    assert len(told(caplog)) >= 2
    assert max(back.values(), default=0) <= 1
    assert len(beating.keys()) == len(set(beating.keys()))
    assert as_always(beating, MONDAY + 5 * DAY)


async def test_far_back_and_ahead_again(beating: Beating, caplog: pytest.LogCaptureFixture) -> None:
    """A machine that forgot the year: nothing comes meanwhile, and no more than one when it is told."""
    await beating.run(7 * HOUR)
    before = len(beating.sent)

    burst = await beating.jump(-400 * DAY)
    await beating.run(10 * MINUTE)
    ahead = await beating.jump(400 * DAY)
    await beating.run(40 * HOUR)

    assert len(told(caplog)) >= 2
    assert burst == Counter()
    assert max(ahead.values(), default=0) <= 1
    assert len(beating.sent) > before
    assert len(beating.keys()) == len(set(beating.keys()))
    assert as_always(beating, MONDAY + DAY)


async def test_where_the_calendar_stands_is_kept(beating: Beating) -> None:
    """For the next start: the last beat is in the store, and follows the calendar both ways."""

    def noted() -> datetime | None:
        return beating.practice.run(schedule.last_beat)

    await beating.run(HOUR)
    assert noted() == beating.clock.now()
    await beating.jump(-3 * HOUR)
    assert noted() is not None
    assert abs(noted() - beating.clock.now()) <= MINUTE
