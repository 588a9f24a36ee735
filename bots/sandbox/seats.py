"""What a person sees, and what a client and a therapist can do, alike on either platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Line:
    """One message as a person sees it."""

    message: str
    by_bot: bool
    text: str
    buttons: tuple[str, ...]
    media: str | None
    sha256: str | None
    reply_to: str | None
    silent: bool
    at: datetime
    author: str
    thread: str | None = None


class ClientSeat(Protocol):
    """A client's private chat with the bot."""

    platform: str
    name: str

    def say(self, text: str, *, reply_to: str | None = None) -> str:
        """Write."""
        ...

    def photo(self, content: bytes, caption: str = "") -> str:
        """Send a picture."""
        ...

    def voice(self, content: bytes) -> str:
        """Send a voice note."""
        ...

    def press(self, message: str, label: str) -> str:
        """Press a button."""
        ...

    def edit(self, message: str, text: str) -> None:
        """Change what was written."""
        ...

    def seen(self) -> list[Line]:
        """What is there now, in order."""
        ...

    def join(self, code: str) -> str:
        """Use a code."""
        ...


class RoomSeat(Protocol):
    """A therapist in their room."""

    platform: str
    name: str

    def command(self, text: str) -> str:
        """Write outside every thread."""
        ...

    def say(self, thread: str, text: str, *, reply_to: str | None = None) -> str:
        """Write."""
        ...

    def photo(self, thread: str, content: bytes, caption: str = "", *, reply_to: str | None = None) -> str:
        """Send a picture."""
        ...

    def voice(self, thread: str, content: bytes, *, reply_to: str | None = None) -> str:
        """Send a voice note."""
        ...

    def press(self, thread: str, message: str, label: str) -> str:
        """Press a button."""
        ...

    def edit(self, thread: str, message: str, text: str) -> None:
        """Change what was written."""
        ...

    def threads(self) -> dict[str, str]:
        """Thread id to title."""
        ...

    def seen(self, thread: str | None = None) -> list[Line]:
        """What is there now, in order."""
        ...
