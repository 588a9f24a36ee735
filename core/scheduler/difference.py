"""Who would receive what differently under another library: the next days planned under both, beside each other. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.domain.states import OccurrenceState
from core.prompts.compare import as_read, compare, lost, touched
from core.prompts.library import Library
from core.prompts.scales import is_readable
from core.scheduler.draw import left_out
from core.scheduler.plan import reckon
from core.scheduler.planner import Planner
from core.store import clients, replan, schedule
from core.store.clients import Client
from core.store.schedule import Enrolment
from core.store.unit import Unit

DAYS = timedelta(days=14)
_SLICE = 120  # enrolments that are reckoned together
_NEITHER = "neither"  # a stamp that no row bears: both libraries look at everything again
_AHEAD = (OccurrenceState.PLANNED, OccurrenceState.SNOOZED)

_Key = tuple[str, str, str, int]  # enrolment or occurrence, step, date, slot


@dataclass(frozen=True, slots=True)
class Coming:
    """One prompt on its way to a client. programme: "" for what was sent by hand. at: by the rules, or where it was moved."""

    programme: str
    step: str
    prompt: str
    at: datetime


@dataclass(slots=True)
class Otherwise:
    """What is different for one client. Pairs are before and after."""

    alias: str
    zone: str
    words: list[Coming] = field(default_factory=list[Coming])
    replaced: list[tuple[Coming, Coming]] = field(default_factory=list[tuple[Coming, Coming]])
    moved: list[tuple[Coming, Coming]] = field(default_factory=list[tuple[Coming, Coming]])
    gone: list[Coming] = field(default_factory=list[Coming])
    new: list[Coming] = field(default_factory=list[Coming])

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return not (self.words or self.replaced or self.moved or self.gone or self.new)


@dataclass(frozen=True, slots=True)
class Difference:
    """enrolments: how many are under way. people: those for whom something is different, by alias.

    without: programmes that are gone and are followed, with by how many. losing: prompts that are gone and were ahead of
    somebody, with of how many clients.
    """

    enrolments: int
    people: Sequence[Otherwise]
    without: Mapping[str, int]
    losing: Mapping[str, int]


def difference(unit: Unit, before: Library, after: Library, *, days: timedelta = DAYS) -> Difference:
    """Plan the next days under both libraries, writing nothing."""
    everybody = schedule.active_enrolments(unit)
    reached = touched(before, after, compare(before, after))
    concerned = [each for each in everybody if each.programme in reached]
    without = {each.programme for each in everybody} & (before.programmes.keys() - after.programmes.keys())
    found: dict[str, Otherwise] = {}
    for some in _slices(concerned):
        known = clients.many(unit, {each.client for each in some})
        old, new = (_ahead(unit, library, some, known, days) for library in (before, after))
        _beside(before, after, old, new, known, found)
    _by_hand(unit, before, after, days, found)
    people = sorted((each for each in found.values() if not each.nothing), key=lambda each: each.alias)
    return Difference(
        len(everybody),
        people,
        {name: sum(each.programme == name for each in everybody) for name in sorted(without)},
        {prompt.id: number for prompt in lost(before, after) if (number := _losing(people, prompt.id))},
    )


def _slices(enrolments: Sequence[Enrolment]) -> Iterator[list[Enrolment]]:
    """Enrolments of one client stay together."""
    ordered = sorted(enrolments, key=lambda each: each.client)
    some: list[Enrolment] = []
    for each in ordered:
        if len(some) >= _SLICE and each.client != some[-1].client:
            yield some
            some = []
        some.append(each)
    if some:
        yield some


def _ahead(
    unit: Unit, library: Library, some: Sequence[Enrolment], known: Mapping[str, Client], days: timedelta
) -> dict[_Key, tuple[str, Coming]]:
    """Client and what comes, by key. Left out is what the client would not get anyway."""
    planner = Planner(unit, library, _NEITHER, horizon=days)
    courses, rows = reckon(unit, library, planner, some)
    until = unit.now + days
    found: dict[_Key, tuple[str, Coming]] = {}
    for each in some:
        client, there, course = known.get(each.client), rows.get(each.id, {}), courses[each.id]
        if client is None:
            continue
        ahead = {
            key: Coming(each.programme, row.step, row.prompt, row.due_at)
            for key, row in there.items()
            if row.state in _AHEAD
        }
        for change in course.changes:
            key = (change.row.step, change.row.local_date, change.row.slot)
            ahead.pop(key, None)
            if change.to is not None:
                at = change.row.due_at if change.row.nominal_at == change.to.due_at else change.to.due_at
                ahead[key] = Coming(each.programme, change.to.step, change.to.prompt, at)
        for slot in course.fresh:
            key = (slot.step, slot.local_date, slot.slot)
            ahead[key] = Coming(each.programme, slot.step, slot.prompt, slot.due_at)
        for (step, day, number), coming in ahead.items():
            if coming.at < until and _reaches(library, coming.prompt, client):
                found[each.id, step, day.isoformat(), number] = (each.client, coming)
    return found


def _reaches(library: Library, prompt: str, client: Client) -> bool:
    known = library.prompts.get(prompt)
    return known is not None and left_out(known, client.limits) is None and is_readable(library, known, client.language)


def _beside(
    before: Library,
    after: Library,
    old: Mapping[_Key, tuple[str, Coming]],
    new: Mapping[_Key, tuple[str, Coming]],
    known: Mapping[str, Client],
    found: dict[str, Otherwise],
) -> None:
    for key in sorted(old.keys() | new.keys()):
        was, will = old.get(key), new.get(key)
        who = known[(was or will or ("",))[0]]
        told = found.setdefault(who.id, Otherwise(who.alias, who.zone))
        if was is None or will is None:
            told.gone += [] if was is None else [was[1]]
            told.new += [] if will is None else [will[1]]
            continue
        if was[1].at != will[1].at:
            told.moved.append((was[1], will[1]))
        if was[1].prompt != will[1].prompt:
            told.replaced.append((was[1], will[1]))
        elif as_read(before, was[1].prompt, who.language) != as_read(after, was[1].prompt, who.language):
            told.words.append(will[1])


def _by_hand(unit: Unit, before: Library, after: Library, days: timedelta, found: dict[str, Otherwise]) -> None:
    """What therapists have sent for later, and what clients have put off."""
    rows = [row for row in replan.by_hand(unit) if row.due_at < unit.now + days]
    known = clients.many(unit, {row.client for row in rows})
    old: dict[_Key, tuple[str, Coming]] = {}
    new: dict[_Key, tuple[str, Coming]] = {}
    for row in rows:
        if (client := known.get(row.client)) is None:
            continue
        coming = Coming("", row.step, row.prompt, row.due_at)
        for library, into in ((before, old), (after, new)):
            if _reaches(library, row.prompt, client):
                into[row.id, row.step, row.local_date.isoformat(), row.slot] = (row.client, coming)
    _beside(before, after, old, new, known, found)


def _losing(people: Sequence[Otherwise], prompt: str) -> int:
    return sum(
        any(each.prompt == prompt for each in (*one.gone, *(pair[0] for pair in one.replaced))) for one in people
    )
