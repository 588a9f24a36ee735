"""`/propose`: a therapist gives words of their own, that they sent, to the library's admin; asked once, and said what it means."""

from __future__ import annotations

from core.delivery import write
from core.delivery.handles import Action, button
from core.desk import own_show
from core.desk.context import Desk, Rows
from core.desk.own_words import says_yes
from core.domain.delivery import DeliveryKind
from core.domain.message import OutgoingMessage, Text
from core.domain.own import OwnState
from core.store import clients, own_prompts, therapists
from core.store.clients import Client
from core.store.own_prompts import Own
from core.store.therapists import Therapist
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import plain, say


def propose(unit: Unit, therapist: Therapist, client: Client, rest: str, thread: Thread) -> tuple[Text, Rows]:
    """About the newest that can be offered: what it means, or with a yes behind it, that it is done."""
    sent = own_prompts.sent_to(unit, client.id, therapist.id)
    own = next((each for each in sent if can_be_offered(each)), None)
    if own is None:
        return say("own_offer_none", therapist.language, alias=client.alias), ()
    if says_yes(rest):
        return decide(unit, own, yes=True), ()
    asked = question(unit, own, thread)
    return asked.text, asked.buttons


def ask(unit: Unit, desk: Desk, own: Own, thread: Thread) -> None:
    """What it means, and both answers; once for each."""
    message = question(unit, own, thread)
    write.to_thread(unit, desk.practice, thread, DeliveryKind.ROOM, message, cause=own_show.cause(own, "offer"))


def question(unit: Unit, own: Own, thread: Thread) -> OutgoingMessage:
    """The same as a message."""
    language = therapists.therapist(unit, own.therapist).language
    alias = clients.client(unit, own.client).alias
    words = say("own_offer_ask", language, title=own.content.title, alias=alias)
    row = tuple(
        button(unit, plain(key, language), Action.OWN, f"{own.id}-{what}", thread.address)
        for key, what in (("own_offer_yes", "yes"), ("own_offer_no", "no"))
    )
    return OutgoingMessage(words + "\n" + say("own_offer_typed", language), buttons=(row,), silent=True)


def decide(unit: Unit, own: Own, *, yes: bool) -> Text:
    """What to say of it. A yes stands: what was read cannot be taken back."""
    language = therapists.therapist(unit, own.therapist).language
    if not yes and own.offered_at is None:
        return say("own_not_offered", language, title=own.content.title)
    own_prompts.offer(unit, own)
    return say("own_offered", language, title=own.content.title)


def can_be_offered(own: Own) -> bool:
    """Sent, with words, and not offered before."""
    return own.state is OwnState.SENT and own.offered_at is None and bool(own.content.body)
