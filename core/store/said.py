"""Which words were in a client's chat, and since when: a therapist's, and a prompt's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.domain.delivery import DeliveryKind, DeliveryState, Operation
from core.domain.message import Receipt
from core.store.bodies import unpack_receipt
from core.store.tables import outbox
from core.store.unit import Unit

_SENT = (
    outbox.c.operation == Operation.SEND.value,
    outbox.c.state == DeliveryState.SENT.value,
    outbox.c.sent_at.is_not(None),
)
_COLUMNS = (
    outbox.c.id, outbox.c.owner, outbox.c.receipt, outbox.c.sent_at, outbox.c.first_sending_at, outbox.c.attempts,
)  # fmt: skip
_WORDS = (
    sa.select(*_COLUMNS)
    .where(outbox.c.client == sa.bindparam("client"), outbox.c.kind == sa.literal_column("'feedback'"))
    .where(outbox.c.sent_at >= sa.bindparam("since", type_=outbox.c.sent_at.type), *_SENT)
    .where(outbox.c.sent_at <= sa.bindparam("until", type_=outbox.c.sent_at.type))
    .where(outbox.c.cause.not_like("witnessed:%"))  # a line that a button sends; what comes next is hardly for it
    .order_by(outbox.c.sent_at.desc())
)
_PROMPT = (
    sa.select(*_COLUMNS)
    .where(outbox.c.occurrence == sa.bindparam("occurrence"), outbox.c.occurrence.is_not(None), *_SENT)
    .where(outbox.c.kind == DeliveryKind.PROMPT.value)
    .order_by(outbox.c.seq)
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of ours that arrived: when, by our clock, and where it stands.

    Where it was tried more than once an earlier try may have arrived, too: then `at` is the first one's, and nobody knows where
    that stands.
    """

    at: datetime
    receipt: Receipt | None = None


def by_therapist(unit: Unit, client: str, *, since: datetime, until: datetime, limit: int) -> list[Said]:
    """What a therapist wrote that has reached a client between two moments, both included; the newest first."""
    query = _WORDS.params(client=client, since=since, until=until).limit(limit)
    return [_said(unit, row) for row in unit.all(query)]


def prompt_said(unit: Unit, occurrence: str) -> Said | None:
    """The first sending of a prompt that has arrived."""
    row = unit.first(_PROMPT.params(occurrence=occurrence).limit(1))
    return None if row is None else _said(unit, row)


def _said(unit: Unit, row: Any) -> Said:
    if row.attempts > 1 and row.first_sending_at is not None:
        return Said(row.first_sending_at)
    receipt = None if row.receipt is None else unit.open(row.owner, "outbox", "receipt", row.id, row.receipt)
    return Said(row.sent_at, None if receipt is None else unpack_receipt(receipt))
