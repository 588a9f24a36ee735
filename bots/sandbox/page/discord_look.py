"""What a person sees on Discord: servers, channels, threads, messages, slash commands, an open modal."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from bots.sandbox.discord import DiscordStandIn, Permission
from bots.sandbox.discord import components as parts
from bots.sandbox.discord.world import Attachment, Bot, Channel, Guild, Kind, Message, MessageFlag
from bots.sandbox.page import things
from bots.sandbox.page.media import BARS, Shelf
from bots.sandbox.page.people import NEWEST, PRIVATE, Role
from bots.sandbox.page.spans import from_markdown

Json = dict[str, Any]

_TYPES = {4: "integer", 5: "boolean"}
_IN_A_SERVER, _IN_PRIVATE = 0, 1  # interaction contexts: GUILD, BOT_DM
_FAILED = "The bot did not answer in time."


class DiscordLook:
    """One person's screen, from the stand-in's world."""

    def __init__(self, world: DiscordStandIn, token: str, shelf: Shelf, *, user: str, role: Role) -> None:
        self._discord, self._token, self._shelf = world, token, shelf
        self._user, self._role = user, role

    def bot(self) -> Bot:
        """The bot."""
        return self._discord.world.bots[self._token]

    def guilds(self) -> list[Guild]:
        """Servers in which both are."""
        return self._discord.world.mutual_guilds(self._user, self.bot().id)

    def synced(self) -> list[Json]:
        """The bot's slash commands where this person may use them: everywhere, or in a server of theirs."""
        mine = [guild.id for guild in self.guilds()]
        known = self.bot().commands
        return [c for scope in ("", *mine) for c in known.get(scope, []) if c["type"] == 1]

    def view(self) -> Json:
        """The part of PANE that Discord knows."""
        world = self._discord.world
        user = world.users[self._user]
        private = world.dm_between(self._user, self.bot().id)
        places = [place for guild in self.guilds() for place in self._server_places(guild)]
        own: Json = {"id": PRIVATE, "kind": "private", "title": self.bot().user.name, "archived": False}
        own |= {"can_write": bool(self.guilds()), "messages": [] if private is None else self._messages(private)}
        return {
            "blocked": False,
            "dms_closed": not user.reachable,
            "started": bool(self.guilds()),
            "servers": [{"id": guild.id, "name": guild.name} for guild in self.guilds()],
            "places": [own, *places] if self._role == "client" else [*places, own],
            "commands": [_command(c) for c in self._offered()],
            "modal": self._open_modal(),
            "toasts": [
                {"n": int(number), "text": _FAILED, "alert": False} for number in self._discord.failures(self._user)
            ][-3:],
        }

    def _offered(self) -> list[Json]:
        """Commands that fit where this person mostly is: a client in private messages, a therapist in a server."""
        where = _IN_PRIVATE if self._role == "client" else _IN_A_SERVER
        return [c for c in self.synced() if c.get("contexts") is None or where in c["contexts"]]

    def _server_places(self, guild: Guild) -> Iterator[Json]:
        world = self._discord.world
        for channel in world.channels_of(guild.id):
            if channel.kind not in (Kind.TEXT, Kind.FORUM) or not world.sees(self._user, channel):
                continue
            kind = "forum" if channel.kind is Kind.FORUM else "door" if self._role == "client" else "general"
            yield self._place(channel, kind)
            for thread in world.threads_of(channel.id):
                if world.sees(self._user, thread):
                    yield self._place(thread, "thread")

    def _place(self, channel: Channel, kind: str) -> Json:
        need = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
        world = self._discord.world
        return {
            "id": channel.id,
            "kind": kind,
            "title": channel.name,
            "parent": channel.parent,
            "archived": channel.thread is not None and self._discord.archived(channel.id),
            "can_write": world.can(self._user, channel, need) and not (channel.thread and channel.thread.locked),
            "messages": [] if kind == "forum" else self._messages(channel),
        }

    def _messages(self, channel: Channel) -> list[Json]:
        mine = [message for message in channel.messages.values() if message.only_for in (None, self._user)]
        return [self._message(message) for message in sorted(mine, key=lambda m: int(m.id))[-NEWEST:]]

    def _message(self, message: Message) -> Json:
        author = self._discord.world.users[message.author]
        text, spans = from_markdown(_raw(message), self._name)
        text = "\n".join(each for each in (text, things.on_discord(message)) if each)
        return {
            "id": message.id,
            "by": "bot" if author.is_bot else "me" if message.author == self._user else "other",
            "author": author.name,
            "at": message.at.isoformat(),
            "text": text,
            "spans": spans,
            "edited": message.edited_at is not None,
            "silent": bool(message.flags & MessageFlag.SUPPRESS_NOTIFICATIONS),
            "pinned": message.pinned,
            "protected": False,
            "only_me": message.only_for is not None,
            "thinking": bool(message.flags & MessageFlag.LOADING),
            "withdrawn": False,
            "reply_to": message.reply_to,
            "album": None,
            "buttons": [[_button(b) for b in row] for row in parts.buttons_of(message.components)],
            "media": [self._media(part, each) for part in (message, *message.snapshots) for each in part.attachments],
            "reactions": [
                {"emoji": emoji, "count": len(who), "mine": self._user in who}
                for emoji, who in message.reactions.items()
            ],
        }

    def _name(self, user: str) -> str:
        known = self._discord.world.users.get(user)
        return "somebody" if known is None else known.name

    def _media(self, message: Message, file: Attachment) -> Json:
        kind = file.mime.partition("/")[0]
        if message.flags & MessageFlag.VOICE:
            kind = "voice"
        kind = {"image": "photo", "audio": "audio", "video": "video", "voice": "voice"}.get(kind, "file")
        more: Json = {} if file.duration_s is None else {"duration_s": file.duration_s}
        if file.waveform:
            more["waveform"] = _waveform(file.waveform)
        return self._shelf.show("discord", file.id, file.data, kind=kind, name=file.name, **more)

    def _open_modal(self) -> Json | None:
        found = self._discord.open_modal(self._user)
        if found is None:
            return None
        interaction, modal = found
        return {
            "interaction": interaction,
            "title": str(modal.get("title", "")),
            "fields": [
                {
                    "id": str(field.get("custom_id")),
                    "label": label,
                    "long": field.get("style") == 2,
                    "required": bool(field.get("required", True)),
                    "value": str(field.get("value") or ""),
                    "placeholder": str(field.get("placeholder") or ""),
                    "max": int(field.get("max_length") or 4000),
                }
                for label, field in parts.inputs_of(modal)
            ],
        }


def _raw(message: Message) -> str:
    """All the words of a message as they were sent."""
    words = [message.content, *parts.text_of(message.components)]
    for embed in message.embeds:
        fields = [f"**{entry.get('name', '')}**\n{entry.get('value', '')}" for entry in embed.get("fields") or []]
        title = str(embed.get("title") or "")
        words += [f"**{title}**" if title else "", str(embed.get("description") or ""), *fields]
    return "\n".join(each for each in words if each)


def _button(button: Json) -> Json:
    url = str(button.get("url") or "")
    label = str(button.get("label") or (button.get("emoji") or {}).get("name") or "")
    shown: Json = {"label": label, "kind": "link" if url else "press", "url": url}
    return shown | ({"disabled": True} if button.get("disabled") else {})


def _command(command: Json) -> Json:
    return {
        "name": str(command["name"]),
        "description": str(command["description"]),
        "options": [
            {
                "name": str(option["name"]),
                "description": str(option.get("description") or ""),
                "required": bool(option.get("required")),
                "type": _TYPES.get(int(option["type"]), "string"),
                "autocomplete": bool(option.get("autocomplete")),
                "choices": [{"name": c["name"], "value": c["value"]} for c in option.get("choices") or []],
            }
            for option in command["options"]
        ],
    }


def _waveform(packed: str) -> list[float]:
    """Discord's own measure of loudness, bytes in base64, as 0 to 1; thinned to what is drawn."""
    try:
        loud = base64.b64decode(packed, validate=True)
    except (ValueError, binascii.Error):
        return []
    step = max(1, len(loud) // BARS)
    return [round(level / 255, 2) for level in loud[::step]][:BARS]
