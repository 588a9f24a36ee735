"""People who go on as people do while the service dies and comes back: they act on what they see, and wait."""

from __future__ import annotations

import asyncio
import hashlib
import re
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from bots import runner
from bots.cli.chance import MachineEntropy
from bots.sandbox.stage import TELEGRAM_TOKEN, Stage
from config.settings import Settings, load_settings
from core.desk.codes import new_code
from core.replies.picture import clean_picture
from core.store import therapists
from core.texts.catalogue import BASE, sentences
from tests.faults.judge import Verdict
from tests.faults.service import Point, Service
from tests.faults.strings import SharedCalendar
from tests.faults.windows import Client, Line, Room, Seat, Window
from tests.flow.play import MORNING, ROOT_KEY, STARTER, jpeg, ogg

T = TypeVar("T")
_NUDGE_EVERY_S = 15.0
_NUDGE = timedelta(seconds=2)
PATIENCE_S = 60.0  # what never comes is waited for so long; a machine that is busy with others starts slowly
SAY_AGAIN_S = 3.0
TITLE = "Three small things"
LIBRARY = """kind: programme
id: thrice-daily
text:
  en: {title: Thrice daily, about: One small thing three times a day.}
  de: {title: Dreimal am Tag, about: Dreimal am Tag etwas Kleines.}
steps:
  - {id: write, prompt: writing/small-things, every: day, at: ["09:00", "13:00", "17:00"]}
defaults: {answer_within: 3h, if_late: {up_to: 2h, then: skip}}
"""
WALKED = (  # what a screen says, and the button that leads on
    ("A few short screens first", "Go on"),
    ("Who reads it?", "Go on"),
    ("What is not safe about a chat app?", "Go on"),
    ("This is not for emergencies", "Go on"),
    ("When do you hear back?", "Go on"),
    ("You decide, at every moment", "Go on"),
    ("Is somebody reading this chat right now?", "No, not right now"),
    ("It is night and you are not safe", "Call, or send /sos for the numbers"),
    ("Now you choose, one thing at a time", "I agree"),
    ("May a program look through", "Yes, it may"),
)
WORDS = "these two words"
_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


class Waited(Exception):
    """Somebody waited in vain."""


@dataclass
class Pair:
    """A client, and the room and thread of their therapist."""

    client: Client
    room: Room
    thread: str
    alias: str


class Troupe:
    """A stage, a service on it, and people."""

    def __init__(self, folder: Path, stage: Stage, calendar: SharedCalendar) -> None:
        self.folder, self.stage, self.calendar = folder, stage, calendar
        self.environ = {**stage.secrets(), "VIGNETTE_ROOT_KEY": ROOT_KEY}
        self.service = Service(folder, self.environ)
        self._due = MORNING.replace(hour=12)  # 13:00 in Berlin, before the summer
        self._count = 0

    def settings(self) -> Settings:
        """As the service reads them."""
        return load_settings(self.folder, self.environ)

    def add_therapist(self, name: str) -> str:
        """As `vignette therapist add` does, beside the running service; returns the code."""
        entropy = MachineEntropy()
        code = new_code(entropy)
        store = runner.open_settings_store(self.settings(), self.calendar, entropy)
        until = self.calendar.now() + timedelta(hours=72)
        store.run_here(
            therapists.add_therapist, name=name, language="en", zone="Europe/Berlin", code=code, code_until=until
        )
        store.close_here()
        return code

    # --- waiting ------------------------------------------------------------------------------------------------
    async def until(self, look: Callable[[], T], what: str, patience: float = PATIENCE_S, *, pause: float = 0.03) -> T:
        """What `look` finds, as soon as it finds something. Raises Waited.

        The calendar stands still meanwhile, and a call that never left (a busy machine) is tried again by the calendar: it is
        moved a little, as it would move by itself.
        """
        began = nudged = time.monotonic()
        while not (found := look()):
            now = time.monotonic()
            if now > began + patience:
                raise Waited(what)
            if now > nudged + _NUDGE_EVERY_S:
                nudged = now
                self.calendar.move_to(self.calendar.now() + _NUDGE)
            await asyncio.sleep(pause)
        return found

    async def rest(self) -> None:
        """Everything that will happen has happened."""
        telegram = self.stage.telegram
        await self.until(
            lambda: self.service.at_rest() and not telegram.pending(TELEGRAM_TOKEN), "the service came to rest", 30
        )

    # --- deeds --------------------------------------------------------------------------------------------------
    async def say_until(self, seat: Seat, say: Callable[[], object], look: Callable[[], T], what: str) -> tuple[T, int]:
        """Write, and on Discord write again when no answer comes: the bot may not know the place yet."""
        for repeat in range(6):
            say()
            try:
                patience = SAY_AGAIN_S if seat.platform == "discord" else PATIENCE_S
                return await self.until(look, what, patience), repeat
            except Waited:
                if seat.platform == "telegram":
                    raise
        raise Waited(what)

    async def press_until(
        self, seat: Seat, press: Callable[[], str], effect: Callable[[], object], what: str, verdict: Verdict
    ) -> None:
        """Press, and on Discord press again when it says that the press failed."""
        verdict.needed += 1
        for _ in range(6):
            number = press()
            verdict.presses.append(number)
            if seat.platform == "telegram":
                await self.until(effect, what)
                return

            def over(number: str = number) -> bool:
                return bool(effect()) or self.stage.discord.interactions[number] == "failed"

            await self.until(over, what)
            if effect():
                return
        raise Waited(what)

    # --- arriving -----------------------------------------------------------------------------------------------
    async def arrive(self, verdict: Verdict, client_on: str, room_on: str, code: str, name: str) -> Pair:
        """A therapist registers a room and invites; a client joins and agrees; their thread is opened."""
        room, client = self.stage.room(room_on, f"Dr {name}"), self.stage.client(client_on, name)
        if room_on == "discord":
            room.command("Good morning")  # opens the post in which commands are written
        seen, chat = Window(room), Window(client)

        _, repeats = await self.say_until(
            room, lambda: room.command(f"/register {code}"), lambda: seen.told("your room now"), "registered"
        )
        verdict.said_again += repeats
        await self.until(lambda: seen.told("This is a test"), "test alert")
        _, repeats = await self.say_until(
            room, lambda: room.command("/acknowledge"), lambda: seen.told("Thank you: alerts"), "acknowledged"
        )
        verdict.said_again += repeats
        invitations, repeats = await self.say_until(
            room,
            lambda: room.command(f"/invite {name} en Europe/Berlin"),
            lambda: seen.told("It works once"),
            "invited",
        )
        verdict.said_again += repeats
        alias = invitations[-1].text.split(" ")[0]
        key = _CODE.findall(invitations[-1].text)[-1]
        welcome, repeats = await self.say_until(
            client, lambda: client.join(key.replace("-", "")), lambda: chat.told(WALKED[0][0]), "told what this is"
        )
        verdict.said_again += repeats
        await self._agree(verdict, client, chat)
        await self._confirm(verdict, client, chat, room, seen)
        pair = Pair(client, room, "", alias)
        await self.until(lambda: self._find_thread(pair), "thread opened")
        await self.until(lambda: seen.told(f"{alias} has joined"), "therapist told")
        await self.rest()

        verdict.once("registered", seen.told("your room now"), room_on)
        for each in {line.text for line in seen.told("It works once")}:
            verdict.once("invited", seen.told(each), room_on)
        verdict.once("told what this is", chat.told(WALKED[0][0])[: len(welcome)], client_on)
        for screen, _ in WALKED[1:]:
            verdict.once(screen, chat.told(screen), client_on)
        verdict.once("asked for the words", seen.told("Which two words"), room_on)
        verdict.once("joined", chat.told("You are in, and"), client_on)
        verdict.once("therapist told", seen.told(f"{alias} has joined"), room_on)
        threads = [number for number, title in room.threads().items() if title == alias]
        inhabited = [number for number in threads if Window(room, number, whole=True).lines()]
        if len(inhabited) != 1 or (room_on == "discord" and len(threads) != 1):
            verdict.doubled.append(f"{len(threads)} threads, {len(inhabited)} with something in them")
        verdict.orphans += len(threads) - len(inhabited)
        verdict.copies += len(threads) - len(inhabited)
        if len(threads) > 1 and not seen.told(sentences(BASE)["copy_thread"]):
            verdict.strays.append("an orphan topic that nobody was told of")
        return pair

    async def _agree(self, verdict: Verdict, client: Client, chat: Window) -> None:
        """Through the dialogue by its buttons, each pressed when its screen is there."""
        for (screen, label), (after, _) in zip(WALKED, [*WALKED[1:], (WORDS, "")], strict=True):
            await self.press_until(
                client,
                lambda screen=screen, label=label: client.press(chat.told(screen)[-1].message, label),
                lambda after=after: chat.told(after),
                f"went on from {screen}",
                verdict,
            )

    async def _confirm(self, verdict: Verdict, client: Client, chat: Window, room: Room, seen: Window) -> None:
        """The therapist taps the words that they hear; the client agrees to pictures and voice as well."""
        words = chat.told(WORDS)[0].text.split("\n")[1]
        await self.until(lambda: seen.told("Which two words"), "asked for the words")
        question = seen.told("Which two words")[-1]
        await self.press_until(
            room,
            lambda: room.press(question.place, question.message, words),
            lambda: chat.told("You are in, and"),
            "confirmed",
            verdict,
        )
        _, repeats = await self.say_until(
            client, lambda: client.say("/settings pictures yes"), lambda: chat.told("see and hear"), "pictures agreed"
        )
        verdict.said_again += repeats

    def _find_thread(self, pair: Pair) -> bool:
        for number, title in pair.room.threads().items():
            if title == pair.alias and Window(pair.room, number, whole=True).lines():
                pair.thread = number
                return True
        return False

    async def enrol(self, pair: Pair) -> None:
        """The therapist plans three prompts a day."""
        seen = Window(pair.room, pair.thread)
        pair.room.say(pair.thread, "/enrol thrice-daily today")
        await self.until(lambda: [line for line in seen.lines() if "follows" in line.text], "enrolled")

    # --- a day's work -------------------------------------------------------------------------------------------
    def next_prompt(self) -> None:
        """Move the calendar to the next prompt: 9, 13 and 17 o'clock in Berlin."""
        self.calendar.move_to(self._due + timedelta(seconds=1))
        self._due += timedelta(hours=16 if self._due.hour == 16 else 4)

    async def work(self, pair: Pair, verdict: Verdict, *, tag: str, with_photo: bool) -> None:
        """Prompt, reply, card, Witnessed, feedback, note; then the judge."""
        client, room, thread = pair.client, pair.room, pair.thread
        chat, seen = Window(client), Window(room, thread)

        def prompts() -> list[Line]:
            return chat.lines(lambda line: line.by_bot and "Not today" in line.buttons)

        def cards() -> list[Line]:
            return seen.lines(lambda line: line.by_bot and f"“words of {tag}”" in line.text)

        await self.until(prompts, "prompt")
        picture, sound = jpeg(f"#{self._count:06x}"), ogg(tag)
        shown = hashlib.sha256(clean_picture(picture, "image/jpeg").content if with_photo else sound).hexdigest()
        client.say(f"words of {tag}")
        if with_photo:
            client.photo(picture)
        else:
            client.voice(sound)
        client.say("done")

        def works() -> list[Line]:
            return seen.lines(lambda line: line.by_bot and line.sha256 == shown)

        def notes() -> list[Line]:
            return notes_in(seen)

        await self.until(lambda: cards() and works(), "card and work")
        room.say(thread, f"feedback for {tag}", reply_to=cards()[-1].message)
        room.say(thread, f"note on {tag}")
        await self.press_until(
            room,
            lambda: room.press(thread, cards()[-1].message, "Witnessed"),
            lambda: chat.told("has spent time with this"),
            "witnessed",
            verdict,
        )
        await self.until(lambda: chat.told(f"feedback for {tag}") or self._quoted_an_orphan(seen), "feedback")
        if not chat.told(f"feedback for {tag}"):
            # The card they replied to was the one whose call was cut: kept as a note, said so, one press to send it.
            echo = self._quoted_an_orphan(seen)
            await self.press_until(
                room,
                lambda: room.press(thread, echo[-1].message, f"Send to {pair.alias}"),
                lambda: chat.told(f"feedback for {tag}"),
                "feedback sent after all",
                verdict,
            )
        await self.until(lambda: chat.told("Kept, all 2 parts"), "receipt")
        await self.until(notes, "note")
        await self.until(lambda: any(_finished(card) for card in cards()), "card brought up to date")
        await self.rest()

        known = verdict.prompt(prompts(), client.platform)
        known += verdict.once("receipt", chat.told("Kept, all 2 parts"), client.platform)
        known += verdict.once("witnessed", chat.told("has spent time with this"), client.platform)
        known += verdict.once("feedback", chat.told(f"feedback for {tag}"), client.platform)
        verdict.strays += [f"client: {line.text[:60]!r}" for line in chat.lines() if line.message not in known]
        known = verdict.once("card", cards(), room.platform)
        if len({line.text[-6:] for line in cards()}) > 1:
            verdict.doubled.append("one reply on cards with different references")
        if any(line.text.count(f"words of {tag}") != 1 for line in cards()):
            verdict.doubled.append("the same words twice on one card")
        if not all(TITLE in line.text for line in cards()):
            verdict.strays.append("a reply that was not matched to its prompt")
        known += verdict.once("work", works(), room.platform)
        echoes = seen.told("Goes to ") + self._quoted_an_orphan(seen)
        known += verdict.once("echo", echoes, room.platform)
        known += verdict.once("note", notes(), room.platform)
        verdict.strays += [f"room: {line.text[:60]!r}" for line in seen.lines() if line.message not in known]

    @staticmethod
    def _quoted_an_orphan(seen: Window) -> list[Line]:
        return seen.told(sentences(BASE)["quote_gone"])

    # --- rounds -------------------------------------------------------------------------------------------------
    async def round(
        self, points: Sequence[Point], deeds: Callable[[Verdict, str], Sequence[Awaitable[object]]]
    ) -> Verdict:
        """One round, with the order to die at these steps in it."""
        self._count += 1
        verdict = Verdict(tuple(points))
        first = len(self.service.lives) - 1
        if points:
            self.service.order(points)
        for end in await asyncio.gather(*deeds(verdict, f"round {self._count}"), return_exceptions=True):
            if isinstance(end, Waited):
                verdict.stuck.append(f"waited in vain: {end}")
            elif isinstance(end, BaseException):
                raise end
        verdict.reached = not points or self.service.pardon()
        states = self.stage.discord.interactions
        verdict.failed = sum(states.get(number) == "failed" for number in verdict.presses)
        self.service.read_trail()
        verdict.died(self.service.lives[max(0, first) :])
        verdict.close()
        return verdict


def notes_in(seen: Window) -> list[Line]:
    """Echoes of notes; not of what was kept as one because it quoted a card whose call was cut."""
    return [line for line in seen.told("Kept as a note.") if sentences(BASE)["quote_gone"] not in line.text]


def _finished(card: Line) -> bool:
    tail = card.text.rsplit("\n", 1)[-1]
    return "Witnessed" in tail and "answered" in tail


@asynccontextmanager
async def performing(folder: Path, database: str) -> AsyncIterator[Troupe]:
    """A stage with a troupe on it; the service is not started yet, and is stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    calendar = SharedCalendar(folder)
    calendar.move_to(MORNING)
    stage = Stage(calendar.now)
    stage.telegram.limits = stage.discord.limits = False
    await stage.open()
    (folder / "library").mkdir()
    for name in ("small-things.yaml", "words.yaml"):
        shutil.copy(STARTER / name, folder / "library" / name)
    (folder / "library" / "thrice-daily.yaml").write_text(LIBRARY)
    (folder / "practice.yaml").write_text(
        f"practice: {{name: Riverside Studio, country: DE, languages: [en, de]}}\ndatabase: {database}\n"
        + stage.settings()
    )
    troupe = Troupe(folder, stage, calendar)
    try:
        yield troupe
    finally:
        await troupe.service.stop()
        await stage.close()
