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
    """One value of a scale, both ends included; label: what the value is called, "" where it is a number alone.

    heavy: which end of the scale is the heavy one: high, low, or never (energy, for one).
    """

    value: int
    low: int
    high: int
    label: str = ""
    heavy: str = "high"

    @property
    def is_heavy(self) -> bool:
        """8 or more of 0 to 10 (SPEC 4.7); on any other scale, eight tenths of its range from the light end, or further."""
        if self.heavy == "never":
            return False
        away = self.high - self.value if self.heavy == "low" else self.value - self.low
        return 10 * away >= 8 * (self.high - self.low)
