"""*Not sent*: a client made it and keeps it. It counts as done, and nothing of it is stored (SPEC 2)."""

from __future__ import annotations

from core.delivery.handles import Action, button
from core.desk.access import Act
from core.desk.context import Desk, about, answer_client, answered_before, client_actor, demand, mark
from core.desk.later import newest_open
from core.desk.reactions import react
from core.domain.incoming import MessageIn, Press
from core.domain.states import OccurrenceState
from core.replies import ingest
from core.store import schedule, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.schedule import Occurrence
from core.store.unit import Unit
from core.texts.say import plain, say

_OPEN = (OccurrenceState.RELEASED, OccurrenceState.SENT, OccurrenceState.SNOOZED)  # released: it may be there already


def wish(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> None:
    """By words: for what they quote, else for the newest that is open."""
    quoted = ingest.quoted_occurrence(unit, where, message)
    what = newest_open(unit, client) if quoted is None else schedule.occurrence(unit, quoted)
    if what is None:
        answer_client(unit, desk, where, message, say("kept_back_nothing", client.language))
    else:
        _keep(unit, desk, where, client, what, message)


def press(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, event: Press) -> None:
    """By its button."""
    what = schedule.occurrence(unit, thing)
    if what.client == client.id and not answered_before(unit, event):
        _keep(unit, desk, where, client, what, event)


def offer(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> None:
    """*Done* was said, and nothing has come: what could be meant."""
    therapist = therapists.therapist(unit, client.therapist).name
    what = newest_open(unit, client)
    if what is None:
        answer_client(unit, desk, where, message, say("done_nothing", client.language, therapist=therapist))
        return
    row = (button(unit, plain("keep_it", client.language), Action.KEEP, what.id, where.address),)
    words = say("kept_back_offer", client.language, title=what.title)
    answer_client(unit, desk, where, message, words, buttons=(row,))


def _keep(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, what: Occurrence, by: MessageIn | Press
) -> None:
    """Where something of it came already, or it is over, there is nothing to keep back: it says what is open."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    if what.state in _OPEN:
        react(unit, desk, ingest.keep_back(unit, where, what.id, asked_by=mark(unit, by)))
    else:
        answer_client(unit, desk, where, by, say("kept_back_nothing", client.language))
