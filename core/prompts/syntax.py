"""What the YAML parser stumbles over, in an author's words and at the place where it can be mended."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.error import MarkedYAMLError

from core.prompts.faults import plain_line

LONGEST = 300  # characters of a message in the parser's own words

NO_KEY = 'this line is no "key: value"; a longer text stands below "key: |", each of its lines deeper than the key'
SPACE = "behind this colon comes a space"
COLON = "a text with a colon and a space in it needs quotes around it"
DEEPER = (
    "this line stands deeper than the one above, so it reads as more of its text; "
    'line it up with the other keys, or put "|" behind the key above'
)
ASIDE = "this line does not line up with any key above it; keys that belong together begin in the same column"
QUOTES = 'the quotes end before this; a text that has quotes inside stands below "key: |", without quotes around it'
OPEN_QUOTES = "the quotes that open here are not closed"
BEHIND_PIPE = "behind | or > the line ends; the text begins on the next line, deeper than the key"
LIST = 'a list begins on the line below its key; a text that begins with "- " needs quotes around it'

_TIGHT = re.compile(r"\s*(?:- +)*[\w-]+:(?=[^\s:])")  # `minutes:5`
_GOT = re.compile(r"but (?:found|got) '(.*)'$", re.DOTALL)

Told = tuple[int, int, str]  # line and column, 1-based, and what is said


def in_plain_words(error: MarkedYAMLError, text: str) -> Told | None:
    """Where and what, for an author; None where the parser names no place. text: the file's, which may be long."""
    mark: Any = error.problem_mark or error.context_mark
    if mark is None:
        return None
    lines = text.split("\n")
    row, column = min(mark.line, len(lines) - 1), mark.column
    problem = (error.problem or error.context or "this cannot be read as YAML").strip()
    opened: Any = error.context_mark
    context = (error.context or "").strip()
    if problem.startswith("mapping values are not allowed"):
        return _second_colon(lines, row, column)
    if problem.startswith("could not find expected ':'"):
        return _no_colon(lines, min(opened.line, row) if opened and "simple key" in context else row)
    if "unexpected end of stream" in problem and "quoted scalar" in context and opened:
        return opened.line + 1, opened.column + 1, OPEN_QUOTES
    here = mark.line + 1, column + 1
    found = _GOT.search(problem)
    if found is not None and problem.startswith("expected <block end>"):
        if found[1] not in ("<scalar>", ",", "}", "]") or _begins(lines[row], column):
            return _not_in_line(lines, row, found[1])
        return *here, _behind(lines[row][:column], found[1])
    if found is not None and problem.startswith("expected ',' or"):
        outside = opened.line + 1 if opened and opened.line != mark.line else 0
        return *here, _unclosed(lines[row][:column], found[1], "{" if "'}'" in problem else "[", outside)
    return *here, _by_words(problem)


def _by_words(problem: str) -> str:
    """Where the parser's sentence says it all; its own words where none of ours fits."""
    if "cannot start any token" in problem:
        character = problem.split("'")[1]
        if character == "\\t":
            return "a tab stands where YAML wants spaces"
        return plain_line(f"a text that begins with {character} needs quotes around it")
    if "unknown escape character" in problem:
        return "in double quotes a backslash begins a special character; take single quotes"
    if problem.startswith(("expected a comment or a line break", "expected chomping or indentation")):
        return BEHIND_PIPE
    if problem.startswith("sequence entries are not allowed"):
        return LIST
    if problem.startswith("mapping keys are not allowed"):
        return 'a text that begins with "? " needs quotes around it'
    if problem.startswith("expected the node content") and "<stream end>" in problem:
        return "the file ends here, and a bracket or a brace before this is not closed"
    if problem.startswith("expected the node content"):
        return "a value is missing before this"
    return plain_line(problem)[:LONGEST]


def _second_colon(lines: list[str], row: int, column: int) -> Told:
    """A colon where none may stand: the second of its line, or one in a line that the text above goes on into."""
    line = lines[row]
    if re.search(r":\s", line[:column]):
        return row + 1, column + 1, COLON
    above = row - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    if above < 0:
        return row + 1, column + 1, COLON
    if _TIGHT.match(lines[above]):
        return _no_colon(lines, above)
    if _indent(line) > _indent(lines[above]):
        return row + 1, _indent(line) + 1, DEEPER
    return _no_colon(lines, above)


def _no_colon(lines: list[str], row: int) -> Told:
    tight = _TIGHT.match(lines[row])
    if tight is not None:
        return row + 1, tight.end(), SPACE
    return row + 1, _indent(lines[row]) + 1, NO_KEY


def _not_in_line(lines: list[str], row: int, found: str) -> Told:
    """A line that begins in a column where nothing above it began."""
    line = lines[row]
    if found == "<scalar>":
        return _no_colon(lines, row)
    start = _indent(line)
    if re.match(r"-[^\s-]", line[start:]):
        return row + 1, start + 1, "behind a dash comes a space"
    return row + 1, start + 1, ASIDE


def _behind(before: str, found: str) -> str:
    """Something follows a value that was complete."""
    if before.rstrip().endswith(("'", '"')):
        return QUOTES
    if found in ("}", "]"):
        return f"this {found} closes nothing"
    return "this cannot follow here; a text with such characters needs quotes around it"


def _unclosed(before: str, found: str, opener: str, outside: int) -> str:
    """Inside braces or brackets. outside: the line they opened on, 0 where it is this one."""
    closer = "}" if opener == "{" else "]"
    if outside:
        return f"the {opener} on line {outside} is not closed before this; a {closer} or a comma is missing"
    if found == "<scalar>" and before.rstrip().endswith(("'", '"')):
        return QUOTES
    if found == ":":
        return "a comma is missing before this key, or quotes around a text with a colon in it"
    if found in ("{", "["):
        return f"a text with {found} in it needs quotes around it, or a comma is missing"
    return f"a comma or a {closer} is missing before this"


def _begins(line: str, column: int) -> bool:
    return not line[:column].strip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
