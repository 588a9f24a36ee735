"""One account, one owner: the lease, held by steady time here and by the database's clock there (DESIGN 6)."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from core.domain.errors import StoreFault
from core.domain.ids import AccountId
from core.ports.clock import Clock
from core.store import leases, outbox
from core.store.engine import Store
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)
LEASE = timedelta(seconds=15)
RENEW_EVERY_S = 5.0
_MARGIN_S = 1.0  # we stop believing in our lease before the database does


class Ownership:
    """The claim of one process to one account."""

    def __init__(
        self,
        store: Store,
        account: AccountId,
        owner: str,
        clock: Clock,
        *,
        lease: timedelta = LEASE,
        renew_every_s: float = RENEW_EVERY_S,
    ) -> None:
        self.account = account
        self.epoch = 0
        self._store, self._owner, self._clock = store, owner, clock
        self._lease, self._renew_every_s = lease, renew_every_s
        self._believed_until = 0.0

    def held(self) -> bool:
        """Whether the account is still ours, by steady time."""
        return self._clock.monotonic() < self._believed_until

    async def acquire(self) -> bool:
        """Take the lease if it can be had; calls an earlier owner left half-way become uncertain in the same commit."""
        asked = self._clock.monotonic()
        epoch = await self._store.run(take_over, self.account, self._owner, self._lease)
        if epoch is None:
            return False
        self.epoch = epoch
        self._believe(asked)
        return True

    async def keep(self) -> None:
        """Renew until it is lost; returns then."""
        while self.held():
            await self._clock.sleep(min(self._renew_every_s, self._lease.total_seconds() / 3))
            asked = self._clock.monotonic()
            try:
                kept = await self._store.run(leases.renew, self.account, self._owner, self.epoch, self._lease)
            except (StoreFault, OSError):
                kept = self.held()  # the database did not answer: our belief runs out by itself
                continue
            if not kept:
                self._believed_until = 0.0
                _LOG.warning("lease lost", extra={"account": self.account})
                return
            self._believe(asked)

    async def release(self) -> None:
        """Give it back at a clean stop."""
        self._believed_until = 0.0
        if self.epoch:
            await self._store.run(leases.release, self.account, self._owner, self.epoch)

    def _believe(self, asked: float) -> None:
        self._believed_until = asked + self._lease.total_seconds() - min(_MARGIN_S, self._lease.total_seconds() / 5)


def take_over(unit: Unit, account: str, owner: str, length: timedelta) -> int | None:
    """Acquire, and judge what the last owner left on its way."""
    epoch = leases.acquire(unit, account, owner, length)
    if epoch is not None:
        outbox.find_uncertain(unit, account, epoch)
    return epoch


async def wait_for_turn(ownership: Ownership, clock: Clock, every_s: float) -> None:
    """Return when the lease is ours."""
    while not await ownership.acquire():
        await clock.sleep(every_s)
    await asyncio.sleep(0)
