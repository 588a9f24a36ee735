"""The handler loop over one account's inbox: oldest first, one transaction each, poison set aside (SPEC 6.1)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from core.delivery.ownership import Ownership
from core.desk.context import Desk
from core.desk.reception import apologise, receive
from core.domain.errors import StoreFault
from core.domain.incoming import Incoming, Unhandled
from core.ports.clock import Clock
from core.ports.intake import Translator
from core.store import inbox, leases
from core.store.engine import Store
from core.store.inbox import Waiting
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)
_TRIES = 3  # of an update whose handling breaks; then it is set aside and its sender told
_IDLE_S = 2.0
_PAUSE_S = 0.2
_POISON = (ValueError, KeyError, TypeError, AttributeError)

FaultId = Callable[[BaseException], str]


class Handler:
    """Takes one account's updates from the inbox to the desk."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        translator: Translator,
        ownership: Ownership,
        clock: Clock,
        fault_id: FaultId,
    ) -> None:
        self._store, self._desk, self._translator = store, desk, translator
        self._ownership, self._clock, self._fault_id = ownership, clock, fault_id
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There may be something to handle."""
        self._wake.set()

    async def run(self) -> None:
        """Until the account is no longer ours."""
        while self._ownership.held():
            self._wake.clear()
            waiting = await self._store.read(inbox.next_waiting, self._ownership.account)
            for one in waiting:
                await self._handle(one)
            if waiting:
                continue
            try:
                async with asyncio.timeout(_IDLE_S):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _handle(self, one: Waiting) -> None:
        try:
            events = self._translator.translate(one.raw)
        except _POISON as fault:
            await self._store.run(inbox.set_aside, one.seq, self._fault_id(fault))
            return
        for attempt in range(one.attempts, _TRIES):
            try:
                await self._store.run(self._work, one.seq, list(events))
            except StoreFault:
                raise
            except Exception as fault:  # noqa: BLE001 - nothing may stop the queue: it is set aside and shown
                if attempt + 1 < _TRIES:
                    _LOG.warning("an update broke off, once more", extra={"update": one.seq, "try": attempt + 1})
                    await self._store.run(inbox.tried, one.seq)
                    await self._clock.sleep(_PAUSE_S)
                    continue
                await self._store.run(self._give_up, one.seq, list(events), self._fault_id(fault))
            return
        await self._store.run(inbox.set_aside, one.seq, "TRIED")

    def _work(self, unit: Unit, seq: int, events: list[Incoming | Unhandled]) -> None:
        leases.fence(unit, self._ownership.account, self._ownership.epoch)
        if not inbox.is_waiting(unit, seq):
            return
        for event in events:
            if not isinstance(event, Unhandled):
                receive(unit, self._desk, event)
        inbox.done(unit, seq)

    def _give_up(self, unit: Unit, seq: int, events: list[Incoming | Unhandled], fault_id: str) -> None:
        inbox.set_aside(unit, seq, fault_id)
        for event in events:
            if not isinstance(event, Unhandled):
                apologise(unit, self._desk, event, fault_id)
