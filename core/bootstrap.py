"""The wiring: ports in, a running practice out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from core.delivery.dispatcher import Dispatcher, blob_reader
from core.delivery.ownership import LEASE, RENEW_EVERY_S, Ownership
from core.delivery.write import to_place
from core.desk import own_draft
from core.desk.context import Desk
from core.desk.effects import DeskEffects
from core.desk.loop import FaultId, Handler
from core.desk.mailbox import StoreMailbox
from core.desk.menu import fingerprint, menus
from core.desk.pausing import end_pauses
from core.desk.reactions import end_growing, react
from core.desk.renewal import Renewals
from core.domain.address import Platform
from core.domain.errors import Conflict, Fenced, TokenRefused, VignetteError
from core.domain.ids import AccountId
from core.domain.message import OutgoingMessage
from core.domain.practice import PracticeFacts
from core.ports.blobs import Blobs
from core.ports.carry import MediaSource, Messenger
from core.ports.clock import Clock
from core.ports.intake import Gateway, Translator
from core.prompts.consent import NO_CONSENTS, Consents
from core.prompts.library import Library
from core.prompts.packed import pack_library
from core.queue import approval, card
from core.queue.folding import Folding
from core.replies import ingest
from core.replies.fetch import Fetcher
from core.replies.prepare import LANES, Preparer
from core.replies.preview import Darkroom
from core.replies.scenes import close_old
from core.safety.consent import archive_all
from core.scheduler.heartbeat import Heartbeat
from core.scheduler.outlook import Outlook, outlook
from core.scheduler.shelf import Shelf
from core.store import cards, clients, inbox, leases, own_prompts, replies, revisions, scenes, schedule, therapists
from core.store.engine import Store
from core.store.opening import one_at_a_time
from core.store.unit import Unit
from core.texts.say import say

_LOG = logging.getLogger(__name__)
_LOOK_AGAIN_S = 2.0  # for a lease that somebody else holds
_TOKEN_PAUSE_S = 60.0
_TELEGRAM_KEEPS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class AccountPorts:
    """One bot account's adapters."""

    account: AccountId
    platform: Platform
    gateway: Gateway
    translator: Translator
    messenger: Messenger
    media: MediaSource


@dataclass(frozen=True, slots=True)
class Timing:
    """Steady-time lengths that tests shorten."""

    lease: timedelta = LEASE
    renew_every_s: float = RENEW_EVERY_S
    look_again_s: float = _LOOK_AGAIN_S


class Practice:
    """Everything of one process. `run` until cancelled; several processes may share one store."""

    def __init__(
        self,
        *,
        store: Store,
        blobs: Blobs,
        clock: Clock,
        facts: PracticeFacts,
        library: Library,
        accounts: Sequence[AccountPorts],
        owner: str,
        fault_id: FaultId,
        timing: Timing | None = None,
        consents: Consents = NO_CONSENTS,
        zone_rules: str = "",
    ) -> None:
        self._store, self._blobs, self._clock, self._facts = store, blobs, clock, facts
        self._accounts, self._owner = accounts, owner
        self._fault_id, self._timing = fault_id, timing or Timing()
        self._consents, self._zone_rules = consents, zone_rules
        self._shelf = Shelf(store, library, fault_id)
        self.desk = Desk(facts, lambda: self._shelf.library, Folding(clock.monotonic), lambda: self._consents)
        self.heartbeat = Heartbeat(
            store,
            clock,
            facts,
            lambda: self._shelf.library,
            chores=[
                self._end_pauses,
                self._close_quiet,
                Renewals(self.desk),
                self._close_scenes,
                self._show_cards,
                self._ask_approvals,
                self._end_drafts,
            ],
            next_times=[
                clients.next_rested,
                _next_quiet,
                scenes.next_close,
                cards.next_to_show,
                approval.next_ask,
                own_prompts.next_over,
            ],
            before_prompts=partial(end_growing, self.desk),
            shelf=self._shelf,
        )
        self._owned: dict[AccountId, Ownership] = {}
        darkroom = Darkroom(at_once=len(LANES))  # one for all accounts: what it does needs memory
        self._preparer = Preparer(
            store, blobs, darkroom, self._owned, lambda unit, events: react(unit, self.desk, events)
        )
        self._wakers: dict[str, list[Callable[[], None]]] = {}

    @property
    def library(self) -> Library:
        """What this process goes by: the library in force, as of the last beat."""
        return self._shelf.library

    def use_library(self, library: Library) -> None:
        """Put a checked library in force for what is released from now on, here and in every other process."""
        self._shelf.offer(library)
        self.heartbeat.wake()

    async def outlook(self) -> Outlook:
        """When the next prompt is due, and what became of those that were. Raises StoreFault."""
        return await self._store.read(outlook, self.library)

    async def run(self) -> None:
        """Work until cancelled."""
        accounts = {ports.account: ports.platform for ports in self._accounts}
        packed = await asyncio.to_thread(pack_library, self.library)
        rules = self._zone_rules
        begun = partial(begin, accounts=accounts, revision=self.library.revision, documents=self._consents)
        was = await self._store.run(begun, zone_rules=rules, packed=packed)
        if was is not None:
            facts = {"was": was, "revision": self.library.revision}
            _LOG.warning(
                "the library in force was not kept; the folder's took its place, and plans follow it", extra=facts
            )
        self._store.on_wake(self._wake)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.heartbeat.run(), name="heartbeat")
            group.create_task(self._preparer.run(), name="files")
            for ports in self._accounts:
                group.create_task(self._own(ports), name=f"account {ports.account}")

    def _wake(self, account: str) -> None:
        for waker in self._wakers.get(account, []):
            waker()
        self.heartbeat.wake()

    async def _own(self, ports: AccountPorts) -> None:
        """Wait for the lease, work while it is ours, and again."""
        waiting = False
        while True:
            ownership = Ownership(
                self._store,
                ports.account,
                self._owner,
                self._clock,
                lease=self._timing.lease,
                renew_every_s=self._timing.renew_every_s,
            )
            pause = self._timing.look_again_s
            try:
                if await ownership.acquire():
                    waiting = False
                    _LOG.info("account owned", extra={"account": ports.account, "epoch": ownership.epoch})
                    pause = await self._work(ports, ownership)
                elif not waiting:
                    waiting = True
                    _LOG.info("waiting for an account that another process owns", extra={"account": ports.account})
            except VignetteError as fault:
                _LOG.warning("account paused", extra={"account": ports.account, "fault": type(fault).__name__})
            finally:
                self._wakers.pop(ports.account, None)
                with contextlib.suppress(VignetteError):
                    await asyncio.shield(ownership.release())
            await self._clock.sleep(pause)

    async def _work(self, ports: AccountPorts, ownership: Ownership) -> float:
        """All of one account's tasks, until the first of them ends. Returns how long to pause before trying again."""
        await self._tell_gap(ports)
        dispatcher = Dispatcher(
            self._store,
            ports.messenger,
            ownership,
            self._clock,
            DeskEffects(self.desk),
            blob_reader(self._store, self._blobs),
        )
        handler = Handler(self._store, self.desk, ports.translator, ownership, self._clock, self._fault_id)
        fetcher = Fetcher(
            self._store,
            self._blobs,
            ports.media,
            ownership,
            self._clock,
            lambda unit, events: react(unit, self.desk, events),
            self._preparer.wake,
        )
        self._owned[ports.account] = ownership
        self._preparer.wake()  # what an owner before us kept and did not make ready
        self._wakers[ports.account] = [dispatcher.wake, handler.wake, fetcher.wake]
        tasks = [
            asyncio.create_task(work, name=f"{name} {ports.account}")
            for name, work in (
                ("lease", ownership.keep()),
                ("intake", ports.gateway.run(StoreMailbox(self._store, ownership, self.desk))),
                ("handler", handler.run()),
                ("sender", dispatcher.run()),
                ("media", fetcher.run()),
            )
        ]
        offering = asyncio.create_task(self._offer(ports, ownership), name=f"menu {ports.account}")  # ends by itself
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._owned.pop(ports.account, None)
            for task in (*tasks, offering):
                task.cancel()
            await asyncio.gather(*tasks, offering, return_exceptions=True)
        return self._judge(ports, done)

    async def _offer(self, ports: AccountPorts, ownership: Ownership) -> None:
        """Tell the platform which commands there are, when that is not what it was told last. Nothing hangs on it."""
        offered = menus(self._facts.languages)
        now = fingerprint(offered)
        try:
            if await self._store.read(leases.menu_of, ports.account) == now:
                return
            await ports.messenger.offer(offered)
            await self._store.run(leases.menu_offered, ports.account, ownership.epoch, now)
        except Exception as fault:  # noqa: BLE001 - a menu is not worth the account: it is tried again at the next start
            facts = {"account": ports.account, "fault": type(fault).__name__}
            _LOG.warning("the commands could not be offered", extra=facts)

    def _judge(self, ports: AccountPorts, done: set[asyncio.Task[None]]) -> float:
        pause = self._timing.look_again_s
        for task in done:
            fault = task.exception()
            if isinstance(fault, TokenRefused):
                _LOG.error(
                    "the platform does not accept the token; the queue is kept", extra={"account": ports.account}
                )
                pause = max(pause, _TOKEN_PAUSE_S)
            elif isinstance(fault, Conflict | Fenced):
                _LOG.warning("somebody else listens with this token", extra={"account": ports.account})
            elif fault is not None:
                _LOG.error("a task broke off", extra={"task": task.get_name()}, exc_info=fault)
        return pause

    async def _tell_gap(self, ports: AccountPorts) -> None:
        """Telegram keeps updates for 24 hours: a longer silence of ours may have lost something (SPEC 6.1, RL-14)."""
        if ports.platform is not Platform.TELEGRAM:
            return
        await self._store.run(self._gap, ports.account)

    def _gap(self, unit: Unit, account: AccountId) -> None:
        last = inbox.last_intake(unit, account)
        if last is None or unit.now - last <= _TELEGRAM_KEEPS:
            return
        hours = int((unit.now - last).total_seconds() // 3600)
        _LOG.error(
            "nothing was heard for over 24 hours: messages may be lost", extra={"account": account, "hours": hours}
        )
        for therapist in therapists.list_therapists(unit):
            room = therapists.room_of(unit, therapist.id)
            if room is None or room.address.platform is not Platform.TELEGRAM:
                continue
            words = say("gap", therapist.language, platform="Telegram", hours=hours)
            cause = f"gap:{account}:{room.id}:{int(last.timestamp())}"
            to_place(unit, self._facts, room.address, OutgoingMessage(words), cause=cause, is_group=True)

    def _end_pauses(self, unit: Unit) -> int:
        return end_pauses(unit, self.desk)

    def _ask_approvals(self, unit: Unit) -> int:
        return approval.ask_ahead(unit, self._facts, self.library)

    def _end_drafts(self, unit: Unit) -> int:
        return own_draft.expire(unit, self.desk)

    def _close_scenes(self, unit: Unit) -> int:
        events = close_old(unit, self._facts)
        react(unit, self.desk, events)
        return len(events)

    def _show_cards(self, unit: Unit) -> int:
        return card.show_due(unit, self._facts, self.desk.folding)

    def _close_quiet(self, unit: Unit) -> int:
        events = ingest.close_quiet(unit)
        react(unit, self.desk, events)
        return len(events)


def begin(
    unit: Unit,
    accounts: Mapping[AccountId, Platform],
    revision: str,
    documents: Consents,
    *,
    zone_rules: str = "",
    packed: bytes | None = None,
) -> str | None:
    """What each start makes sure of: the accounts' rows, a library in force, the consent documents on record.

    revision, packed: the library that this process has; it comes into force where none is that is kept. zone_rules: the
    edition of the time zones that this process reckons with. Several processes may start at the same moment. Returns the
    revision whose place its library took, None where none was in force, or it stays.
    """
    one_at_a_time(unit)
    for account, platform in accounts.items():
        leases.register_account(unit, account, platform.value)
    was = revisions.begin_with(unit, revision, packed)
    schedule.use_zone_rules(unit, zone_rules)
    archive_all(unit, documents)
    return was


def _next_quiet(unit: Unit) -> datetime | None:
    """When the next growing reply has been quiet long enough."""
    oldest = replies.next_quiet(unit)
    return None if oldest is None else oldest + ingest.QUIET
