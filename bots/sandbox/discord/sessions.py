"""Gateway sessions: numbered events, kept for replay, and mischief on their way out."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any

from aiohttp import web

from bots.sandbox.discord.world import Bot

Json = dict[str, Any]
REPLAY_EVENTS = 5000  # kept per session; who fell further behind must identify anew
RESUME_WINDOW_S = 600.0  # steady seconds a session outlives its connection; Discord names no figure
REORDER_WAIT_S = 0.5  # held events go out after this long even when fewer came than asked for


class Opcode(IntEnum):
    """Gateway opcodes (topics/opcodes-and-status-codes)."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Intent(IntFlag):
    """Intents this stand-in filters by (events/gateway, List of Intents)."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    MESSAGE_CONTENT = 1 << 15


ALL_INTENTS = (1 << 27) - 1  # every bit there is today; more is 4013


@dataclass(frozen=True, slots=True)
class _Close:
    code: int


class Connection:
    """One websocket. Frames queue up and a writer of its own sends them, so that whoever causes an event never waits."""

    def __init__(self, socket: web.WebSocketResponse, *, compressed: bool) -> None:
        self._socket = socket
        self._deflate = zlib.compressobj() if compressed else None
        self._queue: deque[str | _Close] = deque()
        self._wake = asyncio.Event()
        self.session: Session | None = None
        self.closed_by_us = False

    def send(self, op: Opcode, data: Any, *, seq: int | None = None, event: str | None = None) -> None:
        """Queue one frame."""
        self.send_raw(json.dumps({"op": int(op), "d": data, "s": seq, "t": event}))

    def send_raw(self, frame: str) -> None:
        """Queue one frame that is JSON already."""
        self._queue.append(frame)
        self._wake.set()

    def kill(self, code: int) -> None:
        """Close at once; what was not sent yet is lost on this connection."""
        self._queue.clear()
        self.close(code)
        self.let_go()

    def close(self, code: int) -> None:
        """Close after what is queued."""
        self.closed_by_us = True
        self._queue.append(_Close(code))
        self._wake.set()

    def let_go(self) -> None:
        """The session lives on without this connection."""
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
            self.session.left_at = time.monotonic()

    async def write(self) -> None:
        """Send what is queued until closed."""
        while True:
            while self._queue:
                item = self._queue.popleft()
                if isinstance(item, _Close):
                    await self._socket.close(code=item.code)
                    return
                if self._deflate is None:
                    await self._socket.send_str(item)
                else:
                    packed = self._deflate.compress(item.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self._socket.send_bytes(packed)
            self._wake.clear()
            await self._wake.wait()


class Session:
    """What IDENTIFY began: a bot, its intents, its numbered events."""

    def __init__(self, bot: Bot, intents: int) -> None:
        self.id = secrets.token_hex(16)
        self.bot = bot
        self.intents = intents
        self.seq = 0
        self.kept: deque[tuple[int, str]] = deque(maxlen=REPLAY_EVENTS)
        self.connection: Connection | None = None
        self.left_at = time.monotonic()

    @property
    def reads_content(self) -> bool:
        """Whether messages of guilds come with their words."""
        return self.bot.message_content and bool(self.intents & Intent.MESSAGE_CONTENT)

    def push(self, event: str, data: Any) -> None:
        """Number an event, keep it for a RESUME, send it if somebody listens."""
        self.seq += 1
        frame = json.dumps({"op": 0, "d": data, "s": self.seq, "t": event})
        self.kept.append((self.seq, frame))
        if self.connection is not None:
            self.connection.send_raw(frame)

    def missed_since(self, seq: int) -> list[str] | None:
        """Frames after `seq` in order; None where some are gone."""
        oldest = self.kept[0][0] if self.kept else self.seq + 1
        if seq < oldest - 1:
            return None
        return [frame for number, frame in self.kept if number > seq]


Delivery = tuple[Session, str, Any]
Build = Callable[[Session], Any]


class Hub:
    """All sessions of all bots, and the mischief that happens between the world and them."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.muted = False
        self.refuse_handshakes = 0
        self._duplicate = 0
        self._reorder = 0
        self._held: list[list[Delivery]] = []

    def dispatch(self, event: str, build: Build, *, intent: int = 0) -> None:
        """Tell every session of it that asked for `intent` (0: nobody must ask). `build` makes the payload for one
        session, None where that bot must not know.
        """
        deliveries: list[Delivery] = []
        for session in self.sessions.values():
            data = build(session) if not intent or session.intents & intent else None
            if data is not None:
                deliveries.append((session, event, data))
        if self.muted or not deliveries:
            return
        if self._duplicate > 0:
            self._duplicate -= 1
            deliveries *= 2
        if self._reorder > 0:
            self._hold(deliveries)
            return
        self._deliver(deliveries)

    @property
    def to_duplicate(self) -> int:
        """How many of the next events will come twice."""
        return self._duplicate

    def duplicate_next(self, count: int) -> None:
        """The next `count` events come twice."""
        self._duplicate = count

    def reorder_next(self, count: int) -> None:
        """The next `count` events come in the opposite order."""
        self.release()
        self._reorder = count

    def release(self) -> None:
        """Send what is held back, last first."""
        held, self._held, self._reorder = self._held, [], 0
        for deliveries in reversed(held):
            self._deliver(deliveries)

    def forget_all(self) -> None:
        """Every session is invalid from now on; connections stay until they break."""
        self.sessions.clear()

    def forget_stale(self) -> None:
        """Drop sessions nobody came back to in time, so that events are not kept for the dead."""
        steady = time.monotonic()
        for session in list(self.sessions.values()):
            if session.connection is None and steady - session.left_at > RESUME_WINDOW_S:
                self.forget(session)

    def forget(self, session: Session) -> None:
        """End a session: it cannot be resumed any more."""
        self.sessions.pop(session.id, None)

    def resumable(self, session_id: str, token: str) -> Session | None:
        """The session of this id and token, unless it is gone or was left too long ago."""
        self.forget_stale()
        session = self.sessions.get(session_id)
        if session is None or session.bot.token != token or session.bot.revoked:
            return None
        return session

    def _hold(self, deliveries: list[Delivery]) -> None:
        if not self._held:
            asyncio.get_running_loop().call_later(REORDER_WAIT_S, self.release)
        self._held.append(deliveries)
        self._reorder -= 1
        if self._reorder == 0:
            self.release()

    def _deliver(self, deliveries: list[Delivery]) -> None:
        for session, event, data in deliveries:
            session.push(event, data)
