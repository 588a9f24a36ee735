"""Slips inside {{ }} and {% %}, in an author's words: what the template engine says of them helps nobody who writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.prompts.faults import nearest, quoted

WRITTEN = "a placeholder is written {{ client.name }}, a condition {% if client.address == 'formal' %}"
_TAGS = ("if", "elif", "else", "endif")
_TAGS_MEANT: Mapping[str, str] = {"elseif": "elif", "elsif": "elif", "end": "endif", "fi": "endif"}
_CURLY = "‘’‚‛“”„‟«»‹›"
_CONDITION = re.compile(r"\{%[-+]?\s*(if|endif)\b")
_QUOTED = re.compile(r"'(.*?)'", re.DOTALL)
_VALUES_MEANT: Mapping[str, Mapping[str, str]] = {
    "client.gender": {
        **dict.fromkeys(("female", "feminine", "woman", "girl", "f", "w", "her", "she/her"), "she"),
        **dict.fromkeys(("male", "masculine", "man", "boy", "m", "him", "he/him"), "he"),
        **dict.fromkeys(("they", "them", "other", "none", "x", "d", "diverse", "divers", "nonbinary", "non-binary"), "neutral"),
    },
    "client.address": {
        **dict.fromkeys(("du", "tu", "tú", "informal", "casual", "friendly"), "familiar"),
        **dict.fromkeys(("sie", "usted", "vous", "polite"), "formal"),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """line: 1-based, inside the text; token: what to look for on that line, "" for the first brace."""

    line: int
    token: str
    message: str
    suggestion: str = ""


def value_meant(dotted: str, value: str, values: Iterable[str]) -> str:
    """`female` -> she. What is never true was mostly a word for the same; the likest spelling can be its opposite."""
    known = _VALUES_MEANT.get(dotted, {})
    return known.get(value.casefold()) or nearest(value, values)


def slip(message: str, line: int, template: str) -> Slip:
    """What the engine said of a template, in plain words."""
    names: list[str] = _QUOTED.findall(message)
    last = names[-1] if names else ""
    if "unknown tag" in message and names:
        return _tag(names[0], line)
    if message.startswith("unexpected char"):
        return _character(message.removeprefix("unexpected char ")[1:2], line)
    if "looking for the following tags" in message:
        return Slip(_unclosed(template) or line, "if", "this condition is not closed: {% endif %} is missing")
    if message.startswith("unexpected end of template"):
        return Slip(line, "", "what opens here is not closed: }} or %} is missing")
    if last == "=" or message.startswith("unexpected '='"):
        return Slip(line, "=", "two things are compared with ==")
    if "expected ')'" in message:
        return Slip(line, "(", 'this "(" is not closed')
    if message.startswith("unexpected '}'"):
        return Slip(line, "", f"the two ends do not match: {WRITTEN}")
    if message.startswith("expected token ':'"):
        return Slip(line, "{{{", "a placeholder has two braces, not three")
    if message.startswith("Missing end of comment"):
        return Slip(line, "{#", "the remark that opens here is not closed: #} is missing")
    if re.search(r"expected an expression|name expected|expected name|expected token 'name'", message, re.IGNORECASE):
        return Slip(line, "", "something is missing in here")
    if last == "if" and "end of statement block" in message:
        return Slip(line, "else", "a further condition is one word, elif", "elif")
    if message.startswith("expected token 'end of") and last:
        return Slip(line, last, f"{quoted(last)} is not understood here; {WRITTEN}")
    return Slip(line, "", f"this is not understood; {WRITTEN}")


def _tag(name: str, line: int) -> Slip:
    if name in _TAGS:
        return Slip(line, name, f"there is no if before this {name}")
    if name in ("client", "therapist", "prompt", "practice", "words", "weekday", "part_of_day"):
        return Slip(line, name, "a value stands in {{ }}, not in {% %}")
    hint = _TAGS_MEANT.get(name) or nearest(name, _TAGS)
    return Slip(line, name, f"there is no {quoted(name)}; conditions are made of if, elif, else and endif", hint)


def _character(character: str, line: int) -> Slip:
    if character in _CURLY:
        return Slip(line, character, "inside {{ }} and {% %} quotes are straight: 'formal'")
    if character in ("'", '"'):
        return Slip(line, character, "the quotes that open here are not closed")
    if character == "&":
        return Slip(line, character, 'two conditions are joined by the word "and"')
    if character == "|":
        return Slip(line, character, 'two conditions are joined by the word "or"')
    return Slip(line, character, f"{quoted(character)} has no place in here; {WRITTEN}")


def _unclosed(template: str) -> int:
    """The line of the innermost condition without an end, 0 where each has one."""
    opened: list[int] = []
    for found in _CONDITION.finditer(template):
        if found[1] == "if":
            opened.append(template.count("\n", 0, found.start()) + 1)
        elif opened:
            opened.pop()
    return opened[-1] if opened else 0
