"""Witnessed: the therapist has spent time with it, and one line says so to the client (SPEC 7.3)."""

from __future__ import annotations

from core.delivery import write
from core.domain.delivery import DeliveryKind
from core.domain.message import OutgoingMessage
from core.domain.practice import PracticeFacts
from core.queue.card import show
from core.store import addresses, cards, clients, replies, therapists
from core.store.unit import Unit
from core.texts.say import say


def witness(unit: Unit, practice: PracticeFacts, card_id: str) -> bool:
    """Mark and say so, once. False: it was said before."""
    clients.hold(unit, cards.card(unit, card_id).client)
    card = cards.card(unit, card_id)
    if not cards.witness(unit, card):
        return False
    show(unit, practice, card.reply)
    client = clients.client(unit, card.client)
    where = addresses.best_address(unit, client.id)
    if where is None:
        return True
    reply = replies.reply(unit, card.reply)
    parts = [part for part in replies.parts_of(unit, reply.id) if not part.withdrawn and part.can_be_quoted]
    words = say("witnessed", client.language, therapist=therapists.therapist(unit, card.therapist).name)
    quote = parts[0].message if parts and reply.address == where.id else None
    write.to_client(
        unit,
        practice,
        where,
        DeliveryKind.FEEDBACK,
        OutgoingMessage(words, reply_to=quote),
        cause=f"witnessed:{card.id}",
        card=card.id,
    )
    return True
