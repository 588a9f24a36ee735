"""How hard an English text is: syllables nearly right, easy texts low, hard ones high, short ones not by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.prompts.library import load_library
from core.prompts.reading import grade, syllables

COUNTED = {
    1: "the looked makes breathe breath three whole smile style shapes played loved lines eye you like quick real friend dried tired sound loud choose trees shoes",
    2: "table wanted boxes quiet create nation being doing science picture because people little sentence minutes yourself mirror colour places voices pages noticed edges apple circle alone going question social building ocean client lion kitchen again saying",
    3: "imagine radio piano idea video curious visitor therapist diary violet period evening afterwards",
    4: "ordinary conversation usually variety",
}
HARD = (
    "Subsequently, contemplate the psychological consequences of interpersonal communication difficulties, particularly "
    "those experienced throughout adolescence, and articulate comprehensively the considerable significance of emotional "
    "regulation, acknowledging simultaneously numerous contradictory interpretations and complications."
)
EASY = "Draw one slow line. Look at it. Then draw the next one beside it."
PROMPT = "kind: prompt\nid: {id}\nmodality: writing\nintensity: 1\nminutes: 5\nevidence: Own.\ntext:\n  {tag}:\n    title: T\n"


def test_most_words_have_the_syllables_that_are_spoken() -> None:
    """An estimate: at least nine of ten, and none off by more than one."""
    told = {word: count for count, words in COUNTED.items() for word in words.split()}
    wrong = {word: syllables(word) for word, count in told.items() if syllables(word) != count}

    assert len(wrong) <= len(told) / 10, wrong
    assert all(abs(found - told[word]) == 1 for word, found in wrong.items()), wrong


def test_grades_are_in_order() -> None:
    """A child's text, a newspaper's, and one that nobody should have to read."""
    middle = "The committee decided on Tuesday that the new library will open in spring, although some residents had hoped for an earlier date."

    assert grade("") == 0.0
    assert grade(EASY) < 3
    assert 8 < grade(middle) < grade(HARD)


@pytest.mark.parametrize(
    ("texts", "tag", "expected"),
    [
        ({"body": HARD}, "en", ["text.en.body"]),
        ({"body": HARD}, "en-GB", ["text.en-GB.body"]),
        ({"body": HARD}, "de", []),
        ({"body": EASY}, "en", []),
        # Short texts say nothing alone: judged with the whole prompt.
        ({"body": EASY * 3, "aftercare": "Refreshment recommended."}, "en", []),
        ({"body": " ".join(HARD.split()[:17]) + ".", "aftercare": " ".join(HARD.split()[17:])}, "en", ["text.en"]),
        ({"body": "Immediately articulate psychological consequences."}, "en", []),
        # With a name of two words put in, and its tags left out.
        ({"body": "{{ client.name }}, draw. {% if client.gender == 'she' %}Look.{% else %}Look on.{% endif %} " + EASY * 4}, "en", []),
    ],
)  # fmt: skip
def test_hard_texts_are_named(tmp_path: Path, texts: dict[str, str], tag: str, expected: list[str]) -> None:
    """By themselves from 30 words on, else together; English only."""
    words = "".join(f'    {key}: "{text}"\n' for key, text in texts.items())
    (tmp_path / "x.yaml").write_text(PROMPT.format(id="writing/x", tag=tag) + words, encoding="utf-8")

    found = load_library(tmp_path, fallback=tag)[1]

    assert [fault.field for fault in found if fault.rule == "hard-to-read"] == expected
