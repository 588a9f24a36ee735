"""What the gateway says when the world changes: one function per event, to those who may know."""

from __future__ import annotations

from typing import Any

from bots.sandbox.discord.payloads import Payloads
from bots.sandbox.discord.sessions import Hub, Intent, Session
from bots.sandbox.discord.world import Bot, Channel, Guild, Message, World

Json = dict[str, Any]


class Events:
    """Turns changes into events, each bot getting only what its permissions and intents let it see."""

    def __init__(self, world: World, hub: Hub, payloads: Payloads) -> None:
        self._world = world
        self._hub = hub
        self._payloads = payloads

    def message_created(self, channel: Channel, message: Message) -> None:
        """MESSAGE_CREATE; its author, if a bot, finds its nonce in it."""

        def build(session: Session) -> Json | None:
            shown = self._message(channel, message, session)
            if shown is not None and message.nonce is not None and session.bot.id == message.author:
                shown["nonce"] = message.nonce
            return shown

        self._hub.dispatch("MESSAGE_CREATE", build, intent=_messages(channel))

    def message_updated(self, channel: Channel, message: Message) -> None:
        """MESSAGE_UPDATE with the whole message, also where nobody edited (a link preview came)."""
        intent = _messages(channel)
        self._hub.dispatch("MESSAGE_UPDATE", lambda s: self._message(channel, message, s), intent=intent)

    def message_deleted(self, channel: Channel, message: Message) -> None:
        """MESSAGE_DELETE: ids only."""
        gone = {"id": message.id, "channel_id": channel.id} | _guild(channel)
        self._hub.dispatch("MESSAGE_DELETE", lambda s: self._if_seen(channel, s, gone), intent=_messages(channel))

    def reacted(self, channel: Channel, message: Message, emoji: str, *, user: str, added: bool) -> None:
        """MESSAGE_REACTION_ADD or _REMOVE."""
        shown: Json = {
            "user_id": user,
            "channel_id": channel.id,
            "message_id": message.id,
            "emoji": {"id": None, "name": emoji},
            "type": 0,
            "burst": False,
        } | _guild(channel)
        intent = Intent.GUILD_MESSAGE_REACTIONS if channel.guild else Intent.DIRECT_MESSAGE_REACTIONS
        name = "MESSAGE_REACTION_ADD" if added else "MESSAGE_REACTION_REMOVE"
        self._hub.dispatch(name, lambda s: self._if_seen(channel, s, shown), intent=intent)

    def channel(self, event: str, channel: Channel, *, new: bool = False) -> None:
        """CHANNEL_CREATE/UPDATE/DELETE and THREAD_CREATE/UPDATE. Threads only to those who see them."""

        def build(session: Session) -> Json | None:
            bot = session.bot
            if not self._member(channel, bot) or (channel.thread and not self._world.sees(bot.id, channel)):
                return None
            shown = self._payloads.channel(channel, bot)
            return shown | {"newly_created": True} if new else shown

        self._hub.dispatch(event, build, intent=Intent.GUILDS)

    def thread_deleted(self, channel: Channel) -> None:
        """THREAD_DELETE: ids and type only."""
        gone = {"id": channel.id, "parent_id": channel.parent, "type": int(channel.kind)} | _guild(channel)
        self._hub.dispatch("THREAD_DELETE", lambda s: self._if_seen(channel, s, gone), intent=Intent.GUILDS)

    def guild_joined(self, guild: Guild, bot: Bot) -> None:
        """GUILD_CREATE to a bot that was just added."""

        def build(session: Session) -> Json | None:
            if session.bot is not bot:
                return None
            return self._payloads.guild_create(guild, bot, members=bool(session.intents & Intent.GUILD_MEMBERS))

        self._hub.dispatch("GUILD_CREATE", build, intent=Intent.GUILDS)

    def guild_left(self, guild: Guild, bot: Bot) -> None:
        """GUILD_DELETE to a bot that was removed (no `unavailable`: that would be an outage)."""
        gone = {"id": guild.id}
        self._hub.dispatch("GUILD_DELETE", lambda s: gone if s.bot is bot else None, intent=Intent.GUILDS)

    def member(self, event: str, guild: Guild, user: str) -> None:
        """GUILD_MEMBER_ADD or _REMOVE, to those with the members intent."""
        shown = {"guild_id": guild.id, "user": self._payloads.user(self._world.users[user])}
        if event == "GUILD_MEMBER_ADD":
            shown = self._payloads.member(guild, user, whole=True) | {"guild_id": guild.id}
        self._hub.dispatch(event, lambda s: shown if s.bot.id in guild.members else None, intent=Intent.GUILD_MEMBERS)

    def interaction(self, bot: Bot, payload: Json) -> None:
        """INTERACTION_CREATE: no intent is asked for."""
        self._hub.dispatch("INTERACTION_CREATE", lambda s: payload if s.bot is bot else None)

    def role(self, kind: str, guild: Guild, role: str) -> None:
        """GUILD_ROLE_CREATE or _DELETE, to the bots of the guild."""
        told: Json = {"guild_id": guild.id}
        told |= {"role": self._payloads.role(guild, role)} if role in guild.roles else {"role_id": role}

        def build(session: Session) -> Json | None:
            return told if session.bot.id in guild.members else None

        self._hub.dispatch(kind, build, intent=Intent.GUILDS)

    def _message(self, channel: Channel, message: Message, session: Session) -> Json | None:
        if not self._world.sees(session.bot.id, channel):
            return None
        return self._payloads.message(message, session.bot, content=session.reads_content, event=True)

    def _if_seen(self, channel: Channel, session: Session, shown: Json) -> Json | None:
        return shown if self._world.sees(session.bot.id, channel) else None

    def _member(self, channel: Channel, bot: Bot) -> bool:
        return channel.guild is not None and bot.id in self._world.guilds[channel.guild].members


def _messages(channel: Channel) -> Intent:
    return Intent.GUILD_MESSAGES if channel.guild else Intent.DIRECT_MESSAGES


def _guild(channel: Channel) -> Json:
    return {"guild_id": channel.guild} if channel.guild else {}
