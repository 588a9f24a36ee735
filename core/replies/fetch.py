"""The media worker of one account: fetch, seal, fsync; then say so in a second transaction (DESIGN 3.7)."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable

from core.delivery.dispatcher import owner_key
from core.delivery.ownership import Ownership
from core.delivery.retry import back_off
from core.domain.errors import MediaError, MediaGone, MediaRetry, MediaTooLarge
from core.domain.events import Event, MediaSettled
from core.domain.incoming import PartKind
from core.domain.shown import NotShown, Variant
from core.domain.states import MediaState
from core.ports.blobs import Blobs, Kept
from core.ports.carry import MediaSource
from core.ports.clock import Clock
from core.replies.developing import Made, Use
from core.replies.preview import Darkroom
from core.store import media
from core.store.engine import Store
from core.store.media import Media, Shown
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)
LIMIT_BYTES = 200 * 1024 * 1024  # per file, from any platform
_GIVE_UP_AFTER = 8  # tries; with doubling pauses about five minutes, then every minute: links stay valid for hours
_IDLE_S = 2.0
_ENDS = "sabc"  # a piece's blob is named like its file's, with one letter more

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
        darkroom: Darkroom,
    ) -> None:
        self._store, self._blobs, self._source = store, blobs, source
        self._ownership, self._clock, self._react = ownership, clock, react
        self._darkroom = darkroom
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
        key = await self._store.read(owner_key, what.client)
        try:
            kept = await self._blobs.keep(what.id, self._source.open(what.ref), key=key, limit=LIMIT_BYTES)
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
            try:
                shown, why = await self._make_shown(what, kept, key)
            except OSError:  # this machine has trouble, not the file: no room, no memory
                if what.attempts + 1 < _GIVE_UP_AFTER:
                    await self._store.run(media.try_later, what, back_off(what.attempts + 1))
                    return
                shown, why = None, NotShown.FAULT
            await self._store.run(self._keep, what, kept, shown, why)

    async def _make_shown(self, what: Media, kept: Kept, key: bytes) -> tuple[Shown | None, NotShown | None]:
        """What others see of it, sealed, or why not. Whatever breaks here, the original stays kept. Raises OSError."""
        try:
            developed = await self._darkroom.develop(
                lambda: self._blobs.stream(kept.blob, key=key),
                kept.size,
                is_voice=what.kind is PartKind.VOICE,
                waveform=what.waveform,
            )
            if developed.made.why is not None:
                return None, developed.made.why
            return await self._seal(what, kept, developed.made, key), None
        except OSError:
            raise
        except Exception as fault:  # noqa: BLE001 - nothing that is shown is worth the file itself
            _LOG.warning("what others see could not be made", extra={"media": what.id, "fault": type(fault).__name__})
            return None, NotShown.FAULT

    async def _seal(self, what: Media, kept: Kept, made: Made, key: bytes) -> Shown:
        sealed: dict[Use, list[Variant]] = {use: [] for use in Use}
        for number, piece in enumerate(made.pieces):
            blob = f"{what.id}{_ENDS[number]}"
            if hashlib.sha256(piece.content).hexdigest() == kept.sha256:
                blob = kept.blob  # there was nothing to clean
            else:
                await self._blobs.keep(blob, _once(piece.content), key=key, limit=LIMIT_BYTES)
            sealed[piece.use].append(Variant(blob, piece.kind, piece.mime, len(piece.content)))
        (main,), beside = sealed[Use.MAIN], sealed[Use.BESIDE]
        picture = beside[0].blob if beside else None
        others = tuple(sealed[Use.OTHER])
        return Shown(main.blob, main.kind, main.mime, main.size, others, picture, made.duration_s)

    def _keep(self, unit: Unit, what: Media, kept: Kept, shown: Shown | None, why: NotShown | None) -> None:
        if media.kept(unit, what, kept, shown, why):
            self._react(unit, [MediaSettled(what.id)])

    def _failed(self, unit: Unit, what: Media, state: MediaState) -> None:
        if media.failed(unit, what, state):
            self._react(unit, [MediaSettled(what.id)])


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
