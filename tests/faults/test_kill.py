"""kill -9 at every durable step of intake and of sending, and a storm of kills; judged by the stand-ins' own history."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.conftest import Postgres
from tests.faults.judge import Verdict, total
from tests.faults.service import Point
from tests.faults.storm import KILLS, Said, kills, reach, talk
from tests.faults.troupe import Pair, Troupe, performing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_FIRST_START = tuple(
    Point(f"{when} commit {work}", 1) for work in ("check_key", "begin") for when in ("before", "after")
)
_ON_THE_WAY_BACK = tuple(Point(f"{when} lease taken", nth) for when in ("before", "after") for nth in (1, 2))
_BOTH_ENDS = (
    "_prepare",
    "_took",
    "Handler._work",
    "commit keep",
    "Fetcher._keep",
    "Preparer._keep",
    " send",
    " edit",
    "fsync",
)
_SHOWN = ("photo", "shown", "fsync", "fetch", "Fetcher._keep", "Preparer._keep")
_HALVES = (  # of a file's way: kept, then made ready; a tuple is one life after another
    *((Point(f"{when} commit Fetcher._keep", 1),) for when in ("before", "after")),
    *((Point(f"{when} shown blob", 1),) for when in ("before", "after")),
    *((Point(f"{when} commit Preparer._keep", 1),) for when in ("before", "after")),
    (Point("after commit Fetcher._keep", 1), Point("after shown blob", 1), Point("before commit Preparer._keep", 1)),
)
_IDLE = ("take_over", "release", "lease taken")  # asked for all the time, or only at a clean stop, or at a start

Fresh = Callable[[Path], str]
Points = tuple[Point, ...]
Turn = Callable[[Points], Awaitable[Verdict]]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fresh(request: pytest.FixtureRequest) -> Iterator[Fresh]:
    """Makes an empty database for a folder."""
    if request.param == "sqlite":
        yield lambda folder: f"sqlite:///{folder / 'data' / 'vignette.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    made: list[str] = []

    def make(folder: Path) -> str:
        del folder
        made.append(server.fresh())
        return made[-1]

    yield make
    for url in made:
        server.drop(url)


def points_of(done: Counter[str]) -> list[Point]:
    """Each step's first occurrence in what was done, and of those that come often the last one too."""
    found: set[Point] = set()
    for step, times in done.items():
        if step.startswith(("before ", "after ", "amid ")) and not step.endswith(_IDLE):
            found |= {Point(step, 1)} | ({Point(step, times)} if step.endswith(_BOTH_ENDS) else set())
    return sorted(found)


async def arrivals(troupe: Troupe, points: Sequence[Point] = ()) -> tuple[Verdict, list[Pair]]:
    """Two therapists register, invite, and get a client each, across the platforms."""
    number = len(troupe.service.lives)
    codes = [troupe.add_therapist(f"Ada {number}"), troupe.add_therapist(f"Ben {number}")]
    pairs: list[Pair] = []

    def deeds(verdict: Verdict, tag: str) -> list[Awaitable[object]]:
        del tag

        async def one(client_on: str, room_on: str, code: str, name: str) -> None:
            pairs.append(await troupe.arrive(verdict, client_on, room_on, code, name))

        return [one("telegram", "discord", codes[0], "Mira"), one("discord", "telegram", codes[1], "Noah")]

    return await troupe.round(points, deeds), pairs


async def a_prompt(troupe: Troupe, pairs: Sequence[Pair], points: Sequence[Point] = ()) -> Verdict:
    """Everybody gets a prompt, answers, is witnessed and answered."""

    def deeds(verdict: Verdict, tag: str) -> list[Awaitable[object]]:
        odd = int(tag.rsplit(maxsplit=1)[-1]) % 2  # a picture costs a process: one of the two, where it matters
        pictures = not points or any(word in point.step for point in points for word in _SHOWN)
        acts = [
            troupe.work(pair, verdict, tag=tag, with_photo=pictures and number % 2 == odd)
            for number, pair in enumerate(pairs)
        ]
        troupe.next_prompt()
        return acts

    return await troupe.round(points, deeds)


async def started(troupe: Troupe) -> None:
    """The service lives and listens."""
    await troupe.service.start()
    await troupe.rest()


async def play(queue: deque[Points], verdicts: list[Verdict], troupe: Troupe, turn: Turn) -> None:
    """Turn after turn until the queue is empty. An occurrence that did not come this time is asked for again, earlier."""
    while queue:
        points = queue.popleft()
        for _ in range(4):
            before = troupe.service.steps()
            verdict = await turn(points)
            verdicts.append(verdict)
            if verdict.reached:
                break
            last = points[-1]
            seen = (troupe.service.steps() - before)[last.step]
            points = (*points[:-1], Point(last.step, max(1, min(last.nth - 1, seen))))


async def test_killed_at_every_step_nothing_is_lost_and_nothing_comes_twice(tmp_path, fresh, capsys):
    """Each durable step is died at, first and last occurrence, and the service comes back by itself."""
    work: list[Verdict] = []
    joining: list[Verdict] = []
    queue: deque[Points] = deque()
    numbered: dict[str, int] = {}
    ordered: set[str] = set()
    enumerated = asyncio.Event()

    async def working(name: str) -> None:
        nonlocal ordered
        folder = tmp_path / name
        async with performing(folder, fresh(folder)) as troupe:
            await started(troupe)
            verdict, pairs = await arrivals(troupe)
            joining.append(verdict)
            assert len(pairs) == 2, verdict.row()
            for pair in pairs:
                await troupe.enrol(pair)
            work.append(await a_prompt(troupe, pairs))
            if name == "work-1":
                before = troupe.service.steps()
                work.append(await a_prompt(troupe, pairs))
                points = points_of(troupe.service.steps() - before)
                ordered |= {point.step for point in points}
                numbered["a prompt's way out and the reply's way home"] = len(points)
                queue.extend((point,) for point in points)
                died = Point("after commit Dispatcher._prepare", 2)
                queue.extend((died, point) for point in _ON_THE_WAY_BACK)
                enumerated.set()
            await enumerated.wait()
            await play(queue, work, troupe, lambda points: a_prompt(troupe, pairs, points))

    async def welcoming() -> None:
        nonlocal ordered
        folder = tmp_path / "joining"
        async with performing(folder, fresh(folder)) as troupe:
            troupe.service.order(_FIRST_START)
            await started(troupe)
            died = [step for step in troupe.service.steps() if step.startswith("KILLED")]
            assert len(died) == len(_FIRST_START)
            before = troupe.service.steps()
            verdict, _ = await arrivals(troupe)
            joining.append(verdict)
            points = points_of(troupe.service.steps() - before)
            ordered |= {point.step for point in points}
            numbered["the first start"] = len(_FIRST_START)
            numbered["registering, inviting, joining, opening a thread"] = len(points)

            async def turn(points: Points) -> Verdict:
                return (await arrivals(troupe, points))[0]

            await play(deque((point,) for point in points), joining, troupe, turn)

    async with asyncio.TaskGroup() as group:
        group.create_task(working("work-1"))
        group.create_task(working("work-2"))
        group.create_task(welcoming())

    with capsys.disabled():
        print(
            f"\nKill points: {sum(numbered.values())} " + "; ".join(f"{n} in {where}" for where, n in numbered.items())
        )
        for verdict in sorted(work, key=lambda v: v.points):
            print("  work    ", verdict.row())
        for verdict in sorted(joining, key=lambda v: v.points):
            print("  joining ", verdict.row())
        print("  work:   ", total(work))
        print("  joining:", total(joining))
    everything = [*work, *joining]
    assert [verdict.row() for verdict in everything if not verdict.clean] == []
    assert ordered - {point.step for verdict in everything if verdict.reached for point in verdict.points} == set()


async def test_killed_between_the_halves_of_a_file_it_is_kept_once_and_shown_once(tmp_path, fresh, capsys):
    """Wherever on a picture's way: what lay here is not asked for again, what was not ready is made ready, and it stands once."""
    async with performing(tmp_path, fresh(tmp_path)) as troupe:
        await started(troupe)
        arrived, pairs = await arrivals(troupe)
        for pair in pairs:
            await troupe.enrol(pair)
        found: list[Verdict] = []
        ended: list[tuple[int, int]] = []
        for points in _HALVES:
            before = troupe.service.steps()
            found.append(await a_prompt(troupe, pairs, points))
            done = troupe.service.steps() - before
            ended.append((done["after commit Fetcher._keep"], done["after commit Preparer._keep"]))
    partial = list((tmp_path / "data" / "media").glob("*.partial"))

    with capsys.disabled():
        for verdict, halves in zip(found, ended, strict=True):
            print("  halves  ", verdict.row(), " kept {} ready {}".format(*halves))
    assert arrived.clean, arrived.row()
    assert [verdict.row() for verdict in found if not verdict.clean or not verdict.reached] == []
    assert ended == [(2, 2)] * len(_HALVES)  # two people send a file in each round
    assert partial == []


async def test_a_storm_of_kills_loses_nothing(tmp_path, fresh, capsys):
    """Twenty kills at any moment while thirty messages flow: each is with its person once, in the order written."""
    chance = random.Random(20261123)
    async with performing(tmp_path, fresh(tmp_path)) as troupe:
        await started(troupe)
        arrived, pairs = await arrivals(troupe)
        assert arrived.clean, arrived.row()
        said = [Said(pair) for pair in pairs]
        before = len(troupe.service.lives) - 1
        storm = asyncio.create_task(kills(troupe, chance))
        await asyncio.gather(*(talk(troupe, each, chance, storm) for each in said))
        await storm
        verdict = Verdict(())
        for each in said:
            await reach(troupe, each, verdict)
        await troupe.rest()
        for each in said:
            each.judge(verdict)
        verdict.died(troupe.service.lives[before:])
        verdict.close()
        unconfirmed = [each["update_id"] for each in troupe.stage.telegram.handed_over() if not each["confirmed"]]

    late = sum(each.out_of_order for each in said if each.pair.client.platform == "discord")
    with capsys.disabled():
        print(f"\n  storm: {total([verdict])}; words on a card out of order after a gap on Discord {late}")
    assert [verdict.row()][: not verdict.clean] == []
    assert verdict.deaths == KILLS
    assert unconfirmed == []
