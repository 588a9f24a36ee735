"""Weekdays as people write them, in four languages: "mon wed fri", "lun-vie", "الاثنين والأربعاء". Pure; nothing here raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

EVERY_DAY, WEEKDAYS, WEEKEND, NO_DAY = "1111111", "1111100", "0000011", "0000000"
_LONGEST = 120  # characters of a text that is looked at
_ALIKE = str.maketrans({
    "ة": "ه", "ى": "ي", "\u0640": None, "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "،": ",", "’": "'", "‘": "'",
})  # fmt: skip


def tidy(text: str) -> str:
    """For comparing: one case, ASCII digits, no accents or vowel marks, Arabic letters in one form, single blanks, and no
    punctuation around it.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = (each for each in apart if unicodedata.category(each) not in ("Mn", "Cf"))
    plain = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in kept)
    return " ".join(plain.translate(_ALIKE).split()).strip(".!…?؟¿¡,\"'“”„«»* ")


def tidied(words: Iterable[str]) -> frozenset[str]:
    """Words as `tidy` leaves what people write."""
    return frozenset(map(tidy, words))


_NAMES = (
    ("monday", "mondays", "mon", "montag", "montags", "mo", "lunes", "lun", "الاثنين", "اثنين"),
    ("tuesday", "tuesdays", "tue", "tues", "dienstag", "dienstags", "di", "martes", "mar", "الثلاثاء", "ثلاثاء"),
    ("wednesday", "wednesdays", "wed", "mittwoch", "mittwochs", "mi", "miercoles", "mie", "الاربعاء", "اربعاء"),
    ("thursday", "thursdays", "thu", "thur", "thurs", "donnerstag", "donnerstags", "do", "jueves", "jue", "الخميس", "خميس"),
    ("friday", "fridays", "fri", "freitag", "freitags", "fr", "viernes", "vie", "الجمعه", "جمعه"),
    ("saturday", "saturdays", "sat", "samstag", "samstags", "sonnabend", "sonnabends", "sa", "sabado", "sabados", "sab",
     "السبت", "سبت"),
    ("sunday", "sundays", "sun", "sonntag", "sonntags", "so", "domingo", "domingos", "dom", "الاحد", "احد"),
)  # fmt: skip
WEEKDAY_OF = {tidy(name): number for number, names in enumerate(_NAMES) for name in names}
_WHOLE = {
    EVERY_DAY: (
        "every day", "everyday", "daily", "all", "all days", "always", "jeden tag", "taglich", "alle", "alle tage", "immer",
        "todos los dias", "cada dia", "todos", "siempre", "كل يوم", "كل الايام", "دائما",
    ),
    WEEKDAYS: (
        "weekdays", "weekday", "workdays", "on weekdays", "unter der woche", "wochentags", "werktags", "entre semana",
        "dias laborables", "laborables",
    ),
    WEEKEND: (
        "weekend", "weekends", "the weekend", "at the weekend", "on weekends", "wochenende", "am wochenende", "wochenenden",
        "fin de semana", "fines de semana", "el fin de semana", "los fines de semana",
    ),
    NO_DAY: ("never", "none", "no day", "nie", "keine", "kein tag", "gar nicht", "nunca", "ninguno", "ningun dia", "ابدا"),
}  # fmt: skip
_WHOLE_OF = {tidy(words): days for days, said in _WHOLE.items() for words in said}
_TO = {"-", *tidied(("to", "through", "till", "until", "bis", "a", "al", "hasta", "إلى", "حتى"))}
_FILLING = {
    "and", "on", "only", "every", "each", "from", "und", "am", "an", "nur", "jeden", "von", "y", "e", "el", "los", "de", "del",
    "solo", "cada", "و", "يوم", "ايام", "من", "فقط", "في", "كل",
}  # fmt: skip
_AND = "و"  # Arabic writes it together with the word behind it
_PIECE = re.compile(r"[^\W\d_]+|-|[^\s,،;+&/.]")


def days_named(words: str) -> str | None:
    """Seven digits from Monday on, 1 for each day that is named; a range may run over Sunday. None: something else is said."""
    said = tidy(words) if len(words) <= _LONGEST else ""
    if said in _WHOLE_OF:
        return _WHOLE_OF[said]
    found: set[int] = set()
    last: int | None = None
    runs = False
    for piece in _PIECE.findall(said):
        day = _weekday(piece)
        if day is not None:
            found |= {day} if not runs or last is None else {(last + step) % 7 for step in range((day - last) % 7 + 1)}
            last, runs = day, False
        elif piece in _TO and last is not None and not runs:
            runs = True
        elif piece not in _FILLING or runs:
            return None
    return None if runs or not found else "".join("1" if day in found else "0" for day in range(7))


def _weekday(piece: str) -> int | None:
    return WEEKDAY_OF.get(piece, WEEKDAY_OF.get(piece.removeprefix(_AND)))
