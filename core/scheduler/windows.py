"""Random moments inside a window: drawn by a seed, at least a gap apart, clipped by quiet hours first (SPEC 4.2, 4.3). Pure."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.domain.hours import instant
from core.prompts.programme import Step

_DAY = timedelta(days=1)
_TRIES = 64  # draws for one window of blocks before blocks are drawn one after another
_TWO_64 = 2**64

Piece = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing is sent, as wall times; over midnight where `end` is not after `start`."""

    start: time
    end: time


def moments(
    step: Step,
    day: date,
    zone: ZoneInfo,
    seed: bytes,
    quiet: Quiet | None,
    *,
    since: datetime | None = None,
) -> list[datetime]:
    """The random moments of one date, ascending, in elapsed seconds: a gap is real minutes on a night of clock change.

    since: who comes into the middle of a window gets what remains: their share of the moments, at least one, drawn in the
    rest of it. The draw hangs on seed, step and date alone.
    """
    if step.between is None:
        return []
    pieces = pieces_of(step, day, zone, quiet)
    wanted, whole = step.times or 1, _room(pieces)
    if since is not None and pieces and pieces[0][0] < since:
        pieces = [(max(begins, since), ends) for begins, ends in pieces if ends > since]
        wanted = -(-wanted * _room(pieces) // whole) if whole else 0
    room = _room(pieces)
    gap = max(1, int(step.gap.elapsed.total_seconds())) if step.gap else 1
    if room <= 0 or wanted <= 0:
        return []
    draw = _anywhere if step.spread == "anywhere" else _blocks
    return [_along(pieces, offset) for offset in draw(wanted, room, gap, digest(seed, f"{step.id}|{day.isoformat()}"))]


def pieces_of(step: Step, day: date, zone: ZoneInfo, quiet: Quiet | None) -> list[Piece]:
    """What quiet hours leave of a date's window, as instants."""
    assert step.between is not None
    begins, ends = (instant(day, edge, zone) for edge in step.between)
    return _clipped(begins, ends, day, zone, quiet)


def window_end(step: Step, day: date, zone: ZoneInfo) -> datetime:
    """When a date's window is over."""
    assert step.between is not None
    return instant(day, step.between[1], zone)


def quiet_spans(quiet: Quiet | None, day: date, zone: ZoneInfo) -> list[Piece]:
    """Quiet hours that can touch a local date, as instants."""
    if quiet is None:
        return []
    overnight = _DAY if quiet.end <= quiet.start else timedelta(0)
    days = (day + number * _DAY for number in range(-2, 2))  # two back: the date between may not have been
    spans = [(instant(d, quiet.start, zone), instant(d + overnight, quiet.end, zone)) for d in days]
    return [(begins, ends) for begins, ends in spans if begins < ends]  # a gap can put the end before the beginning


def digest(key: bytes, words: str) -> bytes:
    """32 bytes that only the key's holder can foretell."""
    return hmac.digest(key, words.encode(), "sha256")


def _room(pieces: Sequence[Piece]) -> int:
    return sum(int((ends - begins).total_seconds()) for begins, ends in pieces)


def _clipped(begins: datetime, ends: datetime, day: date, zone: ZoneInfo, quiet: Quiet | None) -> list[Piece]:
    pieces = [(begins, ends)]
    for quiet_from, quiet_to in quiet_spans(quiet, day, zone):
        pieces = [
            part
            for low, high in pieces
            for part in ((low, min(high, quiet_from)), (max(low, quiet_to), high))
            if part[0] < part[1]
        ]
    return pieces


def _along(pieces: Sequence[Piece], offset: int) -> datetime:
    for begins, ends in pieces[:-1]:
        length = int((ends - begins).total_seconds())
        if offset < length:
            return begins + timedelta(seconds=offset)
        offset -= length
    return pieces[-1][0] + timedelta(seconds=offset)


def _anywhere(wanted: int, room: int, gap: int, key: bytes) -> list[int]:
    """Uniform over every valid set of moments (spacing transform); fewer where a short day has no room."""
    count = min(wanted, (room - 1) // gap + 1)  # the window's end, where quiet hours may begin, is no moment of it
    slack = room - (count - 1) * gap
    return [offset + number * gap for number, offset in enumerate(sorted(_uniform(key, count, slack)))]


def _blocks(wanted: int, room: int, gap: int, key: bytes) -> list[int]:
    """One moment per equal block, at least `gap` apart: drawn anew until it holds, at last one after another.

    Fewer where even the tightest row, each moment as early as it may be, does not end within the last block.
    """
    count = wanted
    while count > 1 and (count - 1) * gap >= count * (room // count):
        count -= 1
    block = room // count
    for attempt in range(_TRIES):
        drawn = [number * block + offset for number, offset in enumerate(_uniform(key, count, block, attempt))]
        if all(later - earlier >= gap for earlier, later in pairwise(drawn)):
            return drawn
    drawn = []
    for number, share in enumerate(_uniform(key, count, _TWO_64, _TRIES)):
        low = max(number * block, drawn[-1] + gap if drawn else 0)
        # Late enough, but so that those which follow still find their places.
        end = min((number + 1) * block, count * block - (count - 1 - number) * gap)
        drawn.append(low + share * (end - low) // _TWO_64)
    return drawn


def _uniform(key: bytes, count: int, below: int, attempt: int = 0) -> list[int]:
    """`count` whole numbers in [0, below), the same for the same key."""
    words = (digest(key, f"{attempt}|{number}")[:8] for number in range(count))
    return [int.from_bytes(word, "big") * below // _TWO_64 for word in words]
