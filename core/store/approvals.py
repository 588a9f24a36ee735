"""Strong prompts and their therapist's yes or no."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from core.store.schedule import Occurrence, read_occurrence
from core.store.tables import occurrences
from core.store.unit import Unit

# Word for word as the partial index has it.
_OPEN = sa.literal_column(
    "occurrences.state = 'planned' AND occurrences.intensity = 3 AND occurrences.approval IS NULL"
)


def to_ask(unit: Unit, *, before: datetime, limit: int) -> list[Occurrence]:
    """Strong prompts due before a moment about which nobody was asked, earliest first."""
    query = sa.select(occurrences).where(_OPEN, occurrences.c.due_at <= before).order_by(occurrences.c.due_at)
    return [read_occurrence(unit, row) for row in unit.all(query.limit(limit).with_for_update(skip_locked=True))]


def first_to_ask(unit: Unit) -> datetime | None:
    """When the earliest of them is due."""
    row = unit.one(sa.select(sa.func.min(occurrences.c.due_at)).where(_OPEN))
    return None if row is None else row[0]


def settle(unit: Unit, what: Occurrence, answer: Literal["asked", "yes", "no"], *, actor: str) -> None:
    """Asked, or answered."""
    unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(approval=answer))
    unit.journal(actor, f"approval {answer}", f"occurrence:{what.id}")
