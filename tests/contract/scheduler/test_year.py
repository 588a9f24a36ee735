"""365 days of five hundred clients: what came, came once and at a time that was fine, and everything else says why."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.domain.hours import Hours
from core.domain.reasons import Why
from core.store import tables
from core.store.unit import Unit
from tests.contract.scheduler.model import Row, read
from tests.contract.scheduler.practice import DAY, HOUR, MINUTE, changed, programme, without
from tests.contract.scheduler.year import FIRST, NAMES, SHELF, Year
from tests.oracle import rhythm

DAYS = 365
OUTAGES = {70: 6 * HOUR, 200: 3 * DAY + 2 * HOUR}
GONE = (100, 140)  # days on which one step is not in the library
LATER = changed(
    SHELF, SHELF.programmes["evenings"].model_copy(update={"steps": (
        SHELF.programmes["evenings"].steps[0].model_copy(update={"at": programme("p", {"every": "day", "at": "20:00"}).steps[0].at}),
        *SHELF.programmes["evenings"].steps[1:],
    )}),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_year_of_five_hundred_clients(fresh_sqlite: Callable[[], str]) -> None:
    """Zones from all over the world, several programmes, travel, pauses, edits and two outages."""
    year = Year(fresh_sqlite(), people=500)
    begin = year.now
    number = 0
    while number < DAYS:
        number = (year.now - begin).days + 1
        if number in OUTAGES:
            year.outage(OUTAGES[number])
        elif number == 60:
            year.practice.use(LATER)
        elif number == 150:
            year.goes_away(2, 7 * DAY)
        elif number == GONE[0]:
            year.practice.use(without(LATER, "pool", "s1"))
        elif number == GONE[1]:
            year.practice.use(LATER)
        year.one_day()
        year.go_on(begin + ((year.now - begin).days + 1) * DAY)
    rows = list(year.practice.run(read).values())

    everything_is_told(year, rows)
    nothing_came_twice(year, rows)
    every_date_is_there(year, rows)
    came_when_it_might(year, rows)
    one_of_each_outage(year, rows)
    pools_and_gaps(year, rows)
    followers(rows)
    year.practice.close()


def everything_is_told(year: Year, rows: list[Row]) -> None:
    """Planned is sent, left out with a reason, or open; nothing waits past its time; each has moved only with a reason."""
    states = Counter(row.state for row in rows)
    sent = sum(states[each] for each in ("sent", "answered", "declined", "closed"))
    assert states.keys() <= {"sent", "answered", "declined", "closed", "skipped", "planned"}
    assert len(rows) == sent + states["skipped"] + states["planned"]
    assert sent > 20_000
    assert all((row.reason is not None) == (row.state == "skipped") for row in rows)
    assert all(row.due_at > year.now for row in rows if row.state == "planned")
    told = Counter(row.reason for row in rows if row.state == "skipped")
    assert told.keys() <= {
        Why.QUIET, Why.DAY, Why.CAP, Why.RESTING, Why.PAUSED, Why.AWAY, Why.LATE, Why.ONE_IS_ENOUGH, Why.GONE, Why.ZONE,
        Why.NEXT_COMES,
    }  # fmt: skip
    moved = year.practice.run(_moves)
    assert all(row.id in moved for row in rows if row.due_at != row.nominal_at)


def _moves(unit: Unit) -> set[str]:
    return {row.occurrence for row in unit.all(sa.select(tables.moves.c.occurrence))}


def nothing_came_twice(year: Year, rows: list[Row]) -> None:
    """One delivery of each prompt that came, and of none that did not; at most one reminder of it, of some."""
    o, m = tables.outbox.c, tables.occurrences.c
    kinds = year.practice.run(
        lambda unit: unit.all(
            sa.select(o.kind, o.occurrence, sa.func.count().label("n")).group_by(o.kind, o.occurrence)
        )
    )
    written = Counter({row.occurrence: row.n for row in kinds if row.kind == "prompt"})
    assert set(written) == {row.id for row in rows if row.state not in ("skipped", "planned")}
    assert set(written.values()) == {1}
    reminded = {row.occurrence: row.n for row in kinds if row.kind == "reminder"}
    assert set(reminded.values()) == {1}
    assert reminded.keys() <= written.keys()
    sends = year.practice.run(lambda unit: unit.one(sa.select(sa.func.sum(m.sends), sa.func.max(m.sends))))
    assert tuple(sends) == (len(written), 1)


def every_date_is_there(year: Year, rows: list[Row]) -> None:
    """Each date of each rule has its row, whoever travelled where (SPEC 4.6)."""
    known: dict[str, set[tuple[str, date, int]]] = defaultdict(set)
    for row in rows:
        known[row.enrolment].add((row.step, row.local_date, row.slot))
    last = FIRST + (DAYS - 2) * DAY
    for enrolment, wish in year.courses.items():
        assert wish.start is not None
        for step in SHELF.programmes[wish.programme].steps:
            if step.after is not None:
                continue
            dates = set(rhythm.dates(step, start=wish.start, last=last))
            found = {day for name, day, _ in known[enrolment] if name == step.id and day <= last}
            if (wish.programme, step.id) == ("pool", "s1"):
                without_it = {day for day in dates if FIRST + (GONE[0] - 2) * DAY <= day <= FIRST + (GONE[1] + 3) * DAY}
                dates, found = dates - without_it, found - without_it
            missing = dates - found
            assert found <= dates
            assert all(step.between is not None and _no_room(year, wish.client, day) for day in missing), missing


def _no_room(year: Year, who: str, day: date) -> bool:
    """Whether quiet hours may have left nothing of a window: none that these clients can want does."""
    return any(hours.quiet == "10:00-20:00" for _, hours in year.hours[who])


def came_when_it_might(year: Year, rows: list[Row]) -> None:
    """By the zone, hours and days that held then; not in a pause; not more than three on a local day."""
    began = {who: [since for since, _ in told] for who, told in year.hours.items()}
    days: Counter[tuple[str, date]] = Counter()
    for row, at in _sent(year, rows):
        hours = year.hours[row.client][bisect_right(began[row.client], at) - 1][1]
        local = at.astimezone(ZoneInfo(hours.zone))
        assert not _is_quiet(local, hours), (row, local)
        assert hours.days[local.weekday()] == "1", (row, local)
        assert not any(since <= at < until for since, until in year.off[row.client]), (row, at)
        days[row.client, local.date()] += 1
        if row.if_late == "skip":
            assert at - row.due_at <= 2 * HOUR or row.move_until > row.due_at + 2 * HOUR, (row, at)
    assert max(days.values()) <= 3


def _is_quiet(local: datetime, hours: Hours) -> bool:
    if not hours.quiet:
        return False
    begins, ends = hours.quiet.split("-")
    now = f"{local:%H:%M}"
    return begins <= now < ends if begins < ends else now >= begins or now < ends


def _sent(year: Year, rows: list[Row]) -> list[tuple[Row, datetime]]:
    c = tables.occurrences.c
    at = {row.id: row.released_at for row in year.practice.run(lambda u: u.all(sa.select(c.id, c.released_at)))}
    return [(row, at[row.id]) for row in rows if row.state not in ("skipped", "planned")]


def one_of_each_outage(year: Year, rows: list[Row]) -> None:
    """Of what came due in it each client got one at most; most of it says that it was too late."""
    sent, anew = _sent(year, rows), year.practice.run(_anew)
    for since, until in year.outages:
        got = Counter(
            row.client
            for row, at in sent
            if at >= until and since < row.nominal_at < until - 10 * MINUTE and row.id not in anew
        )
        assert max(got.values(), default=0) <= 1
        lost = [row for row in rows if since < row.nominal_at < until - 3 * HOUR and row.state == "skipped"]
        assert len(lost) > 5
    burst = Counter((row.client, at) for row, at in sent)
    assert max(burst.values()) <= 2


def _anew(unit: Unit) -> set[str]:
    c = tables.moves.c
    due = (Why.NEXT_WINDOW.value, Why.EDITED.value, Why.ZONE.value)
    return {row.occurrence for row in unit.all(sa.select(c.occurrence).where(c.reason.in_(due)))}


def pools_and_gaps(year: Year, rows: list[Row]) -> None:
    """Five prompts, none again before all five; random moments of a day 90 minutes apart."""
    given, drawn = defaultdict(list), defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.local_date, row.slot)):
        name = year.courses[row.enrolment].programme
        if (name, row.step) == ("pool", "s0") and row.state not in ("skipped", "planned"):
            given[row.enrolment].append(row.prompt)
        if name == "sampling" and row.state != "skipped":
            drawn[row.enrolment, row.local_date].append(row.nominal_at)
    for prompts in given.values():
        for start in range(0, len(prompts) - len(NAMES) + 1, len(NAMES)):
            assert sorted(prompts[start : start + len(NAMES)]) == NAMES, prompts
        assert all(one != other for one, other in pairwise(prompts))
    assert len(given) > 100
    for moments in drawn.values():
        assert all(other - one >= timedelta(minutes=90) for one, other in pairwise(sorted(moments)))


def followers(rows: list[Row]) -> None:
    """One for each answer, and for nothing else."""
    made = Counter(row.because for row in rows if row.because is not None)
    letters = {row.enrolment for row in rows if row.because is not None}
    answered = {row.id for row in rows if row.enrolment in letters and row.step == "letter" and row.state == "answered"}
    assert len(answered) > 1_000
    assert set(made) == answered
    assert set(made.values()) == {1}
