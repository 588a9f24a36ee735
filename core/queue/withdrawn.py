"""What a client took back leaves the therapist's thread as well; what cannot leave is named (SPEC 6.4, 8.14)."""

from __future__ import annotations

from core.delivery import write
from core.delivery.neutral import neutral_file
from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.message import OutgoingMessage
from core.domain.practice import PracticeFacts
from core.queue.card import file_cause
from core.queue.thread import tell
from core.store import clients, media, outbox, therapists, threads
from core.store.media import Media
from core.store.outbox import Delivery
from core.store.unit import Unit
from core.texts.say import say


def take_back(unit: Unit, practice: PracticeFacts, part: str) -> None:
    """Every file of this message that was shown in the thread is deleted there."""
    for what in media.of_part(unit, part):
        take_file_back(unit, practice, what)


def take_file_back(unit: Unit, practice: PracticeFacts, what: Media) -> None:
    """The same for one file."""
    shown = outbox.by_cause(unit, f"{file_cause(what)}/0")
    if shown is None:
        return
    client = clients.client(unit, what.client)
    language = therapists.therapist(unit, client.therapist).language
    words = say("card_withdrawn", language, alias=client.alias)
    instead = OutgoingMessage(words, file=neutral_file(), silent=True, protected=True)
    tries = shown.attempts + (shown.state in (DeliveryState.PENDING, DeliveryState.UNCERTAIN))
    unsure = tries > 1 and not practice.account(shown.account).capabilities.history
    if write.withdraw(unit, shown, instead) and unsure:
        told = say("card_maybe_twice", language, alias=client.alias)
        tell(unit, practice, client, told, cause=f"maybe:{shown.id}", kind=DeliveryKind.CARD)


def say_it_stays(unit: Unit, practice: PracticeFacts, what: Delivery) -> None:
    """The platform neither deleted a file nor let another take its place: the therapist can do it by hand."""
    if what.subject.thread is None or what.target is None or what.message.file is None:
        return  # words of ours that were to make room for newer ones are nothing that the client took back
    thread = threads.thread_by_id(unit, what.subject.thread)
    client = clients.client(unit, thread.client)
    language = therapists.therapist(unit, thread.room.therapist).language
    words = say("card_stays", language, alias=client.alias, platform=what.to.platform.value.capitalize())
    message = OutgoingMessage(words, reply_to=what.target.message, silent=True)
    write.to_thread(unit, practice, thread, DeliveryKind.CARD, message, cause=f"stays:{what.id}")
