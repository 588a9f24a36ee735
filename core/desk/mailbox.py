"""The Mailbox of one owned account, over the store."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from core.delivery.ownership import Ownership
from core.desk.context import Desk
from core.desk.suggest import suggest
from core.domain.address import Address, Place
from core.domain.incoming import Cursor, RawUpdate, SourceId
from core.domain.menu import Choice
from core.store import inbox, threads
from core.store.engine import Store

_LOG = logging.getLogger(__name__)
_LOUD = {"gap", "conflict", "token_refused", "stalled", "intent_missing", "history_forbidden"}


class StoreMailbox:
    """Implements core.ports.intake.Mailbox."""

    def __init__(self, store: Store, ownership: Ownership, desk: Desk) -> None:
        self._store, self._ownership, self._desk = store, ownership, desk

    async def keep(self, raw: Sequence[RawUpdate], cursor: Cursor | None = None) -> None:
        """Fenced, one commit."""
        if raw or cursor is not None:
            await self._store.run(inbox.keep, self._ownership.account, self._ownership.epoch, raw, cursor)

    async def cursor(self, source: SourceId) -> Cursor | None:
        """From the store."""
        return await self._store.read(inbox.cursor, source)

    async def places(self) -> Sequence[Place]:
        """From the store."""
        return await self._store.read(threads.places, self._ownership.account)

    def owned(self) -> bool:
        """By steady time."""
        return self._ownership.held()

    async def suggest(self, address: Address, sender: str, command: str, option: str, typed: str) -> Sequence[Choice]:
        """From the store and the library in force."""
        return await self._store.read(suggest, self._desk, address, sender, command, option, typed)

    async def report(self, event: str, **facts: str | int | float) -> None:
        """Into the log; loud ones as warnings."""
        level = logging.WARNING if event in _LOUD else logging.INFO
        _LOG.log(level, "intake reports", extra={"account": self._ownership.account, "event": event, **facts})
