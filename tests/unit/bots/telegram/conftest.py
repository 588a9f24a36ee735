"""The scripted server, and an account that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bots.telegram.connector import TelegramAccount

from .scripted import ACCOUNT, TOKEN, Inbox, QuickClock, ScriptedApi


@pytest.fixture
async def api() -> AsyncIterator[ScriptedApi]:
    server = ScriptedApi()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
def inbox(api: ScriptedApi) -> Inbox:
    box = Inbox(api.journal)
    api.exhausted = box.disown
    return box


@pytest.fixture
async def account(api: ScriptedApi, clock: QuickClock) -> AsyncIterator[TelegramAccount]:
    made = TelegramAccount(ACCOUNT, TOKEN, api=api.url, clock=clock)
    yield made
    await made.close()
