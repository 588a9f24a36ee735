"""Joining that ends without the newcomer's doing: its time ran out, or the therapist took the invitation back (SPEC 8.3)."""

from __future__ import annotations

from core.delivery import write
from core.desk import door
from core.desk.access import Act
from core.desk.codes import JOINING_LASTS
from core.desk.context import Desk, about, demand, therapist_actor
from core.domain.delivery import DeliveryKind
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState
from core.queue.thread import tell
from core.store import addresses, clients, consents, dialogues, doors, therapists
from core.store.clients import Client
from core.store.therapists import Room
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import say

COMING_IN = (ClientState.JOINING, ClientState.AGREED)
_OPEN = (ClientState.INVITED, *COMING_IN)


def is_over(unit: Unit, client: Client) -> bool:
    """Whether somebody who used their code in time has not been confirmed within `JOINING_LASTS` after it ran out."""
    if client.state not in COMING_IN:
        return False
    invitation = clients.invitation_of(unit, client.id)
    return invitation is not None and invitation.until + JOINING_LASTS <= unit.now


def run_out(unit: Unit, desk: Desk, client: Client) -> None:
    """Too late: both are told."""
    _call_off(unit, desk, client, says="join_ran_out", actor="vignette")
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
        if client.state in COMING_IN:
            run_out(unit, desk, client)
        door.take_down(unit, held)


def _call_off(unit: Unit, desk: Desk, client: Client, *, says: str, actor: str) -> None:
    """Nothing that was agreed holds, the code is dead, and whoever was coming in is told. Who only read is a stranger again."""
    invitation = clients.invitation_of(unit, client.id)
    where = addresses.best_address(unit, client.id)
    if invitation is not None:
        clients.spend_invitation(unit, invitation.id)
    door.shut(unit, client.id)
    message, cause = OutgoingMessage(say(says, client.language)), f"called-off:{client.id}"
    if client.state is ClientState.AGREED:
        consents.withdraw(unit, client.id, actor=actor)
        clients.move_client(unit, client, ClientState.LEFT, actor=actor)
        if where is not None:
            write.to_client(unit, desk.practice, where, DeliveryKind.CONSENT, message, cause=cause)
    elif client.state is ClientState.JOINING:
        dialogues.end_dialogue(unit, client.id)
        clients.move_client(unit, client, ClientState.INVITED, actor=actor)
        if where is not None:
            write.to_place(unit, desk.practice, where.address, message, cause=cause, is_group=False)
            addresses.release_address(unit, where.id)


# --- the therapist takes it back --------------------------------------------------------------------------------------
def open_invitations(unit: Unit, therapist: str) -> list[Client]:
    """Whom a therapist invited and who is not with them yet, by alias; without those whose code is dead already."""
    mine = [each for each in clients.list_clients(unit, therapist) if each.state in _OPEN]
    return [each for each in mine if not is_dead(unit, each)]


def is_dead(unit: Unit, client: Client) -> bool:
    """Whether nobody stands behind an alias, and nobody ever will: its code was taken back, or joining ran out of time."""
    if client.state is not ClientState.INVITED:
        return False
    invitation = clients.invitation_of(unit, client.id)
    return invitation is None or invitation.spent


def take_back(unit: Unit, desk: Desk, room: Room, thread: Thread | None, alias: str) -> Text:
    """`/uninvite ALIAS`, in a client's thread without the alias. Returns what the therapist is told."""
    language = therapists.therapist(unit, room.therapist).language
    if alias:
        client = clients.client_by_alias(unit, alias)
    else:
        client = None if thread is None else clients.client(unit, thread.client)
    if client is None or client.therapist != room.therapist:
        there = ", ".join(each.alias for each in open_invitations(unit, room.therapist)) or "-"
        return say("uninvite_how", language, aliases=there)
    demand(therapist_actor(room), Act.UNINVITE, about(client))
    clients.hold(unit, client.id)
    client = clients.client(unit, client.id)
    if client.state not in _OPEN or is_dead(unit, client):
        return say("uninvite_nothing", language, alias=client.alias)
    _call_off(unit, desk, client, says="join_taken_back", actor=f"therapist:{room.therapist}")
    held = doors.of_client(unit, client.id)
    if held is not None and client.state is ClientState.INVITED:
        door.take_down(unit, held)
    unit.journal(f"therapist:{room.therapist}", "uninvited", f"client:{client.id}")
    return say("uninvited", language, alias=client.alias)
