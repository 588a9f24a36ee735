"""What a client typed, with the words behind which a time may stand: "later 18:30", "pause bis Montag". Pure."""

from __future__ import annotations

from datetime import date

from core.desk.day_words import tidied, tidy
from core.desk.time_words import when
from core.desk.words import Typed, Word, read

_LONGEST = 60  # characters: more is no wish
_BEFORE_A_TIME = {
    Word.LATER: tidied(("later", "später", "spaeter", "más tarde", "luego", "لاحقا", "لاحقًا", "فيما بعد")),
    Word.PAUSE: tidied(("pause", "pausa", "إيقاف مؤقت", "استراحة")),
}
_MOST_WORDS = 2  # of such a beginning


def read_wish(text: str, today: date) -> Typed | None:
    """As `read`; and a word that takes a time, when a time and nothing else stands behind it. today: the client's date."""
    typed = read(text)
    if typed is not None or len(text) > _LONGEST or "\n" in text.strip():
        return typed
    pieces = text.split()
    for length in range(1, _MOST_WORDS + 1):
        begins, rest = tidy(" ".join(pieces[:length])), " ".join(pieces[length:])
        word = next((word for word, words in _BEFORE_A_TIME.items() if begins in words), None)
        if word is not None and rest and when(rest, today) is not None:
            return Typed(word, rest, text.strip())
    return None
