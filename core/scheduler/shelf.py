"""The library that this process goes by: the one in force in the database, as soon as a beat sees it (SPEC 3.5)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from core.domain.errors import LibraryFault
from core.prompts.library import Library
from core.prompts.packed import pack_library, unpack_library
from core.store import revisions
from core.store.engine import Store
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)


class Shelf:
    """One library at a time. Several processes on one database go by the same one: whatever is in force there.

    fault_id: puts a fault on record and returns the id to name it by.
    """

    def __init__(self, store: Store, library: Library, fault_id: Callable[[BaseException], str]) -> None:
        self._store, self._fault_id = store, fault_id
        self._library = library
        self._offered: Library | None = None
        self._unreadable = ""  # in force, and this process cannot load it: told once
        self._unreadable_of: datetime | None = (
            None  # when what could not be loaded was kept; published again, it is whole
        )

    @property
    def library(self) -> Library:
        """What is gone by now."""
        return self._library

    def offer(self, library: Library) -> None:
        """Go by a checked library from now on; with the next beat it is in force for every process."""
        self._library = self._offered = library

    def goes_by(self, unit: Unit) -> bool:
        """Whether the library in force is the one that is gone by; or cannot be loaded, and the old one stays in use."""
        return revisions.in_force(unit) in (None, self._library.revision, self._unreadable)

    async def follow(self) -> None:
        """Go by what is in force. Where that cannot be loaded the old one stays, and the log says so once. Raises StoreFault."""
        if (offered := self._offered) is not None:
            content = await asyncio.to_thread(pack_library, offered)
            await self._store.run(revisions.publish, offered.revision, content, how="at once")
            if self._offered is offered:
                self._offered = None
            return
        wanted = await self._store.read(revisions.in_force)
        if wanted is None or wanted == self._library.revision:
            return
        kept_at = await self._store.read(revisions.kept_at, wanted)
        if (wanted, kept_at) == (self._unreadable, self._unreadable_of):
            return
        try:
            library = await self._load(wanted)
        except LibraryFault as fault:
            self._unreadable, self._unreadable_of = wanted, kept_at
            facts = {"revision": wanted, "in_use": self._library.revision, "fault": self._fault_id(fault)}
            _LOG.error("the library in force cannot be loaded; the one before stays in use", extra=facts)
            return
        if self._offered is None:
            self._library, self._unreadable, self._unreadable_of = library, "", None
            _LOG.info("another library is in force", extra={"revision": wanted})

    async def _load(self, revision: str) -> Library:
        content = await self._store.read(revisions.packed, revision)
        if content is None:
            raise LibraryFault("the library in force was not kept")
        return await asyncio.to_thread(unpack_library, content, revision)

    async def let_go(self) -> None:
        """Forget kept libraries that nothing points to any more: looked for beside the writer, for that may take long."""
        gone = await self._store.read(revisions.unneeded)
        if gone:
            await self._store.run(revisions.let_go, gone)
