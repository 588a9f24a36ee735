"""Numbers with their nouns, lists, ordinals and dates in four languages."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, time
from typing import get_args

import pytest
from babel import Locale

from core.texts.calendar import clock, dated, day_of_year
from core.texts.counting import Unit, counted, every, listed, nth, runs


@pytest.mark.parametrize(
    ("number", "unit", "language", "expected"),
    [
        (1, "hour", "en", "1 hour"),
        (36, "hour", "en-GB", "36 hours"),
        (0, "hour", "en", "0 hours"),
        (2, "day", "de", "2 Tagen"),
        (1, "equal part", "de", "1 gleichen Teil"),
        (1, "minute", "es", "1 minuto"),
        (3, "week", "es-MX", "3 semanas"),
        (1, "minute", "ar", "دقيقة واحدة"),
        (2, "hour", "ar", "ساعتين"),
        (10, "day", "ar", "10 أيام"),
        (11, "day", "ar", "11 يومًا"),
        (90, "minute", "ar", "90 دقيقة"),
        (2, "hour", "fr", "2 hours"),
    ],
)
def test_a_number_and_its_noun(number: int, unit: Unit, language: str, expected: str) -> None:
    """One, two, few and many, by each language's own rule; a language without words gets English."""
    assert counted(number, unit, language) == expected


@pytest.mark.parametrize(
    ("number", "language", "expected"),
    [(1, "en", "every day"), (2, "en", "every 2 days"), (1, "de", "jeden Tag"), (2, "de", "alle 2 Tage"),
     (2, "es", "cada 2 días"), (1, "ar", "كل يوم"), (2, "ar", "كل يومين")],
)  # fmt: skip
def test_every_so_many(number: int, language: str, expected: str) -> None:
    """Each in the case that follows "every"."""
    assert every(number, "day", language) == expected


@pytest.mark.parametrize(
    ("items", "by", "language", "expected"),
    [
        ([], "and", "en", ""),
        (["a"], "and", "en", "a"),
        (["a", "b"], "or", "en", "a or b"),
        (["a", "b", "c"], "and", "en", "a, b and c"),
        (["a", "b", "c"], "or", "de", "a, b oder c"),
        (["a", "«Isla»"], "and", "es", "a e «Isla»"),
        (["a", "«Hielo»"], "and", "es", "a y «Hielo»"),
        (["السبت", "الأحد", "الاثنين"], "and", "ar", "السبت والأحد والاثنين"),
        (["9", "10"], "or", "ar", "9 أو 10"),
    ],
)
def test_lists(items: list[str], by: str, language: str, expected: str) -> None:
    """The last one by its word."""
    assert listed(items, language, by="or" if by == "or" else "and") == expected


def test_three_in_a_row_are_one_item() -> None:
    """Two are not; order and doubles do not matter."""
    assert runs([7, 1, 2, 3, 3, 5, 6], "en") == ["1 to 3", "5 to 7"]
    assert runs([1, 2, 15], "en", ordinal=True) == ["1st", "2nd", "15th"]
    assert runs([1, 2, 3], "de", ordinal=True) == ["1. bis 3."]


def test_ordinals() -> None:
    """Of the days of a month."""
    assert [nth(day, "en") for day in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "31st",
    ]  # fmt: skip
    assert [nth(3, language) for language in ("de", "es", "ar")] == ["3.", "3", "3"]


def test_dates_and_times() -> None:
    """As each language writes them."""
    day = date(2027, 3, 28)

    assert dated(day, "en") == "28 March 2027"
    assert dated(day, "de-AT") == "28. März 2027"
    assert dated(day, "es") == "28 de marzo de 2027"
    assert dated(day, "ar") == "28 مارس 2027"
    assert day_of_year(25, 12, "es") == "25 de diciembre"
    assert [clock(time(1, 5), language) for language in ("en", "es")] == ["01:05", "la 01:05"]
    assert clock(time(19, 30), "es") == "las 19:30"


@pytest.mark.parametrize("unit", get_args(Unit))
@pytest.mark.parametrize("language", ["en", "de", "es", "ar"])
def test_the_form_of_a_noun_follows_the_languages_plural_rule(language: str, unit: Unit) -> None:
    """As CLDR has it: numbers of one kind share a form, and the kinds that differ in the language do so here."""
    rule = Locale(language).plural_form
    forms = defaultdict[str, set[str]](set)
    for number in range(300):
        forms[rule(number)].add(counted(number, unit, language).replace(str(number), "#"))

    # None, and from a hundred on, Arabic says with the noun of "many" where CLDR has kinds of their own.
    assert {kind for kind, found in forms.items() if len(found) > 1} == set()
    if language == "ar":
        assert len(forms["one"] | forms["two"] | forms["few"]) == 3
        assert forms["zero"] == forms["other"] == forms["many"]
    else:
        assert forms["one"].isdisjoint(forms["other"])
