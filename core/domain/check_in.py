"""A check-in: one answer to a short rating, asked before or after a prompt; from where on it is heavy (SPEC 4.7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """On which side of its prompt it is asked."""

    BEFORE = "before"
    AFTER = "after"


class Chosen(StrEnum):
    """What a client chose instead of a number, or after a heavy one."""

    GROUNDING = "grounding"  # a small step first; the other two are still open
    GENTLER = "gentler"
    NOT_TODAY = "not today"

    @property
    def is_last(self) -> bool:
        """Whether nothing else can be chosen behind it."""
        return self is not Chosen.GROUNDING


@dataclass(frozen=True, slots=True)
class Answer:
    """One value of a scale, both ends included; label: what the value is called, "" where it is a number alone."""

    value: int
    low: int
    high: int
    label: str = ""

    @property
    def is_heavy(self) -> bool:
        """8 or more of 0 to 10 (SPEC 4.7); on any other scale, at or above eight tenths of its range."""
        return 10 * (self.value - self.low) >= 8 * (self.high - self.low)
