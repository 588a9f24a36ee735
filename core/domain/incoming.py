"""What came in, in the core's words."""

from __future__ import annotations

from collections.abc import Mapping
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

    def is_same_file(self, other: MediaRef) -> bool:
        """Whether both name one file. `unique` in a locator is the platform's name of the file itself, where it has one;
        the rest of a locator may differ from one telling to the next.
        """
        mine, theirs = self.locator.get("unique"), other.locator.get("unique")
        return mine == theirs if mine and theirs else self.locator == other.locator


class PartKind(StrEnum):
    """What kind of thing one message is. At most 12 characters: a column holds it."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    ROUND = "round"  # a video shown as a circle (Telegram)
    ANIMATION = "animation"  # a short film without sound that plays by itself
    FILE = "file"  # a picture sent as a file is one too: the sender wanted its bytes left alone
    STICKER = "sticker"
    CONTACT = "contact"
    LOCATION = "location"  # a place on the map; a live one changes by edits
    POLL = "poll"  # one that the sender made or forwarded
    POLL_ANSWER = "poll_answer"  # a vote; its message is "poll:" and the poll's id, and a changed vote is an edit of it
    OTHER = "other"  # kept and shown as "something Vignette cannot show yet"


class Fact(StrEnum):
    """What neither words nor a file tell of a message. Each has one plain text; never who somebody is."""

    FORWARDED = "forwarded"  # "yes": somebody else may have written it; who, is not told
    QUOTED = "quoted"  # the passage of another message that the sender picked to answer
    ELSEWHERE = "elsewhere"  # "yes": what is answered stands in another chat
    LATITUDE = "latitude"  # degrees, decimal
    LONGITUDE = "longitude"
    PLACE = "place"  # its name and address, as the sender's app has them
    LIVE = "live"  # "yes": the place moves with the sender for a while
    CONTACT = "contact"  # the name on it
    PHONE = "phone"
    VCARD = "vcard"  # the rest of the contact
    QUESTION = "question"
    OPTIONS = "options"  # one a line
    CHOSE = "chose"  # numbers of the chosen options, the first is 1; "" where the vote was taken back
    STICKER = "sticker"  # its emoji, or its name
    TOLD = "told"  # the words in something that cannot be shown
    TAKEN_OFF = "taken_off"  # ids of its files, by our own names, that an edit took off


Facts = Mapping[Fact, str]


def facts_as_words(facts: Facts) -> str:
    """One line a fact, "name: text": what an older version keeps of them."""
    return "\n".join(f"{name.value}: {text}" for name, text in facts.items())


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

    files: all it bears now; an edit can have more or fewer than before. group: album id, shared by its messages.
    facts: what neither words nor a file tell.
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
    facts: Facts = field(default_factory=dict[Fact, str], hash=False)


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
