"""The gateway: greeting, identifying, replaying, closing, and what goes wrong with it."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import discord
import pytest

from tests.sandbox.discord.conftest import TOKEN, Clock, Practice, intents, listening, wired


def names(frames: list[dict[str, Any]]) -> list[str | None]:
    return [frame.get("t") for frame in frames]


async def test_ready_names_the_guilds_and_no_direct_messages(practice: Practice):
    """READY: own user, resume address, guilds to come, no private channels; then GUILD_CREATE with channels and roles."""
    await practice.dm()
    async with wired(practice) as wire:
        ready, guild = await wire.identify()

    assert ready["d"]["private_channels"] == []
    assert ready["d"]["resume_gateway_url"] == practice.standin.gateway
    assert ready["d"]["guilds"] == [{"id": practice.guild, "unavailable": True}]
    assert {channel["id"] for channel in guild["d"]["channels"]} == {practice.forum, practice.channel}
    assert guild["d"]["roles"][0]["id"] == practice.guild
    assert [member["user"]["id"] for member in guild["d"]["members"]] == [practice.bot]


async def test_frames_are_one_zlib_stream_where_asked(practice: Practice):
    """compress=zlib-stream: one stream a connection, each frame ended by a sync flush; heartbeats are acknowledged."""
    async with wired(practice, compress="zlib-stream") as wire:
        ready, _ = await wire.identify()
        await wire.send(1, 2)
        beat = await wire.frame()

    assert (ready["t"], beat["op"]) == ("READY", 11)


async def test_direct_messages_have_no_guild_id(practice: Practice):
    """A null there would kill discord.py: the field is absent. Guild messages have it."""
    async with wired(practice) as wire:
        await wire.identify()
        practice.standin.dm(practice.client, TOKEN, "private")
        practice.standin.write(practice.client, practice.channel, "public")
        private, public = await wire.events(2)

    assert "guild_id" not in private["d"]
    assert (public["d"]["guild_id"], public["d"]["content"]) == (practice.guild, "public")


@pytest.mark.parametrize(
    ("identify", "code"),
    [
        ({"token": "nonsense", "properties": {}, "intents": 1}, 4004),
        ({"token": TOKEN, "properties": {}, "intents": 1 << 40}, 4013),
        ({"token": TOKEN, "properties": {}, "intents": 1 << 1}, 4014),
        ({"token": TOKEN, "properties": {}, "intents": 1 << 8}, 4014),
        ({"token": TOKEN, "properties": {}, "intents": 1, "shard": [0, 2]}, 4010),
        ({"token": TOKEN, "intents": 1}, 4002),
    ],
)
async def test_a_wrong_identify_is_closed_with_its_code(practice: Practice, identify: dict[str, Any], code: int):
    """Token 4004, unknown intents 4013, privileged ones the portal did not give 4014, shards 4010, no shape 4002."""
    async with wired(practice) as wire:
        await wire.frame()
        await wire.send(2, identify)

        assert await wire.frame() == {"closed": code}


async def test_the_content_intent_must_be_switched_on(practice: Practice):
    """message_content False: identifying with it is 4014, without it the words come empty."""
    practice.standin.add_bot("blind", "blind", message_content=False)
    practice.standin.add_bot_to_guild("blind", practice.guild)
    channel = practice.standin.add_text_channel(practice.guild, "open", viewers=[practice.client])
    async with wired(practice) as wire:
        refused = await wire.identify("blind")
    async with wired(practice) as wire:
        await wire.identify("blind", 1 | 1 << 9)
        practice.standin.write(practice.client, channel, "secret")
        [event] = await wire.events(1)

    assert refused == [{"closed": 4014}]
    assert (event["t"], event["d"]["content"]) == ("MESSAGE_CREATE", "")


@pytest.mark.parametrize(
    ("op", "code"),
    [(8, 4003), (77, 4001)],
)
async def test_the_protocol_is_kept(practice: Practice, op: int, code: int):
    """Talking before identifying is 4003, an unknown opcode 4001."""
    async with wired(practice) as wire:
        await wire.frame()
        await wire.send(op, {})

        assert await wire.frame() == {"closed": code}


async def test_identifying_twice_is_4005_and_noise_4002(practice: Practice):
    """One session a connection; a frame that is no JSON ends it."""
    async with wired(practice) as wire:
        await wire.identify()
        await wire.send(2, {"token": TOKEN, "properties": {}, "intents": 1})
        twice = await wire.frame()
    async with wired(practice) as wire:
        await wire.frame()
        await wire.socket.send_str("{")
        noise = await wire.frame()

    assert (twice, noise) == ({"closed": 4005}, {"closed": 4002})


async def test_an_old_version_is_4012(practice: Practice):
    """Only v10 JSON is spoken."""
    async with wired(practice, version="9") as wire:
        assert await wire.frame() == {"closed": 4012}


async def test_too_many_frames_are_4008(practice: Practice):
    """More than 120 in a minute end the connection."""
    async with wired(practice) as wire:
        for _ in range(121):
            await wire.send(1, None)
        frames = await wire.events(122)

    assert frames[-1] == {"closed": 4008}


async def test_intents_choose_the_events(practice: Practice):
    """Without GUILD_MESSAGES a channel is silent; without DIRECT_MESSAGES so are the DMs."""
    async with wired(practice) as wire:
        await wire.identify(wanted=1 | 1 << 12)
        practice.standin.write(practice.client, practice.channel, "unheard")
        practice.standin.dm(practice.client, TOKEN, "heard")
        [event] = await wire.events(1)

    assert event["d"]["content"] == "heard"


async def test_resume_replays_in_order(practice: Practice):
    """After a break the missed events come in order with their numbers, RESUMED last."""
    async with wired(practice) as wire:
        ready, guild = await wire.identify()
        practice.standin.drop_gateway(4000)
        closed = await wire.frame()
        for word in ("one", "two", "three"):
            practice.standin.dm(practice.client, TOKEN, word)
    async with wired(practice) as wire:
        await wire.frame()
        await wire.send(6, {"token": TOKEN, "session_id": ready["d"]["session_id"], "seq": guild["s"]})
        frames = await wire.events(4)

    assert closed == {"closed": 4000}
    assert [frame["d"].get("content") for frame in frames] == ["one", "two", "three", None]
    assert [frame["s"] - guild["s"] for frame in frames] == [1, 2, 3, 4]
    assert names(frames)[-1] == "RESUMED"


async def test_a_lost_session_is_op_9(practice: Practice):
    """Invalidated, unknown or another token's: op 9 with false, and IDENTIFY on the same connection works."""
    async with wired(practice) as wire:
        ready, _ = await wire.identify()
        practice.standin.invalidate_sessions()
        practice.standin.drop_gateway()
    async with wired(practice) as wire:
        await wire.frame()
        await wire.send(6, {"token": TOKEN, "session_id": ready["d"]["session_id"], "seq": 1})
        invalid = await wire.frame()
        await wire.send(2, {"token": TOKEN, "properties": {}, "intents": 1})
        again = await wire.frame()

    assert (invalid["op"], invalid["d"], again["t"]) == (9, False, "READY")


async def test_a_sequence_from_the_future_is_4007(practice: Practice):
    """A RESUME that claims more than was sent is closed."""
    async with wired(practice) as wire:
        ready, _ = await wire.identify()
        practice.standin.drop_gateway()
    async with wired(practice) as wire:
        await wire.frame()
        await wire.send(6, {"token": TOKEN, "session_id": ready["d"]["session_id"], "seq": 99})

        assert await wire.frame() == {"closed": 4007}


async def test_a_good_bye_ends_the_session(practice: Practice):
    """Closed by the client with 1000 there is nothing to resume."""
    async with wired(practice) as wire:
        ready, _ = await wire.identify()
        await wire.socket.close(code=1000)
    await practice.standin.wait_for(lambda: practice.standin.connected(TOKEN) == 0)
    async with wired(practice) as wire:
        await wire.frame()
        await wire.send(6, {"token": TOKEN, "session_id": ready["d"]["session_id"], "seq": 1})

        assert (await wire.frame())["op"] == 9


async def test_two_sessions_of_one_token_both_hear(practice: Practice):
    """Two processes with one token: every event twice, once for each."""
    async with wired(practice) as one, wired(practice) as two:
        await one.identify()
        await two.identify()
        practice.standin.dm(practice.client, TOKEN, "who answers?")
        heard = [(await wire.frame())["d"]["content"] for wire in (one, two)]

    assert heard == ["who answers?"] * 2
    assert practice.standin.identifies == 2


async def test_a_thousand_identifies_a_day_cost_the_token(practice: Practice, monkeypatch: pytest.MonkeyPatch):
    """Past the limit sessions end with 4004 and the token is dead for REST too; the allowance is told before."""
    monkeypatch.setattr("bots.sandbox.discord.gateway.IDENTIFIES_PER_DAY", 2)
    async with wired(practice) as one, wired(practice) as two, wired(practice) as three:
        await one.identify()
        left = (await practice.call("GET", "/gateway/bot")).body["session_start_limit"]["remaining"]
        await two.identify()
        refused = await three.identify()
        ended = await one.frame()
    rest = await practice.call("GET", "/users/@me")

    assert (left, refused, ended, rest.status) == (1, [{"closed": 4004}], {"closed": 4004}, 401)


async def test_the_day_of_identifies_passes(practice: Practice, clock: Clock):
    """A day later by the movable clock the allowance is whole again."""
    async with wired(practice) as wire:
        await wire.identify()
    clock.move(days=1, minutes=1)
    answer = await practice.call("GET", "/gateway/bot")

    assert answer.body["session_start_limit"]["remaining"] == 1000


async def test_muted_events_are_lost_but_in_history(practice: Practice):
    """What happens while muted never comes, not by RESUME either; history has it."""
    async with wired(practice) as wire:
        await wire.identify()
        practice.standin.mute_gateway(True)
        practice.standin.dm(practice.client, TOKEN, "lost")
        practice.standin.mute_gateway(False)
        practice.standin.dm(practice.client, TOKEN, "heard")
        [event] = await wire.events(1)
    history = await practice.call("GET", f"/channels/{event['d']['channel_id']}/messages")

    assert event["d"]["content"] == "heard"
    assert [message["content"] for message in history.body] == ["heard", "lost"]


async def test_events_double_and_swap_on_demand(practice: Practice):
    """Duplicates come twice with numbers of their own; reordered ones come backwards, a lone one after a while."""
    async with wired(practice) as wire:
        await wire.identify()
        practice.standin.duplicate_next_events(1)
        practice.standin.dm(practice.client, TOKEN, "twice")
        practice.standin.reorder_next_events(2)
        practice.standin.dm(practice.client, TOKEN, "first")
        practice.standin.dm(practice.client, TOKEN, "second")
        practice.standin.reorder_next_events(5)
        practice.standin.dm(practice.client, TOKEN, "alone")
        frames = await wire.events(5)

    assert [frame["d"]["content"] for frame in frames] == ["twice", "twice", "second", "first", "alone"]
    assert len({frame["s"] for frame in frames}) == 5


async def test_the_real_client_resumes_after_a_break(practice: Practice):
    """discord.py comes back by RESUME and hears what it missed; op 7 likewise."""
    standin = practice.standin
    async with listening(practice) as ears:
        standin.drop_gateway()
        standin.dm(practice.client, TOKEN, "meanwhile")
        await standin.wait_for(lambda: ears.of("resumed") and ears.of("message"))
        standin.ask_to_reconnect()
        await standin.wait_for(lambda: len(ears.of("resumed")) == 2)

        assert [message.content for message in ears.of("message")] == ["meanwhile"]
        assert standin.identifies == 1


async def test_the_real_client_identifies_anew_when_its_session_is_gone(practice: Practice, no_waiting: None):
    """Op 9 false: on_ready again, the event of meanwhile is nowhere but in history."""
    standin = practice.standin
    async with listening(practice) as ears:
        standin.invalidate_sessions()
        standin.drop_gateway()
        written = standin.dm(practice.client, TOKEN, "meanwhile")
        await standin.wait_for(lambda: len(ears.of("ready")) == 2)
        place = ears.client.get_partial_messageable(int(standin.dm_channel(practice.client, TOKEN)))

        assert [str(message.id) async for message in place.history()] == [written]
        assert ears.of("message") == []
        assert standin.identifies == 2


async def test_a_poisonous_event_kills_the_real_client(practice: Practice):
    """A payload discord.py cannot parse ends start(): the supervisor must be there."""
    client = discord.Client(intents=intents(), guild_ready_timeout=0.1)
    running = asyncio.create_task(client.start(TOKEN))
    await practice.standin.wait_for(lambda: practice.standin.connected(TOKEN))
    practice.standin.inject_event("MESSAGE_CREATE", {"id": "1", "guild_id": None})
    done, _ = await asyncio.wait({running}, timeout=3)
    await client.close()

    assert done
    assert isinstance(running.exception(), TypeError | KeyError)


async def test_the_handshake_can_be_refused(practice: Practice):
    """503 as often as asked, then it works again."""
    practice.standin.refuse_gateway(1)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with wired(practice):
            pass
    async with wired(practice) as wire:
        greeting = await wire.frame()

    assert (refused.value.status, greeting["op"]) == (503, 10)


async def test_members_come_in_chunks_and_leavers_are_told(practice: Practice):
    """Op 8 answers for named users; GUILD_MEMBER_REMOVE needs the members intent."""
    practice.standin.add_bot("knows", "knows", members_intent=True)
    practice.standin.add_bot_to_guild("knows", practice.guild)
    async with wired(practice) as wire:
        await wire.identify("knows", 1 | 1 << 1)
        await wire.send(8, {"guild_id": practice.guild, "user_ids": [practice.client], "limit": 0, "nonce": "n"})
        chunk = await wire.frame()
        practice.standin.leave_guild(practice.client, practice.guild)
        left = await wire.frame()

    assert [member["user"]["id"] for member in chunk["d"]["members"]] == [practice.client]
    assert (left["t"], left["d"]["user"]["id"]) == ("GUILD_MEMBER_REMOVE", practice.client)


async def test_a_room_that_changes_is_told(practice: Practice):
    """CHANNEL_UPDATE when somebody is let into a room, so that it can be verified anew."""
    async with listening(practice) as ears:
        practice.standin.set_viewer(practice.forum, practice.client)
        await practice.standin.wait_for(lambda: ears.of("guild_channel_update"))
        changed = ears.of("guild_channel_update")[0]

        assert str(changed.id) == practice.forum
        member_ids = {str(target.id) for target in changed.overwrites}
        assert practice.client in member_ids
