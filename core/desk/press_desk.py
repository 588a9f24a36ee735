"""A button was pressed: ours, made for this chat, and theirs to press; else nothing happens (SPEC 7.4, SE-03)."""

from __future__ import annotations

import logging

from core.delivery.handles import Action, Handle, read
from core.desk import (
    browse,
    by_hand,
    check_in,
    client_desk,
    joining,
    keeping,
    later,
    own_desk,
    pausing,
    phrase,
    registering,
    renewal,
    scene_desk,
    settings,
    works,
)
from core.desk.access import Act
from core.desk.context import Desk, about, answer_client, answer_place, demand, therapist_actor
from core.desk.reactions import react
from core.domain.address import PlaceKind
from core.domain.incoming import Press
from core.domain.states import ClientState, MatchKind
from core.queue import approval, feedback, filing, witnessed
from core.queue import card as show_card
from core.replies import answer, ingest
from core.store import addresses, cards, clients, outbox, replies, schedule, therapists, threads
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.therapists import Room
from core.store.unit import Unit
from core.texts.say import say

_LOG = logging.getLogger(__name__)
_WITH_US = (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED)


def press(unit: Unit, desk: Desk, event: Press) -> None:
    """Do what the button stands for."""
    handle = read(unit, event.handle, event.address)
    if handle is None:
        _LOG.info("a press with a handle that is not ours", extra={"account": event.address.account})
        return
    if event.place is PlaceKind.PRIVATE:
        where = addresses.address_by_user(unit, event.address.account, event.sender.id)
        if where is not None and where.address.chat == event.address.chat:
            clients.hold(unit, where.client)  # two devices at once: the second sees what the first has chosen
            client_desk.opened(unit, desk, where)  # who presses can be reached: the answer must not be held
            _by_client(unit, desk, where, clients.client(unit, where.client), handle, event)
        elif where is None and handle.action is Action.STEP:
            _after_a_no(unit, desk, handle, event)
        return
    room = therapists.room_at(unit, event.address.account, event.address.chat)
    if room is None or room.member_index != unit.index("user", event.sender.id):
        _LOG.info("a press by somebody who is not the room's therapist", extra={"account": event.address.account})
        return
    _by_therapist(unit, desk, room, handle, event)


def _by_client(unit: Unit, desk: Desk, where: ClientAddress, client: Client, handle: Handle, event: Press) -> None:
    match handle.action:
        case Action.STEP:
            _step(unit, desk, where, client, handle, event)
        case Action.SET if client.state is ClientState.JOINING:
            joining.press_language(unit, desk, where, client, handle.thing, event)
        case Action.SET if client.state in _WITH_US:
            settings.press(unit, desk, where, client, handle.thing, event)
        case Action.SUPPORT if handle.thing == client.id:
            client_desk.support(unit, desk, where, client, event)
        case Action.REST if handle.thing == client.id and client.state is ClientState.HALTED:
            pausing.rest(unit, desk, where, client, event)
        case Action.LEAVE if handle.thing == client.id and client.state is not ClientState.LEFT:
            client_desk.leave(unit, desk, where, client, event)
        case Action.HALT if handle.thing == client.id and client.state in _WITH_US:
            client_desk.halt(unit, desk, where, client, event)
        case Action.TURN if client.state in _WITH_US:
            scene_desk.turn(unit, desk, where, client, handle.thing, event)
        case Action.NOT_TODAY if client.state in _WITH_US:
            if schedule.occurrence(unit, handle.thing).client == client.id:
                later.not_today(unit, desk, where, client, handle.thing, event)
        case Action.LATER if client.state in _WITH_US:
            if schedule.occurrence(unit, handle.thing).client == client.id:
                later.press(unit, desk, where, client, handle.thing, event)
        case Action.SUITS if client.state in _WITH_US:
            later.chosen(unit, desk, where, client, handle.thing, event)
        case Action.PAUSE if client.state in _WITH_US:
            pausing.press(unit, desk, where, client, handle.thing, event)
        case Action.RATE if client.state in _WITH_US:
            check_in.press(unit, desk, where, client, handle.thing, event)
        case Action.CARE if client.state in _WITH_US:
            check_in.chosen(unit, desk, where, client, handle.thing, event)
        case Action.KEEP if client.state in _WITH_US:
            keeping.press(unit, desk, where, client, handle.thing, event)
        case Action.WORKS if client.state in _WITH_US:
            works.press_page(unit, desk, where, client, handle.thing, event)
        case Action.WORK if client.state in _WITH_US:
            works.press_work(unit, desk, where, client, handle.thing, event)
        case Action.HOW if handle.thing == client.id and client.state in _WITH_US:
            client_desk.how(unit, desk, where, client, event)
        case Action.BELONGS if client.state in _WITH_US:
            place = event.address.thread or event.address.chat
            said = outbox.by_message(unit, event.address.account, place, event.message)
            about = None if said is None else answer.reply_about(unit, said)
            if about is not None and schedule.occurrence(unit, handle.thing).client == client.id:
                reply = replies.reply(unit, about)
                client_desk.file_reply(unit, desk, where, client, reply, handle.thing, event)
        case Action.NEITHER if client.state in _WITH_US:
            reply = replies.reply(unit, handle.thing)
            client_desk.file_reply(unit, desk, where, client, reply, None, event)
        case _:
            _LOG.info("a press that is out of date", extra={"action": handle.action.value})


def _after_a_no(unit: Unit, desk: Desk, handle: Handle, event: Press) -> None:
    """A button of a dialogue that ended with a no (the handle was made for this very chat): what to do to begin again."""
    client = clients.by_beginning(unit, handle.thing.partition("-")[0])
    if client is not None:
        answer_place(unit, desk, event, say("declined_before", client.language), is_group=False)


def _step(unit: Unit, desk: Desk, where: ClientAddress, client: Client, handle: Handle, event: Press) -> None:
    """A button of the dialogue, perhaps of one that is over."""
    match client.state:
        case ClientState.JOINING:
            joining.press(unit, desk, where, client, handle.thing, event)
        case ClientState.AGREED:
            joining.wait(unit, desk, where, client, event)
        case ClientState.LEFT:
            answer_client(unit, desk, where, event, say("you_left", client.language))
        case _:
            renewal.press(unit, desk, where, client, handle.thing, event)


def _by_therapist(unit: Unit, desk: Desk, room: Room, handle: Handle, event: Press) -> None:
    match handle.action:
        case Action.LOOK if handle.thing == room.id:
            registering.look(unit, room, event)
        case Action.ACK if handle.thing == room.therapist:
            registering.acknowledge(unit, desk, room, event)
        case Action.WITNESS:
            card = cards.card(unit, handle.thing)
            demand(therapist_actor(room), Act.WITNESS, about(clients.client(unit, card.client)))
            witnessed.witness(unit, desk.practice, card.id)
        case Action.FILE:
            _file(unit, desk, room, handle.thing, event)
        case Action.FETCH:
            card = cards.card(unit, handle.thing)
            demand(therapist_actor(room), Act.READ_REPLY, about(clients.client(unit, card.client)))
            show_card.fetch_again(unit, desk.practice, card)
        case Action.APPROVE | Action.REFUSE:
            what = schedule.occurrence(unit, handle.thing)
            demand(therapist_actor(room), Act.APPROVE, about(clients.client(unit, what.client)))
            yes = handle.action is Action.APPROVE
            approval.decide(unit, desk.library(), what, yes=yes, actor=f"therapist:{room.therapist}")
        case Action.BROWSE:
            client = clients.client(unit, handle.thing.partition("-")[0])
            demand(therapist_actor(room), Act.SEND, about(client))
            browse.pressed(unit, desk, therapists.therapist(unit, room.therapist), client, handle.thing, event)
        case Action.TAKE_BACK:
            what = schedule.occurrence(unit, handle.thing)
            client = clients.client(unit, what.client)
            demand(therapist_actor(room), Act.SEND, about(client))
            by_hand.pressed(unit, desk, therapists.therapist(unit, room.therapist), client, what, event)
        case Action.OWN:
            own_desk.pressed(unit, desk, room, handle.thing, event)
        case Action.PHRASE:
            phrase.pressed(unit, desk, room, handle.thing, event)
        case Action.SEND_NOTE:
            thread = None if event.address.thread is None else threads.thread_at(unit, room.id, event.address.thread)
            if thread is None or cards.feedback_by_id(unit, handle.thing).client != thread.client:
                return
            client = clients.client(unit, thread.client)
            demand(therapist_actor(room), Act.WRITE_TO_CLIENT, about(client))
            if client.state is not ClientState.LEFT:
                feedback.send_note(unit, desk.practice, thread, handle.thing)
            else:
                feedback.say_gone(unit, desk.practice, thread, handle.thing)
        case _:
            _LOG.info("a press that is out of date", extra={"action": handle.action.value})


def _file(unit: Unit, desk: Desk, room: Room, where: str, event: Press) -> None:
    """The therapist says where the reply belongs whose card bears the button."""
    place = event.address.thread or event.address.chat
    said = outbox.by_message(unit, event.address.account, place, event.message)
    if said is None or said.subject.card is None:
        return
    card = cards.card(unit, said.subject.card)
    demand(therapist_actor(room), Act.FILE, about(clients.client(unit, card.client)))
    clients.hold(unit, card.client)
    reply = replies.reply(unit, card.reply)
    kind = {filing.TALK: MatchKind.CONVERSATION, filing.MESSAGE: MatchKind.MESSAGE}.get(where)
    if kind is None and schedule.occurrence(unit, where).client != card.client:
        return
    if reply.evidence not in (MatchKind.SCENE, MatchKind.NOT_SENT):
        react(unit, desk, ingest.file_under(unit, reply, None if kind is not None else where, kind=kind))
