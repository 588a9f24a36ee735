"""What went out to clients lately: for caps, distances and pools."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from core.domain.states import OccurrenceState
from core.store.tables import occurrences
from core.store.unit import Unit

# As the partial index has it, word for word.
# What was left out was not there, unless it had come before and was wanted later.
_WAS_THERE = sa.or_(occurrences.c.state != OccurrenceState.SKIPPED.value, occurrences.c.sent_at.is_not(None))
_WENT = sa.literal_column("occurrences.released_at IS NOT NULL")


@dataclass(frozen=True, slots=True)
class Went:
    """One prompt that was released to a client and not taken back before it left. first: not a second sending of it."""

    occurrence: str
    prompt: str
    intensity: int
    due_at: datetime
    at: datetime


def went_since(unit: Unit, clients: Collection[str], since: datetime) -> dict[str, list[Went]]:
    """What each of these clients got since a moment, oldest first; who got nothing is missing."""
    c = occurrences.c
    query = sa.select(c.client, c.id, c.prompt, c.intensity, c.due_at, c.released_at).where(
        _WENT, c.released_at >= since, _WAS_THERE
    )
    found: dict[str, list[Went]] = {}
    for row in sorted(unit.all_of(query, c.client, clients), key=lambda row: row.released_at):
        went = Went(row.id, row.prompt, row.intensity, row.due_at, row.released_at)
        found.setdefault(row.client, []).append(went)
    return found


def drawn(unit: Unit, enrolments: Collection[str]) -> dict[tuple[str, str], list[str]]:
    """What pools have given: (enrolment, step) -> prompts in the order of their slots. What was skipped counts as not given."""
    c = occurrences.c
    query = sa.select(c.enrolment, c.step, c.prompt, c.local_date, c.slot).where(_WAS_THERE, c.prompt != "")
    found: dict[tuple[str, str], list[str]] = {}
    for row in sorted(unit.all_of(query, c.enrolment, enrolments), key=lambda row: (row.local_date, row.slot)):
        found.setdefault((row.enrolment, row.step), []).append(row.prompt)
    return found


def drawn_before(unit: Unit, enrolment: str, step: str, slot: tuple[date, int]) -> list[str]:
    """What a pool has given in the slots before one (its local date and number), in order. What was skipped counts as not given."""
    c = occurrences.c
    day = slot[0].isoformat()
    earlier = sa.or_(c.local_date < day, sa.and_(c.local_date == day, c.slot < slot[1]))
    query = sa.select(c.prompt).where(c.enrolment == enrolment, c.step == step, earlier, _WAS_THERE, c.prompt != "")
    return [row.prompt for row in unit.all(query.order_by(c.local_date, c.slot))]
