"""Pictures and voice are asked for when the first of them comes; until then they are kept sealed (SPEC 8.2 c)."""

from __future__ import annotations

from datetime import timedelta

from core.delivery import write
from core.delivery.handles import Action, button
from core.desk.access import Act
from core.desk.context import Desk, Rows, about, answer_client, client_actor, demand, mark
from core.desk.dialogue_words import understood
from core.domain.delivery import DeliveryKind
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage, Text
from core.prompts.consent import Agreement
from core.queue import card
from core.queue.thread import tell
from core.safety import consent
from core.safety.consent import MEDIA
from core.safety.dialogue import Did
from core.store import consents, media, outbox, replies, scenes, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import say

_A_WORD_COUNTS_FOR = timedelta(hours=24)  # "yes" alone, after the question; later it may be meant for somebody


def question(unit: Unit, desk: Desk, client: Client) -> tuple[str, Agreement] | None:
    """What is asked, filled in, in the words of the document that they agreed to."""
    agreed = consents.in_force(unit, client.id)
    if agreed is None:
        return None
    try:
        said = consent.archived(unit, agreed.document.sha256)
    except LookupError:  # agreed before documents were kept: the one that holds now
        said = consent.for_newcomer(desk.consents(), client.language, unit.now.date())
    if said is None:
        return None
    therapist = therapists.therapist(unit, client.therapist).name
    gaps = agreed.filled or consent.filled(desk.practice, client, therapist, said.language)
    return consent.asked_later(said, MEDIA, gaps)


def ask_once(unit: Unit, desk: Desk, where: ClientAddress, client: Client) -> None:
    """The first picture or voice has come: ask, once. No scene is interrupted for it: it is asked when that is over."""
    agreed = consents.in_force(unit, client.id)
    if agreed is None or MEDIA in agreed.purposes:
        return
    if not media.has_sent_any(unit, client.id) or scenes.open_scene(unit, client.id) is not None:
        return
    asked = question(unit, desk, client)
    if asked is None:
        return
    message = OutgoingMessage(Text(asked[0]), buttons=rows(unit, where, asked[1]))
    write.to_client(unit, desk.practice, where, DeliveryKind.CONSENT, message, cause=f"media:{agreed.id}")


def ask_again(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """The same, because they want to see it (settings)."""
    asked = question(unit, desk, client)
    if asked is not None:
        made = rows(unit, where, asked[1])
        answer_client(unit, desk, where, by, Text(asked[0]), buttons=made, kind=DeliveryKind.CONSENT)


def rows(unit: Unit, where: ClientAddress, asked: Agreement) -> Rows:
    """Both answers."""
    return (
        (button(unit, asked.agree, Action.SET, "media-yes", where.address),),
        (button(unit, asked.decline, Action.SET, "media-no", where.address),),
    )


def typed(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """A yes or no alone, within a day of the question and while it is open. False: it is something else."""
    agreed = consents.in_force(unit, client.id)
    if agreed is None or MEDIA in agreed.purposes or message.files or message.edited_at is not None:
        return False
    put = outbox.by_cause(unit, f"media:{agreed.id}/0")
    asked = question(unit, desk, client)
    if put is None or asked is None or unit.now - put.created_at > _A_WORD_COUNTS_FOR:
        return False
    events = (Did.YES, Did.NO)
    event = understood(message.text, events, ((asked[1].agree,), (asked[1].decline,)))
    if event not in events:
        return False
    decide(unit, desk, where, client, message, agreed=event is Did.YES)
    return True


def decide(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press, *, agreed: bool
) -> None:
    """Yes: what waited is shown. No: it stays sealed. Both are told; saying the same twice tells nobody anew."""
    demand(client_actor(client), Act.SET, about(client))
    therapist = therapists.therapist(unit, client.therapist)
    words = say("media_yes" if agreed else "media_no", client.language, therapist=therapist.name)
    answer_client(unit, desk, where, by, words)
    if consents.says(unit, client.id, MEDIA) is agreed:
        return
    consents.decide(unit, client.id, MEDIA, agreed=agreed)
    for what in media.kept_of_client(unit, client.id):
        if agreed:
            card.show_file(unit, desk.practice, what, desk.folding)
        elif what.part is not None:
            card.show(unit, desk.practice, replies.part(unit, what.part).reply)
    key = "client_media_yes" if agreed else "client_media_no"
    told = say(key, therapist.language, alias=client.alias)
    tell(unit, desk.practice, client, told, cause=f"{key}:{mark(unit, by)}")
