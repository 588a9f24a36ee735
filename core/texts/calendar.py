"""Words for days, dates and parts of days, in the client's language. The parts of day in Spanish and Arabic were made by
machine, for review by a native speaker.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import cast

from core.texts.counting import Unit, spelled, spoken

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_SHORT = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    "ar": _WEEKDAYS["ar"],
}
_PARTS = {
    "en": ("night", "morning", "afternoon", "evening"),
    "de": ("Nacht", "Morgen", "Nachmittag", "Abend"),
    "es": ("noche", "mañana", "tarde", "noche"),
    "ar": ("ليل", "صباح", "ظهيرة", "مساء"),
}
_STARTS = (5, 12, 18, 22)  # hours at which morning, afternoon, evening and night begin
_PROMISE = re.compile(r"(\d{1,3}) (working )?(hour|day|week)s?", re.ASCII)  # as the practice's settings are written
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
           "Dezember"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
           "diciembre"),
    "ar": ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
}  # fmt: skip


def weekday(local: datetime, language: str) -> str:
    """The weekday of a local moment."""
    return _WEEKDAYS.get(_base(language), _WEEKDAYS["en"])[local.weekday()]


def part_of_day(local: datetime, language: str) -> str:
    """night, morning, afternoon or evening."""
    morning, afternoon, evening, night = _STARTS
    if morning <= local.hour < afternoon:
        part = 1
    elif afternoon <= local.hour < evening:
        part = 2
    elif evening <= local.hour < night:
        part = 3
    else:
        part = 0
    return _PARTS.get(_base(language), _PARTS["en"])[part]


def promised(promise: str, language: str) -> str:
    """How soon a therapist answers ("1 working day"), in that language as it stands after "within": up to three in words.
    Any other wording stays as it is.
    """
    found = _PROMISE.fullmatch(promise)
    if found is None:
        return promise
    unit = cast("Unit", f"{found[2] or ''}{found[3]}")
    return spelled(int(found[1]), unit, language)


def weekday_name(number: int, language: str) -> str:
    """The weekday's name; Monday is 0."""
    return _WEEKDAYS[spoken(language)][number]


def month_name(number: int, language: str) -> str:
    """The month's name; January is 1."""
    return _MONTHS[spoken(language)][number - 1]


def dated(day: date, language: str) -> str:
    """A date in words: "28 March 2027"."""
    return f"{day_of_year(day.day, day.month, language)}{' de' if spoken(language) == 'es' else ''} {day.year}"


def day_date_and_time(local: datetime, language: str) -> str:
    """A moment not far from now: "Mon 29 March, 10:00"."""
    tongue = spoken(language)
    comma = "،" if tongue == "ar" else ","
    day = day_of_year(local.day, local.month, tongue)
    return f"{_SHORT[tongue][local.weekday()]} {day}{comma} {local:%H:%M}"


def day_of_year(day: int, month: int, language: str) -> str:
    """The same without its year: "28 March"."""
    link = {"de": ".", "es": " de"}.get(spoken(language), "")
    return f"{day}{link} {month_name(month, language)}"


def clock(moment: time, language: str) -> str:
    """A time of day as it stands after "at" or "between"; Spanish takes its article along."""
    article = ("la " if moment.hour == 1 else "las ") if spoken(language) == "es" else ""
    return f"{article}{moment:%H:%M}"


def _base(language: str) -> str:
    return language.split("-", maxsplit=1)[0]
