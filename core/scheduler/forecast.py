"""How much each account will have to carry, by the planner's own code: when it is over its rate, and for how long. Reads only.

Left out are reminders, and steps that wait for another one until that has been sent or answered. Random moments are counted
evenly over their window.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.hours import Hours, local_date, midnight, next_allowed, zone_of
from core.domain.message import Capabilities
from core.prompts.library import Library
from core.prompts.programme import Programme, Step
from core.scheduler.dates import dates, exists
from core.scheduler.planner import Planner, quiet_of
from core.scheduler.spread import carried, stretches
from core.scheduler.windows import pieces_of
from core.store import load
from core.store.load import MINUTE, Delays, Followers, minute_of, moment_of
from core.store.unit import Unit

LOOK_BACK = timedelta(days=7)  # over which sendings the measured delay is told
_BUSIEST = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Flood:
    """A minute in which more is due than is carried. minutes: over how many it is spread. begins: after how many of them.

    programmes: how much of it each one has. shortest: the least window of one of them, which it may be moved within.
    """

    at: datetime
    prompts: int
    begins: int
    minutes: int
    programmes: Mapping[str, int]
    shortest: timedelta | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """One account's days. carries: prompts a minute, with the reserve left free. busiest: minutes and their prompts, most first.

    took: how long the prompts of the last days took; None where none was sent.
    """

    account: str
    per_s: float
    carries: int
    days: Mapping[date, int]
    busiest: Sequence[tuple[datetime, int]]
    floods: Sequence[Flood]
    took: Delays | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What lies ahead from `since` until `until`.

    enrolments: how many follow a programme now. nowhere: those of them whose clients can be written to on no account of
    this practice. unknown: those whose programme is not in the library.
    """

    since: datetime
    until: datetime
    accounts: Sequence[Outlook]
    enrolments: int
    nowhere: int
    unknown: int


@dataclass(slots=True)
class _Load:
    """What is due on one account. fixed: minute -> programme -> how many. steps: where a rate begins and ends, per minute."""

    fixed: dict[int, Counter[str]] = field(default_factory=dict[int, Counter[str]])
    steps: dict[int, float] = field(default_factory=dict[int, float])
    windows: dict[int, timedelta] = field(default_factory=dict[int, timedelta])

    def add(self, minute: int, programme: str, number: int, window: timedelta | None = None) -> None:
        self.fixed.setdefault(minute, Counter())[programme] += number
        if window is not None:
            self.windows[minute] = min(window, self.windows.get(minute, window))


def forecast(unit: Unit, library: Library, accounts: Mapping[str, Capabilities], *, zone: str, days: int) -> Forecast:
    """Look so many local dates of the practice's zone ahead, today included."""
    today = local_date(unit.now, zone)
    until = midnight(today + days * _DAY, zone)
    loads = {account: _Load() for account in accounts}
    counting = _Counting(unit, library, loads, until)
    everybody = load.followers(unit)
    for some in everybody:
        counting.add(some)
    for (account, minute), number in load.beside_rules(unit, until=until).items():
        if account in loads:
            loads[account].add(minute, "", number)
    took = load.delays(unit, since=unit.now - LOOK_BACK)
    return Forecast(
        unit.now,
        until,
        [
            _outlook(unit.now, until, zone, account, able, loads[account], took.get(account))
            for account, able in accounts.items()
        ],
        sum(some.number for some in everybody),
        sum(some.number for some in everybody if some.account not in accounts),
        sum(some.number for some in everybody if some.programme not in library.programmes),
    )


class _Counting:
    """Puts what followers will get into their account's minutes. What is the same for many is reckoned once."""

    def __init__(self, unit: Unit, library: Library, loads: Mapping[str, _Load], until: datetime) -> None:
        self._unit, self._library, self._loads, self._until = unit, library, loads, until
        self._planner = Planner(unit, library, "")
        self._allowed: dict[tuple[datetime, Hours], datetime] = {}
        self._pieces: dict[tuple[str, str, date, str, str], list[tuple[int, int]]] = {}

    def add(self, some: Followers) -> None:
        """Their fixed times, moved out of their quiet hours and days as they will be, and their windows."""
        into, programme = self._loads.get(some.account or ""), self._library.programmes.get(some.programme)
        if into is None or programme is None:
            return
        first, last = self._planner.today(some.zone), local_date(self._until, some.zone)
        hours = Hours(some.zone, some.quiet, some.days)
        now = self._unit.now
        slots = self._planner.fixed(some.programme, some.start, some.zone, first=first, last=last, created_at=now)
        for slot in slots:
            at = self._when(slot.due_at, hours)
            if at <= (slot.move_until or slot.late_at) and now < at < self._until and not _is_off(some, at):
                into.add(minute_of(at), some.programme, some.number, (slot.move_until or slot.late_at) - at)
        for step in programme.steps:
            if step.between is not None:
                for day in dates(step, start=some.start, first=first - _DAY, last=last):
                    self._random(into, some, programme, step, day)

    def _random(self, into: _Load, some: Followers, programme: Programme, step: Step, day: date) -> None:
        if some.days[day.weekday()] == "0":
            return
        key = (programme.id, step.id, day, some.zone, some.quiet)
        if key not in self._pieces:
            self._pieces[key] = list(self._window(step, day, zone_of(some.zone), some.quiet))
        pieces = [piece for piece in self._pieces[key] if not _is_off(some, moment_of(piece[0]))]
        length = sum(ends - begins for begins, ends in self._pieces[key])
        rate = some.number * (step.times or 1) / length if length else 0.0
        for begins, ends in pieces:
            low, high = max(begins, minute_of(self._unit.now) + 1), min(ends, minute_of(self._until))
            if low < high:
                into.steps[low] = into.steps.get(low, 0.0) + rate
                into.steps[high] = into.steps.get(high, 0.0) - rate

    def _window(self, step: Step, day: date, zone: ZoneInfo, quiet: str) -> Iterator[tuple[int, int]]:
        if exists(day, zone):
            for begins, ends in pieces_of(step, day, zone, quiet_of(quiet)):
                yield minute_of(begins), max(minute_of(ends), minute_of(begins) + 1)

    def _when(self, due: datetime, hours: Hours) -> datetime:
        if (due, hours) not in self._allowed:
            self._allowed[due, hours] = next_allowed(due, hours)[0]
        return self._allowed[due, hours]


def _is_off(some: Followers, at: datetime) -> bool:
    return any(begins <= at < ends for begins, ends in some.off)


def _outlook(
    since: datetime,
    until: datetime,
    zone: str,
    account: str,
    able: Capabilities,
    of: _Load,
    took: Delays | None,
) -> Outlook:
    carry, due = carried(able), dict(_minutes(of, since, until))
    days: dict[date, float] = {}
    for minute, number in due.items():
        day = local_date(moment_of(minute), zone)
        days[day] = days.get(day, 0.0) + number
    today, last = local_date(since, zone), local_date(until - MINUTE, zone)
    shown = {today + n * _DAY: round(days.get(today + n * _DAY, 0.0)) for n in range((last - today).days + 1)}
    top = sorted(due.items(), key=lambda each: (-round(each[1]), each[0]))[:_BUSIEST]
    return Outlook(
        account,
        able.per_account_per_s,
        carry,
        shown,
        [(moment_of(minute), round(number)) for minute, number in top if round(number)],
        list(_floods(of, due, carry)),
        took,
    )


def _floods(of: _Load, due: Mapping[int, float], carry: int) -> Iterable[Flood]:
    for minute, stretch in stretches(due, carry).items():
        named = dict(of.fixed.get(minute, Counter()).most_common())
        beside = named.pop("", 0)
        random = due[minute] - sum(named.values()) - beside
        named |= {"": beside + round(random)} if beside + round(random) else {}
        yield Flood(
            moment_of(minute),
            round(due[minute]),
            stretch.begins,
            stretch.ends - stretch.begins,
            named,
            of.windows.get(minute),
        )


def _minutes(of: _Load, since: datetime, until: datetime) -> Iterator[tuple[int, float]]:
    """Every minute in which anything is due, with how many prompts."""
    rate, before = 0.0, minute_of(since)
    for minute in sorted({*of.fixed, *of.steps, minute_of(until)}):
        if rate > 1e-9:
            yield from ((between, rate) for between in range(before, minute))
        rate, before = rate + of.steps.get(minute, 0.0), minute + 1
        number = sum(of.fixed.get(minute, Counter()).values()) + (rate if minute < minute_of(until) else 0.0)
        if number > 1e-9:
            yield minute, number
