"""One evening, played: two clients, two therapists, each pair across the two platforms; and how it is told."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import re
import shutil
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bots import runner
from bots.machine import MovableClock
from bots.sandbox.stage import DISCORD_TOKEN, DiscordClient, DiscordRoom, Line, Stage, TelegramClient, TelegramRoom
from config.settings import Settings, load_settings
from core.desk.codes import REGISTRATION_LASTS, new_code
from core.ports.entropy import Entropy
from core.store import therapists

_STARTER = Path(__file__).parents[2] / "config" / "starter"
_MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_EVENING = datetime(2026, 11, 23, 18, 30, 1, tzinfo=UTC)  # 19:30 in Berlin, when first-week's first prompt is due
_LOOK_EVERY_S = 0.02
_WIDTH = 96
_ANSWERS = ("No, not right now", "Call, or send /sos for the numbers")  # the right ones, of the starter's two questions

Client = TelegramClient | DiscordClient
Room = TelegramRoom | DiscordRoom


class Rehearsal:
    """The stage, the practice on it, and the people of the story."""

    def __init__(self, folder: Path, entropy: Entropy) -> None:
        self._folder, self._entropy = folder, entropy
        self.clock = MovableClock(_MONDAY)
        self.stage = Stage(self.clock.now)
        self.clients: list[Client] = []
        self.rooms: list[Room] = []

    async def play(self) -> None:
        """The whole evening."""
        await self.stage.open()
        try:
            self.stage.telegram.limits = self.stage.discord.limits = False  # a day's messages in a few seconds
            settings = self._found_practice()
            codes = {name: self._add_therapist(settings, name) for name in ("Ada", "Ben")}
            tuning = runner.Tuning(sweep_every_s=2, reconnect_after_s=0.1, paced=False)
            async with runner.opened(settings, clock=self.clock, entropy=self._entropy, tuning=tuning) as practice:
                working = asyncio.create_task(practice.run())
                try:
                    await self._story(working, codes)
                finally:
                    working.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await working
        finally:
            await self.stage.close()

    # --- before the curtain -------------------------------------------------------------------------------------
    def _found_practice(self) -> Settings:
        shutil.copytree(_STARTER / "library", self._folder / "library")
        (self._folder / "practice.yaml").write_text(
            "practice: {name: Riverside Studio, country: DE, languages: [en, de], zone: Europe/Berlin}\n"
            + self.stage.settings(),
            encoding="utf-8",
        )
        root_key = base64.b64encode(self._entropy.token(32)).decode()
        return load_settings(self._folder, {**self.stage.secrets(), "VIGNETTE_ROOT_KEY": root_key})

    def _add_therapist(self, settings: Settings, name: str) -> str:
        code = new_code(self._entropy)
        store = runner.open_settings_store(settings, self.clock, self._entropy)
        store.run_here(
            therapists.add_therapist,
            name=name,
            language="en",
            zone="Europe/Berlin",
            code=code,
            code_until=self.clock.now() + REGISTRATION_LASTS,
        )
        store.close_here()
        return code

    # --- the story ----------------------------------------------------------------------------------------------
    async def _story(self, working: asyncio.Task[None], codes: dict[str, str]) -> None:
        await self._until(working, lambda: self.stage.discord.connected(DISCORD_TOKEN))
        ada, ben = self.stage.room("discord", "Ada"), self.stage.room("telegram", "Ben")
        self.rooms = [ada, ben]
        for room in self.rooms:
            room.command(f"/register {codes[room.name]}")
        await self._until(working, lambda: all(_last(room.seen(), "This is a test") for room in self.rooms))
        for room in self.rooms:
            alert = _last(room.seen(), "This is a test")
            assert alert is not None
            room.press(alert.thread or "", alert.message, "Acknowledge")
        await self._until(working, lambda: all(_last(room.seen(), "Thank you: alerts") for room in self.rooms))
        mira, noor = self.stage.client("telegram", "Mira"), self.stage.client("discord", "Noor")
        self.clients = [mira, noor]
        threads = await asyncio.gather(self._join(working, mira, ada), self._join(working, noor, ben))

        self.clock.move_to(_EVENING)
        await self._until(working, lambda: all(_last(c.seen(), "Three small things") for c in self.clients))
        mira.say("The tram waited for me. Because the driver saw me run.")
        mira.photo(_drawing(), "and the tram, more or less")
        noor.say("Soup. Because my neighbour had too much of it.")
        await self._until(working, lambda: _last(mira.seen(), "You sent a picture or sound"))
        asked = _last(mira.seen(), "You sent a picture or sound")
        assert asked is not None
        mira.press(asked.message, "Yes, they may")
        await self._until(working, lambda: any(line.media and line.by_bot for line in ada.seen(threads[0])))
        self.clock.move_to(self.clock.now() + timedelta(minutes=1))
        mira.say("done")
        noor.say("done")
        await self._until(working, lambda: all(_last(c.seen(), "Before you go") for c in self.clients))

        self.clock.move_to(_EVENING + timedelta(minutes=48))
        await asyncio.gather(
            self._respond(working, ada, threads[0], mira, "I like that he saw you run. Who else sees you run?"),
            self._respond(working, ben, threads[1], noor, "A good neighbour, and a good eye for it."),
        )
        ada.say(threads[0], "ask about the mornings next time")
        await self._until(working, lambda: _last(ada.seen(threads[0]), "Kept as a note"))
        noor.say("stop")
        await self._until(working, lambda: _last(noor.seen(), "Everything has stopped"))
        noor.say("rest")
        await self._until(working, lambda: _last(noor.seen(), "Rest, then"))
        await self._until(working, lambda: _last(ben.seen(threads[1]), "rests"))

    async def _join(self, working: asyncio.Task[None], client: Client, room: Room) -> str:
        room.command(f"/invite {client.name} en Europe/Berlin")
        await self._until(working, lambda: _last(room.seen(), "It works once"))
        invitation = _last(room.seen(), "It works once")
        assert invitation is not None
        alias = invitation.text.split(" ")[0]
        code = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", invitation.text)[-1]
        client.join(code.replace("-", ""))
        words = await self._agree(working, client)
        await self._until(working, lambda: alias in room.threads().values())
        thread = next(number for number, title in room.threads().items() if title == alias)
        await self._until(working, lambda: _last(room.seen(thread), "Which two words"))
        heard = _last(room.seen(thread), "Which two words")
        assert heard is not None
        room.press(thread, heard.message, words)
        await self._until(working, lambda: _last(client.seen(), "You are in"))
        room.say(thread, "/enrol first-week today")
        await self._until(working, lambda: _last(room.seen(thread), "follows"))
        return thread

    async def _agree(self, working: asyncio.Task[None], client: Client) -> str:
        """The whole dialogue of consent, by its buttons; returns the two words that the client says to their therapist."""
        before = ""
        while not _last(client.seen(), "these two words"):
            await self._until(working, lambda b=before: _newest(client, unless=b))
            told = _newest(client, unless=before)
            assert told is not None
            before = told.message
            if told.buttons:
                client.press(before, next((label for label in told.buttons if label in _ANSWERS), told.buttons[0]))
        shown = _last(client.seen(), "these two words")
        assert shown is not None
        return shown.text.split("\n")[1]

    async def _respond(self, working: asyncio.Task[None], room: Room, thread: str, client: Client, words: str) -> None:
        card = _last(room.seen(thread), "· Three small things")
        assert card is not None
        room.press(thread, card.message, "Witnessed")
        await self._until(working, lambda: _last(client.seen(), "has spent time with this"))
        room.say(thread, words, reply_to=card.message)
        await self._until(working, lambda: _last(client.seen(), words))

    @staticmethod
    async def _until(working: asyncio.Task[None], happened: Callable[[], object]) -> None:
        while not happened():
            if working.done():
                await working
            await asyncio.sleep(_LOOK_EVERY_S)


def _last(lines: list[Line], words: str) -> Line | None:
    return next((line for line in reversed(lines) if line.by_bot and words in line.text), None)


def _newest(client: Client, *, unless: str) -> Line | None:
    """The bot's newest line, if it is another one than before."""
    newest = next((line for line in reversed(client.seen()) if line.by_bot), None)
    return None if newest is None or newest.message == unless else newest


def _drawing() -> bytes:
    """A tram, more or less."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (480, 240), "#f5efe0")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 80, 420, 180), outline="#8a3b2a", width=6)
    for left in (90, 170, 250, 330):
        pen.rectangle((left, 100, left + 50, 140), outline="#8a3b2a", width=4)
    for left in (110, 320):
        pen.ellipse((left, 165, left + 40, 205), outline="#333333", width=5)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


# --- how it is told -----------------------------------------------------------------------------------------------
def write_down(rehearsal: Rehearsal) -> str:
    """Both platforms, each person in turn, what they saw in order."""
    told: list[str] = []
    for platform in ("telegram", "discord"):
        told.append(f"\n{platform.capitalize()}\n{'=' * len(platform)}")
        for client in rehearsal.clients:
            if client.platform == platform:
                told += ["", f"{client.name}, a client, in a private chat", "", *_tell(client.seen(), client.name)]
        for room in rehearsal.rooms:
            if room.platform == platform:
                told += [
                    "",
                    f"{room.name}, a therapist, in the room",
                    "",
                    *_tell(room.seen(), room.name, room.threads()),
                ]
    return "\n".join(told)


def _tell(lines: list[Line], name: str, threads: dict[str, str] | None = None) -> list[str]:
    told: list[str] = []
    place: str | None = None
    for line in lines:
        if threads is not None and line.thread != place:
            place = line.thread
            told.append(f"  # {threads.get(place or '', 'outside the threads')}")
        who = "Vignette" if line.by_bot else name
        media = f"[{line.media}] " if line.media else ""
        first, *rest = (media + line.text).split("\n") or [""]
        head = f"  {line.at:%H:%M} {who}: "
        told += textwrap.wrap(first, _WIDTH, initial_indent=head, subsequent_indent=" " * 8) or [head.rstrip()]
        for more in rest:
            told += textwrap.wrap(more, _WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8) or [""]
        if line.buttons:
            told.append(" " * 8 + " ".join(f"[{label}]" for label in line.buttons))
    return told
