"""The local stand-in of the Telegram Bot API: a server on the loopback and the world behind it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args

from aiohttp import web

from bots.sandbox.faults import Fault, FaultKind, Faults
from bots.sandbox.telegram.acting import StageRoutes
from bots.sandbox.telegram.api import BotApi, Call
from bots.sandbox.telegram.files import UPLOAD_LIMIT
from bots.sandbox.telegram.flood import Flood
from bots.sandbox.telegram.stage import Stage
from bots.sandbox.telegram.updates import KEPT_FOR

Json = dict[str, Any]

_RECHECK_S = 0.05  # predicates may look at more than this world


class TelegramStandIn(Stage):
    """Telegram on this machine. `now` is the world's clock: aware UTC, may stand still or jump.

    Flood limits and hasty polls are counted by `monotonic`, the machine's own clock.
    """

    def __init__(self, *, now: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(now, monotonic)
        self.faults = Faults()
        self._flood = Flood(monotonic)
        self._bot_api = BotApi(self.world, self.faults, self._flood)
        self._runner: web.AppRunner | None = None
        self._port = 0

    # --- the server ------------------------------------------------------------------------------------------------

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; 0 takes a free port. May follow `close`. RuntimeError where it listens already."""
        if self._runner is not None:
            raise RuntimeError("the stand-in is started already")
        self._bot_api.open()
        app = web.Application(client_max_size=4 * UPLOAD_LIMIT)
        app.add_routes([*self._bot_api.routes(), *StageRoutes(self).routes()])
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stop listening; waiting calls are let go. The world stays to be looked at."""
        self._bot_api.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def api(self) -> str:
        """The address after start: base_url is this plus "/bot", base_file_url this plus "/file/bot"."""
        if not self._port:
            raise RuntimeError("start the stand-in first")
        return f"http://127.0.0.1:{self._port}"

    @property
    def calls(self) -> list[Call]:
        """Every Bot API call so far, in the order they came."""
        return self._bot_api.calls

    @property
    def limits(self) -> bool:
        """Is there flood control? On at first; also switches the pauses of getUpdates."""
        return self._flood.on

    @limits.setter
    def limits(self, on: bool) -> None:
        self._flood.on = on

    # --- what the platform knows -----------------------------------------------------------------------------------

    def file_bytes(self, file_id: str) -> bytes:
        """The bytes behind a file id. KeyError where it was never given out."""
        return self.world.files[file_id].content

    def handed_over(self) -> list[Json]:
        """Every update a getUpdates answer carried, oldest first: bot (token), update_id, update, times, confirmed."""
        return [
            {
                "bot": bot.token,
                "update_id": event.id,
                "update": event.update,
                "times": event.times,
                "confirmed": event.confirmed,
            }
            for bot in self.world.bots.values()
            for event in bot.queue.handed
        ]

    def pending(self, token: str) -> int:
        """How many of a bot's updates are neither confirmed nor expired."""
        return self._bot(token).queue.pending()

    async def wait_for(self, predicate: Callable[[], bool], timeout: float = 5.0) -> None:  # noqa: ASYNC109 - the contract's word
        """Return as soon as `predicate` holds. AssertionError with a short summary after `timeout` seconds."""
        end = time.monotonic() + timeout
        while not predicate():
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"not within {timeout} s. {self._summary()}")
            await self.world.next_change(min(left, _RECHECK_S))

    # --- mischief --------------------------------------------------------------------------------------------------

    def duplicate_next_updates(self, n: int = 1, *, bot: str | None = None) -> None:
        """Each of the next n updates is handed over twice in a row (of one bot, or of every bot)."""
        for account in self._accounts(bot):
            account.queue.double_next(n)

    def reorder_next_updates(self, n: int, *, bot: str | None = None) -> None:
        """The next n updates are held until all are there, then come the last first. 0 lets held ones go."""
        for account in self._accounts(bot):
            account.queue.reorder_next(n)

    def inject_raw(self, token: str, update: Json, *, raw: bool = True) -> None:
        """Queue any update, however poisonous. It gets an update_id where it has none.

        raw: as it is, past every rule. Otherwise kind by kind through the rules of allowed_updates and size.
        """
        queue = self._bot(token).queue
        kept_until = self.world.now() + KEPT_FOR
        if raw:
            queue.insert(dict(update), kept_until=kept_until)
            return
        for kind, body in update.items():
            if kind != "update_id":
                queue.push(kind, body, kept_until=kept_until)

    def jump_update_ids(self, token: str, to: int) -> None:
        """The next update is numbered `to`. ValueError while updates wait to be confirmed."""
        self._bot(token).queue.jump(to)

    def expire(self) -> None:
        """Forget the updates that are too old by now()."""
        for bot in self.world.bots.values():
            bot.queue.expire()
        self.world.changed()

    def add_fault(
        self,
        *,
        method: str = "*",
        chat: str | None = None,
        kind: FaultKind = "500",
        times: int = 1,
        retry_after: float = 1.0,
        is_global: bool = False,
        seconds: float = 0,
    ) -> None:
        """A fault by its fields, for those who speak HTTP. ValueError where there is no such kind."""
        if kind not in get_args(FaultKind):
            raise ValueError(f"kinds of faults: {', '.join(get_args(FaultKind))}")
        self.faults.add(Fault(method, chat, kind, times, retry_after, is_global, seconds))

    def clear_faults(self) -> None:
        """Forget the faults to come."""
        self.faults.clear()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _accounts(self, token: str | None) -> list[Any]:
        return list(self.world.bots.values()) if token is None else [self._bot(token)]

    def _summary(self) -> str:
        lines = [
            f"chat {chat.id}: {len(chat.messages)} messages"
            + "".join(f"; {m.id} {'bot' if m.by_bot else 'person'}: {m.text[:60]!r}" for m in _last(chat))
            for chat in (*self.world.privates.values(), *self.world.groups.values())
        ]
        waiting = [f"{bot.username}: {bot.queue.pending()} updates unconfirmed" for bot in self.world.bots.values()]
        made = [f"{call.method} {call.status} {call.error or ''}".strip() for call in self.calls[-5:]]
        return " | ".join(["chats", *lines, *waiting, "last calls", *made])


def _last(chat: Any) -> list[Any]:
    return list(chat.messages.values())[-3:]
