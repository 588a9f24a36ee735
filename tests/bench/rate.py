"""g. One account at its limit: outbox, dispatcher and the real libraries against a stand-in in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bots.discord.capabilities import DISCORD
from bots.discord.connector import DiscordAccount, point_at
from bots.machine import SystemClock
from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN
from bots.telegram.capabilities import TELEGRAM
from bots.telegram.connector import TelegramAccount
from core.delivery.dispatcher import Dispatcher, blob_reader
from core.delivery.ownership import Ownership
from core.desk.context import Desk
from core.desk.effects import DeskEffects
from core.domain.ids import AccountId
from core.prompts.library import Library
from core.queue.folding import Folding
from core.scheduler.release import release_due
from core.store.blobs import FileBlobs
from core.store.engine import Store
from tests.bench.measure import Row, Scale, probing, quantile
from tests.bench.practice import (
    DEN,
    ENTROPY,
    MAIN,
    FixedClock,
    add_occurrences,
    add_people,
    begin,
    counted,
    facts,
    opened,
)

_SECONDS = 22  # of sending
_PATIENCE_S = 20.0  # longer than the sending should take


def run(folder: Path, library: Library, scale: Scale) -> list[Row]:
    """A row per platform."""
    rows: list[Row] = []
    for platform, account, limit in (
        ("telegram", MAIN, TELEGRAM.per_account_per_s),
        ("discord", DEN, DISCORD.per_account_per_s),
    ):
        messages = int(limit * scale.of(_SECONDS, 2))
        calls, stall = _measure(folder, library, platform, account, messages)
        sent = [at for at, status in calls if status == 200]
        refused = sum(status == 429 for _, status in calls)
        length = sent[-1] - sent[0]
        rate = (len(sent) - 1) / length
        busiest = max(sum(start <= at < start + 1 for at in sent) for start in sent)
        share = rate / limit
        rows.append(
            Row(
                "g",
                f"one {platform.capitalize()} account at its limit, {messages:,} prompts to as many chats",
                f"{rate:.2f}/s over {length:.1f} s, {refused} refused, {messages - len(sent)} not sent",
                f"{share * 100:.1f} % of {limit:.0f}/s",
                ">= 98 %, 0 refused",
                share >= 0.98 and refused == 0 and len(sent) == messages,
                f"Most in any second: {busiest}; longest pause between two: "
                f"{quantile([b - a for a, b in itertools.pairwise(sent)], 1.0) * 1000:.0f} ms.",
                {"rate": rate, "seconds": length, "sent": len(sent), "wanted": messages, "refused": refused,
                 "busiest_second": busiest, "share": share, "stall_s": [stall]},
            )
        )  # fmt: skip
    return rows


def _measure(
    folder: Path, library: Library, platform: str, account: AccountId, messages: int
) -> tuple[list[tuple[float, int]], float]:
    clock = FixedClock()
    there = begin(folder / f"{platform}.db", clock, library)
    with _stand_in(platform, messages) as standing:
        places = json.loads(standing.stdout.readline())
        add_people(there, messages, account=account, chats=places["chats"])
        add_occurrences(there, 1, set(range(messages)))
        store = opened(there.file, clock)
        while store.run_here(release_due, facts(), library):
            pass
        adapter = _adapter(platform, account, places, clock)
        stall = asyncio.run(_send(store, library, adapter, account, clock, folder, messages))
        standing.stdin.write("\n")
        standing.stdin.flush()
        calls = json.loads(standing.stdout.readline())
    left = counted(there.file, "SELECT count(*) FROM outbox WHERE state <> 'sent'")
    assert left == messages - sum(status == 200 for _, status in calls), left
    there.file.unlink()
    return [(at, status) for at, status in calls], stall


@contextmanager
def _stand_in(platform: str, people: int) -> Iterator[Any]:
    command = [sys.executable, "-P", "-m", "tests.bench.stand_in", platform, str(people)]
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_environ(root)) as it:
        try:
            yield it
        finally:
            it.kill()


def _environ(root: str) -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": root}


def _adapter(platform: str, account: AccountId, places: dict[str, Any], clock: SystemClock) -> Any:
    if platform == "telegram":
        return TelegramAccount(account, TELEGRAM_TOKEN, api=places["api"], clock=clock)
    point_at(rest=places["rest"], gateway=places["gateway"], again=True)
    return DiscordAccount(account, DISCORD_TOKEN, clock=clock)


async def _send(
    store: Store,
    library: Library,
    adapter: Any,
    account: AccountId,
    clock: SystemClock,
    folder: Path,
    messages: int,
) -> float:
    ownership = Ownership(store, account, "bench", clock)
    assert await ownership.acquire()
    desk = Desk(facts(), lambda: library, Folding(time.monotonic))
    blobs = FileBlobs(folder / "media", ENTROPY)
    dispatcher = Dispatcher(store, adapter.messenger, ownership, clock, DeskEffects(desk), blob_reader(store, blobs))
    store.on_wake(lambda _: dispatcher.wake())
    keeping, sending = asyncio.create_task(ownership.keep()), asyncio.create_task(dispatcher.run())
    loop = asyncio.get_running_loop()
    end = loop.time() + messages / 15 + _PATIENCE_S
    async with probing() as seen:
        while await store.read(_waiting) and loop.time() < end:
            await asyncio.sleep(0.25)
    for task in (sending, keeping):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    await adapter.messenger.close()
    await store.close()
    return seen.longest


def _waiting(unit: Any) -> int:
    from sqlalchemy import text

    return unit.one(text("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'uncertain')"))[0]
