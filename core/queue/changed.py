"""What a client changed after their therapist had seen it: said once a day for each card (SPEC 6.4)."""

from __future__ import annotations

from core.delivery import write
from core.domain.delivery import DeliveryKind
from core.domain.message import OutgoingMessage
from core.domain.practice import PracticeFacts
from core.store import cards, clients, replies, schedule, therapists, threads
from core.store.receipts import receipt_of
from core.store.unit import Unit
from core.texts.say import say


def tell_changed(unit: Unit, practice: PracticeFacts, reply_id: str) -> None:
    """A quiet line below the card, which shows the newest words; nothing where nobody has seen it yet."""
    card = cards.card_of(unit, reply_id)
    if card is None or card.witnessed_at is None:
        return
    reply, client = replies.reply(unit, reply_id), clients.client(unit, card.client)
    language = therapists.therapist(unit, card.therapist).language
    if reply.occurrence is None:
        words = say("client_changed_message", language, alias=client.alias)
    else:
        title = schedule.occurrence(unit, reply.occurrence).title
        words = say("client_changed", language, alias=client.alias, title=title)
    there = receipt_of(unit, f"card:{card.id}:0/0")
    message = OutgoingMessage(words, reply_to=None if there is None else there.message or None, silent=True)
    thread, cause = threads.thread_by_id(unit, card.thread), f"changed:{card.id}:{unit.now:%Y-%m-%d}"
    write.to_thread(unit, practice, thread, DeliveryKind.ROOM, message, cause=cause, card=card.id)
