"""Which moments are offered after *Later*, and when a pause ends: by the client's calendar, on odd nights too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.desk.moments import LATEST_AHEAD, Named, Unfit, meant, offers, pause_end, unfit
from core.desk.time_words import Said, when
from core.domain.hours import Hours, local_date, next_allowed
from core.prompts.fields import Delay

NIGHT = "22:00-08:00"
USUAL = time(19, 30)
PIECES = [
    "until",
    "2",
    "9",
    "18:30",
    "24:00",
    "days",
    "monday",
    "tonight",
    "yesterday",
    "2026-12-01",
    "9999-12-31",
    "31.12.",
    "months",
    "10",
    "years",
]
BERLIN = Hours("Europe/Berlin", NIGHT)


def there(*told: int, zone: str = "Europe/Berlin") -> datetime:
    return datetime(*told, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def named(now: datetime, hours: Hours = BERLIN, usual: time = USUAL, *, strong: bool = False) -> dict[str, str]:
    """What is offered, in local words."""
    zone = ZoneInfo(hours.zone)
    found = offers(now, usual, hours, strong=strong)
    return {each.name.value: f"{each.at.astimezone(zone):%a %H:%M}" for each in found}


def test_in_an_hour_this_evening_or_tomorrow():
    """On a Monday at noon all three."""
    assert named(there(2026, 11, 23, 12, 0)) == {"hour": "Mon 13:00", "evening": "Mon 20:00", "next": "Tue 19:30"}


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (18, 59, {"hour", "evening", "next"}),
        (19, 0, {"hour", "next"}),  # both would be 20:00
        (19, 30, {"hour", "next"}),
        (21, 0, {"next"}),  # an hour on it is quiet
        (20, 59, {"hour", "next"}),
        (23, 30, {"next"}),
        (3, 0, {"evening", "next"}),  # the evening of the day that has begun
        (7, 0, {"hour", "evening", "next"}),  # at eight it is quiet no more
    ],
)
def test_nothing_is_offered_that_is_too_near_or_quiet(hour, minute, expected):
    """Quiet from 22 to 8, over midnight."""
    assert set(named(there(2026, 11, 23, hour, minute))) == expected


def test_this_evening_lies_before_the_quiet_hours():
    """Who wants quiet from 19:30 on is not offered 20:00, and the usual 19:30 is the morning's first moment."""
    hours = Hours("Europe/Berlin", "19:30-08:00")

    assert named(there(2026, 11, 23, 12, 0), hours) == {"hour": "Mon 13:00", "next": "Tue 08:00"}


def test_from_sunday_to_monday():
    """Weekdays only: on Sunday neither hour nor evening, and the next one is Monday's; on Friday Monday's, too."""
    hours = Hours("Europe/Berlin", NIGHT, "1111100")

    assert named(there(2026, 11, 29, 12, 0), hours) == {"next": "Mon 19:30"}
    assert named(there(2026, 11, 27, 12, 0), hours)["next"] == "Mon 19:30"


def test_a_strong_prompt_is_not_offered_late():
    """Not after 21:00 (SPEC 4.7)."""
    hours = Hours("Europe/Berlin", "")

    assert set(named(there(2026, 11, 23, 20, 30), hours, strong=True)) == {"next"}
    assert named(there(2026, 11, 23, 12, 0), hours, time(21, 30), strong=True)["next"] == "Tue 20:00"
    assert unfit(there(2026, 11, 24, 21, 5), there(2026, 11, 23, 12, 0), hours, strong=True) is Unfit.STRONG


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)),
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Cairo", "America/Santiago", "Pacific/Apia"]
    ),
    st.sampled_from(["", NIGHT, "00:00-07:00", "13:00-14:00", "23:30-23:00"]),
    st.integers(1, 127).map(lambda bits: f"{bits:07b}"),
    st.times(),
)
def test_whatever_is_offered_suits(moment, zone, quiet, days, usual):
    """Never quiet, never on a day that was left out, always ahead, always at least one."""
    now, hours = moment.replace(tzinfo=UTC), Hours(zone, quiet, days)
    found = offers(now, usual, hours)

    assert found
    assert all(unfit(each.at, now, hours) is None for each in found)
    assert all(next_allowed(each.at, hours) == (each.at, None) for each in found)
    assert [each.name for each in found] == [name for name in Named if name in {each.name for each in found}]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("18:30", "Mon 18:30"), ("9:00 am", "Tue 09:00"), ("8", "Mon 20:00"), ("in 2h", "Mon 14:00"), ("tomorrow", "Tue 19:30"),
        ("tomorrow 9", "Tue 09:00"), ("monday", "Mon 19:30"), ("tonight", "Mon 20:00"), ("3d", "Thu 12:00"),
    ],
)  # fmt: skip
def test_what_is_meant(words, expected):
    """On a Monday at noon."""
    now = there(2026, 11, 23, 12, 0)
    found = meant(when(words, date(2026, 11, 23)), now, "Europe/Berlin", usual=USUAL)[0]

    assert f"{found.astimezone(ZoneInfo('Europe/Berlin')):%a %H:%M}" == expected
    assert found > now


def test_a_half_said_time_can_be_either():
    """At nine in the evening "7" is first the next morning's, then the next evening's: which suits is asked afterwards."""
    found = meant(when("7", date(2026, 11, 23)), there(2026, 11, 23, 21, 0), "Europe/Berlin", usual=USUAL)

    assert found == [there(2026, 11, 24, 7, 0), there(2026, 11, 24, 19, 0)]


def test_what_does_not_suit_says_why():
    """Over, too far, quiet, not on this day."""
    now, hours = there(2026, 11, 23, 12, 0), Hours("Europe/Berlin", NIGHT, "1111100")

    assert unfit(now, now, hours) is Unfit.OVER
    assert unfit(now + LATEST_AHEAD + timedelta(minutes=1), now, hours) is Unfit.FAR
    assert unfit(there(2026, 11, 23, 23, 0), now, hours) is Unfit.QUIET
    assert unfit(there(2026, 11, 28, 12, 0), now, hours) is Unfit.DAY
    assert unfit(there(2026, 11, 27, 12, 0), now, hours) is None


@given(
    st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join)),
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Apia", "Pacific/Niue"]),
)
@example("0001-01-01", datetime(2026, 1, 1), "Pacific/Apia")
@example("until 9999-12-31 24:00", datetime(2026, 1, 1), "America/New_York")
def test_whatever_is_typed_there_is_a_moment_or_nothing(words, moment, zone):
    """Never an exception; and what is meant for an end of a pause is one of the moments that can be meant."""
    now = moment.replace(tzinfo=UTC)
    said = when(words, local_date(now, zone))
    if said is not None:
        assert pause_end(said, now, zone) in meant(said, now, zone, usual=time(0, 0))


# --- a pause ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        ((2026, 3, 27, 10, 0), 3, (2026, 3, 30, 10, 0)),  # an hour shorter
        ((2026, 10, 23, 10, 0), 3, (2026, 10, 26, 10, 0)),  # an hour longer
        ((2026, 3, 26, 2, 30), 3, (2026, 3, 29, 3, 30)),  # in the gap: moved by its length
        ((2026, 10, 22, 2, 30), 3, (2026, 10, 25, 2, 30)),  # twice on that night: the first
        ((2026, 12, 30, 10, 0), 7, (2027, 1, 6, 10, 0)),
    ],
)
def test_days_count_by_the_calendar(begins, days, ends):
    """The same local time so many days on, over the clock change."""
    assert pause_end(Said(length=Delay(days)), there(*begins), "Europe/Berlin") == there(*ends)


def test_hours_are_elapsed_and_a_day_is_its_beginning():
    """Until Monday: as Monday begins, also where its midnight does not exist."""
    now = there(2026, 11, 23, 12, 0)

    assert pause_end(Said(length=Delay(elapsed=timedelta(hours=5))), now, "Europe/Berlin") == now + timedelta(hours=5)
    assert pause_end(Said(date(2026, 11, 30)), now, "Europe/Berlin") == there(2026, 11, 30)
    cairo = pause_end(Said(date(2026, 4, 24)), there(2026, 4, 20, 12, 0), "Africa/Cairo")
    assert f"{cairo.astimezone(ZoneInfo('Africa/Cairo')):%d %H:%M}" == "24 01:00"
    assert pause_end(Said(date(2026, 11, 20)), now, "Europe/Berlin") < now


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe"]),
    st.integers(1, 60),
)
def test_a_pause_of_days_is_as_long_as_its_days(moment, zone, days):
    """Give or take a clock change; and its end shows the same local time, but in a gap."""
    now = moment.replace(tzinfo=UTC)
    ends = pause_end(Said(length=Delay(days)), now, zone)

    assert abs(ends - now - timedelta(days=days)) <= timedelta(hours=2)
    before, after = (each.astimezone(ZoneInfo(zone)) for each in (now, ends))
    assert (after.date() - before.date()).days == days
    assert timedelta(0) <= _of_day(after) - _of_day(before.replace(second=0, microsecond=0)) <= timedelta(hours=1)


def _of_day(local: datetime) -> timedelta:
    return timedelta(hours=local.hour, minutes=local.minute)
