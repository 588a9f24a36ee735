"""People on the bench: somebody in private with the bot, and a therapist in their room."""

from __future__ import annotations

import copy
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from core.domain.address import Address, PlaceKind, Platform
from core.domain.ids import AccountId
from core.domain.incoming import IncomingFile, MediaRef, MessageGone, MessageIn, PartKind, Press, Reachability, Sender

if TYPE_CHECKING:
    from tests.unit.core.desk.bench import Bench

ACCOUNTS = {"telegram": "main", "discord": "den"}
NUMBERS = itertools.count(1000)
WITHOUT_FILE = {
    PartKind.TEXT,
    PartKind.OTHER,
    PartKind.LOCATION,
    PartKind.CONTACT,
    PartKind.POLL,
    PartKind.POLL_ANSWER,
}


@dataclass
class Told:
    """One message of the bot as a person sees it now."""

    message: str
    text: str
    buttons: dict[str, str]  # label -> handle
    file: str | None
    reply_to: str | None
    silent: bool
    edits: int = 0


@dataclass
class Place:
    """A chat or thread."""

    address: Address
    told: list[Told] = field(default_factory=list)


class Person:
    """A private chat and who writes in it."""

    place_kind = PlaceKind.PRIVATE

    def __init__(self, bench: Bench, platform: str, language: str = "en") -> None:
        self.bench, self.platform, self.language = bench, platform, language
        self.user = str(next(NUMBERS))
        chat = self.user if platform == "telegram" else f"7{self.user}"
        self.address = Address(Platform(platform), AccountId(ACCOUNTS[platform]), chat)
        self.alias, self.thread = "", ""

    def on(self, bench: Bench) -> Self:
        """The same one on another bench."""
        same = copy.copy(self)
        same.bench = bench
        return same

    def say(self, text: str = "", *, reply_to: str | None = None, kind: PartKind = PartKind.TEXT, **more) -> str:
        """Write; returns the message id."""
        return self._write(self.address, text, reply_to=reply_to, kind=kind, **more)

    def _write(self, where: Address, text: str, *, kind: PartKind, by: str | None = None, **more) -> str:
        files = more.pop("files", ())
        if not files and kind not in WITHOUT_FILE:
            ref = MediaRef(where.account, {"file": text or kind.value})
            files = (IncomingFile(ref, kind, size=more.pop("size", 1000)),)
        number = more.pop("message", None) or str(next(NUMBERS))
        told = MessageIn(
            address=where,
            place=self.place_kind,
            sender=Sender(by or self.user, self.language),
            message=number,
            sent_at=more.pop("sent_at", None) or self.bench.clock.now(),
            kind=kind,
            text=text,
            files=files,
            **more,
        )
        self.bench.handle(told)
        return number

    def edit(self, message: str, text: str, **more) -> None:
        """Change one's words."""
        self.say(text, message=message, edited_at=self.bench.clock.now(), **more)

    def delete(self, message: str) -> None:
        """Take one's words back."""
        self.bench.handle(MessageGone(self.address, message))

    def press(self, label: str, *, message: str | None = None) -> None:
        """Press the newest button of this label (or that one of a message)."""
        told = next(t for t in reversed(self.told()) if label in t.buttons and message in (None, t.message))
        self.press_handle(told.buttons[label], told.message)

    def press_handle(self, handle: str, message: str, *, by: str | None = None, at: Address | None = None) -> None:
        """Send back any handle."""
        sender = Sender(by or self.user, self.language)
        now = self.bench.clock.now()
        self.bench.handle(Press(at or self.address, self.place_kind, sender, handle, message, now))

    def agree(self) -> str:
        """Through the whole dialogue by buttons, from where it stands; returns the two words."""
        self.agree_in_taps()
        return self.words()

    def agree_in_taps(self) -> int:
        """The same; returns how often they tapped."""
        taps = 0
        while self.told()[-1].buttons:
            self.press_handle(*self.way_on())
            taps += 1
        return taps

    def way_on(self) -> tuple[str, str]:
        """Handle and message of the button that leads on: the right answer where it is a question."""
        told = self.told()[-1]
        questions = [question for said in self.bench.consents.documents for question in said.questions]
        right = {question.answers[question.right] for question in questions}
        label = next((each for each in told.buttons if each in right), next(iter(told.buttons)))
        return told.buttons[label], told.message

    def words(self) -> str:
        """The two words on the client's last screen."""
        return self.told()[-1].text.split("\n")[1].strip("\u2068\u2069")

    def words_told(self) -> str:
        """The same, wherever that screen stands by now."""
        first = next(told for told in self.told() if "these two words, out loud" in told.text)
        return first.text.split("\n")[1]

    def block(self, *, is_open: bool = False) -> None:
        """Block the bot, or unblock it, where the platform tells."""
        self.bench.handle(Reachability(self.address, self.place_kind, is_open))

    def told(self) -> list[Told]:
        """What the bot said here."""
        return self.bench.place(self.address).told

    def texts(self) -> list[str]:
        """Its words."""
        return [told.text for told in self.told()]


class Room(Person):
    """A therapist in a group or forum."""

    place_kind = PlaceKind.ROOM

    def __init__(self, bench: Bench, platform: str) -> None:
        super().__init__(bench, platform)
        chat = f"-100{self.user}" if platform == "telegram" else f"8{self.user}"
        self.address = Address(Platform(platform), AccountId(ACCOUNTS[platform]), chat)

    def command(self, text: str, *, by: str | None = None) -> str:
        """Into the room as a whole."""
        return self._write(self.address, text, kind=PartKind.TEXT, by=by)

    def into(self, thread: str) -> Address:
        """A thread's address."""
        return Address(self.address.platform, self.address.account, self.address.chat, thread)

    def write(self, thread: str, text: str = "", *, kind: PartKind = PartKind.TEXT, **more) -> str:
        """Into a client's thread."""
        return self._write(self.into(thread), text, kind=kind, **more)

    def push(self, thread: str, label: str, *, by: str | None = None) -> None:
        """Press the newest button of this label in a thread."""
        told = next(t for t in reversed(self.seen(thread)) if label in t.buttons)
        self.press_handle(told.buttons[label], told.message, by=by, at=self.into(thread))

    def invite(self, words: str = "") -> tuple[str, str]:
        """Alias and code of a new invitation."""
        self.command(f"/invite {words}".strip())
        text = self.texts()[-1]
        return text.split(" ")[0], re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", text)[-1]

    def confirm(self, person: Person, *, words: str = "") -> None:
        """Tap the client's two words in their thread."""
        person.thread = self.thread_of(person)
        self.push(person.thread, words or person.words())

    def threads(self) -> list[str]:
        """Numbers of the threads in this room, in the order in which they were opened."""
        return [thread for chat, thread in self.bench.places if chat == self.address.chat and thread]

    def thread_of(self, person: Person) -> str:
        """A client's thread, known by what is told in it."""
        alias = re.compile(rf"\b{re.escape(person.alias)}\b")
        return next(t for t in self.threads() if any(alias.search(told.text) for told in self.seen(t)))

    def seen(self, thread: str) -> list[Told]:
        """What the bot said in a thread."""
        return self.bench.place(self.into(thread)).told

    def lines(self, thread: str) -> list[str]:
        """Its words there."""
        return [told.text for told in self.seen(thread)]

    def card(self, thread: str, text: str = "(") -> Told:
        """The newest card that holds these words."""
        cards = [t for t in self.seen(thread) if re.search(r"\([0-9A-F]{4}\)", t.text) and text in t.text]
        assert cards, self.lines(thread)
        return cards[-1]
