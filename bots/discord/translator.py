"""Discord's events -> the core's words. Pure: knows nothing of clients, prompts or the network."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bots.discord.atlas import FORUM, THREADS
from bots.discord.commands import sentence
from bots.discord.fields import Json, as_object, as_text, inner, moment, number
from bots.discord.kinds import read_content
from bots.discord.rest import snowflake_time
from core.domain.address import Address, PlaceKind, Platform
from core.domain.ids import AccountId
from core.domain.incoming import (
    Incoming,
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
_COMMAND = 2  # interaction types
_COMPONENT = 3
_SLASH = 1  # command type
_BUTTON = 2  # component type
_FORWARD = 1  # message reference type
_NAME_LENGTH = 40  # characters of an unknown kind that reach the log


class DiscordTranslator:
    """Reads what the gateway and the sweep kept: {"t": event, "d": data, "x": {"parent", "parent_type"}}.

    door: the account's door server, "" where it has none.
    """

    def __init__(self, account: AccountId, *, door: str = "") -> None:
        self._account = account
        self._door = door

    def translate(self, raw: RawUpdate) -> Sequence[Incoming | Unhandled]:
        """One event in the core's words; several for a bulk deletion. Raises ValueError; its text holds no content."""
        try:
            return self._read(as_object(json.loads(raw.payload)))
        except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as exc:
            fault = type(exc).__name__
        raise ValueError(f"unreadable event ({fault})")

    def _read(self, kept: Json) -> Sequence[Incoming | Unhandled]:
        kind, data, extra = as_text(kept["t"]), as_object(kept["d"]), as_object(kept.get("x") or {})
        match kind:
            case "MESSAGE_CREATE":
                return [self._message(data, extra)]
            case "MESSAGE_UPDATE":
                if not data.get("edited_timestamp"):
                    return [Unhandled("update_without_edit")]
                return [self._message(data, extra)]
            case "MESSAGE_DELETE":
                return [MessageGone(self._place(data, extra)[0], number(data["id"]))]
            case "MESSAGE_DELETE_BULK":
                address = self._place(data, extra)[0]
                return [MessageGone(address, number(each)) for each in data["ids"]]
            case "INTERACTION_CREATE":
                return [self._interaction(data, extra)]
            case _:
                return [Unhandled(kind[:_NAME_LENGTH])]

    def _message(self, data: Json, extra: Json) -> MessageIn | Unhandled:
        type_ = data.get("type", _DEFAULT)
        if type_ not in (_DEFAULT, _REPLY):
            return Unhandled(f"message_type_{type_ if isinstance(type_, int) else '?'}")
        address, place = self._place(data, extra)
        content = read_content(self._account, data)
        reference = inner(data, "message_reference")
        quoted = reference.get("message_id") if type_ == _REPLY and reference.get("type", 0) != _FORWARD else None
        edited = data.get("edited_timestamp")
        return MessageIn(
            address=address,
            place=place,
            sender=Sender(number(as_object(data["author"])["id"])),
            message=number(data["id"]),
            sent_at=moment(data["timestamp"]) if data.get("timestamp") else snowflake_time(number(data["id"])),
            kind=content.kind,
            text=content.text,
            files=content.files,
            reply_to=number(quoted) if quoted else None,
            edited_at=moment(edited) if edited else None,
            facts=content.facts,
        )

    def _interaction(self, data: Json, extra: Json) -> Press | MessageIn | Unhandled:
        kind = data["type"]
        told = as_object(data.get("data") or {})
        if kind == _COMMAND and told.get("type", _SLASH) != _SLASH:
            return Unhandled("menu_command")
        if kind != _COMMAND and (kind != _COMPONENT or told.get("component_type", _BUTTON) != _BUTTON):
            return Unhandled(f"interaction_type_{kind}")
        channel = as_object(data.get("channel") or {})
        if data.get("channel_id") is None:
            data = {**data, "channel_id": channel["id"]}
        if channel.get("type") in THREADS and channel.get("parent_id") and not extra.get("parent"):
            # Buttons are ours, and in threads we post in forums only. A command's channel was looked up, but for an outage.
            extra = {"parent": number(channel["parent_id"]), "parent_type": FORUM}
        address, place = self._place(data, extra)
        person = as_object(data["member"])["user"] if data.get("member") else data["user"]
        if kind == _COMMAND:  # the sentence that could have been typed; nothing behind needs to know the difference
            return MessageIn(
                address=address,
                place=place,
                sender=Sender(number(as_object(person)["id"]), language=as_text(data.get("locale") or "")),
                message=number(data["id"]),
                sent_at=snowflake_time(number(data["id"])),
                kind=PartKind.TEXT,
                text=as_text(sentence(told)),
            )
        marked = as_text(told["custom_id"])
        handle, mark, _ = marked.rpartition("#")
        return Press(
            address=address,
            place=place,
            sender=Sender(number(as_object(person)["id"]), language=as_text(data.get("locale") or "")),
            handle=handle if mark else marked,
            message=number(as_object(data["message"])["id"]),
            at=snowflake_time(number(data["id"])),
        )

    def _place(self, data: Json, extra: Json) -> tuple[Address, PlaceKind]:
        channel = number(data["channel_id"])
        if extra.get("parent"):
            address = Address(Platform.DISCORD, self._account, chat=number(extra["parent"]), thread=channel)
            return address, PlaceKind.ROOM if extra.get("parent_type") == FORUM else PlaceKind.OTHER
        address = Address(Platform.DISCORD, self._account, chat=channel)
        guild = data.get("guild_id")
        if guild is None:
            return address, PlaceKind.PRIVATE
        return address, PlaceKind.DOOR if self._door and number(guild) == self._door else PlaceKind.OTHER
