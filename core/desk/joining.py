"""From a code to somebody who agreed: the dialogue of consent, step by step, as far as the two words (SPEC 8.2, 8.3)."""

from __future__ import annotations

from core.delivery import write
from core.delivery.handles import Action, button
from core.desk import called_off, phrase, screens, settings
from core.desk.access import Act
from core.desk.context import (
    Desk,
    about,
    answer_client,
    answer_place,
    answered_before,
    client_actor,
    demand,
    mark,
)
from core.desk.words import Typed, Word, code_in
from core.domain.delivery import DeliveryKind
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage
from core.domain.states import ClientState
from core.prompts.consent import ConsentDocument
from core.queue.thread import tell
from core.safety import consent
from core.safety.dialogue import REFUSED, Did, Event, Shows
from core.store import addresses, clients, consents, dialogues, outbox, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import languages, say


def text_for(unit: Unit, desk: Desk, client: Client) -> ConsentDocument | None:
    """What somebody who joins is shown. None: there is nothing in their language, and nobody is shown another (CN-06)."""
    return consent.for_newcomer(desk.consents(), client.language, unit.now.date())


def say_no_text(unit: Unit, desk: Desk, client: Client, by: MessageIn | Press) -> None:
    """The document in their language is gone since they were invited: they and their therapist are told."""
    base = desk.practice.languages[0]
    own = next(
        (tag for tag in (client.language, client.language.split("-", maxsplit=1)[0]) if tag in languages()), base
    )
    words = say("code_no_text", own)
    if own != base:
        words = words + "\n\n" + say("code_no_text", base)
    answer_place(unit, desk, by, words, is_group=False)
    language = therapists.therapist(unit, client.therapist).language
    there = ", ".join(desk.consents().languages) or "-"
    told = say("client_no_text", language, alias=client.alias, tongue=client.language, tongues=there)
    tell(unit, desk.practice, client, told, cause=f"no-text:{client.id}:{client.language}")


def begin(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """Start the dialogue with whoever stands behind this address, which is bound to the client already."""
    said = text_for(unit, desk, client)
    if said is None:
        say_no_text(unit, desk, client, by)
        return
    if client.state is ClientState.INVITED:
        clients.move_client(unit, client, ClientState.JOINING, actor=f"client:{client.id}")
        client = clients.client(unit, client.id)
    screens.open_dialogue(unit, desk, client, said)
    present(unit, desk, where, client, by)


def present(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """Show where they are; nothing changes."""
    if called_off.is_over(unit, client):
        called_off.run_out(unit, desk, client)
        return
    now = screens.under_way(unit, desk, client)
    if now is None:
        begin(unit, desk, where, client, by)  # the dialogue of an older Vignette had one screen, and no row
    elif not _begun_anew(unit, desk, where, client, now, by):
        screens.show(unit, desk, where, client, now, by)


def _begun_anew(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, now: screens.Dialogue, by: MessageIn | Press
) -> bool:
    """A material version came into force meanwhile: it is the one to be read, from its beginning, and that is said."""
    said = text_for(unit, desk, client)
    if said is None or consent.material_since(desk.consents(), now.said.version, said) is None:
        return False
    screens.open_dialogue(unit, desk, client, said)
    newer = screens.under_way(unit, desk, client)
    assert newer is not None
    lead = say("join_newer", client.language)
    screens.write_down(unit, desk, where, client, newer, cause=f"answer:{mark(unit, by)}", lead=lead)
    return True


def hear(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn, typed: Typed | None) -> None:
    """A message of somebody who is in the dialogue. Nothing of it is kept."""
    if answered_before(unit, message):
        return
    if called_off.is_over(unit, client):
        called_off.run_out(unit, desk, client)
        return
    word = None if typed is None else typed.word
    now = screens.under_way(unit, desk, client)
    if word in (Word.LEAVE, Word.HALT):
        decline(unit, desk, where, client, message)
    elif screens.is_older(unit, client, message):
        return
    elif now is None or word is Word.START or code_in(message.text):
        present(unit, desk, where, client, message)
    elif word is Word.SETTINGS and typed is not None:
        _set(unit, desk, where, client, *settings.named(typed.rest), message)
    elif (chosen := settings.chosen(unit, client, message)) is not None:
        _set(unit, desk, where, client, *chosen, message)
    else:
        event = Did.OTHER if message.files else screens.event_of(now, message.text)
        if screens.heard(unit, client, now, event, message) is screens.Heard.ANSWER:
            _go(unit, desk, where, client, now, event, message)


def press(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """A button of the dialogue. One that is out of date shows the present step, and a double tap does nothing."""
    if outbox.by_cause(unit, f"answer:{mark(unit, event)}/0") is not None:
        return
    if called_off.is_over(unit, client):
        called_off.run_out(unit, desk, client)
        return
    now = screens.under_way(unit, desk, client)
    meant = None if now is None else screens.pressed(now, client, thing)
    if now is None or meant is None:
        present(unit, desk, where, client, event)
    else:
        _go(unit, desk, where, client, now, meant, event)


def press_language(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """A language, chosen by its button."""
    topic, _, value = thing.partition("-")
    _set(unit, desk, where, client, topic, value, event)


def _set(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    topic: str | None,
    value: str,
    by: MessageIn | Press,
) -> None:
    """The one setting that there is before somebody is in: the language in which they are told all this (CN-06)."""
    demand(client_actor(client), Act.SET, about(client))
    tag = settings.tongue_called(desk, value)
    if topic not in (None, settings.LANGUAGE):
        answer_client(unit, desk, where, by, say("settings_later", client.language), kind=DeliveryKind.CONSENT)
    elif not value:
        _ask_language(unit, desk, where, client, by)
    elif tag is None:
        words = settings.unknown_tongue(desk, client, value)
        answer_client(unit, desk, where, by, words, kind=DeliveryKind.CONSENT)
    elif tag == client.language:
        present(unit, desk, where, client, by)
    else:
        clients.set_language(unit, client.id, tag)
        settings.tell_set(unit, desk, client, settings.LANGUAGE, by)
        begin(unit, desk, where, clients.client(unit, client.id), by)


def _ask_language(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    rows = tuple(
        (button(unit, settings.tongue(tag), Action.SET, f"{settings.LANGUAGE}-{tag}", where.address),)
        for tag in desk.consents().languages
    )
    words = say("ask_language", client.language)
    answer_client(unit, desk, where, by, words, buttons=rows, kind=DeliveryKind.CONSENT)


def _go(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    now: screens.Dialogue,
    event: Event,
    by: MessageIn | Press,
) -> None:
    demand(client_actor(client), Act.AGREE, about(client))
    after = screens.move(unit, client, now, event)
    if after.shows is Shows.DECLINED:
        decline(unit, desk, where, client, by)
        return
    if _begun_anew(unit, desk, where, client, now, by):
        return
    if after.shows is Shows.DONE:
        _agreed(unit, desk, where, client, now, after.state.chosen, by)
        return
    then = screens.under_way(unit, desk, client)
    assert then is not None
    screens.show(unit, desk, where, client, then, by, after.shows)


def _agreed(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    now: screens.Dialogue,
    chosen: tuple[str, ...],
    by: MessageIn | Press,
) -> None:
    """Every purpose is decided: the consent stands, and the two words are all that is missing."""
    record(unit, client, now, chosen, by)
    clients.move_client(unit, client, ClientState.AGREED, actor=f"client:{client.id}")
    phrase.ask(unit, desk, where, clients.client(unit, client.id), by)


def record(unit: Unit, client: Client, now: screens.Dialogue, chosen: tuple[str, ...], by: MessageIn | Press) -> None:
    """The consent row: version, hash, what stood in the gaps, by which account and message (CN-02)."""
    said = now.said
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
        filled=now.gaps,
    )
    dialogues.end_dialogue(unit, client.id)


def wait(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn | Press) -> None:
    """They agreed, and their therapist has yet to hear the two words: that is all there is to say."""
    if called_off.is_over(unit, client):
        called_off.run_out(unit, desk, client)
    else:
        phrase.remind(unit, desk, where, client, message)


def decline(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """The person said no: nothing is kept of them, the code still works until it runs out."""
    if client.state is not ClientState.JOINING:
        return
    invitation = clients.invitation_of(unit, client.id)
    works = invitation is not None and not invitation.spent and invitation.until > unit.now
    dialogues.end_dialogue(unit, client.id)
    # To the place, not to the client: nobody stands behind this address any more when it is sent.
    message = OutgoingMessage(say("declined" if works else "declined_over", client.language))
    write.to_place(unit, desk.practice, where.address, message, cause=f"answer:{mark(unit, by)}", is_group=False)
    clients.move_client(unit, client, ClientState.INVITED, actor=f"client:{client.id}")
    language = therapists.therapist(unit, client.therapist).language
    words = say("client_declined" if works else "client_declined_over", language, alias=client.alias)
    tell(unit, desk.practice, client, words, cause=f"declined:{mark(unit, by)}")
    addresses.release_address(unit, where.id)
