"""Button handles: action, object, and a keyed tag that binds both to one chat (SPEC 7.4, SE-03). They work for months."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import StrEnum

from core.domain.address import Address
from core.domain.message import Button
from core.store.unit import Unit


class Action(StrEnum):
    """What a button asks for; the object in brackets. At most six letters: a handle has 64 bytes."""

    AGREE = "agree"  # (client)
    DECLINE = "no"  # (client)
    SUPPORT = "sos"  # (client)
    NOT_TODAY = "today"  # (occurrence)
    LATER = "later"  # (occurrence)
    SUITS = "suits"  # (occurrence and when it is to come again, "<id>-hour" or in minutes since 1970, "<id>-29722470")
    HOW = "how"  # (client)
    PAUSE = "pause"  # (client and how long, "<id>-3d")
    REST = "rest"  # (client)
    LEAVE = "leave"  # (client)
    BELONGS = "this"  # (occurrence) the unsure reply belongs to it
    NEITHER = "other"  # (reply) it belongs to none
    FILE = "file"  # (occurrence, or "talk" or "message") where the reply of the card that bears the button belongs
    KEEP = "keep"  # (occurrence) made, and kept by the client
    WORKS = "works"  # (client and page, "<id>-2")
    WORK = "work"  # (reply) all of it once more
    WITNESS = "wit"  # (card)
    FETCH = "fetch"  # (card) what of it was lost is to be fetched again
    SEND_NOTE = "send"  # (feedback)
    STEP = "step"  # (a step of joining and what was chosen there, "what-next")
    BEGIN = "begin"  # (invitation) through Discord's door
    RETRY = "retry"  # (client) private messages are open now: try again, under the door's hint
    STAY = "stay"  # (client) stay in the door's channel
    PHRASE = "phrase"  # (invitation and which of the three, "<id>-2")
    LOOK = "look"  # (room) look at the room again
    ACK = "ack"  # (therapist) the test alert was seen
    TURN = "turn"  # (scene, step and number of the choice, "<id>-3-1")
    HALT = "halt"  # (client) stop everything
    APPROVE = "strong"  # (occurrence) a strong prompt may go
    REFUSE = "refuse"  # (occurrence) it may not
    RATE = "rate"  # (check-in and the value, "<id>-7")
    CARE = "care"  # (check-in and what is chosen there, "<id>-gentle")
    BROWSE = "browse"  # (client, what is chosen of the library and what to show of it, "<id>-w10l00")
    TAKE_BACK = "back"  # (occurrence) what was sent by hand does not go after all
    OWN = "own"  # (a therapist's own prompt and what is to become of it, "<id>-now")
    SET = "set"  # (a setting and its value)


@dataclass(frozen=True, slots=True)
class Handle:
    """A handle that is ours and belongs to this chat."""

    action: Action
    thing: str


def _bound(action: str, thing: str, chat: str) -> str:
    return f"{action}.{thing}.{chat}"


def button(unit: Unit, label: str, action: Action, thing: str, at: Address) -> Button:
    """A button for one chat."""
    tag = unit.vault.tag("button", _bound(action, thing, at.chat))
    return Button(label, f"{action}.{thing}.{tag}")


def read(unit: Unit, handle: str, at: Address) -> Handle | None:
    """What was pressed, or None when it is not ours or was made for another chat."""
    pieces = handle.split(".")
    if len(pieces) != 3 or not handle.isascii():
        return None
    action, thing, tag = pieces
    try:
        known = Action(action)
    except ValueError:
        return None
    right = unit.vault.tag("button", _bound(action, thing, at.chat))
    return Handle(known, thing) if hmac.compare_digest(right.encode(), tag.encode()) else None
