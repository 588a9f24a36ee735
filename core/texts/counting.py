"""Numbers with their nouns, lists and ordinals, each language by its own grammar. All but English was made by machine,
for review by a native speaker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Unit = Literal[
    "minute", "hour", "day", "week", "working hour", "working day", "working week", "random time", "equal part"
]
_FEWEST_IN_A_RUN = 3  # "days 1 to 3", but "days 1 and 2"

_ENGLISH: dict[Unit, tuple[str, str]] = {
    "minute": ("minute", "minutes"),
    "hour": ("hour", "hours"),
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "working hour": ("working hour", "working hours"),
    "working day": ("working day", "working days"),
    "working week": ("working week", "working weeks"),
    "random time": ("random time", "random times"),
    "equal part": ("equal part", "equal parts"),
}
# In the dative, as they stand after "nach", "innerhalb von", "bis zu" and "zu".
_GERMAN: dict[Unit, tuple[str, str]] = {
    "minute": ("Minute", "Minuten"),
    "hour": ("Stunde", "Stunden"),
    "day": ("Tag", "Tagen"),
    "week": ("Woche", "Wochen"),
    "working hour": ("Arbeitsstunde", "Arbeitsstunden"),
    "working day": ("Werktag", "Werktagen"),
    "working week": ("Arbeitswoche", "Arbeitswochen"),
    "random time": ("zufälligen Zeit", "zufälligen Zeiten"),
    "equal part": ("gleichen Teil", "gleichen Teilen"),
}
_SPANISH: dict[Unit, tuple[str, str]] = {
    "minute": ("minuto", "minutos"),
    "hour": ("hora", "horas"),
    "day": ("día", "días"),
    "week": ("semana", "semanas"),
    "working hour": ("hora laborable", "horas laborables"),
    "working day": ("día laborable", "días laborables"),
    "working week": ("semana laborable", "semanas laborables"),
    "random time": ("momento al azar", "momentos al azar"),
    "equal part": ("parte igual", "partes iguales"),
}
# One, two, three to ten, eleven and more, in the genitive; from three on the number goes before them.
_ARABIC: dict[Unit, tuple[str, str, str, str]] = {
    "minute": ("دقيقة واحدة", "دقيقتين", "دقائق", "دقيقة"),
    "hour": ("ساعة واحدة", "ساعتين", "ساعات", "ساعة"),
    "day": ("يوم واحد", "يومين", "أيام", "يومًا"),
    "week": ("أسبوع واحد", "أسبوعين", "أسابيع", "أسبوعًا"),
    "working hour": ("ساعة عمل واحدة", "ساعتي عمل", "ساعات عمل", "ساعة عمل"),
    "working day": ("يوم عمل واحد", "يومي عمل", "أيام عمل", "يوم عمل"),
    "working week": ("أسبوع عمل واحد", "أسبوعي عمل", "أسابيع عمل", "أسبوع عمل"),
    "random time": ("وقت عشوائي واحد", "وقتين عشوائيين", "أوقات عشوائية", "وقتًا عشوائيًا"),
    "equal part": ("جزء واحد", "جزأين متساويين", "أجزاء متساوية", "جزءًا متساويًا"),
}
# One to three in words; German in the dative, two forms where the noun decides: masculine, feminine.
_WORDS = {
    "en": (("one", "one"), ("two", "two"), ("three", "three")),
    "de": (("einem", "einer"), ("zwei", "zwei"), ("drei", "drei")),
    "es": (("un", "una"), ("dos", "dos"), ("tres", "tres")),
    "ar": (("", ""), ("", ""), ("ثلاثة", "ثلاث")),  # one and two lie in the noun
}
_FEMININE: dict[str, tuple[Unit, ...]] = {
    "de": ("minute", "hour", "week", "working hour", "working week", "random time"),
    "es": ("hour", "week", "working hour", "working week", "equal part"),
    "ar": ("minute", "hour", "working hour"),
}
_EVERY_ONE: dict[str, dict[Unit, str]] = {
    "en": {"minute": "every minute", "hour": "every hour", "day": "every day", "week": "every week"},
    "de": {"minute": "jede Minute", "hour": "jede Stunde", "day": "jeden Tag", "week": "jede Woche"},
    "es": {"minute": "cada minuto", "hour": "cada hora", "day": "cada día", "week": "cada semana"},
    "ar": {"minute": "كل دقيقة", "hour": "كل ساعة", "day": "كل يوم", "week": "كل أسبوع"},
}
_EVERY = {"en": "every", "de": "alle", "es": "cada", "ar": "كل"}
_TO = {"en": "to", "de": "bis", "es": "a", "ar": "إلى"}
_AND = {"en": "and", "de": "und", "es": "y", "ar": "و"}
_OR = {"en": "or", "de": "oder", "es": "o", "ar": "أو"}
_SOUNDS_LIKE_I = re.compile(r"\W*h?[ií](?!e)", re.IGNORECASE)  # "y" before it becomes "e"
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def counted(number: int, unit: Unit, language: str) -> str:
    """A number with its noun ("1 hour", "20 hours"), as it stands after "after" and "within"."""
    match spoken(language):
        case "de":
            return f"{number} {_GERMAN[unit][number != 1]}"
        case "es":
            return f"{number} {_SPANISH[unit][number != 1]}"
        case "ar":
            one, two, few, many = _ARABIC[unit]
            if number in (1, 2):
                return (one, two)[number - 1]
            return f"{number} {few if 3 <= number % 100 <= 10 else many}"
        case _:
            return f"{number} {_ENGLISH[unit][number != 1]}"


def spelled(number: int, unit: Unit, language: str) -> str:
    """The same with one, two and three in words ("one hour"), as a sentence has it."""
    tongue = spoken(language)
    told = counted(number, unit, tongue)
    if not 1 <= number <= len(_WORDS[tongue]):
        return told
    word = _WORDS[tongue][number - 1][unit in _FEMININE.get(tongue, ())]
    return told.replace(str(number), word, 1) if word else told


def every(number: int, unit: Literal["minute", "hour", "day", "week"], language: str) -> str:
    """How often in a row: "every day", "every 2 days"."""
    tongue = spoken(language)
    if number == 1:
        return _EVERY_ONE[tongue][unit]
    several = f"{number} Tage" if (tongue, unit) == ("de", "day") else counted(number, unit, tongue)
    return f"{_EVERY[tongue]} {several}"


def listed(items: Sequence[str], language: str, *, by: Literal["and", "or"] = "and") -> str:
    """Items as one says them: "a", "a and b", "a, b and c"."""
    tongue = spoken(language)
    word = (_AND if by == "and" else _OR)[tongue]
    if tongue == "ar":
        return (" و" if by == "and" else f" {word} ").join(items)
    if len(items) < 2:
        return "".join(items)
    if (tongue, by) == ("es", "and") and _SOUNDS_LIKE_I.match(items[-1]):
        word = "e"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def runs(numbers: Sequence[int], language: str, *, ordinal: bool = False) -> list[str]:
    """Whole numbers as the items of a list, three and more in a row as one: 1, 2, 3, 4, 7 -> "1 to 4", "7".

    ordinal: as days of a month ("1st", "1.").
    """
    tongue = spoken(language)
    rows: list[list[int]] = []
    for number in sorted(set(numbers)):
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    told: list[str] = []
    for row in rows:
        names = [nth(number, tongue) if ordinal else str(number) for number in row]
        told += [f"{names[0]} {_TO[tongue]} {names[-1]}"] if len(row) >= _FEWEST_IN_A_RUN else names
    return told


def nth(number: int, language: str) -> str:
    """A day of the month as it is said in the language."""
    match spoken(language):
        case "en":
            teen = number % 100 in (11, 12, 13)
            return f"{number}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"
        case "de":
            return f"{number}."
        case _:
            return str(number)


def spoken(language: str) -> str:
    """The language of these words: the one asked for, or its base, or English."""
    base = language.split("-", maxsplit=1)[0]
    return base if base in _EVERY else "en"
