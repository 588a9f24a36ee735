"""The world behind the stand-in: people, bots, guilds, channels, threads, messages. Plain values, no network."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, IntFlag
from typing import Any

from bots.sandbox.discord.permissions import ALL, IN_DIRECT_MESSAGES, Permission
from bots.sandbox.discord.snowflakes import Snowflakes


class Kind(IntEnum):
    """Channel types (resources/channel, Channel Types)."""

    TEXT = 0
    DM = 1
    CATEGORY = 4
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class MessageFlag(IntFlag):
    """Message flags (resources/message, Message Flags)."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    VOICE = 1 << 13
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True)
class User:
    """An account. `reachable`: whether a bot's direct message would be let through."""

    id: str
    name: str
    locale: str = "en-US"
    is_bot: bool = False
    reachable: bool = True


@dataclass(slots=True)
class Bot:
    """An application with its bot user; both bear the same id. The switches are those of the developer portal."""

    user: User
    token: str
    message_content: bool
    members_intent: bool
    commands: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    identified_at: list[datetime] = field(default_factory=list[datetime])
    dms_opened: list[float] = field(default_factory=list[float])
    revoked: bool = False

    @property
    def id(self) -> str:
        """User id = application id."""
        return self.user.id


@dataclass(slots=True)
class Role:
    """A role; the one that bears the guild's id is @everyone."""

    id: str
    name: str
    permissions: int
    managed: bool = False
    bot: str | None = None


@dataclass(slots=True)
class Member:
    """A user inside a guild."""

    user: str
    joined_at: datetime
    roles: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Guild:
    """A server."""

    id: str
    name: str
    owner: str
    members: dict[str, Member]
    roles: dict[str, Role]


@dataclass(slots=True)
class Invite:
    """A way into a guild. max_age 0: for ever; max_uses 0: any number. roles: what who comes in by it is given."""

    code: str
    guild: str
    channel: str
    inviter: str
    created_at: datetime
    max_age: timedelta
    max_uses: int
    roles: list[str]
    uses: int = 0

    @property
    def expires_at(self) -> datetime | None:
        """When it stops working by itself."""
        return self.created_at + self.max_age if self.max_age else None

    def lasts(self, now: datetime) -> bool:
        """Whether it still works."""
        in_time = self.expires_at is None or now < self.expires_at
        return in_time and (self.max_uses == 0 or self.uses < self.max_uses)


@dataclass(slots=True)
class Overwrite:
    """What one role or member may (not) do in one channel. `is_member`: type 1, else a role's (type 0)."""

    id: str
    is_member: bool
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class ThreadState:
    """What a thread has beyond a channel (resources/channel, Thread Metadata)."""

    owner: str
    created_at: datetime
    archive_at: datetime
    active_at: datetime
    auto_archive: timedelta
    archived: bool = False
    locked: bool = False
    members: dict[str, datetime] = field(default_factory=dict[str, datetime])
    total_sent: int = 0
    tags: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Attachment:
    """A file on a message."""

    id: str
    channel: str
    name: str
    data: bytes
    mime: str
    description: str | None = None
    duration_s: float | None = None
    waveform: str | None = None

    @property
    def sha256(self) -> str:
        """Fingerprint of the bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(slots=True)
class Message:
    """One message. `pinged`: whom it notified ("@everyone" for all). `only_for`: ephemeral, seen by that person alone."""

    id: str
    channel: str
    author: str
    at: datetime
    content: str = ""
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    components: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    embeds: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    flags: int = 0
    nonce: str | int | None = None
    reply_to: str | None = None
    edited_at: datetime | None = None
    pinged: tuple[str, ...] = ()
    reactions: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    pinned: bool = False
    only_for: str | None = None
    interaction: str | None = None
    stickers: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    poll: dict[str, Any] | None = None
    snapshots: list[Message] = field(default_factory=list["Message"])  # what it forwards


@dataclass(slots=True)
class Channel:
    """A place: direct messages, a text channel, a forum, a thread."""

    id: str
    kind: Kind
    name: str = ""
    guild: str | None = None
    parent: str | None = None
    recipients: tuple[str, ...] = ()
    overwrites: dict[str, Overwrite] = field(default_factory=dict[str, Overwrite])
    thread: ThreadState | None = None
    messages: dict[str, Message] = field(default_factory=dict[str, Message])
    last_message: str | None = None
    topic: str | None = None
    wants_tags: bool = False  # a forum's: every post must bear one

    @property
    def private_thread(self) -> bool:
        """Whether only invited members see it."""
        return self.kind is Kind.PRIVATE_THREAD

    @property
    def holds_messages(self) -> bool:
        """Forums and categories hold none."""
        return self.kind not in (Kind.FORUM, Kind.CATEGORY)


class World:
    """Everything there is, by id. Whoever changes something calls `changed()`; whoever waits awaits `pulse`."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.snowflakes = Snowflakes(now)
        self.users: dict[str, User] = {}
        self.bots: dict[str, Bot] = {}  # by token
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.invites: dict[str, Invite] = {}  # by code
        self.attachments: dict[str, Attachment] = {}
        self.received: list[str] = []
        self.dm_open_limit: int | None = None  # new direct messages a bot may open in ten minutes; None: no limit
        self.late_edit_limit: int | None = None  # edits an hour, of a channel's messages older than one; None: no limit
        self.pulse = asyncio.Event()
        self.listeners: list[Callable[[], None]] = []

    def changed(self) -> None:
        """Wake everybody who waits for the world to become something."""
        self.pulse.set()
        for listener in self.listeners:
            listener()

    def bot_of(self, user: str) -> Bot | None:
        """The bot that bears this user id."""
        return next((bot for bot in self.bots.values() if bot.id == user), None)

    def can(self, user: str, channel: Channel, need: int) -> bool:
        """Whether `user` has all the bits of `need` in `channel`."""
        return in_channel(self, channel, user) & need == need

    def sees(self, user: str, channel: Channel) -> bool:
        """Whether `user` can look into `channel`."""
        return self.can(user, channel, Permission.VIEW_CHANNEL)

    def mutual_guilds(self, one: str, other: str) -> list[Guild]:
        """Guilds where both are members."""
        return [guild for guild in self.guilds.values() if one in guild.members and other in guild.members]

    def dm_between(self, one: str, other: str) -> Channel | None:
        """Their direct messages, if ever opened."""
        pair = {one, other}
        return next((c for c in self.channels.values() if c.kind is Kind.DM and set(c.recipients) == pair), None)

    def open_dm(self, person: str, bot: str) -> Channel:
        """Their direct messages, opened where there were none. The same channel for ever."""
        found = self.dm_between(person, bot)
        if found is None:
            found = Channel(self.snowflakes.take(), Kind.DM, recipients=(person, bot))
            self.channels[found.id] = found
            self.changed()
        return found

    def threads_of(self, parent: str) -> Iterator[Channel]:
        """Threads under a channel, oldest first."""
        return (c for c in self.channels.values() if c.thread is not None and c.parent == parent)

    def channels_of(self, guild: str) -> list[Channel]:
        """A guild's channels without its threads, oldest first."""
        return [c for c in self.channels.values() if c.guild == guild and c.thread is None]

    def store(self, channel: Channel, message: Message) -> None:
        """Put a message into its channel and its files on the CDN."""
        channel.messages[message.id] = message
        for attachment in (file for part in (message, *message.snapshots) for file in part.attachments):
            self.attachments[attachment.id] = attachment
        if message.only_for is None:
            channel.last_message = message.id
            if channel.thread is not None:
                channel.thread.total_sent += 1
                channel.thread.active_at = self.now()
                channel.thread.members.setdefault(message.author, self.now())
        self.changed()

    def forget(self, channel: Channel, message: Message) -> None:
        """Delete a message and its files."""
        channel.messages.pop(message.id, None)
        for attachment in (file for part in (message, *message.snapshots) for file in part.attachments):
            self.attachments.pop(attachment.id, None)
        self.changed()


def in_guild(guild: Guild, user: str) -> int:
    """A member's permissions before any channel has its say; 0 for strangers."""
    member = guild.members.get(user)
    if member is None:
        return 0
    if user == guild.owner:
        return ALL
    bits = guild.roles[guild.id].permissions
    for role in member.roles:
        bits |= guild.roles[role].permissions
    return ALL if bits & Permission.ADMINISTRATOR else bits


def in_channel(world: World, channel: Channel, user: str) -> int:
    """What `user` may do in `channel`, overwrites and thread rules applied; 0 where they may not even look."""
    if channel.guild is None:
        return int(IN_DIRECT_MESSAGES) if user in channel.recipients else 0
    guild = world.guilds[channel.guild]
    bits = in_guild(guild, user)
    if bits == 0 or bits & Permission.ADMINISTRATOR:
        return bits
    place = channel if channel.thread is None else world.channels[channel.parent or ""]
    everyone = place.overwrites.get(guild.id)
    if everyone is not None:
        bits = (bits & ~everyone.deny) | everyone.allow
    allow = deny = 0
    for role in guild.members[user].roles:
        overwrite = place.overwrites.get(role)
        if overwrite is not None:
            allow |= overwrite.allow
            deny |= overwrite.deny
    bits = (bits & ~deny) | allow
    own = place.overwrites.get(user)
    if own is not None:
        bits = (bits & ~own.deny) | own.allow
    if not bits & Permission.VIEW_CHANNEL:
        return 0
    invited = channel.thread is None or not channel.private_thread or user in channel.thread.members
    if not invited and not bits & Permission.MANAGE_THREADS:
        return 0
    return bits
