"""A flood is spread inside its window, by seed: stable, fair, and never where a prompt may not come."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.discord.capabilities import DISCORD
from bots.telegram.capabilities import TELEGRAM
from core.domain.hours import Hours, next_allowed
from core.scheduler.spread import Stretch, carried, offset, share, stretches
from core.store.load import Ahead

NINE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # a Monday
MINUTE = timedelta(minutes=1)


def ahead(at: datetime = NINE, **other) -> Ahead:
    """A prompt of a step at a fixed time, two hours of window, nothing in its way."""
    told = {
        "id": "1" * 32, "account": "main", "enrolment": "2" * 32, "programme": "p", "step": "write",
        "local_date": "2026-11-30", "slot": 0, "intensity": 1, "planned": True, "nominal_at": at, "due_at": at,
        "move_until": at + timedelta(hours=2), "zone": "UTC", "quiet": "", "days": "1111111",
    }  # fmt: skip
    return Ahead(**{**told, **other})


def test_an_account_carries_its_rate_but_for_a_fifth() -> None:
    """What people write to each other meanwhile wants to get through."""
    assert (carried(TELEGRAM), carried(DISCORD)) == (1440, 960)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ({0: 1440}, {}),
        ({0: 1441}, {0: Stretch(0, 2)}),
        ({0: 2400}, {0: Stretch(0, 2)}),
        ({0: 100_000}, {0: Stretch(0, 70)}),
        ({0: 2400, 1: 100}, {0: Stretch(0, 2)}),  # few among many go on time
        ({0: 10_000, 1: 139, 2: 300}, {0: Stretch(0, 7)}),
        ({0: 10_000, 1: 600}, {0: Stretch(0, 7), 1: Stretch(6, 7)}),  # and more of them after the others
        ({0: 10_000, 5: 10_000}, {0: Stretch(0, 7), 5: Stretch(2, 9)}),  # once the first ones are through
        ({0: 1000, 1: 1000, 2: 1000}, {}),
        ({}, {}),
    ],
)
def test_a_minute_takes_as_many_minutes_as_it_needs(due: dict[int, float], expected: dict[int, Stretch]) -> None:
    """n / carry, rounded up; after what still stands before it."""
    assert stretches(due, 1440) == expected


@given(st.dictionaries(st.integers(0, 60), st.integers(0, 5000), max_size=20), st.integers(10, 2000))
def test_what_is_spread_is_carried(due: dict[int, float], carry: int) -> None:
    """Spread evenly, no minute gets a new stretch beyond half as much again as is carried (the reserve is for that); nothing is lost."""
    load: Counter[int] = Counter()
    found = stretches(due, carry)
    for minute, number in due.items():
        stretch = found.get(minute, Stretch(0, 1))
        for after in range(stretch.begins, stretch.ends):
            load[minute + after] += number / (stretch.ends - stretch.begins)

    assert sum(load.values()) == pytest.approx(sum(due.values()))
    assert max(load.values(), default=0) <= 1.5 * carry + 1


def test_a_share_hangs_on_seed_and_identity_alone() -> None:
    """The same every time; another day, another place: over a month everybody comes early and late."""
    days = [ahead(local_date=f"2026-11-{day:02}", slot=0) for day in range(1, 31)]

    shares = [share(b"seed", each) for each in days]

    assert shares == [share(b"seed", each) for each in days]
    assert share(b"other", days[0]) != shares[0]
    assert share(b"seed", ahead(local_date="2026-11-01", step="draw")) != shares[0]
    assert share(b"seed", ahead(local_date="2026-11-01", slot=1)) != shares[0]
    assert len(set(shares)) == 30
    assert min(shares) < 0.2
    assert max(shares) > 0.8


def test_nobody_is_always_last() -> None:
    """A hundred people, thirty days: each one's mean place is somewhere in the middle."""
    days = [f"2026-11-{day:02}" for day in range(1, 31)]

    means = [sum(share(bytes([n]), ahead(local_date=day)) for day in days) / 30 for n in range(100)]

    assert min(means) > 0.3
    assert max(means) < 0.7


def test_it_lies_within_its_stretch() -> None:
    """From where it begins to where it ends, to the millisecond."""
    late = Stretch(2, 9)

    assert offset(ahead(), late, 0.0) == 2 * MINUTE
    assert offset(ahead(), late, 0.5) == 5.5 * MINUTE
    assert 9 * MINUTE - timedelta(milliseconds=2) <= offset(ahead(), late, 0.999999999) < 9 * MINUTE


@pytest.mark.parametrize(
    ("what", "latest"),
    [
        (ahead(move_until=NINE + 5 * MINUTE), NINE + 4 * MINUTE),
        (ahead(move_until=NINE), NINE),
        (ahead(quiet="09:03-10:00"), NINE + 3 * MINUTE),
        (ahead(quiet="08:00-09:00"), NINE + 10 * MINUTE),
        (ahead(quiet="08:00-10:00"), NINE),  # it may not come now: release moves it
        (ahead(days="0111111"), NINE),
        (ahead(NINE.replace(hour=23, minute=58)), NINE.replace(hour=23, minute=58) + 2 * MINUTE),
        (ahead(NINE.replace(hour=20, minute=55), intensity=3), NINE.replace(hour=21)),
        (ahead(NINE.replace(hour=20, minute=55), intensity=2), NINE.replace(hour=20, minute=55) + 10 * MINUTE),
        (ahead(quiet="22:00-08:00", zone="Asia/Kolkata"), NINE + 10 * MINUTE),
    ],
)
def test_it_stays_inside_its_window(what: Ahead, latest: datetime) -> None:
    """Not into the window's last minute, quiet hours, the next date, or the evening for a strong one."""
    stretch = Stretch(0, 10)

    offsets = [offset(what, stretch, n / 100) for n in range(100)]

    assert offsets == sorted(offsets)
    assert offsets[0] == timedelta(0)
    assert what.nominal_at + offsets[-1] <= latest
    room = latest - what.nominal_at
    assert offsets[-1] >= room * 0.98  # and uses all the room there is


@given(
    st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 1439), st.sampled_from(["UTC", "Europe/Berlin", "Africa/Cairo"]),
    st.dates(datetime(2026, 3, 1).date(), datetime(2026, 11, 30).date()), st.integers(1, 200), st.floats(0, 0.999),
)  # fmt: skip
def test_where_it_might_come_it_may_still_come(minute, begins, ends, zone, day, length, at) -> None:
    """Whatever the quiet hours and the night of clock change: an allowed moment is spread to an allowed one."""
    quiet = "" if begins == ends else f"{begins // 60:02}:{begins % 60:02}-{ends // 60:02}:{ends % 60:02}"
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + minute * MINUTE
    what = ahead(moment, zone=zone, quiet=quiet)

    later = moment + offset(what, Stretch(0, length), at)

    if next_allowed(moment, Hours(zone, quiet))[1] is None:
        assert next_allowed(later, Hours(zone, quiet))[1] is None
    else:
        assert later == moment
