"""What a Telegram message holds: its kind, its files, and what neither words nor a file tell (Bot API 10.1, Message).

A broken file raises, so that the message is set aside and not lost; a broken fact is left out. What is left without
anything is OTHER, and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from bots.telegram.fields import Json, as_object, as_text, count, inner, listed, string
from bots.telegram.text import clean
from core.domain.ids import AccountId
from core.domain.incoming import Fact, Facts, IncomingFile, MediaRef, PartKind

# In this order: an animation is told as a document too.
_FILES: Final = (
    ("voice", PartKind.VOICE, "audio/ogg"),
    ("audio", PartKind.AUDIO, ""),
    ("video", PartKind.VIDEO, ""),
    ("video_note", PartKind.ROUND, "video/mp4"),
    ("animation", PartKind.ANIMATION, ""),
    ("sticker", PartKind.STICKER, ""),
    ("document", PartKind.FILE, ""),
)
# Where the words of things stand that cannot be shown; "told" is what a card has of them.
_WORDS: Final = {
    "dice": ("emoji", "value"),
    "game": ("title", "description", "text"),
    "invoice": ("title", "description"),
    "gift": ("text",),
    "giveaway": ("prize_description",),
}
_PLACES: Final = 6  # decimals of a degree that are kept: a tenth of a metre


@dataclass(frozen=True, slots=True)
class Content:
    """One message without its surroundings."""

    kind: PartKind
    text: str = ""
    files: tuple[IncomingFile, ...] = ()
    facts: Facts = field(default_factory=dict[Fact, str])


def read_content(account: AccountId, message: Json) -> Content:
    """What a message holds. Raises KeyError or TypeError for a file without its id."""
    text = string(message, "text") or string(message, "caption")
    kind, files = _files(account, message)
    facts: dict[Fact, str] = {**_around(message)}
    if kind is not None:
        if kind is PartKind.STICKER and (emoji := string(inner(message, "sticker"), "emoji")):
            facts[Fact.STICKER] = emoji
        return Content(kind, text, files, facts)
    if not text and (words := _rich_words(inner(message, "rich_message"))):
        text = words
    if text:
        return Content(PartKind.TEXT, text, facts=facts)
    for kind, found in (
        (PartKind.LOCATION, _place(message)),
        (PartKind.CONTACT, _contact(inner(message, "contact"))),
        (PartKind.POLL, _poll(inner(message, "poll"))),
    ):
        if found:
            return Content(kind, facts={**facts, **found})
    told = _told(message)
    return Content(PartKind.OTHER, facts={**facts, Fact.TOLD: told} if told else facts)


def chosen(answer: Json) -> str:
    """The options of a vote as people count them, "1, 3"; "" where it was taken back. Raises KeyError, TypeError."""
    return ", ".join(str(_whole(each) + 1) for each in answer["option_ids"])


# --- files ------------------------------------------------------------------------------------------------------------
def _files(account: AccountId, message: Json) -> tuple[PartKind | None, tuple[IncomingFile, ...]]:
    """Kind and files; None where it bears none. A live photo is its picture and its film."""
    if sizes := message.get("photo"):
        largest = max((as_object(size) for size in sizes), key=_extent)
        picture = _file(account, largest, PartKind.PHOTO, "image/jpeg")
        film = inner(message, "live_photo")
        if "file_id" in film:
            return PartKind.PHOTO, (picture, _file(account, film, PartKind.VIDEO, "video/mp4"))
        return PartKind.PHOTO, (picture,)
    for name, kind, mime in _FILES:
        if name in message:
            return kind, (_file(account, as_object(message[name]), kind, mime),)
    return None, ()


def _file(account: AccountId, file: Json, kind: PartKind, mime: str) -> IncomingFile:
    if kind is PartKind.STICKER:
        mime = _sticker_mime(file)
    locator = {"file_id": as_text(file["file_id"]), "unique": string(file, "file_unique_id")}
    return IncomingFile(
        ref=MediaRef(account, locator),
        kind=kind,
        mime=string(file, "mime_type") or mime,
        name=string(file, "file_name"),
        size=count(file, "file_size"),
        duration_s=count(file, "duration"),
    )


def _extent(size: Json) -> tuple[int, int]:
    return (count(size, "width") or 0) * (count(size, "height") or 0), count(size, "file_size") or 0


def _sticker_mime(sticker: Json) -> str:
    if sticker.get("is_animated") is True:
        return "application/x-tgsticker"
    return "video/webm" if sticker.get("is_video") is True else "image/webp"


# --- what is neither words nor a file -----------------------------------------------------------------------------------
def _around(message: Json) -> dict[Fact, str]:
    """That it was forwarded (never from whom), and the passage it answers where that is not a whole message of this chat."""
    facts: dict[Fact, str] = {}
    if "forward_origin" in message:
        facts[Fact.FORWARDED] = "yes"
    quote = inner(message, "quote")
    elsewhere = "external_reply" in message or "reply_to_story" in message
    if (passage := string(quote, "text")) and (elsewhere or quote.get("is_manual") is True):
        facts[Fact.QUOTED] = passage
    if elsewhere:
        facts[Fact.ELSEWHERE] = "yes"
    return facts


def _place(message: Json) -> dict[Fact, str]:
    venue = inner(message, "venue")
    location = inner(venue, "location") or inner(message, "location")
    at = {Fact.LATITUDE: _degrees(location, "latitude"), Fact.LONGITUDE: _degrees(location, "longitude")}
    if not all(at.values()):
        return {}
    if name := ", ".join(words for key in ("title", "address") if (words := string(venue, key))):
        at[Fact.PLACE] = name
    if count(location, "live_period"):
        at[Fact.LIVE] = "yes"
    return at


def _contact(contact: Json) -> dict[Fact, str]:
    name = " ".join(words for key in ("first_name", "last_name") if (words := string(contact, key)))
    told = {Fact.CONTACT: name, Fact.PHONE: string(contact, "phone_number"), Fact.VCARD: string(contact, "vcard")}
    return {fact: words for fact, words in told.items() if words}


def _poll(poll: Json) -> dict[Fact, str]:
    options = "\n".join(words for option in listed(poll, "options") if (words := string(option, "text")))
    question = "\n".join(words for key in ("question", "description") if (words := string(poll, key)))
    return {fact: words for fact, words in ((Fact.QUESTION, question), (Fact.OPTIONS, options)) if words}


def _told(message: Json) -> str:
    """The words of something that cannot be shown, one a line; "" where there are none."""
    checklist = inner(message, "checklist")
    lines = [string(checklist, "title"), *(string(task, "text") for task in listed(checklist, "tasks"))]
    for name, keys in _WORDS.items():
        thing = inner(message, name)
        lines.append(" ".join(str(thing[key]) for key in keys if isinstance(thing.get(key), str | int)))
    return clean("\n".join(line for line in lines if line))


def _rich_words(rich: Json) -> str:
    """The plain words of a rich message, a block a line; its pictures and tables are not understood yet."""
    return "\n".join(line for block in listed(rich, "blocks") if (line := "".join(_pieces(block)).strip()))


def _pieces(value: Any) -> Iterator[str]:
    """RichText is a string, a list, or an object that holds one under "text"; blocks hold blocks."""
    if isinstance(value, str):
        yield clean(value)
    elif isinstance(value, list):
        for each in value:
            yield from _pieces(each)
    elif isinstance(value, dict):
        for name in ("text", "summary", "label", "blocks", "items", "cells", "caption", "credit", "expression"):
            if name in value:
                yield from _pieces(value[name])
        if "blocks" in value or "size" in value:
            yield "\n"


def _degrees(location: Json, name: str) -> str:
    value = location.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -180 <= value <= 180:
        return ""
    return f"{value:.{_PLACES}f}".rstrip("0").rstrip(".")


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("an option is not a number")
    return value
