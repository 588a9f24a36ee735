"""Which slots an enrolment has on which local dates, by the rules of one library (SPEC 4.1 to 4.3). Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from core.domain.hours import instant, zone_of
from core.prompts.fields import write_delay
from core.prompts.library import Library
from core.prompts.programme import Step, Terms
from core.prompts.programme_check import fits
from core.prompts.schema import Programme, Prompt
from core.scheduler.dates import dates, exists, times
from core.scheduler.recurrence import Quiet, Slot, in_order, slots
from core.scheduler.windows import moments, window_end
from core.store.replan import Known
from core.store.schedule import Enrolment, NewOccurrence
from core.store.unit import Unit

HORIZON = timedelta(days=2)  # local days ahead of the client's today
LOOK_BACK = timedelta(days=31)  # further back nothing is made up for, not even with a reason: the calendar stood still
NEVER_SHORTER = timedelta(minutes=5)  # `up_to: 0m` means punctual, and a call needs its time

_Key = tuple[str, date, str, date, date]
_Place = tuple[str, date, int]


class Planner:
    """The rules of one library at one moment. Many clients follow the same steps on the same days: reckoned once.

    stamp: what library and zone rules these are. horizon: so many local days ahead of the client's today. Keep one no
    longer than a unit of work.
    """

    def __init__(self, unit: Unit, library: Library, stamp: str, *, horizon: timedelta = HORIZON) -> None:
        self.stamp, self._horizon = stamp, horizon
        self.now = unit.now
        self._unit, self._library = unit, library
        self._todays: dict[str, date] = {}
        self._fixed: dict[_Key, list[NewOccurrence]] = {}

    def today(self, zone: str) -> date:
        """The local date there."""
        if zone not in self._todays:
            self._todays[zone] = self.now.astimezone(zone_of(zone)).date()
        return self._todays[zone]

    def reach(self, start: date, zone: str) -> date:
        """The last local date that is planned now; never before day 1."""
        return max(self.today(zone) + self._horizon, start)

    def programme(self, name: str) -> Programme | None:
        """A programme of the library in force."""
        return self._library.programmes.get(name)

    def fixed(
        self, programme: str, start: date, zone: str, *, first: date, last: date, created_at: datetime
    ) -> list[NewOccurrence]:
        """The slots with fixed dates and times, as everybody has them who began on the same day in the same zone.

        What lay before the enrolment on its first day is not made up for.
        """
        key = (programme, start, zone, first, last)
        if key not in self._fixed:
            self._fixed[key] = list(self._reckon(*key))
        found = self._fixed[key]
        return found if not found or found[0].due_at >= created_at else [s for s in found if s.due_at >= created_at]

    def own(self, enrolment: Enrolment, *, first: date, last: date) -> list[NewOccurrence]:
        """The random slots, which are this enrolment's alone."""
        programme = self.programme(enrolment.programme)
        if programme is None or all(step.between is None for step in programme.steps):
            return []
        quiet, seed = quiet_of(enrolment.quiet), seed_of(self._unit, enrolment.id)
        zone = zone_of(enrolment.zone)
        return [
            self._row(programme, step, day, index, moment, move_until=window_end(step, day, zone))
            for step in programme.steps
            if step.between is not None
            for day in dates(step, start=enrolment.start, first=first, last=last)
            if exists(day, zone)
            for index, moment in enumerate(moments(step, day, zone, seed, quiet, since=enrolment.created_at))
        ]

    def waits(self, programme: Programme, step: Step, day: date, due: datetime, because: str) -> NewOccurrence:
        """The slot of a step that waited for another one's sending or answer."""
        return replace(self._row(programme, step, day, 0, due), because=because)

    def waited(self, enrolment: Enrolment, rows: Sequence[Known]) -> dict[_Place, NewOccurrence]:
        """What events have made, as its steps are now; without what belongs to a step that does not wait any more."""
        programme = self.programme(enrolment.programme)
        steps = {step.id: step for step in (programme.steps if programme else ()) if step.after is not None}
        found: dict[_Place, NewOccurrence] = {}
        for row in rows:
            step = steps.get(row.step)
            if programme is not None and step is not None and row.because is not None:
                moment = _same_time(step, row, zone_of(enrolment.zone))
                slot = self.waits(programme, step, row.local_date, moment, because=row.because)
                found[row.step, row.local_date, row.slot] = replace(slot, slot=row.slot)
        return found

    def window_end(self, enrolment: Enrolment, step: str, day: date) -> datetime:
        """When the window of a random step is over on a date. Raises StopIteration where there is no such step."""
        random = next(each for each in self._steps(enrolment.programme) if each.id == step and each.between is not None)
        return window_end(random, day, zone_of(enrolment.zone))

    def still_drawn(self, programme: str, step: str, prompt: str) -> tuple[str, int]:
        """A prompt that was drawn from a step's pool and its intensity, or "" where the pool does not hold it (any more)."""
        pool = next((each.pool for each in self._steps(programme) if each.id == step), None)
        known = self._library.prompts.get(prompt)
        held = known is not None and pool is not None and fits(pool, known)
        return (prompt, intensity_of(self._library, prompt)) if held else ("", 1)

    def _steps(self, programme: str) -> Sequence[Step]:
        found = self.programme(programme)
        return () if found is None else found.steps

    def _reckon(self, name: str, start: date, zone: str, first: date, last: date) -> Iterator[NewOccurrence]:
        programme = self.programme(name)
        if programme is None:
            return
        there, found = zone_of(zone), list[NewOccurrence]()
        for step in programme.steps:
            if step.between is None and step.after is None:
                for day in dates(step, start=start, first=first, last=last):
                    if exists(day, there):
                        found += [
                            self._row(programme, step, day, i, instant(day, at, there))
                            for i, at in enumerate(times(step))
                        ]
        yield from sorted(found, key=lambda slot: slot.due_at)

    def _row(
        self,
        programme: Programme,
        step: Step,
        day: date,
        index: int,
        due: datetime,
        *,
        move_until: datetime | None = None,
    ) -> NewOccurrence:
        terms = programme.terms(step)
        late_at = due + max(terms.late_by.length, NEVER_SHORTER)
        prompt = self._library.prompts.get(step.prompt or "")
        return NewOccurrence(
            step=step.id,
            prompt=step.prompt or "",
            local_date=day,
            slot=index,
            due_at=due,
            late_at=late_at if move_until is None else max(late_at, move_until),
            answer_within=terms.answer_within.length,
            move_until=due + terms.late_by.length if move_until is None else move_until,
            if_late=terms.if_later,
            remind=reminders(terms),
            intensity=1 if prompt is None else prompt.intensity,
        )


def _same_time(step: Step, row: Known, zone: ZoneInfo) -> datetime:
    """When a row that an event has made is due: at the step's time on its date, where it has one, else when it was."""
    moments = [instant(row.local_date, at, zone) for at in times(step)]
    return min(moments, key=lambda moment: abs(moment - row.nominal_at), default=row.nominal_at)


def seed_of(unit: Unit, enrolment: str) -> bytes:
    """What an enrolment's random times and pools hang on: only the practice's key can tell it, and it never changes."""
    return unit.vault.tag("seed", enrolment).encode()


def quiet_of(hours: str) -> Quiet | None:
    """Quiet hours as they are kept ("22:00-08:00", "" for none)."""
    if not hours:
        return None
    begins, ends = (time.fromisoformat(each) for each in hours.split("-"))
    return Quiet(begins, ends)


def reminders(terms: Terms) -> str:
    """A step's reminders as a row keeps them: "20h 2d"."""
    return " ".join(write_delay(each) for each in terms.remind)


def first_slots(
    programme: Programme, start: date, zone: str, *, after: date, created_at: datetime, count: int
) -> list[Slot]:
    """The next slots with fixed times on or after a local date, for telling people. Looks a little ahead first: most
    programmes begin soon. Random steps and those that wait for others are left out.
    """
    plain = [step for step in programme.steps if step.between is None and step.after is None]
    if not plain:
        return []
    only = programme.model_copy(update={"steps": tuple(plain)})
    find = partial(slots, only, start=start, zone=zone_of(zone), first=after)
    found: list[Slot] = []
    for days in (7, 400):
        found = [slot for slot in in_order(find(last=after + timedelta(days=days))) if slot.utc >= created_at]
        if len(found) >= count:
            break
    return found[:count]


def is_own(programme: Programme) -> bool:
    """Whether its slots are drawn for each enrolment by itself: random times, or prompts out of a pool."""
    return any(step.between is not None or step.pool is not None for step in programme.steps)


def pool_steps(programme: Programme | None) -> Mapping[str, Step]:
    """The steps of a programme that draw from a pool, by id."""
    steps: Sequence[Step] = () if programme is None else programme.steps
    return {step.id: step for step in steps if step.pool is not None}


def intensity_of(library: Library, prompt: str) -> int:
    """How strong a prompt is; 1 for one that is not in the library."""
    found: Prompt | None = library.prompts.get(prompt)
    return 1 if found is None else found.intensity
