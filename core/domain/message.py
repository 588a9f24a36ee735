"""What goes out: text with styles, buttons, one file; and what a platform can carry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from core.domain.address import Address


class Style(StrEnum):
    """How a span of text is dressed. Few on purpose: every platform has them."""

    BOLD = "bold"
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Span:
    """A style over [start, start+length), in Unicode code points of the text."""

    start: int
    length: int
    style: Style


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters beside their styles. Never markup: nothing a person wrote can dress or ping."""

    plain: str
    spans: tuple[Span, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        tail = Text(other) if isinstance(other, str) else other
        shift = len(self.plain)
        moved = tuple(Span(s.start + shift, s.length, s.style) for s in tail.spans)
        return Text(self.plain + tail.plain, self.spans + moved)


def bold(words: str) -> Text:
    """`words` as one bold span."""
    return Text(words, (Span(0, len(words), Style.BOLD),) if words else ())


def italic(words: str) -> Text:
    """`words` as one italic span."""
    return Text(words, (Span(0, len(words), Style.ITALIC),) if words else ())


@dataclass(frozen=True, slots=True)
class Button:
    """A label (<= 64 characters) and an opaque handle (<= 64 bytes ASCII) that comes back when it is pressed."""

    label: str
    handle: str


class FileKind(StrEnum):
    """How a file wants to be shown."""

    PHOTO = "photo"
    VOICE = "voice"  # shown with a player where the platform lets bots send voice, else as AUDIO
    AUDIO = "audio"
    VIDEO = "video"  # MP4
    FILE = "file"


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """One file. `blob` names a sealed file of ours; the dispatcher fills `content` just before the call.

    picture: another sealed file, a PNG that a platform shows beside the sound where it draws no wave of its own.
    """

    kind: FileKind
    blob: str
    name: str  # neutral and ours ("voice.ogg"), never the sender's
    mime: str
    duration_s: int | None = None
    content: bytes = b""
    picture: str | None = None
    picture_content: bytes = b""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message as a person will see it. With a file, `text` is its caption."""

    text: Text
    buttons: tuple[tuple[Button, ...], ...] = ()
    file: OutgoingFile | None = None
    reply_to: str | None = None  # platform message id in the same chat; the platform may drop it silently
    silent: bool = False
    protected: bool = False  # no forwarding or saving, where the platform has it


@dataclass(frozen=True, slots=True)
class DeliveryKey:
    """The identity of one outgoing call, the same over all its attempts. `nonce` <= 25 ASCII characters."""

    delivery: str  # DeliveryId, 32 hex digits
    nonce: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a platform took a message. `message` is its id there, decimal text."""

    address: Address
    message: str


class Withdrawal(StrEnum):
    """What became of a message that was to be taken back."""

    GONE = "gone"  # nobody sees it any more
    COVERED = "covered"  # the platform deletes it no longer; something else stands in its place
    STAYS = "stays"  # neither: only the words beside its file could be changed


@dataclass(frozen=True, slots=True)
class Capabilities:
    """A platform's limits as data; fitting is done once, in core/delivery/fit.py.

    unit: what the limits count. escaped: characters that cost one more because a backslash precedes them when sent.
    span_cost: what one styled span costs. once_only: a repeated call with the same nonce cannot double, for
    `nonce_window_s`. upload_limit, download_limit: bytes of one file that a bot may send and fetch (None: no limit of the
    platform's own). plays_ogg: OGG sounds play on every phone. draws_waves: it shows how loud a voice is by itself. history: sent messages can be looked up by delivery id (`Messenger.find`). message_link: how a link to
    a message is written, of `{chat}` (without `link_drops` before it), `{thread}` and `{message}`; "" where there is none.
    """

    text_limit: int
    caption_limit: int
    unit: Literal["utf16", "code_points"]
    escaped: str = ""
    span_cost: int = 0
    buttons_per_row: int = 3
    button_rows: int = 5
    upload_limit: int = 50_000_000
    download_limit: int | None = None
    sends_voice: bool = True
    plays_ogg: bool = True
    draws_waves: bool = True
    once_only: bool = False
    nonce_window_s: int = 0
    history: bool = False
    message_link: str = ""
    link_drops: str = ""
    per_account_per_s: float = 25.0
    per_chat_per_s: float = 1.0
    chat_burst: int = 5  # messages that may follow each other at once in one private chat; the average stays
    per_group_per_min: int = 18
