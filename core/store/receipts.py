"""Where a message of ours stands on its platform."""

from __future__ import annotations

import sqlalchemy as sa

from core.domain.message import Receipt
from core.store.bodies import unpack_receipt
from core.store.tables import outbox
from core.store.unit import Unit


def cause_of(unit: Unit, delivery: str) -> str:
    """Why a delivery was written. Raises LookupError."""
    cause = unit.cell(outbox.c.cause, delivery)
    if cause is None:
        raise LookupError("no such delivery")
    return str(cause)


def receipt_of(unit: Unit, cause: str) -> Receipt | None:
    """The receipt of the delivery of this cause. None: there is no such delivery, or it has not arrived."""
    row = unit.one(sa.select(outbox.c.id, outbox.c.owner, outbox.c.receipt).where(outbox.c.cause == cause))
    if row is None or row.receipt is None:
        return None
    return unpack_receipt(unit.open(row.owner, "outbox", "receipt", row.id, row.receipt))


def target_of(unit: Unit, delivery: str) -> str | None:
    """The message that an edit changes."""
    return unit.cell(outbox.c.target, delivery)
