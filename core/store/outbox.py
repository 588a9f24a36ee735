"""The outbox: what goes out, written in the transaction of its cause; every call's state committed around it (SPEC 5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.domain.address import Address
from core.domain.delivery import DeliveryKind, DeliveryState, Operation, Urgency
from core.domain.ids import AccountId
from core.domain.message import DeliveryKey, OutgoingMessage, Receipt
from core.store import tables as t
from core.store.bodies import pack, pack_receipt, unpack, unpack_receipt
from core.store.columns import Instant
from core.store.leases import fence
from core.store.tables import outbox
from core.store.unit import PRACTICE, Unit

_CAUSES = sa.select(outbox.c.cause)
_EARLIER = outbox.alias("earlier")  # made once: an alias of so wide a table costs milliseconds
# As the partial indexes have it, word for word: a database sees only then that the index holds every such row.
_GOES = sa.literal_column("outbox.state IN ('pending', 'uncertain')")
_WAITS = sa.literal_column("outbox.state IN ('pending', 'sending', 'uncertain')")
_WAITS_EARLIER = sa.literal_column("earlier.state IN ('pending', 'sending', 'uncertain')")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a delivery is about; each is checked again when it is sent."""

    client: str | None = None
    address: str | None = None  # the client's address row it goes to
    thread: str | None = None  # the thread row it goes to
    therapist: str | None = None  # whose room it goes to
    occurrence: str | None = None
    card: str | None = None
    consent: str | None = None


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A call that is to be made. cause: its identity; not_before None: at once."""

    cause: str
    kind: DeliveryKind
    operation: Operation
    to: Address
    message: OutgoingMessage
    is_group: bool
    subject: Subject
    title: str = ""
    target: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One outgoing call. `to` is where it goes (thread None while that thread is not open yet)."""

    id: str
    seq: int
    account: AccountId
    operation: Operation
    kind: DeliveryKind
    to: Address
    message: OutgoingMessage
    title: str
    subject: Subject
    target: Receipt | None
    target_state: DeliveryState | None
    key: DeliveryKey
    state: DeliveryState
    attempts: int
    is_copy: bool
    created_at: datetime
    first_sending_at: datetime | None
    owner: str


@dataclass(frozen=True, slots=True)
class Head:
    """The first of a lane, ready to be looked at."""

    id: str
    lane: str
    pace: str
    is_group: bool
    urgency: Urgency


def put(
    unit: Unit,
    *,
    cause: str,
    kind: DeliveryKind,
    operation: Operation,
    to: Address,
    message: OutgoingMessage,
    is_group: bool,
    subject: Subject,
    title: str = "",
    target: str | None = None,
    not_before: datetime | None = None,
) -> str | None:
    """Add one call; see `put_all`. None when that cause has its delivery already."""
    new = NewDelivery(cause, kind, operation, to, message, is_group, subject, title, target, not_before)
    return put_all(unit, [new])[0]


def put_all(unit: Unit, new: Sequence[NewDelivery]) -> list[str | None]:
    """Add calls in this order. The cause is the identity of each: None for one whose cause has its delivery already."""
    there = {row.cause for row in unit.all_of(_CAUSES, outbox.c.cause, [one.cause for one in new])}
    ids: list[str | None] = []
    rows: list[dict[str, Any]] = []
    for one, fresh in zip(new, unit.ids(len(new)), strict=True):
        if one.cause in there:
            ids.append(None)
            continue
        there.add(one.cause)
        rows.append(_row(unit, one, fresh))
        ids.append(fresh)
        unit.wake(one.to.account)
    unit.insert_many(outbox, rows)
    return ids


def _row(unit: Unit, one: NewDelivery, delivery: str) -> dict[str, Any]:
    to, subject = one.to, one.subject
    owner = subject.client or PRACTICE
    lane = f"thread:{subject.thread}" if subject.thread else f"{to.chat}:{to.thread or ''}"
    return {
        "id": delivery,
        "cause": one.cause,
        "account": to.account,
        "lane_index": unit.index("lane", lane),
        "pace_index": unit.index("chat", to.chat),
        "is_group": one.is_group,
        "operation": one.operation.value,
        "kind": one.kind.value,
        "urgency": int(one.kind.urgency),
        "owner": owner,
        "client": subject.client,
        "address": subject.address,
        "thread": subject.thread,
        "therapist": subject.therapist,
        "occurrence": subject.occurrence,
        "card": subject.card,
        "consent": subject.consent,
        "target": one.target,
        "body": unit.seal(owner, "outbox", "body", delivery, pack(to, one.message, one.title)),
        "nonce": f"v{delivery[:24]}",
        "state": DeliveryState.PENDING.value,
        "not_before": one.not_before or unit.now,
        "created_at": unit.now,
    }


def replace_body(unit: Unit, what: Delivery, message: OutgoingMessage) -> None:
    """What the message says now; the row always holds its present words."""
    body = unit.seal(what.owner, "outbox", "body", what.id, pack(what.to, message, what.title))
    unit.execute(sa.update(outbox).where(outbox.c.id == what.id).values(body=body))


def replace_pending_edit(unit: Unit, target: Delivery, message: OutgoingMessage) -> bool:
    """An edit of the same message that has not left yet is overtaken by this one. False: there is none."""
    row = unit.first(
        sa.select(outbox.c.id)
        .where(outbox.c.target == target.id, outbox.c.state == DeliveryState.PENDING.value)
        .with_for_update()
    )
    if row is None:
        return False
    body = unit.seal(target.owner, "outbox", "body", row.id, pack(target.to, message, ""))
    unit.execute(sa.update(outbox).where(outbox.c.id == row.id).values(body=body))
    return True


def heads(unit: Unit, account: str, *, without: Collection[str] = (), limit: int = 64) -> list[Head]:
    """What may go now: of each lane the first that waits, alerts even out of turn; most urgent first, then oldest.

    without: pace indexes (chats, groups) that must keep still, so that a full room cannot hide the others.
    """
    blocked = (
        sa.select(_EARLIER.c.seq)
        .where(
            _EARLIER.c.account == outbox.c.account,
            _EARLIER.c.lane_index == outbox.c.lane_index,
            _EARLIER.c.seq < outbox.c.seq,
            _WAITS_EARLIER,
        )
        .exists()
    )
    rows = unit.all(
        sa.select(outbox.c.id, outbox.c.lane_index, outbox.c.pace_index, outbox.c.is_group, outbox.c.urgency)
        .where(
            outbox.c.account == account,
            _GOES,
            outbox.c.not_before <= unit.now,
            outbox.c.pace_index.not_in(list(without)),
            # A thread has one order: what is for it waits behind the call that opens it.
            sa.or_(~blocked, sa.and_(outbox.c.urgency == int(Urgency.ALERT), outbox.c.thread.is_(None))),
        )
        .order_by(outbox.c.urgency, outbox.c.seq)
        .limit(limit)
    )
    return [Head(r.id, r.lane_index, r.pace_index, r.is_group, Urgency(r.urgency)) for r in rows]


def next_at(unit: Unit, account: str) -> datetime | None:
    """When the next delivery that waits for its time may go."""
    row = unit.one(
        sa.select(sa.func.min(outbox.c.not_before)).where(
            outbox.c.account == account,
            outbox.c.not_before > unit.now,  # what may go already waits for a call to end, and that wakes us
            _GOES,
        )
    )
    return None if row is None else row[0]


def load(unit: Unit, delivery_id: str, *, hold: bool = False) -> Delivery | None:
    """One delivery with its place resolved as it is now. None: no such row. `hold`: nobody changes it until the commit."""
    query = sa.select(outbox).where(outbox.c.id == delivery_id)
    row = unit.one(query.with_for_update(key_share=True) if hold else query)
    if row is None:
        return None
    to, message, title = unpack(unit.open(row.owner, "outbox", "body", row.id, row.body))
    if row.thread is not None:
        thread = unit.row(t.threads, row.thread)
        if thread is not None:
            at = thread.thread  # None also where it was deleted, and is to be opened anew
            number = None if at is None else unit.open(thread.client, "threads", "thread", thread.id, at)
            to = Address(to.platform, to.account, to.chat, number)
    target, target_state = None, None
    if row.target is not None:
        first = unit.row(outbox, row.target)
        if first is not None:
            target_state = DeliveryState(first.state)
            if first.receipt is not None:
                opened = unit.open(first.owner, "outbox", "receipt", first.id, first.receipt)
                target = unpack_receipt(opened)
    return Delivery(
        row.id,
        row.seq,
        AccountId(row.account),
        Operation(row.operation),
        DeliveryKind(row.kind),
        to,
        message,
        title,
        Subject(row.client, row.address, row.thread, row.therapist, row.occurrence, row.card, row.consent),
        target,
        target_state,
        DeliveryKey(row.id, row.nonce),
        DeliveryState(row.state),
        row.attempts,
        row.is_copy,
        row.created_at,
        row.first_sending_at,
        row.owner,
    )


def begin(unit: Unit, what: Delivery, epoch: int) -> bool:
    """Committed before the call: this call is on its way, by this owner. Raises Fenced. False: somebody changed it."""
    fence(unit, what.account, epoch)
    changed = unit.execute(
        sa.update(outbox)
        .where(outbox.c.id == what.id, outbox.c.state == what.state.value)
        .values(
            state=DeliveryState.SENDING.value,
            attempts=outbox.c.attempts + 1,
            epoch=epoch,
            is_copy=what.is_copy,
            first_sending_at=sa.func.coalesce(outbox.c.first_sending_at, sa.bindparam("began", unit.now, Instant())),
        )
    )
    return changed.rowcount == 1


def sent(unit: Unit, what: Delivery, epoch: int, receipt: Receipt | None) -> bool:
    """The platform took it. False when a newer owner judged the row meanwhile."""
    values: dict[str, Any] = {"state": DeliveryState.SENT.value, "sent_at": unit.now, "trouble": None}
    if receipt is not None:
        values["receipt"] = unit.seal(what.owner, "outbox", "receipt", what.id, pack_receipt(receipt))
        if receipt.message:
            values["sent_chat_index"] = unit.index("chat", receipt.address.thread or receipt.address.chat)
            values["sent_message_index"] = unit.index("message", receipt.message)
    return _judge(unit, what, epoch, values)


def settle(
    unit: Unit,
    what: Delivery,
    epoch: int,
    state: DeliveryState,
    *,
    trouble: str,
    not_before: datetime | None = None,
    is_copy: bool = False,
) -> bool:
    """Any other end of a call: pending again, held, failed, cancelled, uncertain. `trouble` holds no content."""
    values: dict[str, Any] = {"state": state.value, "trouble": trouble[:80], "is_copy": is_copy or what.is_copy}
    if not_before is not None:
        values["not_before"] = not_before
    return _judge(unit, what, epoch, values)


def _judge(unit: Unit, what: Delivery, epoch: int, values: dict[str, Any]) -> bool:
    changed = unit.execute(
        sa.update(outbox)
        .where(outbox.c.id == what.id, outbox.c.state == DeliveryState.SENDING.value, outbox.c.epoch == epoch)
        .values(**values)
    )
    unit.wake(what.account)
    return changed.rowcount == 1


def drop(unit: Unit, what: Delivery, state: DeliveryState, *, trouble: str) -> None:
    """Judged before any call was made: cancelled, failed or held."""
    unit.execute(
        sa.update(outbox)
        .where(outbox.c.id == what.id, outbox.c.state == what.state.value)
        .values(state=state.value, trouble=trouble[:80])
    )
    unit.wake(what.account)


def find_uncertain(unit: Unit, account: str, epoch: int) -> int:
    """At the start of an ownership: calls an earlier owner left half-way are uncertain. Returns how many."""
    return int(
        unit.execute(
            sa.update(outbox)
            .where(outbox.c.account == account, _WAITS, outbox.c.state == DeliveryState.SENDING.value)
            .where(outbox.c.epoch < epoch)
            .values(state=DeliveryState.UNCERTAIN.value, trouble="interrupted between request and answer")
        ).rowcount
    )


def cancel(unit: Unit, client: str, kinds: Collection[DeliveryKind], *, reason: str) -> list[str]:
    """What waits for this client and is of these kinds will not go. Returns the occurrences that lose their prompt."""
    waiting = [DeliveryState.PENDING.value, DeliveryState.HELD.value, DeliveryState.UNCERTAIN.value]
    theirs = (
        outbox.c.client == client,
        outbox.c.address.is_not(None),
        outbox.c.kind.in_([kind.value for kind in kinds]),
        outbox.c.state.in_(waiting),
    )
    prompts = unit.all(sa.select(outbox.c.occurrence).where(*theirs, outbox.c.kind == DeliveryKind.PROMPT.value))
    unit.execute(sa.update(outbox).where(*theirs).values(state=DeliveryState.CANCELLED.value, trouble=reason))
    return [row.occurrence for row in prompts if row.occurrence is not None]


def release_held(unit: Unit, address: str) -> int:
    """The address takes messages again: what was held goes on. Returns how many."""
    row = unit.one(sa.select(t.addresses.c.account).where(t.addresses.c.id == address))
    changed = unit.execute(
        sa.update(outbox)
        .where(outbox.c.address == address, outbox.c.state == DeliveryState.HELD.value)
        .values(state=DeliveryState.PENDING.value, not_before=unit.now, trouble=None)
    )
    if row is not None:
        unit.wake(row.account)
    return int(changed.rowcount)


def by_message(unit: Unit, account: str, chat: str, message: str) -> Delivery | None:
    """The delivery that became this platform message. `chat`: the thread where there is one."""
    row = unit.first(
        sa.select(outbox.c.id).where(
            outbox.c.account == account,
            outbox.c.sent_chat_index == unit.index("chat", chat),
            outbox.c.sent_message_index == unit.index("message", message),
        )
    )
    return None if row is None else load(unit, row.id)


def by_cause(unit: Unit, cause: str) -> Delivery | None:
    """The delivery of a cause."""
    found = unit.cell(outbox.c.id, cause, by="cause")
    return None if found is None else load(unit, found)


def release_held_for_thread(unit: Unit, account: str, thread: str) -> None:
    """The thread is open: what waited for it goes on."""
    unit.execute(
        sa.update(outbox)
        .where(outbox.c.thread == thread, outbox.c.state == DeliveryState.HELD.value)
        .values(state=DeliveryState.PENDING.value, not_before=unit.now, trouble=None)
    )
    unit.wake(account)
