"""What the specification says of one client's prompts, by another hand: the oracle's zones and dates, and a short memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from core.domain.reasons import Why
from core.prompts.library import Library
from core.prompts.programme import Programme, Step
from core.store import tables
from core.store.unit import Unit
from tests.contract.scheduler.practice import DAY, MINUTE, Practice
from tests.oracle import rhythm
from tests.oracle.zone import Zone, read_zone

GAP = 10 * MINUTE  # what is sent later than that after its time comes out of an outage
PUNCTUAL = 5 * MINUTE  # a call needs its time, whatever lateness says
MOVED = 15 * MINUTE  # and so long after it was moved

Slot = tuple[str, str, date, int]  # enrolment, step, local date, number


@dataclass(slots=True)
class Row:
    """An occurrence as any other program would read it."""

    id: str
    client: str
    enrolment: str
    step: str
    local_date: date
    slot: int
    prompt: str
    state: str
    reason: str | None
    nominal_at: datetime
    due_at: datetime
    move_until: datetime
    if_late: str
    because: str | None

    @property
    def key(self) -> Slot:
        """What makes it one of a kind."""
        return self.enrolment, self.step, self.local_date, self.slot


def read(unit: Unit) -> dict[str, Row]:
    """Every occurrence, by id."""
    c = tables.occurrences.c
    told = (
        c.id, c.client, c.enrolment, c.step, c.local_date, c.slot, c.prompt, c.state, c.reason, c.nominal_at, c.due_at,
        c.move_until, c.if_late, c.because,
    )  # fmt: skip
    rows = [Row(*row) for row in unit.all(sa.select(*told))]
    for row in rows:
        row.local_date = date.fromisoformat(str(row.local_date))
    return {row.id: row for row in rows}


@dataclass
class Person:
    """A client as they wish it, and what they got: (when, occurrence, again)."""

    id: str
    zone: Zone = field(repr=False)
    quiet: str = "22:00-08:00"
    days: str = "1111111"
    cap: int = 3
    resting: bool = False
    rest_until: datetime | None = None
    paused_until: datetime | None = None
    away: tuple[datetime, datetime] | None = None
    courses: dict[str, tuple[str, date, datetime]] = field(default_factory=dict)  # id -> programme, start, since
    got: list[tuple[datetime, str, bool]] = field(default_factory=list)

    def rests(self, moment: datetime) -> bool:
        """Whether their own pause holds."""
        return self.resting and (self.rest_until is None or self.rest_until > moment)

    def day(self, moment: datetime) -> date:
        """The date that their calendar shows."""
        return self.zone.shown(moment).date()

    def nights(self, first: date, last: date) -> list[tuple[datetime, datetime]]:
        """Quiet hours as instants."""
        if not self.quiet:
            return []
        begins, ends = (time.fromisoformat(each) for each in self.quiet.split("-"))
        return rhythm.quiet_spans(begins, ends, zone=self.zone, first=first - 2 * DAY, last=last + DAY)

    def allows(self, moment: datetime) -> bool:
        """Whether a prompt may come by their hours and days."""
        day = self.day(moment)
        return self.days[day.weekday()] == "1" and not any(a <= moment < b for a, b in self.nights(day, day))

    def next_allowed(self, moment: datetime) -> datetime:
        """From then on the first moment at which one may come: then, when a night is over, or when a day begins."""
        first = self.day(moment)
        last = first + 9 * DAY
        edges = [ends for _, ends in self.nights(first, last)]
        edges += [self.zone.instant(datetime.combine(first + n * DAY, time())) for n in range(1, 10)]
        return min(
            (each for each in (moment, *edges) if each >= moment and self.allows(each)), default=moment + 99 * DAY
        )

    def on(self, day: date) -> int:
        """How many prompts came on a local date; the last sending of each counts."""
        last = {what: at for at, what, _ in self.got}
        return sum(self.day(at) == day for at in last.values())


class Model:
    """Watches a practice: whatever is sent, moved or left out must be so by the words of the specification."""

    def __init__(self, practice: Practice) -> None:
        self.practice, self.people = practice, dict[str, Person]()
        self.rows: dict[str, Row] = {}
        self.later: set[str] = set()  # what its client wanted again
        self.sent: set[Slot] = set()
        self.since = practice.clock.present
        practice.told, practice.looked = self.told, self.look

    @property
    def now(self) -> datetime:
        """The practice's calendar."""
        return self.practice.clock.present

    # --- what is sent ---------------------------------------------------------------------------------------------
    def told(self, unit: Unit, occurrence: str) -> None:
        """A prompt has arrived: at a moment at which it may, for the first time, and with its prompt's turn."""
        self.practice.remember(unit, occurrence)
        sent = self.practice.sent[-1]
        what, who = sent.what, self.people[sent.what.client]
        said = (sent, who)
        assert sent.at == self.now
        assert who.allows(self.now), said
        assert not who.rests(self.now), said
        assert who.paused_until is None or who.paused_until <= self.now, said
        assert who.away is None or not who.away[0] <= self.now < who.away[1], said
        assert what.enrolment is not None
        key = (what.enrolment, what.step, what.local_date, what.slot)
        assert sent.again == (key in self.sent), said
        assert not sent.again or what.id in self.later, said
        if not sent.again:
            assert who.on(who.day(self.now)) < who.cap, said
            assert self.now <= self._late_at(
                what.nominal_at, what.due_at, self._step(what.enrolment, what.step), what
            ) or (what.if_late == "send"), said
        step = self._step(what.enrolment, what.step)
        if step is not None and step.between is not None and not sent.again:
            assert what.due_at != what.nominal_at or what.if_late == "send" or who.day(self.now) == what.local_date, (
                said
            )
        self.later.discard(what.id)
        self.sent.add(key)
        who.got.append((self.now, what.id, sent.again))
        if not sent.again:
            self._pool_is_kept(unit, what.enrolment, what.step, what.id, what.prompt)

    def _pool_is_kept(self, unit: Unit, enrolment: str, step: str, this: str, prompt: str) -> None:
        """None again before all were given, by the order of the slots."""
        found = self._step(enrolment, step)
        if found is None or found.pool is None:
            return
        rows = sorted(read(unit).values(), key=lambda row: (row.local_date, row.slot))
        mine = [row for row in rows if (row.enrolment, row.step) == (enrolment, step) and row.prompt]
        mine = mine[: next(number for number, row in enumerate(mine) if row.id == this)]
        # What waited when this one was drawn may have been left out since, in the same beat.
        waited = {row.id for row in self.rows.values() if row.state != "skipped"}
        came = {what for who in self.people.values() for _, what, _ in who.got}
        given = [row.prompt for row in mine if row.state != "skipped" or row.id in came]
        then = [row.prompt for row in mine if row.state != "skipped" or row.id in came | waited]
        assert any(_has_its_turn(prompt, found.pool.prompts, told) for told in (given, then)), (prompt, given, then)

    # --- what is left out or waits ----------------------------------------------------------------------------------
    def look(self) -> None:
        """After a beat, or after something has changed."""
        before, self.rows = self.rows, self.practice.run(read)
        assert len({row.key for row in self.rows.values()}) == len(self.rows)
        assert set(before) <= set(self.rows)
        for row in self.rows.values():
            was = before.get(row.id)
            if row.state == "skipped" and (was is None or was.state != "skipped"):
                self._reason_is_true(row, was)
        self._gaps_are_kept()

    def nothing_is_left(self) -> None:
        """After a beat nothing that is due waits."""
        for row in self.rows.values():
            assert row.state != "released"
            assert row.state not in ("planned", "snoozed") or row.due_at > self.now, row

    def nothing_is_gone(self) -> None:
        """What the rules had between the last look and now has its row (SPEC 4.6). Ask while nothing has changed since then."""
        keys = {row.key for row in self.rows.values()}
        for who in self.people.values():
            for enrolment, (name, start, since) in who.courses.items():
                plan = self.practice.library.programmes.get(name)
                for step in plan.steps if plan else ():
                    for day, number in self._had(who, step, start, max(since, self.since)):
                        assert (enrolment, step.id, day, number) in keys, (who, name, step.id, day, number)
        self.since = self.now

    def _had(self, who: Person, step: Step, start: date, since: datetime) -> Iterator[tuple[date, int]]:
        first, last = who.day(since) - DAY, who.day(self.now)
        if step.after is not None:
            return
        days = [day for day in rhythm.dates(step, start=start, last=last) if day >= first and who.zone.had(day)]
        for day in days:
            if step.between is None:
                for number, at in enumerate(rhythm.clock_times(step)):
                    if since < who.zone.instant(datetime.combine(day, at)) <= self.now:
                        yield day, number
                continue
            hours = tuple(time.fromisoformat(each) for each in who.quiet.split("-")) if who.quiet else None
            pieces = rhythm.window(step, day, zone=who.zone, quiet=hours)  # type: ignore[arg-type]
            begins = who.zone.instant(datetime.combine(day, time()))
            if pieces and since < begins and pieces[-1][1] <= self.now:
                yield day, 0

    def _gaps_are_kept(self) -> None:
        """Random moments of one day are a gap apart by their rule."""
        drawn: dict[tuple[str, str, date], list[datetime]] = {}
        for row in self.rows.values():
            step = self._step(row.enrolment, row.step)
            if step is not None and step.between is not None and row.state != "skipped":
                drawn.setdefault(row.key[:3], []).append(row.nominal_at)
        for (enrolment, name, _), moments in drawn.items():
            step = self._step(enrolment, name)
            assert step is not None
            gap = step.gap.elapsed if step.gap else timedelta(0)
            moments.sort()
            for one, other in pairwise(moments):
                assert other - one >= gap, (name, moments)

    def _reason_is_true(self, row: Row, was: Row | None) -> None:
        """Whatever is left out could not go, and for the reason that is told."""
        who, step, why = self.people[row.client], self._step(row.enrolment, row.step), row.reason
        reach = row.move_until
        said = (self.now, row, was, who)
        if row.if_late == "next_window" and why != Why.GONE:  # tried elsewhere, or its own next one comes
            assert why in set(Why), said
            return
        match why:
            case Why.QUIET if step is not None and step.between is not None and row.nominal_at > self.now:
                pass  # no room for it any more
            case Why.QUIET | Why.DAY:
                assert not who.allows(self.now), said
                assert who.next_allowed(self.now) > reach, said
                assert (who.days[who.day(self.now).weekday()] == "0") == (why == Why.DAY), said
            case Why.CAP:
                day = who.day(self.now)
                assert who.on(day) >= who.cap, said
                tomorrow = who.zone.instant(datetime.combine(day + DAY, time()))
                assert who.next_allowed(tomorrow) > reach, said
            case Why.RESTING:
                assert who.rests(self.now), said
                assert who.rest_until is None or who.next_allowed(who.rest_until) > reach, said
            case Why.PAUSED:
                assert who.paused_until is not None, said
                assert who.next_allowed(who.paused_until) > reach, said
            case Why.AWAY:
                assert who.away is not None, said
                assert who.next_allowed(who.away[1]) > reach, said
            case Why.LATE if self._was_over(row, who):
                pass
            case Why.LATE:
                assert self.now > self._late_at(row.nominal_at, row.due_at, step, row), said
            case Why.ONE_IS_ENOUGH:
                assert any(at >= row.nominal_at for at, _, _ in who.got), said
                assert self.now - row.nominal_at > GAP, said
            case Why.GONE:
                assert step is None or not self._has(step, row, who), said
            case Why.NO_SUCH_DATE:
                assert not who.zone.had(row.local_date), said
            case Why.ZONE:
                assert step is not None, said
                assert step.between is not None, said
                assert who.day(row.nominal_at) != row.local_date, said
            case _:
                raise AssertionError(said)

    def _was_over(self, row: Row, who: Person) -> bool:
        """Whether there, where the client is now, its time had passed before they were enrolled."""
        step, since = self._step(row.enrolment, row.step), who.courses[row.enrolment][2]
        if step is None or step.between is not None or step.after is not None:
            return False
        times = rhythm.clock_times(step)
        return row.slot < len(times) and who.zone.instant(datetime.combine(row.local_date, times[row.slot])) < since

    def _has(self, step: Step, row: Row, who: Person) -> bool:
        """Whether a step has this slot by its rule."""
        if step.after is not None:
            return row.because is not None
        count = (step.times or 1) if step.between is not None else len(rhythm.clock_times(step))
        start = who.courses[row.enrolment][1]
        return row.slot < count and row.local_date in rhythm.dates(step, start=start, last=row.local_date)

    def _late_at(self, nominal: datetime, due_at: datetime, step: Step | None, what: Any) -> datetime:
        plan = self._plan(what.enrolment)
        if step is None or plan is None:
            return what.due_at + MOVED
        late = nominal + max(plan.terms(step).late_by.length, PUNCTUAL)
        if step.between is not None:
            late = max(late, what.move_until)
        return late if due_at == nominal else max(late, due_at + MOVED, what.move_until)

    # --- outages --------------------------------------------------------------------------------------------------
    def one_overdue(self, since: datetime, until: datetime) -> None:
        """Of what came due in an outage a client got one at most (SPEC 4.5), now or when their hours let it."""
        moved = self.practice.run(_moved_on)
        for who in self.people.values():
            got = {
                what
                for at, what, again in who.got
                if at >= until and not again and since < self.rows[what].nominal_at < until - GAP and what not in moved
            }
            assert len(got) <= 1, (since, until, [self.rows[each] for each in got])

    # --- the library ----------------------------------------------------------------------------------------------
    def _plan(self, enrolment: str) -> Programme | None:
        name = next(who.courses[enrolment][0] for who in self.people.values() if enrolment in who.courses)
        return self.practice.library.programmes.get(name)

    def _step(self, enrolment: str, step: str) -> Step | None:
        plan = self._plan(enrolment)
        return next((each for each in plan.steps if each.id == step), None) if plan else None


def _has_its_turn(prompt: str, names: Sequence[str], given: Sequence[str]) -> bool:
    """None again before all were given, and not the same twice running while there is another."""
    counts = Counter(given)
    least = min(counts[name] for name in names)
    waits = [name for name in names if counts[name] == least and name not in given[-1:]]
    return prompt in names and given[-1:] != [prompt] and (prompt in waits or not waits)


def _moved_on(unit: Unit) -> set[str]:
    """What was moved to its next window, by an edit or with its client to another zone: due anew."""
    c = tables.moves.c
    anew = (Why.NEXT_WINDOW, Why.EDITED, Why.ZONE, Why.LATER)
    return {
        row.occurrence for row in unit.all(sa.select(c.occurrence).where(c.reason.in_([why.value for why in anew])))
    }


def person(practice: Practice, zone: str) -> Person:
    """A client who has joined."""
    return Person(practice.client(zone), read_zone(zone))


def steps(shelf: Library) -> Sequence[tuple[str, str]]:
    """Programme and step of everything in the library."""
    return [(plan.id, step.id) for plan in shelf.programmes.values() for step in plan.steps]
