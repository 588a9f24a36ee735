"""When the steps of a programme are due: from dates, windows and pools to slots in order (SPEC 4.1, 4.2). Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain.hours import instant
from core.prompts.programme import Pool, Programme, Step
from core.prompts.schema import Prompt
from core.scheduler.dates import bound, dates, due_after, exists, nth, times
from core.scheduler.pools import candidates, sequence
from core.scheduler.windows import Quiet, moments, quiet_spans

__all__ = ["NotYet", "Quiet", "Slot", "in_order", "preview", "slots"]

_DAY = timedelta(days=1)
_LAST_DATE = date(2399, 12, 31)  # a preview looks no further; with start dates up to 2199 any rule has fired by then


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


def slots(programme: Programme, *, start: date, zone: ZoneInfo, first: date, last: date) -> list[Slot]:
    """Every slot of the fixed rhythms whose nominal local date lies in [first, last], by utc, file order, index.

    start: day 1. A pool's slots name no prompt. Raises NotYet for a random window or a step that waits for another.
    """
    found: list[Slot] = []
    for order, step in enumerate(programme.steps):
        if step.between is not None or step.after is not None:
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


def _fixed(step: Step, order: int, *, start: date, zone: ZoneInfo, first: date, last: date) -> Iterator[Slot]:
    at = times(step)
    for day in dates(step, start=start, first=first, last=last):
        if exists(day, zone):
            for index, moment in enumerate(at):
                yield _slot(step, order, day, index, instant(day, moment, zone), zone)


def _slot(step: Step, order: int, day: date, index: int, utc: datetime, zone: ZoneInfo) -> Slot:
    return Slot(step.id, step.prompt or "", day, index, utc.astimezone(zone), utc, order)


def _end(step: Step, start: date) -> date:
    """The last date a step's own rhythm can reach; a step that waits for another has none."""
    if step.after is not None:
        return start
    if step.day is not None:
        return nth(start, max(step.day))
    if step.date is not None:
        return max(step.date, start)
    return min(bound(step.until, start) or _LAST_DATE, _LAST_DATE)


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
                    for index, moment in enumerate(moments(step, day, zone, seed, quiet))
                    for slot in (_slot(step, order, day, index, moment, zone),)
                ]
            else:
                nominal = list(_fixed(step, order, start=start, zone=zone, first=start, last=last))
            late_by = programme.terms(step).late_by.length
            kept = [slot for slot in (_settled(slot, zone, quiet, late_by) for slot in nominal) if slot is not None]
            found[step.id] = kept if step.pool is None else _drawn(step, step.pool, kept, prompts, seed)
        waiting = [pair for pair in waiting if pair[1].id not in found]
    return [slot for step_slots in found.values() for slot in step_slots]


def _settled(slot: Slot, zone: ZoneInfo, quiet: Quiet | None, late_by: timedelta) -> Slot | None:
    """The slot, moved to the end of quiet hours where it lies in them; None where that is too late."""
    utc = slot.utc
    for begins, ends in quiet_spans(quiet, slot.local.date(), zone):
        if begins <= utc < ends:
            utc = ends
    return replace(slot, utc=utc, local=utc.astimezone(zone)) if utc <= slot.utc + late_by else None


def _after(step: Step, order: int, events: Sequence[Slot], start: date, zone: ZoneInfo) -> Iterator[Slot]:
    """One slot for each event: after the delay, or at the first of the step's times from then on."""
    seen: set[datetime] = set()
    counted: dict[date, int] = {}
    for event in events:
        found = due_after(step, event.utc, start=start, zone=zone)
        if found is not None and found[1] not in seen:
            day, due = found
            seen.add(due)
            yield _slot(step, order, day, counted.setdefault(day, 0), due, zone)
            counted[day] += 1


def _drawn(step: Step, pool: Pool, found: Sequence[Slot], prompts: Mapping[str, Prompt], seed: bytes) -> list[Slot]:
    """A pool's slots with their prompts."""
    names = candidates(pool, prompts)
    if not names:
        return []
    given = sequence(names, seed=seed, step=step.id)
    return [replace(slot, prompt=name) for slot, name in zip(found, given, strict=False)]
