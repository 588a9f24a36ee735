"""One REST call as the routes see it, and the record that stays of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from bots.sandbox.discord.bodies import Upload
from bots.sandbox.discord.events import Events
from bots.sandbox.discord.gateway import Gateway
from bots.sandbox.discord.interactions import Interactions
from bots.sandbox.discord.messages import Messages
from bots.sandbox.discord.payloads import Payloads
from bots.sandbox.discord.threads import Threads
from bots.sandbox.discord.world import Bot, World

Json = dict[str, Any]


@dataclass(slots=True)
class Call:
    """A REST call that came in. `route`: the path template of the OpenAPI spec ("/channels/{channel_id}/messages").

    body: the decoded JSON; each file stands under its field ("files[0]") as {"file": name, "size", "sha256"}.
    status: what was (or would have been) answered, 0 where nothing was done. answered: the caller got it.
    """

    at: datetime
    method: str
    route: str
    path: str
    query: dict[str, str]
    body: Any = None
    status: int = 0
    error_code: int | None = None
    answered: bool = False
    answer: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Rooms:
    """Everything a route may need."""

    world: World
    events: Events
    payloads: Payloads
    messages: Messages
    threads: Threads
    interactions: Interactions
    gateway: Gateway


@dataclass(slots=True)
class Ask:
    """One call: who, where, with what. `bot` is None only on routes that need no token."""

    rooms: Rooms
    bot_or_none: Bot | None
    path: dict[str, str]
    query: dict[str, str]
    body: Any
    uploads: list[Upload]

    @property
    def bot(self) -> Bot:
        """The caller."""
        if self.bot_or_none is None:
            raise web.HTTPInternalServerError
        return self.bot_or_none

    @property
    def form(self) -> Json:
        """The body as an object; empty where it is none."""
        return self.body if isinstance(self.body, dict) else {}


Answer = tuple[int, Any]  # status and JSON; None: no body
Handler = Callable[[Ask], Answer]
NOTHING: Answer = (204, None)


@dataclass(frozen=True, slots=True)
class Route:
    """A verb, a path template, what to do. `token`: whether the Authorization header is looked at."""

    method: str
    template: str
    handler: Handler
    token: bool = True


def recorded(body: Any, uploads: list[Upload]) -> Any:
    """The body as it is kept in the record: files by name, size and fingerprint."""
    if not uploads:
        return body
    files = {
        f"files[{u.number}]": {"file": u.name, "size": len(u.data), "sha256": hashlib.sha256(u.data).hexdigest()}
        for u in uploads
    }
    return (body if isinstance(body, dict) else {}) | files
