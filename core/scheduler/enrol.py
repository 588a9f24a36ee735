"""A therapist enrols a client: refused by name where a step cannot be delivered yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from core.domain.errors import Refused
from core.domain.states import ClientState
from core.prompts.library import Library, programme_obstacles
from core.scheduler.planner import next_slots, plan_one
from core.scheduler.recurrence import Slot
from core.store import schedule
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import plain

FURTHEST = timedelta(days=366)  # day 1 from today: a year ahead is a plan, more is a slip of the thumb


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What to tell the therapist. title: the programme's, in their language; first: its next slot, if any."""

    title: str
    start: date
    first: Slot | None


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
    """Steps without a text that the client reads (SPEC 3.4): said before anything begins, never found out at due time."""
    steps = [step for step in library.programmes[programme].steps if step.prompt in library.prompts]
    missing = [s for s in steps if library.text_for(library.prompts[s.prompt or ""], [wanted]) is None]
    if not missing:
        return []
    names = ", ".join(step.id for step in missing)
    return [plain("enrol_language", language, count=len(missing), all=len(steps), tongue=wanted, steps=names)]


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
    """Enrol and plan at once. Raises Refused, in words for the therapist."""
    programme = library.programmes.get(programme_id)
    if programme is None:
        known = ", ".join(sorted(library.programmes)) or "-"
        raise Refused(plain("enrol_unknown", language, programme=programme_id, programmes=known))
    title = title_of(library, programme_id, language)
    if client.state not in (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED):
        key = "enrol_left" if client.state is ClientState.LEFT else "enrol_not_joined"
        raise Refused(plain(key, language, alias=client.alias))
    obstacles = programme_obstacles(library, programme_id)
    obstacles += _not_in_language(library, programme_id, client.language, language)
    if obstacles:
        lines = "\n".join(f"· {line}" for line in obstacles)
        raise Refused(plain("enrol_cannot", language, programme=title, obstacles=lines))
    if any(e.programme == programme_id for e in schedule.active_enrolments(unit, client=client.id)):
        raise Refused(plain("enrol_twice", language, alias=client.alias, programme=title))
    today = unit.now.astimezone(ZoneInfo(client.zone)).date()
    day_one = start or today + timedelta(days=1)  # SPEC 4.2: the default is tomorrow
    if day_one < today:
        raise Refused(plain("enrol_past", language, start=day_one.isoformat()))
    if day_one - today > FURTHEST:
        raise Refused(plain("enrol_far", language, start=day_one.isoformat()))
    enrolment_id = schedule.enrol(unit, client.id, programme_id, day_one, actor=actor)
    enrolment = schedule.enrolment(unit, enrolment_id)
    plan_one(unit, library, enrolment)
    first = next_slots(programme, enrolment, after=day_one, count=1)
    return Enrolled(title, day_one, first[0] if first else None)
