"""Words for days, parts of days and spans of time, in the client's language. The parts of day in Spanish and Arabic and
the spans but for English were made by machine, for review by a native speaker.
"""

from __future__ import annotations

import re
from datetime import datetime

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_PARTS = {
    "en": ("night", "morning", "afternoon", "evening"),
    "de": ("Nacht", "Morgen", "Nachmittag", "Abend"),
    "es": ("noche", "mañana", "tarde", "noche"),
    "ar": ("ليل", "صباح", "ظهيرة", "مساء"),
}
_STARTS = (5, 12, 18, 22)  # hours at which morning, afternoon, evening and night begin
_PROMISE = re.compile(r"(\d{1,3}) (working )?(hour|day|week)s?", re.ASCII)  # as the practice's settings are written
# One and several of each, as they stand after "innerhalb von" and "en un plazo de".
_GERMAN_SPANS = {
    ("hour", False): ("Stunde", "Stunden"),
    ("day", False): ("Tag", "Tagen"),
    ("week", False): ("Woche", "Wochen"),
    ("hour", True): ("Arbeitsstunde", "Arbeitsstunden"),
    ("day", True): ("Werktag", "Werktagen"),
    ("week", True): ("Arbeitswoche", "Arbeitswochen"),
}
_SPANISH_SPANS = {
    ("hour", False): ("hora", "horas"),
    ("day", False): ("día", "días"),
    ("week", False): ("semana", "semanas"),
    ("hour", True): ("hora laborable", "horas laborables"),
    ("day", True): ("día laborable", "días laborables"),
    ("week", True): ("semana laborable", "semanas laborables"),
}
# One, two, three to ten, eleven and more, as they stand after "خلال"; from three on the number goes before them.
_ARABIC_SPANS = {
    ("hour", False): ("ساعة واحدة", "ساعتين", "ساعات", "ساعة"),
    ("day", False): ("يوم واحد", "يومين", "أيام", "يومًا"),
    ("week", False): ("أسبوع واحد", "أسبوعين", "أسابيع", "أسبوعًا"),
    ("hour", True): ("ساعة عمل واحدة", "ساعتي عمل", "ساعات عمل", "ساعة عمل"),
    ("day", True): ("يوم عمل واحد", "يومي عمل", "أيام عمل", "يوم عمل"),
    ("week", True): ("أسبوع عمل واحد", "أسبوعي عمل", "أسابيع عمل", "أسبوع عمل"),
}


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
    """How soon a therapist answers ("1 working day"), in that language as it stands after "within"; any other wording
    stays as it is.
    """
    found = _PROMISE.fullmatch(promise)
    if found is None:
        return promise
    number, kind = int(found[1]), (found[3], bool(found[2]))
    match _base(language):
        case "de":
            return f"{number} {_GERMAN_SPANS[kind][number != 1]}"
        case "es":
            return f"{number} {_SPANISH_SPANS[kind][number != 1]}"
        case "ar":
            return _arabic(number, _ARABIC_SPANS[kind])
        case _:
            return promise


def _arabic(number: int, forms: tuple[str, str, str, str]) -> str:
    one, two, few, many = forms
    if number in (1, 2):
        return (one, two)[number - 1]
    return f"{number} {few if 3 <= number % 100 <= 10 else many}"


def _base(language: str) -> str:
    return language.split("-", maxsplit=1)[0]
