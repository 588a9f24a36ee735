"""Times as people write them: a clock's time, a length, a day, in four languages and any digits. Pure; nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from core.desk.day_words import WEEKDAY_OF, tidied, tidy
from core.prompts.fields import LONGEST_DELAY, Delay
from core.texts.calendar import month_name

_LONGEST = 60  # characters of a text that is looked at
_LANGUAGES = ("en", "de", "es", "ar")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote about a time. at: the times of day that it can mean, two where only half of it was said ("8").

    evening: "this evening", without a time. Of day and at, either may stand alone; a length stands for itself.
    """

    day: date | None = None
    at: tuple[time, ...] = ()
    length: Delay | None = None
    evening: bool = False


def when(words: str, today: date) -> Said | None:
    """What these words say about a time, and nothing else; None where they say something else, too."""
    said = tidy(words) if len(words) <= _LONGEST else ""
    found = length(said) if said else None
    if not said or found is not None:
        return Said(length=found) if said else None
    pieces = [piece for piece in re.split(r"[\s,]+", said) if piece]
    pieces = pieces[1:] if len(pieces) > 1 and pieces[0] in _UNTIL else pieces
    if words.rstrip().endswith(".") and (day := _dotted(" ".join(pieces), today)) is not None:
        return Said(day)  # "1.12." is a date where "1.12" can be a time
    for at in range(len(pieces) + 1):  # the day first, or the time first
        one, other = " ".join(pieces[:at]), " ".join(pieces[at:])
        told = _both(one, other, today) or _both(other, one, today)
        if told is not None:
            return told
    return None


def _both(day_said: str, time_said: str, today: date) -> Said | None:
    """The one as a day, the other as a time of day; either may be left out."""
    day = day_named(day_said, today) if day_said else None
    times = clock(time_said) if time_said else ()
    evening = time_said in _EVENING
    understood = (day is not None) == bool(day_said) and (bool(times) or evening) == bool(time_said)
    return Said(day, times, evening=evening) if understood else None


# --- a time of day ----------------------------------------------------------------------------------------------------
_MORNING = (
    "am", "a.m", "a m", "in the morning", "morgens", "fruh", "vormittags", "de la manana", "de la madrugada", "ص", "صباحا", "في الصباح",
)  # fmt: skip
_AFTERNOON = (
    "pm", "p.m", "p m", "in the afternoon", "in the evening", "nachmittags", "abends", "de la tarde", "م", "مساء", "بعد الظهر", "عصرا",
)  # fmt: skip
_NIGHT = ("at night", "nachts", "de la noche", "ليلا")
_NAMED = {
    "noon": time(12), "midday": time(12), "mittag": time(12), "mittags": time(12), "mediodia": time(12), "a mediodia": time(12),
    "الظهر": time(12), "ظهرا": time(12), "midnight": time(0), "mitternacht": time(0), "medianoche": time(0), "منتصف الليل": time(0),
}  # fmt: skip
_MARKS = "|".join(re.escape(mark) for mark in sorted((*_MORNING, *_AFTERNOON, *_NIGHT), key=len, reverse=True))
_CLOCK = re.compile(
    r"(?:(?:at|um|gegen|ab|a las?|las?|الساعه|في الساعه|في)\s+)?"
    r"(?P<hour>\d{1,2})(?:(?:\s*[:.h,]\s*|\s*uhr\s*)(?P<minute>\d{2}))?"
    rf"(?P<whole>\s*(?:uhr|h|horas?|o'clock))?\s*(?P<mark>{_MARKS})?",
    re.ASCII,
)
_FOUR_DIGITS = re.compile(r"([01]\d|2[0-3])([0-5]\d)", re.ASCII)


def clock(words: str) -> tuple[time, ...]:
    """The times of day that a clock's time can mean: one, or two where nobody said which half; () for anything else.

    words: tidy already.
    """
    named = _NAMED.get(words)
    if named is not None:
        return (named,)
    four = _FOUR_DIGITS.fullmatch(words)
    if four is not None:
        return (time(int(four[1]), int(four[2])),)
    found = _CLOCK.fullmatch(words)
    if found is None:
        return ()
    hour, minute, mark = int(found["hour"]), int(found["minute"] or 0), found["mark"] or ""
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return ()
    if mark and 1 <= hour <= 12:
        return (time(_marked(hour, mark), minute),)
    if not mark and 1 <= hour <= 12 and not found["hour"].startswith("0") and "uhr" not in words:
        return (time(hour % 24, minute), time((hour + 12) % 24, minute))
    return (time(hour % 24, minute),)


def _marked(hour: int, mark: str) -> int:
    if mark in _MORNING:
        return hour % 12
    if mark in _AFTERNOON:
        return hour % 12 + 12
    return hour % 12 + 12 if 5 <= hour < 12 else hour % 12  # "nachts um 11" is late, "nachts um 2" early


# --- a length ---------------------------------------------------------------------------------------------------------
NUMBERS = {
    1: ("one", "a", "an", "ein", "eine", "einen", "einer", "eins", "un", "una", "uno", "واحد", "واحده"),
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
_NUMBER_OF = {tidy(word): number for number, words in NUMBERS.items() for word in words}
_MINUTES, _HOURS, _DAYS, _WEEKS, _MONTHS = "minutes", "hours", "days", "weeks", "months"
_UNITS = {
    _MINUTES: ("m", "min", "mins", "minute", "minutes", "minuten", "minuto", "minutos", "دقيقه", "دقائق"),
    _HOURS: ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "hora", "horas", "ساعه", "ساعات"),
    _DAYS: ("d", "day", "days", "t", "tag", "tage", "tagen", "dia", "dias", "يوم", "يوما", "ايام"),
    _WEEKS: ("w", "week", "weeks", "woche", "wochen", "semana", "semanas", "sem", "اسبوع", "اسبوعا", "اسابيع"),
    _MONTHS: ("month", "months", "monat", "monate", "monaten", "mes", "meses", "شهر", "شهرا", "اشهر", "شهور"),
}
_UNIT_OF = {tidy(word): unit for unit, words in _UNITS.items() for word in words}
_HOLDING = {  # words that hold their number
    "دقيقه": (1, _MINUTES), "دقيقتين": (2, _MINUTES), "دقيقتان": (2, _MINUTES), "ساعه": (1, _HOURS), "ساعتين": (2, _HOURS),
    "ساعتان": (2, _HOURS), "يوم": (1, _DAYS), "يومين": (2, _DAYS), "يومان": (2, _DAYS), "اسبوع": (1, _WEEKS),
    "اسبوعين": (2, _WEEKS), "اسبوعان": (2, _WEEKS), "شهر": (1, _MONTHS), "شهرين": (2, _MONTHS), "شهران": (2, _MONTHS),
    "half an hour": (30, _MINUTES), "halbe stunde": (30, _MINUTES), "eine halbe stunde": (30, _MINUTES),
    "einer halben stunde": (30, _MINUTES), "media hora": (30, _MINUTES), "نصف ساعه": (30, _MINUTES),
}  # fmt: skip
_ALONE = {tidy(word): told for word, told in _HOLDING.items()}
_BEFORE = re.compile(r"(?:in|for|fur|fuer|en|dentro de|durante|por|nach|بعد|لمده|مده|خلال)\s+")
_JOINED_BEFORE = re.compile(r"[لب](?=\S)")  # Arabic writes "for" and "in" with the word
_PART = re.compile(r"(\d{1,4})\s*([^\W\d_]+)|([^\W\d_]+)\s+([^\W\d_]+)|([^\W\d_]+)")
_BETWEEN = re.compile(r"\s*(?:,|and|und|y|و)?\s*")


def length(words: str) -> Delay | None:
    """A length ("3d", "2 weeks", "1h 30m", "أسبوعين"); None for anything else, for nothing, and for over ten years.

    Days, weeks and months (of thirty days) count by the calendar, hours and minutes as elapsed. words: tidy already.
    """
    said = _BEFORE.sub("", words, count=1) if _BEFORE.match(words) else words
    found = _lengths(said) or _lengths(_JOINED_BEFORE.sub("", said, count=1) if _JOINED_BEFORE.match(said) else "")
    if not found:
        return None
    days = sum(number * {_DAYS: 1, _WEEKS: 7, _MONTHS: 30}.get(unit, 0) for number, unit in found)
    minutes = sum(number * {_MINUTES: 1, _HOURS: 60}.get(unit, 0) for number, unit in found)
    delay = Delay(days, timedelta(minutes=minutes))
    return delay if timedelta(0) < delay.length <= LONGEST_DELAY else None


def _lengths(said: str) -> list[tuple[int, str]]:
    """One or two numbers with their units, and nothing else."""
    if said in _ALONE:
        return [_ALONE[said]]
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(said):
        part = _PART.match(said, at)
        told = None if part is None else _told(part)
        if part is None or told is None or len(found) == 2:
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
    said = tidy(words) if len(words) <= _LONGEST else ""
    digits = re.findall(r"\d+", said, re.ASCII)
    if digits:
        return int(digits[0]) if len(digits) == 1 and len(digits[0]) <= 4 else None
    spelt = {
        _NUMBER_OF[word] for word in re.findall(r"[^\W\d_]+", said) if word in _NUMBER_OF and word not in ("a", "an")
    }
    return spelt.pop() if len(spelt) == 1 else None


# --- a day ------------------------------------------------------------------------------------------------------------
_UNTIL = tidied(("until", "till", "til", "bis", "hasta", "حتى", "إلى", "لغاية"))
_EVENING = tidied((
    "tonight", "this evening", "evening", "heute abend", "abend", "abends", "esta tarde", "esta noche", "por la noche", "المساء",
    "هذا المساء", "مساء", "اليوم مساء", "الليلة",
))  # fmt: skip
_TODAY = tidied(("today", "heute", "hoy", "اليوم"))
_TOMORROW = tidied(("tomorrow", "morgen", "mañana", "غدا", "بكرة"))
_AFTER_TOMORROW = tidied((
    "the day after tomorrow", "day after tomorrow", "übermorgen", "uebermorgen", "pasado mañana", "بعد غد",
))  # fmt: skip
_ON = re.compile(
    r"(?:on|the|next|this|am|dem|den|zum|der|nachsten|naechsten|kommenden|diesen|el|la|proximo|este|يوم|القادم)\s+"
)
_NEXT = re.compile(r"\s+(?:القادم|المقبل|que viene)$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})(?:\.\s*(\d{4})?)?", re.ASCII)
_MONTHS_WHOLE = {tidy(month_name(number, tag)): number for tag in _LANGUAGES for number in range(1, 13)}
_MONTHS_SHORT = {name[:3]: number for name, number in _MONTHS_WHOLE.items() if name.isascii()}
_MONTH_OF = {**_MONTHS_SHORT, **_MONTHS_WHOLE, "sept": 9, "maerz": 3}
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]+)\.?(?:\s+(?:de\s+|del\s+)?(\d{4}))?"
)
_MONTH_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s+(\d{4}))?")


def day_named(words: str, today: date) -> date | None:
    """The day that these words name, reckoned from today: a weekday is the next one. None for anything else.

    words: tidy already.
    """
    if words in _TODAY:
        return today
    if words in _TOMORROW:
        return _plus(today, 1)
    if words in _AFTER_TOMORROW:
        return _plus(today, 2)
    said = _NEXT.sub("", words)
    for _ in range(2):  # "am kommenden Montag", "el próximo lunes"
        said = _ON.sub("", said, count=1) if _ON.match(said) else said
    weekday = WEEKDAY_OF.get(said)
    if weekday is not None:
        return _plus(today, (weekday - today.weekday() - 1) % 7 + 1)
    return _dated(said, today)


def _dated(said: str, today: date) -> date | None:
    if (iso := _ISO.fullmatch(said)) is not None:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if (dotted := _dotted(said, today)) is not None:
        return dotted
    if (named := _DAY_MONTH.fullmatch(said)) is not None and named[2] in _MONTH_OF:
        return _in_year(named[3], _MONTH_OF[named[2]], int(named[1]), today)
    if (named := _MONTH_DAY.fullmatch(said)) is not None and named[1] in _MONTH_OF:
        return _in_year(named[3], _MONTH_OF[named[1]], int(named[2]), today)
    return None


def _dotted(said: str, today: date) -> date | None:
    found = _DOTTED.fullmatch(said)
    return None if found is None else _in_year(found[3], int(found[2]), int(found[1]), today)


def _in_year(year: str | None, month: int, day: int, today: date) -> date | None:
    """Without a year it is the next one to come."""
    if year is not None:
        return _date(int(year), month, day)
    years: Iterable[int] = range(today.year, min(today.year + 9, date.max.year))  # 29 February may be eight years away
    found = (_date(each, month, day) for each in years)
    return next((each for each in found if each is not None and each > today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plus(day: date, days: int) -> date | None:
    return day + days * _DAY if (date.max - day).days >= days else None
