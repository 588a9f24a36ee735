"""A newcomer's own place in the door server: a role, a channel that only it sees, and a link that works once.

Every name comes from the delivery's key, and everything is looked for before it is made: however often a try was cut off,
there is one of each in the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import discord
from discord.http import Route

from bots.discord.errors import ApiError
from bots.discord.rest import Json, Rest
from core.domain.message import DeliveryKey

RIGHTS: Final[Mapping[str, int]] = {
    "View Channels": discord.Permissions(view_channel=True).value,
    "Manage Channels": discord.Permissions(manage_channels=True).value,
    "Manage Roles": discord.Permissions(manage_roles=True).value,
    "Create Invite": discord.Permissions(create_instant_invite=True).value,
    "Send Messages": discord.Permissions(send_messages=True).value,
    "Attach Files": discord.Permissions(attach_files=True).value,  # nobody can give a right that they lack
    "Read Message History": discord.Permissions(read_message_history=True).value,
}
"""Everything the bot needs in the door server, by the name in Discord's settings, and no more."""
LASTS: Final = timedelta(hours=72)  # as long as an invitation
GUEST: Final = "guest-"
WELCOME: Final = "welcome-"
INVITE_LINK: Final = "https://discord.gg/"
HIERARCHY: Final = "a place for the bot's role above the roles of its guests"
_ADMINISTRATOR: Final = discord.Permissions(administrator=True).value
_VIEW: Final = RIGHTS["View Channels"]
_IN_THERE: Final = _VIEW | RIGHTS["Send Messages"] | RIGHTS["Attach Files"] | RIGHTS["Read Message History"]
_INVITES: Final = RIGHTS["Create Invite"] | RIGHTS["Manage Channels"]
_TEXT: Final = 0  # channel type
_OF_ROLE: Final = 0  # type of an overwrite
_OF_MEMBER: Final = 1
_MARKS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_MARK_LENGTH: Final = 8
_REFUSED: Final = frozenset({50001, 50013})
_UNKNOWN: Final = frozenset({10003, 10011})

Writes = Callable[[str], None]
"""Called before each request that changes something, with the right it takes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A newcomer's channel. fresh: made just now, so there is nothing in it yet."""

    channel: str
    role: str
    fresh: bool


def mark(key: DeliveryKey) -> str:
    """What names the things of one door: `4f7k-9p2m`. 31^8 of them, so that no two newcomers ever share one."""
    digest = hashlib.sha256(key.delivery.encode()).digest()
    letters = "".join(_MARKS[byte % len(_MARKS)] for byte in digest[:_MARK_LENGTH])
    return f"{letters[:4]}-{letters[4:]}"


async def make_place(rest: Rest, guild: str, key: DeliveryKey, writes: Writes) -> Place:
    """Role and channel of this key. Raises what `Rest` raises."""
    me = str((await rest.me())["id"])
    role = await _role(rest, guild, GUEST + mark(key), writes)
    allowed = _overwrites(guild, me, role)
    listed: Any = await rest.http.get_all_guild_channels(guild)
    name = WELCOME + mark(key)
    found = next((each for each in listed if (each.get("type"), each.get("name")) == (_TEXT, name)), None)
    if found is None:
        writes("Manage Channels")
        made: Any = await rest.http.create_channel(guild, _TEXT, name=name, permission_overwrites=allowed)
        return Place(str(made["id"]), role, fresh=True)
    channel = str(found["id"])
    if all(str(each["id"]) != role for each in found.get("permission_overwrites") or []):
        writes("Manage Channels")  # its role was deleted by somebody, and is another one now
        await rest.http.edit_channel(channel, permission_overwrites=allowed)
    return Place(channel, role, fresh=False)


async def make_link(rest: Rest, place: Place, writes: Writes) -> str:
    """The link to this place that works once, for 72 h, and gives the role. Raises what `Rest` raises."""
    if not place.fresh:
        me = str((await rest.me())["id"])
        listed: Any = await rest.http.invites_from_channel(place.channel)
        for each in listed or []:
            inviter = str((each.get("inviter") or {}).get("id"))
            gives = [str(role["id"]) for role in each.get("roles") or []]
            if (inviter, each.get("max_uses"), each.get("uses"), gives) == (me, 1, 0, [place.role]):
                return INVITE_LINK + str(each["code"])
    writes("Create Invite")
    route = Route("POST", "/channels/{channel_id}/invites", channel_id=place.channel)
    asked = {
        "max_age": int(LASTS.total_seconds()),
        "max_uses": 1,
        "temporary": False,
        "unique": True,
        "role_ids": [place.role],  # discord.py's own method does not know it
    }
    made: Any = await rest.http.request(route, json=asked)
    return INVITE_LINK + str(made["code"])


async def take_down(rest: Rest, channel: str, writes: Writes) -> None:
    """Role and channel are no more; what is gone already does not matter. Raises what `Rest` raises.

    The role goes first: it is known by the channel alone.
    """
    try:
        told: Any = await rest.http.get_channel(channel)
    except ApiError as exc:
        if exc.code in _UNKNOWN:
            return
        raise
    guild = str(told["guild_id"])
    roles: Any = await rest.http.get_roles(guild)
    names = {str(role["id"]): str(role.get("name", "")) for role in roles}
    for each in told.get("permission_overwrites") or []:
        if int(each["type"]) == _OF_ROLE and names.get(str(each["id"]), "").startswith(GUEST):
            writes("Manage Roles")
            await _unless_gone(rest.http.delete_role(guild, str(each["id"])))
    writes("Manage Channels")
    await _unless_gone(rest.http.delete_channel(channel))


async def _missing(rest: Rest, guild: Json) -> list[str]:
    """What the bot lacks in the door server, by name; empty when nothing."""
    mine: Any = await rest.http.get_member(str(guild["id"]), str((await rest.me())["id"]))
    roles = [str(role) for role in mine.get("roles") or []]
    may = _rights(guild, roles)
    lacks = [name for name, bit in RIGHTS.items() if not may & bit]
    return lacks if lacks or _stands_above(guild, roles) else [HIERARCHY]


def _rights(guild: Json, roles: list[str]) -> int:
    """What these roles and @everyone give in the server as a whole, as bits."""
    bits = 0
    for role in guild.get("roles") or []:
        if str(role["id"]) in (str(guild["id"]), *roles):
            bits |= int(role["permissions"])
    return sum(RIGHTS.values()) if bits & _ADMINISTRATOR else bits


async def why_refused(rest: Rest, guild: str, exc: ApiError) -> str:
    """Everything that is missing there, where Discord refused one of the steps for a right; "" where it was not that."""
    if exc.code not in _REFUSED:
        return ""
    try:
        whole: Any = await rest.http.get_guild(guild, with_counts=False)
        return ", ".join(await _missing(rest, whole))
    except ApiError:
        return "the bot itself"  # not even the server can be looked at


def everybody_sees(guild: Json) -> bool:
    """Whether members of this server could see each other: @everyone has View Channels (SPEC 7.10)."""
    everyone = next((role for role in guild.get("roles") or [] if str(role["id"]) == str(guild["id"])), None)
    return everyone is not None and bool(int(everyone["permissions"]) & _VIEW)


async def look_at_door(rest: Rest, guild: str) -> tuple[tuple[str, str], ...]:
    """What is wrong with the door server, each with its mend; empty when all is well. Raises what `Rest` raises."""
    faults: list[tuple[str, str]] = []
    whole: Any = await rest.http.get_guild(guild, with_counts=False)
    lacks = await _missing(rest, whole)
    if HIERARCHY in lacks:
        mend = "Server Settings, Roles: drag the bot's role above every role whose name begins with guest-."
        faults.append(("the bot's role stands too low to give its guests theirs", mend))
    elif lacks:
        mend = "Open the link for the door server, below, once more: it gives exactly these rights."
        faults.append((f"the bot lacks: {', '.join(lacks)}", mend))
    if everybody_sees(whole):
        mend = "Server Settings, Roles, @everyone: switch View Channels off. The bot lets each one into a channel of their own."
        faults.append(("members could see each other: @everyone has View Channels", mend))
    listed: Any = await rest.http.get_all_guild_channels(guild)
    opened = [str(each.get("name", "")) for each in listed if _lets_everybody_in(each, guild)]
    if opened:
        mend = "In the permissions of each, take View Channel from @everyone, or delete the channel."
        faults.append((f"members could see each other in: {', '.join(opened)}", mend))
    return tuple(faults)


async def _role(rest: Rest, guild: str, name: str, writes: Writes) -> str:
    listed: Any = await rest.http.get_roles(guild)
    found = next((str(role["id"]) for role in listed if role.get("name") == name), None)
    if found is not None:
        return found
    writes("Manage Roles")
    made: Any = await rest.http.create_role(guild, name=name, permissions=0, hoist=False, mentionable=False)
    return str(made["id"])


def _overwrites(guild: str, me: str, role: str) -> list[Json]:
    """Nobody looks in but that role and the bot. MANAGE_ROLES comes from the bot's role: no channel can give it."""
    return [
        {"id": guild, "type": _OF_ROLE, "allow": 0, "deny": _VIEW},
        {"id": role, "type": _OF_ROLE, "allow": _IN_THERE, "deny": 0},
        {"id": me, "type": _OF_MEMBER, "allow": _IN_THERE | _INVITES, "deny": 0},
    ]


def _lets_everybody_in(channel: Json, guild: str) -> bool:
    return any(
        str(each["id"]) == guild and bool(int(each["allow"]) & _VIEW)
        for each in channel.get("permission_overwrites") or []
    )


def _stands_above(guild: Json, roles: list[str]) -> bool:
    """Whether the bot's highest role is above all its guests' (topics/permissions, Permission Hierarchy)."""
    listed = guild.get("roles") or []
    mine = max((int(role["position"]) for role in listed if str(role["id"]) in roles), default=0)
    guests = [int(role["position"]) for role in listed if str(role.get("name", "")).startswith(GUEST)]
    return mine > max(guests, default=0)


async def _unless_gone(call: Any) -> None:
    try:
        await call
    except ApiError as exc:
        if exc.code not in _UNKNOWN:
            raise
