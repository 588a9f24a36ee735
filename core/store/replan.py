"""Rows of what is due, compared with the rules and brought in line with them (SPEC 4.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.domain.reasons import Why
from core.domain.states import OccurrenceState
from core.store.enrolments import NewOccurrence
from core.store.tables import moves, occurrences
from core.store.unit import Unit

_Key = tuple[str, date, int]


@dataclass(frozen=True, slots=True)
class Known:
    """A row that is there, whatever became of it."""

    id: str
    client: str
    step: str
    local_date: date
    slot: int
    prompt: str
    intensity: int
    state: OccurrenceState
    reason: str | None
    nominal_at: datetime
    due_at: datetime
    move_until: datetime
    late_at: datetime
    if_late: str
    remind: str
    answer_within: timedelta
    because: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """What a row is to become: the slot as the rules have it now, or skipped (to: None). why: it is skipped, or due at another
    moment.
    """

    row: Known
    to: NewOccurrence | None
    why: Why


def known(unit: Unit, firsts: Mapping[str, date]) -> dict[str, dict[_Key, Known]]:
    """Per enrolment the rows from a local date on, by their key. Enrolments without rows are missing."""
    since = min(firsts.values(), default=date.max).isoformat()
    query = sa.select(occurrences).where(occurrences.c.local_date >= since)
    found: dict[str, dict[_Key, Known]] = {}
    for row in unit.all_of(query, occurrences.c.enrolment, list(firsts)):
        told = _known(row)
        if told.local_date >= firsts[row.enrolment]:
            found.setdefault(row.enrolment, {})[told.step, told.local_date, told.slot] = told
    return found


def by_hand(unit: Unit) -> list[Known]:
    """What was sent by hand and still waits for its time, of everybody."""
    waits = sa.literal_column("occurrences.state IN ('planned', 'snoozed')")  # as the index has it
    return [_known(row) for row in unit.all(sa.select(occurrences).where(waits, occurrences.c.enrolment.is_(None)))]


def _known(row: Any) -> Known:
    return Known(
        row.id,
        row.client,
        row.step,
        date.fromisoformat(row.local_date),
        row.slot,
        row.prompt,
        row.intensity,
        OccurrenceState(row.state),
        row.reason,
        row.nominal_at,
        row.due_at,
        row.move_until,
        row.late_at,
        row.if_late,
        row.remind,
        timedelta(seconds=row.answer_within_s),
        row.because,
    )


def apply(unit: Unit, changes: Sequence[Change]) -> None:
    """Change the rows; a row that is due at another moment says so, one that is let go of keeps its reason."""
    for change in changes:
        row = change.row
        if change.to is None:
            _set(unit, row, state=OccurrenceState.SKIPPED.value, reason=change.why.value)
            unit.journal("vignette", "skipped", f"occurrence:{row.id}", reason=change.why.value)
            continue
        to = change.to
        values: dict[str, Any] = {
            "state": OccurrenceState.PLANNED.value,
            "reason": None,
            "nominal_at": to.due_at,
            "move_until": to.move_until or to.late_at,
            "late_at": to.late_at,
            "if_late": to.if_late,
            "remind": to.remind,
            "answer_within_s": int(to.answer_within.total_seconds()),
        }
        if row.nominal_at != to.due_at:
            values["due_at"] = to.due_at
            _note(unit, row, to.due_at, change.why)
        if (to.prompt, to.intensity) != (row.prompt, row.intensity):
            values |= {"prompt": to.prompt, "intensity": to.intensity, "approval": None}
        _set(unit, row, **values)


def _set(unit: Unit, row: Known, **values: object) -> None:
    unit.execute(sa.update(occurrences).where(occurrences.c.id == row.id).values(**values))


def _note(unit: Unit, row: Known, to: datetime, why: Why) -> None:
    told = {"id": unit.id(), "occurrence": row.id, "client": row.client, "at": unit.now, "actor": "vignette"}
    values = {**told, "due_before": row.due_at, "due_after": to, "reason": why.value}
    unit.execute(sa.insert(moves).values(**values))
