"""Roles and invites: how somebody comes into a server, and what bots may do about it."""

from __future__ import annotations

import pytest

from bots.sandbox.discord import BOT_AT_THE_DOOR, PEOPLE, Permission
from tests.sandbox.discord.conftest import TOKEN, Answered, Practice

UNSEEN = int(PEOPLE & ~Permission.VIEW_CHANNEL)


def door(practice: Practice, *, without: int = 0) -> str:
    """A door server with the bot in it."""
    bits = int(BOT_AT_THE_DOOR) & ~without
    return practice.standin.add_guild("Welcome", [], bots=[TOKEN], permissions=bits, everyone=UNSEEN)


async def role(practice: Practice, guild: str, **more: object) -> Answered:
    return await practice.call("POST", f"/guilds/{guild}/roles", {"name": "guest", "permissions": 0} | more)


async def channel(practice: Practice, guild: str, *overwrites: dict[str, object]) -> Answered:
    body = {"name": "welcome", "type": 0, "permission_overwrites": list(overwrites)}
    return await practice.call("POST", f"/guilds/{guild}/channels", body)


async def invite(practice: Practice, place: str, **more: object) -> Answered:
    return await practice.call("POST", f"/channels/{place}/invites", {"max_uses": 1, "max_age": 3600} | more)


def inviting(practice: Practice) -> str:
    """A channel of the practice's server in which the bot may make invites."""
    bits = int(BOT_AT_THE_DOOR)
    return practice.standin.add_text_channel(practice.guild, "w", viewers=[], bot_permissions=bits)


def mine(practice: Practice, bits: int) -> dict[str, object]:
    return {"id": practice.bot, "type": 1, "allow": bits, "deny": 0}


def shut(guild: str) -> dict[str, object]:
    return {"id": guild, "type": 0, "allow": 0, "deny": int(Permission.VIEW_CHANNEL)}


async def test_a_role_is_made_at_the_bottom(practice: Practice):
    """Just above @everyone, so below the bot's own; without permissions named it has those of @everyone."""
    guild = door(practice)
    made = await role(practice, guild)
    other = await practice.call("POST", f"/guilds/{guild}/roles", {"name": "other", "permissions": None})
    listed = (await practice.call("GET", f"/guilds/{guild}/roles")).body

    assert (made.status, made.body["position"], made.body["permissions"]) == (200, 1, "0")
    assert other.body["permissions"] == str(UNSEEN)
    assert [each["name"] for each in sorted(listed, key=lambda each: each["position"])][:3] == [
        "@everyone",
        "other",
        "guest",
    ]


async def test_roles_ask_for_manage_roles(practice: Practice):
    """50013 without it, and for permissions that the bot itself lacks; 50035 for a name too long."""
    without = await role(practice, door(practice, without=Permission.MANAGE_ROLES))
    more = await role(practice, door(practice), permissions=int(Permission.MANAGE_GUILD))
    long = await role(practice, door(practice), name="x" * 101)

    assert [(each.status, each.code) for each in (without, more, long)] == [(403, 50013), (403, 50013), (400, 50035)]


async def test_roles_are_capped(practice: Practice):
    """250 in a server, @everyone not counted: 30005."""
    guild = door(practice)
    home = practice.standin.world.guilds[guild]
    while len(home.roles) < 250:
        assert (await role(practice, guild)).status == 200
    last, over = await role(practice, guild), await role(practice, guild)

    assert (last.status, over.status, over.code) == (200, 400, 30005)


async def test_a_role_above_ones_own_is_out_of_reach(practice: Practice):
    """Hierarchy: 50013 for deleting it and for giving it away; managed ones 50028; unknown ones 10011."""
    guild = door(practice)
    low = (await role(practice, guild)).body["id"]
    place = (await channel(practice, guild, mine(practice, int(BOT_AT_THE_DOOR & ~Permission.MANAGE_ROLES)))).body["id"]
    home = practice.standin.world.guilds[guild]
    own = next(each.id for each in home.roles.values() if each.bot == practice.bot)
    home.roles = {key: each for key, each in home.roles.items() if key != low} | {low: home.roles[low]}
    delete = await practice.call("DELETE", f"/guilds/{guild}/roles/{low}")
    give = await invite(practice, place, role_ids=[low])
    managed = await practice.call("DELETE", f"/guilds/{guild}/roles/{own}")
    unknown = await practice.call("DELETE", f"/guilds/{guild}/roles/1")

    assert [each.code for each in (delete, give, managed, unknown)] == [50013, 50013, 50028, 10011]


async def test_a_deleted_role_is_taken_from_everybody(practice: Practice):
    """Its members and its overwrites lose it."""
    guild = door(practice)
    made = (await role(practice, guild)).body["id"]
    seen = {"id": made, "type": 0, "allow": int(Permission.VIEW_CHANNEL), "deny": 0}
    bits = int(BOT_AT_THE_DOOR & ~Permission.MANAGE_ROLES)
    place = (await channel(practice, guild, shut(guild), seen, mine(practice, bits))).body["id"]
    code = (await invite(practice, place, role_ids=[made])).body["code"]
    practice.standin.accept_invite(practice.stranger, code)
    before = practice.standin.world.sees(practice.stranger, practice.standin.world.channels[place])
    gone = await practice.call("DELETE", f"/guilds/{guild}/roles/{made}")

    assert (gone.status, before) == (204, True)
    assert not practice.standin.world.sees(practice.stranger, practice.standin.world.channels[place])


async def test_a_bot_gives_only_what_it_has(practice: Practice):
    """Overwrites with a right that the bot lacks, or with MANAGE_ROLES: 50013; for a role that is not there: 10011."""
    guild = door(practice)
    lacks = await channel(practice, guild, mine(practice, int(Permission.MANAGE_GUILD)))
    roles = await channel(practice, guild, mine(practice, int(Permission.MANAGE_ROLES)))
    unknown = await channel(practice, guild, {"id": "1", "type": 0, "allow": 0, "deny": 0})

    assert [each.code for each in (lacks, roles, unknown)] == [50013, 50013, 10011]


async def test_channels_are_capped(practice: Practice):
    """500 in a server: 30013."""
    guild = door(practice)
    while len(practice.standin.world.channels_of(guild)) < 500:
        assert (await channel(practice, guild)).status == 201
    over = await channel(practice, guild)

    assert (over.status, over.code) == (400, 30013)


async def test_an_invite_asks_for_its_rights(practice: Practice):
    """CREATE_INSTANT_INVITE: 50013; with roles MANAGE_ROLES too; not in a direct message 50024; odd figures 50035."""
    bare = practice.standin.add_text_channel(practice.guild, "bare", viewers=[])
    none = await invite(practice, bare)
    guild = door(practice)
    home = practice.standin.world.guilds[guild]
    made = (await role(practice, guild)).body["id"]
    place = practice.standin.add_text_channel(guild, "w", viewers=[], bot_permissions=int(BOT_AT_THE_DOOR))
    next(each for each in home.roles.values() if each.bot == practice.bot).permissions &= ~Permission.MANAGE_ROLES
    roles = await invite(practice, place, role_ids=[made])
    private = await invite(practice, await practice.dm())
    odd = await invite(practice, place, max_age=6_000_000, max_uses=101)

    assert [each.code for each in (none, roles, private, odd)] == [50013, 50013, 50024, 50035]
    assert set(odd.body["errors"]) == {"max_age", "max_uses"}


async def test_an_invite_works_as_often_as_it_says(practice: Practice):
    """One use, then 10006; the one who came in by it has the roles."""
    guild = door(practice)
    made = (await role(practice, guild)).body["id"]
    place = practice.standin.add_text_channel(guild, "w", viewers=[], bot_permissions=int(BOT_AT_THE_DOOR))
    told = await invite(practice, place, role_ids=[made])
    code = told.body["code"]
    led = practice.standin.accept_invite(practice.stranger, code)
    with pytest.raises(ValueError, match="not valid"):
        practice.standin.accept_invite(practice.client, code)
    after = await practice.call("GET", f"/invites/{code}")

    assert [each["id"] for each in told.body["roles"]] == [made]
    assert (led, practice.standin.world.guilds[guild].members[practice.stranger].roles) == (place, [made])
    assert (after.status, after.code) == (404, 10006)


async def test_an_invite_runs_out(practice: Practice):
    """By the movable clock."""
    place = practice.standin.add_text_channel(door(practice), "w", viewers=[], bot_permissions=int(BOT_AT_THE_DOOR))
    code = (await invite(practice, place)).body["code"]
    before = await practice.call("GET", f"/invites/{code}")
    practice.clock.move(seconds=3601)
    after = await practice.call("GET", f"/invites/{code}")
    with pytest.raises(ValueError, match="not valid"):
        practice.standin.accept_invite(practice.stranger, code)

    assert (before.status, after.code) == (200, 10006)


async def test_who_is_inside_uses_up_no_invite(practice: Practice):
    """The app just shows them the server."""
    code = (await invite(practice, inviting(practice))).body["code"]
    with pytest.raises(ValueError, match="already"):
        practice.standin.accept_invite(practice.client, code)

    assert practice.standin.world.invites[code].uses == 0


async def test_invites_are_listed_and_taken_back_by_who_manages_the_channel(practice: Practice):
    """MANAGE_CHANNELS for the list and for deleting: 50013; a deleted one is unknown, and so are those of a deleted channel."""
    guild = door(practice)
    place = practice.standin.add_text_channel(guild, "w", viewers=[], bot_permissions=int(BOT_AT_THE_DOOR))
    first, second = [(await invite(practice, place, unique=True)).body["code"] for _ in range(2)]
    listed = await practice.call("GET", f"/channels/{place}/invites")
    practice.standin.set_bot_permissions(place, int(BOT_AT_THE_DOOR & ~Permission.MANAGE_CHANNELS))
    unlisted = await practice.call("GET", f"/channels/{place}/invites")
    kept = await practice.call("DELETE", f"/invites/{first}")
    practice.standin.set_bot_permissions(place, int(BOT_AT_THE_DOOR))
    gone = await practice.call("DELETE", f"/invites/{first}")
    await practice.call("DELETE", f"/channels/{place}")
    both = [(await practice.call("GET", f"/invites/{code}")).code for code in (first, second)]

    assert {each["code"] for each in listed.body} == {first, second}
    assert (unlisted.code, kept.code, gone.status, both) == (50013, 50013, 200, [10006, 10006])


async def test_not_unique_is_the_same_again(practice: Practice):
    """The same place and figures give the same invite back, unless `unique` is asked for."""
    place = inviting(practice)
    codes = [(await invite(practice, place)).body["code"] for _ in range(2)]
    other = (await invite(practice, place, unique=True)).body["code"]

    assert codes[0] == codes[1] != other


async def test_members_of_a_door_server_see_nobody(practice: Practice):
    """Without View Channels for @everyone no member sees a channel that does not let them in."""
    guild = door(practice)
    place = practice.standin.add_text_channel(guild, "open", viewers=[], private=False)
    practice.standin.join_guild(practice.stranger, guild)

    assert not practice.standin.world.sees(practice.stranger, practice.standin.world.channels[place])


async def test_invites_are_capped(practice: Practice):
    """1,000 in a server: 30016."""
    place = inviting(practice)
    first = (await invite(practice, place)).body["code"]
    world = practice.standin.world
    world.invites |= {f"old{number}": world.invites[first] for number in range(999)}
    over = await invite(practice, place, unique=True)

    assert (over.status, over.code) == (400, 30016)
