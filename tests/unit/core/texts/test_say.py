"""Saying a key: which language speaks, what is bold, and that inserted names stay where they are."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from core.domain.message import Style
from core.texts import catalogue
from core.texts import say as speaking
from core.texts.calendar import day_date_and_time, part_of_day, promised, weekday
from core.texts.say import composed, isolate, languages, plain, say
from core.texts.sentence import after_colon

FSI, PDI = "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("language", "expected"), [("de", "Heute nicht"), ("de-AT", "Heute nicht"), ("fr", "Not today")]
)
def test_a_language_speaks_or_its_base_or_english(language: str, expected: str) -> None:
    """In that order."""
    assert plain("not_today", language) == expected


@pytest.fixture
def unfinished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """German catalogues as translators leave them on the way: one sentence empty, one no longer sure."""
    copied = Path(shutil.copytree(catalogue.folder_of_catalogues(), tmp_path / "catalogues"))
    text = (copied / "de.po").read_text(encoding="utf-8")
    text, emptied = re.subn(r'(msgid "resting"\nmsgstr )".*"', r'\1""', text)
    text, doubted = re.subn(r'(msgid "not_today"\n)', r"#, fuzzy\n\1", text)
    assert (emptied, doubted) == (1, 1)
    (copied / "de.po").write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalogue, "folder_of_catalogues", lambda: copied)
    remembered = (catalogue._read, speaking._pieces, speaking._as_it_stands)
    for each in remembered:
        each.cache_clear()
    yield
    for each in remembered:
        each.cache_clear()


@pytest.mark.usefixtures("unfinished")
def test_a_sentence_that_a_language_lacks_is_english() -> None:
    """Each key for itself, whole: its dates are English, too; the rest of the language stays."""
    at = datetime(2027, 3, 29, 10)

    assert plain("not_today", "de") == "Not today"
    assert plain("resting", "de", therapist=at).startswith("Rest, then.")
    assert "Mon 29 March, 10:00" in plain("resting", "de", therapist=at)
    assert plain("rest", "de") == "Pause machen"


@pytest.mark.parametrize("language", languages())
def test_bold_stands_where_it_stood(language: str) -> None:
    """The marks are gone, the word between them is bold."""
    text = say("filed", language, title="Boat")
    (span,) = text.spans
    assert "**" not in text.plain
    assert span.style is Style.BOLD
    assert text.plain[span.start : span.start + span.length].strip(FSI + PDI) == "Boat"


def test_names_are_isolated_where_they_run_against_the_line() -> None:
    """A Latin name in Arabic, an Arabic name in English; not one that runs with it, nor a number."""
    assert f"{FSI}Ada{PDI}" in plain("filed_message", "ar", therapist="Ada")
    assert f"{FSI}نور{PDI}" in plain("filed_message", "en", therapist="نور")
    assert FSI not in plain("filed_message", "ar", therapist="نور")
    assert FSI not in plain("filed_message", "en", therapist="Ada")
    assert FSI not in plain("prompt_foot", "ar", minutes=8, therapist="نور", promise="1 working day")


def test_what_was_said_is_not_isolated_again() -> None:
    """A sentence around another one leaves the names inside it as they are; it is never a template itself."""
    title = plain("rhythm_title", "ar", title="Boat {x}")

    assert composed("rhythm_drawn", "ar", prompts=title).startswith(f"«{FSI}Boat {{x}}{PDI}»،")
    with pytest.raises(KeyError):
        composed("rhythm_drawn", "ar")


def test_each_line_is_isolated_for_itself() -> None:
    """An isolate ends with its paragraph; one around several lines would protect none but the first."""
    text = plain("sos", "ar", numbers="112 emergency\n\n116 123 day and night")
    assert f"{FSI}112 emergency{PDI}\n\n{FSI}116 123 day and night{PDI}" in text


def test_the_promise_is_said_in_the_language() -> None:
    """As the settings write it, in the words that fit the sentence."""
    told = {
        language: plain("scene_foot", language, therapist="Ada", promise="2 working days") for language in languages()
    }

    assert "within two working days" in told["en"]
    assert "innerhalb von zwei Werktagen" in told["de"]
    assert "en un plazo de dos días laborables" in told["es"]
    assert "خلال يومي عمل" in told["ar"]


@pytest.mark.parametrize(
    ("promise", "language", "expected"),
    [
        ("1 working day", "de-CH", "einem Werktag"),
        ("4 working hours", "de", "4 Arbeitsstunden"),
        ("1 week", "es-MX", "una semana"),
        ("1 week", "de", "einer Woche"),
        ("3 working hours", "en", "three working hours"),
        ("1 working hour", "en", "one working hour"),
        ("3 working hours", "es", "tres horas laborables"),
        ("3 hours", "ar", "ثلاث ساعات"),
        ("1 day", "ar", "يوم واحد"),
        ("3 days", "ar", "ثلاثة أيام"),
        ("4 days", "ar", "4 أيام"),
        ("11 days", "ar", "11 يومًا"),
        ("103 hours", "ar", "103 ساعات"),
        ("100 hours", "ar", "100 ساعة"),
        ("12 working hours", "ar", "12 ساعة عمل"),
        ("1 working day", "fr", "one working day"),
        ("by Thursday", "de", "by Thursday"),
    ],
)
def test_promises(promise: str, language: str, expected: str) -> None:
    """One, two, few and many; what is written otherwise stays."""
    assert promised(promise, language) == expected


@pytest.mark.parametrize(
    ("language", "day", "part"),
    [("en", "Monday", "morning"), ("de-AT", "Montag", "Morgen"), ("es", "lunes", "mañana"), ("ar", "الاثنين", "صباح"),
     ("fr", "Monday", "morning")],
)  # fmt: skip
def test_days_and_their_parts(language: str, day: str, part: str) -> None:
    """2026-11-23 is a Monday."""
    moment = datetime(2026, 11, 23, 9)
    assert (weekday(moment, language), part_of_day(moment, language)) == (day, part)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Mon 29 March, 10:00"), ("de-AT", "Mo 29. März, 10:00"), ("es", "lun 29 de marzo, 10:00"),
     ("ar", "الاثنين 29 مارس، 10:00"), ("fr", "Mon 29 March, 10:00")],
)  # fmt: skip
def test_a_moment_is_said_as_a_date(language: str, expected: str) -> None:
    """With its weekday, without its year: it is not far away."""
    assert day_date_and_time(datetime(2027, 3, 29, 10), language) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("de", "bis Mo 29. März, 10:00:"), ("fr", "until Mon 29 March, 10:00:")]
)
def test_a_moment_in_a_sentence_is_said_in_the_sentences_language(language: str, expected: str) -> None:
    """Whatever the language that was asked for."""
    at = datetime(2027, 3, 29, 10)
    told = plain("invited", language, alias="Heron-12", tongue="de", zone="Europe/Berlin", quiet="-", until=at, way="")
    assert expected in told


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("Keep the one you like best.", "en", "keep the one you like best."),
        ("Guarda la que más te guste.", "es", "guarda la que más te guste."),
        ("Das liebste der drei aufheben.", "de", "Das liebste der drei aufheben."),
        ("I will be here.", "en", "I will be here."),
        ("I’ll wait.", "en", "I’ll wait."),
        ("Mira, stretch once.", "en", "Mira, stretch once."),
        ("GPS off.", "en", "GPS off."),
        ("احتفظ بواحدة.", "ar", "احتفظ بواحدة."),
        ("", "en", ""),
    ],
)
def test_what_follows_a_colon_is_small_where_it_may_be(words: str, language: str, expected: str) -> None:
    """Not a name, not I, not in German."""
    assert after_colon(words, language, names=("Mira Vogel", "Ada")) == expected


def test_a_date_is_read_from_its_beginning_behind_an_arabic_word() -> None:
    """A hyphen between numbers holds them together only where nothing Arabic stands before it; a colon does everywhere."""
    assert isolate("2026-12-01", in_right_to_left=True) == "\u20682026-12-01\u2069"
    assert isolate("18:30", in_right_to_left=True) == "18:30"
    assert isolate("2026-12-01") == "2026-12-01"
