"""Styled text: plain words, and spans counted in UTF-16 units."""

from __future__ import annotations

import pytest

from bots.sandbox.page.spans import from_entities, from_markdown


def named(user: str) -> str:
    return {"7": "Ada"}.get(user, "somebody")


def styled(raw: str) -> tuple[str, list[tuple[str, str]]]:
    """The words, and each span's style with the words it covers."""
    text, spans = from_markdown(raw, named)
    units = text.encode("utf-16-le")
    covered = [units[2 * s["start"] : 2 * (s["start"] + s["length"])].decode("utf-16-le") for s in spans]
    return text, [(span["style"], words) for span, words in zip(spans, covered, strict=True)]


@pytest.mark.parametrize(
    ("raw", "text", "spans"),
    [
        ("plain *", "plain *", []),
        ("**bold** and *soft*", "bold and soft", [("bold", "bold"), ("italic", "soft")]),
        ("**a *b* c**", "a b c", [("bold", "a b c"), ("italic", "b")]),
        (
            "__under__ ~~gone~~ ||hid||",
            "under gone hid",
            [("underline", "under"), ("strike", "gone"), ("spoiler", "hid")],
        ),
        (r"\*not\* **so\*so**", "*not* so*so", [("bold", "so*so")]),
        ("`**raw**`", "**raw**", [("code", "**raw**")]),
        ("```py\nx = 1\n```", "x = 1\n", [("pre", "x = 1\n")]),
        ("> told\nmine", "told\nmine", [("quote", "told")]),
        ("## Head\n-# small", "Head\nsmall", [("heading", "Head"), ("small", "small")]),
        ("**two\nlines**", "two\nlines", [("bold", "two\nlines")]),
        ("snake_case_name", "snake_case_name", []),
        ("hello <@7> and <@!8>", "hello @Ada and @somebody", [("mention", "@Ada"), ("mention", "@somebody")]),
        ("\N{ROCKET}\N{ROCKET} **go**", "\N{ROCKET}\N{ROCKET} go", [("bold", "go")]),
    ],
)
def test_discords_markdown_becomes_words_and_spans(raw: str, text: str, spans: list[tuple[str, str]]) -> None:
    assert styled(raw) == (text, spans)


def test_links_keep_their_words_and_bear_their_address() -> None:
    text, spans = from_markdown(
        "see [the door](https://discord.gg/abc) or <https://a.org/x> or https://b.org/y_z_", named
    )

    assert text == "see the door or https://a.org/x or https://b.org/y_z_"
    assert [span["url"] for span in spans] == ["https://discord.gg/abc", "https://a.org/x", "https://b.org/y_z_"]


def test_telegrams_entities_keep_their_units_and_addresses() -> None:
    entities = [
        {"type": "bold", "offset": 3, "length": 2},
        {"type": "text_link", "offset": 6, "length": 4, "url": "https://t.me/practice_room_bot?start=A"},
        {"type": "url", "offset": 11, "length": 13},
        {"type": "cashtag", "offset": 0, "length": 1},
    ]

    assert from_entities("\N{ROCKET} go here https://a.org", entities) == [
        {"start": 3, "length": 2, "style": "bold"},
        {"start": 6, "length": 4, "style": "link", "url": "https://t.me/practice_room_bot?start=A"},
        {"start": 11, "length": 13, "style": "link", "url": "https://a.org"},
    ]
