"""What every desk needs beside the unit of work; and how an answer to one message is written once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from core.delivery import write
from core.desk.access import Act, Actor, Role, Thing, can
from core.domain.delivery import DeliveryKind
from core.domain.errors import AccessDenied
from core.domain.incoming import MessageIn, Press
from core.domain.message import Button, OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.prompts.consent import NO_CONSENTS, Consents
from core.prompts.library import Library
from core.queue.folding import Folding
from core.store import outbox
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.therapists import Room
from core.store.threads import Thread
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Desk:
    """The practice, its library in force, and the documents with which somebody can join."""

    practice: PracticeFacts
    library: Callable[[], Library]
    folding: Folding
    consents: Callable[[], Consents] = lambda: NO_CONSENTS


Rows = tuple[tuple[Button, ...], ...]
_DOUBLE_TAP = timedelta(minutes=1)


def mark(unit: Unit, message: MessageIn | Press) -> str:
    """What stands for one incoming message in the causes of its answers; the platform's id is not readable in it.

    An edit is answered for itself. A button works for months, so each press is, too; a double tap within a minute is one.
    """
    if isinstance(message, MessageIn):
        edited = message.edited_at
        return _marked(unit, message, message.message if edited is None else f"{message.message}@{edited.isoformat()}")
    what = f"{message.message}:{message.handle}"
    # Two taps lie on both sides of a full minute as easily as on one: the first one's mark is the second one's, too.
    earlier = _marked(unit, message, f"{what}:{message.at - _DOUBLE_TAP:%Y-%m-%dT%H:%M}")
    answer = outbox.by_cause(unit, f"answer:{earlier}/0")
    if answer is not None and message.at - answer.created_at < _DOUBLE_TAP:
        return earlier
    return _marked(unit, message, f"{what}:{message.at:%Y-%m-%dT%H:%M}")


def _marked(unit: Unit, message: MessageIn | Press, what: str) -> str:
    place = message.address.thread or message.address.chat
    return unit.index("cause", f"{message.address.account}:{place}:{what}")


def answered_before(unit: Unit, message: MessageIn | Press) -> bool:
    """Whether this very message has its answer already (the same words under another update id, a second tap)."""
    return outbox.by_cause(unit, f"answer:{mark(unit, message)}/0") is not None


def answer_client(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    message: MessageIn | Press,
    words: Text,
    *,
    buttons: Rows = (),
    kind: DeliveryKind = DeliveryKind.ANSWER,
) -> None:
    """One answer to one message of a client."""
    cause = f"answer:{mark(unit, message)}"
    write.to_client(unit, desk.practice, where, kind, OutgoingMessage(words, buttons=buttons), cause=cause)


def answer_place(
    unit: Unit,
    desk: Desk,
    message: MessageIn | Press,
    words: Text,
    *,
    is_group: bool,
    kind: DeliveryKind | None = None,
    therapist: str | None = None,
    buttons: Rows = (),
) -> None:
    """One answer where the message was written, to somebody who is no client. therapist: whose room it is."""
    cause = f"answer:{mark(unit, message)}"
    write.to_place(
        unit,
        desk.practice,
        message.address,
        OutgoingMessage(words, buttons=buttons, silent=is_group),
        cause=cause,
        is_group=is_group,
        kind=kind,
        therapist=therapist,
    )


def answer_thread(
    unit: Unit, desk: Desk, thread: Thread, message: MessageIn, words: Text, *, buttons: Rows = ()
) -> None:
    """One answer in a client's thread."""
    cause = f"answer:{mark(unit, message)}"
    answer = OutgoingMessage(words, buttons=buttons, silent=True)
    write.to_thread(unit, desk.practice, thread, DeliveryKind.ROOM, answer, cause=cause)


def therapist_actor(room: Room) -> Actor:
    """The therapist of a room."""
    return Actor(Role.THERAPIST, room.therapist)


def client_actor(client: Client) -> Actor:
    """A client."""
    return Actor(Role.CLIENT, client.id)


def about(client: Client) -> Thing:
    """What concerns a client."""
    return Thing(client.id, client.therapist)


def demand(actor: Actor, act: Act, thing: Thing) -> None:
    """Raises AccessDenied when can() says no."""
    if not can(actor, act, thing):
        raise AccessDenied(f"{actor.role} may not {act}")
