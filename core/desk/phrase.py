"""The two words: on the client's screen, and from their mouth to the therapist, who taps them (SPEC 8.3, CN-09)."""

from __future__ import annotations

from core.delivery import write
from core.delivery.handles import Action, button
from core.desk import called_off, door
from core.desk.access import Act
from core.desk.context import Desk, about, answer_client, demand, mark, therapist_actor
from core.domain.delivery import DeliveryKind
from core.domain.errors import Refused
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState
from core.queue.thread import tell, thread_for
from core.safety.consent import SCREENING
from core.safety.phrases import Phrases, new_phrases, unpacked
from core.scheduler.enrol import enrol
from core.store import addresses, clients, consents, outbox, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client, Invitation
from core.store.therapists import Room
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import say


def ask(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """Make the words, show the client theirs, and ask the therapist which they hear."""
    invitation = clients.invitation_of(unit, client.id)
    assert invitation is not None
    made = new_phrases(unit.entropy, client.language)
    clients.keep_phrases(unit, invitation, made.packed())
    _show(unit, desk, where, client, made, by, key="phrase_tell")
    _ask_therapist(unit, desk, client, invitation, made)


def remind(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """Show the client the two words again."""
    invitation = clients.invitation_of(unit, client.id)
    assert invitation is not None
    _show(unit, desk, where, client, unpacked(invitation.phrases), by, key="phrase_waits")


def _show(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, made: Phrases, by: MessageIn | Press, *, key: str
) -> None:
    therapist = therapists.therapist(unit, client.therapist).name
    words = say(key, client.language, therapist=therapist, phrase=made.told)
    answer_client(unit, desk, where, by, words, kind=DeliveryKind.CONSENT)


def _ask_therapist(unit: Unit, desk: Desk, client: Client, invitation: Invitation, made: Phrases) -> None:
    thread = thread_for(unit, client)
    if thread is None:
        return
    language = therapists.therapist(unit, client.therapist).language
    words = say("client_agreed", language, alias=client.alias)
    agreed = consents.in_force(unit, client.id)
    if agreed is not None and not agreed.purposes.get(SCREENING, False):
        words = words + "\n" + say("client_not_screened", language, alias=client.alias)
    rows = tuple(
        (button(unit, each, Action.PHRASE, f"{invitation.id}-{number}", thread.address),)
        for number, each in enumerate(made.choices)
    )
    message = OutgoingMessage(words, buttons=rows, silent=True)
    write.to_thread(unit, desk.practice, thread, DeliveryKind.ROOM, message, cause=f"phrase:{invitation.id}")


# --- the therapist's answer -------------------------------------------------------------------------------------------
def pressed(unit: Unit, desk: Desk, room: Room, thing: str, event: Press) -> None:
    """One of the three was tapped. Works for their own client only, and once."""
    which, _, number = thing.partition("-")
    invitation = clients.invitation_by_id(unit, which)
    client = clients.client(unit, invitation.client)
    demand(therapist_actor(room), Act.CONFIRM, about(client))
    if client.state is not ClientState.AGREED:
        if outbox.by_cause(unit, f"settled:{mark(unit, event)}/0") is None and number != _settled_by(unit, client):
            language = therapists.therapist(unit, client.therapist).language
            cause = f"settled:{mark(unit, event)}"
            tell(unit, desk.practice, client, say("phrase_settled", language), cause=cause)
        return
    _settle(unit, desk, client, invitation, int(number))


def _settled_by(unit: Unit, client: Client) -> str | None:
    """The tap that settled it, tapped once more, is a double tap and wants no answer."""
    invitation = clients.invitation_of(unit, client.id)
    if invitation is None or not invitation.phrases or client.state is ClientState.LEFT:
        return None
    return str(unpacked(invitation.phrases).right)


def typed(unit: Unit, desk: Desk, room: Room, thread: Thread, message: MessageIn) -> bool:
    """Two words alone, written into the thread of somebody who agreed. False: they are none of the three."""
    client = clients.client(unit, thread.client)
    if client.state is not ClientState.AGREED or message.files:
        return False
    invitation = clients.invitation_of(unit, client.id)
    number = None if invitation is None else unpacked(invitation.phrases).place_of(message.text)
    if invitation is None or number is None:
        return False
    demand(therapist_actor(room), Act.CONFIRM, about(client))
    _settle(unit, desk, client, invitation, number)
    return True


def _settle(unit: Unit, desk: Desk, client: Client, invitation: Invitation, number: int) -> None:
    clients.hold(unit, client.id)
    if called_off.is_over(unit, client):
        called_off.run_out(unit, desk, client)
        return
    clients.spend_invitation(unit, invitation.id)
    if number == unpacked(invitation.phrases).right:
        _confirmed(unit, desk, client, invitation)
    else:
        _refused(unit, desk, client)


def _confirmed(unit: Unit, desk: Desk, client: Client, invitation: Invitation) -> None:
    therapist = therapists.therapist(unit, client.therapist)
    clients.move_client(unit, client, ClientState.ACTIVE, actor=f"therapist:{therapist.id}")
    _tell_client(unit, desk, client, say("joined", client.language, therapist=therapist.name), cause="welcome")
    joined = clients.client(unit, client.id)
    words = _news(unit, desk, joined, invitation.programme, therapist.language)
    tell(unit, desk.practice, joined, words, cause=f"joined:{joined.id}")
    door.shut(unit, joined.id)


def _news(unit: Unit, desk: Desk, client: Client, programme: str | None, language: str) -> Text:
    if programme is None:
        return say("client_joined", language, alias=client.alias)
    by = f"therapist:{client.therapist}"
    try:
        done = enrol(unit, desk.library(), client, programme, start=None, actor=by, language=language)
    except Refused as refusal:
        return say("client_joined", language, alias=client.alias) + f"\n{refusal}"
    start = done.start.isoformat()
    return say("client_joined_enrolled", language, alias=client.alias, programme=done.title, start=start)


def _refused(unit: Unit, desk: Desk, client: Client) -> None:
    """Not them, or not surely: nothing that was agreed holds, and the code is dead."""
    therapist = therapists.therapist(unit, client.therapist)
    words = say("phrase_wrong_client", client.language, therapist=therapist.name)
    _tell_client(unit, desk, client, words, cause="not-them")
    consents.withdraw(unit, client.id, actor=f"therapist:{therapist.id}")
    clients.move_client(unit, client, ClientState.LEFT, actor=f"therapist:{therapist.id}")
    told = say("phrase_wrong", therapist.language, alias=client.alias)
    tell(unit, desk.practice, client, told, cause=f"refused:{client.id}")
    door.shut(unit, client.id)


def _tell_client(unit: Unit, desk: Desk, client: Client, words: Text, *, cause: str) -> None:
    where = addresses.best_address(unit, client.id)
    if where is not None:
        message = OutgoingMessage(words)
        write.to_client(unit, desk.practice, where, DeliveryKind.CONSENT, message, cause=f"{cause}:{client.id}")
