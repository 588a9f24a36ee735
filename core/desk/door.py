"""Discord's door from the therapist's side: asked for with an invitation, told when open, taken down when done with."""

from __future__ import annotations

from dataclasses import replace

from core.delivery import write
from core.delivery.handles import Action, button
from core.desk.context import Desk, mark
from core.domain.address import Address
from core.domain.delivery import DeliveryKind, Operation
from core.domain.errors import Reason
from core.domain.incoming import MessageIn
from core.domain.message import OutgoingMessage, Span, Text
from core.domain.practice import AccountFacts
from core.domain.rooms import Door
from core.domain.states import AddressState
from core.queue.thread import tell
from core.store import addresses, clients, doors, outbox, therapists
from core.store.doors import OpenDoor
from core.store.outbox import Delivery, Subject
from core.store.unit import Unit
from core.texts.say import plain, say


def account_with_door(desk: Desk) -> AccountFacts | None:
    """The account through whose door newcomers come; None where the practice has none."""
    return next((each for each in desk.practice.accounts.values() if each.door), None)


def way(account: AccountFacts, language: str, code: str) -> str:
    """How somebody comes in by this account, as long as the link is not there."""
    key = "door_way_bot" if account.name else "door_way"
    return plain(key, language, link=plain("door_link_follows", language), code=code, bot=account.name)


def ask(unit: Unit, desk: Desk, client_id: str, message: MessageIn) -> None:
    """With the invitation that `message` asked for: a door of its own. Its link follows into the answer to `message`."""
    account = account_with_door(desk)
    invitation = clients.invitation_of(unit, client_id)
    if account is None or invitation is None:
        return
    client = clients.client(unit, client_id)
    server = Address(account.platform, account.id, account.door)
    begin = button(unit, plain("door_begin", client.language), Action.BEGIN, invitation.id, server)
    outbox.put(
        unit,
        cause=f"door:{invitation.id}",
        kind=DeliveryKind.ANSWER,
        operation=Operation.OPEN_DOOR,
        to=server,
        message=OutgoingMessage(say("door_welcome", client.language), buttons=((begin,),)),
        is_group=False,
        subject=Subject(client=client.id),
        title=f"answer:{mark(unit, message)}/0",  # the message into which the link goes
    )


def opened(unit: Unit, desk: Desk, what: Delivery, door: Door) -> None:
    """The door is there: the invitation's message carries its link."""
    assert what.subject.client is not None
    invitation = clients.invitation_of(unit, what.subject.client)
    if invitation is None:
        return
    held = doors.by_invitation(unit, invitation.id)
    doors.keep(unit, held, door)
    language = _language(unit, what.subject.client)
    _tell(unit, desk, what, plain("door_link", language, link=door.link))


def refused(unit: Unit, desk: Desk, what: Delivery, why: str) -> None:
    """It could not be opened: what is missing, and that the code works all the same."""
    assert what.subject.client is not None
    language = _language(unit, what.subject.client)
    _, _, missing = why.partition(f"{Reason.RIGHTS_LOST}: ")
    if missing:
        _tell(unit, desk, what, plain("door_no_link_rights", language, missing=missing))
    else:
        _tell(unit, desk, what, plain("door_no_link", language))


def shut(unit: Unit, client_id: str) -> None:
    """The client is with us and reached elsewhere: the door has done its work. It stays where they chose to stay in it."""
    held = doors.of_client(unit, client_id)
    where = addresses.best_address(unit, client_id)
    if held is None or held.door is None or where is None or where.state is not AddressState.OPEN:
        return
    if where.address != held.door.place:
        take_down(unit, held)


def gone(unit: Unit, what: Delivery) -> None:
    """It was taken down."""
    held = doors.at(unit, what.to)
    if held is not None:
        doors.forget(unit, held)


def take_down(unit: Unit, held: OpenDoor) -> None:
    """Have an open door taken down; once is enough."""
    assert held.door is not None
    outbox.put(
        unit,
        cause=f"shut:{held.invitation}",
        kind=DeliveryKind.ANSWER,
        operation=Operation.CLOSE_DOOR,
        to=held.door.place,
        message=OutgoingMessage(Text("")),
        is_group=False,
        subject=Subject(client=held.client),
    )


def _language(unit: Unit, client_id: str) -> str:
    return therapists.therapist(unit, clients.client(unit, client_id).therapist).language


def _tell(unit: Unit, desk: Desk, what: Delivery, words: str) -> None:
    """Where the invitation says that a link follows, it says this now; else it is said in the client's thread."""
    assert what.subject.client is not None
    language = _language(unit, what.subject.client)
    first = outbox.by_cause(unit, what.title)
    follows = plain("door_link_follows", language)
    if first is not None and follows in first.message.text.plain:
        text = _swapped(first.message.text, follows, words)
        write.edit(unit, first, replace(first.message, text=text))
        return
    client = clients.client(unit, what.subject.client)
    line = say("door_link_alone", language, alias=client.alias, link=words)
    tell(unit, desk.practice, client, line, cause=f"doorlink:{what.id}")


def _swapped(text: Text, old: str, new: str) -> Text:
    """`text` with the first `old` replaced; what is dressed behind it stays dressed."""
    at = text.plain.index(old)
    shift = len(new) - len(old)
    spans = tuple(
        Span(each.start + shift if each.start > at else each.start, each.length, each.style) for each in text.spans
    )
    return Text(text.plain[:at] + new + text.plain[at + len(old) :], spans)
