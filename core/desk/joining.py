"""From a code to a client: shown what this is, agreeing or not; and rooms, from a code to a room (SPEC 8.3)."""

from __future__ import annotations

from core.delivery.handles import Action, button
from core.desk.access import Act, Actor, Role, Thing
from core.desk.context import Desk, answer_client, answer_place, demand, mark
from core.desk.words import code_in
from core.domain.address import PlaceKind
from core.domain.delivery import DeliveryKind
from core.domain.errors import Refused
from core.domain.incoming import MessageIn, Press
from core.domain.message import Text
from core.domain.states import ClientState
from core.queue.thread import tell
from core.safety.consent import PURPOSES, document, joining_text
from core.scheduler.enrol import enrol
from core.store import addresses, clients, consents, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import plain, say


def use_code(unit: Unit, desk: Desk, message: MessageIn, code: str, *, language: str) -> bool:
    """Somebody unknown (or who left) sent a code in private. False: it is no code of ours."""
    if therapists.therapist_by_code(unit, code) is not None:
        answer_place(unit, desk, message, say("register_here", language), is_group=False)
        return True
    invitation = clients.invitation_by_code(unit, code)
    if invitation is None:
        return False
    client = clients.client(unit, invitation.client)
    if invitation.spent or client.state is not ClientState.INVITED:
        answer_place(unit, desk, message, say("code_used", language), is_group=False)
        return True
    if invitation.until <= unit.now:
        answer_place(unit, desk, message, say("code_expired", language), is_group=False)
        return True
    demand(Actor(Role.STRANGER), Act.USE_CODE, Thing())
    row = addresses.bind_address(unit, client.id, message.address, message.sender.id)
    clients.move_client(unit, client, ClientState.JOINING, actor=f"client:{client.id}")
    show_joining(unit, desk, addresses.address_by_id(unit, row), client, message)
    return True


def show_joining(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> None:
    """What this is, with both answers as buttons and as words."""
    therapist = therapists.therapist(unit, client.therapist).name
    words = joining_text(desk.practice, language=client.language, name=client.name, therapist=therapist)
    row = (
        button(unit, plain("agree", client.language), Action.AGREE, client.id, where.address),
        button(unit, plain("decline", client.language), Action.DECLINE, client.id, where.address),
    )
    answer_client(unit, desk, where, message, words, buttons=(row,), kind=DeliveryKind.CONSENT)


def agree(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """The client agreed: consent, invitation spent, the therapist told, the programme begun where one was named."""
    if client.state is not ClientState.JOINING:
        key = "you_left" if client.state is ClientState.LEFT else "already_in"
        answer_client(unit, desk, where, by, say(key, client.language))
        return
    invitation = clients.invitation_of(unit, client.id)
    therapist = therapists.therapist(unit, client.therapist)
    shown = document(desk.practice, language=client.language, therapist=therapist.name)
    consents.agree(unit, client.id, shown, purposes=PURPOSES, agreed_by=f"{by.sender.id} {mark(unit, by)}")
    if invitation is not None:
        clients.spend_invitation(unit, invitation.id)
    clients.move_client(unit, client, ClientState.ACTIVE, actor=f"client:{client.id}")
    welcome = say("joined", client.language, therapist=therapist.name)
    answer_client(unit, desk, where, by, welcome, kind=DeliveryKind.CONSENT)
    joined = clients.client(unit, client.id)
    programme = None if invitation is None else invitation.programme
    tell(unit, desk.practice, joined, _news(unit, desk, joined, programme), cause=f"joined:{joined.id}")


def _news(unit: Unit, desk: Desk, client: Client, programme: str | None) -> Text:
    language = therapists.therapist(unit, client.therapist).language
    if programme is None:
        return say("client_joined", language, alias=client.alias)
    try:
        done = enrol(
            unit,
            desk.library(),
            client,
            programme,
            start=None,
            actor=f"therapist:{client.therapist}",
            language=language,
        )
    except Refused as refusal:
        return say("client_joined", language, alias=client.alias) + f"\n{refusal}"
    start = done.start.isoformat()
    return say("client_joined_enrolled", language, alias=client.alias, programme=done.title, start=start)


def decline(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """The client said no: nothing is kept of them, the code still works until it runs out."""
    if client.state is not ClientState.JOINING:
        return
    answer_place(unit, desk, by, say("declined", client.language), is_group=False)
    clients.move_client(unit, client, ClientState.INVITED, actor=f"client:{client.id}")
    language = therapists.therapist(unit, client.therapist).language
    tell(
        unit,
        desk.practice,
        client,
        say("client_declined", language, alias=client.alias),
        cause=f"declined:{mark(unit, by)}",
    )
    addresses.release_address(unit, where.id)


def register(unit: Unit, desk: Desk, message: MessageIn, rest: str) -> None:
    """`/register CODE` in a group: a therapist's code binds it as their room."""
    language = desk.practice.languages[0]
    is_group = message.place is not PlaceKind.PRIVATE

    def answer(key: str, **values: str) -> None:
        answer_place(unit, desk, message, say(key, language, **values), is_group=is_group)

    code = code_in(rest)
    if message.place is PlaceKind.PRIVATE:
        answer("register_here")
        return
    if code is None:
        answer("register_no_code")
        return
    therapist = therapists.therapist_by_code(unit, code)
    if therapist is None:
        answer("register_bad")
    elif message.place is not PlaceKind.ROOM:
        answer("register_not_room")
    elif therapists.room_at(unit, message.address.account, message.address.chat) is not None:
        answer("register_taken")
    elif therapists.room_of(unit, therapist.id) is not None:
        answer("register_twice")
    else:
        demand(Actor(Role.STRANGER), Act.REGISTER_ROOM, Thing())
        therapists.bind_room(unit, therapist.id, message.address, message.sender.id)
        answer("registered", therapist=therapist.name)
