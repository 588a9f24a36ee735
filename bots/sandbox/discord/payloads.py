"""The JSON of people, guilds, channels and messages, field for field as API v10 sends it to one bot."""

from __future__ import annotations

import struct
from typing import Any

from bots.sandbox.discord.cdn import Signer
from bots.sandbox.discord.snowflakes import iso
from bots.sandbox.discord.world import Attachment, Bot, Channel, Guild, Invite, Kind, Message, User, World, in_channel

Json = dict[str, Any]

CONTENT_ENABLED = 1 << 19  # application flag: message content intent, app below the review threshold
MEMBERS_ENABLED = 1 << 15  # application flag: members intent, likewise
REPLY = 19  # message type
FORWARD = 1  # message reference type
REQUIRE_TAG = 1 << 4  # channel flag (resources/channel, Channel Flags)


class Payloads:
    """Renders the world for one reader at a time."""

    def __init__(self, world: World, signer: Signer) -> None:
        self._world = world
        self._signer = signer

    def user(self, user: User) -> Json:
        """A user object."""
        shown: Json = {
            "id": user.id,
            "username": user.name.lower().replace(" ", "_"),
            "global_name": None if user.is_bot else user.name,
            "discriminator": "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }
        return shown | {"bot": True} if user.is_bot else shown

    def member(self, guild: Guild, user: str, *, whole: bool = False) -> Json:
        """A guild member; the partial one of messages lacks the user, the one of interactions has `permissions`."""
        member = guild.members.get(user)
        shown: Json = {
            "roles": list(member.roles) if member else [],
            "joined_at": iso(member.joined_at) if member else iso(self._world.now()),
            "nick": None,
            "avatar": None,
            "banner": None,
            "premium_since": None,
            "communication_disabled_until": None,
            "pending": False,
            "mute": False,
            "deaf": False,
            "flags": 0,
        }
        return shown | {"user": self.user(self._world.users[user])} if whole else shown

    def application(self, bot: Bot) -> Json:
        """The application, its flags telling which privileged intents the portal gave."""
        flags = (CONTENT_ENABLED if bot.message_content else 0) | (MEMBERS_ENABLED if bot.members_intent else 0)
        owner: Json = {
            "id": "1",
            "username": "practice",
            "global_name": None,
            "discriminator": "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
        }
        return {
            "id": bot.id,
            "name": bot.user.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": self.user(bot.user),
            "bot_public": False,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": owner,
            "team": None,
            "flags": flags,
            "flags_new": str(flags),
            "max_participants": None,
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "approximate_guild_count": sum(bot.id in guild.members for guild in self._world.guilds.values()),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
        }

    def role(self, guild: Guild, role_id: str) -> Json:
        """A role."""
        role = guild.roles[role_id]
        shown: Json = {
            "id": role.id,
            "name": role.name,
            "permissions": str(role.permissions),
            "position": list(guild.roles).index(role_id),
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": role.managed,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
        return shown | {"tags": {"bot_id": role.bot}} if role.bot else shown

    def invite(self, invite: Invite, *, known: bool = True) -> Json:
        """An invite; known: with what only those who manage its channel are told."""
        guild, channel = self._world.guilds[invite.guild], self._world.channels[invite.channel]
        every = self.guild(guild)
        names = (
            "id", "name", "splash", "banner", "description", "icon", "features", "verification_level", "vanity_url_code",
            "nsfw_level", "nsfw", "premium_subscription_count",
        )  # fmt: skip
        about = ("id", "name", "position", "color", "colors", "icon", "unicode_emoji")
        roles = [self.role(guild, role) for role in invite.roles if role in guild.roles]
        shown: Json = {
            "type": 0,
            "code": invite.code,
            "inviter": self.user(self._world.users[invite.inviter]),
            "expires_at": iso(invite.expires_at) if invite.expires_at else None,
            "guild": {name: every[name] for name in names},
            "guild_id": guild.id,
            "channel": {"id": channel.id, "type": int(channel.kind), "name": channel.name},
            "roles": [{name: role[name] for name in about} for role in roles],
        }
        return (
            shown
            | {
                "uses": invite.uses,
                "max_uses": invite.max_uses,
                "max_age": int(invite.max_age.total_seconds()),
                "temporary": False,
                "created_at": iso(invite.created_at),
            }
            if known
            else shown
        )

    def guild(self, guild: Guild) -> Json:
        """A guild without channels and members."""
        return {
            "id": guild.id,
            "name": guild.name,
            "owner_id": guild.owner,
            "icon": None,
            "description": None,
            "home_header": None,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "features": [],
            "application_id": None,
            "roles": [self.role(guild, role) for role in guild.roles],
            "emojis": [],
            "stickers": [],
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "widget_enabled": False,
            "widget_channel_id": None,
            "verification_level": 0,
            "default_message_notifications": 1,
            "mfa_level": 0,
            "explicit_content_filter": 0,
            "max_presences": None,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "rules_channel_id": None,
            "safety_alerts_channel_id": None,
            "public_updates_channel_id": None,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
            "nsfw_level": 0,
            "incidents_data": None,
            "region": "deprecated",
        }

    def guild_create(self, guild: Guild, bot: Bot, *, members: bool) -> Json:
        """What GUILD_CREATE carries: all channels, the active threads the bot can see, itself (all with the intent)."""
        active = [
            c for c in self._world.channels.values() if c.guild == guild.id and c.thread and not c.thread.archived
        ]
        present = list(guild.members) if members else [bot.id]
        return self.guild(guild) | {
            "joined_at": iso(guild.members[bot.id].joined_at),
            "large": False,
            "unavailable": False,
            "member_count": len(guild.members),
            "voice_states": [],
            "members": [self.member(guild, user, whole=True) for user in present],
            "channels": [self.channel(c, bot) for c in self._world.channels_of(guild.id)],
            "threads": [self.channel(c, bot) for c in active if self._world.sees(bot.id, c)],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def channel(self, channel: Channel, bot: Bot) -> Json:
        """A channel, thread or DM object as `bot` gets it."""
        shown: Json = {
            "id": channel.id,
            "type": int(channel.kind),
            "flags": REQUIRE_TAG if channel.wants_tags else 0,
            "last_message_id": channel.last_message,
        }
        if channel.kind is Kind.DM:
            people = [self._world.users[user] for user in channel.recipients if user != bot.id]
            return shown | {"recipients": [self.user(user) for user in people]}
        shown |= {
            "guild_id": channel.guild,
            "name": channel.name,
            "parent_id": channel.parent,
            "rate_limit_per_user": 0,
        }
        if channel.thread is None:
            siblings = self._world.channels_of(channel.guild or "")
            shown |= {
                "position": siblings.index(channel),
                "topic": channel.topic,
                "nsfw": False,
                "permission_overwrites": [
                    {"id": o.id, "type": int(o.is_member), "allow": str(o.allow), "deny": str(o.deny)}
                    for o in channel.overwrites.values()
                ],
            }
            if channel.kind is Kind.FORUM:
                shown |= {
                    "available_tags": [],
                    "default_reaction_emoji": None,
                    "default_sort_order": None,
                    "default_forum_layout": 0,
                    "template": "",
                }
            return shown
        return shown | self._thread(channel, bot)

    def _thread(self, channel: Channel, bot: Bot) -> Json:
        state = channel.thread
        assert state is not None
        shown: Json = {
            "owner_id": state.owner,
            "message_count": max(0, len(channel.messages) - 1),
            "member_count": min(50, len(state.members)),
            "total_message_sent": max(0, state.total_sent - 1),
            "applied_tags": list(state.tags),
            "thread_metadata": {
                "archived": state.archived,
                "archive_timestamp": iso(state.archive_at),
                "auto_archive_duration": int(state.auto_archive.total_seconds() // 60),
                "locked": state.locked,
                "create_timestamp": iso(state.created_at),
            },
        }
        if channel.private_thread:
            shown["thread_metadata"]["invitable"] = False
        if bot.id in state.members:
            shown["member"] = self.thread_member(channel, bot.id)
        return shown

    def thread_member(self, channel: Channel, user: str) -> Json:
        """One user's membership of a thread."""
        assert channel.thread is not None
        return {"id": channel.id, "user_id": user, "join_timestamp": iso(channel.thread.members[user]), "flags": 0}

    def attachment(self, attachment: Attachment) -> Json:
        """An attachment with a freshly signed address."""
        url = self._signer.url(attachment)
        shown: Json = {
            "id": attachment.id,
            "filename": attachment.name,
            "size": len(attachment.data),
            "url": url,
            "proxy_url": url,
            "content_type": attachment.mime,
        }
        size = _png_size(attachment.data)
        if attachment.mime.startswith("image/"):
            shown |= {"width": size[0], "height": size[1]}
        if attachment.description is not None:
            shown["description"] = attachment.description
        if attachment.waveform is not None:
            shown |= {"duration_secs": attachment.duration_s, "waveform": attachment.waveform}
        return shown

    def message(self, message: Message, bot: Bot, *, content: bool, event: bool = False, nested: bool = False) -> Json:
        """A message as `bot` gets it. `content`: whether the privileged intent lets it read; `event`: as the gateway
        sends it (with guild and member).
        """
        channel = self._world.channels[message.channel]
        exempt = channel.kind is Kind.DM or message.author == bot.id or bot.id in message.pinged
        visible = content or exempt
        author = self._world.users[message.author]
        shown: Json = {
            "id": message.id,
            "channel_id": message.channel,
            "type": 0 if message.reply_to is None else REPLY,
            "author": self.user(author),
            "timestamp": iso(message.at),
            "edited_timestamp": iso(message.edited_at) if message.edited_at else None,
            "content": message.content if visible else "",
            "attachments": [self.attachment(a) for a in message.attachments] if visible else [],
            "embeds": message.embeds if visible else [],
            "components": message.components if visible else [],
            "mentions": [self.user(self._world.users[u]) for u in message.pinged if u in self._world.users],
            "mention_roles": [],
            "mention_everyone": "@everyone" in message.pinged,
            "pinned": message.pinned,
            "tts": False,
            "flags": message.flags,
        }
        if visible and message.stickers:
            shown["sticker_items"] = message.stickers
        if visible and message.poll:
            shown["poll"] = message.poll
        if visible and message.snapshots:
            first = message.snapshots[0]
            shown["message_reference"] = {"type": FORWARD, "channel_id": first.channel, "message_id": first.id}
            shown["message_snapshots"] = [{"message": self._snapshot(each)} for each in message.snapshots]
        if message.reactions:
            shown["reactions"] = [self._reaction(emoji, who, bot) for emoji, who in message.reactions.items()]
        if message.interaction is not None:
            shown |= {"application_id": message.author, "webhook_id": message.author}
        if event and channel.guild is not None:
            guild = self._world.guilds[channel.guild]
            shown |= {"guild_id": guild.id, "member": self.member(guild, message.author)}
        if event:
            shown["channel_type"] = int(channel.kind)
        if message.reply_to is not None:
            reference = {"type": 0, "channel_id": message.channel, "message_id": message.reply_to}
            shown["message_reference"] = reference | ({"guild_id": channel.guild} if channel.guild else {})
            quoted = channel.messages.get(message.reply_to)
            if not nested:
                shown["referenced_message"] = quoted and self.message(quoted, bot, content=content, nested=True)
        return shown

    def _snapshot(self, message: Message) -> Json:
        """The part of a forwarded message that is told: never who wrote it, nor where."""
        shown: Json = {
            "type": 0,
            "content": message.content,
            "timestamp": iso(message.at),
            "edited_timestamp": None,
            "flags": message.flags,
            "mentions": [],
            "mention_roles": [],
            "attachments": [self.attachment(each) for each in message.attachments],
            "embeds": message.embeds,
            "components": [],
        }
        return shown | ({"sticker_items": message.stickers} if message.stickers else {})

    def _reaction(self, emoji: str, who: list[str], bot: Bot) -> Json:
        return {
            "emoji": {"id": None, "name": emoji},
            "count": len(who),
            "count_details": {"burst": 0, "normal": len(who)},
            "burst_colors": [],
            "me": bot.id in who,
            "me_burst": False,
        }

    def rights(self, channel: Channel, user: str) -> str:
        """What `user` may do in the channel, as decimal text."""
        return str(int(in_channel(self._world, channel, user)))


def _png_size(data: bytes) -> tuple[int, int]:
    """Width and height where the bytes are a PNG, else a plausible picture: Discord measures, this only claims."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    return 640, 480
