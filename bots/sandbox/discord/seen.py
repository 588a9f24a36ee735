"""What a person sees in a channel: words as the app shows them, buttons, files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bots.sandbox.discord import components
from bots.sandbox.discord.world import Attachment, Channel, Message, MessageFlag, World

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
STYLES = (
    re.compile(r"\*\*(.+?)\*\*(?!\*)", re.DOTALL),
    re.compile(r"__(.+?)__(?!_)", re.DOTALL),
    re.compile(r"\*(?=\S)(.+?)(?<=\S)\*", re.DOTALL),
    re.compile(r"(?<!\w)_(?=\S)(.+?)(?<=\S)_(?!\w)", re.DOTALL),
    re.compile(r"~~(.+?)~~", re.DOTALL),
    re.compile(r"\|\|(.+?)\|\|", re.DOTALL),
)
HIDDEN = 0xF0000  # private use: where escaped characters wait until the styles are gone

Media = Literal["photo", "voice", "audio", "file"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One message on somebody's screen. `media` is about its first file; `raw` is the text as it was sent."""

    message: str
    channel: str
    by: Literal["bot", "person"]
    author: str
    text: str
    raw: str
    buttons: list[list[str]]
    media: Media | None
    media_sha256: str | None
    file_name: str | None
    reply_to: str | None
    edited: bool
    silent: bool
    at: datetime
    pinged: tuple[str, ...] = ()
    only_for: str | None = None
    thinking: bool = False
    pinned: bool = False


def rendered(markdown: str) -> str:
    """Inline markdown as the app shows it: pairs of markers gone, escaped characters bare, single markers kept."""
    kept: list[str] = []

    def hide(match: re.Match[str]) -> str:
        kept.append(match.group(1))
        return chr(HIDDEN + len(kept) - 1)

    text = ESCAPE.sub(hide, markdown)
    for style in STYLES:
        text = style.sub(r"\1", text)
    return "".join(kept[ord(c) - HIDDEN] if HIDDEN <= ord(c) < HIDDEN + len(kept) else c for c in text)


def seen(world: World, channel: Channel, *, person: str | None) -> list[Seen]:
    """The messages of a channel in order. `person`: also what is ephemeral for them; nothing where they may not look."""
    if person is not None and not world.sees(person, channel):
        return []
    listed = sorted(channel.messages.values(), key=lambda message: int(message.id))
    return [_seen(world, message) for message in listed if message.only_for in (None, person)]


def _seen(world: World, message: Message) -> Seen:
    parts = [message.content, *components.text_of(message.components)]
    for embed in message.embeds:
        fields = [f"{entry.get('name', '')}\n{entry.get('value', '')}" for entry in embed.get("fields") or []]
        parts += [str(embed.get("title") or ""), str(embed.get("description") or ""), *fields]
    raw = "\n".join(part for part in parts if part)
    first = message.attachments[0] if message.attachments else None
    return Seen(
        message=message.id,
        channel=message.channel,
        by="bot" if world.users[message.author].is_bot else "person",
        author=message.author,
        text=rendered(raw),
        raw=raw,
        buttons=[[str(b.get("label") or "") for b in row] for row in components.buttons_of(message.components)],
        media=_media(message, first) if first else None,
        media_sha256=first.sha256 if first else None,
        file_name=first.name if first else None,
        reply_to=message.reply_to,
        edited=message.edited_at is not None,
        silent=bool(message.flags & MessageFlag.SUPPRESS_NOTIFICATIONS),
        at=message.at,
        pinged=message.pinged,
        only_for=message.only_for,
        thinking=bool(message.flags & MessageFlag.LOADING),
        pinned=message.pinned,
    )


def _media(message: Message, attachment: Attachment) -> Media:
    if message.flags & MessageFlag.VOICE:
        return "voice"
    kind = attachment.mime.partition("/")[0]
    return "photo" if kind == "image" else "audio" if kind == "audio" else "file"
