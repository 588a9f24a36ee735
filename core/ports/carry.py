"""From the outbox to a platform, and files from a platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from core.domain.address import Address, Platform
from core.domain.incoming import MediaRef
from core.domain.menu import Menu
from core.domain.message import Capabilities, DeliveryKey, OutgoingMessage, Receipt, Text, Withdrawal
from core.domain.rooms import Door, RoomLook


class Messenger(Protocol):
    """Carry one fitted message to one address. Raises only DeliveryError; never retries, never sleeps.

    A call that takes over 30 s is given up as Uncertain.
    """

    platform: Platform
    capabilities: Capabilities

    async def send(self, to: Address, message: OutgoingMessage, *, key: DeliveryKey) -> Receipt:
        """Send. `to.thread` set: into that thread. Discord: nonce enforced, and `key.delivery` findable in history
        where the message has buttons.
        """
        ...

    async def edit(self, receipt: Receipt, message: OutgoingMessage, *, key: DeliveryKey) -> None:
        """Replace text and buttons of a message of ours. "Not modified" is success."""
        ...

    async def withdraw(self, receipt: Receipt, instead: OutgoingMessage) -> Withdrawal:
        """Delete a message of ours; gone already is as good. Where the platform deletes it no longer, `instead` takes its
        place: its file (a neutral picture) and its words, or the words alone where the file cannot be replaced.
        """
        ...

    async def open_thread(self, room: Address, title: str, opening: Text, *, key: DeliveryKey) -> Receipt:
        """Open a topic or post named `title` (<= 100 characters) and return its address (thread set).

        Where the platform can list threads, one of ours with exactly this title is found and returned instead of made.
        `opening` becomes the first message where the platform demands one. Receipt.message is that message's id or "".
        """
        ...

    async def find(self, to: Address, *, key: DeliveryKey, since: datetime) -> Receipt | None:
        """Look in history for a message of this key sent after `since`. None: not there, or the platform cannot tell
        (see `Capabilities.history`).
        """
        ...

    async def look_at_room(self, room: Address, *, member: str) -> RoomLook:
        """A therapist's room as it is now: what is missing, who else can look in. member: the therapist's account there.

        Raises DeliveryError where it cannot even be looked at.
        """
        ...

    async def open_door(self, door: Address, title: str, message: OutgoingMessage, *, key: DeliveryKey) -> Door:
        """Make a newcomer's own place in the door server (`door.chat`: its id), with `message` in it, and a one-use link.

        What an earlier try of the same key made is found and used. Rejected where the platform knows no doors.
        """
        ...

    async def close_door(self, place: Address) -> None:
        """Take such a place down, and what let the newcomer into it. Gone already is as good."""
        ...

    async def open_private(self, person: Address) -> Address:
        """The private chat with the person whose id is `person.chat`. Unreachable (DMS_CLOSED, NO_SHARED_SERVER)."""
        ...

    async def offer(self, menus: Sequence[Menu]) -> None:
        """Tell the platform which commands there are, one menu a language, the base first. Replaces what was offered."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class MediaSource(Protocol):
    """Files of incoming messages."""

    def open(self, ref: MediaRef) -> AsyncIterator[bytes]:
        """Stream the bytes over a fresh link. Raises only MediaError."""
        ...


class Connector(Protocol):
    """What composition and `doctor` ask of one account."""

    async def identity(self) -> dict[str, str]:
        """Public facts of the bot: "id", "name", and where known "message_content" (on|off), "joins_groups", "reads_groups".

        Raises AccountClosed or NotSent.
        """
        ...

    def invite_link(self, code: str, identity: dict[str, str]) -> str | None:
        """A link that hands `code` to the bot, or None where the platform has none (the person sends the code)."""
        ...
