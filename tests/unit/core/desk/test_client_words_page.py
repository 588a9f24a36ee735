"""docs/reference/client-words.md: every word on it is understood, and so is every word that a sentence for clients offers."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from core.desk.check_in_words import Number, choice, number
from core.desk.day_words import days_named, tidy
from core.desk.manner import meant
from core.desk.places import zone_called
from core.desk.quiet import quiet_hours
from core.desk.settings import named
from core.desk.time_words import clock, number_said, when
from core.desk.timed import read_wish
from core.desk.words import Word
from core.domain.check_in import Chosen
from core.texts.arabic import ARABIC
from core.texts.english import ENGLISH
from core.texts.german import GERMAN
from core.texts.spanish import SPANISH

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "client-words.md").read_text(encoding="utf-8")
TODAY = date(2026, 11, 23)
ALL = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "ar": ARABIC}
MEANT = {
    "the newest open prompt comes again at another time": Word.LATER,
    "the newest open prompt is put away": Word.SKIP,
    "made, and kept for oneself: it counts as done, nothing of it is stored": Word.NOT_SENT,
    "what one made, each work to be sent whole once more": Word.WORKS,
    "nothing comes for a while": Word.PAUSE,
    "nothing comes until *back*": Word.REST,
    "things come again": Word.BACK,
    "what is open, and when it comes again": Word.TODAY,
    "a short card": Word.HOW,
    "who to turn to now": Word.SOS,
    "settings": Word.SETTINGS,
}
TOPICS = {
    "how prompts address you": ("manner", meant),
    "days": ("days", days_named),
    "how many a day, 1 to 10": ("cap", number_said),
    "the time, by a city": ("zone", zone_called),
    "the time, by the clock": ("zone", lambda value: clock(tidy(value))),
    "quiet hours": ("quiet", quiet_hours),
}


def rows(heading: str) -> list[tuple[str, list[str]]]:
    """The first cell of each row under a heading, and what stands in backticks in the others."""
    section = PAGE.split(f"## {heading}")[1].split("\n## ")[0]
    lines = [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("|") and "`" in line]
    return [(cells[0].strip(), re.findall(r"`([^`]+)`", " ".join(cells[1:]))) for cells in lines]


@pytest.mark.parametrize(("meaning", "words"), rows("Words that stand alone"))
def test_a_word_alone(meaning, words):
    """Each does what its row says."""
    assert {word: read_wish(word, TODAY).word for word in words} == dict.fromkeys(words, MEANT[meaning])


def test_every_wish_about_time_has_its_row():
    """None is left out."""
    assert [meaning for meaning, _ in rows("Words that stand alone")] == list(MEANT)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (word, told)
        for word, heading in ((Word.LATER, "Later: when"), (Word.PAUSE, "Pause: for how long"))
        for _, words in rows(heading)
        for told in words
        if not told.startswith("/")
    ],
)
def test_a_word_with_a_time(word, told):
    """The whole is a wish, and its time is understood."""
    found = read_wish(told, TODAY)

    assert found is not None
    assert found.word is word
    assert when(found.rest, TODAY) is not None


@pytest.mark.parametrize(("topic", "words"), rows("Settings"))
def test_settings(topic, words):
    """Topic and value."""
    expected, reader = TOPICS[topic]
    for told in words:
        found = read_wish(told, TODAY)
        assert found is not None
        name, value = named(found.rest)
        assert name == expected, told
        assert reader(value) not in (None, ()), told


@pytest.mark.parametrize(("meaning", "words"), rows("The question before a prompt"))
def test_an_answer_to_the_question_before_a_prompt(meaning, words):
    """Each means what its row says."""
    reads = {
        "a number": lambda told: number(told) in (Number(7), Number(7, 10)),
        "a small grounding step": lambda told: choice(told) is Chosen.GROUNDING,
        "something gentler": lambda told: choice(told) is Chosen.GENTLER,
        "put away": lambda told: read_wish(told, TODAY).word is Word.SKIP,
    }
    assert [told for told in words if not reads[meaning](told)] == []


# --- what sentences offer ---------------------------------------------------------------------------------------------
def bold(language: str, key: str) -> list[str]:
    return [piece.strip("\u200e") for piece in ALL[language][key].split("**")[1::2]]


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize(
    "key", ["ask_later", "ask_later_titled", "later_unknown", "ask_pause", "pause_unknown", "pause_past"]
)
def test_times_that_are_offered_are_understood(language, key):
    """As they stand there."""
    offered = bold(language, key)

    assert len(offered) >= 2
    assert all(when(words, TODAY) is not None for words in offered), offered


@pytest.mark.parametrize("language", ALL)
def test_what_is_offered_after_a_heavy_answer_is_understood(language):
    """By the words in bold and by the buttons' own."""
    ground, gentle, today = bold(language, "check_in_heavy")
    assert bold(language, "check_in_step_ways") == [gentle, today]
    assert bold(language, "check_in_range") == [today]

    assert [choice(told) for told in (ground, ALL[language]["check_in_grounding"])] == [Chosen.GROUNDING] * 2
    assert [choice(told) for told in (gentle, ALL[language]["check_in_gentler"])] == [Chosen.GENTLER] * 2
    assert read_wish(today, TODAY).word is Word.SKIP


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("key", ["ask_days", "days_unknown"])
def test_days_that_are_offered_are_understood(language, key):
    """The same for days."""
    assert all(days_named(words) is not None for words in bold(language, key))


@pytest.mark.parametrize("language", ALL)
def test_the_city_and_the_clock_that_are_offered_are_understood(language):
    """The same for the zone."""
    assert all(zone_called(words) for key in ("zone_write_city", "zone_no_such_time") for words in bold(language, key))
    assert all(clock(tidy(words)) for words in bold(language, "ask_zone"))


@pytest.mark.parametrize("language", ALL)
def test_the_card_offers_words_that_work(language):
    """Done, later, not today, stop; its first bold words are its title."""
    found = [read_wish(words, TODAY) for words in bold(language, "how_it_works")[1:]]

    assert [each.word for each in found if each is not None] == [Word.DONE, Word.LATER, Word.SKIP, Word.HALT]


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize(
    ("key", "meant"),
    [("later", Word.LATER), ("not_today", Word.SKIP), ("need_support", Word.SOS), ("how", Word.HOW)],
)
def test_a_prompts_buttons_work_by_their_labels(language, key, meant):
    """No button is the only way."""
    found = read_wish(ALL[language][key], TODAY)

    assert found is not None
    assert found.word is meant


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("key", ["paused", "later_resting", "resting"])
def test_the_way_back_works(language, key):
    """The word in bold brings things back."""
    assert [read_wish(words, TODAY).word for words in bold(language, key)] == [Word.BACK]


@pytest.mark.parametrize("language", ALL)
def test_the_lengths_on_the_buttons_are_what_they_say(language):
    """Typed anywhere they mean the same."""
    lengths = {key: when(ALL[language][f"pause_{key}"], TODAY) for key in ("1d", "3d", "7d")}

    assert {key: said.length.days for key, said in lengths.items()} == {"1d": 1, "3d": 3, "7d": 7}


@pytest.mark.parametrize("language", ALL)
def test_the_days_on_the_buttons_are_what_they_say(language):
    """The same."""
    labels = {key: days_named(ALL[language][f"days_{key}"]) for key in ("every", "weekdays", "weekend")}

    assert labels == {"every": "1111111", "weekdays": "1111100", "weekend": "0000011"}
