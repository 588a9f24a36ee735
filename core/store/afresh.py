"""What stood in a place that is gone: from now on it has not been said, so that it can be said anew elsewhere."""

from __future__ import annotations

import sqlalchemy as sa

from core.domain.delivery import DeliveryKind, DeliveryState, Operation
from core.domain.states import CardState
from core.store import tables as t
from core.store.bodies import pack, unpack
from core.store.tables import outbox
from core.store.unit import Unit

_CARDS = (outbox.c.kind == DeliveryKind.CARD.value, outbox.c.operation == Operation.SEND.value)
_ARRIVED = outbox.c.state == DeliveryState.SENT.value


def forget_thread(unit: Unit, thread: str) -> list[str]:
    """The cards of a thread that is gone. Rows stay, under another cause; changes of them that wait go nowhere. Returns the
    replies whose cards wait for the therapist, oldest first.
    """
    here = (outbox.c.thread == thread, *_CARDS, _ARRIVED)
    gone = sa.select(outbox.c.id).where(*here)
    _cancel_edits(unit, outbox.c.target.in_(gone))
    unit.execute(sa.update(outbox).where(*here).values(cause=sa.literal("gone:") + outbox.c.id))
    query = sa.select(t.cards.c.reply).where(t.cards.c.thread == thread, t.cards.c.state == CardState.OPEN.value)
    return [row.reply for row in unit.all(query.order_by(t.cards.c.opened_at, t.cards.c.id))]


def forget(unit: Unit, delivery: str) -> None:
    """The same for one message."""
    _cancel_edits(unit, outbox.c.target == delivery)
    unit.execute(sa.update(outbox).where(outbox.c.id == delivery).values(cause=f"gone:{delivery}"))


def _cancel_edits(unit: Unit, which: sa.ColumnElement[bool]) -> None:
    waits = outbox.c.state.in_([DeliveryState.PENDING.value, DeliveryState.HELD.value])
    gone = {"state": DeliveryState.CANCELLED.value, "trouble": "nothing there"}
    unit.execute(sa.update(outbox).where(which, outbox.c.operation == Operation.EDIT.value, waits).values(**gone))


def move_waiting(unit: Unit, therapist: str, chat: str, moved_to: str) -> None:
    """A room has another number: what waits for it goes there."""
    waits = sa.literal_column("outbox.state IN ('pending', 'sending', 'uncertain')")
    held = outbox.c.state == DeliveryState.HELD.value
    query = sa.select(outbox.c.id, outbox.c.owner, outbox.c.body).where(outbox.c.therapist == therapist)
    for row in unit.all(query.where(sa.or_(waits, held))):
        to, message, title = unpack(unit.open(row.owner, "outbox", "body", row.id, row.body))
        if to.chat == chat:
            there = type(to)(to.platform, to.account, moved_to, to.thread)
            body = unit.seal(row.owner, "outbox", "body", row.id, pack(there, message, title))
            pace = unit.index("chat", moved_to)
            unit.execute(sa.update(outbox).where(outbox.c.id == row.id).values(body=body, pace_index=pace))
