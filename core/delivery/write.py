"""Writing into the outbox: to a client, into a thread, to a place. Always inside the transaction of the cause."""

from __future__ import annotations

from dataclasses import replace

from core.delivery.fit import fit
from core.domain.address import Address
from core.domain.delivery import AfterUncertain, DeliveryKind, DeliveryState, Operation
from core.domain.message import OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.store import outbox
from core.store.addresses import ClientAddress
from core.store.outbox import Subject
from core.store.threads import Thread
from core.store.unit import Unit

_COPY_ROOM = 160  # as long as the platform counts the line in any language


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
    written: list[str] = []
    able = practice.account(to.account).capabilities
    if kind.after_uncertain is AfterUncertain.ONCE_AS_COPY:  # room for the line that says it may be a copy
        able = replace(able, text_limit=able.text_limit - _COPY_ROOM, caption_limit=able.caption_limit - _COPY_ROOM)
    for number, piece in enumerate(fit(message, able)):
        delivery = outbox.put(
            unit,
            cause=f"{cause}/{number}",
            kind=kind,
            operation=Operation.SEND,
            to=to,
            message=piece,
            is_group=is_group,
            subject=subject,
        )
        if delivery is not None:
            written.append(delivery)
    return written


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
    subject = Subject(client=where.client, address=where.id, occurrence=occurrence, card=card, consent=consent)
    return _put_all(
        unit, practice, cause=cause, kind=kind, to=where.address, message=message, is_group=False, subject=subject
    )


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


def open_thread(unit: Unit, thread: Thread, title: str, opening: Text) -> None:
    """Ask for the thread itself; everything for it stands behind this in the same lane."""
    subject = Subject(client=thread.client, thread=thread.id, therapist=thread.room.therapist)
    outbox.put(
        unit,
        cause=f"thread:{thread.id}",
        kind=DeliveryKind.THREAD,
        operation=Operation.OPEN_THREAD,
        to=thread.room.address,
        message=OutgoingMessage(opening, silent=True),
        is_group=True,
        subject=subject,
        title=title,
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
) -> list[str]:
    """An answer to a place that is no client's and no thread's: a stranger's chat, a room as a whole."""
    return _put_all(
        unit,
        practice,
        cause=cause,
        kind=kind or (DeliveryKind.ROOM if is_group else DeliveryKind.ANSWER),
        to=to,
        message=message,
        is_group=is_group,
        subject=Subject(),
    )


def edit(unit: Unit, first: outbox.Delivery, message: OutgoingMessage) -> None:
    """Bring a message of ours (fitted already) up to date; nothing happens where it says the same.

    While the first call has not left, it simply says the new thing; an edit that has not left is overtaken.
    """
    if message == first.message:
        return
    held = outbox.load(unit, first.id, hold=True)  # its call must not leave with the old words while we look
    waits = held is not None and held.state is DeliveryState.PENDING and held.attempts == 0
    outbox.replace_body(unit, first, message)
    if waits or outbox.replace_pending_edit(unit, first, message):
        return
    outbox.put(
        unit,
        cause=f"edit:{first.id}:{unit.id()}",
        kind=first.kind,
        operation=Operation.EDIT,
        to=first.to,
        message=message,
        is_group=first.subject.thread is not None,
        subject=first.subject,
        target=first.id,
    )
