"""Steps that wait for another one: planned when it was sent or answered, once for each time (SPEC 4.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from core.domain.hours import zone_of
from core.prompts.library import Library
from core.prompts.programme import Step
from core.scheduler.dates import due_after
from core.scheduler.draw import WEEK, draw
from core.scheduler.plan import facts_of
from core.scheduler.planner import Planner, intensity_of, seed_of
from core.store import clients, past, schedule
from core.store.schedule import Enrolment, NewOccurrence
from core.store.unit import Unit


def follow(unit: Unit, library: Library, occurrence: str, event: Literal["sent", "answered"]) -> int:
    """Something was sent or answered: plan what waits for that. Returns how many steps are planned now that were not."""
    steps = (step for programme in library.programmes.values() for step in programme.steps)
    if all(step.after is None or step.after.event != event for step in steps):
        return 0
    what = schedule.occurrence(unit, occurrence)
    if what.enrolment is None:
        return 0
    enrolment = schedule.enrolments_by_id(unit, [what.enrolment]).get(what.enrolment)
    programme = None if enrolment is None else library.programmes.get(enrolment.programme)
    if enrolment is None or programme is None:
        return 0
    waiting = [s for s in programme.steps if s.after and (s.after.step, s.after.event) == (what.step, event)]
    known = schedule.made_because(unit, occurrence) if waiting else set[str]()
    planner, rows = Planner(unit, library, ""), list[NewOccurrence]()
    for step in waiting:
        if step.id in known:
            continue
        found = due_after(step, unit.now, start=enrolment.start, zone=zone_of(enrolment.zone))
        if found is not None:
            day, due = found
            row = planner.waits(programme, step, day, due, because=occurrence)
            rows.append(row if step.pool is None else _with_prompt(unit, library, enrolment, step, row))
    return schedule.add_slots(unit, enrolment, rows)


def _with_prompt(unit: Unit, library: Library, enrolment: Enrolment, step: Step, row: NewOccurrence) -> NewOccurrence:
    client = clients.client(unit, enrolment.client)
    given = past.drawn(unit, [enrolment.id]).get((enrolment.id, step.id), [])
    went = past.went_since(unit, [client.id], unit.now - WEEK).get(client.id, ())
    prompt = draw(library, step, facts_of(client, enrolment, row.due_at, went, given), seed=seed_of(unit, enrolment.id))
    return replace(row, prompt=prompt or "", intensity=intensity_of(library, prompt or ""))
