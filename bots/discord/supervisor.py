"""Keeps a gateway client alive: a dead one is replaced by a new one, with back-off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import discord
import structlog

from bots.discord.atlas import Atlas
from bots.discord.errors import intent_missing, token_refused
from bots.discord.news import News
from core.ports.clock import Clock

log = structlog.get_logger(__name__)

FIRST_DELAY_S = 5.0
LONGEST_DELAY_S = 300.0  # 1,000 IDENTIFY a day, then Discord takes the token away
HEALTHY_AFTER_S = 60.0
_LOGIN_LIMIT_S = 60.0
_CLOSE_LIMIT_S = 5.0
_HEARTBEAT_LIMIT_S = 60.0
_GUILDS_LIMIT_S = 0.5
# READY or RESUMED must come within this, and after so many lost lines in a row a client is given up: the library
# itself reconnects without a pause, for ever.
_RISE_LIMIT_S = 60.0
_MOST_FALLS = 3


class _Restless(Exception):
    """The line was lost again and again without ever standing."""


class Ear(discord.Client):
    """A client that hands on each frame as text before discord.py reads it: a payload can end the library."""

    def __init__(
        self,
        hear: Callable[[str], None],
        risen: Callable[[], None],
        *,
        clock: Clock,
        pause_s: float,
        heartbeat_s: float,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = True
        intents.dm_messages = True
        intents.message_content = True
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            enable_debug_events=True,
            guild_ready_timeout=_GUILDS_LIMIT_S,
            heartbeat_timeout=heartbeat_s,
            max_messages=None,
        )
        self._hear = hear
        self._risen = risen
        self._clock = clock
        self._pause_s = pause_s
        self._falls = 0
        self._rise_limit: asyncio.Timeout | None = None

    async def listen(self) -> None:
        """Connect and stay until the line ends. Dropped lines are resumed inside; every other end is raised."""
        async with asyncio.timeout(_RISE_LIMIT_S) as self._rise_limit:
            # The library's own loop can die of a failed connection (Rapptz/discord.py#10520), so it is not asked to.
            await self.connect(reconnect=False)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Called by discord.py in the order of the socket; raw frames come first."""
        if event == "socket_raw_receive":
            self._hear(args[0])
        elif event in ("ready", "resumed"):
            self._falls = 0
            self._must_rise_by(None)
            self._risen()
        elif event == "disconnect":
            self._falls += 1
            if self._falls > _MOST_FALLS:
                raise _Restless
            self._must_rise_by(asyncio.get_running_loop().time() + _RISE_LIMIT_S)
        super().dispatch(event, *args, **kwargs)

    def _must_rise_by(self, moment: float | None) -> None:
        if self._rise_limit is not None:
            with suppress(RuntimeError):  # the life is over already; this READY came late
                self._rise_limit.reschedule(moment)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Discord asks for a pause before a session is begun anew on the same line."""
        if not initial:
            await self._clock.sleep(self._pause_s)


class Supervisor:
    """The lives of one account's gateway clients, one after the other."""

    def __init__(
        self,
        token: str,
        atlas: Atlas,
        *,
        clock: Clock,
        first_delay_s: float = FIRST_DELAY_S,
        heartbeat_s: float = _HEARTBEAT_LIMIT_S,
    ) -> None:
        self._token = token
        self._atlas = atlas
        self._clock = clock
        self._first_delay_s = first_delay_s
        self._heartbeat_s = heartbeat_s

    async def run(self, hear: Callable[[str], None], risen: Callable[[], None], news: News) -> None:
        """Listen until cancelled. Raises TokenRefused; every other end of a life is waited out."""
        delay = self._first_delay_s
        told: str | None = None
        while True:
            risen_at: list[float] = []

            def awake(since: list[float] = risen_at) -> None:
                since.append(self._clock.monotonic())
                news.up()
                risen()

            trouble = await self._live(hear, awake)
            if isinstance(trouble, Exception) and (refused := token_refused(trouble)) is not None:
                await news.down("token_refused")
                raise refused from trouble
            if risen_at and self._clock.monotonic() - risen_at[0] >= HEALTHY_AFTER_S:
                delay = self._first_delay_s
            if risen_at:
                told = None
            event = "intent_missing" if trouble is not None and intent_missing(trouble) else "stalled"
            log.warning("discord.life_ended", error=type(trouble).__name__, retry_in_s=delay)
            if told != event:
                await news.down(event)
                told = event
            await self._clock.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY_S)

    async def _live(self, hear: Callable[[str], None], risen: Callable[[], None]) -> Exception | None:
        """One client from login to its end; returns what ended it."""
        ear = Ear(hear, risen, clock=self._clock, pause_s=self._first_delay_s, heartbeat_s=self._heartbeat_s)
        try:
            async with asyncio.timeout(_LOGIN_LIMIT_S):
                await ear.login(self._token)
            self._atlas.follow(ear)
            await ear.listen()
        except Exception as exc:  # noqa: BLE001  # whatever ends the library, listening goes on
            return exc
        else:
            return None
        finally:
            await _let_go(ear)


async def _let_go(ear: Ear) -> None:
    """Close a client, in bounded time also where the other end is mute."""
    try:
        async with asyncio.timeout(_CLOSE_LIMIT_S):
            await ear.close()
    except Exception as exc:  # noqa: BLE001  # it is being thrown away
        log.info("discord.close_failed", error=type(exc).__name__)
    finally:
        await ear.http.close()
