"""can(actor, action, object): everything that somebody may do, in one table; what is not in it is denied (SPEC 8.21, SE-02)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """In which capacity somebody acts."""

    STRANGER = "stranger"
    CLIENT = "client"
    THERAPIST = "therapist"
    ADMIN = "admin"


class Act(StrEnum):
    """What somebody wants to do."""

    SEE_SUPPORT = "see support"
    USE_CODE = "use a code"
    REGISTER_ROOM = "register a room"
    PREPARE_ROOM = "prepare a room"  # have it looked at, acknowledge the test alert
    AGREE = "agree"
    REPLY = "reply"
    CHOOSE = "choose for oneself"  # done, today, not today, which prompt, rest, back
    LEAVE = "leave"
    SET = "change one's settings"
    INVITE = "invite"
    UNINVITE = "take an invitation back"
    CONFIRM = "confirm by the two words"
    LIST_CLIENTS = "list clients"
    READ_REPLY = "read a reply"
    WITNESS = "witness"
    FILE = "say which prompt a reply is for"
    WRITE_TO_CLIENT = "write to a client"
    NOTE = "note"
    ENROL = "enrol"
    APPROVE = "approve a strong prompt"
    PAUSE = "pause a client"
    SEND = "send a prompt by hand"
    OFFER = "offer one's own prompt to the library"
    LIMIT = "leave prompts out for a client"
    AWAY = "be away"
    SEE_SCHEDULE = "see what became of prompts"
    READ_OFFERED = "read what therapists offered to the library"
    EDIT_LIBRARY = "edit the library"
    ADD_THERAPIST = "add a therapist"
    RENEW_CODE = "give a therapist a new code"
    LIST_THERAPISTS = "list therapists"
    FORECAST = "forecast"  # how much each account will carry; counts only


@dataclass(frozen=True, slots=True)
class Actor:
    """Who. id: the client's or therapist's row id, "" for strangers and admins."""

    role: Role
    id: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """What it concerns. client: whose it is; therapist: that client's present therapist. "" where it concerns nobody."""

    client: str = ""
    therapist: str = ""


_ANYBODYS = {
    (Role.STRANGER, Act.SEE_SUPPORT),
    (Role.CLIENT, Act.SEE_SUPPORT),
    (Role.THERAPIST, Act.SEE_SUPPORT),
    (Role.STRANGER, Act.USE_CODE),
    (Role.STRANGER, Act.REGISTER_ROOM),
    (Role.THERAPIST, Act.INVITE),
    (Role.THERAPIST, Act.LIST_CLIENTS),
    (Role.ADMIN, Act.EDIT_LIBRARY),
    (Role.ADMIN, Act.READ_OFFERED),  # words that their therapist gave away, and nothing that a client wrote
    (Role.ADMIN, Act.ADD_THERAPIST),
    (Role.ADMIN, Act.RENEW_CODE),
    (Role.ADMIN, Act.LIST_THERAPISTS),
    (Role.ADMIN, Act.SEE_SCHEDULE),  # aliases, times, states and reasons; never a word of theirs
    (Role.ADMIN, Act.FORECAST),
    (Role.ADMIN, Act.LIST_CLIENTS),  # aliases and states; never a name
}
_OWN = {
    (Role.CLIENT, Act.AGREE),
    (Role.CLIENT, Act.REPLY),
    (Role.CLIENT, Act.CHOOSE),
    (Role.CLIENT, Act.LEAVE),
    (Role.CLIENT, Act.SET),
    (Role.CLIENT, Act.USE_CODE),
    (Role.THERAPIST, Act.PREPARE_ROOM),
    (Role.THERAPIST, Act.UNINVITE),
    (Role.THERAPIST, Act.CONFIRM),
    (Role.THERAPIST, Act.READ_REPLY),
    (Role.THERAPIST, Act.WITNESS),
    (Role.THERAPIST, Act.FILE),
    (Role.THERAPIST, Act.WRITE_TO_CLIENT),
    (Role.THERAPIST, Act.NOTE),
    (Role.THERAPIST, Act.ENROL),
    (Role.THERAPIST, Act.APPROVE),
    (Role.THERAPIST, Act.PAUSE),
    (Role.THERAPIST, Act.SEND),
    (Role.THERAPIST, Act.OFFER),
    (Role.THERAPIST, Act.LIMIT),
    (Role.THERAPIST, Act.AWAY),
    (Role.THERAPIST, Act.SEE_SCHEDULE),
}


def can(actor: Actor, act: Act, thing: Thing) -> bool:
    """Default deny. "Own" is the client themselves, or the therapist whom the client has now."""
    if (actor.role, act) in _ANYBODYS:
        return True
    if (actor.role, act) not in _OWN or not actor.id:
        return False
    owner = thing.client if actor.role is Role.CLIENT else thing.therapist
    return owner == actor.id
