"""A local stand-in of Discord that the real discord.py talks to: REST v10, gateway, CDN, and people to play."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from bots.sandbox.discord import cdn, stage
from bots.sandbox.discord.ask import Call, Rooms
from bots.sandbox.discord.kinds import Kinds
from bots.sandbox.discord.rest import PREFIX, READ_BYTES, Rest
from bots.sandbox.discord.seen import Seen, seen
from bots.sandbox.discord.sessions import Opcode
from bots.sandbox.discord.world import World
from bots.sandbox.faults import Faults

HOST = "127.0.0.1"  # loopback only, not a setting
LOOK_AGAIN_S = 0.2  # states that pass with time alone (a press nobody answered) are looked at this often


class DiscordStandIn(Kinds):
    """Discord on this machine. All people and places come from the caller; nothing leaves the loopback.

    `now`: the movable world clock (aware UTC): ids, archiving, links. Windows, deadlines and limits run on steady time.
    """

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        super().__init__(now=now)
        self.faults = Faults()
        rooms = Rooms(
            self._world,
            self._events,
            self._payloads,
            self._messages,
            self._threads,
            self._interactions,
            self._gateway,
        )
        self._rest = Rest(rooms, self.faults)
        self._runner: web.AppRunner | None = None
        self.rest = ""
        self.gateway = ""

    async def start(self, port: int = 0) -> None:
        """Listen; `rest` and `gateway` then hold the addresses. Port 0 takes a free one."""
        app = web.Application(client_max_size=READ_BYTES)
        app.router.add_route("*", PREFIX + "/{rest:.*}", self._rest.handle)
        app.router.add_get("/gateway", self._gateway.handle)
        app.router.add_get("/gateway/", self._gateway.handle)
        app.router.add_get(cdn.ROUTE, self._serve_file)
        stage.open_to(app, self)
        self._runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.rest = f"http://{HOST}:{bound}{PREFIX}"
        self.gateway = self._gateway.url = f"ws://{HOST}:{bound}/gateway"
        self._signer.base = f"http://{HOST}:{bound}"

    async def close(self) -> None:
        """Stop listening and cut every connection."""
        self._rest.close()
        for connection in list(self._hub.connections):
            connection.kill(1001)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # --- what there is to see

    @property
    def world(self) -> World:
        """Everything there is, to be looked at; it is changed by the deeds of people and bots."""
        return self._world

    @property
    def calls(self) -> list[Call]:
        """Every REST call, in order of arrival."""
        return self._rest.calls

    @property
    def limits(self) -> bool:
        """Whether rate limits are counted."""
        return self._rest.limited

    @limits.setter
    def limits(self, on: bool) -> None:
        self._rest.limited = on

    @property
    def buckets(self) -> dict[str, tuple[int, float]]:
        """Calls and seconds per bucket, by verb and template; change it to make a bucket smaller."""
        return self._rest.limits.buckets

    @property
    def nonce_window_s(self) -> float:
        """How long a nonce is remembered, steady seconds."""
        return self._messages.nonce_window_s

    @nonce_window_s.setter
    def nonce_window_s(self, seconds: float) -> None:
        self._messages.nonce_window_s = seconds

    @property
    def first_answer_s(self) -> float:
        """Steady seconds a bot has for its first answer to a press made from now on."""
        return self._interactions.first_answer_s

    @first_answer_s.setter
    def first_answer_s(self, seconds: float) -> None:
        self._interactions.first_answer_s = seconds

    @property
    def token_life_s(self) -> float:
        """Steady seconds the token of an interaction made from now on works."""
        return self._interactions.token_life_s

    @token_life_s.setter
    def token_life_s(self, seconds: float) -> None:
        self._interactions.token_life_s = seconds

    @property
    def dm_open_limit(self) -> int | None:
        """New direct messages a bot may open in ten minutes (40003 past it); None: no limit."""
        return self._world.dm_open_limit

    @dm_open_limit.setter
    def dm_open_limit(self, count: int | None) -> None:
        self._world.dm_open_limit = count

    @property
    def late_edit_limit(self) -> int | None:
        """Edits an hour (by the movable clock) of a channel's messages older than one (30046 past it); None: no limit."""
        return self._world.late_edit_limit

    @late_edit_limit.setter
    def late_edit_limit(self, count: int | None) -> None:
        self._world.late_edit_limit = count

    @property
    def identifies(self) -> int:
        """How often any bot identified."""
        return self._gateway.identifies

    @property
    def invalid_requests(self) -> int:
        """Answers 401, 403, 429 so far; 10,000 in ten minutes ban an address at the real one."""
        return self._rest.invalid_requests

    @property
    def interactions(self) -> dict[str, str]:
        """State of each interaction: pending, deferred, answered, failed."""
        return {number: interaction.state for number, interaction in self._interactions.all.items()}

    def connected(self, bot: str) -> int:
        """How many gateway sessions of this bot (by token) are listening right now."""
        return sum(s.connection is not None and s.bot.token == bot for s in self._hub.sessions.values())

    def dm_channel(self, person: str, bot: str) -> str:
        """The channel of their direct messages (bot by token), opened where there was none."""
        return self._world.open_dm(self._user(person).id, self._bot(bot).id).id

    def seen(self, channel: str, *, person: str | None = None) -> list[Seen]:
        """What is in the channel now, oldest first; with `person`, as that person sees it."""
        return seen(self._world, self._channel(channel), person=person)

    def threads(self, forum: str) -> dict[str, str]:
        """Threads of a forum or text channel, archived ones too: id -> title."""
        return {thread.id: thread.name for thread in self._world.threads_of(self._channel(forum).id)}

    def archived(self, thread: str) -> bool:
        """Whether a thread is archived now."""
        self._threads.settle()
        state = self._thread(thread).thread
        return state is not None and state.archived

    def received(self) -> list[str]:
        """Ids of all messages people wrote where a bot could read them, deleted ones too."""
        return list(self._world.received)

    async def wait_for(self, predicate: Callable[[], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until `predicate()` is true; a LookupError in it counts as "not yet". AssertionError after `timeout` s."""
        ends_at = time.monotonic() + timeout
        while True:
            self._world.pulse.clear()
            try:
                if predicate():
                    return
            except LookupError:
                pass
            left = ends_at - time.monotonic()
            if left <= 0:
                raise AssertionError(self._summary(timeout))
            try:
                await asyncio.wait_for(self._world.pulse.wait(), min(left, LOOK_AGAIN_S))
            except TimeoutError:
                continue

    def _summary(self, timeout: float) -> str:
        last = [f"{c.method} {c.route} {c.status}{'' if c.answered else ' unanswered'}" for c in self.calls[-5:]]
        kept = sum(len(channel.messages) for channel in self._world.channels.values())
        sessions = sum(session.connection is not None for session in self._hub.sessions.values())
        return (
            f"not so after {timeout} s: {kept} messages, {len(self.calls)} calls, {sessions} sessions listening; "
            f"last calls: {', '.join(last) or 'none'}; interactions: {list(self.interactions.values())[-5:]}"
        )

    # --- mischief

    def drop_gateway(self, code: int = 4000) -> None:
        """Break every gateway connection; sessions can be resumed."""
        for connection in list(self._hub.connections):
            connection.kill(code)

    def ask_to_reconnect(self) -> None:
        """Send op 7: come back and resume."""
        for connection in list(self._hub.connections):
            connection.send(Opcode.RECONNECT, None)

    def invalidate_sessions(self) -> None:
        """Forget all sessions: the next RESUME gets op 9 `d: false`. Open connections stay, but hear no more events."""
        self._hub.forget_all()

    def mute_gateway(self, on: bool) -> None:
        """An outage of events: what happens while muted is never delivered, not even by RESUME."""
        self._hub.muted = on

    def duplicate_next_events(self, n: int) -> None:
        """The next `n` events come twice."""
        self._hub.duplicate_next(n)

    @property
    def duplicates_left(self) -> int:
        """How many of the next events will still come twice."""
        return self._hub.to_duplicate

    def reorder_next_events(self, n: int) -> None:
        """The next `n` events come in reverse order (after half a second, if fewer happen)."""
        self._hub.reorder_next(n)

    def inject_event(self, t: str, d: dict[str, Any]) -> None:
        """Send any event with any payload to every session."""
        self._hub.dispatch(t, lambda _session: d)

    def refuse_gateway(self, n: int) -> None:
        """The next `n` gateway handshakes answer 503."""
        self._hub.refuse_handshakes = n

    # --- inside

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.take(f"GET {cdn.ROUTE}", request.match_info["channel_id"])
        if fault is not None:
            return await self._rest.spoil_file(request, fault, lambda: cdn.serve(self._world, self._signer, request))
        return cdn.serve(self._world, self._signer, request)
