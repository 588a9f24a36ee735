"""Kinds, states and urgency of what goes out (SPEC 5)."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Urgency(IntEnum):
    """Lower goes first (DESIGN 6)."""

    ALERT = 0
    ANSWER = 1
    CARD = 2
    PROMPT = 3
    DIGEST = 4


class AfterUncertain(StrEnum):
    """What an uncertain call of a kind becomes (SPEC 5.2)."""

    AGAIN = "again"  # sent again: a double is better than none
    ONCE_AS_COPY = "once_as_copy"  # once more, opening with a line that it may be a copy
    NEVER = "never"


class DeliveryKind(StrEnum):
    """Why something goes out."""

    SAFETY = "safety"  # the card for hard moments
    CONSENT = "consent"  # joining screens
    ANSWER = "answer"  # confirmations and answers to one's own words
    RECEIPT = "receipt"  # the one message that follows a reply
    FEEDBACK = "feedback"  # a therapist's words, voice or picture to the client
    THREAD = "thread"  # open a client's thread in the room
    CARD = "card"  # a card, its parts and its edits
    ROOM = "room"  # echoes and answers in the room
    PROMPT = "prompt"
    TURN = "turn"  # what a scene says at one turn
    REMINDER = "reminder"  # that a prompt is still there
    CHECK_IN = "check_in"  # a short question before a prompt

    @property
    def urgency(self) -> Urgency:
        """Which queue it stands in."""
        return _URGENCY[self]

    @property
    def after_uncertain(self) -> AfterUncertain:
        """What happens when nobody knows whether it arrived."""
        if self is DeliveryKind.REMINDER:
            return AfterUncertain.NEVER
        once = self in (DeliveryKind.PROMPT, DeliveryKind.CHECK_IN)
        return AfterUncertain.ONCE_AS_COPY if once else AfterUncertain.AGAIN

    @property
    def needs_consent(self) -> bool:
        """Whether it may only go out under an active consent (SPEC 8.1)."""
        return self in (DeliveryKind.PROMPT, DeliveryKind.REMINDER, DeliveryKind.CHECK_IN)


_URGENCY = {
    DeliveryKind.SAFETY: Urgency.ALERT,
    DeliveryKind.CONSENT: Urgency.ANSWER,
    DeliveryKind.ANSWER: Urgency.ANSWER,
    DeliveryKind.RECEIPT: Urgency.ANSWER,
    DeliveryKind.FEEDBACK: Urgency.ANSWER,
    DeliveryKind.THREAD: Urgency.CARD,
    DeliveryKind.CARD: Urgency.CARD,
    DeliveryKind.ROOM: Urgency.ANSWER,
    DeliveryKind.PROMPT: Urgency.PROMPT,
    DeliveryKind.TURN: Urgency.ANSWER,
    DeliveryKind.REMINDER: Urgency.PROMPT,
    DeliveryKind.CHECK_IN: Urgency.PROMPT,
}


class Operation(StrEnum):
    """Which call of the Messenger a delivery is."""

    SEND = "send"
    EDIT = "edit"
    WITHDRAW = "withdraw"  # what a message of ours shows was taken back: it is deleted, or covered
    OPEN_THREAD = "open_thread"
    LOOK_AT_ROOM = "look_at_room"  # may the bot work there, and who else can look in
    OPEN_DOOR = "open_door"  # a place of one newcomer's own in the door server, and the link that leads there
    CLOSE_DOOR = "close_door"  # that place is no longer needed
    OPEN_PRIVATE = "open_private"  # the private chat with a person who has come through the door


class DeliveryState(StrEnum):
    """A delivery's life.

    pending --claim, committed--> sending --receipt--> sent
    sending --surely not sent--> pending (later)   sending --refused--> failed
    sending --died or cut--> uncertain --by kind--> pending | failed
    pending --may_send says no--> cancelled        pending --nobody reachable--> held --way back--> pending
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    CANCELLED = "cancelled"
    HELD = "held"
