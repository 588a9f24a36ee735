"""Planned slots taken back, so that they can be planned anew in another zone (SPEC 4.6)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from core.domain.states import EnrolmentState, OccurrenceState
from core.store.tables import enrolments, occurrences
from core.store.unit import Unit


def take_back(unit: Unit, client: str, *, after: datetime) -> int:
    """Forget what is planned for a client and due after this moment; the enrolments are planned again from there on.

    What was sent, skipped or is due before stays, and its key forbids a second one. Returns how many rows are gone.
    """
    planned = (
        occurrences.c.client == client,
        occurrences.c.state == OccurrenceState.PLANNED.value,
        occurrences.c.due_at > after,
    )
    rows = unit.all(
        sa.select(occurrences.c.enrolment, sa.func.min(occurrences.c.local_date).label("first"))
        .where(*planned)
        .group_by(occurrences.c.enrolment)
    )
    gone = unit.execute(sa.delete(occurrences).where(*planned)).rowcount
    for row in rows:
        before = date.fromisoformat(row.first) - timedelta(days=1)
        unit.execute(
            sa.update(enrolments)
            .where(enrolments.c.id == row.enrolment, enrolments.c.state == EnrolmentState.ACTIVE.value)
            .values(planned_to=before.isoformat())
        )
    return int(gone)
