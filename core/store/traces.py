"""What became of a client's prompts, as it stands in the rows: for telling why. Nothing sealed is opened (SPEC 4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.states import ClientState, EnrolmentState, OccurrenceState
from core.store import moves
from core.store.moves import Move
from core.store.tables import clients, enrolments, occurrences, outbox, replies, therapists
from core.store.unit import Unit

_TOLD = (DeliveryKind.PROMPT, DeliveryKind.REMINDER, DeliveryKind.CHECK_IN)


@dataclass(frozen=True, slots=True)
class Carried:
    """One call for an occurrence: its prompt, a reminder of it, or the question before it. at: when it was sent, or else written down."""

    kind: DeliveryKind
    state: DeliveryState
    is_copy: bool
    at: datetime
    trouble: str | None


@dataclass(frozen=True, slots=True)
class Trace:
    """One occurrence with everything that happened to it. programme, start: None when sent by hand.

    because: what had been sent or answered before it. moves, calls: oldest first.
    """

    id: str
    programme: str | None
    start: date | None
    step: str
    slot: int
    prompt: str
    local_date: date
    state: OccurrenceState
    reason: str | None
    intensity: int
    nominal_at: datetime
    due_at: datetime
    if_late: str
    because: str | None
    sent_by: str | None
    approval: str | None
    released_at: datetime | None
    sent_at: datetime | None
    closes_at: datetime | None
    answered_at: datetime | None
    moves: tuple[Move, ...]
    calls: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """How a client stands, as far as nothing of it is sealed. away_until: their therapist's, None where they are there."""

    id: str
    therapist: str
    alias: str
    state: ClientState
    language: str
    zone: str
    rest_until: datetime | None
    paused_until: datetime | None
    held_level: int
    away_until: datetime | None


@dataclass(frozen=True, slots=True)
class Followed:
    """One programme of a client, under way or ended. planned_to: the last local date whose slots exist as rows."""

    programme: str
    start: date
    is_active: bool
    planned_to: date | None


def person(unit: Unit, client: str) -> Person:
    """One client by id. Raises LookupError."""
    row = unit.one(_PEOPLE.where(clients.c.id == client))
    if row is None:
        raise LookupError("no such client")
    return _person(unit, row)


def person_called(unit: Unit, alias: str) -> Person | None:
    """By alias, in any case."""
    row = unit.one(_PEOPLE.where(sa.func.lower(clients.c.alias) == alias.lower()))
    return None if row is None else _person(unit, row)


def aliases(unit: Unit) -> list[str]:
    """Of everybody, in order."""
    return [row.alias for row in unit.all(sa.select(clients.c.alias).order_by(clients.c.alias))]


def around(unit: Unit, client: str, *, last: int, ahead: int) -> list[Trace]:
    """The last ones whose time has come and the next ones ahead, oldest first."""
    c = occurrences.c
    past = _of(client).where(c.due_at <= unit.now).order_by(c.due_at.desc(), c.id).limit(last)
    coming = _of(client).where(c.due_at > unit.now).order_by(c.due_at, c.id).limit(ahead)
    return _traced(unit, [*unit.all(past), *unit.all(coming)])


def on_date(unit: Unit, client: str, day: date, *, begins: datetime, ends: datetime) -> list[Trace]:
    """Everything of one local date: by its rule, after its moves, or because it was sent then. begins, ends: that day."""
    c = occurrences.c
    that_day = [sa.and_(column >= begins, column < ends) for column in (c.nominal_at, c.due_at, c.sent_at)]
    return _traced(unit, unit.all(_of(client).where(sa.or_(c.local_date == day.isoformat(), *that_day))))


def followed(unit: Unit, client: str) -> list[Followed]:
    """Every programme that the client follows or followed, by day 1."""
    query = sa.select(enrolments).where(enrolments.c.client == client).order_by(enrolments.c.start, enrolments.c.id)
    return [
        Followed(
            row.programme,
            date.fromisoformat(row.start),
            row.state == EnrolmentState.ACTIVE.value,
            date.fromisoformat(row.planned_to) if row.planned_to else None,
        )
        for row in unit.all(query)
    ]


_PEOPLE = sa.select(
    *(
        clients.c[name]
        for name in ("id", "therapist", "alias", "state", "language", "zone", "rest_until", "paused_until")
    ),
    clients.c.held_level,
    therapists.c.away_from,
    therapists.c.away_until,
).select_from(clients.join(therapists, clients.c.therapist == therapists.c.id))


def _person(unit: Unit, row: Any) -> Person:
    is_away = row.away_from is not None and row.away_from <= unit.now < row.away_until
    return Person(
        row.id,
        row.therapist,
        row.alias,
        ClientState(row.state),
        row.language,
        row.zone,
        row.rest_until,
        row.paused_until,
        row.held_level,
        row.away_until if is_away else None,
    )


def _of(client: str) -> sa.Select[Any]:
    # By way of their enrolments, whose key orders the occurrences: an index by client would cost every planned row.
    theirs = sa.select(enrolments.c.id).where(enrolments.c.client == client)
    by_hand = sa.and_(occurrences.c.client == client, sa.literal_column("occurrences.enrolment IS NULL"))
    sealed = ("title", "aftercare")
    return (
        sa.select(
            *(each for each in occurrences.c if each.name not in sealed), enrolments.c.programme, enrolments.c.start
        )
        .select_from(occurrences.outerjoin(enrolments, occurrences.c.enrolment == enrolments.c.id))
        .where(sa.or_(occurrences.c.enrolment.in_(theirs), by_hand))
    )


def _traced(unit: Unit, rows: Sequence[Any]) -> list[Trace]:
    which = [row.id for row in rows]
    moved, calls, answers = moves.moves_of(unit, which), _calls(unit, which), _answers(unit, which)
    found = [
        Trace(
            row.id,
            row.programme,
            None if row.start is None else date.fromisoformat(row.start),
            row.step,
            row.slot,
            row.prompt,
            date.fromisoformat(row.local_date),
            OccurrenceState(row.state),
            row.reason,
            row.intensity,
            row.nominal_at,
            row.due_at,
            row.if_late,
            row.because,
            row.sent_by,
            row.approval,
            row.released_at,
            row.sent_at,
            row.closes_at,
            answers.get(row.id),
            tuple(moved.get(row.id, ())),
            tuple(calls.get(row.id, ())),
        )
        for row in rows
    ]
    return sorted(found, key=lambda trace: (trace.due_at, trace.nominal_at, trace.id))


def _calls(unit: Unit, which: Sequence[str]) -> dict[str, list[Carried]]:
    found: dict[str, list[Carried]] = {}
    c = outbox.c
    query = sa.select(c.occurrence, c.kind, c.state, c.is_copy, c.sent_at, c.created_at, c.trouble, c.seq)
    there = query.where(c.kind.in_([kind.value for kind in _TOLD]), sa.literal_column("outbox.occurrence IS NOT NULL"))
    for row in sorted(unit.all_of(there, c.occurrence, which), key=lambda row: row.seq):
        kind, state = DeliveryKind(row.kind), DeliveryState(row.state)
        told = Carried(kind, state, row.is_copy, row.sent_at or row.created_at, row.trouble)
        found.setdefault(row.occurrence, []).append(told)
    return found


def _answers(unit: Unit, which: Sequence[str]) -> dict[str, datetime]:
    """When the first reply to each began."""
    found: dict[str, datetime] = {}
    query = sa.select(replies.c.occurrence, replies.c.opened_at)
    for row in sorted(unit.all_of(query, replies.c.occurrence, which), key=lambda row: row.opened_at):
        found.setdefault(row.occurrence, row.opened_at)
    return found
