"""The stage: our stand-in of Discord, and a small scripted server for what a faithful one would never say."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bots.discord.connector import DISCORD_GATEWAY, DISCORD_REST, DiscordAccount, point_at
from bots.discord.messenger import DiscordMessenger
from bots.discord.rest import Rest
from bots.sandbox.discord.standin import DiscordStandIn
from core.domain.address import Address
from tests.unit.bots.discord.fakes import ACCOUNT, WallClock, address

TOKEN = "token-for-tests"


@dataclass
class Script:
    """Answers by "VERB /path"; each list is used up, its last answer stays. Unscripted calls are 404."""

    answers: dict[str, list[Any]] = field(default_factory=dict)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    url: str = ""
    hellos: list[str] = field(default_factory=list)
    watch: Callable[[web.Request], Awaitable[None]] | None = None

    def on(self, call: str, *answers: Any) -> None:
        """An answer: JSON for 200, (status, JSON), bytes, a web.Response, "drop" to cut the line, or "half" to cut it later."""
        self.answers[call] = list(answers)

    def made(self, call: str) -> list[Any]:
        return [body for name, body in self.calls if name == call]

    async def greet(self, request: web.Request) -> web.StreamResponse:
        """A gateway that says hello, and then closes or says nothing; no more hellos, no more gateway."""
        if not self.hellos:
            return web.Response(status=503)
        deed = self.hellos.pop(0)
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        packed = zlib.compressobj()
        hello = packed.compress(b'{"op": 10, "d": {"heartbeat_interval": 40000}}') + packed.flush(zlib.Z_SYNC_FLUSH)
        await socket.send_bytes(hello)
        if deed == "silent":
            async for _ in socket:
                pass
        await socket.close(code=4000)
        return socket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        call = f"{request.method} {request.path.removeprefix('/api/v10')}"
        body = await request.json() if request.content_type == "application/json" else await request.read()
        self.calls.append((call, body))
        if self.watch is not None and "/cdn/" in request.path:
            await self.watch(request)
        waiting = self.answers.get(call)
        if not waiting:
            return web.json_response({"code": 0, "message": "404: Not Found"}, status=404)
        answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if answer == "drop":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if answer == "half":
            response = web.StreamResponse(headers={"Content-Length": "9999"})
            await response.prepare(request)
            await response.write(b"half")
            assert request.transport is not None
            request.transport.close()
            return response
        if isinstance(answer, web.Response):
            return answer
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        status, told = answer if isinstance(answer, tuple) else (200, answer)
        # Discord's header has no charset, and discord.py compares the whole of it.
        return web.Response(body=json.dumps(told).encode(), status=status, headers={"Content-Type": "application/json"})


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    script = Script()
    app = web.Application()
    app.router.add_get("/gateway", script.greet)
    app.router.add_route("*", "/{path:.*}", script.handle)
    server = TestServer(app)
    await server.start_server()
    script.url = str(server.make_url("/")).rstrip("/")
    point_at(rest=f"{script.url}/api/v10", gateway=f"ws{script.url.removeprefix('http')}/gateway", again=True)
    yield script
    point_at(rest=DISCORD_REST, gateway=DISCORD_GATEWAY, again=True)
    await server.close()


@pytest.fixture
async def standin() -> AsyncIterator[DiscordStandIn]:
    """The project's own stand-in, which the real discord.py talks to."""
    standin = DiscordStandIn(now=lambda: datetime.now(UTC))
    await standin.start()
    point_at(rest=standin.rest, gateway=standin.gateway, again=True)
    yield standin
    point_at(rest=DISCORD_REST, gateway=DISCORD_GATEWAY, again=True)
    await standin.close()


@dataclass(frozen=True)
class Practice:
    """Mira, a client, and Ada, a therapist with a forum; the bot shares a server with both."""

    bot: str
    mira: str
    ada: str
    guild: str
    forum: str
    lounge: str


@pytest.fixture
def practice(standin: DiscordStandIn) -> Practice:
    bot = standin.add_bot(TOKEN, "vignette")
    mira, ada = standin.add_person("mira"), standin.add_person("ada")
    guild = standin.add_guild("rooms", [mira, ada], bots=[TOKEN])
    forum = standin.add_forum(guild, "ada's clients", viewers=[ada])
    lounge = standin.add_text_channel(guild, "lounge", viewers=[mira, ada])
    return Practice(bot, mira, ada, guild, forum, lounge)


@pytest.fixture
async def account(standin: DiscordStandIn, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordAccount]:
    monkeypatch.setattr("bots.discord.supervisor._GUILDS_LIMIT_S", 0.05)
    account = DiscordAccount(ACCOUNT, TOKEN, clock=WallClock(), sweep_every_s=60, first_delay_s=0.1)
    yield account
    await account.close()


@pytest.fixture
def messenger(account: DiscordAccount) -> DiscordMessenger:
    return account.messenger


@pytest.fixture
def dm(standin: DiscordStandIn, practice: Practice) -> Address:
    standin.dm(practice.mira, TOKEN, "hello")
    return address(standin.dm_channel(practice.mira, TOKEN))


@pytest.fixture
async def rest(script: Script) -> AsyncIterator[Rest]:
    rest = Rest("a-token")
    yield rest
    await rest.close()
