"""The page of a therapist's words is held to the code: what it names works."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.desk.exact_times import day_in, length_in, moment_in
from core.desk.steering import WORDS
from core.desk.words import Word, read

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "therapist-words.md").read_text()
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
READERS = {"LENGTH": length_in, "WHEN": moment_in, "DATE": day_in}


def rows() -> list[tuple[str, str]]:
    """Each example of the table of times, with what it is an example of."""
    table = PAGE.partition("## Times")[2].partition("Days, weeks")[0]
    found = []
    for line in table.splitlines():
        name = re.match(r"\| (LENGTH|WHEN|DATE)", line)
        if name is not None:
            found += [(name[1], words) for words in re.findall(r"`([^`]+)`", line)]
    return found


@pytest.mark.parametrize(("kind", "words"), rows())
def test_every_time_on_the_page_is_read(kind: str, words: str) -> None:
    """In each language."""
    assert READERS[kind](words, NOW, "Europe/Berlin") is not None


def test_every_command_on_the_page_is_understood() -> None:
    """And each of the desk's words stands there."""
    named = {read(words) for words in re.findall(r"`(/[^\W\d_]+)", PAGE)}
    words = {typed.word for typed in named if typed is not None}

    assert Word.UNKNOWN not in words
    assert set(WORDS) <= words
