"""h. The next days of a hundred thousand enrolments: fixed times, random windows, pools, quiet hours; and bare SQL beside it.

Rows reach two days ahead of the client's today, and are written when they reach one day only: so it is two days each time.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from core.prompts.library import Library
from core.scheduler.plan import must_plan, plan_ahead
from core.store import tables
from tests.bench import usual
from tests.bench.measure import Row, Scale, median, per_call, probing, timed
from tests.bench.practice import (
    ENTROPY,
    NOW,
    REAL,
    Filled,
    FixedClock,
    add_people,
    begin,
    counted,
    insert,
    ms,
    opened,
    raw,
)

_GOAL_S = 60
_DAY = timedelta(days=1)
_QUIET = ("22:00-08:00", "22:00-08:00", "21:30-09:30", "12:30-14:00", "")  # the last but one lies in the windows


def run(folder: Path, library: Library, scale: Scale) -> list[Row]:
    """The row."""
    number, repeats = scale.of(100_000, 1_000), scale.of(3, 1)
    base, first = _follow(folder, library, number)
    ours: list[float] = []
    worked: list[float] = []
    bare: list[float] = []
    stalls: list[float] = []
    slices: list[float] = []
    rows = 0
    for _ in range(repeats):
        there = base.copy(folder / "plan.db")
        before = counted(there.file, "SELECT count(*) FROM occurrences")
        stalls.append(asyncio.run(_plan(there, library, NOW + 2 * _DAY, ours, worked, slices)))
        rows = counted(there.file, "SELECT count(*) FROM occurrences") - before
        bare.append(usual.bare(base.copy(folder / "bare.db").file, [_new(there, NOW.date() + 2 * _DAY)]))
    store = opened(folder / "plan.db", FixedClock(NOW + 2 * _DAY))
    again = per_call(lambda: store._read_here(must_plan, library), scale.of(200, 20))
    store.close_here()
    for name in ("follow.db", "plan.db", "bare.db"):
        (folder / name).unlink()
    seconds, sql = median(ours), median(bare)
    return [
        Row(
            "h",
            f"planning two days for {number:,} enrolments with real rules (fixed, random windows, pools, quiet hours)",
            f"{seconds:.1f} s ({rows / seconds:,.0f} prompts/s)",
            f"{sql / seconds:.2f}x bare SQL",
            f"< {_GOAL_S} s",
            seconds < _GOAL_S,
            f"Medians of {repeats}, slice by slice through the use case, the longest slice {max(slices) * 1000:.0f} ms, half of "
            f"them within {median(slices) * 1000:.0f} ms. A third each of the enrolments: two fixed times; three random moments "
            f"a day, 90 minutes apart, a fifth of them clipped by quiet hours; one prompt out of a pool. Bare SQL: the same "
            f"{rows:,} rows in one transaction {sql:.1f} s. The three days after the enrolment took {first:.1f} s. Nothing left to "
            f"plan is known in {again * 1000:.1f} ms.",
            {
                "seconds": ours,
                "processor_seconds": worked,
                "enrolments": number,
                "rows": rows,
                "bare_sql_seconds": bare,
                "first_three_days_s": first,
                "slices_s": {"median": median(slices), "longest": max(slices)},
                "nothing_to_plan_s": again,
                "stall_s": stalls,
            },
        )
    ]


def _follow(folder: Path, library: Library, number: int) -> tuple[Filled, float]:
    """People who follow something, planned up to the day after tomorrow as the product plans; and how long that took."""
    there = begin(folder / "follow.db", FixedClock(), library)
    add_people(there, number)
    with closing(raw(there.file)) as connection:
        insert(connection, tables.enrolments, _enrolments(there))
        for n, quiet in enumerate(_QUIET):
            of_them = "UPDATE clients SET quiet = ? WHERE id IN (SELECT client FROM enrolments WHERE rowid % ? = ?)"
            connection.execute(of_them, (quiet, len(_QUIET), n))
        connection.commit()
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    taken: list[float] = []
    asyncio.run(_plan(there, library, NOW, taken, [], []))
    with closing(raw(there.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return there, taken[0]


def _enrolments(there: Filled) -> Iterator[dict[str, object]]:
    for n, (row, person) in enumerate(zip(sorted(ENTROPY.id() for _ in there.people), there.people, strict=True)):
        start = NOW.date() - (n % 28) * _DAY
        yield {
            "id": row, "client": person.id, "programme": REAL[n % len(REAL)], "start": start.isoformat(), "state": "active",
            "planned_to": "", "planned_by": "", "created_at": ms(NOW),
        }  # fmt: skip


async def _plan(
    there: Filled, library: Library, now: datetime, into: list[float], worked: list[float], slices: list[float]
) -> float:
    store = opened(there.file, FixedClock(now))
    async with probing() as seen:
        with timed(into, worked):
            done = 1
            while done:
                each: list[float] = []
                with timed(each):
                    done = await store.run(plan_ahead, library)
                slices += each if done else []
    await store.close()
    return seen.longest


def _new(there: Filled, after: date) -> tuple[str, list[str], list[tuple[object, ...]]]:
    """The rows of the days that were planned, to be written again without the use case."""
    with closing(sqlite3.connect(there.file)) as connection:
        told = connection.execute("SELECT * FROM occurrences WHERE local_date > ?", (after.isoformat(),))
        return "occurrences", [f'"{column[0]}"' for column in told.description], told.fetchall()
