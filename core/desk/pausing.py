"""A client's own pause: without an end or with one, ended by "back" or by itself (SPEC 2, 8.4)."""

from __future__ import annotations

from datetime import datetime

from core.delivery import write
from core.delivery.handles import Action, button
from core.delivery.may_send import ALL_HELD
from core.desk import renewal, scene_desk
from core.desk.access import Act
from core.desk.context import Desk, Rows, about, answer_client, answered_before, client_actor, demand, mark
from core.desk.moments import LONGEST_PAUSE, pause_end
from core.desk.questions import open_question
from core.desk.time_words import Said, when
from core.domain.delivery import DeliveryKind
from core.domain.hours import local_date, quiet_until, zone_of
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState, OccurrenceState
from core.queue.thread import tell
from core.store import addresses, clients, consents, outbox, schedule, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.unit import Unit
from core.texts.moments import lasts_until
from core.texts.say import plain, say

_OPEN_END = "open"
_LENGTHS = ("1d", "3d", "7d")


# --- without an end ---------------------------------------------------------------------------------------------------
def rest(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """No prompts until "back"."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    _begin(unit, desk, where, client)
    clients.set_rest_until(unit, client.id, None)
    if client.state is not ClientState.RESTING or client.rest_until is not None:
        _tell(unit, desk, client, "client_resting", by)
    therapist = therapists.therapist(unit, client.therapist).name
    answer_client(unit, desk, where, by, say("resting", client.language, therapist=therapist))


def back(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn) -> None:
    """Rested: things come again."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    if client.state in (ClientState.RESTING, ClientState.HALTED):
        clients.move_client(unit, client, ClientState.ACTIVE, actor=f"client:{client.id}")
        clients.set_rest_until(unit, client.id, None)
        outbox.release_held(unit, where.id)
        _tell(unit, desk, client, "client_back", by)
        is_paused = consents.has_lapsed(unit, client.id)
        answer_client(unit, desk, where, by, say("back_paused" if is_paused else "back", client.language))
        if is_paused:
            renewal.reopen(unit, desk, where, clients.client(unit, client.id), by, behind=":step")
    else:
        answer_client(unit, desk, where, by, say("not_resting", client.language))


def _begin(unit: Unit, desk: Desk, where: ClientAddress, client: Client) -> None:
    """They rest from now on; a scene ends with its closing words, and what is on its way does not go."""
    scene_desk.leave_open(unit, desk, where, client)
    if client.state in (ClientState.ACTIVE, ClientState.HALTED):
        clients.move_client(unit, client, ClientState.RESTING, actor=f"client:{client.id}")
        put_away(unit, client, "resting")
        outbox.release_held(unit, where.id)


def put_away(unit: Unit, client: Client, reason: str) -> None:
    """Prompts that were on their way do not go, and each says why (SPEC 4.6)."""
    for waiting in outbox.cancel(unit, client.id, (DeliveryKind.PROMPT,), reason=reason):
        occurrence = schedule.occurrence(unit, waiting)
        if occurrence.state is OccurrenceState.RELEASED:
            schedule.skip(unit, occurrence, reason)


# --- with an end ------------------------------------------------------------------------------------------------------
def pause(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press, length: str = ""
) -> None:
    """The word, with a length or an end behind it or alone: then they are asked. After "stop" the word alone is an answer."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    if not length and client.state is ClientState.HALTED:
        rest(unit, desk, where, client, by)
        return
    said = when(length, local_date(unit.now, client.zone)) if length else None
    if said is not None:
        _pause(unit, desk, where, client, by, said)
    else:
        words = say("pause_unknown", client.language, word=length) if length else say("ask_pause", client.language)
        _ask(unit, desk, where, client, by, words)


def press(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, by: MessageIn | Press) -> None:
    """One of the lengths that were offered, by its button or by typing it. Raises LookupError where it is none of theirs."""
    whose, _, length = thing.partition("-")
    if whose != client.id or length not in (*_LENGTHS, _OPEN_END):
        raise LookupError("names no pause of theirs")
    if answered_before(unit, by):
        return  # a second tap
    if length == _OPEN_END:
        rest(unit, desk, where, client, by)
    else:
        pause(unit, desk, where, client, by, length)


def typed(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """Words alone, when the last thing said was "How long?". False: they are meant for somebody else."""
    things, named = open_question(unit, client, Action.PAUSE, message)
    if named is not None:
        press(unit, desk, where, client, named, message)
        return True
    said = when(message.text, local_date(unit.now, client.zone)) if things else None
    if said is None:
        return False
    demand(client_actor(client), Act.CHOOSE, about(client))
    _pause(unit, desk, where, client, message, said)
    return True


def _ask(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press, words: Text) -> None:
    made = [
        button(unit, plain(f"pause_{each}", client.language), Action.PAUSE, f"{client.id}-{each}", where.address)
        for each in (*_LENGTHS, _OPEN_END)
    ]
    rows: Rows = (tuple(made[:3]), tuple(made[3:]))
    answer_client(unit, desk, where, by, words, buttons=rows)


def _pause(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press, said: Said) -> None:
    until = pause_end(said, unit.now, client.zone)
    if until <= unit.now or until - unit.now > LONGEST_PAUSE:
        key = "pause_past" if until <= unit.now else "pause_far"
        _ask(unit, desk, where, client, by, say(key, client.language))
        return
    _begin(unit, desk, where, client)
    clients.set_rest_until(unit, client.id, until)
    therapist = therapists.therapist(unit, client.therapist)
    told = lasts_until(until, unit.now, client.zone, client.language)
    answer_client(unit, desk, where, by, say("paused", client.language, until=told, therapist=therapist.name))
    theirs = lasts_until(until, unit.now, client.zone, therapist.language)
    if zone_of(client.zone) != zone_of(therapist.zone):
        yours = lasts_until(until, unit.now, therapist.zone, therapist.language)
        theirs = plain("both_clocks", therapist.language, theirs=theirs, yours=yours)
    words = say("client_pauses", therapist.language, alias=client.alias, until=theirs)
    tell(unit, desk.practice, client, words, cause=f"client_pauses:{mark(unit, by)}")


def _tell(unit: Unit, desk: Desk, client: Client, key: str, by: MessageIn | Press) -> None:
    language = therapists.therapist(unit, client.therapist).language
    tell(unit, desk.practice, client, say(key, language, alias=client.alias), cause=f"{key}:{mark(unit, by)}")


# --- over by itself ---------------------------------------------------------------------------------------------------
def end_pauses(unit: Unit, desk: Desk) -> int:
    """Pauses whose end has come: things come again; client and therapist are told. Returns how many were looked at."""
    over = clients.rested(unit)
    for client in over:
        clients.set_rest_until(unit, client.id, None)
        if client.state is ClientState.RESTING and client.rest_until is not None:  # not said stop or left meanwhile
            clients.move_client(unit, client, ClientState.ACTIVE, actor="vignette")
            _tell_over(unit, desk, client, client.rest_until)
    return len(over)


def _tell_over(unit: Unit, desk: Desk, client: Client, ended: datetime) -> None:
    """One message to each; none to the client in their quiet hours, or where something else still keeps prompts back."""
    cause = f"pause-over:{client.id}:{int(ended.timestamp())}"
    language = therapists.therapist(unit, client.therapist).language
    words = say("client_pause_over", language, alias=client.alias)
    tell(unit, desk.practice, client, words, cause=f"{cause}:room")
    held = client.held_level >= ALL_HELD or (client.paused_until is not None and client.paused_until > unit.now)
    where = addresses.best_address(unit, client.id)
    if where is None or held or quiet_until(unit.now, client.zone, client.quiet) is not None:
        return
    message = OutgoingMessage(say("pause_over", client.language))
    write.to_client(unit, desk.practice, where, DeliveryKind.ANSWER, message, cause=cause)
