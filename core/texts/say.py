"""From a key to words for a person: `**` in our own sentences is bold; inserted values are data, never markup."""

from __future__ import annotations

import re
import unicodedata

from core.domain.message import Span, Style, Text
from core.texts.english import ENGLISH

_CATALOGUES = {"en": ENGLISH}
_BASE = "en"
_PIECE = re.compile(r"(\*\*|\{[a-z_]+\})")
_FSI, _PDI = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL"}


def languages() -> tuple[str, ...]:
    """Interface languages that exist."""
    return tuple(_CATALOGUES)


def isolate(value: str) -> str:
    """Wrap a value whose direction could turn the line around it (Unicode isolates)."""
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in value):
        return f"{_FSI}{value}{_PDI}"
    return value


def say(key: str, language: str, **values: str | int) -> Text:
    """The sentence of this key in the language, its base, or English. Raises KeyError for an unknown key or value."""
    catalogue = _CATALOGUES.get(language) or _CATALOGUES.get(language.split("-", maxsplit=1)[0]) or _CATALOGUES[_BASE]
    pattern = catalogue.get(key) or ENGLISH[key]
    plain, spans, opened = "", list[Span](), -1
    for piece in _PIECE.split(pattern):
        if piece == "**":
            if opened >= 0 and len(plain) > opened:
                spans.append(Span(opened, len(plain) - opened, Style.BOLD))
            opened = -1 if opened >= 0 else len(plain)
        elif piece.startswith("{") and piece.endswith("}"):
            plain += isolate(str(values[piece[1:-1]]))
        else:
            plain += piece
    return Text(plain, tuple(spans))


def plain(key: str, language: str, **values: str | int) -> str:
    """The same without styles: labels, titles, single words."""
    return say(key, language, **values).plain
