"""A therapist's room: commands, and in a client's thread whatever is written there."""

from __future__ import annotations

from datetime import date, timedelta

from core.delivery.write import to_place
from core.desk import called_off, inviting, own_desk, own_draft, phrase, registering, steering
from core.desk.access import Act, Thing
from core.desk.context import (
    Desk,
    about,
    answer_place,
    answer_thread,
    answered_before,
    demand,
    mark,
    therapist_actor,
)
from core.desk.enrolled import enrolment_told
from core.desk.words import Typed, Word, read
from core.domain.errors import Refused
from core.domain.hours import zone_of
from core.domain.incoming import MessageIn
from core.domain.message import OutgoingMessage, Text
from core.domain.states import TherapistState
from core.queue import approval, feedback, link
from core.queue.when import day_and_time
from core.safety.support import support_card
from core.scheduler.enrol import enrol
from core.store import cards, clients, consents, replies, schedule, therapists, threads
from core.store.therapists import Room, Therapist
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import plain, say

_SHOWN = 20  # of the queue in one message


def hear(unit: Unit, desk: Desk, room: Room, message: MessageIn) -> None:
    """One message in a registered room, written by its therapist."""
    thread = None if message.address.thread is None else threads.thread_at(unit, room.id, message.address.thread)
    if thread is None:
        registering.note_place(unit, desk, room, message.address)
    therapist = therapists.therapist(unit, room.therapist)
    if therapist.state is TherapistState.WAITING:
        registering.while_waiting(unit, desk, room, therapist, message)
        return
    typed = read(message.text) if not message.files else own_desk.captioned(message)
    if typed is not None and not typed.raw.startswith("/"):
        typed = None  # in a room a bare word ("stop", "help me") is said to the client, or a note
    if message.edited_at is not None:
        if thread is not None and not own_draft.changed(unit, desk, thread, message) and typed is None:
            demand(therapist_actor(room), Act.WRITE_TO_CLIENT, about(clients.client(unit, thread.client)))
            feedback.change(unit, desk.practice, thread, message)
        return
    if typed is not None:
        if not answered_before(unit, message):
            _command(unit, desk, room, thread, message, typed)
        return
    if thread is None or own_desk.hear(unit, desk, room, thread, message):
        return
    if not phrase.typed(unit, desk, room, thread, message):
        act = Act.NOTE if message.reply_to is None else Act.WRITE_TO_CLIENT
        demand(therapist_actor(room), act, about(clients.client(unit, thread.client)))
        feedback.take(unit, desk.practice, thread, message)


def _command(unit: Unit, desk: Desk, room: Room, thread: Thread | None, message: MessageIn, typed: Typed) -> None:
    if typed.word in own_desk.WORDS and thread is not None:
        own_desk.command(unit, desk, room, thread, message, typed)
        return
    therapist = therapists.therapist(unit, room.therapist)
    language, rows = therapist.language, ()
    match typed.word:
        case Word.INVITE:
            words = inviting.invite(unit, desk, room, therapist, message, typed.rest)
        case Word.UNINVITE:
            words = called_off.take_back(unit, desk, room, thread, typed.rest)
        case Word.ENROL if thread is not None:
            words = _enrol(unit, desk, room, thread, typed.rest, language)
        case Word.APPROVE | Word.REFUSE if thread is not None:
            words = _approve(unit, desk, room, thread, language, yes=typed.word is Word.APPROVE)
        case Word.ENROL | Word.APPROVE | Word.REFUSE | Word.ADAPT | Word.NEW | Word.PROPOSE:
            words = say("in_thread", language)
        case Word.CLIENTS:
            words = _clients(unit, room, language)
        case Word.QUEUE:
            words = _queue(unit, desk, room, therapist)
        case Word.REGISTER:
            words = say("register_twice", language)
        case _ if typed.word in steering.WORDS:
            words, rows = steering.steer(unit, desk, room, thread, message, typed)
        case Word.HELP | Word.START:
            words = (
                say("help_room", language) + "\n" + say("help_steering", language) + "\n" + say("help_own", language)
            )
        case Word.SOS:
            words = support_card(desk.practice, language)
        case _:
            words = say("room_unknown_command", language, command=typed.raw)
    if thread is not None:
        answer_thread(unit, desk, thread, message, words, buttons=rows)
    else:
        answer_place(unit, desk, message, words, is_group=True, buttons=rows)


def _enrol(unit: Unit, desk: Desk, room: Room, thread: Thread, rest: str, language: str) -> Text:
    client = clients.client(unit, thread.client)
    demand(therapist_actor(room), Act.ENROL, about(client))
    words = rest.split()
    programmes = ", ".join(sorted(desk.library().programmes)) or "-"
    if not words or len(words) > 2:
        return say("enrol_how", language, programmes=programmes)
    start: date | None = None
    today = unit.now.astimezone(zone_of(client.zone)).date()
    if len(words) == 2:
        named = {"today": today, "tomorrow": today + timedelta(days=1)}
        try:
            start = named.get(words[1].lower()) or date.fromisoformat(words[1])
        except ValueError:
            return say("enrol_how", language, programmes=programmes)
    try:
        done = enrol(
            unit,
            desk.library(),
            client,
            words[0],
            start=start,
            actor=f"therapist:{room.therapist}",
            language=language,
        )
    except Refused as refusal:
        return Text(str(refusal))
    told = enrolment_told(unit, desk.library(), client, words[0], done)
    if consents.has_lapsed(unit, client.id):
        told = told + "\n" + say("enrolled_paused", language, alias=client.alias)
    return told


def _approve(unit: Unit, desk: Desk, room: Room, thread: Thread, language: str, *, yes: bool) -> Text:
    client = clients.client(unit, thread.client)
    demand(therapist_actor(room), Act.APPROVE, about(client))
    what = approval.waiting_of(unit, client.id)
    if what is None:
        return say("strong_none", language, alias=client.alias)
    return approval.decide(unit, desk.library(), what, yes=yes, actor=f"therapist:{room.therapist}")


def _clients(unit: Unit, room: Room, language: str) -> Text:
    demand(therapist_actor(room), Act.LIST_CLIENTS, Thing(therapist=room.therapist))
    mine = [each for each in clients.list_clients(unit, room.therapist) if not called_off.is_dead(unit, each)]
    if not mine:
        return say("clients_none", language)
    lines = "\n".join(f"· {c.alias}: {plain(f'state_{c.state.value}', language)}, {c.zone}" for c in mine)
    return say("clients", language, lines=lines)


def _queue(unit: Unit, desk: Desk, room: Room, therapist: Therapist) -> Text:
    demand(therapist_actor(room), Act.LIST_CLIENTS, Thing(therapist=room.therapist))
    waiting = cards.waiting(unit, room.therapist)
    if not waiting:
        return say("queue_none", therapist.language)
    lines: list[str] = []
    for card in waiting[:_SHOWN]:
        reply = replies.reply(unit, card.reply)
        title = schedule.occurrence(unit, reply.occurrence).title if reply.occurrence else "-"
        alias = clients.client(unit, card.client).alias
        lines.append(f"· {alias} · {title} · {day_and_time(card.opened_at, therapist.zone)}")
        where = link.to_card(unit, desk.practice, card.id)
        if where is not None:
            lines.append(where)
    if len(waiting) > _SHOWN:
        lines.append(plain("queue_more", therapist.language, count=len(waiting) - _SHOWN))
    return say("queue", therapist.language, count=len(waiting), lines="\n".join(lines))


def fault(unit: Unit, desk: Desk, message: MessageIn, fault_id: str) -> None:
    """Something broke while a therapist's message was handled: say so where it was written."""
    language = desk.practice.languages[0]
    words = OutgoingMessage(say("fault", language, fault=fault_id), silent=True)
    to_place(unit, desk.practice, message.address, words, cause=f"fault:{mark(unit, message)}", is_group=True)
