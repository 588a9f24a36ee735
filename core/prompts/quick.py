"""The plain lines that nearly all library files are made of, read line by line; YAML's many other ways are left to its parser.

Reading ten thousand files with a full parser takes most of the time of loading them. What is read here comes out exactly
as the parser would tell it, places included; at the first thing that is in any way out of the ordinary, nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from core.prompts.nodes import DEEPEST, MOST_NODES, Node, OutOfRange, resolved

_LINE = re.compile(r"( *)(?:([A-Za-z_][A-Za-z0-9_/-]{0,200}):(?: +|$)|(- +)(?=[^ ]))?")
_PLAIN = r"""[^\s,\[\]{}:#&*!|>'"%@`?=\-<~][^\n]*"""
_VALUE = re.compile(rf"""(?:"([^"\\]*)"|'([^']*)'|({_PLAIN}))$""")
_COMMENT = re.compile(r"(?:^| +)#.*$| +$")
_IN_QUOTES = re.compile(r"""(?:"[^"\\]*"|'[^']*')(?= *(?:#.*)?$)""")
_FLOW = re.compile(
    r"""([\[\]{},])|"([^"\\]*)"|'([^']*)'|([^\s,\[\]{}:#&*!|>'"%@`?=\-<~](?:[^,\[\]{}:#'"]*[^\s,\[\]{}:#'"])?)"""
)
_PAIR = re.compile(r": +")
_CLOSES = {"{": "}", "[": "]"}
_LONGEST_KEY = 200
_MARKER = re.compile(r"^(?:---|\.\.\.|%)", re.MULTILINE)


class _Other(Exception):
    """Something that is left to the parser."""


def read_plain(text: str) -> Node | None:
    """The root of a file that holds nothing but plain lines, or None. The text was found free of forbidden characters."""
    if "\t" in text or _MARKER.search(text):
        return None
    try:
        return _Reader(text.split("\n")).root()
    except (_Other, OutOfRange):
        return None


class _Reader:
    """Goes down the lines; `at` is the next one that was not read."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.nodes = 0

    def root(self) -> Node:
        if self._next() != 0:
            raise _Other
        node = self._block(0, 1)
        if self._next() >= 0 or not isinstance(node.value, dict):
            raise _Other
        return node

    def _next(self) -> int:
        """Blanks before the next line that says something; -1 at the end."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            told = line.lstrip(" ")
            if told and not told.startswith("#"):
                return len(line) - len(told)
            self.at += 1
        return -1

    def _count(self, more: int = 1) -> None:
        self.nodes += more
        if self.nodes > MOST_NODES:
            raise _Other

    def _block(self, indent: int, depth: int) -> Node:
        """A mapping or a list whose lines begin after `indent` blanks."""
        if depth > DEEPEST:
            raise _Other
        self._count()
        first = self.lines[self.at]
        if first.startswith("-", indent):
            return self._list(indent, depth)
        node = Node({}, self.at + 1, indent + 1)
        while True:
            line = self.lines[self.at]
            found = _LINE.match(line)
            key = found[2] if found else None
            if found is None or key is None or key in node.value:
                raise _Other
            self._count()
            node.keys[key] = (self.at + 1, indent + 1)
            node.value[key] = self._after(line, found.end(), indent, depth)
            here = self._next()
            if here > indent:
                raise _Other
            if here < indent:
                return node

    def _list(self, indent: int, depth: int) -> Node:
        node = Node([], self.at + 1, indent + 1)
        while True:
            line = self.lines[self.at]
            found = _LINE.match(line)
            if found is None or found[3] is None:
                raise _Other
            inner = found.end()
            if _LINE.match(line[inner:])[2] is not None:  # pyright: ignore[reportOptionalSubscript] - it matches anything
                self.lines[self.at] = " " * inner + line[inner:]
                node.value.append(self._block(inner, depth + 1))
            elif line.startswith("-", inner):
                raise _Other
            else:
                node.value.append(self._after(line, inner, indent, depth))
            here = self._next()
            if here > indent:
                raise _Other
            if here < indent:
                return node

    def _after(self, line: str, start: int, indent: int, depth: int) -> Node:
        """The value behind a key or a dash."""
        rest = line[start:]
        if rest[:1] in ("{", "["):
            return self._flow(line, start, depth)
        if rest[:1] in ('"', "'"):
            quoted = _IN_QUOTES.match(rest)
            if quoted is None:
                raise _Other
            told = quoted[0]
        else:
            told = _COMMENT.sub("", rest, count=1)
        if told == "|" and rest == told:
            return self._literal(start, indent)
        number = self.at + 1
        self.at += 1
        below = self._next()
        if not told:
            if below <= indent or line.startswith("-", indent):
                raise _Other
            return self._block(below, depth + 1)
        if below > indent:
            raise _Other
        found = _VALUE.match(told)
        if found is None:
            raise _Other
        return self._scalar(found.group(1), found.group(2), found.group(3), number, start + 1)

    def _scalar(self, double: str | None, single: str | None, plain: str | None, line: int, column: int) -> Node:
        self._count()
        if plain is None:
            return Node(single if double is None else double, line, column, "'" if double is None else '"')
        if ": " in plain or " #" in plain or plain.endswith(":"):
            raise _Other
        return Node(resolved(plain), line, column)

    def _literal(self, start: int, indent: int) -> Node:
        """A block behind `|`."""
        number = self.at + 1
        self.at += 1
        told: list[str] = []
        margin = 0
        while self.at < len(self.lines):
            line = self.lines[self.at]
            blanks = len(line) - len(line.lstrip(" "))
            if blanks == len(line):
                if blanks > margin:
                    raise _Other
                told.append("")
            else:
                margin = margin or blanks
                if blanks < margin or margin <= indent:
                    break
                told.append(line[margin:])
            self.at += 1
        while told and not told[-1]:
            told.pop()
        if not told or margin <= indent or self._next() > indent:
            raise _Other
        self._count()
        # A last line without an end has none in the value either.
        ended = self.at < len(self.lines) or not self.lines[-1]
        return Node("\n".join(told) + ("\n" if ended else ""), number, start + 1, "|")

    def _flow(self, line: str, start: int, depth: int) -> Node:
        """Brackets that close on the same line, with plain or quoted words in them."""
        node, end = _Flow(line, self.at + 1, self._count, self._scalar).value(start, depth)
        if _COMMENT.sub("", line[end:], count=1):
            raise _Other
        self.at += 1
        return node


class _Flow:
    """One line's brackets."""

    def __init__(
        self, line: str, number: int, count: Callable[[], None],
        scalar: Callable[[str | None, str | None, str | None, int, int], Node],
    ) -> None:  # fmt: skip
        self.line = line
        self.number = number
        self.count = count
        self.scalar = scalar

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        """What begins at a place, and where it ends."""
        found = _FLOW.match(self.line, at)
        if found is None:
            raise _Other
        if found[1] in ("{", "["):
            if depth >= DEEPEST:
                raise _Other
            self.count()
            return self._inside(found[1], at, depth + 1)
        if found[1] is not None:
            raise _Other
        return self.scalar(found[2], found[3], found[4], self.number, at + 1), found.end()

    def _inside(self, opening: str, at: int, depth: int) -> tuple[Node, int]:
        node = Node({} if opening == "{" else [], self.number, at + 1)
        closing, place = _CLOSES[opening], self._blanks(at + 1)
        if self.line.startswith(closing, place):
            return node, place + 1
        while True:
            if opening == "{":
                place = self._pair(node, place, depth)
            else:
                item, place = self.value(place, depth)
                node.value.append(item)
            place = self._blanks(place)
            if self.line.startswith(closing, place):
                return node, place + 1
            if not self.line.startswith(",", place):
                raise _Other
            place = self._blanks(place + 1)

    def _pair(self, node: Node, at: int, depth: int) -> int:
        key = _FLOW.match(self.line, at)
        pair = _PAIR.match(self.line, key.end()) if key else None
        if key is None or key[4] is None or pair is None or key[4] in node.value or len(key[4]) > _LONGEST_KEY:
            raise _Other
        self.count()
        node.keys[key[4]] = (self.number, at + 1)
        node.value[key[4]], end = self.value(pair.end(), depth)
        return end

    def _blanks(self, at: int) -> int:
        while self.line.startswith(" ", at):
            at += 1
        return at
