"""The scheduler's answers beside those of another hand (tests/oracle), for programmes, zones and dates by the thousand."""

from __future__ import annotations

import zoneinfo
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.scheduler.recurrence import Quiet, slots
from tests.oracle.beside import look, plain, programme
from tests.oracle.rhythm import Due, due, quiet_spans
from tests.oracle.zone import read_zone

DAY = timedelta(days=1)
NAMES = sorted(zoneinfo.available_timezones())
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Half an hour, two hours, midnight, a whole day left out, Ramadan, a new offset for good, and none.
ODD = (
    "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Cairo", "Asia/Beirut", "America/Santiago", "America/Havana",
    "Pacific/Apia", "Pacific/Kwajalein", "Pacific/Kiritimati", "Africa/Casablanca", "Asia/Gaza", "America/Nuuk",
    "Europe/Dublin", "Europe/Berlin", "America/Caracas", "Asia/Pyongyang", "Africa/Monrovia", "Antarctica/Casey", "UTC",
)  # fmt: skip


clock = st.one_of(
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.builds(time, st.sampled_from([0, 1, 2, 3, 23]), st.sampled_from([0, 15, 30, 45, 59])),
).map(lambda each: each.strftime("%H:%M"))
clocks = st.lists(clock, min_size=1, max_size=4, unique=True)
ats = st.fixed_dictionaries({"at": st.one_of(clock, clocks)})


@st.composite
def places(draw: st.DrawFn) -> tuple[str, date]:
    """A zone and a date, more often than not some days from where its clocks change."""
    name = draw(st.sampled_from(ODD) | st.sampled_from(NAMES))
    zone = read_zone(name)
    jumps = zone.between(date(1970, 3, 1), date(2190, 1, 1))
    if not jumps or draw(st.integers(0, 4)) == 0:
        return name, draw(st.dates(date(1970, 1, 1), date(2190, 1, 1)))
    jump = draw(st.sampled_from(jumps))
    return name, jump.stand.date() - draw(st.integers(-3, 40)) * DAY


def rhythms(start: date) -> st.SearchStrategy[dict[str, Any]]:
    every = st.one_of(
        st.sampled_from(["day", "weekday", "weekend", "month"]),
        st.lists(st.sampled_from(WEEK), min_size=1, max_size=5, unique=True),
        st.fixed_dictionaries({"days": st.integers(1, 40)}),
        st.fixed_dictionaries({"weeks": st.integers(1, 6)}),
    )
    timed = st.one_of(
        st.fixed_dictionaries(
            {"day": st.integers(1, 60) | st.lists(st.integers(1, 60), min_size=1, max_size=6, unique=True)}
        ),
        st.fixed_dictionaries({"date": st.integers(-5, 60).map(lambda n: (start + n * DAY).isoformat())}),
        st.fixed_dictionaries({"every": every}),
    )
    return st.one_of(st.builds(lambda a, b: {**a, **b}, timed, ats), crons().map(lambda each: {"cron": each}))


def crons() -> st.SearchStrategy[str]:
    def field(low: int, high: int, most: int) -> st.SearchStrategy[str]:
        one = st.integers(low, high).map(str)
        reach = st.tuples(st.integers(low, high), st.integers(low, high)).map(lambda two: f"{min(two)}-{max(two)}")
        return st.one_of(
            st.just("*"),
            st.lists(one, min_size=1, max_size=most).map(",".join),
            reach,
            st.builds("{}/{}".format, st.just("*") | reach, st.integers(2, 9)),
        )

    minute = st.lists(st.integers(0, 59).map(str), min_size=1, max_size=2).map(",".join)
    hour = st.one_of(field(0, 23, 3), st.just("0-3"))
    months = st.one_of(st.just("*"), st.just("*"), st.sampled_from(["mar", "3,oct", "mar-nov", "*/2", "1-6/2"]))
    weekday = st.one_of(
        st.just("*"),
        st.lists(st.sampled_from(WEEK), min_size=1, max_size=3).map(",".join),
        st.sampled_from(["mon-fri", "thu-sun"]),
    )
    return st.tuples(minute, hour, field(1, 28, 4), months, weekday).map(" ".join)


def bounds(start: date) -> st.SearchStrategy[dict[str, Any]]:
    def limit(low: int, high: int) -> st.SearchStrategy[Any]:
        numbers = st.integers(low, high)
        return st.one_of(
            st.fixed_dictionaries({"day": numbers}),
            numbers.map(lambda n: (start + (n - 1) * DAY).isoformat()),
            numbers.map(lambda n: {"date": (start + (n - 1) * DAY).isoformat()}),
        )

    return st.fixed_dictionaries({"until": limit(20, 60)}, optional={"from": limit(1, 30)})


@st.composite
def fixed_steps(draw: st.DrawFn, start: date) -> list[dict[str, Any]]:
    some = st.builds(lambda a, b: {**a, **b}, rhythms(start), bounds(start))
    return draw(st.lists(some, min_size=1, max_size=4))


@given(st.data(), places(), st.integers(-3, 30), st.integers(0, 40))
@settings(max_examples=150, deadline=None)
def test_every_fixed_rhythm_as_the_oracle_says(
    data: st.DataObject, place: tuple[str, date], skip: int, length: int
) -> None:
    """Dates, order, numbering, what the clock shows and the instant: the same, for any stretch of dates."""
    name, start = place
    plan = programme(*data.draw(fixed_steps(start)))
    first = start + skip * DAY
    last = first + length * DAY

    found = slots(plan, start=start, zone=ZoneInfo(name), first=first, last=last)

    assert [plain(slot) for slot in found] == due(plan, start=start, zone=read_zone(name), first=first, last=last)


@given(st.data(), places(), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_a_preview_is_the_beginning_of_all_that_is_due(
    data: st.DataObject, place: tuple[str, date], count: int
) -> None:
    """The first so many, by instant, then place in the file, then index."""
    name, start = place
    plan = programme(*data.draw(fixed_steps(start)))

    found = look(plan, start=start, zone=name, count=count)

    assert found == due(plan, start=start, zone=read_zone(name), first=start, last=start + 70 * DAY)[:count]


delays = st.one_of(
    st.integers(0, 3000).map(lambda n: f"{n}m"), st.integers(0, 60).map(lambda n: f"{n}h"),
    st.integers(0, 40).map(lambda n: f"{n}d"), st.integers(0, 5).map(lambda n: f"{n}w"),
)  # fmt: skip


def bare(found: list[Due]) -> list[tuple[str, object, object]]:
    """Without the numbering: a step that waits may be due several times a day, whatever its own times are."""
    return sorted({(each.step, each.utc, each.shown) for each in found})


@st.composite
def waiting(draw: st.DrawFn) -> tuple[str, date, list[dict[str, Any]]]:
    name, start = draw(places())
    begin = draw(st.integers(1, 40))
    often = st.fixed_dictionaries(
        {"every": st.just("day"), "from": st.just({"day": begin}), "until": st.just({"day": begin + 3})}
    )
    rows: list[dict[str, Any]] = [{**draw(often | st.just({"day": begin})), **draw(ats)}]
    for number in range(draw(st.integers(1, 3))):
        after = {"step": f"s{number}", "event": draw(st.sampled_from(["answered", "sent"])), "delay": draw(delays)}
        rows.append({"after": after, **draw(ats | st.just({}))})
    return name, start, rows


@given(waiting())
@example(("Europe/Berlin", date(2027, 3, 27), [  # 03:00 comes before 02:30, which is 03:30 that night
    {"day": 1, "at": "20:00"}, {"after": {"step": "s0", "delay": "1h"}, "at": ["02:30", "03:00"]},
]))  # fmt: skip
@example(("America/Nuuk", date(2027, 3, 27), [  # Saturday's 23:30 is Sunday's 00:30, after Sunday's 00:10
    {"day": 1, "at": "20:00"}, {"after": {"step": "s0", "delay": "1h"}, "at": ["23:30", "00:10"]},
]))  # fmt: skip
@example(("Europe/Berlin", date(2026, 10, 25), [  # from the second pass into a gap: forward all the same
    {"day": 1, "at": "02:30"}, {"after": {"step": "s0", "delay": "1h"}}, {"after": {"step": "s1", "delay": "22w"}},
]))  # fmt: skip
@example(("Europe/Berlin", date(2026, 10, 25), [  # from a second pass to a year's: the first
    {"day": 1, "at": "02:30"}, {"after": {"step": "s0", "delay": "1h"}}, {"after": {"step": "s1", "delay": "371d"}},
]))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_waiting_for_another_step_as_the_oracle_says(case: tuple[str, date, list[dict[str, Any]]]) -> None:
    """Days and weeks by the calendar, hours and minutes elapsed, with `at` and without, one after another; no identity twice."""
    name, start, rows = case
    plan = programme(*rows)

    found = look(plan, start=start, zone=name, count=100)

    assert bare(found) == bare(due(plan, start=start, zone=read_zone(name), first=start, last=start + 600 * DAY))
    assert len({(each.step, each.local_date, each.index) for each in found}) == len(found)


@given(places(), st.integers(1, 14), ats, clock, clock, st.integers(0, 600))
@example(  # this night ends at 03:59, when the next has begun
    ("Europe/Berlin", date(2027, 3, 28)), 1, {"at": "01:30"}, "03:00", "02:59", 120
)
@settings(max_examples=100, deadline=None)
def test_quiet_hours_move_a_fixed_time_to_their_end_or_drop_it(
    place: tuple[str, date], length: int, at: dict[str, Any], begins: str, ends: str, late: int
) -> None:
    """To the end by the client's clock while that is no later than the step allows; else it is not sent."""
    assume(begins != ends)
    name, start = place
    zone = read_zone(name)
    late_by = {"up_to": f"{late}m", "then": "skip"}
    plan = programme({"every": "day", **at, "until": {"day": length}, "if_late": late_by})
    hours = Quiet(time.fromisoformat(begins), time.fromisoformat(ends))

    found = look(plan, start=start, zone=name, count=100, quiet=hours)

    spans = quiet_spans(hours.start, hours.end, zone=zone, first=start - 3 * DAY, last=start + (length + 2) * DAY)
    expected: list[tuple[object, object, int]] = []
    for each in due(plan, start=start, zone=zone, first=start, last=start + length * DAY):
        over = max((high for low, high in spans if low <= each.utc < high), default=each.utc)
        if over - each.utc <= timedelta(minutes=late):
            expected.append((over, each.local_date, each.index))
    assert [(each.utc, each.local_date, each.index) for each in found] == sorted(expected)
