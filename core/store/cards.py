"""Cards, and what a therapist writes: feedback to the client, notes that stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.domain.ids import CardId, ClientId, FeedbackId, ReplyId, TherapistId, ThreadId
from core.domain.states import CardState
from core.store.tables import cards, feedback
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Card:
    """What waits for a therapist: one per reply."""

    id: CardId
    reply: ReplyId
    client: ClientId
    therapist: TherapistId
    thread: ThreadId
    state: CardState
    opened_at: datetime
    witnessed_at: datetime | None
    answered_at: datetime | None
    show_at: datetime | None


@dataclass(frozen=True, slots=True)
class Feedback:
    """A therapist's words (and files): to the client, or a note."""

    id: FeedbackId
    client: ClientId
    therapist: TherapistId
    card: CardId | None
    is_note: bool
    text: str


def _card(row: Any) -> Card:
    return Card(
        CardId(row.id),
        ReplyId(row.reply),
        ClientId(row.client),
        TherapistId(row.therapist),
        ThreadId(row.thread),
        CardState(row.state),
        row.opened_at,
        row.witnessed_at,
        row.answered_at,
        row.show_at,
    )


def open_card(unit: Unit, *, reply: str, client: str, therapist: str, thread: str) -> CardId:
    """A card for a reply; one reply has one."""
    card = unit.id()
    unit.execute(
        sa.insert(cards).values(
            id=card,
            reply=reply,
            client=client,
            therapist=therapist,
            thread=thread,
            state=CardState.OPEN.value,
            opened_at=unit.now,
        )
    )
    return CardId(card)


def card(unit: Unit, card_id: str) -> Card:
    """One card. Raises LookupError."""
    row = unit.row(cards, card_id)
    if row is None:
        raise LookupError("no such card")
    return _card(row)


def card_of(unit: Unit, reply: str) -> Card | None:
    """A reply's card."""
    row = unit.row(cards, reply, by="reply")
    return None if row is None else _card(row)


def witness(unit: Unit, what: Card) -> bool:
    """The therapist has spent time with it. False when that was said before."""
    changed = unit.execute(
        sa.update(cards)
        .where(cards.c.id == what.id, cards.c.witnessed_at.is_(None))
        .values(
            witnessed_at=unit.now,
            state=CardState.WITNESSED.value if what.state is CardState.OPEN else what.state.value,
        )
    )
    if changed.rowcount == 1:
        unit.journal(f"therapist:{what.therapist}", "witnessed", f"card:{what.id}")
    return changed.rowcount == 1


def answered(unit: Unit, what: Card) -> None:
    """The therapist wrote back."""
    unit.execute(
        sa.update(cards).where(cards.c.id == what.id).values(state=CardState.ANSWERED.value, answered_at=unit.now)
    )
    unit.journal(f"therapist:{what.therapist}", "answered", f"card:{what.id}")


def show_at(unit: Unit, card_id: str, when: datetime | None) -> None:
    """When it is to be brought up to date; None: it is."""
    unit.execute(sa.update(cards).where(cards.c.id == card_id).values(show_at=when))


def to_show(unit: Unit, *, limit: int = 20) -> list[Card]:
    """What is to be brought up to date by now, what waits longest first."""
    query = sa.select(cards).where(cards.c.show_at.is_not(None), cards.c.show_at <= unit.now)
    return [_card(row) for row in unit.all(query.order_by(cards.c.show_at).limit(limit))]


def next_to_show(unit: Unit) -> datetime | None:
    """When the next is."""
    row = unit.one(sa.select(sa.func.min(cards.c.show_at)).where(cards.c.show_at.is_not(None)))
    return None if row is None else row[0]


def waiting(unit: Unit, therapist: str) -> list[Card]:
    """A therapist's open cards, oldest first."""
    rows = unit.all(
        sa.select(cards)
        .where(cards.c.therapist == therapist, cards.c.state == CardState.OPEN.value)
        .order_by(cards.c.opened_at)
    )
    return [_card(row) for row in rows]


def write_down(
    unit: Unit,
    *,
    client: str,
    therapist: str,
    card: str | None,
    account: str,
    chat: str,
    message: str,
    is_note: bool,
    text: str,
) -> FeedbackId | None:
    """Keep what a therapist wrote. None when this very message was kept before."""
    chat_index, message_index = unit.index("chat", chat), unit.index("message", message)
    known = unit.one(
        sa.select(feedback.c.id).where(
            feedback.c.account == account,
            feedback.c.chat_index == chat_index,
            feedback.c.message_index == message_index,
        )
    )
    if known is not None:
        return None
    row = unit.id()
    unit.execute(
        sa.insert(feedback).values(
            id=row,
            client=client,
            therapist=therapist,
            card=card,
            account=account,
            chat_index=chat_index,
            message_index=message_index,
            is_note=is_note,
            text=unit.seal(client, "feedback", "text", row, text),
            created_at=unit.now,
        )
    )
    unit.journal(f"therapist:{therapist}", "noted" if is_note else "wrote", f"feedback:{row}")
    return FeedbackId(row)


def feedback_by_id(unit: Unit, feedback_id: str) -> Feedback:
    """One. Raises LookupError."""
    row = unit.row(feedback, feedback_id)
    if row is None:
        raise LookupError("no such feedback")
    return _feedback(unit, row)


def feedback_at(unit: Unit, account: str, chat: str, message: str) -> Feedback | None:
    """What was kept of this message of a therapist."""
    row = unit.one(
        sa.select(feedback).where(
            feedback.c.account == account,
            feedback.c.chat_index == unit.index("chat", chat),
            feedback.c.message_index == unit.index("message", message),
        )
    )
    return None if row is None else _feedback(unit, row)


def change_words(unit: Unit, what: Feedback, text: str) -> None:
    """The therapist edited them."""
    sealed = unit.seal(what.client, "feedback", "text", what.id, text)
    unit.execute(sa.update(feedback).where(feedback.c.id == what.id).values(text=sealed))
    unit.journal(f"therapist:{what.therapist}", "changed words", f"feedback:{what.id}")


def _feedback(unit: Unit, row: Any) -> Feedback:
    return Feedback(
        FeedbackId(row.id),
        ClientId(row.client),
        TherapistId(row.therapist),
        None if row.card is None else CardId(row.card),
        row.is_note,
        unit.open(row.client, "feedback", "text", row.id, row.text),
    )


def send_note(unit: Unit, feedback_id: str) -> bool:
    """A note becomes feedback. False when it is none."""
    changed = unit.execute(
        sa.update(feedback).where(feedback.c.id == feedback_id, feedback.c.is_note.is_(sa.true())).values(is_note=False)
    )
    return changed.rowcount == 1
