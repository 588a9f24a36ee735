"""From a key to words for a person: `**` in our own sentences is bold; inserted values are data, never markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from core.domain.direction import runs_right_to_left
from core.domain.message import Span, Style, Text
from core.texts.calendar import day_date_and_time, promised
from core.texts.catalogue import BASE, LANGUAGES, sentences

_PIECE = re.compile(r"(\*\*|\{[a-z_]+\})")
_GAP = re.compile(r"\{([a-z_]+)\}")
_FSI, _PDI = "\u2068", "\u2069"
_FORCING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF"})  # marks that turn what stands behind them
_RIGHT_TO_LEFT = _FORCING | {"R", "AL"}
_LEFT_TO_RIGHT = _FORCING | {"L"}
_OPENING = "\u2066\u2067\u2068"
_ISOLATES = re.compile("[\u2066-\u2069]")
# Behind an Arabic letter "2026-12-01" is read from its end: a colon holds numbers together everywhere, a hyphen does not.
_DIGITS_APART = re.compile(r"\d[-+]\d")
_PARAGRAPH = re.compile("([\n\r\x1c-\x1e\x85\u2029])")  # an isolate ends with its paragraph


def languages() -> tuple[str, ...]:
    """Interface languages that exist."""
    return LANGUAGES


def isolate(value: str, *, in_right_to_left: bool = False) -> str:
    """Wrap a value whose direction could turn the line around it (Unicode isolates), each of its lines for itself.

    What it holds of such marks itself works inside the value alone.
    """
    if not in_right_to_left and value.isascii():
        return value
    turning = _LEFT_TO_RIGHT if in_right_to_left else _RIGHT_TO_LEFT
    lines = _PARAGRAPH.split(value)
    closed = [_closed(line) for line in lines] if _ISOLATES.search(value) else lines
    turns = any(unicodedata.bidirectional(character) in turning for character in value)
    turns = turns or (in_right_to_left and _DIGITS_APART.search(value) is not None)
    if lines == closed and not turns:
        return value
    return "".join(line if _PARAGRAPH.match(line) or not line else f"{_FSI}{line}{_PDI}" for line in closed)


def _closed(line: str) -> str:
    """The line with every isolate in it ended, and without ends of none: they would end ours."""
    kept, open_ = "", 0
    for character in line:
        if character == _PDI and not open_:
            continue
        open_ += (character in _OPENING) - (character == _PDI)
        kept += character
    return kept + _PDI * open_


def say(key: str, language: str, **values: str | int | datetime) -> Text:
    """The sentence of this key in the language, its base, or English: each key for itself, for a catalogue may lack some.

    A local moment and a value `promise` ("1 working day") are said in that language too. Raises KeyError for an unknown
    key or value.
    """
    return _filled(key, language, values) if values else _as_it_stands(key, language)


@lru_cache(maxsize=4096)  # labels and fixed sentences, said to everybody: the catalogues do not change
def _as_it_stands(key: str, language: str) -> Text:
    return _filled(key, language, {})


def _filled(key: str, language: str, values: Mapping[str, str | int | datetime]) -> Text:
    tongue, pieces = _pieces(key, language)
    in_right_to_left = runs_right_to_left(tongue)
    plain, spans, opened = "", list[Span](), -1
    for piece in pieces:
        if piece == "**":
            if opened >= 0 and len(plain) > opened:
                spans.append(Span(opened, len(plain) - opened, Style.BOLD))
            opened = -1 if opened >= 0 else len(plain)
        elif piece.startswith("{") and piece.endswith("}"):
            name = piece[1:-1]
            value = _worded(name, values[name], tongue)
            plain += isolate(value, in_right_to_left=in_right_to_left)
        else:
            plain += piece
    return Text(plain, tuple(spans))


def plain(key: str, language: str, **values: str | int | datetime) -> str:
    """The same without styles: labels, titles, single words."""
    return say(key, language, **values).plain


def composed(key: str, language: str, **fragments: str) -> str:
    """A sentence around what was said before in the same language: its names are isolated already, once is enough.

    Raises KeyError for an unknown key or fragment.
    """
    tongue = _tongue(key, language)
    return _GAP.sub(lambda gap: fragments[gap[1]], sentences(tongue)[key])


@lru_cache(maxsize=4096)  # every sentence of every language: the catalogues do not change
def _pieces(key: str, language: str) -> tuple[str, tuple[str, ...]]:
    """In which language the sentence is said, and its pieces: words, gaps and marks of bold."""
    tongue = _tongue(key, language)
    return tongue, tuple(_PIECE.split(sentences(tongue)[key]))


def _worded(name: str, value: str | int | datetime, tongue: str) -> str:
    if isinstance(value, datetime):
        return day_date_and_time(value, tongue)
    return promised(str(value), tongue) if name == "promise" else str(value)


def _tongue(key: str, language: str) -> str:
    return next((tag for tag in _tags(language) if key in sentences(tag)), BASE)


def _tags(language: str) -> tuple[str, ...]:
    return language, language.split("-", maxsplit=1)[0], BASE
