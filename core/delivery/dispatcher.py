"""Empties one account's outbox: claim, ask may_send again, commit "sending", call, commit what came of it (SPEC 5)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Protocol

from core.delivery.facts import send_facts
from core.delivery.may_send import Ruling, Verdict, may_send
from core.delivery.neutral import NEUTRAL, neutral_picture
from core.delivery.ownership import Ownership
from core.delivery.pace import Pacer, Turn
from core.delivery.retry import Decision, decide, revive
from core.domain.delivery import AfterUncertain, DeliveryKind, DeliveryState, Operation
from core.domain.errors import DeliveryError, Fenced, Reason, Rejected, StoreFault, Unsealable
from core.domain.message import OutgoingFile, OutgoingMessage, Receipt, Text, Withdrawal
from core.domain.rooms import Door, PrivateChat, RoomLook
from core.ports.blobs import Blobs
from core.ports.carry import Messenger
from core.ports.clock import Clock
from core.store import leases, outbox
from core.store.engine import Store
from core.store.outbox import Delivery, Head
from core.store.unit import Unit

_LOG = logging.getLogger(__name__)
_AT_ONCE = 32  # calls under way per account: with calls of a second each, still its whole rate
_FILES_AT_ONCE = 4  # of those, with a file: one may be 50 MB, and lies in memory while it is sent
_AHEAD_S = (
    0.15  # a call is written down as on its way this long before its turn: no commit stands between turn and call
)
_LOOK_AT = 64  # heads of lanes looked at together
_LAND_S = 5.0  # for calls under way when the account is no longer ours
_STORE_PAUSE_S = 0.2
_IDLE_S = 2.0  # another process may have written for this account: look now and then
_LOOK_BACK = timedelta(seconds=60)


Outcome = Receipt | Withdrawal | RoomLook | Door | PrivateChat | None  # None: an edit


class Effects(Protocol):
    """What else changes, in the same transaction, when a call has ended."""

    def sent(self, unit: Unit, what: Delivery, outcome: Outcome) -> None:
        """The platform took it."""
        ...

    def dropped(self, unit: Unit, what: Delivery, why: str) -> None:
        """It will never go."""
        ...

    def unreachable(self, unit: Unit, what: Delivery, reason: Reason) -> None:
        """A client's address does not take messages."""
        ...

    def room_trouble(self, unit: Unit, what: Delivery, reason: Reason, *, moved_to: str = "") -> None:
        """A room, or a thread in it, does not take messages. moved_to: the room's new number."""
        ...

    def copy_words(self, unit: Unit, what: Delivery) -> Text:
        """The line with which a copy of a prompt opens."""
        ...


class BlobReader(Protocol):
    """Opens a sealed file of an owner."""

    async def __call__(self, owner: str, blob: str) -> bytes:
        """The plain bytes. Raises Unsealable."""
        ...


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that is committed as on its way; None message: only history is asked."""

    what: Delivery
    message: OutgoingMessage
    look_first: bool


class Dispatcher:
    """The sender of one owned account. `run` until ownership ends."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        ownership: Ownership,
        clock: Clock,
        effects: Effects,
        read_blob: BlobReader,
    ) -> None:
        self._store, self._messenger, self._ownership = store, messenger, ownership
        self._clock, self._effects, self._read_blob = clock, effects, read_blob
        self._pacer = Pacer(messenger.capabilities)
        self._files = asyncio.Semaphore(_FILES_AT_ONCE)
        self._flying: dict[asyncio.Task[None], Head] = {}
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    async def run(self) -> None:
        """Send until the account is no longer ours; then let what is under way end."""
        try:
            while self._ownership.held():
                self._wake.clear()
                pause = await self._round()
                try:
                    async with asyncio.timeout(pause):
                        await self._wake.wait()
                except TimeoutError:
                    continue
        except Fenced:
            _LOG.warning("fenced", extra={"account": self._ownership.account})
        finally:
            await self._let_land()

    async def _let_land(self) -> None:
        """Calls under way end before the lease is given back, also when we are cancelled while we wait for them:
        whoever owns the account next takes a call without an end for one that may have gone out.
        """
        if not self._flying:
            return
        landing = asyncio.ensure_future(asyncio.wait(list(self._flying), timeout=_LAND_S))
        while not landing.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(landing)

    async def _round(self) -> float:
        """Start what may start; returns seconds until it is worth looking again."""
        pause, still = _IDLE_S, set[str]()
        if (early := self._early(self._clock.monotonic())) > 0:
            return early
        while True:
            heads = await self._store.read(outbox.heads, self._ownership.account, without=still, limit=_LOOK_AT)
            pause = min(pause, self._start(heads, still))
            # A full page of chats that must keep still may hide others behind it.
            if len(heads) < _LOOK_AT or len(self._flying) >= _AT_ONCE:
                break
            if all(head.pace not in still for head in heads):
                break
        if not heads:
            when = await self._store.read(outbox.next_at, self._ownership.account)
            if when is not None:
                pause = min(pause, max(0.01, (when - self._clock.now()).total_seconds()))
        return pause

    def _early(self, now: float) -> float:
        """Seconds until the account may be asked for its next turn."""
        return self._pacer.account_at() - _AHEAD_S - now

    def _start(self, heads: list[Head], still: set[str]) -> float:
        """Start calls; notes in `still` the chats that must wait. Returns seconds until the first of those may go."""
        pause = _IDLE_S
        flying_ids = {head.id for head in self._flying.values()}
        busy = {head.lane for head in self._flying.values()}
        for head in heads:
            if len(self._flying) >= _AT_ONCE:
                break
            if head.id in flying_ids or head.lane in busy:
                continue
            now = self._clock.monotonic()
            if (early := self._early(now)) > 0:
                return min(pause, early)
            turn = self._pacer.ready_at(head.pace, is_group=head.is_group, urgency=head.urgency, now=now)
            if turn - _AHEAD_S > now:
                still.add(head.pace)
                pause = min(pause, turn - _AHEAD_S - now)
                continue
            spent = self._pacer.spend(head.pace, is_group=head.is_group, now=turn)
            busy.add(head.lane)
            task = asyncio.create_task(self._carry(head, spent), name=f"send {head.id[:8]}")
            self._flying[task] = head
            task.add_done_callback(self._landed)
        return pause

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.pop(task, None)
        self._wake.set()
        if not task.cancelled() and (fault := task.exception()) is not None:
            if isinstance(fault, Fenced):
                _LOG.warning("fenced", extra={"account": self._ownership.account})
            else:
                _LOG.error("sending broke off", exc_info=fault)

    async def _carry(self, head: Head, turn: Turn) -> None:
        call = await self._store.run(self._prepare, head.id)
        if call is None:
            return
        if (wait := turn.at - self._clock.monotonic()) > 0:
            await self._clock.sleep(wait)
        began = self._clock.monotonic()
        try:
            try:
                outcome = await self._speak(call)
            finally:
                self._pacer.landed(turn, began=began, ended=self._clock.monotonic())
        except DeliveryError as fault:
            decision = decide(fault, attempts=call.what.attempts + 1, to_client=call.what.subject.address is not None)
            self._hold(head, decision)
            state, trouble = decision.state, decision.trouble
            await self._conclude(
                partial(self._settle, what=call.what, decision=decision),
                partial(outbox.settle, what=call.what, epoch=self._ownership.epoch, state=state, trouble=trouble),
            )
        else:
            receipt = outcome if isinstance(outcome, Receipt) else None
            await self._conclude(
                partial(self._took, what=call.what, outcome=outcome),
                partial(outbox.sent, what=call.what, epoch=self._ownership.epoch, receipt=receipt),
            )

    async def _conclude(self, whole: Callable[[Unit], object], bare: Callable[[Unit], object]) -> None:
        """Write down what came of a call. Should what follows from it break, the bare fact is written all the same: a row
        that stays "sending" would hold up its chat, and one sent again would be a double.
        """
        try:
            await self._write_down(whole)
        except StoreFault:
            raise
        except Exception:  # noqa: BLE001 - whatever it was, the call was made and that must stand
            _LOG.exception("what follows from a call broke off")
            await self._write_down(bare)

    async def _write_down(self, work: Callable[[Unit], object]) -> None:
        """What came of a call. Else the row stays "sending" and holds up its chat, so the store is asked until it can."""
        while True:
            try:
                await self._store.run(work)
            except StoreFault:
                if not self._ownership.held():
                    raise
                await self._clock.sleep(_STORE_PAUSE_S)
            else:
                return

    async def _speak(self, call: _Call) -> Outcome:
        what, message = call.what, call.message
        if call.look_first:
            since = (what.first_sending_at or what.created_at) - _LOOK_BACK
            found = await self._messenger.find(what.to, key=what.key, since=since)
            if found is not None:
                return found
        if message.file is None:
            return await self._call(what, message)
        async with self._files:
            return await self._call(what, replace(message, file=await self._filled(what.owner, message.file)))

    async def _filled(self, owner: str, file: OutgoingFile) -> OutgoingFile:
        try:
            content = await self._read_blob(owner, file.blob)
        except Unsealable:
            raise Rejected("sealed file does not open") from None
        if file.picture is None:
            return replace(file, content=content)
        try:
            return replace(file, content=content, picture_content=await self._read_blob(owner, file.picture))
        except Unsealable:  # the sound alone says as much
            return replace(file, content=content, picture=None)

    async def _call(self, what: Delivery, message: OutgoingMessage) -> Outcome:
        match what.operation:
            case Operation.SEND:
                return await self._messenger.send(what.to, message, key=what.key)
            case Operation.EDIT:
                assert what.target is not None
                await self._messenger.edit(what.target, message, key=what.key)
                return None
            case Operation.WITHDRAW:
                assert what.target is not None
                return await self._messenger.withdraw(what.target, message)
            case Operation.OPEN_THREAD:
                return await self._messenger.open_thread(what.to, what.title, message.text, key=what.key)
            case Operation.LOOK_AT_ROOM:  # title: the therapist's account there
                return await self._messenger.look_at_room(what.to, member=what.title)
            case Operation.OPEN_DOOR:
                return await self._messenger.open_door(what.to, what.title, message, key=what.key)
            case Operation.CLOSE_DOOR:
                await self._messenger.close_door(what.to)
                return None
            case Operation.OPEN_PRIVATE:
                return PrivateChat(await self._messenger.open_private(what.to))

    # --- units of work ------------------------------------------------------------------------------------------
    def _prepare(self, unit: Unit, delivery: str) -> _Call | None:
        leases.fence(unit, self._ownership.account, self._ownership.epoch)
        what = outbox.load(unit, delivery, hold=True)  # words that change now go with this call, or by an edit after it
        if what is None or what.state not in (DeliveryState.PENDING, DeliveryState.UNCERTAIN):
            return None
        verdict = may_send(send_facts(unit, what))
        if verdict.ruling is not Ruling.GO:
            self._refuse(unit, what, verdict)
            return None
        if what.operation is Operation.SEND and what.subject.thread is not None and what.to.thread is None:
            # Its thread could not be opened: never into the room at large.
            outbox.drop(unit, what, DeliveryState.HELD, trouble="thread not open")
            return None
        if what.operation in (Operation.EDIT, Operation.WITHDRAW) and what.target is None:
            outbox.drop(unit, what, DeliveryState.CANCELLED, trouble="nothing there")
            return None
        look_first, message = False, what.message
        if what.state is DeliveryState.UNCERTAIN:
            able = self._messenger.capabilities
            since = what.first_sending_at or unit.now
            revival = revive(
                what.kind,
                what.operation,
                once_only=able.once_only,
                history=able.history,
                within_nonce_window=unit.now - since < timedelta(seconds=able.nonce_window_s),
                was_copy=what.is_copy,
            )
            if not revival.send:
                outbox.drop(unit, what, DeliveryState.FAILED, trouble="uncertain, not sent again")
                self._effects.dropped(unit, what, "uncertain")
                return None
            look_first = revival.look_first
            if revival.as_copy:
                what = replace(what, is_copy=True)
        if what.is_copy:
            message = replace(message, text=self._effects.copy_words(unit, what) + message.text)
        return _Call(what, message, look_first) if outbox.begin(unit, what, self._ownership.epoch) else None

    def _refuse(self, unit: Unit, what: Delivery, verdict: Verdict) -> None:
        if verdict.ruling is Ruling.HOLD:
            outbox.drop(unit, what, DeliveryState.HELD, trouble=verdict.reason)
            return
        outbox.drop(unit, what, DeliveryState.CANCELLED, trouble=verdict.reason)
        self._effects.dropped(unit, what, verdict.reason)

    def _took(self, unit: Unit, what: Delivery, outcome: Outcome) -> None:
        if outbox.sent(unit, what, self._ownership.epoch, outcome if isinstance(outcome, Receipt) else None):
            self._effects.sent(unit, what, outcome)

    def _settle(self, unit: Unit, what: Delivery, decision: Decision) -> None:
        if decision.room_trouble is not None and what.kind is DeliveryKind.ANSWER:
            # An answer to somebody who is no client: nobody is told, and it must not knock at a closed door for ever.
            decision = replace(decision, state=DeliveryState.FAILED, room_trouble=None)
        if decision.room_trouble is Reason.THREAD_GONE and (
            what.operation is not Operation.SEND or what.subject.thread is None
        ):
            decision = replace(decision, state=DeliveryState.CANCELLED)  # what it was to change or answer is gone, too
        changed = outbox.settle(
            unit,
            what,
            self._ownership.epoch,
            decision.state,
            trouble=decision.trouble,
            not_before=unit.now + decision.after,
            is_copy=decision.maybe_there and what.kind.after_uncertain is AfterUncertain.ONCE_AS_COPY,
        )
        if not changed:
            return
        if decision.state is DeliveryState.FAILED:
            self._effects.dropped(unit, what, decision.trouble)
        if decision.closes_address is not None:
            self._effects.unreachable(unit, what, decision.closes_address)
        if decision.room_trouble is not None:
            self._effects.room_trouble(unit, what, decision.room_trouble, moved_to=decision.moved_to)

    def _hold(self, head: Head, decision: Decision) -> None:
        now = self._clock.monotonic()
        if decision.hold_chat is not None:
            self._pacer.hold(head.pace, now + decision.hold_chat.total_seconds())
        if decision.hold_account is not None:
            self._pacer.hold(None, now + decision.hold_account.total_seconds())


def blob_reader(store: Store, blobs: Blobs) -> BlobReader:
    """A reader over the store's keys and the blobs' folder."""

    async def read(owner: str, blob: str) -> bytes:
        if blob == NEUTRAL:
            return neutral_picture()
        key = await store.read(owner_key, owner)
        return await blobs.read(blob, key=key)

    return read


def owner_key(unit: Unit, owner: str) -> bytes:
    """The owner's newest data key."""
    return unit.key(owner).key
