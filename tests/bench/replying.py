"""e. From a raw update to the card's outbox row, in process; f. the longest stall of the loop meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from bots.telegram.connector import TelegramAccount
from core.delivery.ownership import Ownership
from core.desk.context import Desk
from core.desk.loop import Handler
from core.desk.mailbox import StoreMailbox
from core.domain.address import Address, Platform
from core.prompts.library import Library
from core.queue.folding import Folding
from core.scheduler.release import release_due
from core.store import schedule, therapists, threads
from core.store.engine import Store
from core.store.inbox import Waiting
from core.store.unit import Unit
from tests.bench.measure import Row, Scale, median, probing, quantile
from tests.bench.practice import (
    ENTROPY,
    MAIN,
    NOW,
    Filled,
    FixedClock,
    add_occurrences,
    add_people,
    begin,
    counted,
    facts,
    opened,
)

_WORDS = "The tram waited for me. Because the driver saw me run. The bread was still warm, because I came early."


class Watched(Handler):
    """The handler loop, which notes when an update's transaction is committed."""

    def __init__(self, *ports: Any) -> None:
        super().__init__(*ports)
        self.done = asyncio.Event()

    async def _handle(self, one: Waiting) -> None:
        await super()._handle(one)
        self.done.set()


def run(folder: Path, library: Library, scale: Scale) -> list[Row]:
    """The row."""
    people, occurrences = scale.of(10_000, 500), scale.of(100_000, 1_000)
    replies = scale.of(500, 30)
    clock = FixedClock()
    there = begin(folder / "replies.db", clock, library)
    add_people(there, people)
    each = occurrences // people
    add_occurrences(there, each, {n * each for n in range(replies)})
    taken: list[float] = []
    stalls: list[float] = []
    bare: list[float] = []
    for turn in range(scale.of(5, 1)):
        copy = there.copy(folder / "replies-now.db")
        _prepare(copy, library, clock, replies)
        some, stall = asyncio.run(_reply(copy, library, clock, replies, turn))
        bare += _two_commits(folder / "bare.db", replies)
        taken += some
        stalls.append(stall)
        cards = counted(copy.file, "SELECT count(*) FROM outbox WHERE kind = 'card'")
        assert cards == replies, (cards, replies)
    for name in ("replies.db", "replies-now.db"):
        (folder / name).unlink()
    slow = quantile(taken, 0.99)
    return [
        Row(
            "e",
            f"reply to card in process, {len(taken):,} replies one after the other among {occurrences:,} occurrences",
            f"p99 {slow * 1000:.1f} ms, median {median(taken) * 1000:.1f} ms",
            f"{slow / quantile(bare, 0.99):.1f}x the p99 of two bare commits, {median(taken) / median(bare):.1f}x the median",
            "p99 < 50 ms",
            slow < 0.05,
            "From the raw update: sealed into the inbox (one commit), translated, matched, part, card, receipt's row and "
            "the card's outbox row (one commit). Two commits of one row each by sqlite3 alone, as durable, in the same "
            f"minutes: p99 {quantile(bare, 0.99) * 1000:.1f} ms, median {median(bare) * 1000:.2f} ms.",
            {
                "p99_s": slow,
                "median_s": median(taken),
                "longest_s": max(taken),
                "replies": len(taken),
                "stall_s": stalls,
            },
        )
    ]


def _two_commits(file: Path, times: int) -> list[float]:
    """What the disk alone takes for two commits."""
    taken: list[float] = []
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x TEXT);")
        for _ in range(times):
            began = time.perf_counter()
            for _ in range(2):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO t VALUES (?)", (_WORDS,))
                connection.execute("COMMIT")
            taken.append(time.perf_counter() - began)
    file.unlink()
    return taken


def _prepare(there: Filled, library: Library, clock: FixedClock, replies: int) -> None:
    """A room with threads, and prompts that were sent."""
    store = opened(there.file, clock)
    room = Address(Platform.TELEGRAM, MAIN, "-1001234567890")
    store.run_here(therapists.bind_room, there.therapist, room, "4711")
    while store.run_here(release_due, facts(), library):
        pass
    store.run_here(_all_sent, there, replies)
    store.close_here()


def _all_sent(unit: Unit, there: Filled, replies: int) -> None:
    from sqlalchemy import text

    for row in unit.all(text("SELECT id FROM occurrences WHERE state = 'released'")):
        schedule.sent(unit, row.id)
    unit.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at"))
    room = therapists.room_of(unit, there.therapist)
    assert room is not None
    for number, person in enumerate(there.people[:replies]):
        thread = threads.thread_by_id(unit, threads.want_thread(unit, room.id, person.id))
        threads.thread_opened(unit, thread, str(100 + number))


def _update(number: int, chat: str) -> dict[str, Any]:
    who = {"id": int(chat), "is_bot": False, "first_name": "M", "language_code": "en"}
    message = {"message_id": number, "date": int(NOW.timestamp()), "from": who, "text": _WORDS}
    return {
        "update_id": number,
        "message": {**message, "chat": {"id": int(chat), "type": "private", "first_name": "M"}},
    }


async def _reply(
    there: Filled, library: Library, clock: FixedClock, replies: int, turn: int
) -> tuple[list[float], float]:
    store: Store = opened(there.file, clock)
    account = TelegramAccount(MAIN, "1:" + "x" * 35, api="http://127.0.0.1:9", clock=clock)
    ownership = Ownership(store, MAIN, ENTROPY.id(), clock)
    assert await ownership.acquire()
    desk = Desk(facts(), lambda: library, Folding(time.monotonic))
    mailbox = StoreMailbox(store, ownership, desk)
    handler = Watched(store, desk, account.translator, ownership, clock, lambda _: "FAULT")
    store.on_wake(lambda _: handler.wake())
    tasks = [asyncio.create_task(handler.run()), asyncio.create_task(ownership.keep())]
    taken: list[float] = []
    async with probing() as seen:
        for number, person in enumerate(there.people[:replies]):
            handler.done.clear()
            began = time.perf_counter()
            raw = account.gateway._raw(_update(1_000_000 * (turn + 1) + number, person.chat), clock.now())
            await mailbox.keep([raw])
            await handler.done.wait()
            taken.append(time.perf_counter() - began)
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await account.close()
    await store.close()
    return taken, seen.longest
