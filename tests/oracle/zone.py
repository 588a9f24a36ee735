"""A zone as the list of its jumps, read from its TZif file (RFC 9636) without `zoneinfo`'s arithmetic.

A wall time is looked for in every stretch between two jumps: none holds it in a gap, two hold it in a fold.
"""

from __future__ import annotations

import bisect
import re
import struct
import zoneinfo
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

EPOCH = datetime(1970, 1, 1)
LAST_YEAR = 2203  # programmes end with 2199; a delay may reach beyond
AROUND = 50 * 3600  # no clock is further from UTC than this, and no jump longer

_OFFSET = r"[+-]?[0-9]{1,3}(?::[0-9]{2}){0,2}"
_NAME = r"(?:<[^>]+>|[A-Za-z]{3,})"
_DAY = r"(?:M[0-9]{1,2}\.[1-5]\.[0-6]|J[0-9]{1,3}|[0-9]{1,3})"
_RULE = re.compile(
    rf"{_NAME}({_OFFSET})(?:{_NAME}({_OFFSET})?,({_DAY})(?:/({_OFFSET}))?,({_DAY})(?:/({_OFFSET}))?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Jump:
    """The clocks change: at this second of UTC, from this many seconds east of it to that many."""

    at: int
    before: int
    after: int

    @property
    def stand(self) -> datetime:
        """What the clocks show as they are about to change."""
        return EPOCH + timedelta(seconds=self.at + self.before)

    @property
    def length(self) -> timedelta:
        """How far the clocks go forward; negative where they go back."""
        return timedelta(seconds=self.after - self.before)


@dataclass(frozen=True)
class Zone:
    """All jumps of one zone, and the offset before the first."""

    name: str
    first: int
    jumps: tuple[Jump, ...]
    _ats: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ats", [jump.at for jump in self.jumps])

    def offset(self, second: int) -> int:
        """Seconds east of UTC at a second of UTC."""
        before = bisect.bisect_right(self._ats, second)
        return self.jumps[before - 1].after if before else self.first

    def shown(self, utc: datetime) -> datetime:
        """What the clock on the wall shows at an instant."""
        moment = utc.replace(tzinfo=None)
        return moment + timedelta(seconds=self.offset((moment - EPOCH) // timedelta(seconds=1)))

    def instant(self, wall: datetime) -> datetime:
        """The first instant at which the clock shows this; in a gap, as if the clock had not been put forward yet."""
        second = (wall - EPOCH) // timedelta(seconds=1)
        low, high = second - AROUND, second + AROUND
        near = self.jumps[bisect.bisect_left(self._ats, low) : bisect.bisect_right(self._ats, high)]
        begins = [low, *(jump.at for jump in near)]
        ends = [*(jump.at for jump in near), high]
        offsets = [self.offset(low), *(jump.after for jump in near)]
        found = [
            second - offset
            for begin, end, offset in zip(begins, ends, offsets, strict=True)
            if begin <= second - offset < end
        ]
        if not found:
            found = [second - jump.before for jump in near if jump.at + jump.before <= second < jump.at + jump.after]
        return (EPOCH + timedelta(seconds=min(found))).replace(tzinfo=UTC)

    def had(self, day: date) -> bool:
        """Whether the clock showed this date at any time at all."""
        midnight = (datetime(day.year, day.month, day.day) - EPOCH) // timedelta(seconds=1)
        next_midnight = midnight + 86_400
        # It did, unless one jump leaps over all of it.
        return not any(
            jump.at + jump.before <= midnight and next_midnight <= jump.at + jump.after for jump in self.jumps
        )

    def between(self, first: date, last: date) -> list[Jump]:
        """The jumps from one date to another, in UTC, both included."""
        low, high = (_seconds(each) for each in (first, last + timedelta(days=1)))
        return [jump for jump in self.jumps if low <= jump.at < high]


@cache
def read_zone(name: str) -> Zone:
    """The zone of this name, from the very file that `zoneinfo` reads."""
    return Zone(name, *_parse(_file(name)))


def _file(name: str) -> bytes:
    for folder in zoneinfo.TZPATH:
        path = Path(folder, name)
        if path.is_file():
            return path.read_bytes()
    return resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()


@cache  # many names share one file
def _parse(data: bytes) -> tuple[int, tuple[Jump, ...]]:
    header = struct.Struct(">4sc15x6l")

    def block(at: int, width: int) -> tuple[int, int, int, int]:  # where it begins and ends, its times and types
        _, _, is_ut, is_std, leaps, times, types, letters = header.unpack_from(data, at)
        begin = at + header.size
        return (
            begin,
            begin + times * (width + 1) + types * 6 + letters + leaps * (width + 4) + is_std + is_ut,
            times,
            types,
        )

    assert data[:4] == b"TZif", "not a zone's file"
    assert data[4:5] >= b"2", "only the first form, without a rule for later years"
    _, second, _, _ = block(0, 4)
    begin, end, times, types = block(second, 8)
    ats = struct.unpack_from(f">{times}q", data, begin)
    kinds = struct.unpack_from(f">{times}B", data, begin + times * 8)
    offsets = [struct.unpack_from(">lBB", data, begin + times * 9 + n * 6)[0] for n in range(types)]
    rule = data[end:].decode("ascii").strip("\n")

    moves = [(at, offsets[kind]) for at, kind in zip(ats, kinds, strict=True)]
    since = moves[-1][0] if moves else _seconds(date(1900, 1, 1))
    moves += [move for move in _forever(rule, (EPOCH + timedelta(seconds=since)).year) if move[0] > since]
    now = offsets[0] if times or not rule else -_length(_RULE.fullmatch(rule)[1])
    jumps: list[Jump] = []
    first = now
    for at, offset in moves:
        if offset != now:
            jumps.append(Jump(at, now, offset))
            now = offset
    return first, tuple(jumps)


def _forever(rule: str, year: int) -> list[tuple[int, int]]:
    if not rule:
        return []
    found = _RULE.fullmatch(rule)
    assert found, f"a rule of another kind: {rule}"
    usual, summer, begin, begin_at, end, end_at = found.groups()
    if begin is None:
        return []
    base = -_length(usual)
    moved = base + 3600 if summer is None else -_length(summer)
    moves: list[tuple[int, int]] = []
    for each in range(year - 1, LAST_YEAR + 1):
        moves.append((_seconds(_on(begin, each)) + _length(begin_at or "2") - base, moved))
        moves.append((_seconds(_on(end, each)) + _length(end_at or "2") - moved, base))
    return sorted(moves)


def _on(words: str, year: int) -> date:
    new_year = date(year, 1, 1)
    if words[0] == "J":  # 1 to 365, 29 February never counted
        return (date(2001, 1, 1) + timedelta(days=int(words[1:]) - 1)).replace(year=year)
    if words[0] != "M":
        return new_year + timedelta(days=int(words))
    month, week, weekday = (int(part) for part in words[1:].split("."))  # Sunday is 0
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (week - 1))
    return day if day.month == month else day - timedelta(days=7)  # the fifth is the last


def _length(words: str) -> int:
    hours, minutes, seconds = (int(part) for part in [*words.lstrip("+-").split(":"), "0", "0"][:3])
    length = hours * 3600 + minutes * 60 + seconds
    return -length if words.startswith("-") else length


def _seconds(day: date) -> int:
    return (day - EPOCH.date()) // timedelta(seconds=1)
