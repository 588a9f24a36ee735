"""The practice room is set up: a practice from the starter, two therapists with their rooms, four people at hand."""

from __future__ import annotations

import asyncio
import base64
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bots.cli.backstage import PracticeProcess
from bots.machine import MovableClock
from bots.sandbox.page import Board, Cast, Page
from bots.sandbox.stage import DISCORD_TOKEN, DiscordRoom, Stage, TelegramRoom
from core.ports.entropy import Entropy

_STARTER = Path(__file__).parents[2] / "config" / "starter"
_COPIED = ("library", "consent", "safety")
_LOOK_S = 0.1
_PATIENCE_S = 30.0
NAMES: Mapping[str, str] = {"main": "Telegram", "den": "Discord"}


@dataclass(frozen=True, slots=True)
class Opening:
    """How the room looks when the visitor comes in. start: local time; by default two days before a night of 23 hours."""

    start: datetime = datetime(2027, 3, 26, 9, 0)  # noqa: DTZ001 - local, in `zone`
    zone: str = "Europe/Berlin"
    therapists: tuple[str, ...] = ("Ada", "Ben")


class PracticeRoom:
    """The stage, the page and the service of one demo."""

    def __init__(self, folder: Path, entropy: Entropy, opening: Opening | None = None) -> None:
        self._folder, self._entropy, self._opening = folder, entropy, opening or Opening()
        start = self._opening.start.replace(tzinfo=ZoneInfo(self._opening.zone)).astimezone(UTC)
        self.clock = MovableClock(start)
        self.board = Board(self.clock.now)
        self.stage = Stage(self.clock.now)
        self.process = PracticeProcess(folder, self.board, self.clock, zone=self._opening.zone, names=NAMES)
        self._page: Page | None = None
        self._cast: Cast | None = None
        self._polls = 0

    async def open_door(self, port: int) -> str:
        """The stand-ins and the page listen. Returns the page's address.

        Raises OSError where the port is taken; then it may be called again with another.
        """
        if self._page is None:
            await self.stage.open()
            self._cast = Cast(self.stage)
            self._page = Page(self._cast, self.board, self.process)
        await self._page.start(port)
        return self._page.address

    async def set_up(self) -> None:
        """Everything else: found the practice, start the service, register the rooms."""
        assert self._cast is not None
        self.process.on_birth, self.process.connected = self._note_polls, self._both_hear
        await self.process.launch(self._found_practice())
        codes = await self.process.found(list(self._opening.therapists))
        self.process.begin()
        await self._until(self.process.at_work)
        rooms = self._cast.rooms
        for name, room in rooms.items():
            if name in codes:
                room.command(f"/register {codes[name]}")
        await asyncio.gather(*(self._acknowledge(room) for room in rooms.values()))
        self.process.opened()

    async def close(self) -> None:
        """The service stops first, so that nobody hangs on a line that is gone."""
        await self.process.close()
        if self._page is not None:
            await self._page.close()
        await self.stage.close()

    def _found_practice(self) -> dict[str, str]:
        """Write the practice's folder. Returns the environment with its secrets."""
        for name in _COPIED:
            if (_STARTER / name).is_dir():
                shutil.copytree(_STARTER / name, self._folder / name)
        (self._folder / "practice.yaml").write_text(
            f"practice: {{name: Riverside Studio, country: DE, languages: [en, de], zone: {self._opening.zone}}}\n"
            + self.stage.settings(),
            encoding="utf-8",
        )
        root_key = base64.b64encode(self._entropy.token(32)).decode()
        return {**self.stage.secrets(), "VIGNETTE_ROOT_KEY": root_key}

    def _both_hear(self) -> bool:
        """Discord has a session that listens; Telegram was asked for updates by this life."""
        return self.stage.discord.connected(DISCORD_TOKEN) > 0 and self._count_polls() > self._polls

    def _note_polls(self) -> None:
        self._polls = self._count_polls()

    def _count_polls(self) -> int:
        return sum(call.method == "getUpdates" for call in self.stage.telegram.calls)

    async def _acknowledge(self, room: TelegramRoom | DiscordRoom) -> None:
        """Wait for the test alert, should there be one, and press what it asks for."""
        end = asyncio.get_running_loop().time() + _PATIENCE_S
        while asyncio.get_running_loop().time() < end:
            for line in room.seen():
                label = next((label for label in line.buttons if label.startswith("Acknowledge")), None)
                if label is not None:
                    room.press(line.thread or "", line.message, label)
                    return
            await asyncio.sleep(_LOOK_S)

    async def _until(self, happened: Callable[[], bool]) -> None:
        while not happened():  # noqa: ASYNC110 - the board rings for the page, not for us
            await asyncio.sleep(_LOOK_S)
