"""Settings by buttons and by words, each confirmed in one line; quiet hours hold, and a new zone moves what is planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from core.desk.quiet import quiet_hours
from core.domain.hours import quiet_until
from core.store import tables
from tests.unit.core.desk.bench import FIRST_DUE, Bench, Room


def row(bench: Bench):
    """The client as it stands."""
    return bench.store.run_here(lambda unit: unit.one(sa.select(tables.clients)))


@pytest.mark.parametrize("word", ["/settings", "settings", "Settings."])
def test_settings_say_what_stands_where(bench: Bench, mira, word):
    """And offer a button for each."""
    mira.say(word)

    for fact in (
        "English",
        "10:00",
        "Berlin",
        "22:00 to 08:00",
        "every day",
        "At most a day: 3",
        "Ada may see and hear them",
        "Address in prompts: neither",
    ):
        assert fact in mira.texts()[-1]
    assert list(mira.told()[-1].buttons) == [
        "Language",
        "Time",
        "Quiet hours",
        "Days",
        "How many a day",
        "Pictures and voice",
        "Form of address",
    ]


@pytest.mark.parametrize(
    "typed",
    ["/settings time Lisbon", "/timezone lissabon", "/settings Zeit Europe/Lisbon", "/settings time zone lisboa"],
)
def test_the_zone_is_set_by_a_typed_city(bench: Bench, room: Room, mira, typed):
    """However people call it; the therapist sees it."""
    mira.say(typed)

    assert row(bench).zone == "Europe/Lisbon"
    assert "09:00" in mira.texts()[-1]
    assert "Europe/Lisbon" in room.lines(mira.thread)[-1]


def test_the_zone_is_set_by_the_time_of_day_or_by_a_city_alone(bench: Bench, mira):
    """After the question a button or a bare word will do; a word nobody knows is asked for again, and kept from the card."""
    mira.say("/settings")
    mira.press("Time")
    mira.press("09:00 London")
    assert row(bench).zone == "Europe/London"

    mira.say("/settings time")
    mira.say("Nowhereville")
    assert "I do not know “Nowhereville”" in mira.texts()[-1]
    mira.say("/settings time")
    mira.say("Tokyo")

    assert row(bench).zone == "Asia/Tokyo"
    assert bench.rows("parts") == 0


def test_a_new_zone_moves_what_is_planned_and_doubles_nothing(bench: Bench, room: Room, prompted):
    """Today's was sent at 19:30 in Berlin and is not sent again in New York; tomorrow's comes at 18:00 there."""
    prompted.say("/settings time New York")

    bench.wait(timedelta(hours=8))
    assert len([text for text in prompted.texts() if text.startswith("Three small things")]) == 1
    bench.move_to(datetime(2026, 11, 24, 22, 59, tzinfo=UTC))
    assert not any("A calm enough place" in text for text in prompted.texts())
    bench.move_to(datetime(2026, 11, 24, 23, 0, 1, tzinfo=UTC))
    assert any("A calm enough place" in text for text in prompted.texts())


# --- the zone by the time of day --------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["18:00", "6 pm", "18 Uhr", "١٨:٠٠", "٦ م", "17:52", "18:09"])
def test_a_time_of_day_offers_the_cities_where_it_is_that_time(bench: Bench, mira, words):
    """10:00 in Berlin is 18:00 in Tokyo; clocks are read in passing, so ten minutes do not matter."""
    mira.say("/settings time")
    mira.say(words)

    assert mira.texts()[-1].startswith("Where is it 18:00 now?")
    assert list(mira.told()[-1].buttons) == ["Tokyo", "None of these"]
    mira.press("Tokyo")
    assert row(bench).zone == "Asia/Tokyo"
    assert "It is 18:00 for you (Tokyo). What was planned moves with it." in mira.texts()[-1]


def test_a_time_that_can_be_either_half_shows_both(bench: Bench, mira):
    """ "8" is 08:00 in the Azores and 20:00 in Sydney: each city says its own time."""
    mira.say("/settings time 8")

    assert mira.texts()[-1].startswith("Where is it 8 now?")
    assert list(mira.told()[-1].buttons) == ["20:00 Sydney", "08:00 Azores", "None of these"]


def test_cities_can_be_typed_or_chosen_by_their_place(bench: Bench, mira):
    """As buttons anywhere."""
    mira.say("/settings time 4:00 am")
    assert list(mira.told()[-1].buttons) == ["New York", "Bogota", "None of these"]
    mira.say("2")
    assert row(bench).zone == "America/Bogota"

    mira.say("/settings time 04:00")
    assert list(mira.told()[-1].buttons) == ["Bogota", "New York", "None of these"]
    mira.say("new york")
    assert row(bench).zone == "America/New_York"


def test_none_of_these_asks_for_a_city(bench: Bench, room: Room, mira):
    """Which is then typed alone; or it is left as it is."""
    mira.say("/settings time 10:00")
    assert next(iter(mira.told()[-1].buttons)) == "Berlin"
    assert len(mira.told()[-1].buttons) == 6
    mira.press("None of these")
    assert mira.texts()[-1] == "Then write the nearest big city, like Lisbon."
    assert list(mira.told()[-1].buttons) == ["Leave it: 10:00 Berlin"]
    mira.say("Lisbon")

    assert row(bench).zone == "Europe/Lisbon"
    assert bench.rows("parts") == 0


def test_a_time_that_no_place_has(bench: Bench, mira):
    """It is asked for a city."""
    mira.say("/settings time 10:23")

    assert mira.texts()[-1].startswith("I know no place where it is 10:23 now.")
    mira.press("Leave it: 10:00 Berlin")
    assert row(bench).zone == "Europe/Berlin"


def test_where_a_language_is_at_home_comes_first(bench: Bench, mira):
    """After the zone that they have."""
    bench.store.run_here(lambda unit: unit.execute(sa.update(tables.clients).values(language="es")))
    mira.say("/settings hora 10:00")

    assert list(mira.told()[-1].buttons)[:2] == ["Berlin", "Madrid"]


# --- days, and how many a day -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "days", "told"),
    [
        ("/settings days mon wed fri", "1010100", "Monday, Wednesday and Friday"), ("/settings tage mo, mi, fr", "1010100", "Monday, Wednesday and Friday"),
        ("/settings días lun-vie", "1111100", "Monday to Friday"), ("/settings الأيام الاثنين والأربعاء", "1010000", "Monday and Wednesday"),
        ("/settings days sat to tue", "1100011", "Monday, Tuesday, Saturday and Sunday"), ("/settings days weekend", "0000011", "Saturday and Sunday"),
    ],
)  # fmt: skip
def test_days_are_set_by_words(bench: Bench, room: Room, mira, words, days, told):
    """In every language; the therapist sees it."""
    mira.say(words)

    assert row(bench).days == days
    assert mira.texts()[-1] == f"From now on something may come on these days: {told}."
    assert f"Days: {told}" in room.lines(mira.thread)[-1]


@pytest.mark.parametrize(
    ("answer", "days"), [("Weekdays", "1111100"), ("3", "0000011"), ("tue thu", "0101000"), ("الجمعة", "0000100")]
)
def test_days_are_asked_for(bench: Bench, mira, answer, days):
    """A button, its place, or words."""
    mira.say("/settings days")
    assert list(mira.told()[-1].buttons) == ["Every day", "Weekdays", "Weekend"]
    mira.say(answer)

    assert row(bench).days == days
    mira.say("/settings")
    mira.press("Days")
    mira.press("Every day")
    assert row(bench).days == "1111111"


@pytest.mark.parametrize("words", ["/settings days never", "/settings days nie", "/settings cap 0"])
def test_for_nothing_at_all_there_is_the_pause(bench: Bench, mira, words):
    """Never all seven days off."""
    mira.say(words)

    assert "/pause" in mira.texts()[-1]
    assert (row(bench).days, row(bench).daily_cap) == ("1111111", 3)


def test_days_hold(bench: Bench, room: Room, mira):
    """Monday's is skipped, Tuesday's comes."""
    room.write(mira.thread, "/enrol first-week today")
    mira.say("/settings days tue")
    bench.move_to(FIRST_DUE)
    assert ("skipped", "not on this day") in bench.reasons()
    bench.move_to(datetime(2026, 11, 24, 17, 0, 1, tzinfo=UTC))

    assert any("A calm enough place" in text for text in mira.texts())


@pytest.mark.parametrize(
    ("words", "cap"),
    [("/settings cap 2", 2), ("/settings how many a day 5", 5), ("/settings wie viele vier", 4), ("/settings كم ٣", 3), ("/settings cap 10", 10)],
)  # fmt: skip
def test_how_many_a_day_is_set_by_words(bench: Bench, room: Room, mira, words, cap):
    """In any digits."""
    mira.say(words)

    assert row(bench).daily_cap == cap
    assert mira.texts()[-1] == f"From now on at most so many a day: {cap}."


@pytest.mark.parametrize(("answer", "cap"), [("1", 1), ("5", 5), ("4", 4), ("٢", 2), ("no more than 6", 6)])
def test_how_many_a_day_is_asked_for(bench: Bench, mira, answer, cap):
    """There a number is the number, not a button's place."""
    mira.say("/settings")
    mira.press("How many a day")
    assert list(mira.told()[-1].buttons) == ["1", "2", "3", "5"]
    mira.say(answer)

    assert row(bench).daily_cap == cap


@pytest.mark.parametrize("words", ["/settings cap 11", "/settings cap many", "/settings days someday"])
def test_what_is_not_understood_is_said(bench: Bench, mira, words):
    """And nothing changes."""
    mira.say(words)

    assert mira.texts()[-1].startswith("I do not understand")
    assert (row(bench).days, row(bench).daily_cap) == ("1111111", 3)


def test_quiet_hours_are_set_and_hold(bench: Bench, room: Room, mira):
    """19:30 lies in them, and their end is too late for it: skipped, with the reason."""
    room.write(mira.thread, "/enrol first-week today")
    mira.say("/settings quiet 19-8")
    assert "Quiet from 19:00 to 08:00" in mira.texts()[-1]

    bench.move_to(FIRST_DUE)

    assert not any("Three small things" in text for text in mira.texts())
    assert ("skipped", "quiet hours") in bench.reasons()


def test_what_is_due_in_quiet_hours_comes_at_their_end_where_that_is_not_too_late(bench: Bench, room: Room, mira):
    """19:30 may be two hours late, and 20:30 is one."""
    room.write(mira.thread, "/enrol first-week today")
    mira.say("/settings quiet 19:00-20:30")

    bench.move_to(FIRST_DUE)
    assert not any("Three small things" in text for text in mira.texts())
    bench.move_to(FIRST_DUE + timedelta(hours=1))

    assert mira.texts()[-1].startswith("Three small things")


def test_quiet_hours_by_button_and_never(bench: Bench, mira):
    """The presets, and none at all."""
    mira.say("/hours")
    mira.press("23:00 to 07:00")
    assert row(bench).quiet == "23:00-07:00"

    mira.say("/hours")
    mira.say("never")

    assert row(bench).quiet == ""


def test_an_unknown_language_is_named_with_those_that_there_are(bench: Bench, mira):
    """Only those with a document."""
    mira.say("/language Klingon")

    assert "English" in mira.texts()[-1]
    assert row(bench).language == "en"


def test_settings_wait_until_somebody_has_joined(bench: Bench, room: Room):
    """In the dialogue the word is one like any other."""
    noor = bench.person()
    _, code = room.invite("Noor")
    noor.say(code)

    noor.say("/settings time Tokyo")

    assert row(bench).zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("22-8", "22:00-08:00"), ("22:30 - 7", "22:30-07:00"), ("22 to 8", "22:00-08:00"), ("22 bis 8", "22:00-08:00"),
        ("٢٢-٨", "22:00-08:00"), ("24-7", "00:00-07:00"), ("never", ""), ("nie", ""), ("nunca", ""), ("أبدًا", ""),
        ("25-8", None), ("8-8", None), ("soon", None), ("", None), ("22-8-9", None), ("22:75-8", None),
    ],
)  # fmt: skip
def test_two_hours_as_people_write_them(words, kept):
    """In any digits; what is not understood is said so."""
    assert quiet_hours(words) == kept


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"]),
    st.sampled_from(["22:00-08:00", "00:00-07:00", "13:00-14:00", "23:30-23:00"]),
)
def test_after_the_end_of_quiet_hours_it_is_not_quiet(moment, zone, quiet):
    """Whatever the clock change does; and the end is never far."""
    now = moment.replace(tzinfo=UTC)
    until = quiet_until(now, zone, quiet)

    assert quiet_until(now, zone, "") is None
    if until is not None:
        assert now < until <= now + timedelta(hours=25)
        assert quiet_until(until, zone, quiet) is None
