"""Days as people write them, in four languages: "mon wed fri", "lun-vie", "next friday", "24 ديسمبر". Pure; nothing here raises.
All words but the English were made by machine, for review by a native speaker.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from core.prompts.fields import EARLIEST, LATEST
from core.texts.calendar import month_name

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


# --- one day ----------------------------------------------------------------------------------------------------------
_YESTERDAY = tidied(("yesterday", "gestern", "ayer", "أمس", "مبارح"))
_TODAY = tidied(("today", "heute", "hoy", "اليوم"))
_TOMORROW = tidied(("tomorrow", "morgen", "mañana", "غدا", "الغد", "غد", "بكرة", "بكرا"))
_AFTER_TOMORROW = tidied((
    "the day after tomorrow", "day after tomorrow", "übermorgen", "uebermorgen", "pasado mañana", "بعد غد", "بعد الغد", "بعد بكرة",
))  # fmt: skip
_AHEAD = {
    **dict.fromkeys(_YESTERDAY, -1),
    **dict.fromkeys(_TODAY, 0),
    **dict.fromkeys(_TOMORROW, 1),
    **dict.fromkeys(_AFTER_TOMORROW, 2),
}
_ON = re.compile(
    r"(?:on|the|next|coming|this|am|dem|den|zum|der|die|nachste[nr]?|naechste[nr]?|kommende[nr]?|diese[nr]?|el|la|proximo|este|"
    r"يوم|هذا|القادم)\s+"
)
_NEXT = re.compile(r"\s+(?:القادمه?|المقبله?|que viene)$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})(?:\.\s*(\d{4})?)?", re.ASCII)
_MONTHS_WHOLE = {tidy(month_name(number, tag)): number for tag in ("en", "de", "es", "ar") for number in range(1, 13)}
_MONTHS_SHORT = {name[:3]: number for name, number in _MONTHS_WHOLE.items() if name.isascii()}
_MONTHS_ELSEWHERE = {  # Austria, Latin America, the Levant, Iraq
    "sept": 9, "maerz": 3, "janner": 1, "jaenner": 1, "setiembre": 9, "كانون الثاني": 1, "شباط": 2, "اذار": 3, "نيسان": 4,
    "ايار": 5, "حزيران": 6, "تموز": 7, "اب": 8, "ايلول": 9, "تشرين الاول": 10, "تشرين الثاني": 11, "كانون الاول": 12,
}  # fmt: skip
_MONTH_OF = {**_MONTHS_SHORT, **_MONTHS_WHOLE, **_MONTHS_ELSEWHERE}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?({_MONTH})\.?(?:\s+(?:de\s+|del\s+)?(\d{{4}}))?", re.ASCII
)
_MONTH_DAY = re.compile(rf"({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(\d{{4}}))?", re.ASCII)
_LEAP = 8  # years in which every date comes at least once


def day_named(words: str, today: date, *, or_today: bool = False) -> date | None:
    """The day that these words name, reckoned from today; None for anything else, and for a date that is none, or not of
    our time (`EARLIEST` to `LATEST`).

    A weekday, or a date without its year, is the next one after today; or_today: or today itself. words: tidy already.
    """
    if words in _AHEAD:
        return plus(today, _AHEAD[words])
    said = _NEXT.sub("", words)
    for _ in range(3):  # "on the coming friday", "el próximo lunes"
        said = _ON.sub("", said, count=1) if _ON.match(said) else said
    weekday = WEEKDAY_OF.get(said)
    first = today if or_today else plus(today, 1)
    if weekday is not None and first is not None:
        return plus(first, (weekday - first.weekday()) % 7)
    return None if first is None else _dated(said, first)


def _dated(said: str, first: date) -> date | None:
    if (iso := _ISO.fullmatch(said)) is not None:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if (found := _DOTTED.fullmatch(said)) is not None:
        return _in_year(found[3], int(found[2]), int(found[1]), first)
    if (named := _DAY_MONTH.fullmatch(said)) is not None:
        return _in_year(named[3], _MONTH_OF[named[2]], int(named[1]), first)
    if (named := _MONTH_DAY.fullmatch(said)) is not None:
        return _in_year(named[3], _MONTH_OF[named[1]], int(named[2]), first)
    return None


def _in_year(year: str | None, month: int, day: int, first: date) -> date | None:
    """Without a year it is the next one to come, from that day on."""
    if year is not None:
        return _date(int(year), month, day)
    found = (_date(first.year + ahead, month, day) for ahead in range(_LEAP + 1))
    return next((each for each in found if each is not None and each >= first), None)


def plus(day: date, days: int) -> date | None:
    """So many days on; None where no calendar goes so far."""
    try:
        moved = day + timedelta(days=days)
    except OverflowError:
        return None
    return _date(moved.year, moved.month, moved.day)


def months_on(day: date, months: int) -> date | None:
    """The same day so many months on, or that month's last; None where no calendar goes so far."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    found = (_date(year, month + 1, day.day - back) for back in range(4))
    return next((each for each in found if each is not None), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None
