"""What a client typed, with the words behind which a time may stand: "later 18:30", "pause bis Montag". Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from core.desk.day_words import tidy
from core.desk.time_words import when
from core.desk.words import Typed, Word, read
from core.texts.typed import words_in

_LONGEST = 60  # characters: more is no wish
_BEFORE_A_TIME = (Word.LATER, Word.PAUSE)
_MOST_WORDS = 2  # of such a beginning


@cache
def _beginnings() -> Mapping[str, Word]:
    alone = words_in("alone")
    return {tidy(each): word for word in _BEFORE_A_TIME for each in alone[word.name.lower()]}


def read_wish(text: str, today: date) -> Typed | None:
    """As `read`; and a word that takes a time, when a time and nothing else stands behind it. today: the client's date."""
    typed = read(text)
    if typed is not None or len(text) > _LONGEST or "\n" in text.strip():
        return typed
    pieces = text.split()
    for length in range(1, _MOST_WORDS + 1):
        begins, rest = tidy(" ".join(pieces[:length])), " ".join(pieces[length:])
        word = _beginnings().get(begins)
        if word is not None and rest and when(rest, today) is not None:
            return Typed(word, rest, text.strip())
    return None
