"""What an author probably meant by a value in the wrong form, as it would be written in the file; "" where nobody can say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY: Mapping[str, str] = {
    "week": "{weeks: 1}", "weekly": "{weeks: 1}", "daily": "day", "monthly": "month", "weekdays": "weekday",
    "fortnight": "{weeks: 2}", "fortnightly": "{weeks: 2}",
}  # fmt: skip
_STRENGTHS: Mapping[str, str] = {"gentle": "1", "personal": "2", "strong": "3"}
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h ]([0-5][0-9]))?\s*h?\s*(am|pm|a\.m\.|p\.m\.|uhr)?", re.IGNORECASE)
_DOTTED = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l"})


def time_meant(value: Any) -> str:
    """7:30, 7.30, 19h30, 7 pm, 19 Uhr -> the time in quotes."""
    if isinstance(value, float):
        words = f"{value:.2f}" if value == round(value, 2) else ""
    else:
        words = str(value).strip() if isinstance(value, str) else ""
    found = _CLOCK.fullmatch(words)
    if found is None or (found[2] is None and found[3] is None and not words.lower().endswith("h")):
        return ""
    hour, half = int(found[1]), (found[3] or "").lower()[:1]
    if half in ("a", "p"):
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "p" else 0)
    return f'"{hour:02}:{found[2] or "00"}"' if hour < 24 else ""


def date_meant(value: Any) -> str:
    """28.03.2027, 2027/3/28 -> the date in quotes. 3/4/2027 is two dates, so neither is offered."""
    words = value.strip() if isinstance(value, str) else ""
    if found := _DOTTED.fullmatch(words):
        year, month, day = int(found[3]), int(found[2]), int(found[1])
    elif found := _YEAR_FIRST.fullmatch(words):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        return ""
    try:
        meant = date(year, month, day).isoformat()
    except ValueError:
        return ""
    return "" if meant == words else f'"{meant}"'


def id_meant(value: str, *, longest: int) -> str:
    """`Writing/A cup` -> writing/a-cup."""
    lower = unicodedata.normalize("NFKD", value.strip().casefold().translate(_LETTERS))
    kept = "".join(c for c in lower if not unicodedata.combining(c))
    parts = [re.sub(r"[^a-z0-9]+", "-", part).strip("-") for part in re.split(r"\s*[/\\]\s*", kept)]
    meant = "/".join(part for part in parts if part)
    return meant if meant != value and len(meant) <= longest else ""


def number_meant(key: str, value: Any) -> str:
    """`5 min`, `“5”` -> 5; an intensity by its name."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if not isinstance(value, str):
        return ""
    if key == "intensity" and value.strip().casefold() in _STRENGTHS:
        return _STRENGTHS[value.strip().casefold()]
    found = re.fullmatch(r"\W*([0-9]{1,4})\W*(?:m|min|minutes?|days?)?\W*", value)
    return found[1] if found else ""


def list_meant(value: Any) -> str:
    """One word where a list belongs, or several with commas; `0-10`."""
    words = value.strip() if isinstance(value, str) else ""
    if found := re.fullmatch(r"([0-9]+) ?(?:-|–|to) ?([0-9]+)", words):
        return f"[{found[1]}, {found[2]}]"
    return f"[{words}]" if re.fullmatch(r"[\w/-]+(?:, *[\w/-]+)*", words) and len(words) <= 60 else ""


def truth_meant(value: Any) -> str:
    """Yes and no are words here; true and false are what they stand for."""
    words = str(value).strip().casefold()
    return (
        "true"
        if words in ("yes", "on", "y", "1", "ja", "sí")
        else "false"
        if words in ("no", "off", "n", "0", "nein")
        else ""
    )


def rhythm_meant(value: str, *, in_list: bool) -> str:
    """`monday` -> [mon]; `2 days` -> {days: 2}; `weekly` -> {weeks: 1}."""
    words = value.strip().casefold()
    named = [word[:3] for word in re.split(r"[,\s/&+]+|\band\b", words) if word and word != "and"]
    if named and all(word in _WEEKDAYS for word in named):
        return named[0] if in_list else f"[{', '.join(named)}]"
    if in_list:
        return ""
    if found := re.fullmatch(r"(?:every )?([0-9]{1,3}) ?(day|week)s?", words):
        return f"{{{found[2]}s: {int(found[1])}}}"
    return _EVERY.get(words, "")
