"""The next moment at which a prompt may come: days, quiet hours, and nights on which clocks change (SPEC 4.3)."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.hours import Hours, next_allowed, quiet_until
from core.domain.reasons import Why
from tests.oracle.zone import read_zone

NAMES = sorted(zoneinfo.available_timezones())
ODD = ("Europe/Berlin", "Pacific/Apia", "America/Havana", "Asia/Beirut", "Antarctica/Troll", "Australia/Lord_Howe")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "quiet", "days", "expected", "why"),
    [
        ("2026-11-23 12:00", "Europe/Berlin", "22:00-08:00", "1111111", "2026-11-23 12:00", None),
        ("2026-11-23 21:00", "Europe/Berlin", "22:00-08:00", "1111111", "2026-11-24 07:00", Why.QUIET),
        ("2026-11-24 07:00", "Europe/Berlin", "22:00-08:00", "1111111", "2026-11-24 07:00", None),
        ("2026-11-24 06:59", "Europe/Berlin", "22:00-08:00", "1111111", "2026-11-24 07:00", Why.QUIET),
        ("2026-11-23 12:00", "Europe/Berlin", "", "0111111", "2026-11-23 23:00", Why.DAY),
        ("2026-11-23 12:00", "Europe/Berlin", "22:00-08:00", "0111111", "2026-11-24 07:00", Why.DAY),
        ("2026-11-23 21:00", "Europe/Berlin", "22:00-08:00", "1011111", "2026-11-25 07:00", Why.QUIET),
        ("2026-11-23 23:30", "Europe/Berlin", "", "1011111", "2026-11-24 23:00", Why.DAY),  # Tuesday there already
        ("2026-11-23 21:00", "Europe/Berlin", "22:00-08:00", "1000000", "2026-11-30 07:00", Why.QUIET),
        # An hour shorter, an hour longer; a midnight that is not; quiet hours at midday.
        ("2027-03-27 22:00", "Europe/Berlin", "22:00-08:00", "1111111", "2027-03-28 06:00", Why.QUIET),
        ("2026-10-24 21:00", "Europe/Berlin", "22:00-08:00", "1111111", "2026-10-25 07:00", Why.QUIET),
        ("2027-03-28 01:10", "Europe/Berlin", "02:30-03:15", "1111111", "2027-03-28 01:10", None),  # none that night
        ("2027-03-14 05:00", "America/Havana", "", "1111110", "2027-03-15 04:00", Why.DAY),
        ("2027-03-13 12:00", "America/Havana", "", "1111101", "2027-03-14 05:00", Why.DAY),  # 01:00 there, the first moment
        ("2026-11-23 12:30", "Europe/Berlin", "13:00-14:00", "1111111", "2026-11-23 13:00", Why.QUIET),
        # Samoa went from Thursday 29 to Saturday 31 December 2011.
        ("2011-12-30 09:00", "Pacific/Apia", "22:00-08:00", "1111111", "2011-12-30 18:00", Why.QUIET),
        ("2011-12-29 20:00", "Pacific/Apia", "", "1110111", "2011-12-30 10:00", Why.DAY),
    ],
)  # fmt: skip
def test_the_next_allowed_moment(moment: str, zone: str, quiet: str, days: str, expected: str, why: Why | None) -> None:
    """By the client's clock and calendar; what stood in the way first is the reason."""
    assert next_allowed(utc(moment), Hours(zone, quiet, days)) == (utc(expected), why)


def test_where_no_day_is_allowed_no_window_reaches() -> None:
    """A moment at least eight days on, and soon found."""
    moment, why = next_allowed(utc("2026-11-23 12:00"), Hours("Europe/Berlin", "22:00-08:00", "0000000"))

    assert why is Why.DAY
    assert moment >= utc("2026-12-01 12:00")


clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 45, 59]))
pairs = st.tuples(clocks, clocks).filter(lambda two: two[0] != two[1]).map("-".join)


@given(
    zone=st.sampled_from(ODD) | st.sampled_from(NAMES), quiet=st.just("") | pairs, first=st.integers(0, 6),
    days=st.lists(st.sampled_from("01"), min_size=7, max_size=7).map("".join), data=st.data(),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_what_is_found_is_allowed_and_nothing_before_it(
    zone: str, quiet: str, first: int, days: str, data: st.DataObject
) -> None:
    """Every minute before it is quiet or on a forbidden day; it itself is neither."""
    days = days[:first] + "1" + days[first + 1 :]
    jumps = [each.at for each in read_zone(zone).between(date(2010, 1, 1), date(2030, 1, 1))]
    near = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=data.draw(st.sampled_from(jumps or [1_800_000_000])))
    moment = near + data.draw(st.integers(-3000, 3000)) * MINUTE

    found, why = next_allowed(moment, Hours(zone, quiet, days))

    def allowed(at: datetime) -> bool:
        day = read_zone(zone).shown(at).date()
        return days[day.weekday()] == "1" and quiet_until(at, zone, quiet) is None

    assert allowed(found)
    assert (why is None) == (found == moment)
    assert found - moment <= 9 * DAY
    for step in range(0, int((found - moment) / MINUTE), 13):
        assert not allowed(moment + step * MINUTE), moment + step * MINUTE
