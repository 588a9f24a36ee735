"""A language nobody speaks: English in accented letters between ⟦ and ⟧. What shows plain letters there is in no catalogue.

It is offered to nobody and named by no list of languages; tests play whole days in it.
"""

from __future__ import annotations

import re

PSEUDO = "xx"
_OPEN, _CLOSE = "⟦", "⟧"
_ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
_KEPT = re.compile(r"(\{[a-z_]+\}|(?<![\w/])/[a-z]+)")  # gaps, and commands, which are the same in every language


def accented(words: str) -> str:
    """A sentence in that language: gaps, marks of bold, commands and the blanks around it stay."""
    inner = words.strip()
    if not inner:
        return words
    before, after = words[: words.index(inner)], words[words.index(inner) + len(inner) :]
    pieces = [piece if kept % 2 else piece.translate(_ACCENTED) for kept, piece in enumerate(_KEPT.split(inner))]
    return f"{before}{_OPEN}{''.join(pieces)}{_CLOSE}{after}"
