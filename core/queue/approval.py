"""A strong prompt waits for its therapist: a card 24 hours before, and without a yes it does not go (SPEC 4.7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.delivery import write
from core.delivery.handles import Action, button
from core.delivery.own import prompt_named
from core.domain.delivery import DeliveryKind
from core.domain.hours import zone_of
from core.domain.message import OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.domain.states import OccurrenceState
from core.prompts.library import Library
from core.queue.thread import thread_for
from core.queue.when import day_and_time
from core.store import approvals, clients, outbox, schedule, therapists
from core.store.clients import Client
from core.store.schedule import Occurrence
from core.store.unit import Unit
from core.texts.say import plain, say

ASKED_BEFORE = timedelta(hours=24)
_SLICE = 50


def ask_ahead(unit: Unit, practice: PracticeFacts, library: Library) -> int:
    """Ask about the strong prompts of the next 24 hours, once each. Returns how many."""
    waiting = approvals.to_ask(unit, before=unit.now + ASKED_BEFORE, limit=_SLICE)
    for what in waiting:
        approvals.settle(unit, what, "asked", actor="vignette")
        client = clients.client(unit, what.client)
        thread = thread_for(unit, client)
        if thread is None:
            continue
        language = therapists.therapist(unit, client.therapist).language
        row = (
            button(unit, plain("approve", language), Action.APPROVE, what.id, thread.room.address),
            button(unit, plain("refuse", language), Action.REFUSE, what.id, thread.room.address),
        )
        message = OutgoingMessage(_words(unit, library, client, what, "strong_ask"), buttons=(row,), silent=True)
        write.to_thread(unit, practice, thread, DeliveryKind.ROOM, message, cause=f"approve:{what.id}")
    return len(waiting)


def next_ask(unit: Unit) -> datetime | None:
    """When the next one must be asked about."""
    first = approvals.first_to_ask(unit)
    return None if first is None else first - ASKED_BEFORE


def decide(unit: Unit, library: Library, what: Occurrence, *, yes: bool, actor: str) -> Text:
    """The therapist's answer; the card says it from now on. Returns what to tell them."""
    client = clients.client(unit, what.client)
    language = therapists.therapist(unit, client.therapist).language
    if what.state is not OccurrenceState.PLANNED:
        return say("strong_over", language, alias=client.alias)
    approvals.settle(unit, what, "yes" if yes else "no", actor=actor)
    words = _words(unit, library, client, what, "strong_yes" if yes else "strong_no")
    card = outbox.by_cause(unit, f"approve:{what.id}/0")
    if card is not None:
        write.edit(unit, card, OutgoingMessage(words, silent=True))
    return words


def waiting_of(unit: Unit, client: str) -> Occurrence | None:
    """The earliest strong prompt of a client that waits for its therapist's answer."""
    asked = [each for each in schedule.occurrences_of(unit, client) if each.approval == "asked"]
    return next((each for each in asked if each.state is OccurrenceState.PLANNED), None)


def _words(unit: Unit, library: Library, client: Client, what: Occurrence, key: str) -> Text:
    therapist = therapists.therapist(unit, client.therapist)
    prompt = prompt_named(unit, library, what.prompt)
    found = None if prompt is None else library.text_for(prompt, [therapist.language, client.language, "en"])
    title = what.prompt if found is None else found.text.title
    theirs = day_and_time(what.due_at, client.zone)
    yours = "" if zone_of(client.zone) == zone_of(therapist.zone) else day_and_time(what.due_at, therapist.zone)
    when = theirs if not yours else plain("both_clocks", therapist.language, theirs=theirs, yours=yours)
    return say(key, therapist.language, alias=client.alias, title=title, when=when)
