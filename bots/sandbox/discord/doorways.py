"""The routes of roles and invites: how somebody comes into a server, and what they are let into there."""

from __future__ import annotations

import secrets
import string
from datetime import timedelta
from typing import Any

from bots.sandbox.discord import refusals
from bots.sandbox.discord.ask import NOTHING, Answer, Ask, Route
from bots.sandbox.discord.permissions import Permission
from bots.sandbox.discord.refusals import Refusal
from bots.sandbox.discord.world import Channel, Guild, Invite, Kind, Role, in_guild

ROLES = "/guilds/{guild_id}/roles"
ROLES_PER_GUILD = 250
INVITES_PER_GUILD = 1000
NAME_LENGTH = 100
AGE_MOST_S = 5_184_000  # spec: 60 days
USES_MOST = 100
AGE_S = 86_400  # where none is said (resources/channel, Create Channel Invite)
_ALPHABET = string.ascii_letters + string.digits


def guild_of(ask: Ask) -> Guild:
    """The guild of the path, if the bot is in it. Refuses 10004, 50001."""
    guild = ask.rooms.world.guilds.get(ask.path["guild_id"])
    if guild is None:
        raise refusals.unknown("Guild")
    if ask.bot.id not in guild.members:
        raise refusals.missing_access()
    return guild


def rank(guild: Guild, user: str) -> int:
    """The place of a member's highest role; 0 with @everyone alone (topics/permissions, Permission Hierarchy)."""
    order = list(guild.roles)
    return max((order.index(role) for role in guild.members[user].roles), default=0)


def _must_manage_roles(ask: Ask, guild: Guild) -> None:
    if not in_guild(guild, ask.bot.id) & Permission.MANAGE_ROLES:
        raise refusals.missing_permissions()


def _below(ask: Ask, guild: Guild, role_id: str) -> Role:
    """A role that the bot may give or delete: there, nobody else's own, and below the bot's highest."""
    role = guild.roles.get(role_id)
    if role is None:
        raise refusals.unknown("Role")
    if role.managed or role.id == guild.id:
        raise Refusal(400, 50028, "Invalid Role")
    if list(guild.roles).index(role_id) >= rank(guild, ask.bot.id):
        raise refusals.missing_permissions()
    return role


def _create_role(ask: Ask) -> Answer:
    """A new role stands at the bottom, just above @everyone. Left out, its permissions are those of @everyone."""
    guild = guild_of(ask)
    _must_manage_roles(ask, guild)
    complaints = refusals.Complaints()
    name = ask.form.get("name") or "new role"
    complaints.bad_length("name", len(str(name)), low=1, high=NAME_LENGTH)
    given = ask.form.get("permissions")
    if given is not None and (isinstance(given, bool) or not str(given).isdigit()):
        complaints.add("permissions", "NUMBER_TYPE_COERCE", f'Value "{given}" is not int.')
    complaints.refuse()
    bits = guild.roles[guild.id].permissions if given is None else int(given)
    if bits & ~in_guild(guild, ask.bot.id):
        raise refusals.missing_permissions()
    if len(guild.roles) > ROLES_PER_GUILD:  # @everyone is not counted
        raise Refusal(400, 30005, "Maximum number of server roles reached (250)")
    world = ask.rooms.world
    role = Role(world.snowflakes.take(), str(name), bits)
    others = {key: each for key, each in guild.roles.items() if key != guild.id}
    guild.roles = {guild.id: guild.roles[guild.id], role.id: role, **others}
    ask.rooms.events.role("GUILD_ROLE_CREATE", guild, role.id)
    world.changed()
    return 200, ask.rooms.payloads.role(guild, role.id)


def _delete_role(ask: Ask) -> Answer:
    guild = guild_of(ask)
    _must_manage_roles(ask, guild)
    role = _below(ask, guild, ask.path["role_id"])
    del guild.roles[role.id]
    for member in guild.members.values():
        member.roles = [each for each in member.roles if each != role.id]
    for channel in ask.rooms.world.channels_of(guild.id):
        channel.overwrites.pop(role.id, None)
    ask.rooms.events.role("GUILD_ROLE_DELETE", guild, role.id)
    ask.rooms.world.changed()
    return NOTHING


def _place(ask: Ask, need: Permission) -> tuple[Channel, Guild]:
    """The channel of the path, seen by the bot, which may `need` there. Refuses 10003, 50001, 50013, 50024."""
    channel = ask.rooms.messages.reach(ask.bot, ask.path["channel_id"])
    if channel.guild is None or channel.thread is not None or channel.kind is Kind.CATEGORY:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    if not ask.rooms.world.can(ask.bot.id, channel, need):
        raise refusals.missing_permissions()
    return channel, ask.rooms.world.guilds[channel.guild]


def _whole(ask: Ask, name: str, default: int, most: int, complaints: refusals.Complaints) -> int:
    value = ask.form.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        complaints.add(name, "NUMBER_TYPE_MAX", f"int value should be between 0 and {most}.")
        return default
    return value


def _create_invite(ask: Ask) -> Answer:
    """`role_ids` ask for MANAGE_ROLES, and for roles below the bot's own (resources/channel)."""
    channel, guild = _place(ask, Permission.CREATE_INSTANT_INVITE)
    complaints = refusals.Complaints()
    age = _whole(ask, "max_age", AGE_S, AGE_MOST_S, complaints)
    uses = _whole(ask, "max_uses", 0, USES_MOST, complaints)
    listed: Any = ask.form.get("role_ids") or []
    if not isinstance(listed, list):
        complaints.add("role_ids", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    complaints.refuse()
    roles = [str(role) for role in listed]
    if roles:
        _must_manage_roles(ask, guild)
        for role in roles:
            _below(ask, guild, role)
    world = ask.rooms.world
    _forget_the_old(ask)
    alike = next((each for each in world.invites.values() if _like(each, channel, ask.bot.id, age, uses, roles)), None)
    if alike is not None and not ask.form.get("unique"):
        return 200, ask.rooms.payloads.invite(alike)
    if sum(each.guild == guild.id for each in world.invites.values()) >= INVITES_PER_GUILD:
        raise Refusal(400, 30016, "Maximum number of invites reached (1000)")
    code = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    invite = Invite(code, guild.id, channel.id, ask.bot.id, world.now(), timedelta(seconds=age), uses, roles)
    world.invites[code] = invite
    world.changed()
    return 200, ask.rooms.payloads.invite(invite)


def _like(one: Invite, channel: Channel, inviter: str, age: int, uses: int, roles: list[str]) -> bool:
    told = (one.channel, one.inviter, one.max_age.total_seconds(), one.max_uses, one.roles)
    return told == (channel.id, inviter, age, uses, roles)


def _list_invites(ask: Ask) -> Answer:
    channel, _ = _place(ask, Permission.MANAGE_CHANNELS)
    _forget_the_old(ask)
    found = [each for each in ask.rooms.world.invites.values() if each.channel == channel.id]
    return 200, [ask.rooms.payloads.invite(each) for each in found]


def _invite(ask: Ask) -> Invite:
    _forget_the_old(ask)
    found = ask.rooms.world.invites.get(ask.path["code"])
    if found is None:
        raise refusals.unknown("Invite")
    return found


def _get_invite(ask: Ask) -> Answer:
    return 200, ask.rooms.payloads.invite(_invite(ask), known=False)


def _delete_invite(ask: Ask) -> Answer:
    """MANAGE_CHANNELS in its channel, or MANAGE_GUILD."""
    invite, world = _invite(ask), ask.rooms.world
    channel, guild = world.channels[invite.channel], world.guilds[invite.guild]
    if ask.bot.id not in guild.members:
        raise refusals.missing_access()
    if not (
        world.can(ask.bot.id, channel, Permission.MANAGE_CHANNELS)
        or in_guild(guild, ask.bot.id) & Permission.MANAGE_GUILD
    ):
        raise refusals.missing_permissions()
    shown = ask.rooms.payloads.invite(invite)
    del world.invites[invite.code]
    world.changed()
    return 200, shown


def _forget_the_old(ask: Ask) -> None:
    world = ask.rooms.world
    world.invites = {code: each for code, each in world.invites.items() if each.lasts(world.now())}


ROUTES = (
    Route("POST", ROLES, _create_role),
    Route("DELETE", f"{ROLES}/{{role_id}}", _delete_role),
    Route("POST", "/channels/{channel_id}/invites", _create_invite),
    Route("GET", "/channels/{channel_id}/invites", _list_invites),
    Route("GET", "/invites/{code}", _get_invite),
    Route("DELETE", "/invites/{code}", _delete_invite),
)
