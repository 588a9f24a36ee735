"""What a therapist reads of the question before a prompt: a line where the answer was heavy, the value on a card (SPEC 4.7, 7.1)."""

from __future__ import annotations

from core.delivery import write
from core.delivery.own import with_own
from core.domain.check_in import Answer, Chosen
from core.domain.message import OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.prompts.library import Library
from core.prompts.titles import title_of_prompt
from core.queue.thread import tell
from core.store import check_ins, clients, outbox, schedule, therapists
from core.store.check_ins import CheckIn
from core.store.unit import Unit
from core.texts.say import plain, say


def in_words(said: Answer, language: str) -> str:
    """“4 of 10”, or what the value is called."""
    return f"“{said.label}”" if said.label else plain("check_in_value", language, value=said.value, last=said.high)


def rated_before(unit: Unit, occurrence: str, language: str) -> Text:
    """What was answered before a prompt, for its card; "" where nothing was."""
    asked = check_ins.before(unit, [occurrence]).get(occurrence)
    if asked is None or asked.answer is None:
        return Text("")
    return say("card_before", language, value=in_words(asked.answer, language))


def rated_after(unit: Unit, occurrence: str, language: str) -> Text:
    """The same behind it."""
    asked = check_ins.after(unit, [occurrence]).get(occurrence)
    if asked is None or asked.answer is None:
        return Text("")
    return say("card_after", language, value=in_words(asked.answer, language))


def tell_heavy(unit: Unit, practice: PracticeFacts, library: Library, asked: CheckIn, *, instead: str = "") -> None:
    """One quiet line in the thread: what was answered, that the prompt did not go, and what the client chose; it is brought up
    to date. instead: the prompt that went in its place.
    """
    client = clients.client(unit, asked.client)
    language = therapists.therapist(unit, client.therapist).language
    if asked.answer is None:
        return
    prompt = schedule.occurrence(unit, asked.occurrence).prompt
    title = title_of_prompt(with_own(unit, library, [prompt]), prompt, [language, client.language])
    value = in_words(asked.answer, language)
    words = say("client_heavy", language, alias=client.alias, value=value, title=title)
    if asked.chosen is not None:
        name = title_of_prompt(library, instead, [language, client.language]) if instead else ""
        words = words + "\n" + _chosen(asked.chosen, name, language)
    cause = f"heavy:{asked.id}"
    there = outbox.by_cause(unit, f"{cause}/0")
    if there is None:
        tell(unit, practice, client, words, cause=cause)
    else:
        write.edit(unit, there, OutgoingMessage(words, silent=True))


def _chosen(chosen: Chosen, instead: str, language: str) -> Text:
    match chosen:
        case Chosen.GROUNDING:
            return say("client_heavy_grounding", language)
        case Chosen.NOT_TODAY:
            return say("client_heavy_not_today", language)
        case Chosen.GENTLER if instead:
            return say("client_heavy_gentler", language, title=instead)
        case Chosen.GENTLER:
            return say("client_heavy_no_gentler", language)
