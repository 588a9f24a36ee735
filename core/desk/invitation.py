"""An invitation from the newcomer's side: its code used, used up, or a newer one used instead (SPEC 8.3, CN-09)."""

from __future__ import annotations

from core.desk import joining
from core.desk.access import Act, Actor, Role, Thing
from core.desk.context import Desk, answer_place, demand
from core.desk.words import Typed, Word, code_in
from core.domain.incoming import MessageIn
from core.domain.states import ClientState
from core.queue.thread import tell
from core.store import addresses, clients, consents, dialogues, therapists
from core.store.clients import Client, Invitation
from core.store.unit import Unit
from core.texts.say import say


def named_in(message: MessageIn, typed: Typed | None) -> str | None:
    """The code in a message: alone, or behind /start."""
    return code_in(typed.rest if typed is not None and typed.word is Word.START else message.text)


def use_code(unit: Unit, desk: Desk, message: MessageIn, code: str, *, language: str) -> bool:
    """Somebody unknown (or who left) sent a code in private. False: it is no code of ours."""
    if therapists.therapist_by_code(unit, code) is not None:
        answer_place(unit, desk, message, say("register_here", language), is_group=False)
        return True
    invitation = clients.invitation_by_code(unit, code)
    if invitation is None:
        return False
    clients.hold(unit, invitation.client)
    client = clients.client(unit, invitation.client)
    if client.state is ClientState.INVITED and (invitation.spent or invitation.until <= unit.now):
        answer_place(unit, desk, message, say("code_expired", language), is_group=False)
    elif invitation.spent or client.state is not ClientState.INVITED:
        answer_place(unit, desk, message, say("code_used", language), is_group=False)
        _tell_elsewhere(unit, desk, client, invitation)
    else:
        _enter(unit, desk, client, message)
    return True


def use_newer(unit: Unit, desk: Desk, client: Client, message: MessageIn, typed: Typed | None) -> bool:
    """Somebody who is coming in by one invitation sends the code of another that still works: that one holds from now on.
    False: it is no such code.
    """
    code = None if message.edited_at is not None else named_in(message, typed)
    invitation = None if code is None else clients.invitation_by_code(unit, code)
    if invitation is None or invitation.client == client.id or invitation.spent or invitation.until <= unit.now:
        return False
    clients.hold(unit, invitation.client)
    other = clients.client(unit, invitation.client)
    if other.state is not ClientState.INVITED:
        return False
    if joining.text_for(unit, desk, other) is not None:
        give_up(unit, desk, client)
    _enter(unit, desk, other, message)
    return True


def give_up(unit: Unit, desk: Desk, client: Client) -> None:
    """Whoever was coming in as this client comes in as another: nothing of it holds. Who only read leaves no trace."""
    actor = f"client:{client.id}"
    if client.state is ClientState.JOINING:
        dialogues.end_dialogue(unit, client.id)
        clients.move_client(unit, client, ClientState.INVITED, actor=actor)
        return
    invitation = clients.invitation_of(unit, client.id)
    if invitation is not None:
        clients.spend_invitation(unit, invitation.id)
    consents.withdraw(unit, client.id)
    clients.move_client(unit, client, ClientState.LEFT, actor=actor)
    language = therapists.therapist(unit, client.therapist).language
    told = say("client_newer_code", language, alias=client.alias)
    tell(unit, desk.practice, client, told, cause=f"newer-code:{client.id}")


def _enter(unit: Unit, desk: Desk, client: Client, message: MessageIn) -> None:
    if joining.text_for(unit, desk, client) is None:
        joining.say_no_text(unit, desk, client, message)
        return
    demand(Actor(Role.STRANGER), Act.USE_CODE, Thing())
    row = addresses.bind_address(unit, client.id, message.address, message.sender.id)
    joining.begin(unit, desk, addresses.address_by_id(unit, row), client, message)


def _tell_elsewhere(unit: Unit, desk: Desk, client: Client, invitation: Invitation) -> None:
    """A second account used the code: it is told that the code is dead, and the therapist hears of it once (CN-09)."""
    if client.state in (ClientState.LEFT, ClientState.INVITED):
        return
    language = therapists.therapist(unit, client.therapist).language
    words = say("code_elsewhere", language, alias=client.alias)
    tell(unit, desk.practice, client, words, cause=f"elsewhere:{invitation.id}")
