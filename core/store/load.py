"""How much is due when, on which account; who follows what; and how long prompts took. Counted, never opened: nothing here
is sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.states import AddressState, ClientState, OccurrenceState
from core.store import tables as t
from core.store.columns import Instant
from core.store.unit import Unit

MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE_MS = 60_000
# As the partial indexes have it, word for word.
_WAITS = sa.literal_column("occurrences.state IN ('planned', 'snoozed')")
_WENT = sa.literal_column("occurrences.released_at IS NOT NULL")


@dataclass(frozen=True, slots=True)
class Ahead:
    """An occurrence that waits, with what its moment hangs on. account: where its client is written to, None: nowhere.

    programme: None when sent by hand. planned: not put off by the client.
    """

    id: str
    account: str | None
    enrolment: str | None
    programme: str | None
    step: str
    local_date: str
    slot: int
    intensity: int
    planned: bool
    nominal_at: datetime
    due_at: datetime
    move_until: datetime
    zone: str
    quiet: str
    days: str


@dataclass(frozen=True, slots=True)
class Shift:
    """An occurrence that gets another moment, if it is still planned for the one it had."""

    id: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Followers:
    """So many enrolments for which the rules give the same. account: None where their clients can be written to nowhere.

    off: (from, until) in which nothing goes to them, because they rest, are paused, or their therapist is away.
    """

    number: int
    account: str | None
    programme: str
    start: date
    zone: str
    quiet: str
    days: str
    off: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Delays:
    """From the moment for which prompts were planned to their sending. spread: how many of them were spread."""

    prompts: int
    half: timedelta
    most: timedelta  # 90 of 100
    nearly_all: timedelta  # 99 of 100
    longest: timedelta
    spread: int


def minute_of(moment: datetime) -> int:
    """Minutes since 1970."""
    return (moment - _EPOCH) // MINUTE


def moment_of(minute: int) -> datetime:
    """When such a minute begins."""
    return _EPOCH + minute * MINUTE


def _account_of(client: Any) -> Any:
    """Where a client is written to, as `addresses.best_address` has it (SPEC 5.6)."""
    a = t.addresses.c
    closed = sa.case((a.state == AddressState.OPEN.value, 0), else_=1)
    return sa.select(a.account).where(a.client == client).order_by(closed, a.wrote_at.desc()).limit(1).scalar_subquery()


def full_minutes(unit: Unit, *, until: datetime, more_than: int) -> dict[int, int]:
    """Minutes from now on in which more than so many are due, on whatever account. From the index alone, whatever the size."""
    due = t.occurrences.c.due_at
    minute = sa.type_coerce(due, sa.BigInteger) // _MINUTE_MS
    query = (
        sa.select(minute.label("minute"), sa.func.count().label("number"))
        .where(_WAITS, due > unit.now, due < until)
        .group_by(sa.text("1"))
        .having(sa.func.count() > more_than)
    )
    return {int(row.minute): int(row.number) for row in unit.all(query)}


def waiting(unit: Unit, *, until: datetime) -> list[Ahead]:
    """What is due from now on until then, in no order."""
    o, c, e = t.occurrences.c, t.clients.c, t.enrolments.c
    query = (
        sa.select(
            *(o.id, o.enrolment, o.step, o.local_date, o.slot, o.intensity, o.state),
            *(o.nominal_at, o.due_at, o.move_until, c.zone, c.quiet, c.days, e.programme),
            _account_of(o.client).label("account"),
        )
        .join(t.clients, c.id == o.client)
        .outerjoin(t.enrolments, e.id == o.enrolment)
        .where(_WAITS, o.due_at > unit.now, o.due_at < until)
    )
    return [
        Ahead(
            row.id,
            row.account,
            row.enrolment,
            row.programme,
            row.step,
            row.local_date,
            row.slot,
            row.intensity,
            row.state == OccurrenceState.PLANNED,
            row.nominal_at,
            row.due_at,
            row.move_until,
            row.zone,
            row.quiet,
            row.days,
        )
        for row in unit.all(query)
    ]


def shift_all(unit: Unit, shifts: Sequence[Shift]) -> None:
    """Give these their other moments. One that was moved, sent or let go of meanwhile is left as it is."""
    o = t.occurrences.c
    shift = (
        sa.update(t.occurrences)
        .where(
            o.id == sa.bindparam("which"),
            o.due_at == sa.bindparam("before", type_=Instant()),
            o.state == OccurrenceState.PLANNED.value,
        )
        .values(due_at=sa.bindparam("after", type_=Instant()))
    )
    ordered = sorted(
        shifts, key=lambda each: each.id
    )  # two processes that do the same do not wait for each other in a ring
    if ordered:
        unit.execute(shift, [{"which": each.id, "before": each.before, "after": each.after} for each in ordered])


def followers(unit: Unit) -> list[Followers]:
    """Everybody who follows a programme, has agreed, and has neither stopped nor left, counted by what their times hang on."""
    c, e, r = t.clients.c, t.enrolments.c, t.therapists.c
    agreed = sa.select(t.consents.c.id).where(t.consents.c.client == c.id, t.consents.c.withdrawn_at.is_(None)).exists()
    rests = c.state == ClientState.RESTING.value
    what = (
        sa.select(
            *(e.programme, e.start, c.zone, c.quiet, c.days, _account_of(c.id).label("account")),
            *(sa.case((rests, c.rest_until)).label("rest_until"), c.paused_until, r.away_from, r.away_until),
        )
        .select_from(t.enrolments)
        .join(t.clients, c.id == e.client)
        .join(t.therapists, r.id == c.therapist)
        .where(
            sa.literal_column("enrolments.state = 'active'"),
            sa.or_(c.state == ClientState.ACTIVE.value, sa.and_(rests, c.rest_until.is_not(None))),
            agreed,
        )
        .subquery()
    )
    rows = unit.all(sa.select(*what.c, sa.func.count().label("number")).group_by(*what.c))
    return [
        Followers(
            row.number,
            row.account,
            row.programme,
            date.fromisoformat(row.start),
            row.zone,
            row.quiet,
            row.days,
            _off(unit.now, row),
        )
        for row in rows
    ]


def _off(now: datetime, row: Any) -> tuple[tuple[datetime, datetime], ...]:
    spans = [(now, until) for until in (row.rest_until, row.paused_until) if until is not None and until > now]
    if row.away_until is not None and row.away_until > now:
        spans.append((row.away_from or now, row.away_until))
    return tuple(spans)


def beside_rules(unit: Unit, *, until: datetime) -> dict[tuple[str | None, int], int]:
    """What is due until then though no rule has it there: sent by hand, moved, put off, after another step. (account, minute)
    -> how many.
    """
    o = t.occurrences.c
    minute = (sa.type_coerce(o.due_at, sa.BigInteger) // _MINUTE_MS).label("minute")
    own = sa.or_(
        o.enrolment.is_(None),
        o.because.is_not(None),
        o.state == OccurrenceState.SNOOZED.value,
        o.nominal_at <= unit.now,
    )
    what = sa.select(minute, _account_of(o.client).label("account"))
    found = what.where(_WAITS, o.due_at > unit.now, o.due_at < until, own).subquery()
    rows = unit.all(sa.select(*found.c, sa.func.count().label("number")).group_by(*found.c))
    return {(row.account, int(row.minute)): int(row.number) for row in rows}


def delays(unit: Unit, *, since: datetime) -> dict[str, Delays]:
    """How long the prompts that were sent since a moment took, by the account that sent them (SPEC 4: the measured delay).

    From the moment they were planned for: after the moves that have a reason, before any spreading.
    """
    o, b = t.occurrences.c, t.outbox.c
    moved = sa.select(t.moves.c.id).where(t.moves.c.occurrence == o.id).exists()
    first = (
        sa.select(b.account)
        .where(
            b.occurrence == o.id,
            sa.literal_column("outbox.occurrence IS NOT NULL"),
            b.kind == DeliveryKind.PROMPT.value,
            b.state == DeliveryState.SENT.value,
        )
        .order_by(b.seq)
        .limit(1)
        .scalar_subquery()
    )
    planned_for, sent_at, due_at, nominal_at = (
        sa.type_coerce(each, sa.BigInteger)
        for each in (sa.case((moved, o.due_at), else_=o.nominal_at), o.sent_at, o.due_at, o.nominal_at)
    )
    took = (sent_at - planned_for).label("took")
    spread = sa.case((sa.and_(due_at > nominal_at, ~moved), 1), else_=0).label("spread")
    each = (
        sa.select(first.label("account"), took, spread)
        .where(_WENT, o.released_at >= since, o.sent_at.is_not(None))
        .subquery()
    )
    placed = sa.select(
        each.c.account,
        each.c.took,
        sa.func.row_number().over(partition_by=each.c.account, order_by=each.c.took).label("place"),
        sa.func.count().over(partition_by=each.c.account).label("number"),
        sa.func.sum(each.c.spread).over(partition_by=each.c.account).label("spread"),
    ).subquery()
    n = placed.c.number
    wanted = [(n * share + 99) // 100 for share in (50, 90, 99, 100)]
    rows = unit.all(sa.select(placed).where(placed.c.place.in_(wanted)).order_by(placed.c.account, placed.c.place))
    by_account: dict[str, list[Any]] = {}
    for row in rows:
        if row.account is not None:
            by_account.setdefault(row.account, []).append(row)
    return {account: _delays(some) for account, some in by_account.items()}


def _delays(rows: Sequence[Any]) -> Delays:
    number, spread = int(rows[0].number), int(rows[0].spread)
    by_place = {int(row.place): max(timedelta(0), timedelta(milliseconds=int(row.took))) for row in rows}
    half, most, nearly_all, longest = (by_place[(number * share + 99) // 100] for share in (50, 90, 99, 100))
    return Delays(number, half, most, nearly_all, longest, spread)
