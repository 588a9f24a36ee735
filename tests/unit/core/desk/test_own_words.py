"""What is read out of a therapist's reply to a draft, and what is left to the client."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desk.exact_times import moment_in
from core.desk.own_words import LONGEST_TITLE, Facts, Steer, first_words, says_yes, steering, titled
from core.desk.words import Word, read
from core.texts.say import languages, plain, say

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "own-prompts.md").read_text()
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("now", Steer.NOW),
        ("Jetzt senden.", Steer.NOW),
        ("الآن", Steer.NOW),
        ("Drop it", Steer.DROP),
        ("drawing", Facts(modality="drawing")),
        ("Stimme", Facts(modality="voice")),
        ("charla", Facts(modality="talk")),
        ("intensity 2", Facts(intensity=2)),
        ("Stärke ٣", Facts(intensity=3)),
        ("about 15 min.", Facts(minutes=15)),
        ("10 دقائق", Facts(minutes=10)),
        ("intensity 4", None),
        ("0 minutes", None),
        ("15", None),
        ("Drop the pen and look up.", None),
        ("now\nand then", None),
        ("Take 10 minutes to write.", None),
        ("", None),
    ],
)
def test_a_few_words_steer_a_draft(words: str, expected: Steer | Facts | None) -> None:
    """In four languages; everything else is for the client."""
    assert steering(words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# The tram\nDraw it.", ("The tram", "Draw it.")),
        ("#The tram\n\nDraw it.\n", ("The tram", "Draw it.")),
        ("## The  tram", ("The tram", "")),
        ("Draw it.\n# Not a title", ("", "Draw it.\n# Not a title")),
        ("#\nDraw it.", ("", "#\nDraw it.")),
        ("", ("", "")),
    ],
)
def test_a_first_line_can_be_the_title(text: str, expected: tuple[str, str]) -> None:
    """Only the first."""
    assert titled(text) == expected


@given(st.text(max_size=200))
def test_no_letter_of_a_text_without_a_title_is_lost(text: str) -> None:
    """Whatever it is; a title is one line, and short enough."""
    title, body = titled(text)

    if not text.strip().startswith("#"):
        assert (title, body) == ("", text.strip())
    assert "\n" not in title
    assert len(title) <= LONGEST_TITLE
    assert len(first_words(body)) <= 41
    assert "\n" not in first_words(body)


@pytest.mark.parametrize("language", languages())
def test_what_a_draft_offers_is_understood(language: str) -> None:
    """The words in bold, and those that set a fact; so is the yes that is offered with /propose."""
    how = say("own_how", language)
    bold = [how.plain[span.start : span.start + span.length] for span in how.spans]
    assert [steering(word) for word in bold] == [Steer.NOW, Steer.DROP]
    time = how.plain.partition(bold[0])[2].partition(bold[1])[0]
    found = re.search(r"[^\s,،]+ 18:30", time)
    assert found is not None
    assert moment_in(found[0], NOW, "Europe/Berlin") is not None
    facts = plain("own_how_new", language).partition(":")[2] or plain("own_how_new", language).partition(" ")[2]
    said = [each for each in re.split(r"[,،;؛.]| or | oder | o | أو ", facts) if each.strip()]
    assert all(isinstance(steering(each), Facts) for each in said), said
    assert len(said) == 6
    typed = read(plain("own_offer_typed", language).rpartition("/")[2].join(["/", ""]))
    assert typed is not None
    assert (typed.word, says_yes(typed.rest)) == (Word.PROPOSE, True)


def test_what_the_page_names_is_understood() -> None:
    """Its commands, and its words in every language."""
    commands = {read(words).word for words in re.findall(r"`(/[^\W\d_]+)", PAGE)}
    assert {Word.ADAPT, Word.NEW, Word.PROPOSE} <= commands
    assert Word.UNKNOWN not in commands
    lists = re.findall(r"\*([^*]+)\*", PAGE.partition("In other languages")[2].partition("##")[0])
    words = [word for each in lists for word in re.split("[,،]", each)]
    assert len(words) == 21
    assert [word for word in words if steering(word) is None] == []


@pytest.mark.parametrize("line", ["#gratitude " + "and one more word " * 10, "# " + "x" * 81])
def test_a_line_too_long_for_a_title_is_the_clients(line: str) -> None:
    """Nothing of it is cut off."""
    assert titled(f"{line}\nDraw it.") == ("", f"{line}\nDraw it.".strip())
    assert titled(line) == ("", line.strip())
