"""The gateway run beside a test, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from bots.discord.connector import DiscordAccount
from core.domain.errors import TokenRefused
from core.domain.incoming import MessageIn
from tests.unit.bots.discord.fakes import MemoryMailbox


@asynccontextmanager
async def listening(
    account: DiscordAccount, mailbox: MemoryMailbox, *, up: bool = True
) -> AsyncIterator[asyncio.Task[None]]:
    """The gateway, run beside the test; ready first, unless it cannot be."""
    swept = len(mailbox.reported("swept"))
    running = asyncio.create_task(account.gateway.run(mailbox))
    try:
        if up:
            # One sweep at the start, one when the line stands.
            await mailbox.until(lambda: len(mailbox.reported("swept")) >= swept + 2)
        yield running
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError, TokenRefused):
            await running


def incoming(account: DiscordAccount, mailbox: MemoryMailbox) -> list[Any]:
    return [each for raw in mailbox.kept.values() for each in account.translator.translate(raw)]


def texts(account: DiscordAccount, mailbox: MemoryMailbox) -> list[str]:
    return [each.text for each in incoming(account, mailbox) if isinstance(each, MessageIn)]
