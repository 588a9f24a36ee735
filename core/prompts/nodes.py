"""Values of a library file that know their places, and what an unquoted word means (YAML 1.2's core schema)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

DEEPEST = 20  # levels of mappings and lists
MOST_NODES = 6_000  # keys and values of one document
LONGEST_NUMBER = 15  # digits; more cannot be meant, and cost the more the longer they are

Step = str | int

_NULL = ("", "~", "null", "Null", "NULL")
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class OutOfRange(Exception):
    """A number that nobody can mean."""


@dataclass(slots=True)
class Node:
    """One value. line, column: where it starts (1-based). style: "", "'", '"', "|" or ">".

    value: a scalar, a list of nodes, or a dict of nodes; `keys` holds where each key of a dict stands.
    """

    value: Any
    line: int
    column: int
    style: str = ""
    keys: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])

    def child(self, step: Step) -> Node | None:
        """The node under a key or at an index, or None."""
        if isinstance(self.value, dict):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None


def resolved(words: str) -> str | int | float | bool | None:
    """What an unquoted scalar means. Raises OutOfRange."""
    if words in _NULL:
        return None
    if words in _BOOLS:
        return _BOOLS[words]
    if _INTEGER.fullmatch(words):
        if len(words) <= LONGEST_NUMBER:
            return int(words, 0 if words[:2] in ("0o", "0x") else 10)
    elif _FLOAT.fullmatch(words):
        number = float(words) if len(words) <= 2 * LONGEST_NUMBER else float("inf")
        if abs(number) < 10**LONGEST_NUMBER:
            return number
    elif not _NO_NUMBER.fullmatch(words):
        return words
    raise OutOfRange
