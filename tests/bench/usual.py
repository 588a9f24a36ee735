"""The same work done the usual way: APScheduler with a job per client, PTB's JobQueue, and bare SQL."""

from __future__ import annotations

import asyncio
import logging
import pickle
import sqlite3
import time
import warnings
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import STATE_RUNNING
from apscheduler.triggers.cron import CronTrigger

from tests.bench.measure import timed

logging.getLogger("apscheduler").setLevel(logging.ERROR)
RAN: list[str] = []


async def send(client: str) -> None:
    """What a job does."""
    RAN.append(client)


def _scheduler(file: Path) -> AsyncIOScheduler:
    store = SQLAlchemyJobStore(url=f"sqlite:///{file}")
    return AsyncIOScheduler(jobstores={"default": store}, timezone="UTC")


async def add_jobs(file: Path, number: int, zones: Sequence[str]) -> float:
    """Seconds for adding one daily job per client to a running scheduler with a job store on SQLite."""
    scheduler = _scheduler(file)
    scheduler.start(paused=True)
    began = time.perf_counter()
    for n in range(number):
        trigger = CronTrigger(hour=19, minute=30, timezone=zones[n % len(zones)])
        scheduler.add_job(send, trigger, args=[f"client-{n}"], id=f"client-{n}")
    taken = time.perf_counter() - began
    scheduler.shutdown(wait=False)
    return taken


async def add_to_job_queue(number: int, zones: Sequence[str]) -> float:
    """Seconds for the same in python-telegram-bot's JobQueue: in memory, gone with the process."""
    from telegram.ext import JobQueue

    queue = JobQueue()

    async def send_by_ptb(context: object) -> None:
        del context

    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for n in range(number):
            at = wall(19, 30, tzinfo=ZoneInfo(zones[n % len(zones)]))
            queue.run_daily(send_by_ptb, at, name=f"client-{n}", chat_id=n)
    return time.perf_counter() - began


def fill_jobs(file: Path, number: int) -> None:
    """A job store of `number` jobs as add_job writes them, made from one that it wrote; all of them next month."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        state = pickle.loads(connection.execute("SELECT job_state FROM apscheduler_jobs").fetchone()[0])
        connection.execute("DELETE FROM apscheduler_jobs")
        far = datetime.now(UTC) + timedelta(days=30)
        rows = (_job(state, n, far + timedelta(milliseconds=n)) for n in range(number))
        connection.executemany("INSERT INTO apscheduler_jobs (id, next_run_time, job_state) VALUES (?, ?, ?)", rows)
        connection.commit()


def make_jobs_due(file: Path, due: int, *, forgiving: bool) -> None:
    """`due` of them come due now. forgiving: misfire_grace_time=None, as somebody sets who has lost jobs before; else 1 s."""
    with closing(sqlite3.connect(file)) as connection:
        number, blob = connection.execute("SELECT count(*), max(job_state) FROM apscheduler_jobs").fetchone()
        state = {**pickle.loads(blob), "misfire_grace_time": None if forgiving else 1}
        now = datetime.now(UTC) - timedelta(seconds=0.1)
        rows = (_job(state, n, now) for n in range(0, number, number // due))
        connection.executemany("REPLACE INTO apscheduler_jobs (id, next_run_time, job_state) VALUES (?, ?, ?)", rows)
        connection.commit()


def _job(state: dict[str, object], number: int, at: datetime) -> tuple[str, float, bytes]:
    name = f"client-{number}"
    changed = {**state, "id": name, "args": (name,), "next_run_time": at}
    return name, at.timestamp(), pickle.dumps(changed, pickle.HIGHEST_PROTOCOL)


async def wake_up(file: Path, due: int, into: list[float], worked: list[float]) -> int:
    """The scheduler's own wake-up with `due` jobs due: its seconds, those of the processor, and how many of them ran."""
    RAN.clear()
    scheduler = _scheduler(file)
    scheduler.start(paused=True)
    scheduler.state = STATE_RUNNING
    with timed(into, worked):
        scheduler._process_jobs()
    for _ in range(100):
        await asyncio.sleep(0.01)
        if len(RAN) >= due:
            break
    scheduler.shutdown(wait=False)
    return len(RAN)


def bare(file: Path, tables: Iterable[tuple[str, list[str], list[tuple[object, ...]]]]) -> float:
    """Seconds for the same rows by sqlite3 alone, in one transaction."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
        began = time.perf_counter()
        for name, columns, rows in tables:
            marks = ", ".join("?" * len(columns))
            connection.executemany(f'INSERT INTO "{name}" ({", ".join(columns)}) VALUES ({marks})', rows)
        connection.commit()
        return time.perf_counter() - began
