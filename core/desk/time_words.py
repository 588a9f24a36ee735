"""Times as people write them: a clock's time, a length, a day, in four languages and any digits. Pure; nothing here raises.
All words but the English were made by machine, for review by a native speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from core.desk.day_words import day_named, months_on, plus, tidied, tidy
from core.prompts.fields import LONGEST_DELAY, Delay

LONGEST = 60  # characters of a text that is looked at
NOW = tidied((
    "now", "right now", "at once", "jetzt", "sofort", "gleich", "ahora", "ahora mismo", "ya", "الآن", "حالا", "فورا",
))  # fmt: skip
_UNTIL = tidied(("until", "till", "til", "bis", "hasta", "حتى", "إلى", "لغاية"))
_THIS = {  # a part of today
    "tonight": "today evening", "this evening": "today evening", "this afternoon": "today afternoon", "this morning": "today morning",
    "esta noche": "hoy por la noche", "esta tarde": "hoy por la tarde", "esta manana": "hoy por la manana",
    "الليله": "اليوم مساء", "هذا المساء": "اليوم مساء", "هذا الصباح": "اليوم صباحا",
}  # fmt: skip
_THIS_PART = re.compile(rf"\b(?:{'|'.join(_THIS)})\b")
_ISO_T = re.compile(r"(?<=\d-\d\d)t(?=\d)", re.ASCII)  # between a date and its time


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote about a time. at: the times of day that it can mean, the likeliest first; two where only half of it
    was said ("8", "esta tarde").

    evening: "this evening", without a time. Of day and at, either may stand alone; a length stands for itself.
    """

    day: date | None = None
    at: tuple[time, ...] = ()
    length: Delay | None = None
    evening: bool = False


def when(words: str, today: date, *, or_today: bool = False, exact: bool = False) -> Said | None:
    """What these words say about a time, and nothing else; None where they say something else, too.

    "until" in front changes nothing: `without_until` tells whether it is there. or_today: as `day_named` has it; exact: as
    `clock` has it.
    """
    said = tidy(words) if len(words) <= LONGEST else ""
    found = length(said, today) if said else None
    if not said or found is not None:
        return Said(length=found) if said else None
    said = _THIS_PART.sub(lambda part: _THIS[part[0]], _ISO_T.sub(" ", without_until(said)))
    readings = [
        each
        for pair in _split([piece for piece in re.split(r"[\s,]+", said) if piece])
        if (each := _both(*pair, today, or_today=or_today, exact=exact)) is not None
    ]
    if words.rstrip().endswith("."):  # "1.12." is a date where "1.12" can be a time
        readings = [each for each in readings if each.day is not None] or readings
    return _surest(readings)


def _surest(readings: list[Said]) -> Said | None:
    """The first; of "8 am monday" what is one time of day in English, not "am Montag" in German."""
    if not readings or len(readings[0].at) < 2:
        return readings[0] if readings else None
    return next((each for each in readings if each.day == readings[0].day and len(each.at) == 1), readings[0])


def without_until(said: str) -> str:
    """The same without an "until" in front, where anything stands behind it. said: tidy already."""
    first, _, rest = said.partition(" ")
    return rest if first in _UNTIL and rest else said


def _split(pieces: list[str]) -> Iterator[tuple[str, str]]:
    """Each way to take some for the day, the others for the time: the day first, last, or in between ("at 9 tomorrow morning")."""
    count = len(pieces)
    for at in (0, count, *range(1, count)):  # all of it first: "1 december 2026" is no day at 20:26
        yield " ".join(pieces[:at]), " ".join(pieces[at:])
    for at in range(1, count):
        yield " ".join(pieces[at:]), " ".join(pieces[:at])
    for ends in range(2, count):
        part = " ".join(pieces[ends:])
        for begins in range(1, ends if part in _BY_PARTS else 0):
            day = " ".join(pieces[begins:ends])
            if not any(map(str.isdigit, day)):
                yield day, f"{' '.join(pieces[:begins])} {part}"


def _both(day_said: str, time_said: str, today: date, *, or_today: bool, exact: bool) -> Said | None:
    """The one as a day, the other as a time of day; either may be left out."""
    day = day_named(day_said, today, or_today=or_today) if day_said else None
    times = (clock(time_said, exact=exact) or _PARTS.get(time_said, ())) if time_said else ()
    evening = time_said in _EVENING
    if (day is not None) != bool(day_said) or (bool(times) or evening) != bool(time_said):
        return None
    if day is not None and _ENDS_THE_DAY.match(time_said):
        day = plus(day, 1)
    return Said(None if evening and day == today else day, times, evening=evening)


# --- a time of day ----------------------------------------------------------------------------------------------------
_AM = tidied(("am", "a.m", "a. m", "a m", "ص", "de la madrugada"))
_PM = tidied(("pm", "p.m", "p. m", "p m", "م"))
_MORNING = tidied((
    "morning", "in the morning", "morgens", "am morgen", "früh", "frueh", "in der früh", "صباح", "صباحا", "الصباح", "في الصباح",
))  # fmt: skip
_FORENOON = tidied((
    "vormittag", "vormittags", "am vormittag", "de la mañana", "por la mañana", "en la mañana",
))  # fmt: skip
_TARDE = tidied(("tarde", "de la tarde", "por la tarde", "en la tarde"))  # from noon until after dark
_AFTERNOON = _TARDE | tidied((
    "afternoon", "in the afternoon", "nachmittag", "nachmittags", "am nachmittag", "بعد الظهر", "عصرا", "العصر",
))  # fmt: skip
_NIGHT_TOO = tidied(("at night", "noche", "de la noche", "ليلا"))
_EVENING = _NIGHT_TOO | tidied((
    "evening", "in the evening", "abend", "abends", "am abend", "por la noche", "en la noche", "مساء", "المساء", "في المساء",
))  # fmt: skip
_NIGHT = _NIGHT_TOO | {"nachts"}
_NOON = tidied((
    "noon", "at noon", "midday", "at midday", "mittag", "mittags", "am mittag", "mediodía", "a mediodía", "al mediodía", "del mediodía",
    "الظهر", "ظهرا",
))  # fmt: skip
_MIDNIGHT = tidied(("midnight", "at midnight", "mitternacht", "medianoche", "a medianoche", "منتصف الليل"))
_NAMED = {**dict.fromkeys(_NOON, time(12)), **dict.fromkeys(_MIDNIGHT, time(0))}
EVENING = time(20)
_PARTS = {  # alone, as times of day
    **dict.fromkeys(_MORNING | _FORENOON, (time(9),)),
    **dict.fromkeys(_AFTERNOON, (time(15),)),
    **dict.fromkeys(_TARDE, (time(15), EVENING)),
}
_BY_HALVES = _AM | _PM
_BY_PARTS = _MORNING | _FORENOON | _NOON | _AFTERNOON | _EVENING | _NIGHT | _MIDNIGHT


def _any(words: frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_CLOCK = re.compile(
    rf"(?:(?P<part>{_any(_BY_PARTS)})\s+)?"
    r"(?:(?P<at>at|um|gegen|ab|a las?|las?|الساعه|عند الساعه|في الساعه|في)\s+|@\s*)?"
    r"(?P<hour>\d{1,2})(?:(?:\s*[:.h,]\s*|\s*uhr\s*)(?P<minute>\d{2}))?"
    r"(?:\s*(?:uhr|hrs|h|horas?|o'? ?clock))?(?:\s*en punto)?"
    rf"\s*(?:(?P<mark>{_any(_BY_HALVES | _BY_PARTS)})\.?)?",
    re.ASCII,
)
_FOUR_DIGITS = re.compile(r"([01]\d|2[0-3])([0-5]\d)", re.ASCII)
_ENDS_THE_DAY = re.compile(r"\D*24(?!\d)", re.ASCII)  # 24:00 of a day is 0:00 of the next


def clock(words: str, *, exact: bool = False) -> tuple[time, ...]:
    """The times of day that a clock's time can mean: one, or two where nobody said which half; () for anything else.

    exact: () also for what may be a slip, "13 pm", or either end of a day, "midnight". words: tidy already.
    """
    named = _NAMED.get(words)
    if named is not None:
        return () if exact and words in _MIDNIGHT else (named,)
    four = _FOUR_DIGITS.fullmatch(words)
    if four is not None:
        return (time(int(four[1]), int(four[2])),)
    found = _CLOCK.fullmatch(words)
    return () if found is None else _clock(found, exact=exact)


def _clock(found: re.Match[str], *, exact: bool) -> tuple[time, ...]:
    hour, minute, mark = int(found["hour"]), int(found["minute"] or 0), found["mark"] or found["part"] or ""
    by_24 = "uhr" in found[0]
    if minute > 59 or hour > 24 or (hour == 24 and (minute or not (found["minute"] or by_24))):
        return ()
    if (exact and _unsure(found, hour, mark)) or (mark in _MIDNIGHT and hour != 12):
        return ()
    if mark == "am" and found["at"] in ("um", "gegen", "ab"):
        return ()  # "um 18:30 am Montag": a German "am"
    if mark and 1 <= hour <= 12:
        return (time(_marked(hour, mark), minute),)
    if not mark and 1 <= hour <= 12 and not found["hour"].startswith("0") and not by_24:
        return (time(hour % 24, minute), time((hour + 12) % 24, minute))
    return (time(hour % 24, minute),)


def _unsure(found: re.Match[str], hour: int, mark: str) -> bool:
    if mark in _BY_HALVES:
        return found["minute"] is None and not 1 <= hour <= 12
    return hour == 12 and mark in _EVENING | _NIGHT | _MIDNIGHT


def _marked(hour: int, mark: str) -> int:
    """1 to 12 and a part of the day as an hour of twenty-four."""
    if mark in _AM | _MORNING | _MIDNIGHT:
        return hour % 12
    if mark in _FORENOON or (mark in _NOON and hour >= 10):
        return hour
    if mark in _NIGHT and not 5 <= hour < 12:  # "nachts um 11" is late, "nachts um 2" early
        return hour % 12
    return hour % 12 + 12


# --- a length ---------------------------------------------------------------------------------------------------------
_NUMBERS = {
    1: ("one", "a", "an", "ein", "eine", "einen", "einem", "einer", "eins", "un", "una", "uno", "واحد", "واحده"),
    2: ("two", "zwei", "dos", "اثنان", "اثنين", "اثنتان", "اثنتين"),
    3: ("three", "drei", "tres", "ثلاث", "ثلاثه"),
    4: ("four", "vier", "cuatro", "اربع", "اربعه"),
    5: ("five", "funf", "fuenf", "cinco", "خمس", "خمسه"),
    6: ("six", "sechs", "seis", "ست", "سته"),
    7: ("seven", "sieben", "siete", "سبع", "سبعه"),
    8: ("eight", "acht", "ocho", "ثماني", "ثمان", "ثمانيه"),
    9: ("nine", "neun", "nueve", "تسع", "تسعه"),
    10: ("ten", "zehn", "diez", "عشر", "عشره"),
}
_NUMBER_OF = {tidy(word): number for number, words in _NUMBERS.items() for word in words}
_MINUTES, _HOURS, _DAYS, _WEEKS, _MONTHS = "minutes", "hours", "days", "weeks", "months"
_UNITS = {
    _MINUTES: ("m", "min", "mins", "minute", "minutes", "minuten", "minuto", "minutos", "دقيقه", "دقائق"),
    _HOURS: ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "hora", "horas", "ساعه", "ساعات"),
    _DAYS: ("d", "day", "days", "t", "tag", "tage", "tagen", "dia", "dias", "يوم", "يوما", "ايام"),
    _WEEKS: (
        "w",
        "week",
        "weeks",
        "woche",
        "wochen",
        "semana",
        "semanas",
        "sem",
        "wk",
        "wks",
        "اسبوع",
        "اسبوعا",
        "اسابيع",
    ),
    _MONTHS: ("month", "months", "monat", "monate", "monaten", "mes", "meses", "شهر", "شهرا", "اشهر", "شهور"),
}
_UNIT_OF = {tidy(word): unit for unit, words in _UNITS.items() for word in words}
_HOLDING = {  # words that hold their number
    "دقيقه": (1, _MINUTES), "دقيقتين": (2, _MINUTES), "دقيقتان": (2, _MINUTES), "ساعه": (1, _HOURS), "ساعتين": (2, _HOURS),
    "ساعتان": (2, _HOURS), "يوم": (1, _DAYS), "يومين": (2, _DAYS), "يومان": (2, _DAYS), "اسبوع": (1, _WEEKS),
    "اسبوعين": (2, _WEEKS), "اسبوعان": (2, _WEEKS), "شهر": (1, _MONTHS), "شهرين": (2, _MONTHS), "شهران": (2, _MONTHS),
    "half an hour": (30, _MINUTES), "half hour": (30, _MINUTES), "halbe stunde": (30, _MINUTES), "eine halbe stunde": (30, _MINUTES),
    "einer halben stunde": (30, _MINUTES), "media hora": (30, _MINUTES), "نصف ساعه": (30, _MINUTES),
    **dict.fromkeys(("hour", "stunde", "hora"), (1, _HOURS)),
    **dict.fromkeys(("day", "tag", "dia"), (1, _DAYS)),
    **dict.fromkeys(("week", "woche", "semana"), (1, _WEEKS)),
    **dict.fromkeys(("month", "monat", "mes"), (1, _MONTHS)),
}  # fmt: skip
_ALONE = {tidy(word): told for word, told in _HOLDING.items()}
_FOR = re.compile(r"(?:(?:in|for|fur|fuer|en|dentro de|durante|por|nach|noch|بعد|لمده|مده|خلال)\s+)+")
_THE_NEXT = re.compile(  # "the next two weeks", but not "next week"
    r"(?:(?:the|die|den|los|las)\s+)?(?:next|nachsten|naechsten|kommenden|proxim[oa]s)\s+(?=\d|\S+\s)"
)
_BEHIND = re.compile(r"\s+(?:from now(?: on)?|lang|من الان)$")
_JOINED = ("ل", "ب")  # Arabic writes "for" and "in" with the word
_SPOKEN = re.compile(r"(\d{1,2})h([0-5]\d)", re.ASCII)
_MOST_PARTS = 4  # "2 weeks 3 days 1h 30m"
_PART = re.compile(r"(\d{1,4})\s*([^\W\d_]+)|([^\W\d_]+)\s+([^\W\d_]+)|([^\W\d_]+)")
_BETWEEN = re.compile(r"\s*(?:,|and|und|y|و)?\s*")


def length(words: str, today: date) -> Delay | None:
    """A length ("3d", "2 weeks", "1h 30m", "أسبوعين"); None for anything else, for nothing, and for over ten years.

    Days and weeks count by the calendar, and so do months, from today on; hours and minutes as elapsed. "1h30" is a length
    behind "in" or "for" only: alone it is a clock's time. words: tidy already.
    """
    rest = words[found.end() :] if (found := _FOR.match(words)) else words
    said = _BEHIND.sub("", rest[found.end() :] if (found := _THE_NEXT.match(rest)) else rest)
    spoken = _SPOKEN.fullmatch(said) if rest != words else None
    if spoken is not None:
        parts = [(int(spoken[1]), _HOURS), (int(spoken[2]), _MINUTES)]
    else:
        parts = _lengths(said) or (_lengths(said[1:]) if said[:1] in _JOINED else [])
    return _delay(parts, today)


def _delay(parts: list[tuple[int, str]], today: date) -> Delay | None:
    ends = months_on(today, sum(number for number, unit in parts if unit == _MONTHS))
    if ends is None:
        return None
    days = (ends - today).days + sum(number * {_DAYS: 1, _WEEKS: 7}.get(unit, 0) for number, unit in parts)
    minutes = sum(number * {_MINUTES: 1, _HOURS: 60}.get(unit, 0) for number, unit in parts)
    delay = Delay(days, timedelta(minutes=minutes))
    return delay if timedelta(0) < delay.length <= LONGEST_DELAY else None


def _lengths(said: str) -> list[tuple[int, str]]:
    """A few numbers with their units, and nothing else."""
    if said in _ALONE:
        return [_ALONE[said]]
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(said):
        part = _PART.match(said, at)
        told = None if part is None else _told(part)
        if part is None or told is None or len(found) == _MOST_PARTS:
            return []
        found.append(told)
        gap = _BETWEEN.match(said, part.end())
        at = part.end() if gap is None else gap.end()
    return found


def _told(part: re.Match[str]) -> tuple[int, str] | None:
    if part[1] is not None:
        unit = _UNIT_OF.get(part[2])
        return None if unit is None else (int(part[1]), unit)
    if part[3] is not None:
        number, unit = _NUMBER_OF.get(part[3]), _UNIT_OF.get(part[4])
        if number is not None and unit is not None:
            return number, unit
        alone = _ALONE.get(part[3])  # "يوم واحد"
        return alone if alone is not None and _NUMBER_OF.get(part[4]) == alone[0] else None
    return _ALONE.get(part[5])


def number_said(words: str) -> int | None:
    """The one number in a few words ("3", "at most two", "٣"); None where there is none, or several."""
    said = tidy(words) if len(words) <= LONGEST else ""
    digits = re.findall(r"\d+", said, re.ASCII)
    if digits:
        return int(digits[0]) if len(digits) == 1 and len(digits[0]) <= 4 else None
    spelt = {
        _NUMBER_OF[word] for word in re.findall(r"[^\W\d_]+", said) if word in _NUMBER_OF and word not in ("a", "an")
    }
    return spelt.pop() if len(spelt) == 1 else None
