"""The routes of accounts, applications, guilds and commands."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from typing import Any

from bots.sandbox.discord import refusals
from bots.sandbox.discord.ask import Answer, Ask, Route
from bots.sandbox.discord.doorways import guild_of
from bots.sandbox.discord.permissions import ALL, Permission
from bots.sandbox.discord.refusals import Refusal
from bots.sandbox.discord.routes import overwrites
from bots.sandbox.discord.world import Channel, Guild, Kind, Overwrite, in_guild

COMMANDS = "/applications/{application_id}/commands"
GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
GLOBAL = ""
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
COMMANDS_PER_SCOPE = 100
OPTIONS_PER_COMMAND = 25
CONTEXTS = {0, 1, 2}
DESCRIPTION_LENGTH = 100
CHANNELS_PER_GUILD = 500
DM_WINDOW_S = 600.0


def _get_gateway(ask: Ask) -> Answer:
    return 200, {"url": ask.rooms.gateway.url}


def _get_gateway_bot(ask: Ask) -> Answer:
    allowance = ask.rooms.gateway.allowance(ask.bot)
    return 200, {"url": ask.rooms.gateway.url, "shards": 1, "session_start_limit": allowance}


def _get_me(ask: Ask) -> Answer:
    mine: dict[str, Any] = {"mfa_enabled": False, "locale": "en-US", "premium_type": 0, "email": None, "verified": True}
    return 200, ask.rooms.payloads.user(ask.bot.user) | mine


def _get_user(ask: Ask) -> Answer:
    user = ask.rooms.world.users.get(ask.path["user_id"])
    if user is None:
        raise refusals.unknown("User")
    return 200, ask.rooms.payloads.user(user)


def _my_guilds(ask: Ask) -> Answer:
    guilds = [guild for guild in ask.rooms.world.guilds.values() if ask.bot.id in guild.members]
    return 200, [
        {
            "id": guild.id,
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(int(in_guild(guild, ask.bot.id))),
            "features": [],
        }
        for guild in guilds
    ]


def _open_dm(ask: Ask) -> Answer:
    """The same channel again and again. Bots have no way to list theirs."""
    recipient = ask.form.get("recipient_id")
    if isinstance(recipient, bool) or not str(recipient).isdigit():
        raise refusals.invalid("recipient_id", "NUMBER_TYPE_COERCE", f'Value "{recipient}" is not snowflake.')
    world = ask.rooms.world
    user = world.users.get(str(recipient))
    if user is None or user.id == ask.bot.id:
        raise Refusal(400, 50033, "Invalid Recipient(s)")
    if user.is_bot:
        raise refusals.cannot_send_to_user()
    if world.dm_between(user.id, ask.bot.id) is None:
        _count_opening(ask)
    return 200, ask.rooms.payloads.channel(world.open_dm(user.id, ask.bot.id), ask.bot)


def _count_opening(ask: Ask) -> None:
    """Refuse 40003 past the limit of ten minutes, where a test set one: Discord publishes no figure."""
    steady = time.monotonic()
    opened = [moment for moment in ask.bot.dms_opened if moment > steady - DM_WINDOW_S]
    limit = ask.rooms.world.dm_open_limit
    if limit is not None and len(opened) >= limit:
        raise Refusal(403, 40003, "You are opening direct messages too fast")
    ask.bot.dms_opened = [*opened, steady]


def _get_application(ask: Ask) -> Answer:
    return 200, ask.rooms.payloads.application(ask.bot)


def _scope(ask: Ask) -> str:
    """Which set of commands the path means. Refuses another application's (20012) and foreign guilds (50001)."""
    if ask.path["application_id"] != ask.bot.id:
        raise Refusal(403, 20012, "You are not authorized to perform this action on this application")
    guild = ask.path.get("guild_id", GLOBAL)
    if guild and ask.bot.id not in _members(ask, guild):
        raise refusals.missing_access()
    return guild


def _members(ask: Ask, guild: str) -> dict[str, Any]:
    found = ask.rooms.world.guilds.get(guild)
    return dict(found.members) if found else {}


def _list_commands(ask: Ask) -> Answer:
    return 200, ask.bot.commands.get(_scope(ask), [])


def _replace_commands(ask: Ask) -> Answer:
    """One PUT replaces the whole set; a command of the same name and type keeps its id."""
    scope = _scope(ask)
    if not isinstance(ask.body, list):
        raise Refusal(400, 50035, "Invalid Form Body")
    complaints = refusals.Complaints()
    if len(ask.body) > COMMANDS_PER_SCOPE:
        raise Refusal(400, 30032, "Maximum number of application commands reached (100).")
    for number, command in enumerate(ask.body):
        _check_command(command, str(number), complaints)
    complaints.refuse()
    old = {(command["name"], command["type"]): command["id"] for command in ask.bot.commands.get(scope, [])}
    ask.bot.commands[scope] = [_command(ask, command, old, scope) for command in ask.body]
    ask.rooms.world.changed()
    return 200, ask.bot.commands[scope]


def _check_command(command: Any, path: str, complaints: refusals.Complaints) -> None:
    if not isinstance(command, dict):
        complaints.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    slash = command.get("type", 1) == 1
    name = command.get("name")
    if slash and not (isinstance(name, str) and COMMAND_NAME.fullmatch(name) and name == name.lower()):
        complaints.add(f"{path}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    if slash:
        size = len(str(command.get("description") or ""))
        complaints.bad_length(f"{path}.description", size, low=1, high=DESCRIPTION_LENGTH)
    contexts = command.get("contexts")
    if contexts is not None and (
        contexts == [] or len(set(contexts)) != len(contexts) or not set(contexts) <= CONTEXTS
    ):
        complaints.add(f"{path}.contexts", "BASE_TYPE_CHOICES", "Contexts are 0, 1 and 2, each once.")
    _check_options(command.get("options") or [], f"{path}.options", complaints)


def _check_options(options: Any, path: str, complaints: refusals.Complaints) -> None:
    """At most 25; names as commands have them, each once; what must be given comes first."""
    if not isinstance(options, list):
        complaints.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return
    complaints.bad_length(path, len(options), low=0, high=OPTIONS_PER_COMMAND)
    names: set[str] = set()
    optional = False
    for number, option in enumerate(options):
        name, place = option.get("name"), f"{path}.{number}"
        if not (isinstance(name, str) and COMMAND_NAME.fullmatch(name) and name == name.lower()):
            complaints.add(f"{place}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
        elif name in names:
            complaints.add(path, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option names must be unique")
        names.add(str(name))
        size = len(str(option.get("description") or ""))
        complaints.bad_length(f"{place}.description", size, low=1, high=DESCRIPTION_LENGTH)
        if option.get("required") and optional:
            words = "Required options must be placed before non-required options"
            complaints.add(path, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
        optional = optional or not option.get("required")
        if option.get("autocomplete") and option.get("choices"):
            complaints.add(place, "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES", "Either choices or autocomplete")


def _command(ask: Ask, command: dict[str, Any], old: dict[tuple[str, int], str], scope: str) -> dict[str, Any]:
    kind = command.get("type", 1)
    take = ask.rooms.world.snowflakes.take
    shown: dict[str, Any] = {
        "id": old.get((command["name"], kind)) or take(),
        "application_id": ask.bot.id,
        "version": take(),
        "type": kind,
        "name": command["name"],
        "name_localizations": command.get("name_localizations"),
        "description": command.get("description") or "",
        "description_localizations": command.get("description_localizations"),
        "options": command.get("options") or [],
        "default_member_permissions": command.get("default_member_permissions"),
        "dm_permission": not scope,
        "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0],
        "nsfw": bool(command.get("nsfw")),
    }
    return shown | ({"guild_id": scope} if scope else {})


def _get_guild(ask: Ask) -> Answer:
    return 200, ask.rooms.payloads.guild(guild_of(ask))


def _guild_channels(ask: Ask) -> Answer:
    return 200, [ask.rooms.payloads.channel(c, ask.bot) for c in ask.rooms.world.channels_of(guild_of(ask).id)]


def _guild_roles(ask: Ask) -> Answer:
    guild = guild_of(ask)
    return 200, [ask.rooms.payloads.role(guild, role) for role in guild.roles]


def _guild_member(ask: Ask) -> Answer:
    guild = guild_of(ask)
    if ask.path["user_id"] not in ask.rooms.world.users:
        raise refusals.unknown("User")
    if ask.path["user_id"] not in guild.members:
        raise refusals.unknown("Member")
    return 200, ask.rooms.payloads.member(guild, ask.path["user_id"], whole=True)


def _guild_members(ask: Ask) -> Answer:
    """Needs the privileged members intent (resources/guild, List Guild Members)."""
    guild = guild_of(ask)
    if not ask.bot.members_intent:
        raise refusals.missing_access()
    after, limit = ask.query.get("after", "0"), ask.query.get("limit", "1")
    if not (after.isdigit() and limit.isdigit() and 1 <= int(limit) <= 1000):
        raise refusals.invalid("limit", "NUMBER_TYPE_COERCE", "Must be an int from 1 to 1000.")
    found = sorted((user for user in guild.members if int(user) > int(after)), key=int)[: int(limit)]
    return 200, [ask.rooms.payloads.member(guild, user, whole=True) for user in found]


def _create_channel(ask: Ask) -> Answer:
    guild = guild_of(ask)
    if not in_guild(guild, ask.bot.id) & Permission.MANAGE_CHANNELS:
        raise refusals.missing_permissions()
    world = ask.rooms.world
    complaints = refusals.Complaints()
    name = ask.form.get("name")
    complaints.bad_length("name", len(name) if isinstance(name, str) else 0, low=1, high=100)
    kind = ask.form.get("type") or 0
    if kind not in (Kind.TEXT, Kind.FORUM, Kind.CATEGORY):
        complaints.add("type", "BASE_TYPE_CHOICES", "This stand-in has text channels, forums and categories.")
    complaints.refuse()
    if len(world.channels_of(guild.id)) >= CHANNELS_PER_GUILD:
        raise Refusal(400, 30013, "Maximum number of guild channels reached (500)")
    channel = Channel(
        world.snowflakes.take(),
        Kind(kind),
        str(name),
        guild=guild.id,
        parent=str(ask.form["parent_id"]) if ask.form.get("parent_id") else None,
        overwrites=overwrites(ask.form.get("permission_overwrites")),
        topic=ask.form.get("topic"),
    )
    _must_hold(ask, guild, channel.overwrites.values())
    world.channels[channel.id] = channel
    ask.rooms.events.channel("CHANNEL_CREATE", channel)
    world.changed()
    return 201, ask.rooms.payloads.channel(channel, ask.bot)


def _must_hold(ask: Ask, guild: Guild, given: Iterable[Overwrite]) -> None:
    """A bot can allow and deny only what it may itself; MANAGE_ROLES in a channel only administrators (resources/guild)."""
    mine = in_guild(guild, ask.bot.id)
    for overwrite in given:
        bits = overwrite.allow | overwrite.deny
        if bits & ~mine or (bits & Permission.MANAGE_ROLES and mine != ALL):
            raise refusals.missing_permissions()
        if not overwrite.is_member and overwrite.id not in guild.roles:
            raise refusals.unknown("Role")


ROUTES = (
    Route("GET", "/gateway", _get_gateway, token=False),
    Route("GET", "/gateway/bot", _get_gateway_bot),
    Route("GET", "/users/@me", _get_me),
    Route("GET", "/users/@me/guilds", _my_guilds),
    Route("POST", "/users/@me/channels", _open_dm),
    Route("GET", "/users/{user_id}", _get_user),
    Route("GET", "/oauth2/applications/@me", _get_application),
    Route("GET", "/applications/@me", _get_application),
    Route("GET", COMMANDS, _list_commands),
    Route("PUT", COMMANDS, _replace_commands),
    Route("GET", GUILD_COMMANDS, _list_commands),
    Route("PUT", GUILD_COMMANDS, _replace_commands),
    Route("GET", "/guilds/{guild_id}", _get_guild),
    Route("GET", "/guilds/{guild_id}/channels", _guild_channels),
    Route("POST", "/guilds/{guild_id}/channels", _create_channel),
    Route("GET", "/guilds/{guild_id}/roles", _guild_roles),
    Route("GET", "/guilds/{guild_id}/members", _guild_members),
    Route("GET", "/guilds/{guild_id}/members/{user_id}", _guild_member),
)
