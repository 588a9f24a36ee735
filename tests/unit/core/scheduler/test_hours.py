"""Quiet hours at the moment of sending, beside those of another hand (tests/oracle)."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.domain.hours import quiet_until
from tests.oracle.rhythm import quiet_spans
from tests.oracle.zone import read_zone

DAY = timedelta(days=1)
NAMES = sorted(zoneinfo.available_timezones())
ODD = (
    "Europe/Berlin", "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Cairo", "Asia/Beirut", "America/Santiago",
    "America/Havana", "America/Nuuk", "Africa/Casablanca", "Pacific/Apia", "Pacific/Kwajalein", "America/St_Johns",
)  # fmt: skip

clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 10, 30, 45, 59]))
pairs = st.tuples(clocks, clocks).filter(lambda two: two[0] != two[1])


@st.composite
def moments(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and a minute, more often than not within two days of where its clocks change."""
    name = draw(st.sampled_from(ODD) | st.sampled_from(NAMES))
    jumps = read_zone(name).between(date(1970, 2, 1), date(2199, 1, 1))
    if jumps and draw(st.integers(0, 4)):
        near = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(st.sampled_from(jumps)).at)
        return name, near + draw(st.integers(-2880, 2880)) * timedelta(minutes=1)
    return name, draw(st.datetimes(datetime(1970, 2, 1), datetime(2199, 1, 1))).replace(tzinfo=UTC)


def spans(name: str, begins: time, ends: time, now: datetime) -> list[tuple[datetime, datetime]]:
    zone = read_zone(name)
    today = zone.shown(now).date()
    return quiet_spans(begins, ends, zone=zone, first=today - 3 * DAY, last=today + 2 * DAY)


@given(moments(), pairs)
@example(("Europe/Berlin", datetime(2027, 3, 28, 1, 20, tzinfo=UTC)), (time(2, 30), time(3, 15)))  # none that night
@example(("Europe/Berlin", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)), (time(22), time(2, 30)))  # to 03:30
@example(("Europe/Berlin", datetime(2026, 10, 25, 1, 0, tzinfo=UTC)), (time(22), time(2, 30)))  # over at the first pass
@example(("Europe/Berlin", datetime(2027, 3, 28, 0, 30, tzinfo=UTC)), (time(3), time(2, 59)))  # the next has begun
@example(("Africa/Cairo", datetime(2027, 4, 29, 21, 50, tzinfo=UTC)), (time(1), time(0)))  # one night meets the next
@example(("Pacific/Apia", datetime(2011, 12, 30, 12, 0, tzinfo=UTC)), (time(22), time(8)))  # a night over no date
@settings(max_examples=300, deadline=None)
def test_quiet_from_the_beginning_to_the_end_by_the_clients_clock(
    where: tuple[str, datetime], hours: tuple[time, time]
) -> None:
    """Each end by its own date: forward out of a gap, at the first pass of what is repeated; the end itself is not quiet."""
    name, now = where
    begins, ends = hours

    until = quiet_until(now, name, f"{begins:%H:%M}-{ends:%H:%M}")

    around = [high for low, high in spans(name, begins, ends, now) if low <= now < high]
    assert until == max(around, default=None)


@given(moments(), pairs)
@settings(max_examples=100, deadline=None)
def test_the_edges_of_quiet_hours(where: tuple[str, datetime], hours: tuple[time, time]) -> None:
    """The first moment is quiet and the last is too; a microsecond before and after is not."""
    name, now = where
    begins, ends = hours
    quiet = f"{begins:%H:%M}-{ends:%H:%M}"
    all_of_them = spans(name, begins, ends, now)
    tick = timedelta(microseconds=1)

    for low, high in all_of_them[1:-1]:
        for moment in (low - tick, low, high - tick, high):
            assert (quiet_until(moment, name, quiet) is not None) == any(
                low <= moment < high for low, high in all_of_them
            )


@pytest.mark.parametrize("name", ODD)
def test_equal_ends_are_the_whole_day(name: str) -> None:
    """Hours that end where they begin never end; settings refuse them, so they come from nowhere but a hand in the file."""
    for jump in read_zone(name).between(date(2011, 1, 1), date(2027, 12, 31)):
        near = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=jump.at)
        for quiet in ("08:00-08:00", "02:30-02:30", "00:00-00:00"):
            for hours in range(-30, 31, 3):
                now = near + timedelta(hours=hours)
                until = quiet_until(now, name, quiet)
                assert until is not None
                assert until > now


def test_no_quiet_hours() -> None:
    """An empty setting is never quiet."""
    assert quiet_until(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Europe/Berlin", "") is None
