"""Writing into the outbox: to a client, into a thread, to a place. Always inside the transaction of the cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from core.delivery.fit import fit
from core.domain.address import Address
from core.domain.delivery import AfterUncertain, DeliveryKind, DeliveryState, Operation
from core.domain.message import Capabilities, OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.store import outbox
from core.store.addresses import ClientAddress
from core.store.outbox import NewDelivery, Subject
from core.store.threads import Thread
from core.store.unit import Unit

_COPY_ROOM = 160  # as long as the platform counts the line in any language


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to a client's private chat, and what it is about."""

    where: ClientAddress
    kind: DeliveryKind
    message: OutgoingMessage
    cause: str
    occurrence: str | None = None
    card: str | None = None
    consent: str | None = None


@lru_cache(maxsize=16)
def _with_room(able: Capabilities) -> Capabilities:
    return replace(able, text_limit=able.text_limit - _COPY_ROOM, caption_limit=able.caption_limit - _COPY_ROOM)


def _pieces(
    practice: PracticeFacts,
    *,
    cause: str,
    kind: DeliveryKind,
    to: Address,
    message: OutgoingMessage,
    is_group: bool,
    subject: Subject,
) -> list[NewDelivery]:
    """The message as the account's platform can carry it."""
    able = practice.account(to.account).capabilities
    if kind.after_uncertain is AfterUncertain.ONCE_AS_COPY:  # room for the line that says it may be a copy
        able = _with_room(able)
    return [
        NewDelivery(f"{cause}/{number}", kind, Operation.SEND, to, piece, is_group, subject)
        for number, piece in enumerate(fit(message, able))
    ]


def _put_all(
    unit: Unit,
    practice: PracticeFacts,
    *,
    cause: str,
    kind: DeliveryKind,
    to: Address,
    message: OutgoingMessage,
    is_group: bool,
    subject: Subject,
) -> list[str]:
    pieces = _pieces(practice, cause=cause, kind=kind, to=to, message=message, is_group=is_group, subject=subject)
    return [delivery for delivery in outbox.put_all(unit, pieces) if delivery is not None]


def to_client(
    unit: Unit,
    practice: PracticeFacts,
    where: ClientAddress,
    kind: DeliveryKind,
    message: OutgoingMessage,
    *,
    cause: str,
    occurrence: str | None = None,
    card: str | None = None,
    consent: str | None = None,
) -> list[str]:
    """A message to a client's private chat. Returns the new deliveries; none when this cause has spoken already."""
    return to_clients(unit, practice, [Letter(where, kind, message, cause, occurrence, card, consent)])


def to_clients(unit: Unit, practice: PracticeFacts, letters: Sequence[Letter]) -> list[str]:
    """Several such messages in one go, in this order."""
    pieces = [
        piece
        for one in letters
        for piece in _pieces(
            practice,
            cause=one.cause,
            kind=one.kind,
            to=one.where.address,
            message=one.message,
            is_group=False,
            subject=Subject(
                client=one.where.client,
                address=one.where.id,
                occurrence=one.occurrence,
                card=one.card,
                consent=one.consent,
            ),
        )
    ]
    return [delivery for delivery in outbox.put_all(unit, pieces) if delivery is not None]


def to_thread(
    unit: Unit,
    practice: PracticeFacts,
    thread: Thread,
    kind: DeliveryKind,
    message: OutgoingMessage,
    *,
    cause: str,
    card: str | None = None,
) -> list[str]:
    """A message into a client's thread; it waits until the thread is open."""
    subject = Subject(client=thread.client, thread=thread.id, therapist=thread.room.therapist, card=card)
    return _put_all(
        unit, practice, cause=cause, kind=kind, to=thread.address, message=message, is_group=True, subject=subject
    )


def open_thread(unit: Unit, thread: Thread, title: str, opening: Text, *, again: str = "") -> None:
    """Ask for the thread itself; everything for it stands behind this in the same lane. again: what tells this asking from
    earlier ones, where an earlier thread is gone.
    """
    subject = Subject(client=thread.client, thread=thread.id, therapist=thread.room.therapist)
    outbox.put(
        unit,
        cause=f"thread:{thread.id}{again}",
        kind=DeliveryKind.THREAD,
        operation=Operation.OPEN_THREAD,
        to=thread.room.address,
        message=OutgoingMessage(opening, silent=True),
        is_group=True,
        subject=subject,
        title=title,
    )


def look_at_room(unit: Unit, therapist: str, at: Address, member: str, *, cause: str) -> None:
    """Have a therapist's room looked at; what is found is told at `at`, a place in it. member: their account there."""
    outbox.put(
        unit,
        cause=cause,
        kind=DeliveryKind.ROOM,
        operation=Operation.LOOK_AT_ROOM,
        to=at,
        message=OutgoingMessage(Text("")),
        is_group=True,
        subject=Subject(therapist=therapist),
        title=member,
    )


def to_place(
    unit: Unit,
    practice: PracticeFacts,
    to: Address,
    message: OutgoingMessage,
    *,
    cause: str,
    is_group: bool,
    kind: DeliveryKind | None = None,
    therapist: str | None = None,
) -> list[str]:
    """An answer to a place that is no client's and no thread's: a stranger's chat, a room as a whole.

    therapist: whose room it is, where its trouble must be noted.
    """
    return _put_all(
        unit,
        practice,
        cause=cause,
        kind=kind or (DeliveryKind.ROOM if is_group else DeliveryKind.ANSWER),
        to=to,
        message=message,
        is_group=is_group,
        subject=Subject(therapist=therapist),
    )


def withdraw(unit: Unit, first: outbox.Delivery, instead: OutgoingMessage) -> bool:
    """Take a message of ours back: it does not leave any more, or is deleted; where it cannot be, `instead` (fitted
    already) takes its place. A second time changes nothing. False: it never left, or was taken back before.
    """
    held = outbox.load(unit, first.id, hold=True)
    if held is None or held.state in (DeliveryState.FAILED, DeliveryState.CANCELLED):
        return False
    if held.state in (DeliveryState.PENDING, DeliveryState.HELD) and held.attempts == 0:
        outbox.drop(unit, held, DeliveryState.CANCELLED, trouble="taken back")
        return False
    outbox.replace_body(unit, held, replace(instead, file=None))  # should its call be made again, it says this
    put = outbox.put(
        unit,
        cause=f"withdraw:{held.id}",
        kind=held.kind,
        operation=Operation.WITHDRAW,
        to=held.to,
        message=instead,
        is_group=held.subject.thread is not None,
        subject=held.subject,
        target=held.id,
    )
    return put is not None


def edit(unit: Unit, first: outbox.Delivery, message: OutgoingMessage) -> bool:
    """Bring a message of ours (fitted already) up to date; nothing happens where it says the same. Whether that is one more
    call: while the first one has not left, it simply says the new thing; an edit that has not left is overtaken.
    """
    if message == first.message:
        return False
    held = outbox.load(unit, first.id, hold=True)  # its call must not leave with the old words while we look
    waits = held is not None and held.state is DeliveryState.PENDING and held.attempts == 0
    outbox.replace_body(unit, first, message)
    if waits or outbox.replace_pending_edit(unit, first, message):
        return False
    outbox.put(
        unit,
        cause=f"edit:{first.id}:{unit.id()}",
        kind=first.kind,
        operation=Operation.EDIT,
        to=first.to,
        message=message,
        is_group=first.subject.thread is not None or first.subject.therapist is not None,
        subject=first.subject,
        target=first.id,
    )
    return True
