"""Occurrences that are moved, with who moved them and why (SPEC 4.3, 4.8); put off by the client; sent by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from core.domain.ids import OccurrenceId
from core.domain.reasons import Why
from core.domain.states import OccurrenceState
from core.store.schedule import LATE_BY_LEAST, Occurrence
from core.store.schedule import move as move_state
from core.store.tables import moves, occurrences
from core.store.unit import Unit

_WHOLE = sa.select(moves)


@dataclass(frozen=True, slots=True)
class Move:
    """One occurrence was due then and is due now. actor: as in the journal."""

    occurrence: str
    at: datetime
    before: datetime
    after: datetime
    reason: str
    actor: str


def move_due(
    unit: Unit,
    what: Occurrence,
    to: datetime,
    *,
    reason: str,
    until: datetime | None = None,
    late_at: datetime | None = None,
    actor: str = "vignette",
) -> None:
    """It is due at another moment. until: so far it may be moved on, None: as far as before. late_at: when it is late there,
    None: as before, but not at once.

    What was released already is planned again. Raises ValueError on a move that does not exist.
    """
    move_until = what.move_until if until is None else until
    values: dict[str, object] = {
        "due_at": to,
        "move_until": move_until,
        "late_at": late_at or max(what.late_at, move_until, to + LATE_BY_LEAST),
    }
    if what.state is OccurrenceState.RELEASED:
        move_state(unit, what, OccurrenceState.PLANNED)
        values["released_at"] = None
    unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(**values))
    note_move(unit, what, to, reason=reason, actor=actor)


def take_up_again(unit: Unit, what: Occurrence) -> None:
    """Released, and not sent after all: it is due still, and will be judged again."""
    move_state(unit, what, OccurrenceState.PLANNED)
    unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(released_at=None))


def note_move(unit: Unit, what: Occurrence, to: datetime, *, reason: str, actor: str) -> None:
    """The row that says so."""
    values = {
        "id": unit.id(),
        "occurrence": what.id,
        "client": what.client,
        "at": unit.now,
        "due_before": what.due_at,
        "due_after": to,
        "reason": reason[:40],
        "actor": actor,
    }
    unit.execute(sa.insert(moves).values(**values))


def moves_of(unit: Unit, occurrence_ids: Sequence[str]) -> dict[str, list[Move]]:
    """The moves of several occurrences, by occurrence, oldest first."""
    found: dict[str, list[Move]] = {}
    rows = unit.all_of(_WHOLE, moves.c.occurrence, occurrence_ids)
    for row in sorted(rows, key=lambda row: row.at):
        told = Move(row.occurrence, row.at, row.due_before, row.due_after, row.reason, row.actor)
        found.setdefault(row.occurrence, []).append(told)
    return found


def out_of_gaps(unit: Unit, occurrence_ids: Sequence[str], *, longer_than: timedelta) -> dict[str, datetime]:
    """When those of these occurrences were due first that were moved by the client's hours so long after they were due."""
    found: dict[str, datetime] = {}
    for occurrence, told in moves_of(unit, occurrence_ids).items():
        gaps = [one.before for one in told if one.reason in _WAITS and one.at - one.before > longer_than]
        if gaps:
            found[occurrence] = gaps[0]
    return found


_WAITS = frozenset({Why.QUIET, Why.DAY, Why.CAP, Why.RESTING, Why.PAUSED, Why.AWAY})  # it waits inside its own window


def snooze(unit: Unit, what: Occurrence, until: datetime, *, late_by: timedelta, actor: str) -> None:
    """The client wants it later: it waits, open for an answer all the same. Raises ValueError on a move that does not exist."""
    move_state(unit, what, OccurrenceState.SNOOZED)
    late_at = until + max(late_by, LATE_BY_LEAST)
    values = {"due_at": until, "move_until": late_at, "late_at": late_at, "closes_at": None, "remind_at": None}
    unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(**values))
    note_move(unit, what, until, reason="later", actor=actor)


def was_answered_elsewhere(unit: Unit, what: Occurrence, *, is_over: bool) -> None:
    """What came for it was for something else: it stands as before, put off until its time, open, or over. is_over: it cannot
    be open any more, whatever its time.
    """
    if is_over or (what.closes_at is not None and what.closes_at <= unit.now):
        move_state(unit, what, OccurrenceState.CLOSED)
    elif what.closes_at is not None:
        move_state(unit, what, OccurrenceState.SENT)
    elif what.released_at is not None and what.released_at < what.due_at:  # as `snooze` left it
        move_state(unit, what, OccurrenceState.SNOOZED)
    else:  # answered before the platform said that it was there: the time to answer starts now
        move_state(unit, what, OccurrenceState.SENT)
        values = {"sent_at": unit.now, "closes_at": unit.now + what.answer_within}
        unit.execute(sa.update(occurrences).where(occurrences.c.id == what.id).values(**values))


def send_by_hand(
    unit: Unit,
    *,
    client: str,
    prompt: str,
    intensity: int,
    local_date: date,
    due_at: datetime,
    late_by: timedelta,
    answer_within: timedelta,
    remind: str,
    sent_by: str,
    approval: str | None = None,
) -> OccurrenceId:
    """One prompt, due to one client at a moment, in no programme."""
    values = {
        "client": client,
        "step": "by hand",
        "local_date": local_date.isoformat(),
        "prompt": prompt,
        "intensity": intensity,
        "answer_within_s": int(answer_within.total_seconds()),
        "remind": remind,
        "sent_by": sent_by,
        "approval": approval,
    }
    occurrence = _alone(unit, due_at, late_by, values)
    unit.journal(sent_by, "sent by hand", f"occurrence:{occurrence}", client=client, prompt=prompt)
    return occurrence


INSTEAD = "instead"  # the step of what a client chose in the place of another prompt


def send_instead(
    unit: Unit,
    what: Occurrence,
    *,
    prompt: str,
    intensity: int,
    local_date: date,
    late_by: timedelta,
    answer_within: timedelta,
) -> OccurrenceId:
    """Another prompt, now, in the place of one that does not go; once for each. The database refuses a second."""
    values = {
        "client": what.client,
        "step": INSTEAD,
        "local_date": local_date.isoformat(),
        "prompt": prompt,
        "intensity": intensity,
        "answer_within_s": int(answer_within.total_seconds()),
        "because": what.id,
    }
    occurrence = _alone(unit, unit.now, late_by, values)
    unit.journal(f"client:{what.client}", "sent instead", f"occurrence:{occurrence}", prompt=prompt)
    return occurrence


def _alone(unit: Unit, due_at: datetime, late_by: timedelta, values: Mapping[str, object]) -> OccurrenceId:
    """An occurrence that belongs to no enrolment."""
    occurrence = OccurrenceId(unit.id())
    late_at = due_at + late_by
    moments = {"nominal_at": due_at, "due_at": due_at, "move_until": late_at, "late_at": late_at}
    own = {"id": occurrence, "enrolment": None, "slot": 0, "state": OccurrenceState.PLANNED.value}
    unit.execute(sa.insert(occurrences).values(**own, **moments, **values))
    return occurrence
