"""The catalogues side by side: what English says, every other language says too, in the same shape."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from core.desk.dialogue_words import understood
from core.desk.words import Word, chooses_leaving, chooses_rest, read
from core.prompts.labels import simplified
from core.safety.dialogue import Did
from core.texts import sheets
from core.texts.catalogue import LANGUAGES, folder_of_catalogues, sentences

FOLDER = folder_of_catalogues()
ALL = {language: sentences(language) for language in LANGUAGES}
ENGLISH, ARABIC = ALL["en"], ALL["ar"]
OTHERS = {language: said for language, said in ALL.items() if language != "en"}
LABELS = (
    "later", "how", "suit_hour", "suit_evening", "suit_tomorrow", "pause_1d", "pause_3d", "pause_7d", "pause_open",
    "days_every", "days_weekdays", "days_weekend", "zone_none_of_these", "set_days", "set_cap", "not_today", "need_support", "rest", "leave", "neither", "stop_everything", "set_language", "set_zone", "set_quiet",
    "check_in_grounding", "check_in_gentler", "set_media", "quiet_never", "quiet_span", "door_begin", "door_try_again", "door_stay",
    "room_acknowledge", "room_look_again", "witness", "send_note", "approve", "refuse", "take_back", "card_file_again",
)  # fmt: skip
LONGEST_LABEL = 40
LONGEST_MENU = 100  # characters; Discord's, the tighter of the two
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def bold(text: str) -> list[str]:
    return [piece.strip("\u200e") for piece in text.split("**")[1::2]]


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_there(language: str) -> None:
    """None is missing, so that nobody is suddenly spoken to in English."""
    assert ENGLISH.keys() - OTHERS[language].keys() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_translators_find_nothing_to_mend(language: str) -> None:
    """What `vignette texts` would tell them of a sentence."""
    sheets_of = [sheets.read((FOLDER / f"{each}.po").read_text(encoding="utf-8")) for each in (language, "en")]

    assert list(sheets.faults(*sheets_of)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_over(language: str) -> None:
    """A sentence that English has no more is said by nobody."""
    assert OTHERS[language].keys() - ENGLISH.keys() == set()


def test_every_language_has_its_file_and_no_file_is_left_over() -> None:
    """By the language's tag."""
    assert sorted(file.name for file in FOLDER.iterdir()) == sorted(f"{language}.po" for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_stands_as_it_is_written(language: str) -> None:
    """With the English of now beside each sentence; else `vignette texts --update` was forgotten."""
    text = (FOLDER / f"{language}.po").read_text(encoding="utf-8")
    sheet, english = sheets.read(text), sheets.read((FOLDER / "en.po").read_text(encoding="utf-8"))

    assert text == sheets.written(sheet if language == "en" else sheets.brought_up(sheet, english))
    assert sheet.header("Language") == language
    assert [each.key for each in sheet.entries if each.is_uncertain] == []
    assert [each.key for each in sheet.entries if not each.remarks] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_a_machine_made_is_marked_for_review(language: str) -> None:
    """Until somebody who speaks the language has read it and says so in its place."""
    sheet = sheets.read((FOLDER / f"{language}.po").read_text(encoding="utf-8"))

    assert sheet.header(sheets.REVIEW)
    assert sheet.header("Content-Type") == "text/plain; charset=UTF-8"


def test_the_page_for_translators_shows_a_sentence_as_it_is() -> None:
    """docs/translating.md."""
    page = (Path(__file__).parents[4] / "docs" / "translating.md").read_text(encoding="utf-8")
    example = page.split("```\n")[1]

    assert example in (FOLDER / "de.po").read_text(encoding="utf-8")


def shape(words: str) -> tuple[set[str], int]:
    """The gaps of a sentence, and how many marks of bold it has."""
    return set(PLACEHOLDER.findall(words)), words.count("**")


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_gaps_and_the_same_bold(language: str) -> None:
    """What is inserted is inserted in every language, and no `**` is left open."""
    catalogue = OTHERS[language]

    assert [key for key, words in catalogue.items() if shape(words) != shape(ENGLISH[key])] == []
    assert [key for key, words in catalogue.items() if words.count("**") % 2] == []


@pytest.mark.parametrize("language", ALL)
def test_nobody_is_shouted_at(language: str) -> None:
    """No exclamation marks, in no script."""
    assert [key for key, words in ALL[language].items() if set("!¡！") & set(words)] == []


@pytest.mark.parametrize(("language", "key"), [(language, key) for language in ALL for key in LABELS])
def test_labels_fit_a_button(language: str, key: str) -> None:
    """Also with a name of twenty characters in them, or two times of day."""
    text = PLACEHOLDER.sub("22:00" if key == "quiet_span" else "M" * 20, ALL[language][key])
    assert "**" not in text
    assert len(text) <= LONGEST_LABEL


@pytest.mark.parametrize("language", ALL)
def test_menu_lines_fit_a_menu(language: str) -> None:
    """What stands beside a command."""
    lines = {key: words for key, words in ALL[language].items() if key.startswith("menu_")}

    assert lines
    assert [key for key, words in lines.items() if not 1 <= len(words) <= LONGEST_MENU] == []


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("joined", Word.DONE),
        ("joined", Word.HALT),
        ("resting", Word.BACK),
        ("scene_resting", Word.BACK),
        ("scene_head", Word.HALT),
        ("scene_here", Word.HALT),
    ],
)
@pytest.mark.parametrize("language", ALL)
def test_a_word_that_is_offered_works(language: str, key: str, meant: Word) -> None:
    """Typed alone, the word in bold does what the sentence says."""
    found = [read(word) for word in bold(ALL[language][key])]
    assert meant in [typed.word for typed in found if typed is not None]


@pytest.mark.parametrize("language", ALL)
def test_the_two_ways_after_stop_work(language: str) -> None:
    """Rest and leaving, by the words in bold and by the buttons' own words."""
    rest, leave = bold(ALL[language]["halted_typed"])
    assert chooses_rest(rest)
    assert chooses_leaving(leave)
    assert chooses_rest(ALL[language]["rest"])
    assert chooses_leaving(ALL[language]["leave"])


@pytest.mark.parametrize("language", ALL)
def test_the_word_for_going_on_works(language: str) -> None:
    """In the dialogue of joining."""
    (word,) = bold(ALL[language]["join_how"])
    assert understood(word, [Did.NEXT], [["…"]]) is Did.NEXT
    assert simplified(word)


@pytest.mark.parametrize("language", ALL)
def test_help_names_the_word_that_stops(language: str) -> None:
    """The line without a slash is the bare word."""
    words = re.split(r"[\n·]", ALL[language]["help_client"])
    assert Word.HALT in [typed.word for typed in map(read, words) if typed is not None]


def begins_strong(line: str) -> str:
    """The direction of a line's first letter that has one; "" where none has."""
    return next((way for way in map(unicodedata.bidirectional, line) if way in ("L", "R", "AL")), "")


def test_arabic_lines_begin_in_arabic() -> None:
    """A line's first letter decides its direction; a gap is isolated when it is filled, so it does not count."""
    lines = [(key, line) for key, words in ARABIC.items() for line in PLACEHOLDER.sub("", words).split("\n")]

    assert [key for key, line in lines if begins_strong(line) not in ("", "AL")] == []


def test_a_slash_stays_in_front_of_its_command() -> None:
    """By a left-to-right mark before it."""
    assert [key for key, words in ARABIC.items() if re.search(r"(?<!\u200e)/[a-z]", words)] == []
