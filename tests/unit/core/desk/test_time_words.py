"""Times, lengths and days as people write them, in four languages; whatever is written, nothing breaks."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.desk.day_words import EVERY_DAY, NO_DAY, WEEKDAYS, WEEKEND, days_named, tidy
from core.desk.time_words import Said, clock, length, number_said, when
from core.desk.timed import read_wish
from core.desk.words import Word
from core.prompts.fields import Delay
from core.texts.calendar import dated, weekday_name
from core.texts.counting import counted, listed

TODAY = date(2026, 11, 23)  # a Monday
LANGUAGES = st.sampled_from(["en", "de", "es", "ar"])
UNITS = st.sampled_from(["minute", "hour", "day", "week"])
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def at(*told: str) -> Said:
    return Said(at=tuple(time.fromisoformat(each) for each in told))


def lasting(**told: int) -> Said:
    days = told.pop("days", 0)
    return Said(length=Delay(days, timedelta(**told)))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("18:30", at("18:30")), ("15.40", at("15:40")), ("15h40", at("15:40")), ("1540", at("15:40")), ("3:40 pm", at("15:40")),
        ("3:40 p.m.", at("15:40")), ("12 am", at("00:00")), ("12 pm", at("12:00")), ("15 Uhr 40", at("15:40")), ("um 8 Uhr", at("08:00")),
        ("8 Uhr abends", at("20:00")), ("a las 8 de la tarde", at("20:00")), ("11 de la noche", at("23:00")), ("nachts", None),
        ("2 nachts", at("02:00")), ("٣:٤٠ م", at("15:40")), ("١٨:٣٠", at("18:30")), ("الساعة ٨ مساءً", at("20:00")), ("08:00", at("08:00")),
        ("8", at("08:00", "20:00")), ("12", at("12:00", "00:00")), ("24:00", at("00:00")), ("noon", at("12:00")), ("Mitternacht", at("00:00")),
        ("25:00", None), ("18:75", None), ("24:30", None), ("18:30 and more", None), ("", None), ("soon", None),
    ],
)  # fmt: skip
def test_a_clocks_time(words, said):
    """One time where it is clear, two where only half of it was said."""
    assert when(words, TODAY) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("in 2h", lasting(hours=2)), ("90 min", lasting(minutes=90)), ("1h 30m", lasting(minutes=90)), ("3d", lasting(days=3)),
        ("2 weeks", lasting(days=14)), ("a week", lasting(days=7)), ("in an hour", lasting(hours=1)), ("a month", lasting(days=30)),
        ("half an hour", lasting(minutes=30)), ("in einer Stunde", lasting(hours=1)), ("zwei Wochen", lasting(days=14)),
        ("3 Tage", lasting(days=3)), ("eine Stunde und 10 Minuten", lasting(minutes=70)), ("una semana", lasting(days=7)),
        ("dentro de 2 horas", lasting(hours=2)), ("3 días", lasting(days=3)), ("٣ أيام", lasting(days=3)), ("أسبوعين", lasting(days=14)),
        ("بعد ساعة", lasting(hours=1)), ("بعد ساعتين", lasting(hours=2)), ("لمدة أسبوع", lasting(days=7)), ("لثلاثة أيام", lasting(days=3)),
        ("0d", None), ("99999d", None), ("9999 weeks", None), ("3 dogs", None), ("3", at("03:00", "15:00")), ("days", None),
    ],
)  # fmt: skip
def test_a_length(words, said):
    """Days and weeks by the calendar, hours and minutes elapsed; nothing over ten years."""
    assert when(words, TODAY) == said


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("until 2026-12-01", "2026-12-01"), ("until monday", "2026-11-30"), ("tuesday", "2026-11-24"), ("next friday", "2026-11-27"),
        ("tomorrow", "2026-11-24"), ("the day after tomorrow", "2026-11-25"), ("december 1", "2026-12-01"), ("1st of march", "2027-03-01"),
        ("bis Montag", "2026-11-30"), ("bis zum 1. Dezember", "2026-12-01"), ("bis 1.12.", "2026-12-01"), ("1.12.2027", "2027-12-01"),
        ("übermorgen", "2026-11-25"), ("hasta el lunes", "2026-11-30"), ("1 de diciembre de 2027", "2027-12-01"), ("mañana", "2026-11-24"),
        ("حتى الاثنين", "2026-11-30"), ("غدًا", "2026-11-24"), ("١ ديسمبر", "2026-12-01"), ("29 february", "2028-02-29"),
        ("2026-02-30", None), ("30 february", None), ("until", None), ("monday tuesday", None), ("next year", None),
    ],
)  # fmt: skip
def test_a_day(words, day):
    """A weekday is the next one, a date without a year the next such date."""
    assert when(words, TODAY) == (None if day is None else Said(date.fromisoformat(day)))


@pytest.mark.parametrize(
    "words", ["tomorrow 18:30", "18:30 tomorrow", "morgen um 18:30", "mañana a las 18:30", "غدًا الساعة ١٨:٣٠"]
)
def test_a_day_with_its_time(words):
    """In either order."""
    assert when(words, TODAY) == Said(date(2026, 11, 24), (time(18, 30),))


@pytest.mark.parametrize(
    ("words", "day", "times"),
    [
        ("2026-12-01T18:30", "2026-12-01", ["18:30"]), ("monday 24:00", "2026-12-01", ["00:00"]), ("24 december 9", "2026-12-24", ["09:00", "21:00"]),
        ("1 december 2026", "2026-12-01", []), ("8 am monday", "2026-11-30", ["08:00"]), ("um 18:30 am Montag", "2026-11-30", ["18:30"]),
        ("um 8 am 1.12.", "2026-12-01", ["08:00", "20:00"]), ("at 9 tomorrow morning", "2026-11-24", ["09:00"]),
        ("tomorrow morning", "2026-11-24", ["09:00"]), ("Montag Abend um 8", "2026-11-30", ["20:00"]), ("morgen früh um 7", "2026-11-24", ["07:00"]),
        ("morgen Mittag", "2026-11-24", ["12:00"]), ("mañana por la mañana", "2026-11-24", ["09:00"]), ("esta tarde", "2026-11-23", ["15:00", "20:00"]),
        ("el lunes a las 12 de la mañana", "2026-11-30", ["12:00"]), ("tonight at 9", "2026-11-23", ["21:00"]), ("غدًا صباحًا", "2026-11-24", ["09:00"]),
        ("yesterday", "2026-11-22", []), ("أمس", "2026-11-22", []), ("1. Jänner", "2027-01-01", []), ("٢٤ كانون الأول", "2026-12-24", []),
        ("3 mar", "2027-03-03", []), ("abends 1.12.", "2026-12-01", None),
    ],
)  # fmt: skip
def test_days_and_their_parts_and_times(words, day, times):
    """The day first, last, or in between; a part of the day stands for a time, with an hour it says which one."""
    said = when(words, TODAY)
    assert said is not None
    assert said.day == date.fromisoformat(day)
    assert said.evening == (times is None)
    assert [f"{each:%H:%M}" for each in said.at] == (times or [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("12 noon", at("12:00")), ("12 Uhr mittags", at("12:00")), ("1 Uhr mittags", at("13:00")), ("12 midnight", at("00:00")),
        ("abends um 8", at("20:00")), ("9 a. m.", at("09:00")), ("9 en punto", at("09:00", "21:00")), ("11 vormittags", at("11:00")),
        ("in the morning", at("09:00")), ("por la tarde", at("15:00", "20:00")), ("24 Uhr", at("00:00")), ("24", None), ("3 midnight", None),
        ("in 1h30", lasting(minutes=90)), ("1h30", at("01:30", "13:30")), ("the next two weeks", lasting(days=14)), ("next week", None),
        ("3 Tage lang", lasting(days=3)), ("2 weeks from now", lasting(days=14)), ("einem Monat", lasting(days=30)), ("week", lasting(days=7)),
        ("1 week 2 days 3 hours", lasting(days=9, hours=3)), ("3 أيــــام", lasting(days=3)), ("9999 months", None), ("months", None),
    ],
)  # fmt: skip
def test_other_ways_to_say_it(words, said):
    """As people do."""
    assert when(words, TODAY) == said


@pytest.mark.parametrize(("today", "days"), [((2027, 1, 31), 28), ((2026, 12, 1), 31), ((2028, 1, 31), 29)])
def test_a_month_is_the_calendars(today, days):
    """The same day of the next month, or its last."""
    assert when("a month", date(*today)) == lasting(days=days)


@pytest.mark.parametrize(
    ("words", "kindly"),
    [("13 pm", "13:00"), ("20 pm", "20:00"), ("12 at night", "00:00"), ("12 in the evening", "12:00"), ("midnight", "00:00")],
)  # fmt: skip
def test_what_may_be_a_slip(words, kindly):
    """Taken as it was probably meant, but where it must be exact."""
    assert when(words, TODAY) == at(kindly)
    assert when(words, TODAY, exact=True) is None


def test_today_itself_where_it_is_asked_for():
    """A weekday or a date without its year."""
    for words in ("monday", "23.11.", "november 23"):
        assert when(words, TODAY, or_today=True) == Said(TODAY)
        assert when(words, TODAY) != Said(TODAY)


@pytest.mark.parametrize("words", ["tonight", "this evening", "heute Abend", "esta noche", "هذا المساء"])
def test_the_evening(words):
    """Without a time."""
    assert when(words, TODAY) == Said(evening=True)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("mon wed fri", "1010100"), ("mo, mi, fr", "1010100"), ("lun-vie", WEEKDAYS), ("الاثنين والأربعاء", "1010000"), ("fri-mon", "1000111"),
        ("Mo bis Fr", WEEKDAYS), ("de lunes a viernes", WEEKDAYS), ("من الاثنين إلى الجمعة", WEEKDAYS), ("weekend", WEEKEND), ("sábados", "0000010"),
        ("am Wochenende", WEEKEND), ("jeden Tag", EVERY_DAY), ("كل يوم", EVERY_DAY), ("never", NO_DAY), ("nunca", NO_DAY), ("nur sonntags", "0000001"),
        ("Monday, Wednesday and Friday", "1010100"), ("السبت والأحد", WEEKEND), ("mon - wed, sun", "1110001"), ("sun", "0000001"),
        ("monkey", None), ("mon-", None), ("-mon", None), ("mon to to wed", None), ("", None), ("1", None),
    ],
)  # fmt: skip
def test_days_of_the_week(words, days):
    """Lists and ranges; a range may run over Sunday."""
    assert days_named(words) == days


@pytest.mark.parametrize(
    ("words", "number"),
    [("3", 3), ("٤", 4), ("no more than 5", 5), ("höchstens zwei", 2), ("como mucho 2", 2), ("ثلاثة", 3), ("0", 0), ("1 or 2", None),
     ("a few", None), ("", None), ("99999", None)],
)  # fmt: skip
def test_one_number(words, number):
    """In any digits, or as a word."""
    assert number_said(words) == number


# --- whatever is written ----------------------------------------------------------------------------------------------
@given(st.text(max_size=80), st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 31)))
@example("29.2.", date(9999, 12, 31))
@example("1 de", date(9999, 12, 31))
@example("²", TODAY)
@example("tomorrow", date(9999, 12, 31))
def test_nothing_that_is_written_breaks_anything(words, today):
    """Every reader says what it understood, or None."""
    said = when(words, today)
    assert said is None or said.length is None or timedelta(0) < said.length.length
    days = days_named(words)
    assert days is None or len(days) == 7
    number_said(words)
    clock(tidy(words))
    length(tidy(words), today)
    read_wish(words, today)


PIECES = st.sampled_from([
    "later", "später", "2", "8", "18:30", "h", "Uhr", "pm", "م", "in", "until", "bis", "mon", "-", "fr", "und", "tomorrow", "mañana", "غدًا", "1.", "12.",
    "2026-12-01", "days", "أسبوعين", "an", "hour", ",", "a las", "de", "diciembre", "evening", "pause", "99999999", "٣", "\u200f", "...",
])  # fmt: skip


@given(st.lists(PIECES, max_size=6).map(" ".join), st.dates(min_value=date(2020, 1, 1), max_value=date(2100, 1, 1)))
def test_no_mixture_of_known_words_breaks_anything(words, today):
    """The same with pieces that mean something."""
    test_nothing_that_is_written_breaks_anything.hypothesis.inner_test(words, today)


@given(st.integers(1, 99), UNITS, LANGUAGES, st.booleans())
def test_a_length_comes_back_as_it_was_said(number, unit, language, arabic):
    """As the practice itself says it, in every language, in both kinds of digits."""
    told = counted(number, unit, language)
    found = when(told.translate(ARABIC_DIGITS) if arabic else told, TODAY)

    factor = {"day": 1, "week": 7}.get(unit, 0)
    minutes = {"minute": 1, "hour": 60}.get(unit, 0)
    assert found == Said(length=Delay(number * factor, timedelta(minutes=number * minutes)))


@given(st.times().map(lambda each: each.replace(second=0, microsecond=0)), st.booleans())
def test_a_time_comes_back_as_it_was_said(moment, arabic):
    """Hours below ten with their zero are no half-said times."""
    told = f"{moment:%H:%M}"
    found = when(told.translate(ARABIC_DIGITS) if arabic else told, TODAY)

    assert found is not None
    assert moment in found.at
    assert len(found.at) == (2 if 10 <= moment.hour <= 12 else 1)


@given(st.dates(min_value=TODAY, max_value=date(2030, 12, 31)), LANGUAGES)
def test_a_date_comes_back_as_it_was_said(day, language):
    """With its year, in every language, and as ISO has it."""
    assert when(dated(day, language), TODAY) == Said(day)
    assert when(day.isoformat(), TODAY) == Said(day)


@given(st.sets(st.integers(0, 6), min_size=1), LANGUAGES)
def test_days_come_back_as_they_were_said(days, language):
    """As the practice itself lists them."""
    told = listed([weekday_name(each, language) for each in sorted(days)], language)

    assert days_named(told) == "".join("1" if each in days else "0" for each in range(7))


# --- wishes -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("later", Word.LATER, ""), ("Später.", Word.LATER, ""), ("más tarde", Word.LATER, ""), ("لاحقًا", Word.LATER, ""),
        ("later 18:30", Word.LATER, "18:30"), ("Later, 18:30", Word.LATER, "18:30"), ("später in 2 Stunden", Word.LATER, "in 2 Stunden"),
        ("más tarde a las 8", Word.LATER, "a las 8"), ("لاحقًا بعد ساعة", Word.LATER, "بعد ساعة"), ("/later tomorrow", Word.LATER, "tomorrow"),
        ("pause 3d", Word.PAUSE, "3d"), ("Pause bis Montag", Word.PAUSE, "bis Montag"), ("pausa 2 semanas", Word.PAUSE, "2 semanas"),
        ("إيقاف مؤقت", Word.PAUSE, ""), ("استراحة أسبوعين", Word.PAUSE, "أسبوعين"), ("not today", Word.SKIP, ""), ("ليس اليوم", Word.SKIP, ""),
        ("Hoy no.", Word.SKIP, ""), ("heute nicht", Word.SKIP, ""), ("/skip", Word.SKIP, ""),
    ],
)  # fmt: skip
def test_wishes_are_understood(text, word, rest):
    """A word alone, or with a time behind it."""
    found = read_wish(text, TODAY)
    assert found is not None
    assert (found.word, found.rest) == (word, rest)


@pytest.mark.parametrize(
    "text",
    [
        "later I went home",
        "later\n18:30",
        "pause for thought",
        "tomorrow",
        "in 2h",
        "18:30",
        "not today, she said",
        "später vielleicht",
    ],
)
def test_what_is_part_of_a_work_is_no_wish(text):
    """A time alone is somebody's answer, unless it was asked for."""
    assert read_wish(text, TODAY) is None
