"""The gateway: HELLO, IDENTIFY, heartbeats, RESUME, close codes (events/gateway)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from datetime import timedelta
from typing import Any

from aiohttp import WSMsgType, web

from bots.sandbox.discord.payloads import Payloads
from bots.sandbox.discord.sessions import ALL_INTENTS, Connection, Hub, Intent, Opcode, Session
from bots.sandbox.discord.world import Bot, World

HEARTBEAT_MS = 41_250
IDENTIFIES_PER_DAY = 1000
SENDS_PER_MINUTE = 120
FRAME_BYTES = 4096  # a client's payload; more is 4002

Json = dict[str, Any]


class _Closed(Exception):  # the protocol's own word for it
    """The client broke a rule; `code` says which."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Gateway:
    """Speaks the protocol with each connection."""

    def __init__(self, world: World, hub: Hub, payloads: Payloads) -> None:
        self._world = world
        self._hub = hub
        self._payloads = payloads
        self.url = ""  # "ws://127.0.0.1:PORT/gateway"
        self.identifies = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection from handshake to close."""
        if self._hub.refuse_handshakes > 0:
            self._hub.refuse_handshakes -= 1
            return web.Response(status=503, text="no available server")
        compress = request.query.get("compress")
        socket = web.WebSocketResponse(compress=False, max_msg_size=FRAME_BYTES * 4)
        await socket.prepare(request)
        wrong_version = request.query.get("v") != "10" or request.query.get("encoding") != "json"
        if wrong_version or compress not in (None, "", "zlib-stream"):
            await socket.close(code=4012)
            return socket
        connection = Connection(socket, compressed=compress == "zlib-stream")
        self._hub.connections.add(connection)
        writer = asyncio.create_task(connection.write())
        try:
            connection.send(Opcode.HELLO, {"heartbeat_interval": HEARTBEAT_MS, "_trace": []})
            await self._read(socket, connection)
        finally:
            self._hub.connections.discard(connection)
            connection.let_go()
            if connection.session is not None and not connection.closed_by_us and socket.close_code in (1000, 1001):
                self._hub.forget(connection.session)  # the client said good-bye: nothing to resume
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError, RuntimeError):
                await writer
        return socket

    def allowance(self, bot: Bot) -> Json:
        """`session_start_limit` of GET /gateway/bot."""
        used = self._used_today(bot)
        return {
            "total": IDENTIFIES_PER_DAY,
            "remaining": max(0, IDENTIFIES_PER_DAY - used),
            "reset_after": 86_400_000,
            "max_concurrency": 1,
        }

    async def _read(self, socket: web.WebSocketResponse, connection: Connection) -> None:
        sent_at: list[float] = []
        async for frame in socket:
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return None
            steady = time.monotonic()
            sent_at = [moment for moment in sent_at if moment > steady - 60] + [steady]
            try:
                if len(sent_at) > SENDS_PER_MINUTE:
                    raise _Closed(4008)
                self._take(frame.data, connection)
            except _Closed as closed:
                connection.close(closed.code)
                return await self._drain(socket)
        return None

    async def _drain(self, socket: web.WebSocketResponse) -> None:
        """Read on until the writer has closed the socket: closing while nobody reads would wait in vain."""
        async for _frame in socket:
            pass

    def _take(self, raw: str | bytes, connection: Connection) -> None:
        try:
            frame = json.loads(raw)
            op, data = frame["op"], frame.get("d")
        except (ValueError, KeyError, TypeError):
            raise _Closed(4002) from None
        if len(raw) > FRAME_BYTES:
            raise _Closed(4002)
        if op == Opcode.HEARTBEAT:
            connection.send(Opcode.HEARTBEAT_ACK, None)
        elif op == Opcode.IDENTIFY:
            self._identify(data, connection)
        elif op == Opcode.RESUME:
            self._resume(data, connection)
        elif op not in (Opcode.PRESENCE, Opcode.VOICE_STATE, Opcode.REQUEST_MEMBERS):
            raise _Closed(4001)
        elif connection.session is None:
            raise _Closed(4003)
        elif op == Opcode.REQUEST_MEMBERS:
            self._send_members(data, connection.session)

    def _identify(self, data: Any, connection: Connection) -> None:
        if connection.session is not None:
            raise _Closed(4005)
        if not isinstance(data, dict) or "properties" not in data or not isinstance(data.get("intents"), int):
            raise _Closed(4002)
        bot = self._world.bots.get(str(data.get("token")))
        if bot is None or bot.revoked:
            raise _Closed(4004)
        if data.get("shard", [0, 1]) != [0, 1]:
            raise _Closed(4010)
        intents = int(data["intents"])
        if not 0 <= intents <= ALL_INTENTS:
            raise _Closed(4013)
        forbidden = (
            (intents & Intent.MESSAGE_CONTENT and not bot.message_content)
            or (intents & Intent.GUILD_MEMBERS and not bot.members_intent)
            or intents & Intent.GUILD_PRESENCES
        )
        if forbidden:
            raise _Closed(4014)
        self._count(bot)
        self._begin(Session(bot, intents), connection)

    def _count(self, bot: Bot) -> None:
        """Past 1,000 a day every session ends and the token is reset (events/gateway, Identifying)."""
        self.identifies += 1
        if self._used_today(bot) >= IDENTIFIES_PER_DAY:
            bot.revoked = True
            for session in [s for s in self._hub.sessions.values() if s.bot is bot]:
                if session.connection is not None:
                    session.connection.kill(4004)
                self._hub.forget(session)
            raise _Closed(4004)
        bot.identified_at.append(self._world.now())

    def _used_today(self, bot: Bot) -> int:
        since = self._world.now() - timedelta(days=1)
        bot.identified_at = [moment for moment in bot.identified_at if moment > since]
        return len(bot.identified_at)

    def _begin(self, session: Session, connection: Connection) -> None:
        self._hub.forget_stale()
        self._hub.sessions[session.id] = session
        session.connection, connection.session = connection, session
        bot = session.bot
        guilds = [guild for guild in self._world.guilds.values() if bot.id in guild.members]
        application = self._payloads.application(bot)
        session.push(
            "READY",
            {
                "v": 10,
                "user": self._payloads.user(bot.user) | {"verified": True, "mfa_enabled": False, "email": None},
                "guilds": [{"id": guild.id, "unavailable": True} for guild in guilds],
                "private_channels": [],
                "session_id": session.id,
                "resume_gateway_url": self.url,
                "session_type": "normal",
                "application": {"id": bot.id, "flags": application["flags"]},
                "_trace": [],
            },
        )
        if session.intents & Intent.GUILDS:
            for guild in guilds:
                everyone = bool(session.intents & Intent.GUILD_MEMBERS)
                session.push("GUILD_CREATE", self._payloads.guild_create(guild, bot, members=everyone))
        self._world.changed()

    def _resume(self, data: Any, connection: Connection) -> None:
        if connection.session is not None:
            raise _Closed(4005)
        if not isinstance(data, dict) or not isinstance(data.get("seq"), int):
            raise _Closed(4002)
        session = self._hub.resumable(str(data.get("session_id")), str(data.get("token")))
        if session is None:
            connection.send(Opcode.INVALID_SESSION, False)
            return
        if data["seq"] > session.seq:
            raise _Closed(4007)
        missed = session.missed_since(data["seq"])
        if missed is None:
            self._hub.forget(session)
            connection.send(Opcode.INVALID_SESSION, False)
            return
        if session.connection is not None:
            session.connection.kill(4000)  # the old socket of the same session
        for frame in missed:
            connection.send_raw(frame)
        session.connection, connection.session = connection, session
        session.push("RESUMED", {"_trace": []})
        self._world.changed()

    def _send_members(self, data: Any, session: Session) -> None:
        wanted: Json = data if isinstance(data, dict) else {}
        guild = self._world.guilds.get(str(wanted.get("guild_id")))
        if guild is None or session.bot.id not in guild.members:
            return
        asked: Any = wanted.get("user_ids")
        ids = [str(user) for user in asked] if isinstance(asked, list) else [str(asked)] if asked else None
        if ids is None and wanted.get("query") == "" and not session.intents & Intent.GUILD_MEMBERS:
            return  # all members need the privileged intent
        found = [user for user in guild.members if ids is None or user in ids]
        chunk: Json = {
            "guild_id": guild.id,
            "members": [self._payloads.member(guild, user, whole=True) for user in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [user for user in ids or [] if user not in guild.members],
        }
        session.push("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": wanted["nonce"]} if "nonce" in wanted else {}))
