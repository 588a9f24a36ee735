"""A small Telegram for each test: a bot, two people, a movable clock, real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import telegram
from telegram.request import HTTPXRequest

from bots.sandbox.telegram import TelegramStandIn

TOKEN = "7100000001:practice-token-of-the-first-bot"
OTHER_TOKEN = "7100000002:practice-token-of-the-second-bot"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The world's clock, moved by hand."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Bench:
    """The stand-in, who is in it, and a plain HTTP caller."""

    tg: TelegramStandIn
    clock: Clock
    http: httpx.AsyncClient
    seconds: list[float] = field(default_factory=lambda: [1000.0])
    bot: int = 0
    ann: int = 0
    ben: int = 0

    async def call(self, method: str, *, token: str = TOKEN, **params: Any) -> dict[str, Any]:
        """One JSON call; the whole answer."""
        response = await self.http.post(f"{self.tg.api}/bot{token}/{method}", json=params)
        answer = response.json()
        assert answer["ok"] is (response.status_code == 200)
        assert answer["ok"] or answer["error_code"] == response.status_code
        return answer

    async def result(self, method: str, *, token: str = TOKEN, **params: Any) -> Any:
        """One JSON call that must succeed; its result."""
        answer = await self.call(method, token=token, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, *, token: str = TOKEN, **params: Any) -> tuple[int, str]:
        """One JSON call that must be refused: status and description."""
        answer = await self.call(method, token=token, **params)
        assert not answer["ok"], answer
        return answer["error_code"], answer["description"]

    async def updates(self, *, token: str = TOKEN, **params: Any) -> list[dict[str, Any]]:
        """getUpdates."""
        return await self.result("getUpdates", token=token, **params)

    def forum(self, **options: Any) -> int:
        """A forum of Ann (creator) and Ben with the bot."""
        return self.tg.add_forum("Room", [self.ann, self.ben], bot=TOKEN, **options)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    clock, seconds = Clock(), [1000.0]
    tg = TelegramStandIn(now=clock, monotonic=lambda: seconds[0])
    async with httpx.AsyncClient(trust_env=False, verify=False, timeout=10) as http:
        made = Bench(tg, clock, http, seconds)
        made.bot = tg.add_bot(TOKEN, "practice_bot", name="Practice")
        made.ann = tg.add_person("Ann", language="en")
        made.ben = tg.add_person("Ben", language="de")
        await tg.start()
        yield made
        await tg.close()


@pytest.fixture
async def ptb(bench: Bench) -> AsyncIterator[telegram.Bot]:
    """The real python-telegram-bot against the stand-in."""

    def request() -> HTTPXRequest:
        return HTTPXRequest(httpx_kwargs={"trust_env": False, "verify": False})

    bot = telegram.Bot(
        TOKEN,
        base_url=f"{bench.tg.api}/bot",
        base_file_url=f"{bench.tg.api}/file/bot",
        request=request(),
        get_updates_request=request(),
    )
    async with bot:
        yield bot
