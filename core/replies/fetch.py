"""The media worker of one account: fetch, seal, fsync; then say so in a second transaction (DESIGN 3.7). What others see of the
file is made after that, and elsewhere (core/replies/prepare.py): no file waits here until another was looked at.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

from core.delivery.dispatcher import owner_key
from core.delivery.ownership import Ownership
from core.delivery.retry import back_off
from core.domain.errors import MediaError, MediaGone, MediaRetry, MediaTooLarge
from core.domain.events import Event, MediaFetched, MediaSettled
from core.domain.states import MediaState
from core.ports.blobs import Blobs, Kept
from core.ports.carry import MediaSource
from core.ports.clock import Clock
from core.replies.kinds import HEAD_BYTES, How, kind_of
from core.store import media
from core.store.engine import Store
from core.store.media import Media
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)
LIMIT_BYTES = 200 * 1024 * 1024  # per file, from any platform
_GIVE_UP_AFTER = 8  # tries; with doubling pauses about five minutes, then every minute: links stay valid for hours
_IDLE_S = 2.0

React = Callable[[Unit, list[Event]], None]


class Fetcher:
    """Fetches what an account's incoming messages bore. fetched: called when one more file lies here."""

    def __init__(
        self,
        store: Store,
        blobs: Blobs,
        source: MediaSource,
        ownership: Ownership,
        clock: Clock,
        react: React,
        fetched: Callable[[], None],
    ) -> None:
        self._store, self._blobs, self._source = store, blobs, source
        self._ownership, self._clock, self._react = ownership, clock, react
        self._fetched = fetched
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There may be something to fetch."""
        self._wake.set()

    async def run(self) -> None:
        """Until the account is no longer ours."""
        while self._ownership.held():
            self._wake.clear()
            due = await self._store.read(media.wanted, self._ownership.account)
            if due:
                await asyncio.gather(*(self._fetch(what) for what in due))
                continue
            try:
                async with asyncio.timeout(_IDLE_S):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _fetch(self, what: Media) -> None:
        if what.size is not None and what.size > LIMIT_BYTES:
            await self._store.run(self._failed, what, MediaState.TOO_LARGE)
            return
        key, head = await self._store.read(owner_key, what.client), bytearray()
        try:
            content = _noting(self._source.open(what.ref), head)
            kept = await self._blobs.keep(what.id, content, key=key, limit=LIMIT_BYTES)
            if what.size is not None and kept.size < what.size:
                await self._blobs.drop(what.id)
                raise MediaRetry("it broke off")
        except (MediaTooLarge, MediaGone) as fault:
            state = MediaState.TOO_LARGE if isinstance(fault, MediaTooLarge) else MediaState.LOST
            await self._store.run(self._failed, what, state)
        except MediaError:
            if what.attempts + 1 >= _GIVE_UP_AFTER:
                await self._store.run(self._failed, what, MediaState.LOST)
            else:
                await self._store.run(media.try_later, what, back_off(what.attempts + 1))
        else:
            kind = kind_of(bytes(head))
            if await self._store.run(self._keep, what, kept, quick=kind is None or kind.how is How.PICTURE):
                self._fetched()

    def _keep(self, unit: Unit, what: Media, kept: Kept, *, quick: bool) -> bool:
        is_first = media.fetched(unit, what, kept, quick=quick)
        if is_first:
            self._react(unit, [MediaFetched(what.id)])
        return is_first

    def _failed(self, unit: Unit, what: Media, state: MediaState) -> None:
        if media.failed(unit, what, state):
            self._react(unit, [MediaSettled(what.id)])


async def _noting(content: AsyncIterator[bytes], head: bytearray) -> AsyncIterator[bytes]:
    """The same; what a file's kind is known by is left in `head`."""
    async for piece in content:
        head += piece[: HEAD_BYTES - len(head)]
        yield piece
