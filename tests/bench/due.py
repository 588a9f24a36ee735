"""b. A thousand due at once. c. What a beat costs while nothing is due, by the number of rows."""

from __future__ import annotations

import asyncio
import cProfile
import random
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from core.prompts.library import Library
from core.scheduler.heartbeat import Heartbeat
from core.scheduler.release import release_due
from core.scheduler.spread import AHEAD, carried
from core.store import load, schedule, tables
from core.store.engine import Store
from core.store.unit import Unit
from tests.bench import usual
from tests.bench.measure import Row, Scale, median, per_call, probing, timed
from tests.bench.practice import (
    NOW,
    ZONES,
    Filled,
    FixedClock,
    add_occurrences,
    add_people,
    begin,
    counted,
    facts,
    ms,
    opened,
)

_CLIENTS = 100_000
_COMES = "UPDATE occurrences SET nominal_at = ?1, due_at = ?1, move_until = ?2, late_at = ?2, state = 'planned' WHERE id IN ({marks})"


def make(folder: Path, library: Library, scale: Scale, name: str, occurrences: int) -> Filled:
    """A practice with so many planned occurrences, all of them next month."""
    people = min(scale.of(_CLIENTS, 1_000), occurrences)
    made = begin(folder / name, FixedClock(), library)
    add_people(made, people)
    add_occurrences(made, occurrences // people, set())
    return made


def run(folder: Path, library: Library, scale: Scale, whole: dict[int, Filled]) -> list[Row]:
    """One row for each size."""
    due, repeats = scale.of(1_000, 100), scale.of(5, 1)
    rows: list[Row] = []
    for size, there in whole.items():
        if size < due * scale.of(100, 10):
            continue
        ours: list[float] = []
        worked: list[float] = []
        alike: list[float] = []
        missed, stalls = 0, []
        for turn in range(repeats):
            before = counted(there.file, "SELECT count(*) FROM outbox")
            make_due(there, due, turn)
            _claim_and_mark(there, alike)
            stalls.append(asyncio.run(_release(there, library, ours, worked)))
            missed += due - (counted(there.file, "SELECT count(*) FROM outbox") - before)
        theirs, their_work, ran = _usual(folder, size, due, repeats)
        ratio = median(theirs) / median(ours)
        make_due(there, due, repeats)
        shares = _shares(there, library)
        same, by_work = median(theirs) / median(alike), median(their_work) / median(worked)
        rows.append(
            Row(
                "b",
                f"{due:,} due among {size:,}: claimed, judged, rendered, sealed, outbox, journal",
                f"{median(ours) * 1000:.0f} ms, {missed} missed",
                f"{ratio:.1f}x APScheduler; {same:.0f}x for its own part alone; {by_work:.1f}x by processor time",
                ">= 10x, 0 missed",
                ratio >= 10 and missed == 0,
                f"APScheduler's wake-up with as many jobs (get_due_jobs, submit, update_job each): "
                f"{median(theirs) * 1000:,.0f} ms; with its default grace of 1 s {min(ran)} of {due:,} ran. Its own part "
                f"(find what is due, write the next state, commit), done our way: {median(alike) * 1000:.0f} ms. The rest is "
                "what it does not do: keys unwrapped, names and addresses opened, may_send, the text rendered and fitted, "
                f"three cells sealed and the outbox row written, for each; by the profiler: {shares}.",
                {"seconds": ours, "missed": missed, "processor_seconds": worked, "alike_seconds": alike,
                 "apscheduler_seconds": theirs, "apscheduler_processor_seconds": their_work, "apscheduler_ran": ran,
                 "ratio": ratio, "stall_s": stalls},
            )
        )  # fmt: skip
    return rows


def make_due(there: Filled, due: int, seed: int) -> None:
    """Somewhere in the table, `due` of those that still wait come due now."""
    with closing(sqlite3.connect(there.file)) as connection:
        waiting = [row[0] for row in connection.execute("SELECT id FROM occurrences WHERE state = 'planned'")]
        chosen = random.Random(seed).sample(waiting, due)
        for start in range(0, due, 500):
            some = chosen[start : start + 500]
            marks = ", ".join(f"?{place}" for place in range(3, 3 + len(some)))
            connection.execute(_COMES.format(marks=marks), (ms(NOW), ms(NOW) + 7_200_000, *some))
        connection.commit()


def _claim_and_mark(there: Filled, into: list[float]) -> None:
    """What APScheduler's wake-up does to its rows: find the due ones, write their next state, durably; then undone."""
    store = opened(there.file, FixedClock())
    found: list[str] = []

    def work(unit: Unit) -> int:
        some = [one.id for one in schedule.claim_due(unit, limit=100)]
        marks = [{"state": "released", "released_at": unit.now, "which": one} for one in some]
        unit.update_many(tables.occurrences, marks)
        found.extend(some)
        return len(some)

    with timed(into):
        while store.run_here(work):
            pass
    store.run_here(
        lambda unit: unit.update_many(
            tables.occurrences, [{"state": "planned", "released_at": None, "which": one} for one in found]
        )
    )
    store.close_here()


def _shares(there: Filled, library: Library) -> str:
    """Where the time of a release goes, by the profiler: the share of each step in the whole."""
    store, told = opened(there.file, FixedClock()), facts()
    profile = cProfile.Profile()
    store.run_here(release_due, told, library)
    with profile:
        while store.run_here(release_due, told, library):
            pass
    store.close_here()
    found = {row.code.co_name: row.totaltime for row in profile.getstats() if not isinstance(row.code, str)}
    whole = found["release_due"]
    names = {
        "claim_due": "claimed",
        "_look_around": "keys, names, addresses opened",
        "_written": "rendered",
        "release_all": "title and aftercare sealed, state",
        "to_clients": "fitted, body sealed, outbox rows",
    }
    return ", ".join(f"{words} {found[name] / whole * 100:.0f} %" for name, words in names.items() if name in found)


async def _release(there: Filled, library: Library, into: list[float], worked: list[float]) -> float:
    """As a beat does: slice after slice, each its own transaction. The first statement of a process is not counted."""
    store = opened(there.file, FixedClock())
    told = facts()
    await store.run(lambda unit: _warm(unit, library))
    async with probing() as seen:
        with timed(into, worked):
            while await store.run(release_due, told, library):
                pass
    await store.close()
    return seen.longest


def _warm(unit: Unit, library: Library) -> None:
    with unit.connection.begin_nested() as nested:
        release_due(unit, facts(), library, limit=5)
        nested.rollback()
    unit._lines.clear()


def _usual(folder: Path, size: int, due: int, repeats: int) -> tuple[list[float], list[float], list[int]]:
    file = folder / "jobs.db"
    asyncio.run(usual.add_jobs(file, 1, ZONES))
    usual.fill_jobs(file, size)
    taken: list[float] = []
    worked: list[float] = []
    for _ in range(repeats):
        usual.make_jobs_due(file, due, forgiving=True)
        ran = asyncio.run(usual.wake_up(file, due, taken, worked))
        assert ran == due, (ran, due)
    usual.make_jobs_due(file, due, forgiving=False)
    ran = asyncio.run(usual.wake_up(file, due, [], []))
    file.unlink()
    return taken, worked, [ran]


# --- c ----------------------------------------------------------------------------------------------------------------
def run_flat(library: Library, scale: Scale, whole: dict[int, Filled]) -> list[Row]:
    """Looks and claims by size."""
    times = scale.of(200, 20)
    found: dict[str, dict[int, float]] = {"look": {}, "claim": {}, "min(due)": {}, "work": {}, "full": {}}
    least = min(carried(each.capabilities) for each in facts().accounts.values())
    for size, there in whole.items():
        store = opened(there.file, FixedClock())
        beat = Heartbeat(store, FixedClock(), facts(), lambda: library, chores=[], next_times=[])
        make_due(there, min(100, size // 10), 99)
        found["claim"][size] = _claim(store, scale.of(20, 3))
        _put_off(there)
        found["look"][size] = per_call(lambda: store._read_here(beat._next), times)
        found["min(due)"][size] = per_call(lambda: store._read_here(schedule.next_due), times)
        found["work"][size] = per_call(lambda: store.run_here(beat._work), scale.of(50, 5))
        found["full"][size] = per_call(
            lambda: store._read_here(load.full_minutes, until=NOW + AHEAD, more_than=least), times
        )
        store.close_here()
    names = {
        "look": "the look of a beat that finds nothing due (read only: min(due), min(closes), to plan)",
        "claim": "claim of 100 due",
        "min(due)": "min(due) alone",
        "work": "a whole beat's transaction with nothing to do (only the net's, twice a minute)",
        "full": "the look for minutes that hold more than an account carries (read only, once a minute)",
    }
    rows: list[Row] = []
    for kind, by_size in found.items():
        small, large = min(by_size), max(by_size)
        growth = by_size[large] / by_size[small]
        shown = ", ".join(f"{size:,}: {seconds * 1000:.2f} ms" for size, seconds in by_size.items())
        rows.append(Row("c", names[kind], shown, f"{growth:.2f}x from {small:,} to {large:,}", "<= 2x", growth <= 2,
                        "", {"seconds": {str(k): v for k, v in by_size.items()}, "growth": growth}))  # fmt: skip
    return rows


def _claim(store: Store, times: int) -> float:
    def claim(unit: Unit) -> int:
        return len(schedule.claim_due(unit, limit=100))

    return per_call(lambda: store.run_here(claim), times)


def _put_off(there: Filled) -> None:
    far = ms(datetime.max.replace(year=2030, tzinfo=NOW.tzinfo))
    with closing(sqlite3.connect(there.file)) as connection:
        connection.execute("UPDATE occurrences SET due_at = ? WHERE state = 'planned' AND due_at <= ?", (far, ms(NOW)))
        connection.commit()
