"""Text becomes plain characters and entities counted in UTF-16 units."""

from __future__ import annotations

from bots.telegram.text import entities
from core.domain.message import Span, Style, Text, bold


def shape(text: Text, *, hush: bool = False) -> list[tuple[str, int, int]]:
    return [(str(e.type), e.offset, e.length) for e in entities(text, hush_mentions=hush)[1]]


def utf16(words: str, offset: int, length: int) -> str:
    return words.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def test_offsets_count_utf16_units() -> None:
    """An emoji before and inside a bold span shifts and lengthens it by two units each."""
    text = Text("🌊🌊 ") + bold("see 🐚") + " end"

    plain, found = entities(text, hush_mentions=False)

    assert plain == "🌊🌊 see 🐚 end"
    assert [utf16(plain, e.offset, e.length) for e in found] == ["see 🐚"]


def test_nested_spans_both_survive_outer_first() -> None:
    """Italic inside bold is told as two entities, the longer one first."""
    text = Text("abcdef", (Span(2, 2, Style.ITALIC), Span(0, 6, Style.BOLD)))

    assert shape(text) == [("bold", 0, 6), ("italic", 2, 2)]


def test_spans_are_clipped_to_the_text() -> None:
    """A span over the end is cut, one outside or empty is left out."""
    text = Text(
        "abc", (Span(1, 99, Style.BOLD), Span(7, 2, Style.BOLD), Span(1, 0, Style.BOLD), Span(-2, 3, Style.ITALIC))
    )

    assert shape(text) == [("italic", 0, 1), ("bold", 1, 2)]


def test_right_to_left_text_is_untouched() -> None:
    """Arabic letters and direction marks pass as they are."""
    words = "\u200fمرحبا\u200f بك"

    assert entities(bold(words), hush_mentions=True)[0] == words
    assert shape(bold(words)) == [("bold", 0, len(words))]


def test_a_lone_surrogate_is_replaced_in_place() -> None:
    """What no encoder takes becomes one replacement character, and offsets stay right."""
    plain, found = entities(Text("a\ud83d ") + bold("b"), hush_mentions=False)

    assert plain == "a\ufffd b"
    assert [(e.offset, e.length) for e in found] == [(3, 1)]


def test_a_name_with_at_sign_pings_nobody_in_a_group() -> None:
    """In a group "@somebody" is marked as code, so Telegram makes no mention of it; a mail address is left alone."""
    text = Text("🌊 @dr_heron, write me@example.org")

    assert shape(text, hush=True) == [("code", 3, 9)]
    assert shape(text, hush=False) == []
