"""Fitting: nothing is lost, nothing is too long, nobody's character is cut, styles stay where they were."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord.capabilities import DISCORD
from bots.discord.text import render
from bots.telegram.capabilities import TELEGRAM
from core.delivery.fit import fit, lay_out, length, split
from core.domain.message import Button, Capabilities, FileKind, OutgoingFile, OutgoingMessage, Span, Style, Text, bold

FLAG, FAMILY, WAVE = "🇩🇪", "👩‍👩‍👧‍👦", "👋🏽"
MARKED, ARABIC, HANGUL, HINDI = "e\u0301\u0323", "مَّ", "\u1112\u1161\u11ab", "क्षि"
CLUSTERS = [FLAG, FAMILY, WAVE, MARKED, ARABIC, HANGUL, HINDI, "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]
BREAKS = [" ", "\n", "\n\n", ". ", "? ", "\r\n", "\u00a0", "\u2028", "؟ ", " \u0301", "\t"]
# What a person can type, crowded with what is hard to cut; lone surrogates exist in no platform's JSON.
pieces = st.one_of(
    st.sampled_from(CLUSTERS), st.sampled_from(BREAKS), st.sampled_from(list("ab*_.-#`[<@:|~\\>")),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
)  # fmt: skip
words = st.lists(pieces, min_size=10, max_size=60).map("".join)
tiny = st.builds(
    Capabilities,
    text_limit=st.integers(30, 50),
    caption_limit=st.integers(20, 40),
    unit=st.sampled_from(["utf16", "code_points"]),
    escaped=st.sampled_from(["", DISCORD.escaped]),
    span_cost=st.sampled_from([0, 4]),
)


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """Words with a few styles on them, anywhere, also overlapping."""
    plain = draw(words)
    spans = draw(
        st.lists(
            st.builds(Span, st.integers(0, max(0, len(plain) - 1)), st.integers(1, 30), st.sampled_from(Style)),
            max_size=2,
        )
    )
    return Text(plain, tuple(Span(s.start, min(s.length, len(plain) - s.start), s.style) for s in spans if plain))


def graphemes(plain: str) -> set[int]:
    """Where a reader sees one character end and the next begin."""
    return {match.start() for match in regex.finditer(r"\X", plain)} | {len(plain)}


def places(text: Text, parts: list[Text]) -> list[tuple[int, int]]:
    """Where each part stood in the text; between them, white space alone was left out."""
    found, at = [], 0
    for part in parts:
        start = text.plain.index(part.plain, at)
        while text.plain[at:start].strip():
            raise AssertionError(f"lost: {text.plain[at:start]!r}")
        found.append((start, start + len(part.plain)))
        at = start + len(part.plain)
    assert not text.plain[at:].strip(), f"lost at the end: {text.plain[at:]!r}"
    return found


def measured(text: Text, able: Capabilities) -> int:
    """How long the platform finds it, counted another way than the product does."""
    units = sum(2 if ord(c) > 0xFFFF else 1 for c in text.plain) if able.unit == "utf16" else len(text.plain)
    return units + sum(text.plain.count(c) for c in set(able.escaped)) + able.span_cost * len(text.spans)


@settings(max_examples=200, deadline=None)
@given(text=texts(), able=tiny)
def test_nothing_is_lost_and_nothing_is_too_long(text: Text, able: Capabilities) -> None:
    """Joined, the parts are the text, but for parts of white space alone; each is within the platform's own measure."""
    parts = split(text, able.text_limit, able)

    places(text, parts)
    assert all(part.plain.strip() for part in parts) or not text.plain
    assert all(measured(part, able) <= able.text_limit for part in parts)


@settings(max_examples=200, deadline=None)
@given(text=texts(), able=tiny)
def test_no_character_is_cut_that_fits(text: Text, able: Capabilities) -> None:
    """A part begins and ends between graphemes, unless a single grapheme is longer than a whole message."""
    ends = graphemes(text.plain)
    longest = max((measured(Text(m[0]), able) for m in regex.finditer(r"\X", text.plain)), default=0)
    if longest + 2 * able.span_cost > able.text_limit:
        return

    for start, end in places(text, split(text, able.text_limit, able)):
        assert {start, end} <= ends


@settings(max_examples=200, deadline=None)
@given(text=texts(), able=tiny)
def test_styles_stay_on_their_characters(text: Text, able: Capabilities) -> None:
    """Each character of each part bears the styles that it bore, no more and no fewer."""

    def dressed(of: Text) -> list[set[Style]]:
        return [{s.style for s in of.spans if s.start <= at < s.start + s.length} for at in range(len(of.plain))]

    before = dressed(text)
    parts = split(text, able.text_limit, able)

    for part, (start, end) in zip(parts, places(text, parts), strict=True):
        assert dressed(part) == before[start:end]
        assert all(0 <= s.start and 0 < s.length and s.start + s.length <= len(part.plain) for s in part.spans)


@settings(max_examples=150, deadline=None)
@given(text=texts(), able=tiny, has_file=st.booleans())
def test_the_whole_message_arrives_in_order(text: Text, able: Capabilities, has_file: bool) -> None:
    """The file once, first; the quotation first; the buttons once, last; flags on each."""
    file = OutgoingFile(FileKind.PHOTO, "b", "p.jpg", "image/jpeg") if has_file else None
    rows = ((Button("yes", "a"), Button("no", "b")),)
    message = OutgoingMessage(text, rows, file, reply_to="7", silent=True, protected=True)

    parts = fit(message, able)

    assert [part.file for part in parts] == [file] + [None] * (len(parts) - 1)
    assert [part.reply_to for part in parts] == ["7"] + [None] * (len(parts) - 1)
    assert [part.buttons for part in parts] == [()] * (len(parts) - 1) + [rows]
    assert all(part.silent and part.protected for part in parts)
    places(text, [part.text for part in parts if part.text.plain])
    for part in parts:
        assert measured(part.text, able) <= (able.caption_limit if part.file else able.text_limit)
        assert part.file is not None or part.text.plain.strip() or not text.plain.strip()


@settings(max_examples=200, deadline=None)
@given(text=texts())
def test_what_fits_discord_is_short_enough_as_it_is_sent(text: Text) -> None:
    """Discord's limit counts the escapes and marks that the bot adds: the rendered part is within it."""
    able = Capabilities(text_limit=60, caption_limit=60, unit="code_points", escaped=DISCORD.escaped, span_cost=4)

    for part in split(text, 60, able):
        assert len(render(part)) <= 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three\n\nfour\nfive", ["one two three\n\n", "four\nfive"]),  # paragraph
        ("three four\nfive six seven", ["three four\n", "five six seven"]),  # line
        ("Ends here. Begins there now", ["Ends here. ", "Begins there now"]),  # sentence
        ("سؤال هنا؟ جواب هناك الآن نعم", ["سؤال هنا؟ ", "جواب هناك الآن نعم"]),  # sentence, Arabic
        ("word another third one fourth", ["word another third ", "one fourth"]),  # word
        ("x" * 25, ["x" * 20, "x" * 5]),  # nothing but characters
        ("a\n\n" + "b" * 24, ["a\n\n" + "b" * 17, "b" * 7]),  # an early break is not worth a stub
    ],
)
def test_parts_end_where_a_reader_would_pause(text: str, expected: list[str]) -> None:
    """Paragraph before line before sentence before word before character."""
    able = Capabilities(text_limit=20, caption_limit=20, unit="code_points")

    assert [part.plain for part in split(Text(text), 20, able)] == expected


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("able", [TELEGRAM, DISCORD], ids=["telegram", "discord"])
def test_a_row_of_one_character_is_cut_between_them(cluster: str, able: Capabilities) -> None:
    """Flags, families, skin tones, combining marks, Arabic, Hangul, Hindi: thousands of them, none broken."""
    text = Text(cluster * 5000)

    parts = split(text, able.text_limit, able)

    assert "".join(part.plain for part in parts) == text.plain
    assert all(part.plain.startswith(cluster) and part.plain.endswith(cluster) for part in parts)
    assert all(measured(part, able) <= able.text_limit for part in parts)
    assert len(parts) < 2 * measured(text, able) / able.text_limit + 1


def test_a_space_with_a_mark_on_it_stays_whole() -> None:
    """White space may bear a combining mark; then it is one character like any other."""
    able = Capabilities(text_limit=10, caption_limit=10, unit="code_points")
    text = Text("abcdefgh \u0301ijkl")

    assert [part.plain for part in split(text, 10, able)] == ["abcdefgh \u0301", "ijkl"]
    assert [part.plain for part in split(Text("abcdefghi \u0301jkl"), 10, able)] == ["abcdefghi", " \u0301jkl"]


def test_one_endless_character_is_cut_and_kept() -> None:
    """A letter under ten thousand marks is longer than any message: it is cut, and nothing is lost."""
    text = Text("a" + "\u0301" * 10_000)

    parts = split(text, TELEGRAM.text_limit, TELEGRAM)

    assert "".join(part.plain for part in parts) == text.plain
    assert all(measured(part, TELEGRAM) <= TELEGRAM.text_limit for part in parts)


@pytest.mark.parametrize("able", [TELEGRAM, DISCORD], ids=["telegram", "discord"])
@pytest.mark.parametrize(
    "text",
    [
        Text("word " * 20_000),
        Text("x" * 100_000),
        Text("\n" * 50_000 + "x" * 50_000),
        Text(". " * 50_000),
        Text("*" * 100_000),
        Text("''\"\"))" * 16_000),
        Text("🌊" * 25_000),
        Text("ab " * 33_000, tuple(Span(at, 2, Style.BOLD) for at in range(0, 99_000, 990))),
    ],
    ids=["words", "one word", "empty lines", "sentences", "marks", "quotes", "emoji", "styled"],
)
def test_a_hundred_kilobytes_are_fitted(able: Capabilities, text: Text) -> None:
    """Nothing is lost and the work grows with the text: pytest's own limit of time ends what hangs."""
    parts = fit(OutgoingMessage(text), able)

    places(text, [part.text for part in parts])
    assert all(length(part.text, able) <= able.text_limit for part in parts)


def test_what_fits_is_left_as_it_is() -> None:
    """Also at the very limit; one more makes two."""
    at_limit = OutgoingMessage(Text("x" * 4096), buttons=((Button("a", "h"),),))
    over = OutgoingMessage(Text("x" * 4097))
    captioned = OutgoingMessage(Text("x" * 1024), file=OutgoingFile(FileKind.PHOTO, "b", "p.jpg", "image/jpeg"))

    assert fit(at_limit, TELEGRAM) == [at_limit]
    assert [len(part.text.plain) for part in fit(over, TELEGRAM)] == [4096, 1]
    assert fit(captioned, TELEGRAM) == [captioned]


def test_emoji_count_twice_on_telegram() -> None:
    """2,048 waves are a full message; Discord counts code points."""
    assert length(Text("🌊" * 2048), TELEGRAM) == 4096
    assert len(fit(OutgoingMessage(Text("🌊" * 2049)), TELEGRAM)) == 2
    assert len(fit(OutgoingMessage(Text("🌊" * 2000)), DISCORD)) == 1


def test_escapes_and_styles_count_on_discord() -> None:
    """What a backslash precedes costs two, a styled span four more."""
    assert length(Text("a*b"), DISCORD) == 4
    assert length(bold("ab") + "c", DISCORD) == 7
    assert len(fit(OutgoingMessage(Text("*" * 1001)), DISCORD)) == 2


@pytest.mark.parametrize("plain", ["", " " * 5000, "\n" * 5000])
def test_a_message_of_nothing_is_one_message(plain: str) -> None:
    """No words, or white space over every limit: one message, with its file and its buttons."""
    file = OutgoingFile(FileKind.PHOTO, "b", "p.jpg", "image/jpeg")
    rows = ((Button("ok", "h"),),)

    assert [(part.file, part.buttons) for part in fit(OutgoingMessage(Text(plain), rows, file), TELEGRAM)] == [
        (file, rows)
    ]
    assert [part.buttons for part in fit(OutgoingMessage(Text(plain), rows), TELEGRAM)] == [rows]


def test_a_long_caption_follows_its_file_whole() -> None:
    """The file goes alone, then the words from the first on: nobody reads half a caption."""
    file = OutgoingFile(FileKind.PHOTO, "b", "p.jpg", "image/jpeg")

    parts = fit(OutgoingMessage(Text("y" * 1025), file=file), TELEGRAM)

    assert [(part.file, part.text.plain) for part in parts] == [(file, ""), (None, "y" * 1025)]


def test_buttons_are_laid_out_for_the_platform() -> None:
    """Rows too wide are wrapped in order; long labels end in an ellipsis; handles are never touched."""
    able = Capabilities(text_limit=10, caption_limit=10, unit="code_points", buttons_per_row=3, button_rows=5)
    row = tuple(Button(str(n), f"h{n}") for n in range(7))

    laid = lay_out((row, (Button("L" * 65, "long"),)), able)

    assert [[button.handle for button in each] for each in laid] == [
        ["h0", "h1", "h2"], ["h3", "h4", "h5"], ["h6"], ["long"],
    ]  # fmt: skip
    assert laid[-1][0].label == "L" * 63 + "…"
