"""A card: one reply in the therapist's thread, kept up to date by edits, nothing of it cut off (SPEC 7.1)."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from core.delivery import write
from core.delivery.fit import fit, lay_out
from core.delivery.handles import Action, button
from core.domain.delivery import DeliveryKind
from core.domain.incoming import PartKind
from core.domain.message import Button, Capabilities, OutgoingMessage, Text, bold
from core.domain.practice import PracticeFacts
from core.domain.states import MatchKind, ReplyState
from core.queue import told
from core.queue.asked import rated_after, rated_before
from core.queue.filing import evidence, offered
from core.queue.folding import Folding
from core.queue.showing import file_line, outgoing_file
from core.queue.thread import thread_for
from core.queue.transcript import outcome, transcript
from core.queue.when import day_and_time
from core.store import (
    cards,
    clients,
    consents,
    media,
    outbox,
    own_prompts,
    replies,
    scenes,
    schedule,
    therapists,
    threads,
)
from core.store.cards import Card
from core.store.clients import Client
from core.store.media import Media
from core.store.replies import Part, Reply
from core.store.therapists import Therapist
from core.store.unit import Unit
from core.texts.say import plain, say

_LOG = logging.getLogger(__name__)
_AFTER_A_FAULT = timedelta(minutes=10)
_A_MOMENT = timedelta(seconds=5)  # most files are ready by then, and need no word of their own before that
MEDIA = "media"  # SPEC 8.2 (c): the purpose without which pictures and voice stay sealed


def reference(card: str) -> str:
    """Four characters that name a card to people."""
    return card[:4].upper()


def grow(unit: Unit, practice: PracticeFacts, reply_id: str, folding: Folding) -> None:
    """Bring a growing reply's card up to date: at once, or when its turn comes (`show_due`), with everything until then."""
    card = cards.card_of(unit, reply_id)
    if card is None:
        calls, card = show(unit, practice, reply_id), cards.card_of(unit, reply_id)
        if card is not None:
            folding.spend(card.id, calls)
        return
    wait = folding.wait(card.id)
    if not wait:
        folding.spend(card.id, show(unit, practice, reply_id))
    elif card.show_at is None:
        cards.show_at(unit, card.id, unit.now + wait)


def show_due(unit: Unit, practice: PracticeFacts, folding: Folding) -> int:
    """The cards whose turn has come. Returns how many."""
    found = cards.to_show(unit)
    for card in found:
        wait = folding.wait(card.id)
        if wait:
            cards.show_at(unit, card.id, unit.now + wait)
            continue
        try:
            folding.spend(card.id, show(unit, practice, card.reply))
        except LookupError:  # of one card: what else is due at this beat must not wait for it
            _LOG.exception("a card could not be brought up to date", extra={"card": card.id})
            cards.show_at(unit, card.id, unit.now + _AFTER_A_FAULT)
    return len(found)


def show(unit: Unit, practice: PracticeFacts, reply_id: str) -> int:
    """Open the reply's card or bring it up to date; every piece of its text has one message of its own. Returns how many calls
    that takes.
    """
    clients.hold(unit, replies.reply(unit, reply_id).client)
    reply = replies.reply(unit, reply_id)
    client = clients.client(unit, reply.client)
    card = cards.card_of(unit, reply.id)
    if card is None:
        thread = thread_for(unit, client)
        if thread is None:
            return 0
        cards.open_card(unit, reply=reply.id, client=client.id, therapist=client.therapist, thread=thread.id)
        card = cards.card_of(unit, reply.id)
        assert card is not None
    thread = threads.thread_by_id(unit, card.thread)
    therapist = therapists.therapist(unit, card.therapist)
    able = practice.account(thread.address.account).capabilities
    whole = OutgoingMessage(_words(unit, card, reply, client, therapist, able), silent=True, protected=True)
    pieces = fit(whole, able)
    pieces[0] = replace(pieces[0], buttons=lay_out(_buttons(unit, card, reply, therapist, thread.address), able))
    calls = 0
    for number, piece in enumerate(pieces):
        first = outbox.by_cause(unit, f"card:{card.id}:{number}/0")
        if first is None:
            cause = f"card:{card.id}:{number}"
            calls += len(write.to_thread(unit, practice, thread, DeliveryKind.CARD, piece, cause=cause, card=card.id))
        else:
            calls += write.edit(unit, first, piece)
    number = len(pieces)
    while (left := outbox.by_cause(unit, f"card:{card.id}:{number}/0")) is not None:
        # The work became shorter, or was withdrawn: what no longer belongs to it must not stay readable.
        shorter = OutgoingMessage(say("card_shorter", therapist.language), silent=True, protected=True)
        calls += write.edit(unit, left, shorter)
        number += 1
    if card.show_at is not None:
        cards.show_at(unit, card.id, None)
    return calls


def _buttons(
    unit: Unit, card: Card, reply: Reply, therapist: Therapist, at: outbox.Address
) -> tuple[tuple[Button, ...], ...]:
    """One row for the card itself: with the four at most of where it could belong that is as many as every platform shows."""
    of_card: list[Button] = []
    if card.witnessed_at is None:
        of_card.append(button(unit, plain("witness", therapist.language), Action.WITNESS, card.id, at))
    if media.can_try_again(unit, reply.id):
        of_card.append(button(unit, plain("card_file_again", therapist.language), Action.FETCH, card.id, at))
    first = (tuple(of_card),) if of_card else ()
    return (*first, *offered(unit, reply, therapist, at))


def _words(unit: Unit, card: Card, reply: Reply, client: Client, therapist: Therapist, able: Capabilities) -> Text:
    """Facts in the same order every time: who and what, when, the work, evidence, what was done."""
    language = therapist.language
    lines = [_head(unit, reply, client, language), _facts(unit, reply, therapist)]
    parts = replies.parts_of(unit, reply.id)
    scene = None if reply.evidence is not MatchKind.SCENE else scenes.of_occurrence(unit, reply.occurrence or "")
    shown = partial(_part, unit, client=client, language=language, seen_at=card.witnessed_at, able=able)
    if scene is None:
        lines += [shown(part) for part in parts]
        if reply.evidence is MatchKind.NOT_SENT:
            lines.append(say("card_kept_back_note", language))
        tail = [evidence(unit, reply, therapist)]
        if reply.evidence is not MatchKind.NOT_SENT:
            tail.append(say("card_not_screened", language))
        if reply.state is ReplyState.OPEN:
            tail.append(say("card_growing", language))
    else:
        lines += transcript(unit, scene, parts, client, language, partial(shown, in_play=True))
        tail = [outcome(unit, scene, language), say("card_not_screened", language)]
    if card.witnessed_at is not None:
        tail.append(say("card_witnessed", language, when=day_and_time(card.witnessed_at, therapist.zone)))
    if card.answered_at is not None:
        tail.append(say("card_answered", language, when=day_and_time(card.answered_at, therapist.zone)))
    tail.append(say("card_ref", language, ref=reference(card.id)))
    lines.append(_join(tail, " · "))
    return _join(lines, "\n")


def _join(pieces: list[Text], between: str) -> Text:
    joined = Text("")
    for piece in pieces:
        if piece.plain:
            joined = joined + between + piece if joined.plain else piece
    return joined


def _head(unit: Unit, reply: Reply, client: Client, language: str) -> Text:
    if reply.occurrence is not None:
        title = schedule.occurrence(unit, reply.occurrence).title
        key = "card_kept_back" if reply.evidence is MatchKind.NOT_SENT else "card_head"
        return say(key, language, alias=client.alias, title=title)
    if reply.evidence is MatchKind.CONVERSATION:
        return say("card_talk", language, alias=client.alias)
    if reply.evidence is MatchKind.UNSURE:
        asked = outbox.by_cause(unit, f"which:{reply.id}/0") is not None
        return say("card_unsure" if asked else "card_unsure_quiet", language, alias=client.alias)
    return say("card_message", language, alias=client.alias)


def _facts(unit: Unit, reply: Reply, therapist: Therapist) -> Text:
    answered = day_and_time(reply.opened_at, therapist.zone)
    if reply.occurrence is not None:
        sent_at = schedule.occurrence(unit, reply.occurrence).sent_at
        if sent_at is not None:
            sent = day_and_time(sent_at, therapist.zone)
            facts = say("card_facts", therapist.language, sent=sent, answered=answered)
            before = rated_before(unit, reply.occurrence, therapist.language)
            own = _own(unit, reply.occurrence, therapist)
            return _join([facts, own, before, rated_after(unit, reply.occurrence, therapist.language)], " · ")
    return say("card_facts_message", therapist.language, answered=answered)


def _own(unit: Unit, occurrence: str, therapist: Therapist) -> Text:
    """That the prompt was this therapist's own, and of what they made it; "" where it was not."""
    own = own_prompts.of_occurrence(unit, occurrence)
    if own is None or own.therapist != therapist.id:
        return Text("")
    if own.source is None:
        return say("card_own", therapist.language)
    return say("card_adapted", therapist.language, title=own.content.origin)


def _part(
    unit: Unit,
    part: Part,
    *,
    client: Client,
    language: str,
    seen_at: datetime | None,
    able: Capabilities,
    in_play: bool = False,
) -> Text:
    """One message. in_play: as a line of a play, without quotation marks."""
    if part.withdrawn:
        return say("card_withdrawn", language, alias=client.alias)
    pieces = [Text(part.text if in_play else f"“{part.text}”")] if part.text else []
    pieces += told.beside(part, language)
    if pieces and part.version > 1 and seen_at is not None and (replies.changed_at(unit, part.id) or seen_at) > seen_at:
        pieces[0] = pieces[0] + " (" + say("card_changed", language) + ")"
    files = media.of_part(unit, part.id)
    may = consents.says(unit, client.id, MEDIA) if files else None
    for what in files:
        if part.has_taken_off(what.id):
            kind = plain(f"file_{what.kind.value}", language)
            pieces.append(say("card_file_taken_off", language, kind=kind, alias=client.alias))
        else:
            pieces.append(file_line(what, language, may=may, able=able, in_play=in_play))
    if not pieces and part.kind is not PartKind.TEXT:
        pieces.append(say("card_other", language, kind=plain(f"file_{part.kind.value}", language)))
    return _join([*told.before(part, language), *pieces], "\n")


def file_cause(what: Media) -> str:
    """The cause of the message that shows this file in the thread."""
    return f"card-file:{what.id}"


def show_soon(unit: Unit, what: Media) -> None:
    """A file of a reply lies here, and what others see of it is being made: where that takes longer than a moment, the card
    says so.
    """
    card = None if what.part is None else cards.card_of(unit, replies.part(unit, what.part).reply)
    if card is not None and card.show_at is None:
        cards.show_at(unit, card.id, unit.now + _A_MOMENT)
        unit.wake(what.ref.account)


def show_file(unit: Unit, practice: PracticeFacts, what: Media, folding: Folding) -> None:
    """A file of a reply has arrived (or never will): the work itself into the thread, and the card says so. What was taken
    back before it was here is not shown.
    """
    assert what.part is not None
    clients.hold(unit, what.client)  # it may be taken back at this moment
    part = replies.part(unit, what.part)
    if part.withdrawn or part.has_taken_off(what.id):
        return
    reply = replies.reply(unit, part.reply)
    grow(unit, practice, reply.id, folding)
    card = cards.card_of(unit, reply.id)
    if card is None or not consents.says(unit, what.client, MEDIA):
        return
    client = clients.client(unit, what.client)
    thread = threads.thread_by_id(unit, card.thread)
    file = outgoing_file(what, practice.account(thread.address.account).capabilities)
    if file is None:
        return
    caption = bold(client.alias) + f" ({reference(card.id)})"
    message = OutgoingMessage(caption, file=file, silent=True, protected=True)
    write.to_thread(unit, practice, thread, DeliveryKind.CARD, message, cause=file_cause(what), card=card.id)


def fetch_again(unit: Unit, practice: PracticeFacts, card: Card) -> None:
    """The therapist wants what was lost, or could not be made ready, to be tried once more; pressed twice it changes nothing."""
    clients.hold(unit, card.client)
    if media.want_again(unit, card.reply):
        show(unit, practice, card.reply)
