"""The commands that a platform offers in its menu or after a slash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command. suggests: the core has values to offer while it is typed."""

    name: str
    description: str
    required: bool = False
    suggests: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One command. for_: who it is for: clients in private, therapists in their room. rare: left out where the list is short."""

    name: str
    description: str
    for_: Literal["client", "therapist"]
    options: tuple[Option, ...] = ()
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Every command in one language. language: BCP 47; the first menu offered is the base for everybody else."""

    language: str
    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that is offered while an option is typed, and how it is shown (at most 100 characters each)."""

    label: str
    value: str
