"""What is read out of a therapist's reply to a draft, and what is left to the client."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desk.own_words import LONGEST_TITLE, Facts, Steer, first_words, steering, titled


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
