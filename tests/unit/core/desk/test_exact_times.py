"""Times as people type them, in four languages, by the clock of one zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.desk import day_words, time_words
from core.desk.day_words import tidy
from core.desk.exact_times import FURTHEST, day_in, length_in, moment_in

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # a Tuesday, 19:00 in Berlin
ZONES = (BERLIN, "Australia/Lord_Howe", "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "UTC")
TABLES = [
    table
    for room in (day_words, time_words)
    for name, table in vars(room).items()
    if isinstance(table, dict | frozenset) and not name.startswith("__")
]
PHRASES = sorted({phrase for table in TABLES for phrase in table if isinstance(phrase, str)})
SPOKEN = st.lists(
    st.one_of(
        st.sampled_from(PHRASES),
        st.sampled_from(
            ["3d", "2w", "18:30", "1h30", "9", "24:00", "2026-12-01", "0001-01-01", "9999-12-31", "31.2.", "٣"]
        ),
        st.integers(0, 99999).map(str),
    ),
    max_size=5,
).map(" ".join)


def _there(moment: datetime | None, zone: str = BERLIN) -> str | None:
    return None if moment is None else f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("3d", "2026-11-27 19:00"),
        ("2 weeks", "2026-12-08 19:00"),
        ("for two weeks", "2026-12-08 19:00"),
        ("a month", "2026-12-24 19:00"),
        ("1h 30m", "2026-11-24 20:30"),
        ("half an hour", "2026-11-24 19:30"),
        ("until 2026-12-01", "2026-12-01 00:00"),
        ("2026-12-01", "2026-12-01 00:00"),
        ("until 2026-12-01 18:30", "2026-12-01 18:30"),
        ("until tomorrow", "2026-11-25 00:00"),
        ("until Tuesday", "2026-12-01 00:00"),
        ("zwei Wochen", "2026-12-08 19:00"),
        ("bis zum 1.12.", "2026-12-01 00:00"),
        ("bis Freitag um 9", "2026-11-27 09:00"),
        ("tres días", "2026-11-27 19:00"),
        ("hasta el 1 de diciembre", "2026-12-01 00:00"),
        ("لمدة ٣ أيام", "2026-11-27 19:00"),
        ("أسبوعين", "2026-12-08 19:00"),
        ("حتى الجمعة", "2026-11-27 00:00"),
        ("1h30", "2026-11-24 20:30"),
        ("week", "2026-12-01 19:00"),
        ("tonight", "2026-11-24 20:00"),
        ("18 hrs", "2026-11-25 13:00"),
    ],
)
def test_a_length_is_read_in_every_language(words: str, until: str) -> None:
    """Days and weeks are calendar ones, a day that is named ends it as it begins."""
    assert _there(length_in(words, NOW, BERLIN)) == until


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("now", "2026-11-24 19:00"),
        ("19:30", "2026-11-24 19:30"),
        ("18:30", "2026-11-25 18:30"),
        ("6:30 p.m.", "2026-11-25 18:30"),
        ("tomorrow 18:30", "2026-11-25 18:30"),
        ("18:30 tomorrow", "2026-11-25 18:30"),
        ("2026-12-01 18:30", "2026-12-01 18:30"),
        ("2026-12-01T18:30", "2026-12-01 18:30"),
        ("in 2h", "2026-11-24 21:00"),
        ("in 1h30", "2026-11-24 20:30"),
        ("in 3 days", "2026-11-27 19:00"),
        ("monday 9:00", "2026-11-30 09:00"),
        ("on Tuesday at 7 pm", "2026-12-01 19:00"),
        ("tonight", "2026-11-24 20:00"),
        ("jetzt", "2026-11-24 19:00"),
        ("morgen um 18.30 Uhr", "2026-11-25 18:30"),
        ("morgen früh", "2026-11-25 09:00"),
        ("am 1.12. um 9", "2026-12-01 09:00"),
        ("um 18:30 am Montag", "2026-11-30 18:30"),
        ("in einer halben Stunde", "2026-11-24 19:30"),
        ("mañana a las 9", "2026-11-25 09:00"),
        ("manana por la tarde", "2026-11-25 15:00"),
        ("el lunes a las 9 de la noche", "2026-11-30 21:00"),
        ("dentro de 2 horas", "2026-11-24 21:00"),
        ("الآن", "2026-11-24 19:00"),
        ("غدًا الساعة ٩", "2026-11-25 09:00"),
        ("الساعة ٩ مساءً", "2026-11-24 21:00"),
        ("يوم الاثنين الساعة ١٨:٣٠", "2026-11-30 18:30"),
        ("بعد ساعتين", "2026-11-24 21:00"),
        ("Tuesday 22:00", "2026-11-24 22:00"),
        ("24.11. 18:30", "2027-11-24 18:30"),
        ("um 9", "2026-11-25 09:00"),
        ("2 at night", "2026-11-25 02:00"),
        ("at 8 monday evening", "2026-11-30 20:00"),
        ("el lunes noche", "2026-11-30 20:00"),
    ],
)
def test_a_moment_is_read_in_every_language(words: str, moment: str) -> None:
    """A time of day alone is the next one; with "evening" or "pm" a small hour is a late one."""
    assert _there(moment_in(words, NOW, BERLIN)) == moment


@pytest.mark.parametrize(
    "words",
    ["", "tomorrow", "9", "today 18:00", "2026-11-01 18:30", "25:00", "12 at night", "13 pm", "in", "0 days", "9999 months",
     "2026-02-30 9:00", "9:00 10:00", "safe place", "31.2. 9:00", "monday tuesday 9:00", "1540", "until friday 9:00", "friday midnight",
     "3 mar midnight", "this afternoon", "next week", "yesterday 9:00"],
)  # fmt: skip
def test_what_is_over_or_unclear_is_none(words: str) -> None:
    """Nothing is guessed, and nothing lies in the past."""
    assert moment_in(words, NOW, BERLIN) is None


@pytest.mark.parametrize(
    "words", ["", "until today", "until", "0d", "pause", "until 2026-11-01", "3", "until yesterday"]
)
def test_what_lasts_no_time_is_none(words: str) -> None:
    """The same for lengths."""
    assert length_in(words, NOW, BERLIN) is None


def test_a_time_in_the_gap_is_moved_by_it_and_in_the_fold_the_first() -> None:
    """SPEC 4.1."""
    before_gap, before_fold = datetime(2027, 3, 27, 12, 0, tzinfo=UTC), datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    assert _there(moment_in("2:30", before_gap, BERLIN)) == "2027-03-28 03:30"
    assert moment_in("2:30", before_fold, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    # Between both passes the first is over: the next one is tomorrow's.
    assert _there(moment_in("2:30", datetime(2026, 10, 25, 0, 45, tzinfo=UTC), BERLIN)) == "2026-10-26 02:30"


def test_days_are_by_the_clock_and_hours_elapse() -> None:
    """Over a change of the clock "1d" is the same time of day, "24h" is not."""
    eve = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)  # 13:00 in Berlin, the clocks change in the night
    assert _there(length_in("1d", eve, BERLIN)) == "2027-03-28 13:00"
    assert _there(length_in("24h", eve, BERLIN)) == "2027-03-28 14:00"
    assert _there(length_in("1 month", datetime(2027, 1, 31, 12, 0, tzinfo=UTC), BERLIN)) == "2027-02-28 13:00"


@pytest.mark.parametrize(
    ("words", "day"),
    [("2026-12-24", date(2026, 12, 24)), ("24.12.", date(2026, 12, 24)), ("24. Dezember", date(2026, 12, 24)),
     ("1 January", date(2027, 1, 1)), ("24 de diciembre de 2027", date(2027, 12, 24)), ("yesterday", date(2026, 11, 23)),
     ("heute", date(2026, 11, 24)), ("dienstag", date(2026, 11, 24)), ("٢٤ ديسمبر", date(2026, 12, 24)), ("24", None),
     ("2026-12-24 18:30", None), ("", None), ("29.2.", date(2028, 2, 29)), ("24.12", date(2026, 12, 24)), ("until friday", None),
     ("24.11.", date(2026, 11, 24)), ("1830-12-24", None)],
)  # fmt: skip
def test_a_day_is_read_in_every_language(words: str, day: date | None) -> None:
    """And nothing but a day."""
    assert day_in(words, NOW, BERLIN) == day


@given(words=st.one_of(st.text(max_size=40), SPOKEN), now=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
       zone=st.sampled_from(ZONES))  # fmt: skip
@example(words="0001-01-01 0:00", now=datetime(2026, 1, 1), zone="Asia/Kathmandu")
@example(words="until 9999-12-31 23:59", now=datetime(2026, 1, 1), zone="America/New_York")
def test_whatever_is_typed_is_a_time_from_now_on_or_none(words: str, now: datetime, zone: str) -> None:
    """Never an exception, never the past, never further off than anybody plans."""
    at = now.replace(tzinfo=UTC)
    moment, end = moment_in(words, at, zone), length_in(words, at, zone)
    day_in(words, at, zone)
    assert moment is None or at <= moment <= at + FURTHEST
    assert end is None or at < end <= at + FURTHEST


@given(
    minutes=st.integers(0, 1439),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    zone=st.sampled_from(ZONES),
)
def test_a_time_of_day_comes_within_two_days_on_that_clock(minutes: int, now: datetime, zone: str) -> None:
    """Moved only where that wall time does not exist."""
    at = now.replace(tzinfo=UTC)
    found = moment_in(f"{minutes // 60}:{minutes % 60:02}", at, zone)
    assert found is not None
    assert found - at <= timedelta(hours=50)
    local = found.astimezone(ZoneInfo(zone))
    was = local.replace(hour=minutes // 60, minute=minutes % 60, tzinfo=None)
    there = was.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    assert (local.hour * 60 + local.minute == minutes) == (there.replace(tzinfo=None) == was)


def test_every_phrase_stands_as_it_is_looked_up() -> None:
    """A word with an accent in the table would never be found."""
    assert len(PHRASES) > 400
    assert [phrase for phrase in PHRASES if tidy(phrase) != phrase] == []
