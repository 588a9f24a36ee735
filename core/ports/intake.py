"""From a platform to the inbox."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from core.domain.address import Address, Place
from core.domain.incoming import Cursor, Incoming, RawUpdate, SourceId, Unhandled
from core.domain.menu import Choice


class Mailbox(Protocol):
    """Where a platform bot puts what came in, before it tells the platform. One per owned account."""

    async def keep(self, raw: Sequence[RawUpdate], cursor: Cursor | None = None) -> None:
        """Commit the updates and the cursor together. Repeats (same key) change nothing.

        Raises Fenced when this process no longer owns the account; then nothing was written.
        """
        ...

    async def cursor(self, source: SourceId) -> Cursor | None:
        """How far the stream was read, or None at the very first time."""
        ...

    async def places(self) -> Sequence[Place]:
        """Every chat and thread of this account that must be read back after a gap, most recently active first."""
        ...

    def owned(self) -> bool:
        """Whether this process still owns the account, by steady time. Asked before each call that listens."""
        ...

    async def suggest(self, address: Address, sender: str, command: str, option: str, typed: str) -> Sequence[Choice]:
        """Values to offer for an option of a command while it is typed (at most 25); nothing for strangers. Read-only."""
        ...

    async def report(self, event: str, **facts: str | int | float) -> None:
        """Tell the practice about the intake's health (`gap`, `conflict`, `token_refused`, `stalled`, `recovered`)."""
        ...


class Translator(Protocol):
    """Platform JSON -> Incoming. Pure; knows nothing of clients or prompts."""

    def translate(self, raw: RawUpdate) -> Sequence[Incoming | Unhandled]:
        """Usually one. Raises ValueError, KeyError or TypeError on what cannot be understood (a poisonous update)."""
        ...


class Gateway(Protocol):
    """One account on one platform, alive. Supervised by itself: a dead client is replaced by a new one, with back-off."""

    async def run(self, mailbox: Mailbox) -> None:
        """Listen until cancelled or until `mailbox.owned()` is false.

        Raises Conflict (somebody else listens), TokenRefused. Everything else is waited out inside.
        """
        ...
