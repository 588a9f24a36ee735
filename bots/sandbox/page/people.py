"""What a person at the page can do and see, whatever the platform: the face both kinds of people show to the panes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, Protocol

import filetype

Json = dict[str, Any]
Role = Literal["client", "therapist"]
Deed = Callable[[str, Json], Json | Awaitable[Json]]

PRIVATE, GENERAL = "private", "general"
NEWEST = 200  # messages of one place that are shown


class Refused(Exception):  # not a fault: what the visitor is told
    """The platform's app would not let a person do this; the words are for the visitor."""


class Person(Protocol):
    """One person on one platform."""

    id: str
    platform: str
    role: Role
    name: str

    def deeds(self) -> Mapping[str, Deed]:
        """What this person can do here: by verb, with the place and the checked fields."""
        ...

    def view(self) -> Json:
        """The contract's PANE as it looks now, without what the page itself knows (online, unread)."""
        ...


def extension(content: bytes, otherwise: str) -> str:
    """The ending that fits the bytes, with its dot."""
    found = filetype.guess(content[:8192])
    return otherwise if found is None else f".{found.extension}"
