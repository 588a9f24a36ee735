"""Why something was moved or not sent: one stable word each, kept with the row (SPEC 4.3, 4.8). At most 40 characters."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """A reason. Texts for people stand under "why_" and the member's name."""

    # The client's hours
    QUIET = "quiet hours"
    DAY = "not on this day"
    CAP = "daily cap"
    RESTING = "resting"
    STOPPED = "stopped"
    LATER = "later"  # the client chose another time
    ZONE = "new time zone"
    # The therapist
    PAUSED = "paused by the therapist"
    AWAY = "therapist away"
    NOT_APPROVED = "not approved"
    REFUSED = "refused by the therapist"
    TAKEN_BACK = "taken back by the therapist"
    LEFT_OUT = "left out for this client"
    # What a strong prompt asks for (SPEC 4.7)
    STRONG_EARLY = "strong, within the first 14 days"
    STRONG_CLOSE = "strong, within 48 h of another"
    STRONG_EVENING = "strong, after 21:00"
    # The question before a prompt (SPEC 4.7)
    CHECK_IN = "asked before it"
    CHECK_IN_OVER = "the question before it was answered"
    UNANSWERED = "the question before was not answered"
    NOT_AFTER = "not sent after the question before it"
    PUT_AWAY = "not today, to the question before it"
    # Safety and consent
    HELD = "held by an alert"
    NO_CONSENT = "no consent"
    NO_ADDRESS = "no address"
    NOT_JOINED = "not joined"
    LEFT = "left"
    # Lateness
    LATE = "too late"
    ONE_IS_ENOUGH = "one after a gap is enough"
    NEXT_WINDOW = "its next window"
    NEXT_COMES = "its next one comes anyway"
    # The library
    GONE = "no longer in the programme"
    NO_PROMPT = "no longer in the library"
    EDITED = "programme changed"
    NO_SUCH_DATE = "no such date there"
    POOL_EMPTY = "nothing in the pool fits"
    NOT_RENDERED = "not rendered"


NOT_NOW = frozenset({Why.QUIET, Why.DAY, Why.PAUSED, Why.AWAY})  # reasons of the moment: later it may be fine
