"""What a therapist is told when a client begins a programme: each step as a sentence, and when the first one comes."""

from __future__ import annotations

from core.domain.message import Text
from core.prompts.library import Library
from core.prompts.titles import titles
from core.scheduler.enrol import Enrolled
from core.scheduler.sentence import coming, sentence, terms_told
from core.store import therapists
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.clocks import both
from core.texts.say import say
from core.texts.sentence import after_colon

SHOWN = 6  # steps: one screen of a phone


def enrolment_told(unit: Unit, library: Library, client: Client, programme_id: str, done: Enrolled) -> Text:
    """In the therapist's language; times by the client's clock, the therapist's beside it. What is random is told by its
    window, never by the times that were drawn. Reminders, closing and lateness are told once where all steps have the same.
    """
    therapist = therapists.therapist(unit, client.therapist)
    language, programme = therapist.language, library.programmes[programme_id]
    facts = {"alias": client.alias, "programme": done.title, "start": done.start.isoformat()}
    is_open = any(step.between is not None or step.after is not None for step in programme.steps)
    if done.first is not None:
        first = both(done.first, client.zone, therapist.zone, language, now=unit.now, dated=True)
        words = say("enrolled", language, first=first, **facts)
    elif is_open:
        words = say("enrolled_open", language, **facts)
    else:
        return say("enrolled_nothing", language, **facts)
    named = titles(library, [language, client.language])
    alike = {terms_told(programme.terms(step), language) for step in programme.steps}
    for step in programme.steps[:SHOWN]:
        told = (
            coming(step, language, titles=named)
            if len(alike) == 1
            else sentence(step, programme, language, titles=named)
        )
        words = words + f"\n· {told}"
    if len(programme.steps) > SHOWN:
        words = words + "\n" + say("enrol_more", language, count=len(programme.steps) - SHOWN)
    if len(alike) == 1:  # the same for every step: said once
        words = words + "\n" + say("enrol_terms", language, terms=after_colon(alike.pop(), language))
    return words
