"""Typed times as moments: "3d", "2 weeks", "until Friday", "tomorrow 18:30", "in 2h"; in four languages at once. Pure.

Nothing here raises on anybody's words: what is not understood, or is over already, is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from unicodedata import category, decimal, normalize
from zoneinfo import ZoneInfo

from core.desk.lengths_words import ALONE, PHRASES
from core.domain.hours import instant, local_date

FURTHEST = timedelta(days=5 * 366)  # further ahead nobody plans: it is a slip of the thumb
_LONGEST = 200  # characters: no time is longer, and nobody's essay is read for one
_LEAP = 8  # years in which every date comes at least once
_MINUTES = {"hour": 60, "minute": 1}
_DAYS = {"day": 1, "week": 7}
_MONTHS_IN_A_YEAR = 12
_NOON = 12
_UNSEEN = "\u0640"  # a stretched Arabic letter is the same letter
_ALIKE = str.maketrans({"ة": "ه", "ى": "ي", _UNSEEN: None, "–": "-", "—": "-"})
_PIECE = re.compile(
    r"(?P<iso>(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d)|(?!\d)))"
    r"|(?P<dotted>(\d{1,2})\. ?(\d{1,2})\.(?:\s?(\d{4}))?(?!\d))"
    r"|(?P<clock>(\d{1,2})[:.](\d{2})(?!\d))"
    r"|(?P<spoken>(\d{1,2})h(\d{2})(?!\d|\s*m))"
    r"|(?P<number>\d{1,4}(?!\d))"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<nothing>[\s,.،'’]+)"
)


class Token(NamedTuple):
    """One word as what it means. value: minutes of the day, an ordinal date, a number, a weekday from Monday, ..."""

    kind: str
    value: int = 0


@dataclass(slots=True)
class _Said:
    """The pieces of a moment, each named at most once."""

    day: Token | None = None
    clock: int | None = None  # minutes of the day
    hour: int | None = None  # said without minutes, or to be read with a part of the day
    part: int | None = None  # the hour that stands for a part of the day
    meridiem: Token | None = None


def length_in(words: str, now: datetime, zone: str) -> datetime | None:
    """When something ends that lasts so long, or until then: "3d", "two weeks", "until 2026-12-01", "bis Freitag".

    Days, weeks and months are calendar ones, at the same time of day; hours and minutes elapse. A day that is named ends
    it as it begins. Aware, UTC, after `now`; None: not understood, over already, or further off than FURTHEST.
    """
    tokens = _tokens(words)
    if not tokens:
        return None
    if tokens[0].kind == "until":
        tokens = tokens[1:]
    elif (lasting := _lasting(tokens, now, zone)) is not None:
        return _ahead(lasting, now)
    found = _named(tokens, now, zone)
    if found is not None:
        return _ahead(found, now)
    said = _read(tokens)
    if said is None or said.day is None or not _is_only_a_day(said):
        return None
    begins = (_instant(day, time(0, 0), zone) for day in _days(said.day, now, zone))
    return next((_ahead(each, now) for each in begins if each is not None and each > now), None)


def moment_in(words: str, now: datetime, zone: str) -> datetime | None:
    """A moment: "now", "18:30" (the next one), "tomorrow 18:30", "Monday at 9", "2026-12-01 18:30", "in 2h".

    zone: whose clock is meant. In a gap it is moved by the gap's length, in a fold it is the first (SPEC 4.1). Aware, UTC,
    `now` or later; None: not understood, over already, or further off than FURTHEST.
    """
    tokens = _tokens(words)
    if not tokens:
        return None
    if tokens == [Token("now")]:
        return now
    if tokens[0].kind == "in":
        found = _lasting(tokens[1:], now, zone)
    else:
        found = _named(tokens, now, zone) or _lasting(tokens, now, zone)
    return None if found is None else _ahead(found, now)


def day_in(words: str, now: datetime, zone: str) -> date | None:
    """A date, and nothing but one: "2026-12-24", "24.12.", "24 December", "yesterday", "Friday" (the next one, or today)."""
    tokens = _tokens(words)
    said = _read(tokens) if tokens else None
    if said is None or said.day is None or not _is_only_a_day(said):
        return None
    today = local_date(now, zone)
    found = _days(said.day, now, zone)
    if said.day.kind in ("offset", "date"):
        return next(iter(found), None)
    return next((day for day in found if day >= today), None)


def folded(words: str) -> str:
    """Small letters, no accents and vowel marks, any script's digits as 0 to 9: what keyboards add or leave out is gone."""
    kept = "".join(each for each in normalize("NFKD", words.casefold()) if category(each) not in ("Mn", "Cf"))
    return "".join(str(decimal(each)) if each.isdecimal() else each for each in kept.translate(_ALIKE)).strip()


# --- words to tokens -----------------------------------------------------------------------------------------------


def _tokens(words: str) -> list[Token] | None:
    """None: there is a word that has no meaning here."""
    said = (
        folded(words[:_LONGEST])
        .replace("p. m.", "pm")
        .replace("p.m.", "pm")
        .replace("a. m.", "am")
        .replace("a.m.", "am")
    )
    pieces: list[Token | str] = []
    place = 0
    while place < len(said):
        found = _PIECE.match(said, place)
        if found is None:
            return None
        place = found.end()
        if found.lastgroup == "nothing":
            continue
        piece = found[0] if found["word"] else _numeric(found)
        if piece is None:
            return None
        pieces.append(piece)
    return None if len(words) > _LONGEST else _meant(pieces)


def _numeric(found: re.Match[str]) -> Token | None:
    if found["iso"]:
        day = _date(int(found[2]), int(found[3]), int(found[4]))
        return None if day is None else Token("date", day.toordinal())
    if found["dotted"]:
        number, month, year = int(found[6]), int(found[7]), found[8]
        if year is None:
            return Token("yearly", month * 100 + number)
        day = _date(int(year), month, number)
        return None if day is None else Token("date", day.toordinal())
    for kind, hour, minute in (("clock", 10, 11), ("spoken", 13, 14)):
        if found[kind]:
            minutes = int(found[hour]) * 60 + int(found[minute])
            return Token(kind, minutes) if int(found[hour]) < 24 and int(found[minute]) < 60 else None
    return Token("number", int(found["number"]))


def _meant(pieces: list[Token | str]) -> list[Token] | None:
    tokens: list[Token] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if isinstance(piece, Token):
            tokens.append(piece)
            place += 1
            continue
        if piece in ALONE and (not tokens or tokens[-1].kind not in ("number", "clock")):
            place += 1  # German "am", which is no English one
            continue
        for length in (4, 3, 2, 1):
            run = pieces[place : place + length]
            words = [each for each in run if isinstance(each, str)]
            meaning = PHRASES.get(" ".join(words)) if len(words) == len(run) == length else None
            if meaning is not None:
                tokens += [Token(*each) for each in meaning]
                place += length
                break
        else:
            return None
    return tokens


# --- lengths -------------------------------------------------------------------------------------------------------


def _lasting(tokens: list[Token], now: datetime, zone: str) -> datetime | None:
    """So long from now on; None where it is no length."""
    months = days = minutes = 0
    count: int | None = None
    for token in tokens:
        if token.kind == "number" and count is None:
            count = token.value
        elif token.kind == "spoken" and count is None:
            minutes += token.value
        elif token.kind == "unit":
            unit, number = _UNITS[token.value], 1 if count is None else count
            months += number if unit == "month" else 0
            days += number * _DAYS.get(unit, 0)
            minutes += number * _MINUTES.get(unit, 0)
            count = None
        else:
            return None
    if count is not None or not (months or days or minutes):
        return None
    return _later(now, zone, months, days, timedelta(minutes=minutes))


_UNITS = ("minute", "hour", "day", "week", "month")


def _later(now: datetime, zone: str, months: int, days: int, elapsed: timedelta) -> datetime | None:
    there = ZoneInfo(zone)
    local = now.astimezone(there)
    try:
        year, month = divmod(local.year * _MONTHS_IN_A_YEAR + local.month - 1 + months, _MONTHS_IN_A_YEAR)
        day = _last(year, month + 1, local.day) + timedelta(days=days)
        begins = now if not (months or days) else instant(day, local.time(), there)
        return begins.astimezone(UTC) + elapsed
    except (ValueError, OverflowError):
        return None


def _last(year: int, month: int, day: int) -> date:
    """That day of the month, or its last."""
    found = next((each for back in range(4) if (each := _date(year, month, day - back)) is not None), None)
    if found is None:
        raise ValueError("no such month")
    return found


# --- moments -------------------------------------------------------------------------------------------------------


def _named(tokens: list[Token], now: datetime, zone: str) -> datetime | None:
    """A day and a time of day, or a time of day alone: the first such moment after now."""
    said = _read(tokens)
    at = None if said is None else _time(said)
    if said is None or at is None:
        return None
    days = _days(said.day or Token("daily"), now, zone)
    return next((each for day in days if (each := _instant(day, at, zone)) is not None and each > now), None)


def _read(tokens: list[Token]) -> _Said | None:
    """None: something stands there twice, or does not belong into a moment."""
    said = _Said()
    place, named = 0, False  # named: "at" has just been said
    while place < len(tokens):
        token, rest = tokens[place], tokens[place + 1 : place + 3]
        used = 1
        if token.kind in ("offset", "weekday", "date", "yearly", "number", "month") and said.day is None:
            found, used = _day_of(token, rest)
            if found is not None:
                said.day, named, place = found, False, place + used
                continue
            used = 1
        follows = rest[0].kind if rest else ""
        if token.kind in ("clock", "spoken") and said.clock is None and said.hour is None:
            said.clock = token.value
        elif token.kind == "number" and said.clock is None and said.hour is None and token.value < 24:
            if not (
                named or said.day is not None or said.part is not None or follows in ("part", "meridiem", "oclock")
            ):
                return None
            said.hour = token.value
        elif token.kind == "part" and said.part is None:
            said.part = token.value
        elif token.kind == "meridiem" and said.meridiem is None and tokens[place - 1].kind in ("number", "clock"):
            said.meridiem = token
        elif token.kind not in ("at", "oclock"):
            return None
        named = token.kind == "at"
        place += used
    return said


def _day_of(token: Token, rest: list[Token]) -> tuple[Token | None, int]:
    """A day, and how many tokens it took; None: none begins here."""
    if token.kind in ("offset", "weekday", "date", "yearly"):
        return token, 1
    pair = {token.kind: token.value} | {each.kind: each.value for each in rest[:1]}
    if set(pair) != {"number", "month"}:
        return None, 0
    if len(rest) > 1 and rest[1].kind == "number" and rest[1].value >= 1000:
        day = _date(rest[1].value, pair["month"], pair["number"])
        return (None, 0) if day is None else (Token("date", day.toordinal()), 3)
    return Token("yearly", pair["month"] * 100 + pair["number"]), 2


def _time(said: _Said) -> time | None:
    """The time of day; with "evening" or "pm" a small hour is a late one."""
    minutes = said.clock if said.clock is not None else None if said.hour is None else said.hour * 60
    if minutes is None:
        return None if said.part is None or said.meridiem is not None else time(said.part)
    hour, minute = divmod(minutes, 60)
    if said.meridiem is not None:
        if hour > _NOON and not said.meridiem.value:  # "um 18:30 am Montag"
            return time(hour, minute)
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if said.meridiem.value else 0)
    elif said.part is not None and said.part > _NOON and hour <= _NOON:
        if hour == _NOON:
            return None  # twelve at night, or at noon? nobody knows
        hour += _NOON
    return time(hour, minute)


def _is_only_a_day(said: _Said) -> bool:
    return said.clock is None and said.hour is None and said.part is None and said.meridiem is None


def _days(day: Token, now: datetime, zone: str) -> list[date]:
    """The dates that are meant, the nearest first."""
    today = local_date(now, zone)
    match day.kind:
        case "daily":
            return [today, today + timedelta(days=1)]
        case "offset":
            return [today + timedelta(days=day.value)]
        case "weekday":
            ahead = (day.value - today.weekday()) % 7
            return [today + timedelta(days=ahead), today + timedelta(days=ahead + 7)]
        case "date":
            return [date.fromordinal(day.value)]
        case _:
            month, number = divmod(day.value, 100)
            found = (_date(today.year + ahead, month, number) for ahead in range(_LEAP + 1))
            return [each for each in found if each is not None]


def _instant(day: date, at: time, zone: str) -> datetime | None:
    try:
        return instant(day, at, ZoneInfo(zone))
    except (ValueError, OverflowError):  # the year 1 or 9999, in a zone beside UTC
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ahead(moment: datetime, now: datetime) -> datetime | None:
    return moment if now < moment <= now + FURTHEST else None
