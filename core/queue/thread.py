"""A client's thread in their therapist's room: opened once, when there is first something for it."""

from __future__ import annotations

from core.delivery import write
from core.domain.delivery import DeliveryKind
from core.domain.message import OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.store import therapists, threads
from core.store.clients import Client
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import plain, say


def thread_for(unit: Unit, client: Client) -> Thread | None:
    """The client's thread in their own therapist's room; asked for when it is not there. None: no room yet."""
    room = therapists.room_of(unit, client.therapist)
    if room is None:
        return None
    thread = threads.thread_of(unit, room.id, client.id)
    if thread is None:
        threads.want_thread(unit, room.id, client.id)
        thread = threads.thread_of(unit, room.id, client.id)
        assert thread is not None
        language = therapists.therapist(unit, client.therapist).language
        write.open_thread(
            unit,
            thread,
            plain("thread_title", language, alias=client.alias),
            say("thread_opening", language, alias=client.alias),
        )
    return thread


def tell(
    unit: Unit,
    practice: PracticeFacts,
    client: Client,
    words: Text,
    *,
    cause: str,
    kind: DeliveryKind = DeliveryKind.ROOM,
    silent: bool = True,
) -> None:
    """One message about a client to their therapist, in the client's thread."""
    thread = thread_for(unit, client)
    if thread is not None:
        write.to_thread(unit, practice, thread, kind, OutgoingMessage(words, silent=silent), cause=cause)
