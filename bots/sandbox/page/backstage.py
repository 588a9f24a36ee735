"""What stands behind the stage: the calendar, the service's process, the library's folder. The page knows no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

State = Literal["starting", "running", "killed", "stopped"]
Fate = Literal["waiting", "delivered", "skipped"]


@dataclass(frozen=True, slots=True)
class ServiceNow:
    """The service's process. lives: how often it was started."""

    state: State
    lives: int


@dataclass(frozen=True, slots=True)
class LibraryNow:
    """The library in force, by revision ("" before the first report), and what is wrong in the folder now."""

    revision: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CameDue:
    """A prompt whose time came. waiting: it is on its way. reason: why it was skipped, else "". Nothing of what it says."""

    id: str
    due_at: datetime
    fate: Fate
    reason: str = ""


class Backstage(Protocol):
    """Given by the composition. All of it is quick: nothing waits here."""

    zone: str

    def now(self) -> datetime:
        """The calendar, aware UTC."""
        ...

    def move_to(self, when: datetime) -> None:
        """Put the calendar forward; the service follows at once."""
        ...

    def next_prompt(self) -> datetime | None:
        """When the next prompt is due, as far as the service said; a moment that has passed: it is about to see to it."""
        ...

    def following(self) -> bool:
        """Whether anybody follows a programme."""
        ...

    def came_due(self) -> Sequence[CameDue]:
        """What became of the prompts whose time came lately, earliest first, as far as the service said."""
        ...

    def service(self) -> ServiceNow:
        """How it stands."""
        ...

    def kill(self, *, stay: bool) -> None:
        """SIGKILL, now. stay: not started again by itself. ValueError where nothing runs."""
        ...

    def start(self) -> None:
        """A new life. ValueError where one runs."""
        ...

    def library(self) -> LibraryNow:
        """What is in force."""
        ...

    def library_folder(self) -> Path | None:
        """Where its files lie; None while there are none yet."""
        ...
