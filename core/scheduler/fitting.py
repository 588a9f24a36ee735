"""The right prompt for this client at this moment: what was planned, or for a pool what still fits when it is due (SPEC 4.3)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.own import row_of
from core.domain.reasons import Why
from core.prompts.library import Library
from core.scheduler.around import Around
from core.scheduler.draw import draw, left_out
from core.scheduler.plan import facts_of
from core.scheduler.planner import intensity_of, pool_steps, seed_of
from core.store import past, schedule
from core.store.clients import Client
from core.store.schedule import Occurrence
from core.store.unit import Unit


def fitting(
    unit: Unit, library: Library, around: Around, client: Client, what: Occurrence
) -> tuple[Occurrence, Why | None]:
    """The occurrence with the prompt that it goes out with, or why there is none."""
    prompt = library.prompt(what.prompt)
    if prompt is not None and prompt.intensity > what.intensity:  # edited since it was planned
        what = replace(what, intensity=prompt.intensity)
    course = None if what.enrolment is None else around.enrolments.get(what.enrolment)
    step = None if course is None else pool_steps(library.programmes.get(course.programme)).get(what.step)
    if course is None or step is None or what.sends:
        if prompt is None and row_of(what.prompt) is not None:
            return what, None  # a therapist's own that does not open: whoever writes it down says so, and logs it
        if prompt is None:
            return what, Why.NO_PROMPT  # sent by hand or put off, and taken out of the library since
        if what.sends:
            return what, None
        return what, Why.LEFT_OUT if left_out(prompt, client.limits) is not None else None
    given = past.drawn_before(unit, course.id, what.step, (what.local_date, what.slot))
    facts = facts_of(client, course, what.due_at, around.went.get(client.id, ()), given)
    name = draw(library, step, facts, seed=seed_of(unit, course.id), prefer=what.prompt)
    if name is None:
        return what, Why.POOL_EMPTY
    if name == what.prompt:
        return what, None
    drawn = replace(what, prompt=name, intensity=intensity_of(library, name), approval=None)
    schedule.draw_anew(unit, drawn)  # at once: what is drawn for the next slot hangs on it
    return drawn, None
