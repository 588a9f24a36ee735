"""A therapist enrols clients: refused by name where a step cannot be delivered yet. One, or a hundred thousand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.domain.errors import Refused
from core.domain.hours import zone_of
from core.domain.states import ClientState
from core.prompts.library import Library
from core.prompts.programme import Step
from core.prompts.scales import is_readable
from core.scheduler.plan import plan_all
from core.scheduler.planner import Planner, first_slots, is_own
from core.scheduler.pools import candidates
from core.store import clients, schedule
from core.store.clients import Client, Standing
from core.store.engine import Store
from core.store.schedule import NewEnrolment, NewOccurrence
from core.store.unit import Unit
from core.texts.say import plain

FURTHEST = timedelta(days=366)  # day 1 from today: a year ahead is a plan, more is a slip of the thumb
_AT_ONCE = 20  # so few are drawn in the same transaction; many are planned slice by slice, right afterwards
SLICE = 600  # enrolments per transaction: <= 50 ms of the writer


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom to enrol in what. client: their id; start: local date of day 1, None for their tomorrow."""

    client: str
    programme: str
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What to tell the therapist. title: the programme's, in their language; first: when its first prompt is due by the
    client's clock, None where nothing is, or nobody can know yet.
    """

    title: str
    start: date
    first: datetime | None


_Course = tuple[Enrolled, Sequence[NewOccurrence], date]  # what is told, the first slots, how far they reach


def title_of(library: Library, programme: str, language: str) -> str:
    """A programme's title in a language, its base, or any that there is."""
    texts = library.programmes[programme].text
    text = (
        texts.get(language)
        or texts.get(language.split("-", maxsplit=1)[0])
        or texts.get("en")
        or next(iter(texts.values()))
    )
    return text.title


def _not_in_language(library: Library, programme: str, wanted: str, language: str) -> list[str]:
    """Steps without a text that the client reads, or without the question before it (SPEC 3.4): said before anything begins, never found out at due time."""
    steps = library.programmes[programme].steps
    missing = [step for step in steps if not _can_be_read(library, step, wanted)]
    if not missing:
        return []
    names = ", ".join(step.id for step in missing)
    return [plain("enrol_language", language, count=len(missing), all=len(steps), tongue=wanted, steps=names)]


def _can_be_read(library: Library, step: Step, wanted: str) -> bool:
    """Its prompt; of a pool any that it holds."""
    if step.pool is not None:
        names = candidates(step.pool, library.prompts)
    elif step.prompt is not None and step.prompt in library.prompts:
        names = [step.prompt]
    else:
        return True  # what is not there at all is not a matter of language
    return any(is_readable(library, library.prompts[name], wanted) for name in names)


def enrol(
    unit: Unit,
    library: Library,
    client: Client,
    programme_id: str,
    *,
    start: date | None,
    actor: str,
    language: str,
) -> Enrolled:
    """Enrol one and plan at once. Raises Refused, in words for the therapist."""
    done = enrol_all(unit, library, [Wish(client.id, programme_id, start)], actor=actor, language=language)[0]
    if isinstance(done, Refused):
        raise done
    return done


def enrol_all(
    unit: Unit, library: Library, wishes: Sequence[Wish], *, actor: str, language: str
) -> list[Enrolled | Refused]:
    """Enrol each and plan at once; the answers stand in the order of the wishes.

    Each is judged by itself: a refusal says why, in words for the therapist, and leaves nothing behind of its own, but
    keeps no other from being enrolled. What was enrolled is one transaction with its journal lines and its occurrences.
    A wish that comes twice is enrolled once. For more than a slice see `enrol_in_slices`.
    """
    desk = _Desk(unit, library, wishes, language)
    answers: list[Enrolled | Refused] = []
    new: list[NewEnrolment] = []
    for wish in wishes:
        try:
            enrolled, row = desk.judge(wish)
        except Refused as refusal:
            answers.append(refusal)
        else:
            answers.append(enrolled)
            new.append(row)
    ids = schedule.enrol_all(unit, new, actor=actor)
    if len(ids) <= _AT_ONCE:
        drawn = [schedule.enrolment(unit, each) for each, row in zip(ids, new, strict=True) if row.planned_to is None]
        plan_all(unit, library, drawn)
    return answers


async def enrol_in_slices(
    store: Store, library: Callable[[], Library], wishes: Sequence[Wish], *, actor: str, language: str
) -> list[Enrolled | Refused]:
    """`enrol_all` for any number, a transaction per slice, so that nobody else waits long for the writer.

    Broken off between two slices it can be given the same wishes again: who is enrolled already is refused as such.
    """
    order = await asyncio.to_thread(_by_client, wishes)
    answers: dict[int, Enrolled | Refused] = {}
    for start in range(0, len(order), SLICE):
        places = order[start : start + SLICE]
        some = [wishes[place] for place in places]
        done = await store.run(enrol_all, library(), some, actor=actor, language=language)
        answers.update(zip(places, done, strict=True))
    return await asyncio.to_thread(lambda: [answers[place] for place in range(len(wishes))])


def _by_client(wishes: Sequence[Wish]) -> list[int]:
    """Places in the order of the clients' ids: what lies on one page of an index is written in one transaction."""
    return sorted(range(len(wishes)), key=lambda place: wishes[place].client)


class _Desk:
    """Judges wishes. What is the same for many clients is reckoned once; how each stands was read in this transaction."""

    def __init__(self, unit: Unit, library: Library, wishes: Sequence[Wish], language: str) -> None:
        self._unit, self._library, self._language = unit, library, language
        who = [wish.client for wish in wishes]
        self._standings = clients.standings(unit, who)
        self._following = schedule.following(unit, who)
        self._planner = Planner(unit, library, schedule.plan_stamp(unit, library.revision) or "")
        self._titles: dict[str, str] = {}
        self._obstacles: dict[tuple[str, str], str] = {}
        self._courses: dict[tuple[str, date | None, str], _Course] = {}

    def judge(self, wish: Wish) -> tuple[Enrolled, NewEnrolment]:
        """What will be told, and the row. Raises Refused."""
        programme, title = wish.programme, self._title(wish.programme)
        client = self._standings.get(wish.client)
        if client is None:
            raise Refused(plain("enrol_not_joined", self._language, alias="?"))
        self._may(client, programme, title)
        key = (programme, wish.start, client.zone)
        if key not in self._courses:
            self._courses[key] = self._course(*key, title)
        enrolled, found, reach = self._courses[key]
        self._following.add((client.id, programme))
        if is_own(
            self._library.programmes[programme]
        ):  # random times and pools are drawn once the enrolment has its id
            return enrolled, NewEnrolment(client.id, programme, enrolled.start)
        return enrolled, NewEnrolment(client.id, programme, enrolled.start, found, reach, self._planner.stamp)

    def _course(self, programme: str, wanted: date | None, zone: str, title: str) -> _Course:
        today = self._planner.today(zone)
        start = wanted or today + timedelta(days=1)  # SPEC 4.2: the default is tomorrow
        if start < today:
            raise Refused(plain("enrol_past", self._language, start=start.isoformat()))
        if start - today > FURTHEST:
            raise Refused(plain("enrol_far", self._language, start=start.isoformat()))
        now = self._unit.now
        reach = self._planner.reach(start, zone)
        found = self._planner.fixed(programme, start, zone, first=start, last=reach, created_at=now)
        if found:
            first: datetime | None = found[0].due_at.astimezone(zone_of(zone))
        else:  # nothing so near: told all the same, though it is not planned yet
            later = first_slots(self._library.programmes[programme], start, zone, after=start, created_at=now, count=1)
            first = later[0].local if later else None
        return Enrolled(title, start, first), found, reach

    def _may(self, client: Standing, programme: str, title: str) -> None:
        if client.state not in (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED):
            key = "enrol_left" if client.state is ClientState.LEFT else "enrol_not_joined"
            raise Refused(plain(key, self._language, alias=client.alias))
        if lines := self._in_the_way(programme, client.language):
            raise Refused(plain("enrol_cannot", self._language, programme=title, obstacles=lines))
        if (client.id, programme) in self._following:
            raise Refused(plain("enrol_twice", self._language, alias=client.alias, programme=title))

    def _title(self, programme: str) -> str:
        if programme not in self._library.programmes:
            known = ", ".join(sorted(self._library.programmes)) or "-"
            raise Refused(plain("enrol_unknown", self._language, programme=programme, programmes=known))
        if programme not in self._titles:
            self._titles[programme] = title_of(self._library, programme, self._language)
        return self._titles[programme]

    def _in_the_way(self, programme: str, reads: str) -> str:
        if (programme, reads) not in self._obstacles:
            found = _not_in_language(self._library, programme, reads, self._language)
            self._obstacles[programme, reads] = "\n".join(f"· {line}" for line in found)
        return self._obstacles[programme, reads]
