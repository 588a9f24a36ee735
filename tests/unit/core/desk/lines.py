"""Who writes in a story of raw updates, what they sent as they see it now, and the handler that takes it in."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.desk.loop import Handler
from core.domain.incoming import RawUpdate
from core.prompts.library import Library
from core.store.unit import Unit
from tests.unit.core.desk.bench import FIRST_DUE, Beginning, Bench
from tests.unit.core.desk.letters import Discord, Event, Json, Telegram
from tests.unit.core.desk.people import Person


@dataclass
class Sent:
    """One message of a client as they see it now. told: its JSON. words: every version, the newest last."""

    number: int
    told: Json
    words: list[str]
    files: int
    album: int | None = None
    is_gone: bool = False
    can_change: bool = False


@dataclass
class Letter:
    """One update under way. of: the message it is about."""

    event: Event
    of: int | None = None


@dataclass
class Writer:
    """A client, their platform's letters, and what they did."""

    person: Person
    post: Telegram | Discord
    sent: list[Sent] = field(default_factory=list)
    line: list[Letter] = field(default_factory=list)
    past: list[tuple[Letter, RawUpdate]] = field(default_factory=list)
    is_held: bool = False

    def live(self) -> list[Sent]:
        """What they have not taken back."""
        return [sent for sent in self.sent if not sent.is_gone]


class Here:
    """The store for a handler that is driven by hand: its units run at once."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def run(self, work: Any, *args: Any) -> Any:
        return self._bench.store.run_here(work, *args)

    async def sleep(self, seconds: float) -> None:
        """The pause before another try."""


class BreakingHandler(Handler):
    """The real one; `breaks` times the transaction breaks off when all of it is done but the commit."""

    breaks = 0

    def _work(self, unit: Unit, seq: int, events: list[Any]) -> None:
        super()._work(unit, seq, events)
        if self.breaks:
            self.breaks -= 1
            raise RuntimeError("broken off")


def at_once(work: Coroutine[Any, Any, None]) -> None:
    """Run what never waits."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits")


@dataclass
class Company:
    """How a story begins: Mira follows a programme, Noor follows none; both are Ada's."""

    beginning: Beginning
    noor: Person


def found(folder: Path, library: Library, mira_on: str, room_on: str) -> Company:
    """Tell it once; every story goes on from a copy."""
    file = folder / f"{mira_on}-{room_on}.db"
    bench = Bench(f"sqlite:///{file}", library)
    room = bench.room(room_on)
    mira = bench.client(room, mira_on)
    noor = bench.client(room, "discord" if mira_on == "telegram" else "telegram", "Noor en Europe/Berlin")
    room.write(mira.thread, "/enrol first-week today")
    bench.move_to(FIRST_DUE)
    kept = bench.keep(file)
    return Company(Beginning(kept.file, kept.places, kept.at, room, mira), noor)


def letters_of(person: Person) -> Telegram | Discord:
    """How this person's platform tells of them."""
    return Telegram() if person.platform == "telegram" else Discord()
