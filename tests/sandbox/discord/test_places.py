"""Who can be written to, what can be read, and what the permissions say."""

from __future__ import annotations

import pytest

from bots.sandbox.discord import BOT_NEEDS, Permission
from tests.sandbox.discord.conftest import Practice


async def test_the_same_dm_channel_for_ever(practice: Practice):
    """POST /users/@me/channels repeats its answer; nobody known is 50033; bots cannot be written to."""
    other = practice.standin.add_bot("another", "other")
    ids = {await practice.dm() for _ in range(3)}
    nobody = await practice.call("POST", "/users/@me/channels", {"recipient_id": "1"})
    bot = await practice.call("POST", "/users/@me/channels", {"recipient_id": other})

    assert ids == {practice.standin.dm_channel(practice.client, practice.token)}
    assert (nobody.status, nobody.code, bot.code) == (400, 50033, 50007)


async def test_closed_direct_messages_are_50007(practice: Practice):
    """The channel opens, the message does not arrive; opened again it does."""
    channel = await practice.dm()
    practice.standin.close_dms(practice.client)
    closed = await practice.send(channel)
    practice.standin.open_dms(practice.client)
    opened = await practice.send(channel)

    assert (closed.status, closed.code, opened.status) == (403, 50007, 200)


async def test_without_a_mutual_guild_50278(practice: Practice):
    """Who left the server cannot be written to, and cannot write."""
    channel = await practice.dm()
    practice.standin.leave_guild(practice.client, practice.guild)
    answer = await practice.send(channel)

    assert (answer.status, answer.code) == (403, 50278)
    with pytest.raises(ValueError, match="no server shared"):
        practice.standin.dm(practice.client, practice.token, "hello?")
    with pytest.raises(ValueError, match="no server shared"):
        practice.standin.write(practice.client, channel, "hello?")


async def test_opening_direct_messages_too_fast(practice: Practice):
    """40003 past the limit where a test sets one; known channels stay open to all."""
    practice.standin.dm_open_limit = 1
    first = await practice.call("POST", "/users/@me/channels", {"recipient_id": practice.client})
    second = await practice.call("POST", "/users/@me/channels", {"recipient_id": practice.therapist})
    again = await practice.call("POST", "/users/@me/channels", {"recipient_id": practice.client})

    assert (first.status, second.status, second.code, again.status) == (200, 403, 40003, 200)


@pytest.mark.parametrize(
    ("missing", "status", "code"),
    [(Permission.VIEW_CHANNEL, 403, 50001), (Permission.SEND_MESSAGES, 403, 50013)],
)
async def test_sending_needs_view_and_send(practice: Practice, missing: Permission, status: int, code: int):
    """Unseen is 50001, unwritable 50013."""
    practice.standin.set_bot_permissions(practice.channel, int(BOT_NEEDS & ~missing))
    answer = await practice.send(practice.channel)

    assert (answer.status, answer.code) == (status, code)


async def test_unknown_channels_and_messages(practice: Practice):
    """10003 and 10008; a forum itself takes no messages (40058)."""
    channel = await practice.send("1")
    message = await practice.call("GET", f"/channels/{practice.channel}/messages/1")
    forum = await practice.send(practice.forum)

    assert [(a.status, a.code) for a in (channel, message, forum)] == [(404, 10003), (404, 10008), (400, 40058)]


async def test_anothers_direct_messages_are_closed(practice: Practice):
    """A bot that is no part of a DM sees nothing of it."""
    channel = await practice.dm()
    practice.standin.add_bot("another", "other")
    answer = await practice.call("GET", f"/channels/{channel}/messages", token="another")

    assert (answer.status, answer.code) == (403, 50001)


async def test_history_is_empty_without_the_right_and_without_an_error(practice: Practice):
    """READ_MESSAGE_HISTORY missing: an empty list with 200. It must not be taken for nothing missed."""
    practice.standin.write(practice.client, practice.channel, "there")
    practice.standin.set_bot_permissions(practice.channel, int(BOT_NEEDS & ~Permission.READ_MESSAGE_HISTORY))
    answer = await practice.call("GET", f"/channels/{practice.channel}/messages")

    assert (answer.status, answer.body) == (200, [])


async def test_history_comes_newest_first_in_pages(practice: Practice):
    """Default 50, at most 100; after gives the ones next to it, still newest first; before and around as documented."""
    sent = [practice.standin.write(practice.client, practice.channel, str(n)) for n in range(120)]
    path = f"/channels/{practice.channel}/messages"

    async def ids(query: str) -> list[str]:
        return [message["id"] for message in (await practice.call("GET", path + query)).body]

    assert await ids("") == sent[:-51:-1]
    assert await ids("?limit=100") == sent[:-101:-1]
    assert await ids(f"?limit=3&after={sent[9]}") == [sent[12], sent[11], sent[10]]
    assert await ids(f"?limit=2&before={sent[9]}") == [sent[8], sent[7]]
    assert await ids(f"?limit=3&around={sent[50]}") == [sent[51], sent[50], sent[49]]
    assert await ids(f"?after={sent[-1]}") == []


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?limit=x", "?after=x", "?before=1&after=1"])
async def test_history_refuses_odd_questions(practice: Practice, query: str):
    """Limits outside 1-100, marks that are no ids, two marks at once: 50035."""
    answer = await practice.call("GET", f"/channels/{practice.channel}/messages{query}")

    assert (answer.status, answer.code) == (400, 50035)


async def test_content_is_empty_without_the_intent(practice: Practice):
    """Portal switch off: guild messages come empty with no error; DMs, own messages and mentions are exempt."""
    standin = practice.standin
    blind = standin.add_bot("blind", "blind", message_content=False)
    standin.add_bot_to_guild("blind", practice.guild)
    channel = standin.add_text_channel(practice.guild, "open", viewers=[practice.client])
    standin.write(practice.client, channel, "secret", files=[("a.txt", b"x", "text/plain")])
    standin.write(practice.client, channel, f"<@{blind}> look")
    own = await practice.call("POST", f"/channels/{channel}/messages", {"content": "own"}, token="blind")
    private = standin.dm_channel(practice.client, "blind")
    standin.dm(practice.client, "blind", "private")
    listed = (await practice.call("GET", f"/channels/{channel}/messages", token="blind")).body
    secret = (await practice.call("GET", f"/channels/{private}/messages", token="blind")).body
    flags = (await practice.call("GET", "/applications/@me", token="blind")).body["flags"]
    seeing = (await practice.call("GET", "/applications/@me")).body["flags"]

    assert own.status == 200
    assert [m["content"] for m in listed] == ["own", f"<@{blind}> look", ""]
    assert listed[-1]["attachments"] == []
    assert secret[0]["content"] == "private"
    assert (flags & 1 << 19, seeing & 1 << 19) == (0, 1 << 19)


async def test_a_room_can_be_verified(practice: Practice):
    """Overwrites, roles and members are all there to see whether a forum is private."""
    forum = (await practice.call("GET", f"/channels/{practice.forum}")).body
    everyone = next(o for o in forum["permission_overwrites"] if o["id"] == practice.guild)
    roles = (await practice.call("GET", f"/guilds/{practice.guild}/roles")).body
    me = (await practice.call("GET", f"/guilds/{practice.guild}/members/{practice.bot}")).body
    stranger = await practice.call("GET", f"/guilds/{practice.guild}/members/{practice.stranger}")

    assert int(everyone["deny"]) & Permission.VIEW_CHANNEL
    assert {o["id"] for o in forum["permission_overwrites"]} == {practice.guild, practice.therapist, practice.bot}
    assert me["roles"][0] in {role["id"] for role in roles}
    assert (stranger.status, stranger.code) == (404, 10007)


async def test_people_are_held_to_their_rights_too(practice: Practice):
    """Who cannot see a room sees nothing of it and writes nothing into it."""
    thread = await practice.post()

    assert practice.standin.seen(thread, person=practice.client) == []
    with pytest.raises(ValueError, match="may not"):
        practice.standin.write(practice.client, thread, "hello")
    with pytest.raises(ValueError, match="may not"):
        practice.standin.post(practice.client, practice.forum, "title", "text")


async def test_a_channel_is_made_only_with_the_right(practice: Practice):
    """POST /guilds/{id}/channels needs MANAGE_CHANNELS."""
    path = f"/guilds/{practice.guild}/channels"
    refused = await practice.call("POST", path, {"name": "heron"})
    practice.standin.add_bot("admin", "admin")
    rights = int(BOT_NEEDS | Permission.MANAGE_CHANNELS)
    practice.standin.add_bot_to_guild("admin", practice.guild, permissions=rights)
    made = await practice.call("POST", path, {"name": "heron"}, token="admin")

    assert (refused.code, made.status, made.body["name"]) == (50013, 201, "heron")


async def test_commands_are_checked_and_keep_their_ids(practice: Practice):
    """A PUT replaces all; another application's commands are out of reach; bad names are refused."""
    path = f"/applications/{practice.bot}/commands"
    first = await practice.call("PUT", path, [{"name": "today", "description": "x"}])
    second = await practice.call("PUT", path, [{"name": "today", "description": "y"}])
    bad = await practice.call("PUT", path, [{"name": "To Day", "description": ""}])
    foreign = await practice.call("PUT", f"/applications/{practice.client}/commands", [])
    shapeless = await practice.call("PUT", path, {"name": "x"})

    assert first.body[0]["id"] == second.body[0]["id"]
    assert set(bad.body["errors"]["0"]) == {"name", "description"}
    assert (foreign.status, foreign.code, shapeless.code) == (403, 20012, 50035)


async def test_options_of_commands_are_checked(practice: Practice):
    """25 at most, each name once, what must be given first; contexts are three numbers."""
    path = f"/applications/{practice.bot}/commands"

    async def refused(**more) -> str:
        answer = await practice.call("PUT", path, [{"name": "enrol", "description": "x", **more}])
        assert (answer.status, answer.code) == (400, 50035), more
        return str(answer.body["errors"])

    one = {"type": 3, "name": "zone", "description": "x"}
    assert "25" in await refused(options=[{**one, "name": f"o{n}"} for n in range(26)])
    assert "unique" in await refused(options=[one, one])
    assert "before non-required" in await refused(options=[one, {**one, "name": "code", "required": True}])
    assert "name is invalid" in await refused(options=[{**one, "name": "Time Zone"}])
    assert "in length" in await refused(options=[{**one, "description": ""}])
    assert "either" in (await refused(options=[{**one, "autocomplete": True, "choices": [{}]}])).lower()
    for contexts in ([], [0, 0], [3]):
        assert "contexts" in await refused(contexts=contexts)


async def test_commands_show_only_where_they_can_be_used(practice: Practice):
    """In a server, in direct messages, or both; never in a forum itself; what must be given is asked for."""
    standin = practice.standin
    option = {"type": 3, "name": "code", "description": "x", "required": True}
    await practice.call(
        "PUT",
        f"/applications/{practice.bot}/commands",
        [
            {"name": "register", "description": "x", "contexts": [0], "options": [option]},
            {"name": "today", "description": "x", "contexts": [1]},
        ],
    )
    thread = await practice.post()
    dm = await practice.dm()

    for person, channel, name in ((practice.therapist, thread, "today"), (practice.client, dm, "register")):
        with pytest.raises(KeyError):
            standin.command(person, channel, practice.token, name, {"code": "x"} if name == "register" else {})
    with pytest.raises(ValueError, match="needs code"):
        standin.command(practice.therapist, thread, practice.token, "register")
    with pytest.raises(ValueError, match="posts"):
        standin.command(practice.therapist, practice.forum, practice.token, "register", {"code": "x"})
    assert standin.command(practice.client, dm, practice.token, "today") in standin.interactions


async def test_who_and_what_is_not_there(practice: Practice):
    """Unknown guilds 10004, people 10013, members 10007; a guild without the bot 50001."""
    guild = await practice.call("GET", "/guilds/1")
    person = await practice.call("GET", "/users/1")
    member = await practice.call("GET", f"/guilds/{practice.guild}/members/{practice.stranger}")
    other = practice.standin.add_guild("Elsewhere", [], bots=[])
    closed = await practice.call("GET", f"/guilds/{other}")

    assert [each.code for each in (guild, person, member, closed)] == [10004, 10013, 10007, 50001]
