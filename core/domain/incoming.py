"""What came in, in the core's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.domain.address import Address, PlaceKind
from core.domain.ids import AccountId


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """One platform event as it arrived, before anybody understood it.

    key: unique per account, stable over repeats of the same event (Telegram: update id + content hash; Discord:
    kind + id + edit time). lane: events of one lane are handled in order (the chat). payload: UTF-8 JSON.
    sender: platform user id where the platform said so, else "" (dead letters are found by its keyed hash).
    """

    account: AccountId
    key: str
    lane: str
    payload: bytes
    received_at: datetime
    sender: str = ""


@dataclass(frozen=True, slots=True)
class SourceId:
    """A stream with a cursor: one account's updates ("updates"), or one Discord channel ("channel:<id>")."""

    account: AccountId
    stream: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a stream was read without a hole; the value is the platform's own (an offset, a message id)."""

    source: SourceId
    value: str


@dataclass(frozen=True, slots=True)
class MediaRef:
    """How to fetch a file again, also after a restart. `locator` is the platform's (file_id; channel, message, attachment)."""

    account: AccountId
    locator: dict[str, str] = field(hash=False)


class PartKind(StrEnum):
    """What kind of thing one message is."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    STICKER = "sticker"
    OTHER = "other"  # kept and shown as "something Vignette cannot show yet"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """One file of a message. size in bytes (None: not told), duration in seconds. mime and name are claims. waveform: how loud
    a voice is over its time, base64 of bytes 0-255, "" where the platform does not tell.
    """

    ref: MediaRef
    kind: PartKind
    mime: str = ""
    name: str = ""
    size: int | None = None
    duration_s: int | None = None
    waveform: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The account that wrote, as the platform names it. language: the platform's hint, BCP 47, may be ""."""

    id: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class MessageIn:
    """A message somebody wrote. `text` is text or caption, "" where there is none. edited_at: set when this is an edit.

    group: album id, shared by its messages. may_be_room: the place could be a therapist's room.
    """

    address: Address
    place: PlaceKind
    sender: Sender
    message: str
    sent_at: datetime
    kind: PartKind
    text: str = ""
    files: tuple[IncomingFile, ...] = ()
    reply_to: str | None = None
    group: str | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageGone:
    """A message was deleted by its sender (Discord tells; Telegram does not)."""

    address: Address
    message: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed. `message` is the message that bears it."""

    address: Address
    place: PlaceKind
    sender: Sender
    handle: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reachability:
    """The platform told that a person blocked (open=False) or unblocked (open=True) the bot, or a room added/removed it."""

    address: Address
    place: PlaceKind
    open: bool


@dataclass(frozen=True, slots=True)
class Unhandled:
    """An event that is understood and needs nothing. `kind` is for the log."""

    kind: str


Incoming = MessageIn | MessageGone | Press | Reachability
