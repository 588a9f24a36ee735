"""The quick scanner reads exactly what ruamel's own reads."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from core.prompts.scan import Enough, Events, TooDeep

PIECES = (
    "a", "b c", "key:", "key: ", " ", "  ", "    ", "\n", "\n  ", "\n    ", "- ", "? ", ": ", ":", "#", " # note", "'", '"', "''",
    '"x y"', "'it''s'", "\\n", "\\x41", "\\u00e9", "\\U0001f33f", '"\\u00e9', "ee", "bad", "\\", "|", ">", "|-", ">+", "|2", "[", "]", "{", "}", ", ", ",", "---", "...",
    "\n---\n", "http://x", "12:30", "é", "שלום", "\t", "a#b", "x: 1\n", "y: |\n  text\n  more\n", "z: >\n  text\n\n  more\n",
    "0", "!", "%", "@", "`", "~", "<<",
)  # fmt: skip


def stock(text: str) -> list[tuple[Any, ...]] | str:
    try:
        return [row(event) for event in YAML(typ="safe", pure=True).parse(text)]
    except (YAMLError, ValueError) as error:
        return type(error).__name__


def quick(text: str) -> list[tuple[Any, ...]] | str:
    try:
        return [row(event) for event in Events("x", text)]
    except (YAMLError, ValueError) as error:
        return type(error).__name__


def row(event: Any) -> tuple[Any, ...]:
    marks = tuple((m.line, m.column, m.index) for m in (event.start_mark, event.end_mark) if m is not None)
    return type(event).__name__, getattr(event, "value", None), getattr(event, "style", None), marks


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@settings(max_examples=600, deadline=None)
def test_same_events_at_the_same_places(text: str) -> None:
    """Whatever is written, the quick scanner and ruamel's agree, unless something forbidden stands in the text."""
    events = Events("x", text)
    try:
        list(events)
    except (YAMLError, ValueError, TooDeep, Enough):
        pass
    if events.faults:
        return

    assert quick(text) == stock(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"Caf\\u00e9e"', "Caf\u00e9e"),
        ('"\\x41bc"', "Abc"),
        ('"\\U0001f33fab"', "\U0001f33fab"),
        ('"\\u00e9\\u00e9 \\\\u00e9 \\"\\x62ad\\""', 'éé \\u00e9 "bad"'),
    ],
)
def test_an_escape_ends_where_its_digits_end(text: str, value: str) -> None:
    """A letter behind it that could be one more digit is a letter."""
    assert [event.value for event in Events("x", text) if hasattr(event, "value")] == [value]
    assert quick(text) == stock(text)


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("a: &x 1", "anchor", 1, 4),
        ("a: 1\nb: *x", "alias", 2, 4),
        ("a: !secret b", "tag", 1, 4),
        ("%YAML 1.1\n---\na: 1", "directive", 1, 1),
    ],
)
def test_forbidden_things_are_noted_where_they_stand(text: str, rule: str, line: int, column: int) -> None:
    """Anchors, aliases, tags and directives become faults, and reading goes on behind them."""
    events = Events("x", text)

    list(events)

    assert [(fault.rule, fault.line, fault.column) for fault in events.faults] == [(rule, line, column)]
