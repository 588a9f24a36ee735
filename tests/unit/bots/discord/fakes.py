"""A clock, a mailbox in memory, payloads as Discord sends them, messages as the core does."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bots.sandbox.discord.standin import DiscordStandIn
from core.domain.address import Address, Place, Platform
from core.domain.errors import Fenced
from core.domain.ids import AccountId
from core.domain.incoming import Cursor, RawUpdate, SourceId
from core.domain.menu import Choice
from core.domain.message import Button, DeliveryKey, OutgoingMessage, Text

ACCOUNT = AccountId("main")
SENT_AT = "2026-03-04T05:06:07.890000+00:00"


class WallClock:
    """The machine's own time; sleeps are real and should be short."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep_until(self, when: datetime, *, at_most: timedelta) -> None:
        await asyncio.sleep(min(max((when - self.now()).total_seconds(), 0), at_most.total_seconds()))

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class MemoryMailbox:
    """Keeps by key, first come; remembers each commit; fails as often as told."""

    def __init__(self, places: Sequence[Place] = ()) -> None:
        self.kept: dict[str, RawUpdate] = {}
        self.commits: list[list[str]] = []
        self.cursors: dict[SourceId, str] = {}
        self.reports: list[tuple[str, dict[str, Any]]] = []
        self.failures: list[Exception] = []
        self.owner = True
        self.fenced = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.places_known = list(places)
        self.asked: list[tuple[Address, str, str, str, str]] = []
        self.offers: list[Choice] = []
        self.thinking = asyncio.Event()
        self.thinking.set()
        self._changed = asyncio.Condition()

    async def keep(self, raw: Sequence[RawUpdate], cursor: Cursor | None = None) -> None:
        await self.gate.wait()
        if self.fenced:
            raise Fenced("taken over")
        if self.failures:
            raise self.failures.pop(0)
        self.commits.append([each.key for each in raw])
        for each in raw:
            self.kept.setdefault(each.key, each)
        if cursor is not None:
            self.cursors[cursor.source] = cursor.value
        await self._tell()

    async def cursor(self, source: SourceId) -> Cursor | None:
        return Cursor(source, self.cursors[source]) if source in self.cursors else None

    async def places(self) -> Sequence[Place]:
        return list(self.places_known)

    def owned(self) -> bool:
        return self.owner

    async def suggest(self, address: Address, sender: str, command: str, option: str, typed: str) -> Sequence[Choice]:
        self.asked.append((address, sender, command, option, typed))
        await self.thinking.wait()
        return self.offers

    async def report(self, event: str, **facts: str | int | float) -> None:
        self.reports.append((event, facts))
        await self._tell()

    async def until(self, true: Callable[[], bool], *, within: float = 8) -> None:
        """Wait until something holds; looked at after each change and now and then."""
        async with asyncio.timeout(within):
            while not true():
                try:
                    async with self._changed, asyncio.timeout(0.05):
                        await self._changed.wait()
                except TimeoutError:
                    continue

    def reported(self, event: str) -> list[dict[str, Any]]:
        return [facts for name, facts in self.reports if name == event]

    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(each.payload) for each in self.kept.values()]

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def address(chat: str, thread: str | None = None) -> Address:
    return Address(Platform.DISCORD, ACCOUNT, chat=chat, thread=thread)


def message(**fields: Any) -> dict[str, Any]:
    """A direct message as MESSAGE_CREATE brings it."""
    return {
        "id": "500",
        "channel_id": "40",
        "type": 0,
        "content": "a small thing",
        "author": {"id": "7", "username": "mira", "discriminator": "0", "avatar": None},
        "timestamp": SENT_AT,
        "edited_timestamp": None,
        "flags": 0,
        "attachments": [],
        "embeds": [],
        "mentions": [],
        "mention_roles": [],
        "components": [],
        **fields,
    }


def press(**fields: Any) -> dict[str, Any]:
    """A button pressed in a private chat."""
    return {
        "id": "1234567890123456789",
        "application_id": "9",
        "type": 3,
        "token": "opens-the-interaction",
        "version": 1,
        "channel_id": "40",
        "channel": {"id": "40", "type": 1},
        "data": {"component_type": 2, "custom_id": "card:3:done#0123456789abcdef0123456789abcdef"},
        "message": message(id="321", author={"id": "9", "bot": True}),
        "user": {"id": "7", "username": "mira"},
        "locale": "de",
        **fields,
    }


def frame(kind: str, data: object) -> str:
    """A gateway frame."""
    return json.dumps({"op": 0, "s": 1, "t": kind, "d": data})


def kept(kind: str, data: dict[str, Any], **extra: Any) -> RawUpdate:
    """What the gateway keeps of an event."""
    payload = json.dumps({"t": kind, "d": data, "x": extra}).encode()
    return RawUpdate(ACCOUNT, "k", "40", payload, datetime(2026, 3, 4, tzinfo=UTC))


TAPS = ((Button("Later", "p:later"), Button("Not today", "p:no")), (Button("I need support", "p:sos"),))


def key(number: int = 1) -> DeliveryKey:
    return DeliveryKey(f"{number:032x}", f"d-{number}")


def words(text: str | Text = "Three small things", **fields: Any) -> OutgoingMessage:
    return OutgoingMessage(Text(text) if isinstance(text, str) else text, **fields)


def ours(standin: DiscordStandIn, where: Address) -> list[Any]:
    """What the bot said there."""
    return [each for each in standin.seen(where.thread or where.chat) if each.by == "bot"]
