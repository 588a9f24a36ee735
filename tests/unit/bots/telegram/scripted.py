"""A Bot API server that answers what a test tells it, an inbox in memory, and a clock that waits for nobody."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from core.domain.address import Address, Place, Platform
from core.domain.ids import AccountId
from core.domain.incoming import Cursor, RawUpdate, SourceId
from core.domain.message import DeliveryKey

TOKEN = "123456:SECRET-token-that-must-not-leak"
ACCOUNT = AccountId("main")
KEY = DeliveryKey(delivery="0" * 32, nonce="n")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

DROP = "drop"  # the connection is cut without an answer
HANG = "hang"  # no answer until the caller leaves


def address(chat: str = "77", thread: str | None = None) -> Address:
    return Address(Platform.TELEGRAM, ACCOUNT, chat, thread)


def refusal(code: int, description: str, **parameters: Any) -> tuple[int, bytes]:
    body = {"ok": False, "error_code": code, "description": description}
    return code, json.dumps(body | ({"parameters": parameters} if parameters else {})).encode()


class ScriptedApi:
    """`script[method]` holds answers: a result, (status, body bytes), DROP or HANG; then `usual(method)` answers."""

    def __init__(self) -> None:
        self.script: dict[str, deque[Any]] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.files: dict[str, deque[Any]] = {}
        self.url = ""
        self.exhausted: Callable[[], None] = lambda: None  # called by a getUpdates beyond its script
        self.journal: list[Any] = []
        self._leaving = asyncio.Event()

    def answer(self, method: str, *answers: Any) -> None:
        self.script.setdefault(method, deque()).extend(answers)

    def file(self, path: str, *answers: Any) -> None:
        self.files.setdefault(path, deque()).extend(answers)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [params for name, params in self.calls if name == method]

    async def start(self) -> None:
        app = web.Application(client_max_size=100_000_000)
        app.router.add_post("/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.*}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        self._leaving.set()
        await self._runner.cleanup()

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await _params(request)
        self.calls.append((method, params))
        if method == "getUpdates":
            self.journal.append(("poll", params.get("offset")))
        if self.script.get(method):
            return await self._give(request, self.script[method].popleft())
        if method == "getUpdates":
            self.exhausted()
            return await self._give(request, [])
        return await self._give(request, USUAL.get(method, True))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        waiting = self.files.get(request.match_info["path"])
        return await self._give(request, waiting.popleft() if waiting else (404, b"not here"))

    async def _give(self, request: web.Request, answer: Any) -> web.StreamResponse:
        if answer == HANG:
            await self._leaving.wait()
        if answer in (DROP, HANG):
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if isinstance(answer, tuple):
            return web.Response(status=answer[0], body=answer[1])
        return web.json_response({"ok": True, "result": answer})


USUAL = {
    "sendMessage": {"message_id": 5, "date": 1_700_000_000, "chat": {"id": 77, "type": "private"}, "text": "x"},
    "createForumTopic": {"message_thread_id": 31, "name": "t", "icon_color": 7322096},
    "getMe": {
        "id": 9, "is_bot": True, "first_name": "V", "username": "quiet_bot",
        "can_join_groups": True, "can_read_all_group_messages": False,
    },
}  # fmt: skip
for _name in (
    "sendPhoto",
    "sendVoice",
    "sendAudio",
    "sendVideo",
    "sendDocument",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
):
    USUAL[_name] = USUAL["sendMessage"]


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return await request.json()
    given: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            given[name] = (value.filename, value.file.read())
        else:
            try:
                given[name] = json.loads(value) if value[:1] in "[{" or value in {"true", "false"} else value
            except ValueError:
                given[name] = value
    return given


class Inbox:
    """A Mailbox in memory; `faults` are raised by the next calls of `keep`."""

    def __init__(self, journal: list[Any] | None = None) -> None:
        self.kept: dict[str, RawUpdate] = {}
        self.cursors: dict[SourceId, Cursor] = {}
        self.reports: list[tuple[str, dict[str, Any]]] = []
        self.faults: deque[Exception] = deque()
        self.is_ours = True
        self.journal = journal if journal is not None else []

    async def keep(self, raw: Sequence[RawUpdate], cursor: Cursor | None = None) -> None:
        if self.faults:
            raise self.faults.popleft()
        self.journal.append(("keep", len(raw), cursor.value if cursor else None))
        for update in raw:
            self.kept.setdefault(update.key, update)
        if cursor:
            self.cursors[cursor.source] = cursor

    async def cursor(self, source: SourceId) -> Cursor | None:
        return self.cursors.get(source)

    async def places(self) -> Sequence[Place]:
        return ()

    def owned(self) -> bool:
        return self.is_ours

    async def report(self, event: str, **facts: str | int | float) -> None:
        self.reports.append((event, facts))

    def disown(self) -> None:
        self.is_ours = False


class QuickClock:
    """Sleeping takes no real time; it is written down and moves the steady time."""

    def __init__(self) -> None:
        self.steady = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return self.steady

    async def sleep_until(self, when: datetime, *, at_most: timedelta) -> None:
        await self.sleep(at_most.total_seconds())

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.steady += seconds
        await asyncio.sleep(0)
