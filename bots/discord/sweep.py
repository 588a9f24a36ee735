"""Reads history after a gap. Discord's gateway delivers at most once; history is the only lossless source."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import aiohttp
import structlog

from bots.discord.atlas import FORUM, MEDIA, Atlas, Where
from bots.discord.errors import ApiError, LineClosed, token_refused
from bots.discord.news import News
from bots.discord.recorder import Recorder
from bots.discord.rest import PAGE, Json, Rest, snowflake
from core.domain.address import Place
from core.domain.errors import Fenced
from core.domain.ids import AccountId
from core.domain.incoming import Cursor, SourceId
from core.ports.clock import Clock
from core.ports.intake import Mailbox

_T = TypeVar("_T")

log = structlog.get_logger(__name__)

FIRST_REACH = timedelta(days=14)  # how far back a channel is read the first time
PACE_S = 0.1  # between calls: a fifth of Discord's global 50/s
_LIMIT_S = 30.0
_WAITS = 3  # 429s one page may meet
# No answer from so many channels in a row is the network's fault, not theirs: the rest waits for the next sweep.
_SILENCES = 5


@dataclass(slots=True)
class _Tally:
    """What one sweep came to."""

    channels: int = 0
    messages: int = 0
    failed: int = 0
    silences: int = 0
    forbidden: set[str] = field(default_factory=set)


class Sweeper:
    """Reads every known place of one mailbox. Only it moves the channels' cursors. One per run of the gateway."""

    def __init__(
        self,
        mailbox: Mailbox,
        rest: Rest,
        atlas: Atlas,
        recorder: Recorder,
        news: News,
        *,
        account: AccountId,
        clock: Clock,
        every_s: float,
    ) -> None:
        self._mailbox = mailbox
        self._rest = rest
        self._atlas = atlas
        self._recorder = recorder
        self._news = news
        self._account = account
        self._clock = clock
        self._every_s = every_s
        self._due = asyncio.Event()
        self._told_forbidden: set[str] = set()

    def wake(self) -> None:
        """There may be a gap: sweep now, or again once the sweep under way is done."""
        self._due.set()

    async def run(self) -> None:
        """Sweep at once, whenever woken, and every `every_s`. Raises Fenced, TokenRefused."""
        while True:
            self._due.clear()
            await self.sweep()
            waits = {asyncio.ensure_future(self._due.wait()), asyncio.ensure_future(self._clock.sleep(self._every_s))}
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()

    async def sweep(self) -> None:
        """Read every place once, and report what it came to. One bad channel does not stop the others."""
        tally, gap = _Tally(), self._recorder.gap
        number = gap.number
        try:
            places = await self._mailbox.places()
            if places and self._recorder.own_id is None:
                self._recorder.own_id = str((await self._bounded(self._rest.me()))["id"])
        except (Fenced, LineClosed):
            raise
        except Exception as exc:  # noqa: BLE001  # the store's or the network's trouble: the next sweep is near
            self._raise_if_final(exc)
            log.warning("discord.sweep_postponed", error=type(exc).__name__)
            gap.end(number)
            return
        left = {place.address.thread or place.address.chat: place for place in places}
        if number == gap.number:
            gap.over(list(left))
        while left:
            lane = next((each for each in gap.urgent() if each in left), next(iter(left)))
            place, begun = left.pop(lane), gap.number
            if tally.silences >= _SILENCES:
                tally.failed += 1
            else:
                await self._read(place, tally)
            gap.read(lane, begun)
        gap.end(number)
        if tally.forbidden - self._told_forbidden:
            await self._news.tell("history_forbidden", channels=len(tally.forbidden))
        self._told_forbidden = tally.forbidden
        facts = {"channels": tally.channels, "messages": tally.messages}
        await self._news.tell("swept", **facts, **({"failed": tally.failed} if tally.failed else {}))

    async def _read(self, place: Place, tally: _Tally) -> None:
        channel = place.address.thread or place.address.chat
        try:
            where = await self._where(place)
            if where.kind in (FORUM, MEDIA):
                return
            if self._atlas.history_forbidden(channel, where.parent):
                tally.forbidden.add(channel)
                return
            tally.messages += await self._read_on(channel, where, place)
            tally.channels += 1
            tally.silences = 0
        except (Fenced, LineClosed):
            raise
        except ApiError as exc:
            self._raise_if_final(exc)
            tally.silences = 0
            if exc.status == 403:
                tally.forbidden.add(channel)
            else:
                tally.failed += 1
                log.warning("discord.channel_unread", error=str(exc))
        except (aiohttp.ClientError, OSError, TimeoutError) as exc:
            tally.failed += 1
            tally.silences += 1
            log.warning("discord.channel_unread", error=type(exc).__name__)
        except Exception as exc:  # noqa: BLE001  # an answer that cannot be read, a cursor the store cannot give
            tally.failed += 1
            log.warning("discord.channel_unread", error=type(exc).__name__)

    async def _where(self, place: Place) -> Where:
        """Threads are ours by their address; what stands alone is a private chat or a forum, which has no messages."""
        if place.address.thread is not None:
            return Where(kind=None, parent=place.address.chat, parent_type=FORUM)
        where = self._atlas.known(place.address.chat)
        if where is None:
            await self._clock.sleep(PACE_S)
            where = await self._bounded(self._atlas.look_up(place.address.chat))
        return where

    async def _read_on(self, channel: str, where: Where, place: Place) -> int:
        """Every message after the cursor, page by page; returns how many people wrote."""
        source = SourceId(self._account, f"channel:{channel}")
        cursor = await self._mailbox.cursor(source)
        first = place.newest_known or snowflake(self._clock.now() - FIRST_REACH)
        after = cursor.value if cursor is not None else first
        count = 0
        while True:
            page = await self._page(channel, after)
            if not page:
                return count
            after = str(page[-1]["id"])
            found = [self._recorder.update("MESSAGE_CREATE", self._whole(each, where), where) for each in page]
            raws = [raw for raw in found if raw is not None]
            await self._recorder.commit(raws, Cursor(source, after))
            count += len(raws)
            if len(page) < PAGE:
                return count

    @staticmethod
    def _whole(message: Json, where: Where) -> Json:
        """History leaves out the guild, by which a private chat is told from a channel."""
        return message if where.guild is None else {"guild_id": where.guild, **message}

    async def _page(self, channel: str, after: str) -> list[Json]:
        for _ in range(_WAITS):
            await self._clock.sleep(PACE_S)
            try:
                return await self._bounded(self._rest.history(channel, after=after))
            except ApiError as exc:
                if exc.status != 429:
                    raise
                await self._clock.sleep(exc.retry_after)
        await self._clock.sleep(PACE_S)
        return await self._bounded(self._rest.history(channel, after=after))

    @staticmethod
    async def _bounded(call: Awaitable[_T]) -> _T:
        async with asyncio.timeout(_LIMIT_S):
            return await call

    @staticmethod
    def _raise_if_final(exc: Exception) -> None:
        if (refused := token_refused(exc)) is not None:
            raise refused from exc
