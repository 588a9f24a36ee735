"""What a person wrote arrives as they wrote it: nothing is markup, nothing pings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.discord.text import ESCAPED, render
from core.domain.message import Span, Style, Text, bold

BOLD, ITALIC = Style.BOLD, Style.ITALIC

# Discord's rules as its client applies them, in its order: (name, pattern, only at the start of a line).
RULES = [
    ("heading", re.compile(r" *(?:#{1,3}|-#)\s+[^\n]"), True),
    ("quote", re.compile(r" *>(?:>>)? [^\n]*"), True),
    ("list", re.compile(r" *(?:[*-]|\d+\.) +[^\n]"), True),
    ("escape", re.compile(r"\\([^0-9A-Za-z\s])"), False),
    ("link", re.compile(r"\[(?:\[[^\]]*\]|[^\[\]])*\]\(\s*<?[^\s>)]+>?\s*\)"), False),
    ("url", re.compile(r"https?://[^\s<]+[^<.,:;\"')\]\s]"), False),
    (
        "em",
        re.compile(
            r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b|\*(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|[^\s*])+?)\*(?!\*)", re.ASCII
        ),
        False,
    ),
    ("strong", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"), False),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"), False),
    ("strike", re.compile(r"~~([\s\S]+?)~~(?!_)"), False),
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"), False),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|"), False),
    ("mention", re.compile(r"<(?:@[!&]?|#|t:|a?:|id:|/)[^>\n]*>|@everyone|@here"), False),
    ("emoji", re.compile(r":[A-Za-z0-9_+~-]+:"), False),
]


def read(content: str, *, at_line_start: bool = True) -> tuple[str, list[str]]:
    """What a person sees, and the names of the rules that dressed it. Content inside a style is read again."""
    seen, used, at = "", [], 0
    while at < len(content):
        for name, pattern, line_start in RULES:
            if line_start and not at_line_start:
                continue
            found = pattern.match(content[at:])
            if not found:
                continue
            at += found.end()
            at_line_start = found[0].endswith("\n")
            if name == "escape":
                seen += found[1]
            elif name == "url":
                seen += found[0]
            elif name in ("em", "strong"):
                inner, more = read(next(g for g in found.groups() if g), at_line_start=False)
                seen += inner
                used += [name, *more]
            else:
                used.append(name)
                seen += found[0]
            break
        else:
            at_line_start = content[at] == "\n"
            seen += content[at]
            at += 1
    return seen, used


NASTY = [
    "# not a heading",
    "-# small",
    "  ### deep",
    "> quoted\n>>> more",
    "- one\n- two\n* three",
    "1. first\n12. twelfth",
    "**bold** *it* _it_ __u__ ~~s~~ ||spoiler||",
    "`code` and ```\nblock\n```",
    "[safe](http://evil.example)",
    "<@123> <@!1> <@&2> <#3> <t:1:R> <:name:1> <a:name:1> </cmd:1> <id:browse>",
    "@everyone and @here, @Everyone",
    "http://0</> http://x<@1> http://y</cmd:1>",
    ":smile: at 12:30:45",
    "back\\slash \\*not\\*",
    "snake_case_word _ * ~ | `",
    "مرحبا *بك*\n> اقتباس",
]


@pytest.mark.parametrize("words", NASTY)
def test_markup_in_plain_words_is_shown_as_it_was_written(words: str) -> None:
    """Whatever markup a person typed, they and their therapist see the characters themselves."""
    content = render(Text(words))

    assert (words, []) == read(content)


def test_the_reader_of_these_tests_does_find_markup() -> None:
    """The rules above would catch what is not escaped; else the tests could not fail."""
    caught = {name for words in NASTY for name in read(words)[1]}

    assert {name for name, _, _ in RULES} - {"escape", "url"} == caught


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="*_~|`\\[]()<>@#-:. \n1ab", max_size=30))
def test_no_mixture_of_marks_gets_through(words: str) -> None:
    """Nothing a person can type dresses anything."""
    content = render(Text(words))

    assert (words, []) == read(content)


spans = st.builds(Span, st.integers(0, 24), st.integers(0, 12), st.sampled_from(Style))


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="*_\\[`>#-.: \nab", max_size=24), st.lists(spans, max_size=4))
def test_styles_change_no_character_and_cost_no_more_than_was_said(words: str, dressed: list[Span]) -> None:
    """Fitting counts one for each escaped character and four for each span; more would be refused by Discord."""
    content = render(Text(words, tuple(dressed)))

    marks = re.compile(r"(?<!\\)(?:\\\\)*(\*\*|_)")
    assert len(words) + sum(words.count(each) for each in set(ESCAPED)) + 4 * len(dressed) >= len(content)
    assert len(marks.findall(content)) % 2 == 0


def test_bold_and_italic_are_dressed() -> None:
    """The two styles there are become Discord's marks."""
    content = render(bold("Three small things") + "\nName " + Text("three", (Span(0, 5, ITALIC),)) + ".")

    assert content == "**Three small things**\nName _three_."
    assert ["strong", "em"] == read(content)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Text(" soft ", (Span(0, 6, BOLD),)), " **soft** "),
        (Text("abcd", (Span(0, 2, BOLD), Span(2, 2, BOLD))), "**abcd**"),
        (Text("abcd", (Span(0, 3, BOLD), Span(1, 3, ITALIC))), "**abc**d"),
        (Text("ab cd", (Span(0, 5, BOLD), Span(3, 2, ITALIC))), "**ab _cd_**"),
        (Text("abcd", (Span(0, 2, ITALIC),)), "abcd"),
        (Text("ab", (Span(-3, 99, BOLD), Span(1, 0, ITALIC))), "**ab**"),
        (Text("   ", (Span(0, 3, BOLD),)), "   "),
        (Text("a*b", (Span(0, 3, BOLD),)), "**a\\*b**"),
    ],
)
def test_spans_are_mended_where_discord_would_not_read_them(text: Text, expected: str) -> None:
    """White space at the ends, touching, overlapping, in the middle of a word, outside the text."""
    assert expected == render(text)


@pytest.mark.parametrize(
    "words",
    [
        "http://e.org<@123>",
        "see https://e.org/a_b<@&1><#2><t:1:R></stop:1>",
        "http://e.org<:smile:1> <a:b:1>",
        "http://e.org<id:x> and <@1>",
    ],
)
def test_an_address_takes_no_backslash_from_what_stands_behind_it(words: str) -> None:
    """It ends at a bracket; a mention there is broken up inside, so that nobody seems to be pinged."""
    assert read(render(Text(words))) == (words, [])


def test_a_link_stays_whole() -> None:
    """A backslash inside an address would break it; crisis lines are links."""
    content = render(Text("See https://example.org/a_b~c:8/help_me, or *call*."))

    assert "https://example.org/a_b~c:8/help_me," in content
    assert "\\*call\\*" in content
