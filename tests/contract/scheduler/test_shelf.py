"""A heart that follows: whichever process beats, it goes by the library in force, and by no other."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.domain.errors import LibraryFault
from core.prompts.library import Library
from core.prompts.packed import pack_library
from core.scheduler.heartbeat import Heartbeat
from core.scheduler.shelf import Shelf
from core.store import revisions, tables
from core.store.engine import Store
from tests.contract.scheduler.practice import DAY, FACTS, HOUR, Practice, library, programme, prompt, utc
from tests.contract.store.world import opened

MONDAY = date(2026, 11, 23)
DAILY = programme("p", {"every": "day", "at": "19:30"})
LATER = programme("p", {"every": "day", "at": "20:30"})


def words(body: str) -> Library:
    """The daily programme with a prompt that says this."""
    return library(DAILY, prompts=[prompt("a", text={"en": {"title": "Title a", "body": body}})])


@dataclass
class Process:
    """One `vignette run`, as far as it beats."""

    store: Store
    practice: Practice
    faults: list[LibraryFault] = field(default_factory=list)
    shelf: Shelf = field(init=False)
    heart: Heartbeat = field(init=False)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.store, self.practice.library, self._fault)
        self.heart = Heartbeat(
            self.store,
            self.practice.clock,
            FACTS,
            lambda: self.shelf.library,
            chores=[lambda unit: (self.practice.arrive(unit), 0)[1]],
            next_times=[],
            shelf=self.shelf,
        )

    def _fault(self, fault: BaseException) -> str:
        assert isinstance(fault, LibraryFault)
        self.faults.append(fault)
        return "7F3K"


@dataclass
class House:
    """A practice with two processes on one database, and a client who follows the programme."""

    practice: Practice
    processes: tuple[Process, Process]
    client: str

    def publish(self, shelf: Library) -> None:
        """As `vignette library publish` does, from outside."""
        self.practice.run(revisions.publish, shelf.revision, pack_library(shelf), how="published")

    async def go_on(self, to: str, *, which: int = 0) -> None:
        """The calendar stands there, hours after hours, with a beat of one process at each."""
        while self.practice.clock.present < utc(to):
            self.practice.clock.present = min(self.practice.clock.present + HOUR / 2, utc(to))
            await self.processes[which].heart.beat()

    def bodies(self) -> list[str]:
        """What the outbox has for the client, oldest first: the second line of each prompt."""
        c = tables.outbox.c
        query = sa.select(c.id, c.owner, c.body).where(c.kind == "prompt").order_by(c.seq)
        told = self.practice.run(
            lambda unit: [unit.open(row.owner, "outbox", "body", row.id, row.body) for row in unit.all(query)]
        )
        return [next(word for word in ("One.", "Two.", "Three.", "Words.") if word in body) for body in told]

    def pinned(self) -> list[str]:
        c = tables.occurrences.c
        query = sa.select(c.revision).where(c.revision.is_not(None)).order_by(c.released_at)
        return self.practice.run(lambda unit: [row.revision for row in unit.all(query)])


@pytest.fixture
async def house(story_url: str) -> AsyncIterator[Callable[[Library], House]]:
    made: list[House] = []

    def build(shelf: Library) -> House:
        practice = Practice(story_url, shelf)
        practice.run(revisions.publish, shelf.revision, pack_library(shelf), how="published")
        stores = [opened(story_url, practice.clock) for _ in range(2)]
        client = practice.client()
        practice.enrol(client, "p", MONDAY)
        first, second = (Process(store, practice) for store in stores)
        made.append(House(practice, (first, second), client))
        return made[-1]

    yield build
    for each in made:
        each.practice.close()
        for process in each.processes:
            process.store.close_here()


async def test_published_while_running_the_next_beat_goes_by_it(house) -> None:
    """No restart; what was sent stays as it was, and pins what it was sent by; nothing comes twice."""
    one, two = words("One."), words("Two.")
    home = house(one)
    await home.go_on("2026-11-23 20:00")
    home.publish(two)
    await home.go_on("2026-11-24 20:00")

    assert home.bodies() == ["One.", "Two."]
    assert home.pinned() == [one.revision, two.revision]
    assert home.processes[0].shelf.library == two


async def test_future_slots_follow_and_no_day_gets_two(house) -> None:
    """Published between planning and sending, the slot of today moves; published after sending, today is over."""
    home = house(library(DAILY))
    await home.go_on("2026-11-23 12:00")
    home.publish(library(LATER))
    await home.go_on("2026-11-23 19:00")
    assert home.bodies() == []
    await home.go_on("2026-11-23 20:00")
    assert home.bodies() == ["Words."]
    home.publish(library(DAILY))
    await home.go_on("2026-11-23 22:00")
    assert home.bodies() == ["Words."]
    await home.go_on("2026-11-24 18:40")
    assert home.bodies() == ["Words.", "Words."]


async def test_going_back_is_publishing_the_one_before(house) -> None:
    """From what is kept: no folder is needed."""
    one, two = words("One."), words("Two.")
    home = house(one)
    home.publish(two)
    await home.go_on("2026-11-23 20:00")
    content = home.practice.run(revisions.packed, one.revision)
    home.practice.run(revisions.publish, one.revision, content, how="gone back to")
    await home.go_on("2026-11-24 20:00")

    assert home.bodies() == ["Two.", "One."]


async def test_two_processes_go_by_the_same_one(house) -> None:
    """Whichever beats, also one that has slept through two publications; neither puts its own back."""
    home = house(words("One."))
    await home.go_on("2026-11-23 20:00", which=0)
    home.publish(words("Two."))
    await home.go_on("2026-11-24 20:00", which=1)
    home.publish(words("Three."))
    await home.go_on("2026-11-25 20:00", which=0)
    await home.processes[1].heart.beat()

    assert home.bodies() == ["One.", "Two.", "Three."]
    assert {process.shelf.library.revision for process in home.processes} == {words("Three.").revision}
    assert home.practice.run(revisions.in_force) == words("Three.").revision


async def test_published_in_the_middle_of_a_beat_nothing_goes_out_by_the_old_one(house) -> None:
    """It comes into force after the beat looked and before it releases: the release sees it."""
    home = house(words("One."))
    await home.go_on("2026-11-23 12:00")
    follow = home.processes[0].shelf.follow
    looks = 0

    async def look_and_be_overtaken() -> None:
        nonlocal looks
        await follow()
        looks += 1
        if looks == 1:
            home.publish(words("Two."))

    home.processes[0].shelf.follow = look_and_be_overtaken
    home.practice.clock.present = utc("2026-11-23 18:30")
    await home.processes[0].heart.beat()

    assert home.bodies() == ["Two."]


@pytest.mark.parametrize("content", [b"damaged", None])
async def test_one_that_cannot_be_loaded_leaves_the_old_one_in_use(house, content, caplog) -> None:
    """What is planned goes on by the old one, in this process; it is told once, with a fault id; the next one heals it."""
    home = house(words("One."))
    await home.go_on("2026-11-23 12:00")
    if content is None:
        home.practice.run(revisions.put_in_force, "ffff000011112222")
    else:
        home.practice.run(revisions.publish, "ffff000011112222", content, how="published")
    with caplog.at_level(logging.ERROR):
        await home.go_on("2026-11-24 20:00")

    assert home.bodies() == ["One.", "One."]
    told = [record for record in caplog.records if "cannot be loaded" in record.getMessage()]
    assert [vars(record)["fault"] for record in told] == ["7F3K"]
    assert len(home.processes[0].faults) == 1

    home.publish(words("Two."))
    await home.go_on("2026-11-25 20:00")
    assert home.bodies() == ["One.", "One.", "Two."]


async def test_one_that_was_mended_under_its_own_name_is_gone_by_without_a_restart(house, caplog) -> None:
    """The row was damaged and the same library is published again: as the manual has it, no restart is needed."""
    two = words("Two.")
    home = house(words("One."))
    await home.go_on("2026-11-23 12:00")
    home.practice.run(revisions.publish, two.revision, b"damaged", how="published")
    with caplog.at_level(logging.ERROR):
        await home.go_on("2026-11-23 20:00")
    home.publish(two)
    await home.go_on("2026-11-24 20:00")

    assert home.bodies() == ["One.", "Two."]
    assert home.processes[0].shelf.library == two
    assert len([record for record in caplog.records if "cannot be loaded" in record.getMessage()]) == 1


async def test_one_put_in_force_by_the_process_itself_holds_for_all(house) -> None:
    """As the practice room does at each edit: at once here, with the next beat everywhere, and it is kept."""
    home = house(words("One."))
    home.processes[0].shelf.offer(words("Two."))
    await home.go_on("2026-11-23 12:00", which=0)
    await home.go_on("2026-11-23 20:00", which=1)

    assert home.bodies() == ["Two."]
    assert home.practice.run(revisions.packed, words("Two.").revision) == pack_library(words("Two."))


async def test_what_nobody_needs_is_let_go_beside_the_beat(house) -> None:
    """The heart's hourly round."""
    home = house(words("One."))
    home.publish(words("Two."))
    home.publish(words("Three."))
    home.practice.clock.present += 2 * DAY + timedelta(hours=1)
    await home.processes[0].shelf.let_go()

    kept = [each.revision for each in home.practice.run(revisions.kept)]
    assert kept == [words("Three.").revision, words("Two.").revision]
