"""Discord's events -> the core's words. Pure: knows nothing of clients, prompts or the network."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bots.discord.atlas import FORUM, THREADS
from bots.discord.commands import sentence
from bots.discord.rest import snowflake_time
from core.domain.address import Address, PlaceKind, Platform
from core.domain.ids import AccountId
from core.domain.incoming import (
    Incoming,
    IncomingFile,
    MediaRef,
    MessageGone,
    MessageIn,
    PartKind,
    Press,
    RawUpdate,
    Sender,
    Unhandled,
)

# Message types (resources/message, Message Types): everything else is Discord speaking, not a person.
_DEFAULT = 0
_REPLY = 19
_VOICE_FLAG = 1 << 13
_COMMAND = 2  # interaction types
_COMPONENT = 3
_SLASH = 1  # command type
_BUTTON = 2  # component type
_FORWARD = 1  # message reference type
_LONGEST_WAVE = 400  # characters; 256 bytes in base64 at most (resources/message, Voice Messages)

Json = dict[str, Any]


class DiscordTranslator:
    """Reads what the gateway and the sweep kept: {"t": event, "d": data, "x": {"parent", "parent_type"}}.

    door: the account's door server, "" where it has none.
    """

    def __init__(self, account: AccountId, *, door: str = "") -> None:
        self._account = account
        self._door = door

    def translate(self, raw: RawUpdate) -> Sequence[Incoming | Unhandled]:
        """One event in the core's words; several for a bulk deletion. Raises ValueError, KeyError, TypeError."""
        kept = json.loads(raw.payload)
        kind, data, extra = _text(kept["t"]), _object(kept["d"]), _object(kept.get("x") or {})
        match kind:
            case "MESSAGE_CREATE":
                return [self._message(data, extra)]
            case "MESSAGE_UPDATE":
                if not data.get("edited_timestamp"):
                    return [Unhandled("update_without_edit")]
                return [self._message(data, extra)]
            case "MESSAGE_DELETE":
                return [MessageGone(self._place(data, extra)[0], _id(data["id"]))]
            case "MESSAGE_DELETE_BULK":
                address = self._place(data, extra)[0]
                return [MessageGone(address, _id(each)) for each in data["ids"]]
            case "INTERACTION_CREATE":
                return [self._interaction(data, extra)]
            case _:
                return [Unhandled(kind)]

    def _message(self, data: Json, extra: Json) -> MessageIn | Unhandled:
        type_ = data.get("type", _DEFAULT)
        if type_ not in (_DEFAULT, _REPLY):
            return Unhandled(f"message_type_{type_}")
        address, place = self._place(data, extra)
        reference = data.get("message_reference") or {}
        snapshots = [_object(each.get("message") or {}) for each in data.get("message_snapshots") or []]
        files = tuple(file for part in (data, *snapshots) for file in self._files(data, part))
        text = "\n\n".join(words for part in (data, *snapshots) if (words := _text(part.get("content") or "")))
        unshowable = bool(data.get("sticker_items") or data.get("poll") or snapshots)
        kind = files[0].kind if files else PartKind.TEXT
        if unshowable or not (files or text):
            kind = PartKind.OTHER
        quoted = reference.get("message_id") if type_ == _REPLY and reference.get("type", 0) != _FORWARD else None
        edited = data.get("edited_timestamp")
        return MessageIn(
            address=address,
            place=place,
            sender=Sender(_id(_object(data["author"])["id"])),
            message=_id(data["id"]),
            sent_at=_moment(data["timestamp"]) if data.get("timestamp") else snowflake_time(_id(data["id"])),
            kind=kind,
            text=text,
            files=files,
            reply_to=_id(quoted) if quoted else None,
            edited_at=_moment(edited) if edited else None,
        )

    def _files(self, data: Json, part: Json) -> list[IncomingFile]:
        voice = bool(int(part.get("flags") or 0) & _VOICE_FLAG)
        return [self._file(data, _object(each), voice=voice) for each in part.get("attachments") or []]

    def _file(self, data: Json, attachment: Json, *, voice: bool) -> IncomingFile:
        name = _text(attachment.get("filename") or "")
        mime = _text(attachment.get("content_type") or "") or mimetypes.guess_type(name)[0] or ""
        size, duration = attachment.get("size"), attachment.get("duration_secs")
        return IncomingFile(
            ref=MediaRef(
                self._account,
                {
                    "channel": _id(data["channel_id"]),
                    "message": _id(data["id"]),
                    "attachment": _id(attachment["id"]),
                },
            ),
            kind=PartKind.VOICE if voice else _kind(mime),
            mime=mime,
            name=name,
            size=int(size) if size is not None else None,
            duration_s=max(1, round(float(duration))) if duration is not None else None,
            waveform=_text(attachment.get("waveform") or "")[:_LONGEST_WAVE],
        )

    def _interaction(self, data: Json, extra: Json) -> Press | MessageIn | Unhandled:
        kind = data["type"]
        told = _object(data.get("data") or {})
        if kind == _COMMAND and told.get("type", _SLASH) != _SLASH:
            return Unhandled("menu_command")
        if kind != _COMMAND and (kind != _COMPONENT or told.get("component_type", _BUTTON) != _BUTTON):
            return Unhandled(f"interaction_type_{kind}")
        channel = _object(data.get("channel") or {})
        if data.get("channel_id") is None:
            data = {**data, "channel_id": channel["id"]}
        if channel.get("type") in THREADS and channel.get("parent_id") and not extra.get("parent"):
            # Buttons are ours, and in threads we post in forums only. A command's channel was looked up, but for an outage.
            extra = {"parent": _id(channel["parent_id"]), "parent_type": FORUM}
        address, place = self._place(data, extra)
        person = _object(data["member"])["user"] if data.get("member") else data["user"]
        if kind == _COMMAND:  # the sentence that could have been typed; nothing behind needs to know the difference
            return MessageIn(
                address=address,
                place=place,
                sender=Sender(_id(_object(person)["id"]), language=_text(data.get("locale") or "")),
                message=_id(data["id"]),
                sent_at=snowflake_time(_id(data["id"])),
                kind=PartKind.TEXT,
                text=_text(sentence(told)),
            )
        marked = _text(told["custom_id"])
        handle, mark, _ = marked.rpartition("#")
        return Press(
            address=address,
            place=place,
            sender=Sender(_id(_object(person)["id"]), language=_text(data.get("locale") or "")),
            handle=handle if mark else marked,
            message=_id(_object(data["message"])["id"]),
            at=snowflake_time(_id(data["id"])),
        )

    def _place(self, data: Json, extra: Json) -> tuple[Address, PlaceKind]:
        channel = _id(data["channel_id"])
        if extra.get("parent"):
            address = Address(Platform.DISCORD, self._account, chat=_id(extra["parent"]), thread=channel)
            return address, PlaceKind.ROOM if extra.get("parent_type") == FORUM else PlaceKind.OTHER
        address = Address(Platform.DISCORD, self._account, chat=channel)
        guild = data.get("guild_id")
        if guild is None:
            return address, PlaceKind.PRIVATE
        return address, PlaceKind.DOOR if self._door and _id(guild) == self._door else PlaceKind.OTHER


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


def _id(value: object) -> str:
    """A snowflake as decimal text."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("an id is neither text nor a number")
    text = str(value)
    if not (text.isascii() and text.isdecimal()):
        raise ValueError("an id is not decimal")
    return text


def _text(value: object) -> str:
    """Text that can be stored: halves of characters, which JSON can carry, become the replacement character."""
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise TypeError("object expected")
    return value


def _moment(value: object) -> datetime:
    """An ISO 8601 timestamp: aware, UTC."""
    moment = datetime.fromisoformat(_text(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
