"""Rooms and threads that are not as they were: opened anew, followed, or named and told once; nothing is lost (SPEC 5.5)."""

from __future__ import annotations

from core.delivery import write
from core.desk.context import Desk
from core.domain.address import Address, Platform
from core.domain.delivery import DeliveryKind, Operation
from core.domain.errors import Reason
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState, TherapistState
from core.queue import card
from core.queue.thread import tell
from core.store import afresh, cards, clients, media, outbox, replies, therapists, threads
from core.store.outbox import Delivery
from core.store.receipts import target_of
from core.store.replies import Part
from core.store.therapists import Room
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import plain, say


def trouble(unit: Unit, desk: Desk, what: Delivery, reason: Reason, *, moved_to: str) -> None:
    """A call into a room was refused for this reason. moved_to: the room's new number, where it has one."""
    therapist = what.subject.therapist
    room = None if therapist is None else therapists.room_of(unit, therapist)
    if room is None:
        return
    thread = None if what.subject.thread is None else threads.thread_by_id(unit, what.subject.thread)
    if moved_to:
        _follow(unit, room, moved_to)
    elif reason is Reason.THREAD_GONE:
        if thread is not None:  # else a post of the therapist's own: nothing of a client's stands there
            _open_anew(unit, thread, what)
    elif reason is Reason.THREAD_CLOSED and thread is not None:
        if threads.set_trouble(unit, thread.id, reason):
            _say_closed(unit, desk, room, thread)
    else:
        therapists.set_room_trouble(unit, room.therapist, reason)


def took_one(unit: Unit, desk: Desk, what: Delivery) -> None:
    """A call into a room has succeeded. Where none did for a while, it is said once, with the reason."""
    assert what.subject.therapist is not None
    if what.subject.thread is not None and what.operation is not Operation.OPEN_THREAD:
        threads.takes_messages(unit, what.subject.thread)
    before = therapists.clear_room_trouble(unit, what.subject.therapist)
    if before is None:
        return
    therapist = therapists.therapist(unit, what.subject.therapist)
    if therapist.state is TherapistState.WAITING:
        return  # the room is being made ready: what is amiss is told by its look
    why = plain(f"room_was_{_kind(before)}", therapist.language)
    words = say("room_back", therapist.language, why=why)
    _into(unit, desk, what.to, therapist.id, words, cause=f"room-back:{what.id}:{what.attempts}")


def _kind(reason: Reason) -> str:
    return reason.value if reason in (Reason.RIGHTS_LOST, Reason.REMOVED) else "else"


# --- a thread that is gone --------------------------------------------------------------------------------------------
def _open_anew(unit: Unit, thread: Thread, what: Delivery) -> None:
    """Found out by a call: another thread is asked for, and everything for it waits until it is there."""
    if thread.address.thread is None:
        return  # it is being opened already
    if (what.to if what.target is None else what.target.address).thread != thread.address.thread:
        outbox.release_held_for_thread(unit, what.account, thread.id)  # of an earlier one: another is open by now
        return
    threads.thread_lost(unit, thread)
    client = clients.client(unit, thread.client)
    language = therapists.therapist(unit, thread.room.therapist).language
    title = plain("thread_title", language, alias=client.alias)
    write.open_thread(
        unit, thread, title, say("thread_anew", language, alias=client.alias), again=f":{what.id[:12]}:{what.attempts}"
    )


def opened_anew(unit: Unit, desk: Desk, thread: Thread) -> None:
    """The new thread is there: what waits for the therapist is shown in it. Nothing happens where it is the first one."""
    if thread.trouble is not Reason.THREAD_GONE:
        return
    threads.set_trouble(unit, thread.id, None)
    client = clients.client(unit, thread.client)
    if desk.practice.account(thread.address.account).platform is Platform.TELEGRAM:  # a post begins with these words
        language = therapists.therapist(unit, thread.room.therapist).language
        words = say("thread_anew", language, alias=client.alias)
        tell(unit, desk.practice, client, words, cause=f"anew:{thread.id}:{unit.id()}")
    for reply in afresh.forget_thread(unit, thread.id):
        card.show(unit, desk.practice, reply)
        for part in replies.parts_of(unit, reply) if client.state is not ClientState.LEFT else ():
            _show_files(unit, desk, part)


def _show_files(unit: Unit, desk: Desk, part: Part) -> None:
    for what in media.of_part(unit, part.id):
        card.show_file(unit, desk.practice, what, desk.folding)


def card_gone(unit: Unit, desk: Desk, what: Delivery) -> None:
    """A card's message could not be changed: it was deleted, perhaps with its thread. What it says now is said anew."""
    first = target_of(unit, what.id)
    there = None if first is None else outbox.load(unit, first)
    if there is None or what.subject.card is None:
        return
    # Where it was refused for another reason, the old words must not stay readable beside the new ones.
    write.withdraw(unit, there, OutgoingMessage(Text("…"), silent=True, protected=True))
    afresh.forget(unit, there.id)
    card.show(unit, desk.practice, cards.card(unit, what.subject.card).reply)


# --- a room that moved, a thread that is closed -----------------------------------------------------------------------
def _follow(unit: Unit, room: Room, moved_to: str) -> None:
    afresh.move_waiting(unit, room.therapist, room.address.chat, moved_to)
    therapists.room_moved(unit, room, moved_to)


def _say_closed(unit: Unit, desk: Desk, room: Room, thread: Thread) -> None:
    """Once, in the room outside of the thread."""
    therapist = therapists.therapist(unit, room.therapist)
    words = say("thread_closed", therapist.language, alias=clients.client(unit, thread.client).alias)
    posts = therapists.posts_of(unit, room.id)
    if room.address.platform is Platform.DISCORD and not posts:
        return  # there is no place to say it; what waits is tried again every minute
    at = Address(room.address.platform, room.address.account, room.address.chat, posts[0] if posts else None)
    _into(unit, desk, at, therapist.id, words, cause=f"closed:{thread.id}:{unit.id()}")


def _into(unit: Unit, desk: Desk, at: Address, therapist: str, words: Text, *, cause: str) -> None:
    message, kind = OutgoingMessage(words, silent=True), DeliveryKind.ROOM
    write.to_place(unit, desk.practice, at, message, cause=cause, is_group=True, kind=kind, therapist=therapist)
