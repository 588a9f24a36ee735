"""States of people, occurrences, replies and cards; one line per value, and the moves that are allowed."""

from __future__ import annotations

from enum import StrEnum


class TherapistState(StrEnum):
    """A therapist's life."""

    INVITED = "invited"  # has a one-time code, no room yet
    WAITING = "waiting"  # has a room; the test alert is not acknowledged yet (SPEC 8.7)
    ACTIVE = "active"  # acknowledged it: may invite
    LEFT = "left"


class ClientState(StrEnum):
    """A client's life.

    invited --code--> joining --agree--> agreed --the therapist hears the phrase--> active --/stop--> left
    active --"stop"--> halted --rest--> resting --back--> active;  halted --leave--> left;  joining --no--> invited
    agreed --/stop, or it is not their phrase--> left
    """

    INVITED = "invited"  # a row with an alias, nobody behind it yet
    JOINING = "joining"  # an account used the code; reads what this is
    AGREED = "agreed"  # agreed; the therapist has yet to hear the two words (SPEC 8.3)
    ACTIVE = "active"
    HALTED = "halted"  # said "stop"; chooses between rest and leaving
    RESTING = "resting"
    LEFT = "left"


_CLIENT_MOVES = {
    ClientState.INVITED: {ClientState.JOINING},
    ClientState.JOINING: {ClientState.AGREED, ClientState.INVITED},
    ClientState.AGREED: {ClientState.ACTIVE, ClientState.LEFT},
    ClientState.ACTIVE: {ClientState.HALTED, ClientState.RESTING, ClientState.LEFT},
    ClientState.HALTED: {ClientState.RESTING, ClientState.ACTIVE, ClientState.LEFT},
    ClientState.RESTING: {ClientState.ACTIVE, ClientState.HALTED, ClientState.LEFT},
    ClientState.LEFT: {ClientState.JOINING},
}


def may_move_client(before: ClientState, after: ClientState) -> bool:
    """Whether a client may go from one state to another."""
    return after in _CLIENT_MOVES[before]


class AddressState(StrEnum):
    """Whether a client's address takes messages."""

    OPEN = "open"
    CLOSED = "closed"  # blocked, DMs closed, gone: the reason stands beside it


class EnrolmentState(StrEnum):
    """One client following one programme."""

    ACTIVE = "active"
    ENDED = "ended"


class OccurrenceState(StrEnum):
    """One step due to one client.

    planned --due, may_send--> released --receipt--> sent --reply--> answered --reply closes--> done
    planned | released | snoozed --reason--> skipped;  sent --answer_within over--> closed;  sent | snoozed --not today--> declined
    released --not now after all--> planned;  answered --it was for something else--> sent | snoozed | closed
    sent | snoozed --later--> snoozed --due--> released;  skipped (the rule had let go of it) --the rule has it again--> planned
    """

    PLANNED = "planned"
    RELEASED = "released"
    SENT = "sent"
    SNOOZED = "snoozed"  # it was there, and comes again at the time that the client chose
    ANSWERED = "answered"
    DECLINED = "declined"
    CLOSED = "closed"
    SKIPPED = "skipped"


_OCCURRENCE_MOVES = {
    OccurrenceState.PLANNED: {OccurrenceState.RELEASED, OccurrenceState.SKIPPED},
    OccurrenceState.RELEASED: {
        OccurrenceState.SENT,
        OccurrenceState.SKIPPED,
        OccurrenceState.ANSWERED,
        OccurrenceState.PLANNED,
    },
    OccurrenceState.SENT: {
        OccurrenceState.ANSWERED,
        OccurrenceState.DECLINED,
        OccurrenceState.CLOSED,
        OccurrenceState.SNOOZED,
    },
    OccurrenceState.SNOOZED: {
        OccurrenceState.SNOOZED,
        OccurrenceState.RELEASED,
        OccurrenceState.SKIPPED,
        OccurrenceState.ANSWERED,
        OccurrenceState.DECLINED,
    },
    OccurrenceState.DECLINED: {OccurrenceState.ANSWERED},  # what comes all the same is taken and matched (SPEC 4.4)
    OccurrenceState.CLOSED: {OccurrenceState.ANSWERED},
    OccurrenceState.ANSWERED: {  # the answer was for something else
        OccurrenceState.SENT,
        OccurrenceState.SNOOZED,
        OccurrenceState.CLOSED,
    },
    OccurrenceState.SKIPPED: {OccurrenceState.PLANNED},
}


def may_move_occurrence(before: OccurrenceState, after: OccurrenceState) -> bool:
    """Whether an occurrence may go from one state to another."""
    return after in _OCCURRENCE_MOVES[before]


class ReplyState(StrEnum):
    """A reply grows while it is open."""

    OPEN = "open"
    CLOSED = "closed"


class MatchKind(StrEnum):
    """By what evidence a reply belongs where it is filed (SPEC 6.3)."""

    QUOTED = "quoted"
    BUTTON = "button"
    ONLY_OPEN = "only_open"
    CONVERSATION = "talk"  # an answer to what the therapist wrote
    NOT_SENT = "not_sent"  # made, and kept by the client: it has no parts
    SCENE = "scene"  # the transcript of one; it closes with the scene
    UNSURE = "unsure"  # several were open: the client is asked
    MESSAGE = "message"  # nothing was open, or the client said so: words for the therapist


class MediaState(StrEnum):
    """A file of a reply or of feedback.

    wanted --fetched--> wanted, with its blob --what others see is made, or why not--> kept --try again--> wanted, with its blob
    wanted --over a limit--> too_large;  wanted --given up--> lost --try again--> wanted
    """

    WANTED = "wanted"  # without a blob it is to be fetched; with one it is kept, and others see nothing of it yet
    KEPT = "kept"  # and all is done
    TOO_LARGE = "too_large"
    LOST = "lost"


class CardState(StrEnum):
    """What waits for a therapist."""

    OPEN = "open"
    WITNESSED = "witnessed"
    ANSWERED = "answered"


class ThreadState(StrEnum):
    """A client's thread in a room."""

    WANTED = "wanted"
    OPEN = "open"
    LOST = "lost"


class SceneState(StrEnum):
    """One playing of a script.

    waiting --the client answers--> open --derole--> ended;  open --stop--> left;  open --24 h--> timeout
    """

    WAITING = "waiting"  # its prompt is on its way or there; the script is pinned already
    OPEN = "open"
    ENDED = "ended"
    LEFT = "left"
    TIMEOUT = "timeout"


class InboxState(StrEnum):
    """A raw update's life. new --handled--> done;  new --cannot be handled--> dead (shown with its fault id)."""

    NEW = "new"
    DONE = "done"
    DEAD = "dead"
