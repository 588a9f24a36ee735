"""The REST door: token, faults, rate limits, route, answer, record. In this order, for every call."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, MultipartReader, web

from bots.sandbox.discord import doorways, limits, places, refusals, routes
from bots.sandbox.discord.ask import Answer, Ask, Call, Rooms, Route, recorded
from bots.sandbox.discord.bodies import Upload
from bots.sandbox.discord.limits import Limits, Verdict
from bots.sandbox.discord.refusals import Refusal
from bots.sandbox.discord.world import Bot
from bots.sandbox.faults import Fault, Faults

PREFIX = "/api/v10"
REQUEST_BYTES = 25 * 1024 * 1024
READ_BYTES = 4 * REQUEST_BYTES  # read before refusing, so that the caller hears the answer and no reset
MAJOR = ("channel_id", "guild_id", "webhook_id")
INVALID = frozenset({401, 403, 429})  # 10,000 of these in ten minutes ban an address (topics/rate-limits)
FILE_FIELD = re.compile(r"files?\[?(\d*)\]?")


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("".join(f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part)
                              for part in re.split(r"(\{\w+\})", template)))  # fmt: skip


TABLE = [(_pattern(route.template), route) for route in (*routes.ROUTES, *places.ROUTES, *doorways.ROUTES)]


class Rest:
    """Answers REST calls and remembers them."""

    def __init__(self, rooms: Rooms, faults: Faults) -> None:
        self._rooms = rooms
        self.faults = faults
        self.limits = Limits(rooms.world.now)
        self.limited = True
        self.calls: list[Call] = []
        self.invalid_requests = 0
        self._closing = asyncio.Event()

    def close(self) -> None:
        """Let go of callers that a fault keeps hanging."""
        self._closing.set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        raw_path = request.rel_url.raw_path.removeprefix(PREFIX)
        route, found = _match(request.method, raw_path)
        template = route.template if route else _template(raw_path) or raw_path
        query = dict(request.query)
        call = Call(self._rooms.world.now(), request.method, template, raw_path, query)
        self.calls.append(call)
        try:
            return await self._answer(request, route, found, call)
        finally:
            self._rooms.world.changed()

    async def _answer(
        self, request: web.Request, route: Route | None, found: dict[str, str], call: Call
    ) -> web.StreamResponse:
        body: Any = None
        uploads: list[Upload] = []
        unread: Refusal | None = None
        try:
            body, uploads = await _read(request)
        except Refusal as refusal:
            unread = refusal
        except web.HTTPRequestEntityTooLarge:
            unread = refusals.too_large()
        call.body = recorded(body, uploads)
        method = f"{call.method} {call.route}"
        fault = self.faults.take(method, self._chat(found))
        if fault is not None and fault.kind not in ("drop_after", "slow"):
            return await self._spoil(request, call, fault)
        headers: dict[str, str] = {}
        try:
            if route is None:
                raise refusals.not_allowed() if _template(call.path) else refusals.not_found()
            bot = self._caller(request, route)
            verdict = self._count(bot, route, method, found)
            headers = verdict.headers if verdict else {}
            if verdict and not verdict.passes:
                status, answer = 429, _limited(verdict.retry_after, is_global=verdict.is_global)
            else:
                if unread is not None:
                    raise unread
                self._rooms.threads.settle()
                status, answer = self._run(Ask(self._rooms, bot, found, call.query, body, uploads), route)
        except Refusal as refusal:
            status, answer = refusal.status, refusal.body()
            call.error_code = refusal.code
        self._note(call, status, answer)
        if fault is not None and fault.kind == "drop_after":
            return _cut(request)
        if fault is not None:
            await self._pause(fault.seconds)
        call.answered = True
        return _response(status, answer, headers)

    def _run(self, ask: Ask, route: Route) -> Answer:
        """The route's own work; a body nobody could make sense of is 50035, not a broken stand-in."""
        try:
            return route.handler(ask)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Refusal(400, 50035, f"Invalid Form Body ({type(error).__name__})") from error

    def _caller(self, request: web.Request, route: Route) -> Bot | None:
        if not route.token:
            return None
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        bot = self._rooms.world.bots.get(token.strip())
        if scheme != "Bot" or bot is None or bot.revoked:
            raise refusals.unauthorized()
        return bot

    def _count(self, bot: Bot | None, route: Route, method: str, found: Mapping[str, str]) -> Verdict | None:
        if not self.limited:
            return None
        major = next((found[name] for name in MAJOR if name in found), "")
        secret = found.get("webhook_token", found.get("interaction_token", ""))
        who = bot.id if bot else ""
        return self.limits.count(who, method, major + secret, counts_globally=route.token)

    def _chat(self, found: Mapping[str, str]) -> str | None:
        """The channel a call is about; for answers to presses, the channel of the press."""
        if "channel_id" in found:
            return found["channel_id"]
        secret = found.get("webhook_token", found.get("interaction_token"))
        presses = self._rooms.interactions.all.values()
        return next((press.channel for press in presses if press.token == secret), None)

    async def _spoil(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        """A fault that keeps the call from being carried out."""
        if fault.kind == "drop_before":
            return _cut(request)
        if fault.kind == "hang":
            await self._pause(None)
            return _cut(request)
        status = int(fault.kind)
        call.answered = True
        if status == 429:
            answer = _limited(fault.retry_after, is_global=fault.is_global)
            self._note(call, status, answer)
            return _response(status, answer, limits.refused(fault.retry_after, is_global=fault.is_global))
        if status >= 500:
            self._note(call, status, None)
            return web.Response(status=status, text="upstream connect error", headers={"Via": "1.1 google"})
        named = {401: refusals.unauthorized(), 403: refusals.missing_access()}
        refusal = named.get(status, Refusal(status, 0, f"{status}: fault on demand"))
        call.error_code = refusal.code
        self._note(call, status, refusal.body())
        return _response(status, refusal.body(), {})

    async def spoil_file(
        self, request: web.Request, fault: Fault, serve: Callable[[], web.Response]
    ) -> web.StreamResponse:
        """A fault on the CDN."""
        if fault.kind == "slow":
            await self._pause(fault.seconds)
            return serve()
        if fault.kind == "hang":
            await self._pause(None)
        if fault.kind in ("hang", "drop_before", "drop_after"):
            return _cut(request)
        return web.Response(status=int(fault.kind), text="")

    async def _pause(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return

    def _note(self, call: Call, status: int, answer: Any) -> None:
        call.status, call.answer = status, answer
        self.invalid_requests += status in INVALID


def _match(method: str, path: str) -> tuple[Route | None, dict[str, str]]:
    for pattern, route in TABLE:
        hit = pattern.fullmatch(path)
        if hit and route.method == method:
            return route, {name: unquote(value) for name, value in hit.groupdict().items()}
    return None, {}


def _template(path: str) -> str | None:
    """The template of a known path, whatever the verb."""
    return next((route.template for pattern, route in TABLE if pattern.fullmatch(path)), None)


def _limited(retry_after: float, *, is_global: bool) -> dict[str, Any]:
    return {"message": "You are being rate limited.", "retry_after": round(retry_after, 3), "global": is_global}


def _response(status: int, answer: Any, headers: Mapping[str, str]) -> web.Response:
    """JSON with Content-Type exactly `application/json`: discord.py compares the whole header."""
    if answer is None:
        return web.Response(status=status, headers=headers)
    packed = json.dumps(answer).encode()
    return web.Response(body=packed, status=status, headers={"Content-Type": "application/json", **headers})


def _cut(request: web.Request) -> web.Response:
    """End the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    """The JSON of the body and its files. Refuses 413/40005 over 25 MiB, 50109 for what is no JSON."""
    if request.content_type.startswith("multipart/"):
        body, uploads, size = await _read_parts(await request.multipart())
    else:
        raw = await request.read()
        size, uploads = len(raw), list[Upload]()
        body = _json(raw) if raw and size <= REQUEST_BYTES else None
        if raw and request.content_type != "application/json":
            raise Refusal(400, 50035, "Invalid Form Body")
    if size > REQUEST_BYTES:
        raise refusals.too_large()
    return body, uploads


async def _read_parts(reader: MultipartReader) -> tuple[Any, list[Upload], int]:
    body: Any = None
    uploads: list[Upload] = []
    size = 0
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            raise Refusal(400, 50035, "Invalid Form Body")
        data = bytes(await part.read())
        size += len(data)
        field = FILE_FIELD.fullmatch(part.name or "")
        if part.name == "payload_json":
            body = _json(data)
        elif field is not None:
            mime = part.headers.get("Content-Type", "")
            uploads.append(Upload(field.group(1) or "0", part.filename or "file", mime, data))
    return ({} if body is None else body), uploads, size


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise Refusal(400, 50109, "The request body contains invalid JSON.") from None
