"""The page's server: static files, the world as JSON, acts, clock, faults, service, library, media."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from bots.sandbox.page import calendar, headers, library, media
from bots.sandbox.page.acts import read_act, words
from bots.sandbox.page.backstage import Backstage
from bots.sandbox.page.board import Board
from bots.sandbox.page.cast import Cast
from bots.sandbox.page.mirror import PAUSE_S, Mirror
from bots.sandbox.page.people import Refused
from bots.sandbox.page.switchboard import Switchboard
from bots.sandbox.page.walk import Walker
from bots.sandbox.stage import BOT_NAME

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOST = "127.0.0.1"  # loopback only, not a setting
STATIC = Path(__file__).parent / "static"
LARGEST_BODY = 32 * 1024 * 1024
_KEEP_ALIVE_S = 15.0
_LATER_S = 3.0  # for the service to say when the prompt after this one is due
_LOG = logging.getLogger(__name__)
_FALLBACK = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Practice room</title>"
    "<h1>The practice room is open</h1><p>Its picture is not here yet. What it shows: <a href=/api/world>/api/world</a>.</p>"
)
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}


class Page:
    """Serves one practice room. `start`, then `close`."""

    def __init__(self, cast: Cast, board: Board, backstage: Backstage, *, static: Path = STATIC) -> None:
        self._cast, self._board, self._backstage, self._static = cast, board, backstage, static
        self._switchboard = Switchboard(cast.stage, board, backstage)
        self._walker = Walker(backstage, board)
        self.mirror = Mirror(self._world)
        self.port = 0
        self._check = headers.refuse_strangers(lambda: self.port)
        self._runner: web.AppRunner | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = asyncio.Event()

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.port}/"

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; 0 takes a free port. Raises OSError where the port is taken."""
        app = web.Application(client_max_size=LARGEST_BODY, middlewares=[self._guard])
        app.on_response_prepare.append(headers.add_headers)
        app.router.add_get("/api/world", self._show_world)
        app.router.add_get("/api/events", self._tell_events)
        app.router.add_post("/api/act", self._act)
        app.router.add_post("/api/clock", self._move_clock)
        app.router.add_post("/api/faults", self._add_fault)
        app.router.add_delete("/api/faults", self._clear_faults)
        app.router.add_post("/api/service", self._order_service)
        app.router.add_get("/api/library", self._list_library)
        app.router.add_get("/api/library/file", self._read_library)
        app.router.add_put("/api/library/file", self._write_library)
        app.router.add_get("/media/{platform}/{number}", self._serve_media)
        app.router.add_get("/{path:.*}", self._serve_static)
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.port = int(self._runner.addresses[0][1])
        ring = self.mirror.ring
        self._board.listeners.append(ring)
        self._cast.stage.telegram.world.listeners.append(ring)
        self._cast.stage.discord.world.listeners.append(ring)
        self._tasks = [asyncio.create_task(self.mirror.run()), asyncio.create_task(self._switchboard.run())]

    async def close(self) -> None:
        """Stop listening; open event streams end."""
        self._closing.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    # --- what is shown ---------------------------------------------------------------------------------------------

    def _world(self) -> Json:
        now, due, following = self._backstage.now(), self._backstage.next_prompt(), self._backstage.following()
        service, shelf = self._backstage.service(), self._backstage.library()
        local = now.astimezone(ZoneInfo(self._backstage.zone)).utcoffset()
        return {
            "clock": {
                "now": now.isoformat(),
                "zone": self._backstage.zone,
                "offset_minutes": 0 if local is None else int(local.total_seconds() // 60),
                "next_prompt": None if due is None else due.isoformat(),
                "following": following,
                "moving": self._walker.moving,
            },
            "service": {
                "state": service.state,
                "lives": service.lives,
                "news": [
                    {"n": each.n, "at": each.at.isoformat(), "kind": each.kind, "text": each.text}
                    for each in self._board.newest()
                ],
            },
            "faults": self._switchboard.waiting(),
            "fault_kinds": self._switchboard.offered(),
            "library": {"revision": shelf.revision, "faults": list(shelf.faults)},
            "links": {"telegram_bot": BOT_NAME},
            "panes": [pane.view() for pane in self._cast.panes.values()],
        }

    async def _show_world(self, _request: web.Request) -> web.Response:
        return _json(self.mirror.look())

    async def _tell_events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        told = -1
        with contextlib.suppress(ConnectionError):
            while not self._closing.is_set():
                if await self._newer(told):
                    told = self.mirror.version
                    await response.write(f'event: world\ndata: {{"version": {told}}}\n\n'.encode())
                    await asyncio.sleep(PAUSE_S)
                else:
                    await response.write(b": still here\n\n")
        return response

    async def _newer(self, told: int) -> bool:
        newer = asyncio.ensure_future(self.mirror.newer(told, within=_KEEP_ALIVE_S))
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({newer, closing}, return_when=asyncio.FIRST_COMPLETED)
            return newer.done() and newer.result()
        finally:
            newer.cancel()
            closing.cancel()

    # --- what is done ----------------------------------------------------------------------------------------------

    async def _act(self, request: web.Request) -> web.Response:
        body = await _body(request)
        pane, (verb, said) = self._cast.pane(str(body.get("pane", ""))), read_act(body)
        answer = await pane.act(verb, str(body.get("place") or "private"), said)
        self.mirror.ring()
        return _json({"ok": True, **answer})

    async def _move_clock(self, request: web.Request) -> web.Response:
        body = await _body(request)
        async with self._walker.busy:
            now = self._backstage.now()
            if body.get("to") == "next":
                when = await self._next_prompt(now)
            else:
                when = calendar.wanted(body, now=now, zone=ZoneInfo(self._backstage.zone))
            met = await self._walker.go(when)
        return _json({"now": when.isoformat(), "met": met})

    async def _next_prompt(self, now: datetime) -> datetime:
        end = asyncio.get_running_loop().time() + _LATER_S
        while asyncio.get_running_loop().time() < end:
            due = self._backstage.next_prompt()
            if due is None:
                break
            if due > now:
                return due
            await asyncio.sleep(PAUSE_S)
        if self._backstage.following():
            raise Refused("Nothing more is planned. Enrol somebody, or in another programme.")
        raise Refused("No prompt is planned yet. Somebody must join and be enrolled first.")

    async def _add_fault(self, request: web.Request) -> web.Response:
        body = await _body(request)
        kind = str(body.get("kind", ""))
        if kind == "kill":
            self._kill(stay=False)
            return _json({"ok": True})
        try:
            times, seconds = int(body.get("times") or (6 if kind == "outage" else 1)), float(body.get("seconds") or 3)
        except (TypeError, ValueError):
            raise Refused("“times” and “seconds” are numbers.") from None
        number = self._switchboard.add(str(body.get("platform", "")), kind, times=times, seconds=seconds)
        return _json({"ok": True, "id": number})

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self._switchboard.clear()
        return _json({"ok": True})

    async def _order_service(self, request: web.Request) -> web.Response:
        body = await _body(request)
        match body.get("do"):
            case "kill":
                self._kill(stay=body.get("stay") is True)
            case "start":
                try:
                    self._backstage.start()
                except ValueError as wrong:
                    raise Refused(str(wrong)) from None
            case "kill_mid_flight":
                return _json({"ok": True, "id": self._switchboard.kill_mid_flight()})
            case _:
                raise Refused("The service can be told to kill, start or kill_mid_flight.")
        return _json({"ok": True})

    def _kill(self, *, stay: bool) -> None:
        try:
            self._backstage.kill(stay=stay)
        except ValueError as wrong:
            raise Refused(str(wrong)) from None

    # --- files -----------------------------------------------------------------------------------------------------

    async def _list_library(self, _request: web.Request) -> web.Response:
        return _json({"files": library.listed(self._backstage.library_folder())})

    async def _read_library(self, request: web.Request) -> web.Response:
        return _json({"text": library.read(self._backstage.library_folder(), request.query.get("path", ""))})

    async def _write_library(self, request: web.Request) -> web.Response:
        body = await _body(request)
        text = body.get("text")
        if not isinstance(text, str):
            raise Refused("“text” must be text.")
        library.write(self._backstage.library_folder(), words(body.get("path") or ""), text)
        return _json({"saved": True})

    async def _serve_media(self, request: web.Request) -> web.Response:
        kept = self._cast.shelf.find(request.match_info["platform"], request.match_info["number"])
        if kept is None:
            raise web.HTTPNotFound(reason="There is no such file.")
        return media.serve(kept, request)

    async def _serve_static(self, request: web.Request) -> web.StreamResponse:
        root = self._static.resolve()
        wanted = request.match_info["path"] or "index.html"
        try:
            path = (root / wanted).resolve()
            found = path.is_relative_to(root) and path.is_file()
        except (OSError, ValueError):
            path, found = root, False
        if not found and wanted == "index.html":
            return web.Response(text=_FALLBACK, content_type="text/html")
        if not found:
            raise web.HTTPNotFound(reason="There is nothing at this address.")
        extra = {"Content-Type": _TYPES[path.suffix]} if path.suffix in _TYPES else None
        return web.FileResponse(path, headers=extra)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refusals in plain words, as JSON; a fault of our own is a sentence without a traceback."""
        try:
            self._check(request)
            return await handler(request)
        except Refused as refused:
            return _json({"error": str(refused)}, status=400)
        except web.HTTPException as answer:
            return _json({"error": answer.reason}, status=answer.status)
        except ConnectionError:
            raise
        except Exception as fault:  # noqa: BLE001 - nobody at the page sees a traceback
            _LOG.error("the page could not do it", extra={"fault": type(fault).__name__, "path": request.path})
            return _json({"error": "That did not work, and it was not your doing."}, status=500)


async def _body(request: web.Request) -> Json:
    """The JSON object that was sent. Raises Refused; 413 over 32 MB."""
    if request.content_type != "application/json":
        raise Refused("Send JSON.")
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise Refused("This is no JSON.") from None
    if not isinstance(body, dict):
        raise Refused("A JSON object is needed.")
    return body


def _json(value: Json, *, status: int = 200) -> web.Response:
    return web.json_response(value, status=status)
