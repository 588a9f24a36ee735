"""Where in its file each character of a value was written: through folds, quotes, escapes and indentation.

YAML changes nothing of a text but its white space and its escapes, so the visible characters of value and source are
the same in the same order, and walking along both finds every one of them. Only done where there is a fault to place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.prompts.nodes import Node

_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b", " ": " ",
    '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_CODES = {"x": 2, "u": 4, "U": 8}

Spot = tuple[int, int, str]  # line and column, 1-based, and the character that stands there


def spot(lines: Sequence[str], node: Node, index: int) -> tuple[int, int]:
    """Line and column of the character at `index` of a text's value; of white space, those of what comes before it.

    lines: the file's. Where value and file do not agree, the place of the node.
    """
    value = node.value if isinstance(node.value, str) else ""
    if not value[:index].strip() and not value[index : index + 1].strip():
        return node.line, node.column
    written = _visible(lines, node)
    wanted = sum(not character.isspace() for character in value[:index])
    exact = index < len(value) and not value[index].isspace()
    at: Spot | None = None
    for _ in range(wanted + exact):
        at = next(written, None)
        if at is None:
            return node.line, node.column
    if at is None or (exact and at[2] != value[index]):
        return node.line, node.column
    return (at[0], at[1]) if exact else (at[0], at[1] + 1)


def find_word(value: str, token: str, spans: Sequence[tuple[int, int]]) -> int | None:
    """Index of `token` as a word of its own inside one of the spans, or None."""
    pattern = re.escape(token)
    if token[:1].isalnum() or token[:1] == "_":
        pattern = rf"(?<![\w.]){pattern}"
    if token[-1:].isalnum() or token[-1:] == "_":
        pattern = rf"{pattern}(?!\w)"
    compiled = re.compile(pattern)
    for start, end in spans:
        found = compiled.search(value, start, end)
        if found is not None:
            return found.start()
    return None


def _visible(lines: Sequence[str], node: Node) -> Iterator[Spot]:
    """The characters of a scalar as it is written that are no white space, with their places."""
    if node.style in ("|", ">"):
        yield from _run(lines, node.line, 0)
    elif node.style == '"':
        yield from _double(lines, node.line - 1, node.column)
    elif node.style == "'":
        yield from _single(lines, node.line - 1, node.column)
    else:
        yield from _run(lines, node.line - 1, node.column - 1)


def _run(lines: Sequence[str], number: int, start: int) -> Iterator[Spot]:
    for row in range(number, len(lines)):
        for column, character in enumerate(lines[row][start:], start=start):
            if not character.isspace():
                yield row + 1, column + 1, character
        start = 0


def _single(lines: Sequence[str], number: int, start: int) -> Iterator[Spot]:
    for row in range(number, len(lines)):
        line, column = lines[row], start
        while column < len(line):
            if line[column] == "'":
                if line[column + 1 : column + 2] != "'":
                    return
                yield row + 1, column + 1, "'"
                column += 2
                continue
            if not line[column].isspace():
                yield row + 1, column + 1, line[column]
            column += 1
        start = 0


def _double(lines: Sequence[str], number: int, start: int) -> Iterator[Spot]:
    for row in range(number, len(lines)):
        line, column = lines[row], start
        while column < len(line):
            character, width = line[column], 1
            if character == '"':
                return
            if character == "\\":
                character, width = _escaped(line[column + 1 :])
            if character and not character.isspace():
                yield row + 1, column + 1, character
            column += width
        start = 0


def _escaped(rest: str) -> tuple[str, int]:
    """What an escape stands for ("" for a line that goes on), and how many characters it takes with its backslash."""
    digits = _CODES.get(rest[:1])
    if digits is None:
        return _ESCAPES.get(rest[:1], ""), 2
    try:
        return chr(int(rest[1 : 1 + digits], 16)), 2 + digits
    except (ValueError, OverflowError):
        return "", 2
