"""Discord's door from the newcomer's side: *Begin privately*, closed private messages, staying in the channel (SPEC 7.10)."""

from __future__ import annotations

import logging
from dataclasses import replace

from core.delivery import write
from core.delivery.handles import Action, Handle, button, read
from core.desk import called_off, client_desk, invitation, joining, press_desk, words
from core.desk.access import Act, Actor, Role, Thing
from core.desk.context import Desk, answer_place, demand, mark
from core.domain.address import PlaceKind
from core.domain.delivery import DeliveryKind, Operation
from core.domain.errors import Reason
from core.domain.incoming import MessageIn, Press, Sender
from core.domain.message import OutgoingMessage, Text
from core.domain.rooms import PrivateChat
from core.domain.states import AddressState, ClientState
from core.queue.thread import tell
from core.safety.support import support_card
from core.store import addresses, clients, doors, outbox, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.doors import OpenDoor
from core.store.outbox import Delivery, Subject
from core.store.unit import Unit
from core.texts.say import plain, say

_LOG = logging.getLogger(__name__)
_NOT_WITH_US = (ClientState.INVITED, ClientState.LEFT)
_WITH_US = (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED)


# --- words and presses in the door server ---------------------------------------------------------------------------
def hear(unit: Unit, desk: Desk, message: MessageIn) -> None:
    """A message in a channel of the door server. In no newcomer's place nothing is ever answered."""
    held = doors.at(unit, message.address)
    if held is None:
        return
    where = addresses.address_by_user(unit, message.address.account, message.sender.id)
    if where is not None and where.client == held.client:
        client_desk.hear(unit, desk, where, replace(message, place=PlaceKind.PRIVATE))
        return
    language = clients.client(unit, held.client).language
    typed = words.read(message.text)
    if message.edited_at is not None:
        return
    if typed is not None and typed.word is words.Word.SOS:
        card = support_card(desk.practice, language)
        answer_place(unit, desk, message, card, is_group=False, kind=DeliveryKind.SAFETY)
    elif clients.client(unit, held.client).state is ClientState.INVITED:
        answer_place(unit, desk, message, say("door_press_begin", language), is_group=False)


def press(unit: Unit, desk: Desk, event: Press) -> None:
    """A press in a channel of the door server: the door's own buttons, or those of somebody who stays there."""
    server = replace(event.address, chat=desk.practice.account(event.address.account).door)
    first = read(unit, event.handle, server)
    if first is not None and first.action is Action.BEGIN:
        _begin(unit, desk, doors.by_invitation(unit, first.thing), event)
        return
    handle = read(unit, event.handle, event.address)
    if handle is None:
        _LOG.info("a press with a handle that is not ours", extra={"account": event.address.account})
    elif handle.action in (Action.RETRY, Action.STAY):
        _choose(unit, desk, handle, event)
    else:
        press_desk.press(unit, desk, replace(event, place=PlaceKind.PRIVATE))


def _begin(unit: Unit, desk: Desk, held: OpenDoor, event: Press) -> None:
    """The presser becomes this client, unless somebody else did or they are somebody's client already."""
    if held.door is not None and held.door.place.chat != event.address.chat:
        return
    clients.hold(unit, held.client)
    client = clients.client(unit, held.client)
    where = addresses.address_by_user(unit, event.address.account, event.sender.id)
    if where is not None and where.client == client.id and client.state is not ClientState.INVITED:
        if client.state is ClientState.JOINING:
            _open_private(unit, where, event)
        else:
            key = "you_left" if client.state is ClientState.LEFT else "already_in"
            answer_place(unit, desk, event, say(key, client.language), is_group=False)
    elif client.state is not ClientState.INVITED:
        _dead(unit, desk, client, event)
    elif held.spent or held.until <= unit.now:
        answer_place(unit, desk, event, say("code_expired", client.language), is_group=False)
    elif where is not None and clients.client(unit, where.client).state in _WITH_US:
        _dead(unit, desk, client, event)
    elif joining.text_for(unit, desk, client) is None:
        joining.say_no_text(unit, desk, client, event)
    else:
        _leave_other(unit, desk, where)
        demand(Actor(Role.STRANGER), Act.USE_CODE, Thing())
        row = addresses.bind_address(unit, client.id, event.address, event.sender.id)
        clients.move_client(unit, client, ClientState.JOINING, actor=f"client:{client.id}")
        _open_private(unit, addresses.address_by_id(unit, row), event)


def _leave_other(unit: Unit, desk: Desk, where: ClientAddress | None) -> None:
    """Who was coming in by another invitation comes in by this one instead."""
    other = None if where is None else clients.client(unit, where.client)
    if other is not None and other.state in called_off.COMING_IN:
        clients.hold(unit, other.id)
        invitation.give_up(unit, desk, other)


def _choose(unit: Unit, desk: Desk, handle: Handle, event: Press) -> None:
    """*Try again*, or *Stay in this channel*, under the hint about closed private messages."""
    client = clients.client(unit, handle.thing)
    where = addresses.address_by_user(unit, event.address.account, event.sender.id)
    if where is None or where.client != client.id:
        _dead(unit, desk, client, event)
        return
    if client.state in _NOT_WITH_US:
        return
    is_new = client.state is ClientState.JOINING
    if is_new:  # what could not be shown there is shown anew, where it can be read
        outbox.cancel(unit, client.id, (DeliveryKind.CONSENT,), reason="shown elsewhere")
    if handle.action is Action.RETRY:
        addresses.set_address_state(unit, where.id, AddressState.OPEN, None)
        answer_place(unit, desk, event, say("door_trying", client.language), is_group=False)
        _open_private(unit, where, event)
    elif is_new:
        row = addresses.bind_address(unit, client.id, event.address, event.sender.id)
        joining.present(unit, desk, addresses.address_by_id(unit, row), client, event)


def _dead(unit: Unit, desk: Desk, client: Client, event: Press) -> None:
    """Somebody else's press does nothing; the presser reads one plain line, the therapist that it happened."""
    answer_place(unit, desk, event, say("door_not_yours", client.language), is_group=False)
    if client.state in _NOT_WITH_US:
        return
    language = therapists.therapist(unit, client.therapist).language
    told = say("door_other_pressed", language, alias=client.alias)
    tell(unit, desk.practice, client, told, cause=f"doorother:{mark(unit, event)}")


# --- the private chat ------------------------------------------------------------------------------------------------
def _open_private(unit: Unit, where: ClientAddress, event: Press) -> None:
    outbox.put(
        unit,
        cause=f"private:{mark(unit, event)}",
        kind=DeliveryKind.CONSENT,
        operation=Operation.OPEN_PRIVATE,
        to=replace(event.address, chat=event.sender.id),
        message=OutgoingMessage(Text("")),
        is_group=False,
        subject=Subject(client=where.client, address=where.id),
    )


def private(unit: Unit, desk: Desk, what: Delivery, found: PrivateChat) -> None:
    """The private chat is known: from now on it is where the client is, and the dialogue begins (or goes on) there."""
    assert what.subject.address is not None
    where = addresses.address_by_id(unit, what.subject.address)
    if where.client != what.subject.client:
        return
    client = clients.client(unit, where.client)
    row = addresses.bind_address(unit, client.id, found.address, what.to.chat)
    if client.state is ClientState.JOINING:
        by = Press(found.address, PlaceKind.PRIVATE, Sender(what.to.chat), "", what.id, what.created_at)
        joining.present(unit, desk, addresses.address_by_id(unit, row), client, by)
    else:
        outbox.release_held(unit, row)


def moved(unit: Unit, where: ClientAddress | None, message: MessageIn) -> ClientAddress | None:
    """Somebody who stayed in the door's channel writes in private: from now on they are there (SPEC 5.6)."""
    if where is None or where.address.chat == message.address.chat or doors.at(unit, where.address) is None:
        return where
    row = addresses.bind_address(unit, where.client, message.address, message.sender.id)
    return addresses.address_by_id(unit, row)


def unreachable(unit: Unit, desk: Desk, what: Delivery, reason: Reason) -> bool:
    """Private messages are closed while a door is open: said there, with both ways on. True: that was all there is to do.

    While somebody joins, their therapist need not hear of it; nobody is with us yet. Who came by the code has never seen
    the door: nothing that is said there would be read, and only the therapist can tell them.
    """
    if what.subject.address is None or what.subject.client is None or reason is not Reason.DMS_CLOSED:
        return False
    held = doors.of_client(unit, what.subject.client)
    where = addresses.address_by_id(unit, what.subject.address)
    if held is None or held.door is None or held.door.place.account != what.account:
        return False
    if not doors.entered(unit, what.subject.client):
        return False
    if where.client != what.subject.client:
        return True
    is_message = what.operation is not Operation.OPEN_PRIVATE
    if is_message and where.address.chat != what.to.chat:
        return True  # they are elsewhere meanwhile
    client = clients.client(unit, where.client)
    is_new = client.state is ClientState.JOINING
    place = held.door.place
    retry = button(unit, plain("door_try_again", client.language), Action.RETRY, client.id, place)
    stay = button(unit, plain("door_stay", client.language), Action.STAY, client.id, place)
    key = "door_dms_closed_joining" if is_new else "door_dms_closed"
    write.to_place(
        unit,
        desk.practice,
        place,
        OutgoingMessage(say(key, client.language), buttons=((retry, stay) if is_new else (retry,),)),
        cause=f"doorhint:{what.id}:{what.attempts}",
        is_group=False,
    )
    if is_new and is_message:
        addresses.set_address_state(unit, where.id, AddressState.CLOSED, reason)
    return is_new
