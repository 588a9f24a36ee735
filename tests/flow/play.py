"""A practice on a stage: the real bots on the real libraries, a stepped calendar, people who act."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import re
import shutil
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from bots import runner
from bots.cli.chance import MachineEntropy
from bots.machine import MovableClock
from bots.sandbox.stage import DISCORD_TOKEN, Line, Stage
from config.settings import Settings, load_settings
from core.bootstrap import Practice, Timing
from core.desk.codes import new_code
from core.store import therapists
from tests.flow.conformance import faults_in_calls

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
FIRST_PROMPT = datetime(2026, 11, 23, 18, 30, 1, tzinfo=UTC)  # 19:30 in Berlin
# The small library that tests play with stands still, so that a test says what it means; the one that people start with
# (config/starter/library) grows, and is tested for itself.
STARTER = Path(__file__).parents[1] / "small_library"
WALK = (*("Go on",) * 6, "No, not right now", "Call, or send /sos for the numbers", "I agree", "Yes, it may")
ROOT_KEY = base64.b64encode(bytes(range(32))).decode()


def jpeg(colour: str = "teal") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (320, 200), colour).save(out, "JPEG")
    return out.getvalue()


def ogg(tag: str = "") -> bytes:
    """An OGG/Opus file of a fifth of a second that bears no tags, so that cleaning leaves it as it is. tag: is in its sound,
    which no decoder understands: nothing else is made of it.
    """
    head = b"OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"
    pages = ((2, 0, head), (0, 0, b"OpusTags" + bytes(8)), (4, 9912, b"\x03\x00" + tag.encode()))
    return b"".join(_page(number, *page) for number, page in enumerate(pages))


def _page(number: int, flags: int, granule: int, packet: bytes) -> bytes:
    """RFC 3533, 6, with its checksum bit by bit."""
    assert len(packet) < 255
    page = struct.pack("<4sBBqIIIBB", b"OggS", 0, flags, granule, 1, number, 0, 1, len(packet)) + packet
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return page[:22] + struct.pack("<I", crc) + page[26:]


@dataclass
class Play:
    """Everything one story needs."""

    stage: Stage
    clock: MovableClock
    folder: Path
    database: str
    tuning: runner.Tuning = field(
        default_factory=lambda: runner.Tuning(
            timing=Timing(lease=timedelta(seconds=15), renew_every_s=5, look_again_s=0.1),
            sweep_every_s=1.0,
            reconnect_after_s=0.05,
        )
    )
    environ: dict[str, str] = field(default_factory=dict)
    practice: Practice | None = None
    _running: asyncio.Task[None] | None = None
    _closing: contextlib.AsyncExitStack | None = None

    def settings(self) -> Settings:
        """As `vignette run` would load them."""
        return load_settings(self.folder, {**self.stage.secrets(), "VIGNETTE_ROOT_KEY": ROOT_KEY, **self.environ})

    async def start(self, *, listening: bool = True) -> None:
        """Run the practice in this process; what people write before Discord is listened to is read back only where
        their channel is known."""
        closing = contextlib.AsyncExitStack()
        self.practice = await closing.enter_async_context(
            runner.opened(self.settings(), clock=self.clock, entropy=MachineEntropy(), tuning=self.tuning)
        )
        self._closing = closing
        self._running = asyncio.create_task(self.practice.run())
        if listening:
            await self.until(lambda: self.stage.discord.connected(DISCORD_TOKEN), "listening on Discord")

    async def stop(self) -> None:
        """Stop it cleanly; shows what broke, if anything did."""
        if self._running is not None:
            if not self._running.done():
                self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
        if self._closing is not None:
            await self._closing.aclose()
        self._running, self._closing = None, None

    async def restart(self) -> None:
        """Stop, and start again."""
        await self.stop()
        await self.start()

    def add_therapist(self, name: str) -> str:
        """As `vignette therapist add` does; returns the code."""
        entropy = MachineEntropy()
        code = new_code(entropy)
        store = runner.open_settings_store(self.settings(), self.clock, entropy)
        until = self.clock.now() + timedelta(hours=72)
        store.run_here(
            therapists.add_therapist, name=name, language="en", zone="Europe/Berlin", code=code, code_until=until
        )
        store.close_here()
        return code

    async def until(self, predicate: Callable[[], object], what: str, timeout: float = 20.0) -> None:
        """Wait for the world to look like this."""
        end = asyncio.get_running_loop().time() + timeout
        while not predicate():
            if self._running is not None and self._running.done():
                await self._running
            if asyncio.get_running_loop().time() > end:
                raise AssertionError(f"never happened: {what}\n{self.transcript()}")
            await asyncio.sleep(0.02)

    seats: list = field(default_factory=list)

    def transcript(self) -> str:
        """What everybody sees now."""
        lines = []
        for seat in self.seats:
            lines.append(f"--- {seat.name} ({seat.platform})")
            lines += [
                f"  [{m.thread}] {'bot' if m.by_bot else '   '} {m.text!r} {m.buttons} {m.media or ''}"
                for m in seat.seen()
            ]
        return "\n".join(lines)

    async def room(self, platform: str, name: str = "Ada"):
        """A therapist whose room is registered."""
        code = self.add_therapist(name)
        seat = self.stage.room(platform, name)
        self.seats.append(seat)
        seat.command(f"/register {code}")
        await self.until(lambda: find(seat.seen(), "This is a test"), "room registered, test alert")
        alert = find(seat.seen(), "This is a test")
        seat.press(alert.thread, alert.message, "Acknowledge")
        await self.until(lambda: find(seat.seen(), "Thank you: alerts"), "acknowledged")
        return seat

    async def client(self, platform: str, room, name: str = "Mira", *, extra: str = "", media: bool = True):
        """A client who was invited, joined and agreed, also to pictures and voice; returns the seat and their thread."""
        before = len([m for m in room.seen() if m.by_bot and "It works once" in m.text])
        room.command(f"/invite {name} en Europe/Berlin {extra}".strip())
        await self.until(
            lambda: len([m for m in room.seen() if m.by_bot and "It works once" in m.text]) > before, "invited"
        )
        invitation = [m.text for m in room.seen() if m.by_bot and "It works once" in m.text][-1]
        alias = invitation.split(" ")[0]
        code = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", invitation)[-1]
        seat = self.stage.client(platform, name)
        self.seats.append(seat)
        seat.join(code.replace("-", ""))
        words = await self.agree(seat)
        await self.until(lambda: alias in room.threads().values(), "thread opened")
        thread = next(number for number, title in room.threads().items() if title == alias)
        await self.confirm(room, thread, words)
        await self.until(lambda: find(seat.seen(), "You are in"), "joined")
        if media:
            seat.say("/settings pictures yes")
            await self.until(lambda: find(room.seen(thread), "agreed to pictures"), "pictures agreed", 75)
        return seat, thread

    async def agree(self, seat, *, labels: tuple[str, ...] = WALK) -> str:
        """Through the dialogue of consent by its buttons; returns the two words."""
        before = ""
        for label in labels:
            await self.until(lambda b=before: asked(seat) and asked(seat).message != b, f"asked, for {label}")
            before = asked(seat).message
            seat.press(before, label)
        await self.until(lambda: find(seat.seen(), "these two words"), "the two words")
        return find(seat.seen(), "these two words").text.split("\n")[1]

    async def confirm(self, room, thread: str, words: str) -> None:
        """The therapist taps the words that they heard."""
        await self.until(lambda: find(room.seen(thread), "Which two words"), "asked for the words")
        room.press(thread, find(room.seen(thread), "Which two words").message, words)
        await self.until(lambda: find(room.seen(thread), "has joined"), "therapist told")

    async def enrol(self, room, thread: str, programme: str = "first-week", when: str = "today") -> None:
        """The therapist enrols the client."""
        room.say(thread, f"/enrol {programme} {when}")
        await self.until(lambda: find(room.seen(thread), "follows"), "enrolled")


def find(lines: list[Line], text: str, *, by_bot: bool | None = True) -> Line | None:
    """The last line that holds this text."""
    for line in reversed(lines):
        if text in line.text and (by_bot is None or line.by_bot == by_bot):
            return line
    return None


def asked(seat) -> Line | None:
    """The newest of the bot's lines, if it has buttons."""
    told = [line for line in seat.seen() if line.by_bot]
    return told[-1] if told and told[-1].buttons else None


def count(lines: list[Line], text: str) -> int:
    """How many of the bot's lines hold this text."""
    return sum(text in line.text and line.by_bot for line in lines)


@asynccontextmanager
async def playing(
    folder: Path,
    database: str,
    *,
    library: Path = STARTER,
    paced: bool = False,
    name: str = "Riverside Studio",
    languages: str = "en, de",
) -> AsyncIterator[Play]:
    """A stage with a practice on it, not started yet. paced: the platforms' limits per chat hold."""
    clock = MovableClock(MORNING)
    stage = Stage(clock.now)
    await stage.open()
    shutil.copytree(library, folder / "library")
    (folder / "practice.yaml").write_text(
        f"practice: {{name: {name}, country: DE, languages: [{languages}]}}\ndatabase: {database}\n" + stage.settings()
    )
    play = Play(stage, clock, folder, database)
    if not paced:  # joining alone is a dozen messages
        play.tuning = replace(play.tuning, paced=False)
        stage.telegram.limits = stage.discord.limits = False
    try:
        yield play
        assert faults_in_calls(stage) == []  # every call of every story, against the platforms' own descriptions
    finally:
        await play.stop()
        await stage.close()


async def begun(play: Play, client_on: str, room_on: str, *, programme: str | None = None):
    """A running practice with Ada's room and Mira, who joined; and follows a programme where one is named."""
    await play.start()
    room = await play.room(room_on)
    client, thread = await play.client(client_on, room)
    if programme is not None:
        await play.enrol(room, thread, programme)
    return room, client, thread


async def fence(play: Play, client) -> None:
    """Return when everything written to this client before now has arrived: the card of /sos comes behind it."""
    before = count(client.seen(), "112")
    client.say("/sos")
    await play.until(lambda: count(client.seen(), "112") > before, "the card for hard moments")
