"""The dialogue of consent as messages: each step one of its own, its buttons bound to client, document and step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.delivery import write
from core.delivery.handles import Action, button
from core.desk.context import Desk, Rows, mark
from core.desk.dialogue_words import understood
from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState
from core.prompts.consent import ConsentDocument
from core.prompts.consent_check import LONGEST_SCREEN
from core.safety import consent
from core.safety.dialogue import Did, Event, Kind, Outline, Shows, State, Step, Turn, begun, offered, read_step, turn
from core.store import dialogues, last_check, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.say import say

_ONE_ROW = 18  # characters of a label beside another one on a phone
_UNREAD = timedelta(
    seconds=3
)  # so soon after a screen nobody has read it: words are a double tap, or meant for another
_WHOLE_SECONDS = timedelta(seconds=2)  # platforms tell whole seconds, and by clocks of their own


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue under way, with its document and what stands in its gaps."""

    said: ConsentDocument
    outline: Outline
    state: State
    gaps: Mapping[str, str]


def open_dialogue(unit: Unit, desk: Desk, client: Client, said: ConsentDocument) -> None:
    """At the beginning of this document; nothing is shown yet. What stands in its gaps stays so until the end (CN-02)."""
    consent.archive(unit, said)
    first = begun(_outline(client, said)).step
    dialogues.open_dialogue(unit, client.id, said.sha256, step=str(first), filled=_filled(unit, desk, client, said))


def _filled(unit: Unit, desk: Desk, client: Client, said: ConsentDocument) -> Mapping[str, str]:
    therapist = therapists.therapist(unit, client.therapist).name
    return consent.filled(desk.practice, client, therapist, said.language)


def under_way(unit: Unit, desk: Desk, client: Client) -> Dialogue | None:
    """The client's dialogue, if there is one."""
    row = dialogues.dialogue(unit, client.id)
    if row is None:
        return None
    said = consent.archived(unit, row.sha256)
    gaps = row.filled or _filled(unit, desk, client, said)
    return Dialogue(said, _outline(client, said), State(read_step(row.step), row.chosen, row.wrong), gaps)


def in_language(unit: Unit, desk: Desk, client: Client) -> Dialogue | None:
    """The client's dialogue goes on in their language, where they are, in the document of the same version. None: there is
    no dialogue, or no such document.
    """
    row, now = dialogues.dialogue(unit, client.id), under_way(unit, desk, client)
    if row is None or now is None:
        return None
    tag = desk.consents().language_of(client.language)
    other = next((d for d in desk.consents().documents if (d.version, d.language) == (now.said.version, tag)), None)
    if other is None or other.sha256 == row.sha256 or _outline(client, other) != now.outline:
        return None
    consent.archive(unit, other)
    dialogues.change_document(unit, row, other.sha256, filled=_filled(unit, desk, client, other))
    return under_way(unit, desk, client)


def _outline(client: Client, said: ConsentDocument) -> Outline:
    return consent.outline(said, renews=client.state is not ClientState.JOINING)


def move(unit: Unit, client: Client, now: Dialogue, event: Event) -> Turn:
    """What somebody did, written down. Nothing is shown by it."""
    after = turn(now.outline, now.state, event)
    row = dialogues.dialogue(unit, client.id)
    assert row is not None
    state = after.state
    dialogues.move_dialogue(unit, row, step=str(state.step), chosen=state.chosen, wrong=state.wrong, did=str(event))
    return after


def event_of(now: Dialogue, text: str) -> Event:
    """What typed words mean at the present step."""
    events = offered(now.outline, now.state)
    names: list[list[str]] = []
    for event in events:
        label = _label(now.said, now.state.step, event)
        known = (
            [label, str(list(now.said.questions[now.state.step.number].answers)[event])]
            if isinstance(event, int)
            else [label]
        )
        names.append(known)
    return understood(text, events, names)


class Heard(StrEnum):
    """What words are to the present screen."""

    ANSWER = "answer"
    DOUBLE = "double"  # what led here, said once more at once: a double tap
    EARLY = "early"  # written before the screen could be read: meant for something else


def heard(unit: Unit, client: Client, now: Dialogue, event: Event, message: MessageIn) -> Heard:
    """Whether words can be an answer to the present screen: written after it left, at a question or an agreement a few
    seconds after, and not the words once more that led to it. A button needs no such care, for it bears its step.
    """
    row = dialogues.dialogue(unit, client.id)
    assert row is not None
    is_soon = _written_at(message) < (_left_at(unit, client) or row.shown_at) + _UNREAD
    if is_soon and row.did == str(event):
        return Heard.DOUBLE
    is_asked = now.state.step.kind in (Kind.QUESTION, Kind.AGREEMENT)
    if (is_soon and is_asked) or is_older(unit, client, message):
        return Heard.EARLY
    return Heard.ANSWER


def is_older(unit: Unit, client: Client, message: MessageIn) -> bool:
    """Whether words were written before the present screen left: read back from history, or on their way with others."""
    row = dialogues.dialogue(unit, client.id)
    if row is None:
        return False
    left_at = _left_at(unit, client)
    # Where nobody has done anything yet there is no other screen that the words could be meant for.
    tolerance = timedelta(0) if row.did else _WHOLE_SECONDS
    return left_at is None or _written_at(message) + tolerance < left_at


def _left_at(unit: Unit, client: Client) -> datetime | None:
    """When the present screen left first. None: it is on its way."""
    newest = dialogues.newest_screen(unit, client.id)
    if newest is None:
        return unit.now
    state, left_at = newest
    waits = left_at is None and state in (DeliveryState.PENDING, DeliveryState.HELD)
    return None if waits else left_at or unit.now


def _written_at(message: MessageIn) -> datetime:
    return message.edited_at or message.sent_at


def pressed(now: Dialogue, client: Client, thing: str) -> Event | None:
    """What a button of a step stands for. None: it belongs to another step, document or client."""
    whose, document, step, choice = (*thing.split("-"), "", "", "", "")[:4]
    if (whose, document, step) != (client.id[:8], now.said.sha256[:6], str(now.state.step)):
        return None
    if choice.isdecimal():
        return int(choice)
    return next((did for did in Did if did.value == choice), None)


# --- messages ---------------------------------------------------------------------------------------------------------
def show(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    now: Dialogue,
    by: MessageIn | Press,
    shows: Shows = Shows.STEP,
) -> None:
    """The present step, as far as this turn wants it; one message, or two where one would be too long to be read whole."""
    write_down(unit, desk, where, client, now, cause=f"answer:{mark(unit, by)}", shows=shows)


def write_down(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    now: Dialogue,
    *,
    cause: str,
    shows: Shows = Shows.STEP,
    lead: Text | None = None,
) -> None:
    """The same under a cause of its own: also unasked for. lead: what is said first."""
    step = now.state.step
    rows = _rows(unit, where, client, now, without=Did.MORE if shows is Shows.MORE else None)
    words = Text(consent.words_at(now.said, step, now.gaps))
    match shows:
        case Shows.MORE:
            texts = [Text(consent.words_behind(now.said, step, now.gaps))]
        case Shows.EXPLAIN:
            texts = [Text(consent.words_behind(now.said, step, now.gaps)), words]
        case Shows.AGAIN if step.kind in (Kind.SCREEN, Kind.CHANGED):
            texts = [say(_first(client), client.language) + "\n" + say("join_how", client.language)]
        case Shows.AGAIN:
            texts = [say(_first(client), client.language), words]
        case _:
            texts = [words]
    if lead is not None:
        texts.insert(0, lead)
    if len(texts) > 1 and len(texts[0].plain) + len(texts[1].plain) + 2 <= LONGEST_SCREEN:
        texts = [texts[0] + "\n\n" + texts[1]]
    for number, text in enumerate(texts):
        is_last = number == len(texts) - 1
        message = OutgoingMessage(text, buttons=rows if is_last else ())
        own = cause if number == 0 else f"{cause}:{number}"
        write.to_client(unit, desk.practice, where, DeliveryKind.CONSENT, message, cause=own)


def _first(client: Client) -> str:
    """What comes before anything else: to newcomers nothing is kept until then; who is with us chooses about what is new."""
    return "join_first" if client.state is ClientState.JOINING else "renew_first"


def _rows(unit: Unit, where: ClientAddress, client: Client, now: Dialogue, *, without: Did | None) -> Rows:
    step = now.state.step
    bound = f"{client.id[:8]}-{now.said.sha256[:6]}-{step}"
    made = [
        button(unit, _label(now.said, step, event), Action.STEP, f"{bound}-{event}", where.address)
        for event in offered(now.outline, now.state)
        if event is not without
    ]
    if step.kind is Kind.QUESTION or any(len(each.label) > _ONE_ROW for each in made):
        return tuple((each,) for each in made)
    return (tuple(made),)


def _label(said: ConsentDocument, step: Step, event: Event) -> str:
    match event:
        case Did.NEXT:
            return said.words.next
        case Did.MORE:
            return said.words.more
        case Did.BACK:
            return said.words.back
        case Did.YES:
            return said.agreements[step.number].agree
        case Did.NO:
            return said.agreements[step.number].decline
        case int():
            return list(said.questions[step.number].answers.values())[event]
        case _:
            return ""


def is_last_word(unit: Unit, client: Client) -> bool:
    """Whether the newest thing said to a client is a step of the dialogue, so that bare words can be meant for it."""
    newest = last_check.newest_to(unit, client.id)
    return (
        newest is not None
        and newest.kind is DeliveryKind.CONSENT
        and any(choice.handle.startswith(f"{Action.STEP.value}.") for row in newest.message.buttons for choice in row)
    )
