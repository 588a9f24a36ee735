"""The words themselves: enough of them, told apart, drawn evenly."""

from __future__ import annotations

import pytest

from core.safety.phrase_words import WORDS
from core.safety.phrases import CHOICES, new_phrases, unpacked
from tests.unit.core.desk.chance import Counting


@pytest.mark.parametrize("language", ["en", "de", "es", "ar"])
def test_there_are_enough_words_and_each_is_one(language):
    """At least 64 distinct ones, without blanks."""
    assert len(WORDS[language]) >= 64
    assert len({word.casefold() for word in WORDS[language]}) == len(WORDS[language])
    assert all(word.isalpha() for word in WORDS[language])


@pytest.mark.parametrize("language", ["en", "de", "es", "ar", "pt-BR", "de-AT"])
def test_three_phrases_share_no_word_and_come_back_as_they_were_kept(language):
    """In the client's language, its base, or English."""
    entropy = Counting(b"words")
    for _ in range(200):
        made = new_phrases(entropy, language)
        words = [word for phrase in made.choices for word in phrase.split()]
        assert len(words) == len(set(words)) == 2 * CHOICES
        assert made.told in made.choices
        assert unpacked(made.packed()) == made
        assert made.place_of(f" {made.told.upper()}. ") == made.right


def test_each_place_is_the_right_one_as_often():
    """Nobody can know which button it is."""
    entropy = Counting(b"places")
    rights = [new_phrases(entropy, "en").right for _ in range(900)]

    assert all(240 <= rights.count(place) <= 360 for place in range(CHOICES))


def test_what_is_none_of_them_is_no_place():
    """Part of a phrase, or one with more around it."""
    made = new_phrases(Counting(b"x"), "en")

    assert made.place_of(made.told.split()[0]) is None
    assert made.place_of(f"{made.told} please") is None
    assert made.place_of("") is None
