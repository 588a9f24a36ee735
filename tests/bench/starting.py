"""A practice that starts, sends what is due, and tells how long that took and how much memory it holds. See restart.py."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bots.telegram.capabilities import TELEGRAM
from core.bootstrap import AccountPorts, Practice
from core.domain.address import Address, Platform
from core.domain.message import DeliveryKey, OutgoingMessage, Receipt
from core.prompts.library import load_library
from core.store.blobs import FileBlobs
from tests.bench.measure import resident_mb
from tests.bench.practice import ENTROPY, MAIN, FixedClock, facts, opened

IMPORTED = time.monotonic()


class Silent:
    """A platform on which nothing happens, and that takes everything at once."""

    capabilities = TELEGRAM

    def __init__(self) -> None:
        self.sent = asyncio.Event()

    async def send(self, to: Address, message: OutgoingMessage, *, key: DeliveryKey) -> Receipt:
        """Taken."""
        del message, key
        self.sent.set()
        return Receipt(to, "1")

    async def run(self, mailbox: Any) -> None:
        """Nobody writes."""
        del mailbox
        await asyncio.Event().wait()

    def translate(self, raw: Any) -> list[Any]:
        """Nothing to say."""
        del raw
        return []

    async def offer(self, menus: Any) -> None:
        """No menus here."""
        del menus

    async def open(self, ref: Any) -> AsyncIterator[bytes]:
        """No files either."""
        del ref
        yield b""


async def main(file: str, library: str, execed: float, rest_s: float) -> None:
    """Start, wait for the first send, rest, tell."""
    began = time.monotonic()
    books, faults = load_library(Path(library))
    assert books is not None, faults
    clock, quiet = FixedClock(), Silent()
    store = opened(Path(file), clock)
    practice = Practice(
        store=store,
        blobs=FileBlobs(Path(file).with_suffix(".media"), ENTROPY),
        clock=clock,
        facts=facts(),
        library=books,
        accounts=[AccountPorts(MAIN, Platform.TELEGRAM, quiet, quiet, quiet, quiet)],
        owner=ENTROPY.id(),
        fault_id=lambda _: "FAULT",
    )
    running = asyncio.create_task(practice.run())
    await asyncio.wait({running, asyncio.create_task(quiet.sent.wait())}, return_when=asyncio.FIRST_COMPLETED)
    first = time.monotonic()
    if running.done():
        await running
    await asyncio.sleep(rest_s)
    told = {
        "imported_s": IMPORTED - execed,
        "first_send_s": first - began,
        "since_exec_s": first - execed,
        "rss_mb": resident_mb(),
    }
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await store.close()
    print(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])))
