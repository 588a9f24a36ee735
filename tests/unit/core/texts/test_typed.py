"""Words that people type: complete in every language, and none means two things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest

from core.desk.day_words import tidy
from core.desk.dialogue_words import understood
from core.desk.words import Word, acknowledges, read
from core.prompts.labels import simplified
from core.safety.dialogue import Did
from core.texts.catalogue import LANGUAGES, sentences
from core.texts.typed import named_in, words_in, words_of

OTHERS = [language for language in LANGUAGES if language != "en"]
TABLES = [
    "commands",
    "alone",
    "halted",
    "alert",
    "joining",
    "agreement",
    "heavy",
    "settings",
    "manner",
    "quiet",
    "limit",
    "away",
]
# The only words that stand in two tables which can be open at once; each means the same, or the later table comes first.
SHARED = {
    ("alone.pause", "halted.rest"),  # after "stop" a rest is what a pause is
    ("alone.back", "joining.back"),  # who joins has no rest to come back from
    ("alone.back", "away.off"),  # a therapist behind /away, a client alone
    ("joining.back", "away.off"),
    ("joining.yes", "agreement.agree"),
    ("joining.no", "quiet.never"),
    ("joining.no", "away.off"),
    ("quiet.never", "limit.none"),
    ("quiet.never", "away.off"),
    ("limit.none", "away.off"),
}


def each_word(language: str, tables: list[str]) -> Iterator[tuple[str, str]]:
    """Every word of these tables as it is compared, and what it means."""
    for table in tables:
        for meaning, words in words_of(language).get(table, {}).items():
            for word in words:
                yield tidy(simplified(word)), f"{table}.{meaning}"


def test_every_table_is_known() -> None:
    """So that none is forgotten here."""
    assert list(words_of("en")) == TABLES


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_every_meaning(language: str) -> None:
    """In every table; behind a slash those that are not the same word everywhere."""
    tables = words_of(language)
    own = {meaning for each in OTHERS for meaning in words_of(each)["commands"]}

    assert list(tables) == TABLES
    assert set(tables["commands"]) == own
    for table in TABLES[1:]:
        assert list(tables[table]) == list(words_of("en")[table]), table
    assert [f"{table}.{meaning}" for table in TABLES for meaning, words in tables[table].items() if not words] == []


@pytest.mark.parametrize("table", TABLES)
def test_no_word_means_two_things_in_one_place(table: str) -> None:
    """In all languages together: whoever types is not asked which one it is in."""
    meant = defaultdict[str, set[str]](set)
    for language in LANGUAGES:
        for word, meaning in each_word(language, [table]):
            meant[word].add(meaning)

    assert {word: meanings for word, meanings in meant.items() if len(meanings) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_means_two_things_within_a_language(language: str) -> None:
    """Also in different places, but for those that are named above; commands have their slash."""
    meant = defaultdict[str, dict[str, None]](dict)
    for word, meaning in each_word(language, TABLES[1:]):
        meant[word][meaning] = None

    shared = {pair for meanings in meant.values() for pair in pairwise(meanings)}
    assert shared - SHARED == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_twice_in_a_line(language: str) -> None:
    """Each spelling once."""
    lines = [words for table in words_of(language).values() for words in table.values()]

    assert [words for words in lines if len(words) != len(set(words))] == []


def test_every_meaning_is_one_that_the_desks_know() -> None:
    """A slip in a table's key would take a word away from people."""
    for table, before in (("commands", "/"), ("alone", "")):
        for meaning, words in words_in(table).items():
            found = {read(before + word) for word in words}
            assert {each and each.word for each in found} == {Word[meaning.upper()]}, meaning
    for meaning, words in words_in("joining").items():
        assert {understood(word, [], []) for word in words} == {Did[meaning.upper()]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_test_alert_is_acknowledged_in_ones_own_words(language: str) -> None:
    """By the word to name, and by the button's label."""
    assert acknowledges(named_in("alert", "acknowledge", language))
    assert acknowledges(sentences(language).get("room_acknowledge", "Acknowledge"))


@pytest.mark.parametrize("language", OTHERS)
def test_the_parts_of_a_limit_are_named_as_the_sentence_about_them_has_it(language: str) -> None:
    """What is offered in one place is what is offered in the other."""
    told = sentences(language)["limit_change"]

    assert [each for each in words_of(language)["limit"] if named_in("limit", each, language) not in told] == []


def test_a_language_without_words_of_its_own_has_english() -> None:
    """Or those of its base."""
    assert words_of("fr") == words_of("en")
    assert words_of("de-AT") == words_of("de")
