"""Joining that was not finished in time: it ends kindly, and the therapist hears that a new invitation is needed (SPEC 8.3)."""

from __future__ import annotations

from core.delivery import write
from core.desk import door
from core.desk.codes import JOINING_LASTS
from core.desk.context import Desk
from core.domain.delivery import DeliveryKind
from core.domain.message import OutgoingMessage
from core.domain.states import ClientState
from core.queue.thread import tell
from core.store import addresses, clients, consents, dialogues, doors, therapists
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import say

_COMING_IN = (ClientState.JOINING, ClientState.AGREED)


def is_over(unit: Unit, client: Client) -> bool:
    """Whether somebody who used their code in time has not been confirmed within `JOINING_LASTS` after it ran out."""
    if client.state not in _COMING_IN:
        return False
    invitation = clients.invitation_of(unit, client.id)
    return invitation is not None and invitation.until + JOINING_LASTS <= unit.now


def end(unit: Unit, desk: Desk, client: Client) -> None:
    """Nothing that was agreed holds, the code is dead, both are told; nobody stands behind an address of JOINING any more."""
    invitation = clients.invitation_of(unit, client.id)
    where = addresses.best_address(unit, client.id)
    actor = "practice"
    if invitation is not None:
        clients.spend_invitation(unit, invitation.id)
    if client.state is ClientState.JOINING:
        dialogues.end_dialogue(unit, client.id)
        clients.move_client(unit, client, ClientState.INVITED, actor=actor)
    else:
        consents.withdraw(unit, client.id, actor=actor)
        clients.move_client(unit, client, ClientState.LEFT, actor=actor)
    door.shut(unit, client.id)
    if where is not None:
        message = OutgoingMessage(say("join_ran_out", client.language))
        cause = f"ranout:{client.id}"
        if client.state is ClientState.JOINING:
            write.to_place(unit, desk.practice, where.address, message, cause=cause, is_group=False)
            addresses.release_address(unit, where.id)
        else:
            write.to_client(unit, desk.practice, where, DeliveryKind.CONSENT, message, cause=cause)
    language = therapists.therapist(unit, client.therapist).language
    told = say("client_ran_out", language, alias=client.alias)
    tell(unit, desk.practice, client, told, cause=f"client-ranout:{client.id}")


def clear_away(unit: Unit, desk: Desk) -> None:
    """Doors through which nobody came in time are taken down, also where somebody began there and never went on."""
    account = door.account_with_door(desk)
    if account is None:
        return
    for held in doors.left_over(unit, account.id, unfinished_for=JOINING_LASTS):
        client = clients.client(unit, held.client)
        if client.state in _COMING_IN:
            end(unit, desk, client)
        door.take_down(unit, held)
