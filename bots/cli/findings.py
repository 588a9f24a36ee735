"""What a check-up finds: one row for each thing looked at, with its mend where one is needed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands. Only a fault keeps the practice from doing its work."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


CHECKS = {
    1: "settings",
    2: "database",
    3: "library",
    4: "numbers",
    5: "accounts",
    6: "groups",
    7: "intent",
    8: "forums",
    9: "practice",
    10: "machine",
    11: "consent",
}


@dataclass(frozen=True, slots=True)
class Row:
    """check: its number in CHECKS. what: how it stands. mend: what to do about it. link: an address to open, or "".

    door_link: Discord's second one, for the door server.
    """

    check: int
    state: State
    what: str
    mend: str = ""
    link: str = ""
    door_link: str = ""

    @property
    def name(self) -> str:
        """The check in one word."""
        return CHECKS[self.check]


def ok(check: int, what: str, *, link: str = "", door_link: str = "") -> Row:
    """All is well with this."""
    return Row(check, State.OK, what, link=link, door_link=door_link)


def warning(check: int, what: str, mend: str = "") -> Row:
    """Worth a look; the practice works all the same."""
    return Row(check, State.WARNING, what, mend)


def fault(check: int, what: str, mend: str = "") -> Row:
    """Wrong, and somebody has to mend it."""
    return Row(check, State.FAULT, what, mend)


def not_looked(check: int, because: str) -> Row:
    """Nothing is known about this one."""
    return Row(check, State.WARNING, f"not looked at: {because}")
