"""The second half of a file's way: what others see of it is made and sealed, and then it is told (SPEC 6.2).

The original lies here by then, so that nothing which happens meanwhile can lose it: neither a child process that takes minutes,
nor a restart, nor a message that is deleted on the platform.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping

from core.delivery.dispatcher import owner_key
from core.delivery.ownership import Ownership
from core.delivery.retry import back_off
from core.domain.errors import Fenced, StoreFault
from core.domain.events import Event, MediaSettled
from core.domain.ids import AccountId
from core.domain.incoming import PartKind
from core.domain.shown import NotShown, Variant
from core.domain.states import ClientState
from core.ports.blobs import Blobs, Kept
from core.replies.developing import Made, Use
from core.replies.fetch import LIMIT_BYTES
from core.replies.preview import Darkroom
from core.store import clients, leases, media, replies
from core.store.engine import Store
from core.store.media import Media, Shown
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)
LANES = (True, False)  # quick ones and the others: a film that takes minutes holds up no picture
_GIVE_UP_AFTER = 8  # tries on a machine without room; with doubling pauses some minutes
_IDLE_S = 2.0
_LOOK_S = 2.0  # how often it is asked, while a file is made ready, whether it is still to be shown
_ENDS = "sabc"  # a piece's blob is named like its file's, with one letter more

React = Callable[[Unit, list[Event]], None]


class Preparer:
    """One per process, for the accounts that it owns at the moment; one quick file and one other at a time.

    owned: by account, and looked at anew each time. A process that lost an account gives up what it began for it; where two
    made the same file ready all the same, the first to say so is believed and the other changes nothing.
    """

    def __init__(
        self, store: Store, blobs: Blobs, darkroom: Darkroom, owned: Mapping[AccountId, Ownership], react: React
    ) -> None:
        self._store, self._blobs, self._darkroom = store, blobs, darkroom
        self._owned, self._react = owned, react
        self._wakes = {quick: asyncio.Event() for quick in LANES}
        self._last = dict.fromkeys(
            LANES, ""
        )  # whose file had the last turn: ten films of one hold up nobody else's voice

    def wake(self) -> None:
        """There may be something to make ready."""
        for wake in self._wakes.values():
            wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for quick in LANES:
                group.create_task(self._lane(quick=quick), name=f"files, {'quick' if quick else 'slow'}")

    async def _lane(self, *, quick: bool) -> None:
        wake = self._wakes[quick]
        while True:
            wake.clear()
            if await self._one(quick=quick):
                continue
            try:
                async with asyncio.timeout(_IDLE_S):
                    await wake.wait()
            except TimeoutError:
                continue

    async def _one(self, *, quick: bool) -> bool:
        """The next file, if there is one. Whatever breaks, the others must not wait for it."""
        what = None
        try:
            held = [account for account, owner in self._owned.items() if owner.held()]
            if held:
                what = await self._store.read(media.to_develop, held, quick=quick, rather_not=self._last[quick])
            if what is not None:
                self._last[quick] = what.client
                await self.prepare(what)
        except (StoreFault, Fenced) as fault:
            _LOG.info("a file waits to be made ready", extra={"fault": type(fault).__name__})
            return False
        except Exception as fault:  # noqa: BLE001 - as above
            _LOG.exception("a file could not be made ready", exc_info=fault)
            if what is not None:
                await self._later(what)
            return False
        return what is not None

    async def prepare(self, what: Media) -> None:
        """Make of a file whose original is here what others see of it, and say so. Raises StoreFault, Fenced."""
        original, owner = what.original, self._owned.get(what.ref.account)
        if original is None or owner is None:
            return
        try:
            shown, why = await self._make_shown(what, original, owner)
        except OSError:  # this machine has trouble, not the file: no room, no memory
            if what.attempts + 1 < _GIVE_UP_AFTER:
                await self._store.run(media.try_later, what, back_off(what.attempts + 1))
                return
            shown, why = None, NotShown.FAULT
        if await self._store.run(self._keep, what, original, owner.epoch, shown, why) is NotShown.DROPPED:
            for end in _ENDS:
                await self._blobs.drop(f"{what.id}{end}")

    async def _later(self, what: Media) -> None:
        try:
            await self._store.run(media.try_later, what, back_off(what.attempts + 1))
        except StoreFault:
            _LOG.info("a file waits to be made ready", extra={"media": what.id})

    async def _make_shown(self, what: Media, original: Kept, owner: Ownership) -> tuple[Shown | None, NotShown | None]:
        """What others see of it, sealed, or why not. Whatever breaks here, the original stays kept. Raises OSError, StoreFault,
        Fenced.
        """
        try:
            if await self._store.read(is_taken_back, what):
                return None, NotShown.DROPPED
            key = await self._store.read(owner_key, what.client)
            made = await self._develop(what, original, key, owner)
            if made.why is not None:
                return None, made.why
            return await self._seal(what, original, made, key), None
        except (OSError, StoreFault, Fenced):
            raise
        except Exception as fault:  # noqa: BLE001 - nothing that is shown is worth the file itself
            _LOG.warning("what others see could not be made", extra={"media": what.id, "fault": type(fault).__name__})
            return None, NotShown.FAULT

    async def _develop(self, what: Media, original: Kept, key: bytes, owner: Ownership) -> Made:
        """In the darkroom, as long as it is ours to make and anybody is to see it."""
        making = asyncio.create_task(
            self._darkroom.develop(
                lambda: self._blobs.stream(original.blob, key=key),
                original.size,
                is_voice=what.kind is PartKind.VOICE,
                waveform=what.waveform,
            )
        )
        try:
            while True:
                await asyncio.wait({making}, timeout=_LOOK_S)
                if not owner.held():
                    raise Fenced(f"account {what.ref.account} has another owner now")
                if await self._store.read(is_taken_back, what):
                    return Made(why=NotShown.DROPPED)
                if making.done():
                    return making.result().made
        finally:
            making.cancel()
            await asyncio.gather(making, return_exceptions=True)

    async def _seal(self, what: Media, original: Kept, made: Made, key: bytes) -> Shown:
        sealed: dict[Use, list[Variant]] = {use: [] for use in Use}
        for number, piece in enumerate(made.pieces):
            blob = f"{what.id}{_ENDS[number]}"
            if hashlib.sha256(piece.content).hexdigest() == original.sha256:
                blob = original.blob  # there was nothing to clean
            else:
                await self._blobs.keep(blob, _once(piece.content), key=key, limit=LIMIT_BYTES)
            sealed[piece.use].append(Variant(blob, piece.kind, piece.mime, len(piece.content)))
        (main,), beside = sealed[Use.MAIN], sealed[Use.BESIDE]
        picture = beside[0].blob if beside else None
        others = tuple(sealed[Use.OTHER])
        return Shown(main.blob, main.kind, main.mime, main.size, others, picture, made.duration_s)

    def _keep(
        self, unit: Unit, what: Media, original: Kept, epoch: int, shown: Shown | None, why: NotShown | None
    ) -> NotShown | None:
        """Returns the reason that is told in the end: it may have been taken back since."""
        leases.fence(unit, what.ref.account, epoch)
        clients.hold(unit, what.client)
        if is_taken_back(unit, what):
            shown, why = None, NotShown.DROPPED
        if not media.kept(unit, what, original, shown, why):
            return None
        self._react(unit, [MediaSettled(what.id)])
        return why


def is_taken_back(unit: Unit, what: Media) -> bool:
    """Whether a client's file is to be shown no more: its message was deleted, an edit took it off, or they left. What a
    therapist wrote goes its way.
    """
    if what.part is None:
        return False
    part = replies.part(unit, what.part)
    has_left = clients.client(unit, what.client).state is ClientState.LEFT
    return part.withdrawn or part.has_taken_off(what.id) or has_left


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
