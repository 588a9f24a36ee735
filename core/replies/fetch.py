"""The media worker of one account: fetch, seal, fsync; then say so in a second transaction (DESIGN 3.7)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

from core.delivery.dispatcher import owner_key
from core.delivery.ownership import Ownership
from core.delivery.retry import back_off
from core.domain.errors import MediaError, MediaGone, MediaTooLarge
from core.domain.events import Event, MediaSettled
from core.domain.incoming import PartKind
from core.domain.message import FileKind
from core.domain.states import MediaState
from core.ports.blobs import Blobs, Kept
from core.ports.carry import MediaSource
from core.ports.clock import Clock
from core.replies.preview import picture_in_child, shown_kind, sniff
from core.replies.sound import clean_sound
from core.store import media
from core.store.engine import Store
from core.store.media import Media, Shown
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)
LIMIT_BYTES = 200 * 1024 * 1024  # per file, from any platform
_GIVE_UP_AFTER = 8  # tries; with doubling pauses about five minutes, then every minute: links stay valid for hours
_IDLE_S = 2.0

React = Callable[[Unit, list[Event]], None]


class Fetcher:
    """Fetches what an account's incoming messages bore."""

    def __init__(
        self,
        store: Store,
        blobs: Blobs,
        source: MediaSource,
        ownership: Ownership,
        clock: Clock,
        react: React,
    ) -> None:
        self._store, self._blobs, self._source = store, blobs, source
        self._ownership, self._clock, self._react = ownership, clock, react
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
        key = await self._store.read(owner_key, what.client)
        try:
            kept = await self._blobs.keep(what.id, self._source.open(what.ref), key=key, limit=LIMIT_BYTES)
        except (MediaTooLarge, MediaGone) as fault:
            state = MediaState.TOO_LARGE if isinstance(fault, MediaTooLarge) else MediaState.LOST
            await self._store.run(self._failed, what, state)
        except MediaError:
            if what.attempts + 1 >= _GIVE_UP_AFTER:
                await self._store.run(self._failed, what, MediaState.LOST)
            else:
                await self._store.run(media.try_later, what, back_off(what.attempts + 1))
        else:
            await self._store.run(self._keep, what, kept, await self._make_shown(what, key))

    async def _make_shown(self, what: Media, key: bytes) -> Shown | None:
        content = await self._blobs.read(what.id, key=key)
        kind = await asyncio.to_thread(shown_kind, content, is_voice=what.kind is PartKind.VOICE)
        if kind is None:
            return None
        mime = sniff(content)
        if kind is FileKind.PHOTO:
            cleaned = await picture_in_child(content)
        else:
            cleaned = await asyncio.to_thread(clean_sound, content, mime)
        if cleaned is None:
            return None
        if cleaned == content:
            return Shown(what.id, kind, mime)
        blob = f"{what.id}s"
        await self._blobs.keep(blob, _once(cleaned), key=key, limit=LIMIT_BYTES)
        return Shown(blob, kind, mime)

    def _keep(self, unit: Unit, what: Media, kept: Kept, shown: Shown | None) -> None:
        if media.kept(unit, what, kept, shown):
            self._react(unit, [MediaSettled(what.id)])

    def _failed(self, unit: Unit, what: Media, state: MediaState) -> None:
        if media.failed(unit, what, state):
            self._react(unit, [MediaSettled(what.id)])


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
