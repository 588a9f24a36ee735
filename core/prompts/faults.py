"""What is wrong with a library, and where: one value per fault, three ways to print it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

EXCERPT_WIDTH = 100  # columns of a source line shown above the caret
WORDS_WIDTH = 60  # characters of somebody's own words repeated inside a message
_UNSAFE = ("Cc", "Cs", "Zl", "Zp")
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"


class Severity(StrEnum):
    """An error keeps a library from coming into force, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. path: relative to the library, with slashes; line and column are 1-based, column in characters.

    rule: a stable id such as "unknown-key". field: dotted place inside the document, "" for the document itself.
    suggestion: what was probably meant, "" where nothing comes near.
    """

    path: str
    line: int
    column: int
    rule: str
    message: str
    field: str = ""
    suggestion: str = ""
    severity: Severity = Severity.ERROR


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """By file, then place; the same fault is listed once."""
    return sorted(set(faults), key=lambda f: (f.path, f.line, f.column, f.severity, f.rule, f.field, f.message))


def errors(faults: Iterable[Fault]) -> int:
    """How many of the faults are errors."""
    return sum(fault.severity is Severity.ERROR for fault in faults)


def as_json(fault: Fault) -> dict[str, str | int | None]:
    """The row of SPEC 3.1; `suggestion` is null where there is none."""
    return {
        "path": fault.path,
        "line": fault.line,
        "column": fault.column,
        "severity": fault.severity.value,
        "rule": fault.rule,
        "field": fault.field,
        "message": fault.message,
        "suggestion": fault.suggestion or None,
    }


def as_text(fault: Fault, sources: Mapping[str, str] | None = None) -> str:
    """Compiler style, one line; with the file's text in `sources` also the source line, a caret and the suggestion."""
    lines = [f"{fault.path}:{fault.line}:{fault.column}: {fault.severity.value}: {fault.message} [{fault.rule}]"]
    lines += _caret(fault, (sources or {}).get(fault.path, ""))
    if fault.suggestion:
        lines.append(f"    did you mean {fault.suggestion}?")
    return "\n".join(lines)


def as_github(fault: Fault, *, folder: str = "") -> str:
    """A workflow command that marks the line in a pull request; `folder` is put before the path."""
    path = f"{folder.rstrip('/')}/{fault.path}" if folder else fault.path
    hint = f" (did you mean {fault.suggestion}?)" if fault.suggestion else ""
    place = f"file={_property(path)},line={fault.line},col={fault.column},title={_property(fault.rule)}"
    return f"::{fault.severity.value} {place}::{_data(fault.message + hint)}"


def nearest(word: str, known: Iterable[str], *, closeness: float = 0.6) -> str:
    """The known word that was probably meant, or "". closeness: from 0 to 1, 1 for the same word."""
    names = list(known)
    close = get_close_matches(word.casefold()[:WORDS_WIDTH], names, n=1, cutoff=closeness)
    return close[0] if close else ""


def nearest_id(name: str, known: Iterable[str]) -> str:
    """The same for ids: the one that ends in `name`, if there is one alone, else the likest."""
    names = list(known)
    ending = [each for each in names if each.endswith(f"/{name}")]
    return ending[0] if len(ending) == 1 else nearest(name, names)


def quoted(words: str) -> str:
    """Somebody's words inside a message: on one line, shortened, harmless to a terminal."""
    short = words if len(words) <= WORDS_WIDTH else words[: WORDS_WIDTH - 1] + "…"
    return f'"{plain_line(short)}"'


def plain_line(words: str) -> str:
    """The same words with every control, override and unpaired character replaced, so that a terminal shows them safely."""
    return "".join("\ufffd" if unicodedata.category(c) in _UNSAFE or c in _TURNING else c for c in words)


def _caret(fault: Fault, source: str) -> list[str]:
    lines = source.split("\n", fault.line)
    if not source or fault.line > len(lines):
        return []
    line = lines[fault.line - 1].rstrip("\r")
    column = min(fault.column - 1, len(line))
    start = max(0, column - EXCERPT_WIDTH // 2) if len(line) > EXCERPT_WIDTH else 0
    excerpt = plain_line(line[start : start + EXCERPT_WIDTH].replace("\t", " "))
    return [f"    {excerpt}".rstrip(), " " * (4 + column - start) + "^"]


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
