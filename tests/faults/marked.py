"""The ports of a practice with a mark before and after each step that reaches a platform or the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from core.bootstrap import AccountPorts
from core.domain.address import Address, Place, Platform
from core.domain.incoming import Cursor, MediaRef, RawUpdate, SourceId
from core.domain.menu import Menu
from core.domain.message import Capabilities, DeliveryKey, OutgoingMessage, Receipt, Text, Withdrawal
from core.domain.rooms import Door, RoomLook
from core.ports.blobs import Kept
from core.ports.carry import MediaSource, Messenger
from core.ports.entropy import Entropy
from core.ports.intake import Gateway, Mailbox
from core.store.blobs import FileBlobs
from tests.faults.strings import Executioner

_FAST = {"per_account_per_s": 1000.0, "per_chat_per_s": 100.0, "per_group_per_min": 6000}


def marked(ports: AccountPorts, mark: Executioner) -> AccountPorts:
    """The same account, watched."""
    where = ports.platform.value
    return replace(
        ports,
        gateway=MarkedGateway(ports.gateway, mark, where),
        messenger=MarkedMessenger(ports.messenger, mark),
        media=MarkedMedia(ports.media, mark, where),
    )


class MarkedMessenger:
    """Each call between two marks; and nobody counts messages per minute here, for pacing has tests of its own."""

    def __init__(self, inner: Messenger, mark: Executioner) -> None:
        self._inner, self._mark = inner, mark
        self.platform: Platform = inner.platform
        self.capabilities: Capabilities = replace(inner.capabilities, **_FAST)

    async def send(self, to: Address, message: OutgoingMessage, *, key: DeliveryKey) -> Receipt:
        kind = "send" if message.file is None else f"send {message.file.kind.value}"
        self._mark(f"before {self.platform.value} {kind}")
        receipt = await self._inner.send(to, message, key=key)
        self._mark(f"after {self.platform.value} {kind}")
        return receipt

    async def edit(self, receipt: Receipt, message: OutgoingMessage, *, key: DeliveryKey) -> None:
        self._mark(f"before {self.platform.value} edit")
        await self._inner.edit(receipt, message, key=key)
        self._mark(f"after {self.platform.value} edit")

    async def withdraw(self, receipt: Receipt, instead: OutgoingMessage) -> Withdrawal:
        self._mark(f"before {self.platform.value} withdraw")
        became = await self._inner.withdraw(receipt, instead)
        self._mark(f"after {self.platform.value} withdraw")
        return became

    async def open_thread(self, room: Address, title: str, opening: Text, *, key: DeliveryKey) -> Receipt:
        self._mark(f"before {self.platform.value} open_thread")
        receipt = await self._inner.open_thread(room, title, opening, key=key)
        self._mark(f"after {self.platform.value} open_thread")
        return receipt

    async def look_at_room(self, room: Address, *, member: str) -> RoomLook:
        self._mark(f"before {self.platform.value} look_at_room")
        found = await self._inner.look_at_room(room, member=member)
        self._mark(f"after {self.platform.value} look_at_room")
        return found

    async def open_door(self, door: Address, title: str, message: OutgoingMessage, *, key: DeliveryKey) -> Door:
        self._mark(f"before {self.platform.value} open_door")
        found = await self._inner.open_door(door, title, message, key=key)
        self._mark(f"after {self.platform.value} open_door")
        return found

    async def close_door(self, place: Address) -> None:
        self._mark(f"before {self.platform.value} close_door")
        await self._inner.close_door(place)
        self._mark(f"after {self.platform.value} close_door")

    async def open_private(self, person: Address) -> Address:
        self._mark(f"before {self.platform.value} open_private")
        found = await self._inner.open_private(person)
        self._mark(f"after {self.platform.value} open_private")
        return found

    async def offer(self, menus: Sequence[Menu]) -> None:
        await self._inner.offer(menus)

    async def find(self, to: Address, *, key: DeliveryKey, since: datetime) -> Receipt | None:
        return await self._inner.find(to, key=key, since=since)

    async def close(self) -> None:
        await self._inner.close()


class MarkedGateway:
    """Hands a marked mailbox to the real one."""

    def __init__(self, inner: Gateway, mark: Executioner, where: str) -> None:
        self._inner, self._mark, self._where = inner, mark, where

    async def run(self, mailbox: Mailbox) -> None:
        await self._inner.run(MarkedMailbox(mailbox, self._mark, self._where))


class MarkedMailbox:
    """Each commit of what came in between two marks."""

    def __init__(self, inner: Mailbox, mark: Executioner, where: str) -> None:
        self._inner, self._mark, self._where = inner, mark, where

    async def keep(self, raw: Sequence[RawUpdate], cursor: Cursor | None = None) -> None:
        what = "keep" if raw else "cursor"
        self._mark(f"before {self._where} {what}")
        await self._inner.keep(raw, cursor)
        self._mark(f"after {self._where} {what}")

    async def cursor(self, source: SourceId) -> Cursor | None:
        return await self._inner.cursor(source)

    async def places(self) -> Sequence[Place]:
        return await self._inner.places()

    def owned(self) -> bool:
        return self._inner.owned()

    async def suggest(self, address: Address, sender: str, command: str, option: str, typed: str) -> Sequence[str]:
        return await self._inner.suggest(address, sender, command, option, typed)

    async def report(self, event: str, **facts: str | int | float) -> None:
        self._mark.note(event)
        await self._inner.report(event, **facts)


class MarkedMedia:
    """A fetch between two marks, and one in its middle."""

    def __init__(self, inner: MediaSource, mark: Executioner, where: str) -> None:
        self._inner, self._mark, self._where = inner, mark, where

    async def open(self, ref: MediaRef) -> AsyncIterator[bytes]:
        self._mark(f"before {self._where} fetch")
        first = True
        async for piece in self._inner.open(ref):
            if first:
                self._mark(f"amid {self._where} fetch")
            first = False
            yield piece
        self._mark(f"after {self._where} fetch")


def marked_blobs(mark: Executioner) -> Callable[[Path, Entropy], FileBlobs]:
    """FileBlobs whose fsync and renaming stand between two marks."""

    class MarkedBlobs(FileBlobs):
        async def keep(self, blob: str, content: AsyncIterator[bytes], *, key: bytes, limit: int) -> Kept:
            what = "shown" if blob.endswith("s") else "media"
            mark(f"before {what} blob")
            kept = await super().keep(blob, content, key=key, limit=limit)
            mark(f"after {what} blob")
            return kept

        @staticmethod
        def _finish(out: BinaryIO, tail: bytes, partial: Path, path: Path) -> None:
            mark("before fsync")
            FileBlobs._finish(out, tail, partial, path)
            mark("after fsync")

    return MarkedBlobs
