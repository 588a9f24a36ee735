"""A therapist's forum as it is now: may the bot work there, and who else can look in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import discord

from bots.discord.atlas import FORUM, MEDIA
from bots.discord.rest import Json, Rest
from core.domain.rooms import RoomFault, RoomLook, RoomTrouble

NEEDED: Final[Mapping[str, int]] = {
    "View Channels": discord.Permissions(view_channel=True).value,
    # What Send Messages is called in a forum. It is all that a post asks for: Create Public Threads is ignored there
    # (resources/channel, Start Thread in Forum or Media Channel).
    "Create Posts": discord.Permissions(send_messages=True).value,
    "Send Messages in Threads": discord.Permissions(send_messages_in_threads=True).value,
    "Read Message History": discord.Permissions(read_message_history=True).value,
    "Attach Files": discord.Permissions(attach_files=True).value,
}
"""Everything the bot needs in a room, by the name in Discord's settings, and no more."""
_VIEW: Final = NEEDED["View Channels"]
_ADMINISTRATOR: Final = discord.Permissions(administrator=True).value
_ALL: Final = discord.Permissions.all().value
_REQUIRE_TAG: Final = 1 << 4  # channel flag: every post must bear a tag (resources/channel, Channel Flags)
_OF_MEMBER: Final = 1  # type of an overwrite that is one person's


def install_link(application: str, rights: Mapping[str, int] = NEEDED) -> str:
    """The address with which somebody adds the bot to their server, with exactly these rights (the rooms' server's)."""
    asked = {"client_id": application, "scope": "bot applications.commands", "permissions": str(sum(rights.values()))}
    return f"https://discord.com/oauth2/authorize?{urlencode(asked)}"


async def look_at_forum(rest: Rest, forum: str, *, member: str) -> RoomLook:
    """Ask Discord about the forum, its server and the bot's place in it. member: the therapist. Raises what `Rest` raises."""
    channel: Any = await rest.http.get_channel(forum)
    server = str(channel.get("guild_id") or "")
    if channel.get("type") not in (FORUM, MEDIA):
        return RoomLook((RoomTrouble(RoomFault.NOT_A_FORUM),), server)
    me = str((await rest.me())["id"])
    guild: Any = await rest.http.get_guild(server, with_counts=False)
    mine: Any = await rest.http.get_member(server, me)
    troubles: list[RoomTrouble] = []
    may = rights_in(channel, guild, roles=[str(role) for role in mine.get("roles") or []], user=me)
    missing = [name for name, bit in NEEDED.items() if not may & bit]
    if missing:
        troubles.append(RoomTrouble(RoomFault.RIGHTS_MISSING, ", ".join(missing)))
    if int(channel.get("flags") or 0) & _REQUIRE_TAG:
        troubles.append(RoomTrouble(RoomFault.TAGS_DEMANDED))
    troubles += _onlookers(channel, guild, me)
    others = sum(user not in (me, member) for user in _let_in(channel))
    if others:
        troubles.append(RoomTrouble(RoomFault.OTHERS_INSIDE, str(others)))
    return RoomLook(tuple(troubles), server)


def rights_in(channel: Json, guild: Json, *, roles: Sequence[str], user: str = "") -> int:
    """What a member with these roles may do in a channel, as bits (topics/permissions, Permission Overwrites)."""
    if user and user == str(guild.get("owner_id")):
        return _ALL
    everyone = str(guild["id"])
    of_role = {str(role["id"]): int(role["permissions"]) for role in guild.get("roles") or []}
    bits = of_role.get(everyone, 0)
    for role in roles:
        bits |= of_role.get(role, 0)
    if bits & _ADMINISTRATOR:
        return _ALL
    overwrites = {
        (str(each["id"]), int(each["type"]) == _OF_MEMBER): (int(each["allow"]), int(each["deny"]))
        for each in channel.get("permission_overwrites") or []
    }
    allow, deny = overwrites.get((everyone, False), (0, 0))
    bits = (bits & ~deny) | allow
    of_roles = [overwrites.get((role, False), (0, 0)) for role in roles]
    for _, deny in of_roles:
        bits &= ~deny
    for allow, _ in of_roles:
        bits |= allow
    allow, deny = overwrites.get((user, True), (0, 0))
    bits = (bits & ~deny) | allow
    return bits if bits & _VIEW else 0


def _onlookers(channel: Json, guild: Json, me: str) -> list[RoomTrouble]:
    """@everyone, or whole roles, that can look in. Administrators always can; the bot's own role is meant to."""
    if rights_in(channel, guild, roles=[]) & _VIEW:
        return [RoomTrouble(RoomFault.EVERYBODY_SEES)]
    seeing: list[str] = []
    for role in guild.get("roles") or []:
        bits = rights_in(channel, guild, roles=[str(role["id"])])
        ours = str((role.get("tags") or {}).get("bot_id", "")) == me
        if bits & _VIEW and not bits & _ADMINISTRATOR and not ours:
            seeing.append(str(role.get("name", "")))
    return [RoomTrouble(RoomFault.ROLE_SEES, " or ".join(seeing))] if seeing else []


def _let_in(channel: Json) -> list[str]:
    """Accounts that were let in one by one."""
    return [
        str(each["id"])
        for each in channel.get("permission_overwrites") or []
        if int(each["type"]) == _OF_MEMBER and int(each["allow"]) & _VIEW
    ]
