"""Quiet hours as people write and read them."""

from __future__ import annotations

import re
from datetime import time
from unicodedata import decimal

from core.prompts.labels import simplified
from core.texts.say import plain

_NEVER = {simplified(word) for word in ("never", "none", "off", "no", "nie", "keine", "nunca", "ninguna", "أبدا", "لا")}
_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to|bis|a|إلى|الى)\s*(\d{1,2})(?:[:.](\d{2}))?")
_HOURS_AMONG = re.compile(rf"(?<!\S)(?:{_HOURS.pattern})(?!\S)")


def quiet_hours(words: str) -> str | None:
    """Two hours as somebody wrote them, as they are kept: "22-8" -> "22:00-08:00"; "" for never; None: not understood."""
    plainly = "".join(str(decimal(each)) if each.isdecimal() else each for each in words.strip().casefold())
    if simplified(plainly) in _NEVER:
        return ""
    found = _HOURS.fullmatch(plainly)
    if found is None:
        return None
    try:
        start = time(int(found[1]) % 24 if int(found[1]) <= 24 else 99, int(found[2] or 0))
        end = time(int(found[3]) % 24 if int(found[3]) <= 24 else 99, int(found[4] or 0))
    except ValueError:
        return None
    return None if start == end else f"{start:%H:%M}-{end:%H:%M}"


def hours_in(words: str) -> tuple[str | None, str]:
    """Two hours that stand among other words, as they are kept, and the other words; None where there are none."""
    for found in _HOURS_AMONG.finditer(words):
        quiet = quiet_hours(found[0])
        if quiet is not None:
            return quiet, f"{words[: found.start()]} {words[found.end() :]}"
    return None, words


def told_quiet(quiet: str, language: str) -> str:
    """Quiet hours as they are read: "22:00 to 08:00", or "never"."""
    if not quiet:
        return plain("quiet_none", language)
    start, end = quiet.split("-")
    return plain("quiet_span", language, start=start, end=end)
