"""A page for each test: the stage, its four people, and a backstage that only remembers what it was told."""

from __future__ import annotations

import base64
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bots.sandbox.page import Board, CameDue, Cast, LibraryNow, Page, ServiceNow
from bots.sandbox.stage import DISCORD_TOKEN, TELEGRAM_TOKEN, Stage

START = datetime(2027, 3, 27, 8, 0, tzinfo=UTC)
OURS = {"X-Vignette": "page"}


@dataclass
class FakeBackstage:
    """What the composition would be."""

    zone: str = "Europe/Berlin"
    at: datetime = START
    due: list[datetime] = field(default_factory=list[datetime])
    quiet: dict[datetime, datetime | None] = field(default_factory=dict[datetime, datetime | None])
    came: list[CameDue] = field(default_factory=list[CameDue])
    enrolled: bool = False
    stops: list[datetime] = field(default_factory=list[datetime])
    state: str = "running"
    folder: Path | None = None
    told: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def move_to(self, when: datetime) -> None:
        """What is due by then is seen to at once. quiet: until when a prompt is put off, None: it is skipped for it."""
        self.at = when
        self.stops.append(when)
        if self.state != "running":
            return
        for due in [each for each in self.due if each <= when]:
            self.due.remove(due)
            if due in self.quiet and (later := self.quiet[due]) is not None:
                self.due.append(later)
            elif due in self.quiet:
                self.came.append(CameDue(due.isoformat(), due, "skipped", "quiet hours"))
            elif when - due > timedelta(hours=12):
                self.came.append(CameDue(due.isoformat(), due, "skipped", "too late"))
            else:
                self.came.append(CameDue(due.isoformat(), due, "delivered"))

    def next_prompt(self) -> datetime | None:
        return min(self.due, default=None)

    def following(self) -> bool:
        return self.enrolled

    def came_due(self) -> list[CameDue]:
        return self.came

    def service(self) -> ServiceNow:
        return ServiceNow(self.state, 1)

    def kill(self, *, stay: bool) -> None:
        if self.state != "running":
            raise ValueError("The service is not running.")
        self.state = "killed"
        self.told.append(f"kill stay={stay}")

    def start(self) -> None:
        if self.state == "running":
            raise ValueError("The service is running, or about to.")
        self.state = "running"
        self.told.append("start")

    def library(self) -> LibraryNow:
        return LibraryNow("abcd", ("small-things.yaml:4:3: error: no title",))

    def library_folder(self) -> Path | None:
        return self.folder


@dataclass
class Visitor:
    """Somebody with a browser at the page, and the stage to look behind it."""

    page: Page
    stage: Stage
    board: Board
    backstage: FakeBackstage
    http: aiohttp.ClientSession
    web: aiohttp.ClientSession

    async def world(self) -> dict[str, Any]:
        async with self.http.get(self.page.address + "api/world") as answer:
            assert answer.status == 200
            return await answer.json()

    async def pane(self, name: str) -> dict[str, Any]:
        return next(pane for pane in (await self.world())["panes"] if pane["id"] == name)

    async def place(self, name: str, place: str = "private") -> dict[str, Any]:
        return next(each for each in (await self.pane(name))["places"] if each["id"] == place)

    async def messages(self, name: str, place: str = "private") -> list[dict[str, Any]]:
        return (await self.place(name, place))["messages"]

    async def send(self, verb: str, path: str, body: object) -> tuple[int, dict[str, Any]]:
        async with self.http.request(verb, self.page.address + path, json=body, headers=OURS) as answer:
            return answer.status, await answer.json()

    async def act(self, pane: str, verb: str, place: str = "private", **said: object) -> dict[str, Any]:
        status, answer = await self.send("POST", "api/act", {"pane": pane, "place": place, "verb": verb, **said})
        assert status == 200, answer
        assert answer["ok"]
        return answer

    async def refused(self, pane: str, verb: str, place: str = "private", **said: object) -> str:
        status, answer = await self.send("POST", "api/act", {"pane": pane, "place": place, "verb": verb, **said})
        assert status == 400, answer
        return answer["error"]

    # --- what the bots do: as the platforms' own APIs take it ----------------------------------------------------

    async def telegram(self, method: str, **params: object) -> Any:
        address = f"{self.stage.telegram.api}/bot{TELEGRAM_TOKEN}/{method}"
        async with self.web.post(address, json=params) as answer:
            body = await answer.json()
            assert body["ok"], body
            return body["result"]

    async def updates(self, **params: object) -> list[dict[str, Any]]:
        return await self.telegram("getUpdates", **params)

    async def heard(self) -> list[dict[str, Any]]:
        """What people wrote to the bot in private, as it was told."""
        said = [update["message"] for update in await self.updates() if "message" in update]
        return [message for message in said if message["chat"]["type"] == "private"]

    async def discord(self, verb: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bot {DISCORD_TOKEN}"}
        async with self.web.request(verb, self.stage.discord.rest + path, json=body, headers=headers) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json() if answer.content_type == "application/json" else None

    def forum(self) -> str:
        world = self.stage.discord.world
        return next(c.id for c in world.channels.values() if c.name == "adas-room")

    async def thread(self) -> str:
        """A post of Ada's in her forum."""
        return (await self.act("ada", "post", self.forum(), title="Desk", text="hello"))["place"]


@pytest.fixture
async def visitor(tmp_path: Path) -> AsyncIterator[Visitor]:
    backstage = FakeBackstage()
    stage = Stage(backstage.now)
    await stage.open()
    stage.telegram.limits = stage.discord.limits = False
    board = Board(backstage.now)
    static = tmp_path / "static"
    static.mkdir()
    page = Page(Cast(stage), board, backstage, static=static)
    await page.start()
    async with aiohttp.ClientSession() as http, aiohttp.ClientSession() as web:
        yield Visitor(page, stage, board, backstage, http, web)
    await page.close()
    await stage.close()


def picture(colour: str = "#8a3b2a") -> str:
    """A small PNG, as the page sends it."""
    out = io.BytesIO()
    Image.new("RGB", (12, 8), colour).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def sound() -> str:
    """The beginning of an OGG, as the page sends it."""
    return base64.b64encode(b"OggS\x00\x02" + b"\x00" * 22 + b"\x01\x13OpusHead").decode()
