"""What must be known to judge a slice of what is due: a few queries for all of it (DESIGN 1.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.delivery.may_send import OVERDUE
from core.prompts.library import Library
from core.scheduler.dates import dates
from core.scheduler.draw import STRONG, left_out
from core.scheduler.judge import WINDOWS
from core.store import addresses, check_ins, clients, consents, moves, past, schedule, therapists
from core.store.addresses import ClientAddress
from core.store.check_ins import Asked, CheckIn
from core.store.clients import Client
from core.store.past import Went
from core.store.schedule import Enrolment, Occurrence
from core.store.therapists import Therapist
from core.store.unit import Unit

LOOK_BACK = timedelta(days=8)  # over what went out to a client: a week, and the day before it in any zone
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Around:
    """What must be known of the people around the occurrences of a slice: a few queries for all of them (DESIGN 1.4).

    went: grows with what this slice releases. enrolments: of those that ask for it. own_dates: (enrolment, step) -> dates.
    gaps: when those were due that a gap of ours made overdue and that were moved since. asked: the question before an
    occurrence. questions: all that a client was asked; it grows with what is asked in this slice.
    """

    clients: Mapping[str, Client]
    addresses: Mapping[str, ClientAddress]
    consents: Mapping[str, str]
    therapists: Mapping[str, Therapist]
    went: dict[str, list[Went]]
    enrolments: Mapping[str, Enrolment]
    own_dates: Mapping[tuple[str, str], Collection[date]]
    gaps: Mapping[str, datetime]
    asked: Mapping[str, CheckIn]
    questions: dict[str, list[Asked]]


def look_around(unit: Unit, library: Library, due: Sequence[Occurrence]) -> Around:
    """Everything around these occurrences."""
    who = {occurrence.client for occurrence in due}
    known = clients.many(unit, who)
    again = {each.enrolment for each in due if each.enrolment is not None and each.if_late == "next_window"}
    pools = {step.id for programme in library.programmes.values() for step in programme.steps if step.pool is not None}
    asks = [each for each in due if _asks_for_its_course(library, each, known, pools)]
    own = {each.enrolment for each in asks if each.enrolment is not None}
    courses = schedule.enrolments_by_id(unit, own | again)
    moved = [each.id for each in due if each.due_at != each.nominal_at]
    return Around(
        known,
        addresses.best_addresses(unit, who),
        consents.active_of(unit, who),
        therapists.many(unit, {client.therapist for client in known.values()}),
        past.went_since(unit, who, unit.now - LOOK_BACK),
        courses,
        _own_dates(unit, library, [each for each in courses.values() if each.id in again]),
        moves.out_of_gaps(unit, moved, longer_than=OVERDUE),
        check_ins.before(unit, [each.id for each in due]),
        check_ins.asked_since(unit, who, unit.now - LOOK_BACK),
    )


def _own_dates(
    unit: Unit, library: Library, courses: Sequence[Enrolment]
) -> Mapping[tuple[str, str], Collection[date]]:
    """On which of the next local dates a step comes by itself: by its rule, and where an event has made a row for it."""
    today = unit.now.date()
    first, last = today - _DAY, today + (WINDOWS + 1) * _DAY
    found = schedule.dates_of_steps(unit, [each.id for each in courses], since=first)
    for course in courses:
        programme = library.programmes.get(course.programme)
        for step in programme.steps if programme is not None else ():
            by_rule = dates(step, start=course.start, first=first, last=last)
            found.setdefault((course.id, step.id), set()).update(by_rule)
    return found


def _asks_for_its_course(
    library: Library, what: Occurrence, known: Mapping[str, Client], pools: Collection[str]
) -> bool:
    """Whether judging it needs to know the enrolment: strong, (perhaps) out of a pool, or nothing for this client."""
    prompt, client = library.prompt(what.prompt), known.get(what.client)
    if prompt is None or client is None or what.step in pools:
        return True
    return max(what.intensity, prompt.intensity) >= STRONG or left_out(prompt, client.limits) is not None
