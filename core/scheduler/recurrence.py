"""When the steps of a programme are due: pure arithmetic from dates and zones to instants (SPEC 4.1, 4.2).

Dates come first, by rule; then date + wall time become one instant with `fold=0`: a time inside a spring gap is moved
forward by the gap's length, a repeated one is taken at its first pass (RFC 5545 3.3.5). A trigger that is asked for
instants does neither: it fires twice in the autumn and may skip a day in the spring.
"""

from __future__ import annotations

import calendar
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from core.prompts.cron import Cron, parse_cron
from core.prompts.programme import Bound, EveryFew, Programme, Step
from core.prompts.programme_check import fits
from core.prompts.schema import Prompt

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)
_LAST_DATE = date(2399, 12, 31)  # a preview looks no further; with start dates up to 2199 any rule has fired by then
_TRIES = 64  # draws for one window of blocks before blocks are drawn one after another
_TWO_64 = 2**64


class NotYet(Exception):
    """A step's rhythm is not one of fixed dates and times."""

    def __init__(self, step: str) -> None:
        super().__init__(f'step "{step}" has no fixed dates and times')
        self.step = step


@dataclass(frozen=True, slots=True)
class Slot:
    """One due moment of one step. Its identity is (step, local_date, index) (SPEC 4.6).

    local_date: the nominal date by rule; index: position of the time within the step's day, from 0. local: the moment
    as the client's clock shows it (in a gap, the moved time); utc: the same moment. step_order: place in the file.
    """

    step: str
    prompt: str
    local_date: date
    index: int
    local: datetime
    utc: datetime
    step_order: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing is sent, as wall times; over midnight where `end` is not after `start`."""

    start: time
    end: time


def slots(programme: Programme, *, start: date, zone: ZoneInfo, first: date, last: date) -> list[Slot]:
    """Every slot of the fixed rhythms whose nominal local date lies in [first, last], by utc, file order, index.

    start: day 1. Raises NotYet for a pool, a random window or a step that waits for another.
    """
    found: list[Slot] = []
    for order, step in enumerate(programme.steps):
        if step.pool is not None or step.between is not None or step.after is not None:
            raise NotYet(step.id)
        found += _fixed(step, order, start=start, zone=zone, first=first, last=last)
    return in_order(found)


def preview(
    programme: Programme,
    *,
    start: date,
    zone: ZoneInfo,
    count: int,
    seed: bytes,
    prompts: Mapping[str, Prompt],
    quiet: Quiet | None = None,
) -> list[Slot]:
    """The first `count` slots of every rhythm, by utc, file order, index.

    A waited-for step counts as sent and answered at its instant. Random times and pools are drawn by `seed` and come
    out the same every time. Quiet hours move a fixed time to their end while that lies within the step's lateness, and
    drop it otherwise; random windows are clipped by them first. prompts: the library's, for pools.
    """
    end = max((_end(step, start) for step in programme.steps), default=start)
    span = 64
    while True:
        last = min(start + timedelta(days=span), end)
        found = in_order(_all(programme, start, zone, last, seed, prompts, quiet))
        if last >= end:
            return found[:count]
        settled = instant(last, time(0, 0), zone)  # nothing found later can come before this
        sure = [slot for slot in found if slot.utc < settled]
        if len(sure) >= count:
            return sure[:count]
        span *= 2


def in_order(found: Sequence[Slot]) -> list[Slot]:
    """By utc, then the order of the file, then date and index."""
    return sorted(found, key=lambda slot: (slot.utc, slot.step_order, slot.local_date, slot.index))


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Local date and wall time -> the one instant (aware, UTC)."""
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def exists(day: date, zone: ZoneInfo) -> bool:
    """Whether the zone had this date at all (Samoa had no 30 December 2011)."""
    edges = (time(0, 0), time(23, 59, 59))
    return any(
        instant(day, edge, zone).astimezone(zone).replace(tzinfo=None) == datetime.combine(day, edge) for edge in edges
    )


def dates(step: Step, *, start: date, first: date, last: date) -> Iterator[date]:
    """The dates of a step's rhythm in [first, last], ascending, within its bounds and never before day 1.

    Phases count from day 1; `from` and `until` only cut off. A step that waits for another has no dates of its own.
    """
    low = max(first, start, _bound(step.starts, start) or start)
    high = min(last, _bound(step.until, start) or last)
    if step.day is not None:
        yield from (day for day in sorted({_nth(start, number) for number in step.day}) if low <= day <= high)
    elif step.date is not None:
        if low <= step.date <= high:
            yield step.date
    elif step.every == "month":
        yield from _monthly(start, low, high)
    elif isinstance(step.every, EveryFew):
        stride = (step.every.days or 0) + 7 * (step.every.weeks or 0)
        skipped = -((start - low).days // stride) * stride  # up to the first of the phase that is not before `low`
        yield from _stepwise(start + timedelta(days=skipped), high, stride)
    elif step.every is not None:
        wanted = _weekdays(step.every)
        yield from (day for day in _stepwise(low, high, 1) if day.weekday() in wanted)
    elif step.cron is not None:
        cron = parse_cron(step.cron)
        yield from (day for day in _stepwise(low, high, 1) if cron.on(day))


def times(step: Step) -> tuple[time, ...]:
    """The times of day of a step, ascending; empty for a random window."""
    if step.cron is not None:
        cron: Cron = parse_cron(step.cron)
        return cron.times
    return tuple(sorted(set(step.at or ())))


def _fixed(step: Step, order: int, *, start: date, zone: ZoneInfo, first: date, last: date) -> Iterator[Slot]:
    at = times(step)
    for day in dates(step, start=start, first=first, last=last):
        if exists(day, zone):
            for index, moment in enumerate(at):
                yield _slot(step, order, day, index, instant(day, moment, zone), zone)


def _slot(step: Step, order: int, day: date, index: int, utc: datetime, zone: ZoneInfo) -> Slot:
    return Slot(step.id, step.prompt or "", day, index, utc.astimezone(zone), utc, order)


def _nth(start: date, number: int) -> date:
    return start + timedelta(days=number - 1)


def _bound(limit: Bound | date | None, start: date) -> date | None:
    if isinstance(limit, Bound):
        return limit.date if limit.day is None else _nth(start, limit.day)
    return limit


def _weekdays(every: str | tuple[str, ...]) -> frozenset[int]:
    if isinstance(every, tuple):
        return frozenset(_WEEKDAYS.index(name) for name in every)
    return frozenset({"day": range(7), "weekday": range(5), "weekend": range(5, 7)}[every])


def _stepwise(first: date, last: date, stride: int) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=stride)


def _monthly(start: date, low: date, high: date) -> Iterator[date]:
    months = max(0, (low.year - start.year) * 12 + low.month - start.month)
    while True:
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        day = date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
        if day > high:
            return
        if day >= low:
            yield day
        months += 1


def _end(step: Step, start: date) -> date:
    """The last date a step's own rhythm can reach; a step that waits for another has none."""
    if step.after is not None:
        return start
    if step.day is not None:
        return _nth(start, max(step.day))
    if step.date is not None:
        return max(step.date, start)
    return min(_bound(step.until, start) or _LAST_DATE, _LAST_DATE)


def _all(
    programme: Programme,
    start: date,
    zone: ZoneInfo,
    last: date,
    seed: bytes,
    prompts: Mapping[str, Prompt],
    quiet: Quiet | None,
) -> list[Slot]:
    """Every slot of rhythms up to `last`, and of what waits for those."""
    found: dict[str, list[Slot]] = {}
    waiting = list(enumerate(programme.steps))
    while waiting:
        ready = [pair for pair in waiting if pair[1].after is None or pair[1].after.step in found]
        if not ready:  # a circle; the checker refuses it
            raise NotYet(waiting[0][1].id)
        for order, step in ready:
            if step.after is not None:
                nominal = list(_after(step, order, found[step.after.step], start, zone))
            elif step.between is not None:
                nominal = [
                    slot
                    for day in dates(step, start=start, first=start, last=last)
                    if exists(day, zone)
                    for slot in _window(step, order, day, zone, seed, quiet)
                ]
            else:
                nominal = list(_fixed(step, order, start=start, zone=zone, first=start, last=last))
            late_by = programme.terms(step).late_by.length
            kept = [slot for slot in (_settled(slot, zone, quiet, late_by) for slot in nominal) if slot is not None]
            found[step.id] = _drawn(step, kept, prompts, seed)
        waiting = [pair for pair in waiting if pair[1].id not in found]
    return [slot for step_slots in found.values() for slot in step_slots]


def _settled(slot: Slot, zone: ZoneInfo, quiet: Quiet | None, late_by: timedelta) -> Slot | None:
    """The slot, moved to the end of quiet hours where it lies in them; None where that is too late."""
    utc = slot.utc
    for begins, ends in _quiet_spans(quiet, slot.local.date(), zone):
        if begins <= utc < ends:
            utc = ends
    return replace(slot, utc=utc, local=utc.astimezone(zone)) if utc <= slot.utc + late_by else None


def _quiet_spans(quiet: Quiet | None, day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Quiet hours that can touch a local date, as instants."""
    if quiet is None:
        return []
    overnight = _DAY if quiet.end <= quiet.start else timedelta(0)
    days = (day + number * _DAY for number in range(-2, 2))  # two back: the date between may not have been
    spans = [(instant(d, quiet.start, zone), instant(d + overnight, quiet.end, zone)) for d in days]
    return [(begins, ends) for begins, ends in spans if begins < ends]  # a gap can put the end before the beginning


def _after(step: Step, order: int, events: Sequence[Slot], start: date, zone: ZoneInfo) -> Iterator[Slot]:
    """One slot for each event: after the delay, or at the first of the step's times from then on."""
    if step.after is None:
        return
    low, high = _bound(step.starts, start) or start, _bound(step.until, start) or date.max
    delay = step.after.delay
    seen: set[datetime] = set()
    counted: dict[date, int] = {}
    for event in events:
        day, due = event.local.date(), event.utc + delay.elapsed
        if delay.days:
            day += timedelta(days=delay.days)
            due = instant(day, event.local.time(), zone)
        day = due.astimezone(zone).date()
        if step.at:
            day, due = _first_from(due, times(step), zone)
        if due not in seen and low <= day <= high:
            seen.add(due)
            yield _slot(step, order, day, counted.setdefault(day, 0), due, zone)
            counted[day] += 1


def _first_from(due: datetime, at: Sequence[time], zone: ZoneInfo) -> tuple[date, datetime]:
    # Instants decide: a gap may move a time past later ones of its day, and yesterday's last past midnight.
    days = (due.astimezone(zone).date() + number * _DAY for number in range(-1, 4))
    moments = ((instant(day, moment, zone), day) for day in days if exists(day, zone) for moment in at)
    found, day = min(each for each in moments if each[0] >= due)
    return day, found


def _drawn(step: Step, found: Sequence[Slot], prompts: Mapping[str, Prompt], seed: bytes) -> list[Slot]:
    """A pool's slots with their prompts: a seeded order of all that fit, another order for each round."""
    if step.pool is None:
        return list(found)
    pool = step.pool
    candidates = [name for name, prompt in prompts.items() if fits(pool, prompt)]
    if not candidates:
        return []
    orders: list[list[str]] = []
    for number in range(-(-len(found) // len(candidates))):
        key = _digest(seed, f"{step.id}|pool|{number}")
        order = sorted(candidates, key=lambda name: _digest(key, name))
        if orders and len(order) > 1 and order[0] == orders[-1][-1]:
            order.append(order.pop(0))  # not the same prompt twice in a row where one round meets the next
        orders.append(order)
    flat = [name for order in orders for name in order]
    return [replace(slot, prompt=name) for slot, name in zip(found, flat, strict=False)]


def _window(step: Step, order: int, day: date, zone: ZoneInfo, seed: bytes, quiet: Quiet | None) -> Iterator[Slot]:
    """The random moments of one date, in elapsed seconds, so that a gap is real minutes on a night of clock change."""
    if step.between is None:
        return
    pieces = _clipped(instant(day, step.between[0], zone), instant(day, step.between[1], zone), day, zone, quiet)
    room = sum(int((ends - begins).total_seconds()) for begins, ends in pieces)
    gap = max(1, int(step.gap.elapsed.total_seconds())) if step.gap else 1
    if room <= 0:
        return
    key = _digest(seed, f"{step.id}|{day.isoformat()}")
    draw = _anywhere if step.spread == "anywhere" else _blocks
    for index, offset in enumerate(draw(step.times or 1, room, gap, key)):
        yield _slot(step, order, day, index, _along(pieces, offset), zone)


def _clipped(
    begins: datetime, ends: datetime, day: date, zone: ZoneInfo, quiet: Quiet | None
) -> list[tuple[datetime, datetime]]:
    pieces = [(begins, ends)]
    for quiet_from, quiet_to in _quiet_spans(quiet, day, zone):
        pieces = [
            part
            for low, high in pieces
            for part in ((low, min(high, quiet_from)), (max(low, quiet_to), high))
            if part[0] < part[1]
        ]
    return pieces


def _along(pieces: Sequence[tuple[datetime, datetime]], offset: int) -> datetime:
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
    words = (_digest(key, f"{attempt}|{number}")[:8] for number in range(count))
    return [int.from_bytes(word, "big") * below // _TWO_64 for word in words]


def _digest(key: bytes, words: str) -> bytes:
    return hmac.new(key, words.encode(), hashlib.sha256).digest()
