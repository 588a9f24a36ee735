"""What happened inside, for rooms on one floor that must react to each other (core/desk/reactions.py)."""

from __future__ import annotations

from dataclasses import dataclass

from core.domain.ids import MediaId, PartId, ReplyId


@dataclass(frozen=True, slots=True)
class ReplyOpened:
    """The first part of a reply is kept."""

    reply: ReplyId


@dataclass(frozen=True, slots=True)
class ReplyGrew:
    """Another part. asks: nobody knows yet where it belongs, and the client may be asked."""

    reply: ReplyId
    asks: bool = False


@dataclass(frozen=True, slots=True)
class PartChanged:
    """A newer version of a part is here."""

    part: PartId


@dataclass(frozen=True, slots=True)
class PartWithdrawn:
    """The client took one message back."""

    part: PartId


@dataclass(frozen=True, slots=True)
class FileTakenOff:
    """The client took one file off a message, by an edit."""

    media: MediaId


@dataclass(frozen=True, slots=True)
class ReplyFiled:
    """Somebody said where a reply belongs."""

    reply: ReplyId


@dataclass(frozen=True, slots=True)
class ReplyClosed:
    """No more parts join: the client said done, or was quiet long enough. answers: stands for the message or press that asked
    for it, where one did; its receipt answers that.
    """

    reply: ReplyId
    answers: str = ""


@dataclass(frozen=True, slots=True)
class MediaFetched:
    """A file lies sealed here; what others see of it is made next."""

    media: MediaId


@dataclass(frozen=True, slots=True)
class MediaSettled:
    """A file is kept and what others see of it is made (or why not), or it is too large, or lost."""

    media: MediaId


Event = (
    ReplyOpened
    | ReplyGrew
    | PartChanged
    | PartWithdrawn
    | FileTakenOff
    | ReplyFiled
    | ReplyClosed
    | MediaFetched
    | MediaSettled
)
