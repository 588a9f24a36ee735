"""What an author reads who slipped in the YAML itself: at the place to mend, without a parser's words."""

from __future__ import annotations

import pytest

from core.prompts.loader import compose
from core.prompts.source import decode
from core.prompts.syntax import ASIDE, BEHIND_PIPE, COLON, DEEPER, LIST, NO_KEY, OPEN_QUOTES, QUOTES, SPACE

CASES: list[tuple[str, str, int, int, str]] = [
    # what slipped, the file, line, column, what is said
    ("colon in a text", "title: A cup: warm\n", 1, 13, COLON),
    ("no space behind the colon", "title: A cup\nminutes:5\nid: x\n", 2, 8, SPACE),
    ("the same in the first line", "kind:prompt\nid: x\n", 1, 5, SPACE),
    ("no colon", "title: A cup\nminutes 5\nid: x\n", 2, 1, NO_KEY),
    ("no colon in the first line", "kind\nid: x\n", 1, 1, NO_KEY),
    ("a text's second line too far left", "text:\n  body: |\n      One.\n  Two.\n  title: x\n", 4, 3, NO_KEY),
    ("the same in the last line", "text:\n  body: |\n    One.\n  Two.\n", 4, 3, NO_KEY),
    ("a placeholder under the key", "text:\n  body: |\n  {{ client.name }}, hold it.\n", 3, 3, NO_KEY),
    ("a key too far right", "title: A cup\n  body: x\n", 2, 3, DEEPER),
    ("a key too far left", "text:\n    en:\n        title: a\n      body: b\n", 4, 7, ASIDE),
    ("a first key too far right", "text:\n   title: a\n  body: b\n", 3, 3, ASIDE),
    ("no space behind the dash", "steps:\n  - a: 1\n  -b: 2\n", 3, 3, "behind a dash comes a space"),
    ("an apostrophe in quotes", "title: 'A friend's cup'\n", 1, 18, QUOTES),
    ("words behind the quotes", 'title: "A cup" and more\n', 1, 16, QUOTES),
    ("quotes in quotes", 'title: "My "own" cup"\n', 1, 13, QUOTES),
    ("the same in braces", 'seat: {say: "My "own" cup"}\n', 1, 18, QUOTES),
    ("quotes without an end", "title: 'A cup\nbody: x\n", 1, 8, OPEN_QUOTES),
    ("words behind |", "body: | Hello\n  there\n", 1, 9, BEHIND_PIPE),
    ("words at |", "body: |Hello\n  there\n", 1, 8, BEHIND_PIPE),
    ("a list on its key's line", "steps: - {id: a}\n", 1, 8, LIST),
    ("a text that begins with @", "title: @home\n", 1, 8, "a text that begins with @ needs quotes around it"),
    ("a path in double quotes", 'source: "C:\\pages"\n', 1, 13,
     "in double quotes a backslash begins a special character; take single quotes"),
    ("a comma forgotten", "a: {b: 1 c: 2}\n", 1, 11,
     "a comma is missing before this key, or quotes around a text with a colon in it"),
    ("a brace forgotten", "steps:\n  - {id: a\n  - {id: b}\n", 3, 5,
     "the { on line 2 is not closed before this; a } or a comma is missing"),
    ("a bracket forgotten", "a: [1, 2\nb: 3\n", 2, 2,
     "the [ on line 1 is not closed before this; a ] or a comma is missing"),
    ("a brace too many", "a: {b: 1}}\n", 1, 10, "this } closes nothing"),
    ("a placeholder in braces", "seat: {say: Hello {{ client.name }}}\n", 1, 19,
     "a text with { in it needs quotes around it, or a comma is missing"),
    ("a bracket at the end", "a: [\n", 2, 1, "the file ends here, and a bracket or a brace before this is not closed"),
    ("two commas", "a: [1,, 2]\n", 1, 7, "a value is missing before this"),
    ("a tab", "text:\n\ttitle: x\n", 2, 1, "a tab stands where YAML wants spaces"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "said"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_a_slip_is_told_once_in_plain_words(text: str, line: int, column: int, said: str) -> None:
    """Where it is mended, not where the parser gave up."""
    document, faults = compose(decode("a.yaml", text.encode()))

    assert document is None
    assert [(f.line, f.column, f.rule, f.message) for f in faults] == [(line, column, "yaml-syntax", said)]
