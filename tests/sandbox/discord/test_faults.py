"""Limits and faults: 429 as Discord says it, broken connections, and what stays in the record."""

from __future__ import annotations

import asyncio
import hashlib
import io
import time

import aiohttp
import discord
import pytest

from bots.sandbox.faults import Fault
from tests.sandbox.discord.conftest import TOKEN, Practice, listening

POST = "POST /channels/{channel_id}/messages"


async def test_a_full_bucket_is_429_as_discord_says_it(practice: Practice):
    """Via, retry_after, bucket headers; each channel has a bucket of its own; the reset time passes."""
    practice.standin.limits = True
    practice.standin.buckets[POST] = (1, 0.2)
    other = await practice.dm()
    first = await practice.send(practice.channel)
    second = await practice.send(practice.channel)
    elsewhere = await practice.send(other)
    await asyncio.sleep(0.21)
    later = await practice.send(practice.channel)

    assert [a.status for a in (first, second, elsewhere, later)] == [200, 429, 200, 200]
    assert second.headers["Via"]
    assert 0 < second.body["retry_after"] <= 0.2
    assert second.body["global"] is False
    assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("1", "0")
    assert float(first.headers["X-RateLimit-Reset-After"]) <= 0.2
    assert first.headers["X-RateLimit-Bucket"] == elsewhere.headers["X-RateLimit-Bucket"]
    assert len(practice.standin.seen(practice.channel)) == 2


async def test_the_limit_over_all_is_global(practice: Practice, monkeypatch: pytest.MonkeyPatch):
    """One call more in a second than a bot has over all (50; here 5) is a global 429."""
    monkeypatch.setattr("bots.sandbox.discord.limits.GLOBAL_PER_SECOND", 5)
    practice.standin.limits = True
    practice.standin.buckets["GET /users/@me"] = (1000, 1.0)
    answers = await asyncio.gather(*(practice.call("GET", "/users/@me") for _ in range(60)))
    refused = [a for a in answers if a.status == 429]

    assert refused
    assert all(a.body["global"] and a.headers["X-RateLimit-Global"] for a in refused)


async def test_limits_can_be_switched_off(practice: Practice):
    """limits = False: no 429, no headers."""
    answers = [await practice.send(practice.channel) for _ in range(8)]

    assert {a.status for a in answers} == {200}
    assert "X-RateLimit-Limit" not in answers[0].headers


async def test_the_real_client_waits_out_a_429(practice: Practice):
    """A 429 for one channel: discord.py waits and sends once."""
    practice.standin.faults.add(Fault(method=POST, chat=practice.channel, kind="429", retry_after=0.05))
    async with listening(practice) as ears:
        await ears.client.get_partial_messageable(int(practice.channel)).send("patience")

    statuses = [call.status for call in practice.standin.calls if call.route.endswith("/messages")]
    assert statuses == [429, 200]
    assert [seen.text for seen in practice.standin.seen(practice.channel)] == ["patience"]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("500", 500, None), ("502", 502, None), ("503", 503, None), ("403", 403, 50001), ("401", 401, 0)],
)
async def test_a_refusal_on_demand_does_nothing(practice: Practice, kind: str, status: int, code: int | None):
    """The next matching call is refused and nothing happens; the one after passes."""
    practice.standin.faults.add(Fault(method=POST, kind=kind))
    refused = await practice.send(practice.channel)
    passed = await practice.send(practice.channel)

    assert (refused.status, refused.code, passed.status) == (status, code, 200)
    assert len(practice.standin.seen(practice.channel)) == 1


async def test_a_global_429_on_demand(practice: Practice):
    """is_global is told in body and header."""
    practice.standin.faults.add(Fault(kind="429", retry_after=2.5, is_global=True))
    answer = await practice.send(practice.channel)

    assert (answer.body["retry_after"], answer.body["global"]) == (2.5, True)
    assert (answer.headers["X-RateLimit-Global"], answer.headers["Via"]) == ("true", "1.1 google")


@pytest.mark.parametrize(("kind", "messages", "status"), [("drop_before", 0, 0), ("drop_after", 1, 200)])
async def test_a_cut_connection(practice: Practice, kind: str, messages: int, status: int):
    """Cut before: nothing was done. Cut after: it was done and nobody heard. The record says which."""
    practice.standin.faults.add(Fault(method=POST, kind=kind))
    with pytest.raises(aiohttp.ClientError):
        await practice.send(practice.channel)

    assert len(practice.standin.seen(practice.channel)) == messages
    last = practice.standin.calls[-1]
    assert (last.answered, last.status) == (False, status)


async def test_the_same_nonce_after_a_cut_answer_is_one_message(practice: Practice):
    """discord.py does not retry a cut connection; a second send with the nonce finds the first."""
    practice.standin.faults.add(Fault(method=POST, kind="drop_after"))
    async with listening(practice) as ears:
        place = ears.client.get_partial_messageable(int(practice.channel))
        with pytest.raises((aiohttp.ClientError, OSError)):
            await place.send("once", nonce="d-1")
        again = await place.send("once", nonce="d-1")

    [seen] = practice.standin.seen(practice.channel)
    assert seen.message == str(again.id)


async def test_a_repeated_forum_post_is_two_posts(practice: Practice):
    """No nonce protects a post: an answer lost on the way, tried again, doubles."""
    practice.standin.faults.add(Fault(method="POST /channels/{channel_id}/threads", kind="drop_after"))
    async with listening(practice) as ears:
        forum = ears.client.get_channel(int(practice.forum))
        with pytest.raises((aiohttp.ClientError, OSError)):
            await forum.create_thread(name="Heron-12", content="x")
        await forum.create_thread(name="Heron-12", content="x")

    assert list(practice.standin.threads(practice.forum).values()) == ["Heron-12", "Heron-12"]


async def test_a_hanging_call_does_nothing(practice: Practice):
    """No answer, no deed; the caller gives up."""
    practice.standin.faults.add(Fault(method=POST, kind="hang"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(practice.send(practice.channel), 0.1)

    assert practice.standin.seen(practice.channel) == []
    assert practice.standin.calls[-1].answered is False


async def test_a_slow_call_is_done_at_once(practice: Practice):
    """The message is there before the answer."""
    practice.standin.faults.add(Fault(method=POST, kind="slow", seconds=0.2))
    begun = time.monotonic()
    sending = asyncio.create_task(practice.send(practice.channel))
    await practice.standin.wait_for(lambda: practice.standin.seen(practice.channel))
    early = sending.done()
    answer = await sending

    assert (early, answer.status) == (False, 200)
    assert time.monotonic() - begun >= 0.2


async def test_faults_of_another_channel_spare_this_one(practice: Practice):
    """`chat` is the channel id."""
    practice.standin.faults.add(Fault(chat=practice.channel, kind="500", times=-1))
    here, there = await practice.send(practice.channel), await practice.send(await practice.dm())

    assert (here.status, there.status) == (500, 200)


async def test_the_record_tells_the_body_and_the_files(practice: Practice):
    """Decoded JSON, files by name, size and fingerprint, query, template and path."""
    async with listening(practice) as ears:
        place = ears.client.get_partial_messageable(int(practice.channel))
        await place.send("with a file", file=discord.File(io.BytesIO(b"bytes"), "a.txt"))
        [_ async for _ in place.history(limit=1)]
    sent = next(call for call in practice.standin.calls if call.method == "POST")
    read = practice.standin.calls[-1]

    fingerprint = hashlib.sha256(b"bytes").hexdigest()
    assert sent.body["content"] == "with a file"
    assert sent.body["files[0]"] == {"file": "a.txt", "size": 5, "sha256": fingerprint}
    assert (sent.route, sent.path) == ("/channels/{channel_id}/messages", f"/channels/{practice.channel}/messages")
    assert read.query == {"limit": "1"}
    assert (sent.at, sent.status, sent.answered) == (practice.clock(), 200, True)
    assert practice.standin.seen(practice.channel)[0].media_sha256 == fingerprint


async def test_a_refused_call_is_recorded_with_its_code(practice: Practice):
    """error_code is Discord's own."""
    await practice.send("1")

    assert [(c.status, c.error_code) for c in practice.standin.calls] == [(404, 10003)]


async def test_a_message_during_a_fault_is_heard_all_the_same(practice: Practice):
    """REST faults do not touch the gateway."""
    practice.standin.faults.add(Fault(method=POST, kind="500", times=-1))
    async with listening(practice) as ears:
        practice.standin.dm(practice.client, TOKEN, "hello?")
        await practice.standin.wait_for(lambda: ears.of("message"))

        assert [message.content for message in ears.of("message")] == ["hello?"]
