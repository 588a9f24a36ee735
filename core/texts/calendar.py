"""Words for days and parts of days, in the client's language."""

from __future__ import annotations

from datetime import datetime

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}
_PARTS = {
    "en": ("night", "morning", "afternoon", "evening"),
    "de": ("Nacht", "Morgen", "Nachmittag", "Abend"),
}
_STARTS = (5, 12, 18, 22)  # hours at which morning, afternoon, evening and night begin


def weekday(local: datetime, language: str) -> str:
    """The weekday of a local moment."""
    return _WEEKDAYS.get(language.split("-", maxsplit=1)[0], _WEEKDAYS["en"])[local.weekday()]


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
    return _PARTS.get(language.split("-", maxsplit=1)[0], _PARTS["en"])[part]
