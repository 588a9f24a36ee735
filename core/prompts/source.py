"""Bytes of a library file -> text that is safe to parse, or the faults that forbid it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from core.prompts.faults import Fault

LARGEST_FILE = 1_000_000  # bytes (SPEC 3.1: over 1 MB is a fault)
MOST_LINES = 10_000  # a library file holds one document; longer ones only cost time
MOST_FAULTS = 50  # of one kind in one file; more help nobody

_WIDE_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# Embeddings and overrides turn the reading order of a whole line, so that a reviewer sees another text than a client.
_OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_ISOLATE_END = "\u2069"
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff" + _OVERRIDES + "]"
)
_INDENTED = re.compile(r"^[ \t]{1000}", re.MULTILINE)
_ISOLATING = re.compile(f"[{_ISOLATES}{_ISOLATE_END}]")


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, lines ended by newlines only, without byte order mark. `faults`: why it must not be parsed."""

    path: str
    text: str
    faults: tuple[Fault, ...] = ()


def decode(path: str, content: bytes) -> Source:
    """Check size, encoding and characters of one file. Positions count from 1."""
    if len(content) > LARGEST_FILE:
        return _refused(path, "too-large", f"the file is over {LARGEST_FILE:,} bytes; split it")
    for mark, name in _WIDE_MARKS:
        if content.startswith(mark):
            return _refused(path, "encoding", f"the file is {name}; save it as UTF-8")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(content[: error.start].decode("utf-8"), error.start)
        message = f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return Source(path, "", (Fault(path, line, column, "encoding", message),))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    faults = tuple(_bad_characters(path, text))
    if not faults and without_last_comments(text).count("\n") > MOST_LINES:
        message = f"over {MOST_LINES:,} lines; split the file"
        return Source(path, text, (Fault(path, MOST_LINES, 1, "too-long", message),))
    deep = None if faults else _INDENTED.search(text)
    if deep is not None:
        line, _ = _place(text, deep.start())
        message = "a line begins far to the right, after a thousand blanks"
        return Source(path, text, (Fault(path, line, 1, "too-deep", message),))
    return Source(path, text, faults)


def without_last_comments(text: str) -> str:
    """The text without the comment lines that follow its last line of content; they only cost time."""
    lines = text.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    while end < len(lines) and not lines[end].startswith("#"):
        end += 1
    return text if end == len(lines) else "\n".join([*lines[:end], ""])


def describe_forbidden(words: str) -> tuple[str, str] | None:
    """(rule, message) for the first character that must not stand in a value, or None. Escapes can bring them in."""
    found = _FORBIDDEN.search(words)
    if found is not None:
        return _rule(found[0])
    return _unbalanced(words)


def _bad_characters(path: str, text: str) -> list[Fault]:
    faults: list[Fault] = []
    for found in _FORBIDDEN.finditer(text):
        rule, message = _rule(found[0])
        line, column = _place(text, found.start())
        faults.append(Fault(path, line, column, rule, message))
        if len(faults) == MOST_FAULTS:
            return faults
    if _ISOLATING.search(text):
        for number, line_text in enumerate(text.split("\n"), start=1):
            problem = _unbalanced(line_text)
            if problem is not None and len(faults) < MOST_FAULTS:
                first = _ISOLATING.search(line_text)
                column = first.start() + 1 if first else 1
                faults.append(Fault(path, number, column, *problem))
    return faults


def _rule(character: str) -> tuple[str, str]:
    code = f"U+{ord(character):04X}"
    if character in _OVERRIDES:
        return "bidi-character", f"{code} {unicodedata.name(character).lower()} can hide what a text says; take it out"
    if character == "\0":
        return "nul", "a NUL character (U+0000); take it out"
    return "control-character", f"the invisible character {code} may not stand here; take it out"


def _unbalanced(line: str) -> tuple[str, str] | None:
    """Isolates are the right way to set a foreign name apart, as long as each is closed on its own line."""
    depth = 0
    for found in _ISOLATING.finditer(line):
        depth += 1 if found[0] in _ISOLATES else -1
        if depth < 0:
            break
    if depth == 0:
        return None
    return "bidi-character", "a directional isolate that is not closed on its own line; close it with U+2069"


def _place(text: str, index: int) -> tuple[int, int]:
    before = text[:index]
    line_start = max(before.rfind("\n"), before.rfind("\r") if "\r" in before else -1) + 1
    line = before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    return line, len(before) - line_start + 1


def _refused(path: str, rule: str, message: str) -> Source:
    return Source(path, "", (Fault(path, 1, 1, rule, message),))
