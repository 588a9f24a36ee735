"""Who is speaking? Hands each incoming event to the desk of that person, or turns a stranger away kindly."""

from __future__ import annotations

import logging
from datetime import timedelta

from core.delivery import write
from core.desk import client_desk, doorstep, invitation, press_desk, registering, room_desk
from core.desk.context import Desk, answer_place, mark
from core.desk.reactions import react
from core.desk.words import Word, read
from core.domain.address import PlaceKind
from core.domain.delivery import DeliveryKind
from core.domain.errors import AccessDenied, Reason
from core.domain.incoming import Incoming, MessageGone, MessageIn, Press, Reachability
from core.domain.message import OutgoingMessage
from core.domain.states import AddressState, ClientState
from core.queue.thread import tell
from core.replies import ingest
from core.safety.support import support_card
from core.store import addresses, clients, therapists
from core.store.unit import Unit
from core.texts.say import say

_LOG = logging.getLogger(__name__)
_STRANGER_PAUSE = timedelta(hours=24)  # SE-01: an unknown sender is answered once a day


def receive(unit: Unit, desk: Desk, event: Incoming) -> None:
    """One event, in one transaction with its inbox row."""
    try:
        match event:
            case MessageIn():
                _message(unit, desk, event)
            case Press(place=PlaceKind.DOOR):
                doorstep.press(unit, desk, event)
            case Press():
                press_desk.press(unit, desk, event)
            case MessageGone():
                react(unit, desk, ingest.gone(unit, event))
            case Reachability():
                _reachability(unit, desk, event)
    except AccessDenied:
        _LOG.warning("denied", extra={"event": type(event).__name__})
    except LookupError as missing:
        # A button or quotation that names what is no longer there: nothing to do, and nothing of it may stay half done.
        _LOG.info("names nothing", extra={"event": type(event).__name__, "what": type(missing).__name__})
        raise


def _message(unit: Unit, desk: Desk, message: MessageIn) -> None:
    if message.place is PlaceKind.DOOR:
        doorstep.hear(unit, desk, message)
        return
    if message.place is PlaceKind.PRIVATE:
        where = addresses.address_by_user(unit, message.address.account, message.sender.id)
        where = doorstep.moved(unit, where, message)
        if where is not None and where.address.chat == message.address.chat:
            client_desk.hear(unit, desk, where, message)
        else:
            _stranger(unit, desk, message)
        return
    room = None
    if message.place is PlaceKind.ROOM:
        room = therapists.room_at(unit, message.address.account, message.address.chat)
    typed = read(message.text)
    if room is None:
        if typed is not None and typed.word is Word.REGISTER and message.edited_at is None:
            registering.register(unit, desk, message, typed.rest)
        return
    if room.member_index == unit.index("user", message.sender.id):
        room_desk.hear(unit, desk, room, message)
    elif typed is not None and typed.word is Word.REGISTER:
        registering.register(unit, desk, message, typed.rest)


def _stranger(unit: Unit, desk: Desk, message: MessageIn) -> None:
    language = message.sender.language or desk.practice.languages[0]
    typed = read(message.text)
    if message.edited_at is not None:
        return
    if typed is not None and typed.word is Word.SOS:
        answer_place(
            unit, desk, message, support_card(desk.practice, language), is_group=False, kind=DeliveryKind.SAFETY
        )
        return
    if typed is not None and typed.word is Word.REGISTER:
        registering.register(unit, desk, message, typed.rest)
        return
    code = invitation.named_in(message, typed)
    if code is not None and invitation.use_code(unit, desk, message, code, language=language):
        return
    if typed is not None and typed.word in (Word.LEAVE, Word.HALT):
        answer_place(unit, desk, message, say("nothing_to_stop", language), is_group=False)
        return
    if addresses.may_tell_stranger(unit, message.address.account, message.sender.id, since=unit.now - _STRANGER_PAUSE):
        answer_place(unit, desk, message, say("stranger", language), is_group=False)


def _reachability(unit: Unit, desk: Desk, event: Reachability) -> None:
    if event.place is not PlaceKind.PRIVATE:
        return
    where = addresses.address_by_user(unit, event.address.account, event.address.chat)
    if where is None:
        return
    if event.open:
        client_desk.opened(unit, desk, where)
        return
    if where.state is AddressState.OPEN:
        addresses.set_address_state(unit, where.id, AddressState.CLOSED, Reason.BLOCKED)
        tell_unreachable(unit, desk, where.client, Reason.BLOCKED)


def tell_unreachable(unit: Unit, desk: Desk, client_id: str, reason: Reason) -> None:
    """One message to the therapist: who, why, what waits, and the way back (SPEC 5.5)."""
    client = clients.client(unit, client_id)
    if client.state in (ClientState.LEFT, ClientState.INVITED):
        return
    language = therapists.therapist(unit, client.therapist).language
    known = {
        Reason.BLOCKED,
        Reason.DEACTIVATED,
        Reason.NEVER_STARTED,
        Reason.DMS_CLOSED,
        Reason.NO_SHARED_SERVER,
        Reason.CHAT_GONE,
    }
    why = say(f"reason_{reason.value}" if reason in known else "reason_other", language).plain
    if reason in (Reason.DMS_CLOSED, Reason.NO_SHARED_SERVER):
        back = "way_back_server"
    else:
        back = "way_back_invite" if reason is Reason.DEACTIVATED else "way_back_writing"
    words = say("client_unreachable", language, alias=client.alias, reason=why, way_back=say(back, language).plain)
    tell(unit, desk.practice, client, words, cause=f"unreachable:{client.id}:{unit.id()}")


def apologise(unit: Unit, desk: Desk, event: Incoming, fault_id: str) -> None:
    """Something broke while this was handled: the person is told what was kept, with the fault's id."""
    if not isinstance(event, MessageIn):
        return
    if event.place is PlaceKind.PRIVATE:
        where = addresses.address_by_user(unit, event.address.account, event.sender.id)
        if where is None:
            return
        language = clients.client(unit, where.client).language
        words = OutgoingMessage(say("fault", language, fault=fault_id))
        write.to_place(unit, desk.practice, event.address, words, cause=f"fault:{mark(unit, event)}", is_group=False)
    elif therapists.room_at(unit, event.address.account, event.address.chat) is not None:
        room_desk.fault(unit, desk, event, fault_id)
