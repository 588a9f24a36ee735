"""The language nobody speaks: English, so disguised that whatever is not disguised is seen."""

from __future__ import annotations

import re

import pytest

from core.texts.catalogue import BASE, LANGUAGES, sentences
from core.texts.pseudo import PSEUDO, accented
from core.texts.say import languages, plain, say

GAP = re.compile(r"\{[a-z_]+\}")
COMMAND = re.compile(r"(?<![\w/])/[a-z]+")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Not today", "⟦Ñöţ ţöðåý⟧"),
        ("Open today:\n{titles}", "⟦Öþéñ ţöðåý:\n{titles}⟧"),
        ("**{alias}** · /why, or /stop", "⟦**{alias}** · /why, öŕ /stop⟧"),
        ("a copy.\n\n", "⟦å çöþý.⟧\n\n"),
        ("Europe/Berlin", "⟦Éûŕöþé/Ɓéŕļîñ⟧"),
        (" ", " "),
        ("…", "⟦…⟧"),
    ],
)
def test_it_is_readable_and_marked(words: str, expected: str) -> None:
    """Gaps, marks of bold, commands and the blanks around it stay."""
    assert accented(words) == expected


def test_it_says_everything_that_english_says() -> None:
    """With the same gaps, marks and commands, and no plain letter beside them."""
    english, disguised = sentences(BASE), sentences(PSEUDO)

    assert list(disguised) == list(english)
    for key, words in english.items():
        told = disguised[key]
        assert GAP.findall(told) == GAP.findall(words), key
        assert told.count("**") == words.count("**"), key
        assert COMMAND.findall(told) == COMMAND.findall(words), key
        assert re.findall("[A-Za-z]", COMMAND.sub("", GAP.sub("", told))) == [], key


def test_it_is_offered_to_nobody() -> None:
    """It is said where it is asked for by its tag, and stands in no list."""
    assert PSEUDO not in languages()
    assert languages() == LANGUAGES
    assert plain("filed", PSEUDO, title="Boat") == "⟦Ţĥåñķ ýöû. Îţ îš ŵîţĥ Boat ñöŵ.⟧"
    assert say("filed", PSEUDO, title="Boat").spans
