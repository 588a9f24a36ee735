"""What went out to clients lately: for caps, distances and pools."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from core.domain.states import OccurrenceState
from core.store.tables import occurrences
from core.store.unit import Unit

_C = occurrences.c
# What was left out was not there, unless it had come before and was wanted later.
_WAS_THERE = sa.or_(_C.state != OccurrenceState.SKIPPED.value, _C.sent_at.is_not(None))
_WENT = sa.literal_column("occurrences.released_at IS NOT NULL")  # as the partial index has it, word for word
_WENT_SINCE = sa.select(_C.client, _C.id, _C.prompt, _C.intensity, _C.due_at, _C.released_at).where(
    _WENT, _C.released_at >= sa.bindparam("since", type_=_C.released_at.type), _WAS_THERE
)
_DRAWN = sa.select(_C.enrolment, _C.step, _C.prompt, _C.local_date, _C.slot).where(_WAS_THERE, _C.prompt != "")


@dataclass(frozen=True, slots=True)
class Went:
    """One prompt that was released to a client and not taken back before it left. at: when it was released."""

    occurrence: str
    prompt: str
    intensity: int
    due_at: datetime
    at: datetime


def went_since(unit: Unit, clients: Collection[str], since: datetime) -> dict[str, list[Went]]:
    """What each of these clients got since a moment, oldest first; who got nothing is missing."""
    found: dict[str, list[Went]] = {}
    for row in sorted(
        unit.all_of(_WENT_SINCE, occurrences.c.client, clients, since=since), key=lambda row: row.released_at
    ):
        went = Went(row.id, row.prompt, row.intensity, row.due_at, row.released_at)
        found.setdefault(row.client, []).append(went)
    return found


def drawn(unit: Unit, enrolments: Collection[str]) -> dict[tuple[str, str], list[str]]:
    """What pools have given: (enrolment, step) -> prompts in the order of their slots. What was skipped counts as not given."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in sorted(
        unit.all_of(_DRAWN, occurrences.c.enrolment, enrolments), key=lambda row: (row.local_date, row.slot)
    ):
        found.setdefault((row.enrolment, row.step), []).append(row.prompt)
    return found


def drawn_before(unit: Unit, enrolment: str, step: str, slot: tuple[date, int]) -> list[str]:
    """What a pool has given in the slots before one (its local date and number), in order. What was skipped counts as not given."""
    day = slot[0].isoformat()
    earlier = sa.or_(_C.local_date < day, sa.and_(_C.local_date == day, _C.slot < slot[1]))
    query = sa.select(_C.prompt).where(_C.enrolment == enrolment, _C.step == step, earlier, _WAS_THERE, _C.prompt != "")
    return [row.prompt for row in unit.all(query.order_by(_C.local_date, _C.slot))]


def sent_since(unit: Unit, client: str, since: datetime, *, until: datetime, limit: int) -> list[str]:
    """The occurrences that reached a client between two moments, the newest first."""
    query = sa.select(_C.id).where(_WENT, _C.client == client, _C.released_at >= since)
    query = query.where(_C.sent_at.is_not(None), _C.sent_at <= until)
    return [row.id for row in unit.all(query.order_by(_C.sent_at.desc()).limit(limit))]
