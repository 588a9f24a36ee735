"""A script as a Mermaid flowchart: turns as boxes, choices on the arrows, the way out of the role as a rounded end. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from core.prompts.faults import plain_line
from core.prompts.playing import PlayedScript, PlayedTurn

_FIRST_WORDS = 8
_LONGEST = 60  # characters of what a box says
# Mermaid reads #NN; as that character, and nothing else of a quoted text; "end" in bare words would close the chart, and
# so no id of an author's is ever an id of the chart.
_PLAIN = frozenset(" .,:!?'…–—-/+*=%@")
_TURNS_LINES = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def mermaid(script: PlayedScript) -> str:
    """The chart of a script as one client plays it."""
    ids = {name: f"t{number}" for number, name in enumerate(script.turns)}
    lines = ["flowchart TD", *(_box(ids[name], turn, script.role_of(name)) for name, turn in script.turns.items())]
    for name, turn in script.turns.items():
        lines += (f"    {ids[name]} {arrow} {ids[to]}" for arrow, to in _arrows(turn))
    return "\n".join(lines)


def _box(id: str, turn: PlayedTurn, role: str) -> str:
    name = f"{turn.name} · {role}" if role else turn.name
    told = "<br/>".join(escaped(part) for part in (name, _first_words(turn.say)) if part)
    return f'    {id}(["{told}"])' if turn.derole else f'    {id}["{told}"]'


def _arrows(turn: PlayedTurn) -> Iterator[tuple[str, str]]:
    for number, choice in enumerate(turn.choices, start=1):
        yield f'-->|"{escaped(f"{number} {choice.label}")}"|', choice.to
    if not turn.choices and turn.after is not None:
        yield "-->", turn.after


def _first_words(say: str) -> str:
    words = say.split()
    told = " ".join(words[:_FIRST_WORDS])
    if len(told) > _LONGEST:
        told = told[:_LONGEST].rstrip()
    return told if told == " ".join(words) else f"{told} …"


def escaped(words: str) -> str:
    """Words that stand in a quoted text of the chart as they are: whatever could be read as something else is a number."""
    line = "".join(sign for sign in plain_line(words) if sign not in _TURNS_LINES)
    return "".join(sign if _stays(sign) else f"#{ord(sign)};" for sign in line)


def _stays(sign: str) -> bool:
    return sign in _PLAIN or sign == "·" or unicodedata.category(sign)[0] in "LMN"
