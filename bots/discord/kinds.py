"""What a Discord message holds: its kind, its files, and what neither words nor a file tell (resources/message).

Broken words or files raise, so that the message is set aside and not lost; a broken fact is left out. What is left
without anything is OTHER, and kept.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bots.discord.fields import Json, as_object, as_text, inner, listed, number, string, whole
from core.domain.ids import AccountId
from core.domain.incoming import Fact, Facts, IncomingFile, MediaRef, PartKind

_VOICE_FLAG: Final = 1 << 13
_LONGEST_WAVE: Final = 400  # characters; 256 bytes in base64 at most (resources/message, Voice Messages)
_WORDS_OF_A_COMPONENT: Final = 10  # component type: text display


@dataclass(frozen=True, slots=True)
class Content:
    """One message without its surroundings."""

    kind: PartKind
    text: str = ""
    files: tuple[IncomingFile, ...] = ()
    facts: Facts = field(default_factory=dict[Fact, str])


def read_content(account: AccountId, message: Json) -> Content:
    """What a message holds, and what the messages hold that it forwards. Raises AttributeError, KeyError, TypeError,
    ValueError for words or files that cannot be read.
    """
    forwarded = [inner(each, "message") for each in listed(message, "message_snapshots")]
    parts = [message, *forwarded]
    files = tuple(file for part in parts for file in _files(account, message, part))
    text = "\n\n".join(words for part in parts if (words := as_text(part.get("content") or "")))
    facts: dict[Fact, str] = {}
    if "message_snapshots" in message:
        facts[Fact.FORWARDED] = "yes"
    if stickers := ", ".join(name for part in parts for each in listed(part, "sticker_items") if (name := _name(each))):
        facts[Fact.STICKER] = stickers
    poll = next((found for part in parts if (found := _poll(inner(part, "poll")))), {})
    facts |= poll
    if files:
        kind = files[0].kind
    elif poll:
        kind = PartKind.POLL
    elif text:
        kind = PartKind.TEXT
    elif Fact.STICKER in facts:
        kind = PartKind.STICKER
    else:
        kind = PartKind.OTHER
        if told := "\n".join(words for part in parts for words in _told(part)):
            facts[Fact.TOLD] = told
    return Content(kind, text, files, facts)


# --- files ------------------------------------------------------------------------------------------------------------
def _files(account: AccountId, message: Json, part: Json) -> list[IncomingFile]:
    """part: the message itself, or one that it forwards: its files are fetched through the message all the same."""
    is_voice = bool((whole(part, "flags") or 0) & _VOICE_FLAG)
    return [_file(account, message, as_object(each), is_voice=is_voice) for each in part.get("attachments") or []]


def _file(account: AccountId, message: Json, attachment: Json, *, is_voice: bool) -> IncomingFile:
    name = string(attachment, "filename")
    mime = string(attachment, "content_type") or mimetypes.guess_type(name)[0] or ""
    locator = {
        "channel": number(message["channel_id"]),
        "message": number(message["id"]),
        "attachment": number(attachment["id"]),
    }
    return IncomingFile(
        ref=MediaRef(account, locator),
        kind=PartKind.VOICE if is_voice else _kind(mime),
        mime=mime,
        name=name,
        size=whole(attachment, "size"),
        duration_s=_seconds(attachment.get("duration_secs")),
        waveform=string(attachment, "waveform")[:_LONGEST_WAVE],
    )


def _seconds(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**6:
        return None
    return max(1, round(value))


def _kind(mime: str) -> PartKind:
    match mime.partition("/")[0].lower():
        case "image":
            return PartKind.PHOTO
        case "audio":
            return PartKind.AUDIO
        case "video":
            return PartKind.VIDEO
        case _:
            return PartKind.FILE


# --- what is neither words nor a file -----------------------------------------------------------------------------------
def _name(sticker: Json) -> str:
    """A sticker's picture has no address of its own that would outlive it, so its name is what is kept."""
    return string(sticker, "name")


def _poll(poll: Json) -> dict[Fact, str]:
    options = "\n".join(words for each in listed(poll, "answers") if (words := _option(inner(each, "poll_media"))))
    told = {Fact.QUESTION: string(inner(poll, "question"), "text"), Fact.OPTIONS: options}
    return {fact: words for fact, words in told.items() if words}


def _option(media: Json) -> str:
    emoji = string(inner(media, "emoji"), "name")
    return " ".join(words for words in (emoji, string(media, "text")) if words)


def _told(message: Json) -> Iterator[str]:
    """The words of what is no message of a person: cards of links, and texts that a bot set."""
    for embed in listed(message, "embeds"):
        yield from (words for name in ("title", "description", "url") if (words := string(embed, name)))
    yield from _component_words(message, 0)


def _component_words(holder: Json, depth: int) -> Iterator[str]:
    for each in listed(holder, "components") if depth < 8 else ():
        if each.get("type") == _WORDS_OF_A_COMPONENT and (words := string(each, "content")):
            yield words
        yield from _component_words(each, depth + 1)
