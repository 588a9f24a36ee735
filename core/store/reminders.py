"""When somebody is reminded of a prompt that was sent to them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.domain.states import OccurrenceState
from core.store.schedule import Occurrence, read_occurrence
from core.store.tables import occurrences
from core.store.unit import Unit

_WAITS = sa.literal_column("occurrences.remind_at IS NOT NULL")  # word for word as the partial index has it


def set_next(unit: Unit, what: Occurrence, at: datetime | None, *, reminded: int | None = None) -> None:
    """The next reminder is due then; None: no more. reminded: how many are over now."""
    values: dict[str, object] = {"remind_at": at}
    if reminded is not None:
        values["reminded"] = reminded
    unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(**values))


def due(unit: Unit, *, limit: int) -> list[Occurrence]:
    """Occurrences whose reminder is due, earliest first, and of those only what still waits for an answer."""
    query = sa.select(occurrences).where(_WAITS, occurrences.c.remind_at <= unit.now).order_by(occurrences.c.remind_at)
    found: list[Occurrence] = []
    for row in unit.all(query.limit(limit).with_for_update(skip_locked=True)):
        what = read_occurrence(unit, row)
        if what.state is OccurrenceState.SENT:
            found.append(what)
        else:
            set_next(unit, what, None)  # answered, closed, put away: there is nothing to remind of
    return found


def next_at(unit: Unit) -> datetime | None:
    """When the next reminder is due."""
    row = unit.one(sa.select(sa.func.min(occurrences.c.remind_at)).where(_WAITS))
    return None if row is None else row[0]
