"""Who may do what where: Discord's permission bits and how overwrites decide about them (topics/permissions)."""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bots.sandbox.discord.world import Channel, Guild, World


class Permission(IntFlag):
    """The bits this stand-in looks at. Values: topics/permissions, table of bitwise flags."""

    CREATE_INSTANT_INVITE = 1 << 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    SEND_VOICE_MESSAGES = 1 << 46
    PIN_MESSAGES = 1 << 51


ALL = (1 << 53) - 1  # every bit there is today, unnamed ones too

BOT_NEEDS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
    | Permission.MANAGE_THREADS
)
"""What a therapist's room needs, and no more."""

PEOPLE = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
    | Permission.ADD_REACTIONS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.SEND_VOICE_MESSAGES
)
"""What @everyone has in a fresh guild."""

IN_DIRECT_MESSAGES = PEOPLE & ~Permission.CREATE_PUBLIC_THREADS & ~Permission.SEND_MESSAGES_IN_THREADS


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
