"""A fault of the settings: where it is and what to do, in one plain sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Loc = tuple[str | int, ...]  # the way to a value: ("accounts", "main", "api")


@dataclass(frozen=True, slots=True)
class Fault:
    """place: a file with its line, or the name of an environment variable. sentence: what is wrong, and the mend.

    Neither ever holds a secret value.
    """

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


def dotted(loc: Loc) -> str:
    """The way to a value as a person writes it: `accounts.main.api`."""
    return ".".join(str(step) for step in loc)


def nearest(word: str, known: Iterable[str]) -> str:
    """A question that names the known word most like `word`, or the choice where none is like it."""
    choice = sorted(known)
    by_folded = {name.casefold(): name for name in choice}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.5)
    if close:
        return f"did you mean `{by_folded[close[0]]}`?"
    return f"there are {', '.join(choice)}" if choice else "there are none"
