"""Whom a therapist's command is about: the client of the thread, or in the room the one whose alias stands with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.desk.access import Act, can
from core.desk.context import about, therapist_actor
from core.domain.message import Text
from core.domain.states import ClientState
from core.store import clients
from core.store.clients import Client
from core.store.therapists import Room, Therapist
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import say

_LIKE_AN_ALIAS = re.compile(r"[A-Za-z]+-\d{1,4}")


@dataclass(frozen=True, slots=True)
class Whom:
    """The client and what was said beside the alias."""

    client: Client
    words: str


def whom(
    unit: Unit, room: Room, therapist: Therapist, thread: Thread | None, rest: str, *, command: str, act: Act
) -> Whom | Text:
    """Or what to tell the therapist. Raises AccessDenied for a thread whose client is not theirs any more (by the caller).

    Somebody else's client is as unknown here as one that does not exist.
    """
    words = rest.split()
    named = next((word for word in (*words[:1], *words[-1:]) if _LIKE_AN_ALIAS.fullmatch(word)), None)
    found = None if named is None else clients.client_by_alias(unit, named)
    if found is not None and not can(therapist_actor(room), act, about(found)):
        found = None
    if thread is not None:
        mine = clients.client(unit, thread.client)
        if found is not None and found.id != mine.id:
            return say("steer_other", therapist.language, alias=mine.alias)
        return Whom(mine, rest if found is None else _without(words, named or ""))
    if found is None:
        known = clients.list_clients(unit, room.therapist)
        example = known[0].alias if known else "Heron-12"
        return say("steer_who", therapist.language, command=command, alias=example)
    return Whom(found, _without(words, named or ""))


def _without(words: list[str], alias: str) -> str:
    """The words but for the alias, which stands first or last."""
    return " ".join(words[1:] if words[0] == alias else words[:-1])


def not_with_us(client: Client, language: str) -> Text:
    """Why nothing can be done for a client who has not joined, or has left."""
    return say("enrol_left" if client.state is ClientState.LEFT else "enrol_not_joined", language, alias=client.alias)
