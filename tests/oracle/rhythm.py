"""When a programme's steps are due, and when it is quiet: SPEC 4.1 to 4.3 word by word, over the oracle's own zones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule

from core.prompts.programme import EveryFew, Programme, Step
from tests.oracle.zone import Zone

DAY = timedelta(days=1)
WEEK = {"mon": MO, "tue": TU, "wed": WE, "thu": TH, "fri": FR, "sat": SA, "sun": SU}
YEAR = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMED_DAYS = {"weekday": (MO, TU, WE, TH, FR), "weekend": (SA, SU)}


@dataclass(frozen=True, slots=True)
class Due:
    """One due moment. index counts the step's times of that date from the earliest; shown is what the clock shows."""

    step: str
    local_date: date
    index: int
    shown: datetime
    utc: datetime


def due(programme: Programme, *, start: date, zone: Zone, first: date, last: date) -> list[Due]:
    """Everything due whose date by rule lies in [first, last]; what is waited for counts as done when it is due.

    By instant, then place in the file, then date and index. Random windows and pools are left out.
    """
    everything: list[tuple[datetime, int, date, int, Due]] = []
    known: dict[str, list[Due]] = {}
    waiting = list(enumerate(programme.steps))
    while waiting:
        place, step = waiting.pop(0)
        if step.after is None:
            known[step.id] = list(_fixed(step, start=start, zone=zone, last=last))
        elif step.after.step in known:
            known[step.id] = list(_after(step, known[step.after.step], start=start, zone=zone))
        else:
            waiting.append((place, step))
            continue
        everything += [(each.utc, place, each.local_date, each.index, each) for each in known[step.id]]
    return [each for *_, each in sorted(everything, key=lambda row: row[:4]) if first <= each.local_date <= last]


def dates(step: Step, *, start: date, last: date) -> list[date]:
    """The dates of a step's rhythm by rule, from day 1 to last, zones apart."""
    begin = datetime.combine(start, time())
    end = datetime.combine(last, time())
    if step.day is not None:
        found = [begin + relativedelta(days=number - 1) for number in sorted(set(step.day))]
    elif step.date is not None:
        found = [datetime.combine(step.date, time())]
    elif step.cron is not None:
        _, _, days, months, weekdays = step.cron.split()
        found = rrule(
            DAILY,
            dtstart=begin,
            until=end,
            bymonthday=_numbers(days, 1, 31),
            bymonth=_numbers(months, 1, 12, YEAR),
            byweekday=[WEEK[list(WEEK)[n]] for n in _numbers(weekdays, 0, 6, tuple(WEEK))],
        )
    else:
        found = _every(step, begin, end)
    low, high = (_limit(limit, start) for limit in (step.starts, step.until))
    return [
        day
        for day in (each.date() for each in found)
        if start <= day <= last and (low is None or low <= day) and (high is None or day <= high)
    ]


def clock_times(step: Step) -> list[time]:
    """The times of a step's day, earliest first."""
    if step.cron is not None:
        minutes, hours, *_ = step.cron.split()
        return [time(hour, minute) for hour in _numbers(hours, 0, 23) for minute in _numbers(minutes, 0, 59)]
    return sorted(step.at or ())


def quiet_spans(start: time, end: time, *, zone: Zone, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """The quiet hours of the nights that begin on these dates, each end by its own date, as instants [from, until).

    Nights that meet are one.
    """
    days = (first + n * DAY for n in range((last - first).days + 1))
    spans = [
        (
            zone.instant(datetime.combine(day, start)),
            zone.instant(datetime.combine(day + (DAY if end <= start else timedelta()), end)),
        )
        for day in days
    ]
    whole: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(span for span in spans if span[0] < span[1]):
        if whole and begins <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(ends, whole[-1][1]))
        else:
            whole.append((begins, ends))
    return whole


def window(step: Step, day: date, *, zone: Zone, quiet: tuple[time, time] | None) -> list[tuple[datetime, datetime]]:
    """What is left of a random window on one date after quiet hours, as instants [from, until); nothing in a date that never was."""
    assert step.between is not None
    begins, ends = (zone.instant(datetime.combine(day, at)) for at in step.between)
    left = [(begins, ends)] if zone.had(day) and begins < ends else []
    spans = quiet_spans(*quiet, zone=zone, first=day - 3 * DAY, last=day + 2 * DAY) if quiet else []
    for low, high in spans:
        left = [(a, min(b, low)) for a, b in left if a < low] + [(max(a, high), b) for a, b in left if high < b]
    return sorted((a, b) for a, b in left if a < b)


def most(pieces: Sequence[tuple[datetime, datetime]], gap: timedelta) -> int:
    """How many whole seconds, a gap apart in elapsed time, find a place in the pieces: each as early as it can be."""
    count, free = 0, None
    for begins, ends in pieces:
        at = begins if free is None else max(begins, free)
        if at < ends:
            more = (ends - at - timedelta(seconds=1)) // gap + 1
            count, free = count + more, at + more * gap
    return count


def _every(step: Step, begin: datetime, end: datetime) -> Sequence[datetime] | rrule:
    every = step.every
    assert every is not None, "a rhythm the oracle does not know"
    if isinstance(every, EveryFew):
        if every.days is not None:
            return rrule(DAILY, interval=every.days, dtstart=begin, until=end)
        return rrule(WEEKLY, interval=every.weeks, dtstart=begin, until=end)
    if every == "month":  # of the days from the 28th to the one meant, the last that the month has
        those = (begin.day,) if begin.day <= 28 else tuple(range(28, begin.day + 1))
        return rrule(MONTHLY, dtstart=begin, until=end, bymonthday=those, bysetpos=-1)
    if every == "day":
        return rrule(DAILY, dtstart=begin, until=end)
    weekdays = NAMED_DAYS[every] if isinstance(every, str) else tuple(WEEK[each] for each in every)
    return rrule(WEEKLY, dtstart=begin, until=end, byweekday=weekdays)


def _fixed(step: Step, *, start: date, zone: Zone, last: date) -> Iterator[Due]:
    for day in dates(step, start=start, last=last):
        if zone.had(day):
            for index, at in enumerate(clock_times(step)):
                utc = zone.instant(datetime.combine(day, at))
                yield Due(step.id, day, index, zone.shown(utc), utc)


def _after(step: Step, events: Sequence[Due], *, start: date, zone: Zone) -> Iterator[Due]:
    assert step.after is not None
    delay = step.after.delay
    low, high = (_limit(limit, start) for limit in (step.starts, step.until))
    for event in events:
        nominal = None
        due_at = event.utc + delay.elapsed
        if delay.days:
            wall = zone.shown(event.utc) + delay.days * DAY
            due_at, nominal = zone.instant(wall), wall.date()
        index = 0
        if step.at:
            around = zone.shown(due_at).date()
            moments = [
                (zone.instant(datetime.combine(day, at)), day, number)
                for day in (around + n * DAY for n in range(-3, 5))
                for number, at in enumerate(sorted(step.at))
                if zone.had(day)
            ]
            due_at, nominal, index = min(each for each in moments if each[0] >= due_at)
        shown = zone.shown(due_at)
        day = nominal or shown.date()
        if (low is None or low <= day) and (high is None or day <= high):
            yield Due(step.id, day, index, shown, due_at)


def _limit(limit: object, start: date) -> date | None:
    if limit is None or isinstance(limit, date):
        return limit
    day, on = getattr(limit, "day"), getattr(limit, "date")
    return on if day is None else start + relativedelta(days=day - 1)


def _numbers(words: str, low: int, high: int, names: Sequence[str] = ()) -> list[int]:
    def number(word: str) -> int:
        return names.index(word) + low if word in names else int(word)

    found: set[int] = set()
    for part in words.lower().split(","):
        reach, _, stride = part.partition("/")
        if reach == "*":
            begin, end = low, high
        else:
            ends = [number(word) for word in reach.split("-")]
            begin, end = ends[0], ends[-1]
        found.update(range(begin, end + 1, int(stride or 1)))
    return sorted(found)
