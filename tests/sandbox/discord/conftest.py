"""A stand-in on the loopback, a small practice in it, raw calls, and the real discord.py."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import io
import json
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
import pytest
import yarl

from bots.sandbox.discord import DiscordStandIn

TOKEN = "token-of-vignette"


class Clock:
    """A world clock that stands still until moved."""

    def __init__(self) -> None:
        self.instant = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.instant

    def move(self, **delta: float) -> None:
        self.instant += dt.timedelta(**delta)


@dataclass
class Answered:
    """A raw answer."""

    status: int
    headers: Any
    body: Any

    @property
    def code(self) -> int | None:
        return self.body.get("code") if isinstance(self.body, dict) else None


@dataclass
class Practice:
    """One bot, a client, a therapist, a private forum, a channel, and a way to call."""

    standin: DiscordStandIn
    clock: Clock
    http: aiohttp.ClientSession
    bot: str
    client: str
    therapist: str
    stranger: str
    guild: str
    forum: str
    channel: str
    token: str = TOKEN

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        files: list[tuple[str, bytes, str]] | None = None,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        data: Any = None,
    ) -> Answered:
        """One REST call as a bot makes it; `token` "" sends none."""
        sent = {} if token == "" else {"Authorization": f"Bot {token or self.token}"}
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body or {}), content_type="application/json")
            for number, (name, content, mime) in enumerate(files):
                form.add_field(f"files[{number}]", io.BytesIO(content), filename=name, content_type=mime)
            data = form
        elif body is not None:
            data, sent["Content-Type"] = json.dumps(body), "application/json"
        url = yarl.URL(self.standin.rest + path, encoded=True)
        async with self.http.request(method, url, data=data, headers=sent | (headers or {})) as answer:
            raw = await answer.read()
            parsed = json.loads(raw) if answer.headers.get("Content-Type") == "application/json" else raw
            return Answered(answer.status, answer.headers, parsed)

    async def dm(self) -> str:
        """The DM channel of the client, opened by the bot."""
        return (await self.call("POST", "/users/@me/channels", {"recipient_id": self.client})).body["id"]

    async def send(self, channel: str, content: str = "hello", **more: Any) -> Answered:
        return await self.call("POST", f"/channels/{channel}/messages", {"content": content} | more)

    async def post(self, title: str = "Heron-12", **more: Any) -> str:
        """A forum post of the bot; its thread id."""
        body = {"name": title, "message": {"content": "opening"}} | more
        answer = await self.call("POST", f"/channels/{self.forum}/threads", body)
        assert answer.status == 201, answer.body
        return answer.body["id"]


@pytest.fixture
async def practice() -> AsyncIterator[Practice]:
    clock = Clock()
    standin = DiscordStandIn(now=clock)
    await standin.start()
    standin.limits = False  # the tests of limits switch them on
    bot = standin.add_bot(TOKEN, "vignette")
    client, therapist = standin.add_person("Ana", locale="de"), standin.add_person("Tess")
    stranger = standin.add_person("Sam")
    guild = standin.add_guild("Practice", [client, therapist], bots=[TOKEN])
    forum = standin.add_forum(guild, "queue", viewers=[therapist])
    channel = standin.add_text_channel(guild, "room", viewers=[therapist, client])
    async with aiohttp.ClientSession() as http:
        yield Practice(standin, clock, http, bot, client, therapist, stranger, guild, forum, channel)
    await standin.close()


@dataclass
class Ears:
    """A real discord.py client and what it heard."""

    client: discord.Client
    heard: list[tuple[str, Any]] = field(default_factory=list)

    def of(self, event: str) -> list[Any]:
        return [payload for name, payload in self.heard if name == event]


def intents(*, content: bool = True, members: bool = False) -> discord.Intents:
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = wanted.guild_reactions = True
    wanted.message_content, wanted.members = content, members
    return wanted


@contextlib.asynccontextmanager
async def listening(
    practice: Practice, *, wanted: discord.Intents | None = None, token: str | None = None
) -> AsyncIterator[Ears]:
    """discord.py itself, connected to the stand-in and ready."""
    client = discord.Client(intents=wanted or intents(), guild_ready_timeout=0.1)
    ears = Ears(client)
    names = "message raw_message_edit raw_message_delete interaction thread_create raw_thread_delete raw_thread_update"
    names += " ready resumed member_join raw_member_remove raw_reaction_add guild_channel_update guild_remove"

    def listen(name: str) -> None:
        async def hear(*payload: Any) -> None:
            ears.heard.append((name, payload[-1] if payload else None))

        setattr(client, f"on_{name}", hear)

    for name in names.split():
        listen(name)
    running = asyncio.create_task(client.start(token or practice.token))
    try:
        while not ears.of("ready"):
            done, _ = await asyncio.wait({running}, timeout=0.02)
            if done:
                running.result()
        yield ears
    finally:
        await client.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture(autouse=True)
def _addresses(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", practice.standin.rest)
    address = yarl.URL(practice.standin.gateway)
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", address)


class Wire:
    """A bare gateway connection: frames as they come."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, compressed: bool) -> None:
        self.socket = socket
        self._inflate = zlib.decompressobj() if compressed else None

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def frame(self) -> dict[str, Any]:
        """The next frame; {"closed": code} at the end."""
        message = await self.socket.receive(timeout=3)
        if message.type is aiohttp.WSMsgType.BINARY:
            assert self._inflate is not None
            assert message.data.endswith(b"\x00\x00\xff\xff")
            return json.loads(self._inflate.decompress(message.data))
        if message.type is aiohttp.WSMsgType.TEXT:
            return json.loads(message.data)
        return {"closed": self.socket.close_code}

    async def events(self, count: int) -> list[dict[str, Any]]:
        """The next `count` frames."""
        return [await self.frame() for _ in range(count)]

    async def identify(self, token: str = TOKEN, wanted: int = 1 | 1 << 9 | 1 << 12 | 1 << 15) -> list[dict[str, Any]]:
        """HELLO, IDENTIFY, READY and GUILD_CREATE; returns the last two."""
        assert (await self.frame())["op"] == 10
        await self.send(2, {"token": token, "properties": {}, "intents": wanted})
        ready = await self.frame()
        return [ready] if "closed" in ready else [ready, await self.frame()]


@contextlib.asynccontextmanager
async def wired(practice: Practice, *, compress: str = "", version: str = "10") -> AsyncIterator[Wire]:
    """Connect to the gateway by hand."""
    query = f"?v={version}&encoding=json" + (f"&compress={compress}" if compress else "")
    async with practice.http.ws_connect(practice.standin.gateway + query) as socket:
        yield Wire(socket, compressed=bool(compress))


@pytest.fixture
def clock(practice: Practice) -> Clock:
    return practice.clock


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py waits up to some seconds before it comes back; the tests have no use for that."""
    monkeypatch.setattr(discord.backoff.ExponentialBackoff, "delay", lambda _self: 0.01)
    identify_hook = discord.Client.before_identify_hook

    async def at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        await identify_hook(self, shard_id, initial=True)

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
