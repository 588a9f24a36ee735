"""From a code to somebody who agreed: the dialogue of consent, step by step, as far as the two words (SPEC 8.2, 8.3)."""

from __future__ import annotations

from datetime import timedelta

from core.delivery import write
from core.desk import phrase, screens
from core.desk.access import Act, Actor, Role, Thing
from core.desk.context import (
    Desk,
    about,
    answer_place,
    answered_before,
    client_actor,
    demand,
    mark,
)
from core.desk.words import Typed, Word, code_in
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage
from core.domain.states import ClientState
from core.queue.thread import tell
from core.safety import consent
from core.safety.dialogue import REFUSED, Did, Event, Shows
from core.store import addresses, clients, consents, dialogues, outbox, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client, Invitation
from core.store.unit import Unit
from core.texts.say import say

_WHOLE_SECONDS = timedelta(seconds=2)  # platforms tell whole seconds, and by clocks of their own


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
        tell_elsewhere(unit, desk, client, invitation)
        return True
    if invitation.until <= unit.now:
        answer_place(unit, desk, message, say("code_expired", language), is_group=False)
        return True
    demand(Actor(Role.STRANGER), Act.USE_CODE, Thing())
    row = addresses.bind_address(unit, client.id, message.address, message.sender.id)
    begin(unit, desk, addresses.address_by_id(unit, row), client, message)
    return True


def tell_elsewhere(unit: Unit, desk: Desk, client: Client, invitation: Invitation) -> None:
    """A second account used the code: it is told that the code is dead, and the therapist hears of it once (CN-09)."""
    if client.state in (ClientState.LEFT, ClientState.INVITED):
        return
    language = therapists.therapist(unit, client.therapist).language
    words = say("code_elsewhere", language, alias=client.alias)
    tell(unit, desk.practice, client, words, cause=f"elsewhere:{invitation.id}")


def begin(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """Start the dialogue with whoever stands behind this address, which is bound to the client already.

    Raises LookupError where no document is in the client's language; `/invite` names none such.
    """
    if client.state is ClientState.INVITED:
        clients.move_client(unit, client, ClientState.JOINING, actor=f"client:{client.id}")
        client = clients.client(unit, client.id)
    said = consent.for_newcomer(desk.consents(), client.language, unit.now.date())
    if said is None:
        raise LookupError("no consent document in the client's language")
    screens.open_dialogue(unit, client, said)
    present(unit, desk, where, client, by)


def present(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """Show where they are; nothing changes."""
    now = screens.under_way(unit, desk, client)
    if now is None:
        begin(unit, desk, where, client, by)  # the dialogue of an older Vignette had one screen, and no row
    else:
        screens.show(unit, desk, where, client, now, by)


def hear(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn, typed: Typed | None) -> None:
    """A message of somebody who is in the dialogue. Nothing of it is kept."""
    if answered_before(unit, message):
        return
    word = None if typed is None else typed.word
    now = screens.under_way(unit, desk, client)
    if word in (Word.LEAVE, Word.HALT):
        decline(unit, desk, where, client, message)
    elif _is_older_than_what_is_shown(unit, client, message):
        return
    elif now is None or word is Word.START or code_in(message.text):
        present(unit, desk, where, client, message)
    else:
        event = Did.OTHER if message.files else screens.event_of(now, message.text)
        _go(unit, desk, where, client, event, message)


def _is_older_than_what_is_shown(unit: Unit, client: Client, message: MessageIn) -> bool:
    """Read back from history only now: a code sent twice because no answer came, a "yes" to something else. It can be no
    answer to a screen that was not there yet.
    """
    row = dialogues.dialogue(unit, client.id)
    return row is not None and message.sent_at + _WHOLE_SECONDS < row.shown_at


def press(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """A button of the dialogue. One that is out of date shows the present step, and a double tap does nothing."""
    if outbox.by_cause(unit, f"answer:{mark(unit, event)}/0") is not None:
        return
    now = screens.under_way(unit, desk, client)
    meant = None if now is None else screens.pressed(now, client, thing)
    if meant is None:
        present(unit, desk, where, client, event)
    else:
        _go(unit, desk, where, client, meant, event)


def _go(unit: Unit, desk: Desk, where: ClientAddress, client: Client, event: Event, by: MessageIn | Press) -> None:
    demand(client_actor(client), Act.AGREE, about(client))
    now = screens.under_way(unit, desk, client)
    assert now is not None
    after = screens.move(unit, client, now, event)
    match after.shows:
        case Shows.DECLINED:
            decline(unit, desk, where, client, by)
        case Shows.DONE:
            _agreed(unit, desk, where, client, now.said.sha256, after.state.chosen, by)
        case shows:
            now = screens.under_way(unit, desk, client)
            assert now is not None
            screens.show(unit, desk, where, client, now, by, shows)


def _agreed(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    document: str,
    chosen: tuple[str, ...],
    by: MessageIn | Press,
) -> None:
    """Every purpose is decided: the consent stands, and the two words are all that is missing."""
    record(unit, desk, client, document, chosen, by)
    clients.move_client(unit, client, ClientState.AGREED, actor=f"client:{client.id}")
    phrase.ask(unit, desk, where, clients.client(unit, client.id), by)


def record(
    unit: Unit, desk: Desk, client: Client, document: str, chosen: tuple[str, ...], by: MessageIn | Press
) -> None:
    """The consent row: version, hash, what stood in the gaps, by which account and message (CN-02)."""
    said = consent.archived(unit, document)
    therapist = therapists.therapist(unit, client.therapist).name
    before = consents.in_force(unit, client.id)
    if before is not None:  # an older version: what was decided later on holds on
        decided = [each for each in said.later if each.purpose in before.purposes]
        chosen += tuple(each.purpose if before.purposes[each.purpose] else REFUSED + each.purpose for each in decided)
        consents.replace(unit, client.id)
    consents.agree(
        unit,
        client.id,
        consent.identity(said),
        purposes=",".join(chosen),
        agreed_by=f"{by.sender.id} {mark(unit, by)}",
        filled=consent.filled(desk.practice, client, therapist, said.language),
    )
    dialogues.end_dialogue(unit, client.id)


def wait(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn | Press) -> None:
    """They agreed, and their therapist has yet to hear the two words: that is all there is to say."""
    phrase.remind(unit, desk, where, client, message)


def decline(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """The person said no: nothing is kept of them, the code still works until it runs out."""
    if client.state is not ClientState.JOINING:
        return
    dialogues.end_dialogue(unit, client.id)
    # To the place, not to the client: nobody stands behind this address any more when it is sent.
    message = OutgoingMessage(say("declined", client.language))
    write.to_place(unit, desk.practice, where.address, message, cause=f"answer:{mark(unit, by)}", is_group=False)
    clients.move_client(unit, client, ClientState.INVITED, actor=f"client:{client.id}")
    language = therapists.therapist(unit, client.therapist).language
    words = say("client_declined", language, alias=client.alias)
    tell(unit, desk.practice, client, words, cause=f"declined:{mark(unit, by)}")
    addresses.release_address(unit, where.id)
