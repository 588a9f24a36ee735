"""a. Adding clients to a programme: the use case, APScheduler, JobQueue, bare SQL."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from core.prompts.library import Library
from core.scheduler.enrol import Enrolled, Wish, enrol_in_slices
from tests.bench import usual
from tests.bench.measure import Row, Scale, median, probing, timed
from tests.bench.practice import DAILY, ZONES, Filled, FixedClock, add_people, begin, counted, opened

_WRITTEN = ("enrolments", "occurrences", "journal")


def run(folder: Path, library: Library, scale: Scale) -> list[Row]:
    """The row."""
    number, sample = scale.of(100_000, 1_000), scale.of(500, 100)
    in_memory, repeats = scale.of(10_000, 200), scale.of(3, 1)
    clock = FixedClock()
    base = begin(folder / "people.db", clock, library)
    add_people(base, number)
    ours, theirs, queue, bare, stalls = [], [], [], [], []
    enrolled = 0
    for turn in range(repeats):
        there = base.copy(folder / "enrol.db")
        enrolled, stall = asyncio.run(_enrol(there, library, clock, ours))
        stalls.append(stall)
        theirs.append(asyncio.run(usual.add_jobs(folder / f"jobs{turn}.db", sample, ZONES)) / sample)
        queue.append(asyncio.run(usual.add_to_job_queue(in_memory, ZONES)) / in_memory)
        rows = _rows(there.file)
        bare.append(usual.bare(base.copy(folder / "bare.db").file, rows))
        (folder / f"jobs{turn}.db").unlink()
    each, usually, ptb, sql = median(ours) / number, median(theirs), median(queue), median(bare) / number
    planned = counted(folder / "enrol.db", "SELECT count(*) FROM occurrences")
    journalled = counted(folder / "enrol.db", "SELECT count(*) FROM journal WHERE action = 'enrolled'")
    ratio = usually / each
    for name in ("people.db", "enrol.db", "bare.db"):
        (folder / name).unlink()
    return [
        Row(
            "a",
            f"{number:,} enrolments through the use case, planned and journalled",
            f"{median(ours):.1f} s ({1 / each:,.0f}/s)",
            f"{ratio:.0f}x APScheduler; {ptb / each:.1f}x JobQueue; {sql / each:.2f}x bare SQL",
            ">= 20x APScheduler",
            ratio >= 20,
            f"Medians of {repeats}, for each takes a minute. APScheduler: {1 / usually:,.0f} jobs/s (from {sample:,} jobs, SQLAlchemyJobStore, SQLite file); JobQueue: "
            f"{1 / ptb:,.0f}/s (from {in_memory:,}, memory only); bare SQL: the same {planned + 2 * number:,} rows in one "
            f"transaction {median(bare):.1f} s. Rows written: {planned:,} occurrences, {journalled:,} journal lines.",
            {
                "seconds": ours,
                "enrolled": enrolled,
                "occurrences": planned,
                "journalled": journalled,
                "apscheduler_s_per_job": theirs,
                "job_queue_s_per_job": queue,
                "bare_sql_seconds": bare,
                "ratio": ratio,
                "stall_s": stalls,
            },
        )
    ]


async def _enrol(there: Filled, library: Library, clock: FixedClock, into: list[float]) -> tuple[int, float]:
    store = opened(there.file, clock)
    wishes = [Wish(person.id, DAILY) for person in there.people]
    async with probing() as seen:
        with timed(into):
            done = await enrol_in_slices(store, lambda: library, wishes, actor="therapist:bench", language="en")
    await store.close()
    return sum(isinstance(one, Enrolled) for one in done), seen.longest


def _rows(file: Path) -> list[tuple[str, list[str], list[tuple[object, ...]]]]:
    """What the use case wrote, to be written again without it."""
    found: list[tuple[str, list[str], list[tuple[object, ...]]]] = []
    with closing(sqlite3.connect(file)) as connection:
        for table in _WRITTEN:
            where = " WHERE action = 'enrolled'" if table == "journal" else ""
            told = connection.execute(f"SELECT * FROM {table}{where}")
            found.append((table, [f'"{column[0]}"' for column in told.description], told.fetchall()))
    return found
