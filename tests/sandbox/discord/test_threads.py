"""Forum posts and threads: opening, archiving, locking, listing, dying."""

from __future__ import annotations

import pytest

from bots.sandbox.discord import BOT_NEEDS, Permission
from tests.sandbox.discord.conftest import Practice, listening


async def unarchive(practice: Practice, thread: str):
    return await practice.call("PATCH", f"/channels/{thread}", {"archived": False})


async def test_a_post_needs_a_title_and_a_message(practice: Practice):
    """Title 1-100 characters, and a message with something in it."""
    path = f"/channels/{practice.forum}/threads"
    message = {"content": "x"}
    answers = [
        await practice.call("POST", path, {"name": "", "message": message}),
        await practice.call("POST", path, {"name": "x" * 101, "message": message}),
        await practice.call("POST", path, {"name": "x"}),
        await practice.call("POST", path, {"name": "x", "message": {"content": ""}}),
        await practice.call("POST", path, {"name": "x" * 100, "message": message}),
    ]

    assert [(a.status, a.code) for a in answers[:4]] == [(400, 50035), (400, 50035), (400, 50035), (400, 50006)]
    assert answers[4].status == 201
    assert answers[4].body["id"] == answers[4].body["message"]["id"]


@pytest.mark.parametrize(
    ("rights", "status"),
    [(BOT_NEEDS & ~Permission.SEND_MESSAGES, 403), (Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES, 201)],
)
async def test_a_post_needs_the_right_to_send(practice: Practice, rights: Permission, status: int):
    """50013 without SEND_MESSAGES; CREATE_PUBLIC_THREADS is for threads of text channels."""
    practice.standin.set_bot_permissions(practice.forum, int(rights))
    body = {"name": "x", "message": {"content": "x"}}
    answer = await practice.call("POST", f"/channels/{practice.forum}/threads", body)

    assert (answer.status, answer.code) == (status, 50013 if status == 403 else None)
    assert len(practice.standin.threads(practice.forum)) == (status == 201)


async def test_threads_ask_for_a_right_of_their_own(practice: Practice):
    """In threads SEND_MESSAGES does not count, SEND_MESSAGES_IN_THREADS does."""
    thread = await practice.post()
    practice.standin.set_bot_permissions(practice.forum, int(BOT_NEEDS & ~Permission.SEND_MESSAGES))
    without_send = await practice.send(thread)
    practice.standin.set_bot_permissions(practice.forum, int(BOT_NEEDS & ~Permission.SEND_MESSAGES_IN_THREADS))
    without_threads = await practice.send(thread)

    assert (without_send.status, without_threads.status, without_threads.code) == (200, 403, 50013)


async def test_nothing_is_edited_in_an_archived_thread(practice: Practice):
    """Editing and reacting are 50083, deleting works, sending unarchives."""
    thread = await practice.post()
    one, two = [(await practice.send(thread)).body["id"] for _ in range(2)]
    practice.standin.archive_thread(thread)
    edited = await practice.call("PATCH", f"/channels/{thread}/messages/{one}", {"content": "x"})
    reacted = await practice.call("PUT", f"/channels/{thread}/messages/{one}/reactions/%F0%9F%91%8D/@me")
    deleted = await practice.call("DELETE", f"/channels/{thread}/messages/{two}")
    still = practice.standin.archived(thread)
    sent = await practice.send(thread)

    assert [(a.status, a.code) for a in (edited, reacted)] == [(400, 50083), (400, 50083)]
    assert (deleted.status, still) == (204, True)
    assert (sent.status, practice.standin.archived(thread)) == (200, False)


async def test_a_locked_thread_does_not_wake_by_itself(practice: Practice):
    """Sending is 160005; a moderator unarchives first; without MANAGE_THREADS only the owner's rights are left."""
    thread = await practice.post()
    practice.standin.archive_thread(thread, locked=True)
    refused = await practice.send(thread)
    practice.standin.set_bot_permissions(practice.forum, int(BOT_NEEDS & ~Permission.MANAGE_THREADS))
    powerless = await unarchive(practice, thread)
    practice.standin.set_bot_permissions(practice.forum, int(BOT_NEEDS))
    woken = await unarchive(practice, thread)
    sent = await practice.send(thread)

    assert [(a.status, a.code) for a in (refused, powerless)] == [(400, 160005), (403, 50013)]
    assert (woken.status, sent.status) == (200, 200)


async def test_quiet_threads_archive_by_the_clock(practice: Practice):
    """After three quiet days of the movable clock a post is archived; a message counts as life."""
    quiet, lively = await practice.post("Heron"), await practice.post("Wren")
    practice.clock.move(days=2)
    practice.standin.write(practice.therapist, lively, "still here")
    practice.clock.move(days=1, minutes=1)
    active = await practice.call("GET", f"/guilds/{practice.guild}/threads/active")

    assert [thread["id"] for thread in active.body["threads"]] == [lively]
    assert practice.standin.archived(quiet)


async def test_archived_threads_are_listed_in_pages(practice: Practice):
    """Latest archived first, `before` an instant, has_more told; needs READ_MESSAGE_HISTORY."""
    threads = [await practice.post(f"Heron-{n}") for n in range(3)]
    for thread in threads:
        practice.clock.move(minutes=1)
        practice.standin.archive_thread(thread)
    path = f"/channels/{practice.forum}/threads/archived/public?limit=2"
    page = (await practice.call("GET", path)).body
    before = page["threads"][-1]["thread_metadata"]["archive_timestamp"].replace("+", "%2B")
    rest = (await practice.call("GET", f"{path}&before={before}")).body
    practice.standin.set_bot_permissions(practice.forum, int(BOT_NEEDS & ~Permission.READ_MESSAGE_HISTORY))
    refused = await practice.call("GET", path)

    assert ([t["id"] for t in page["threads"]], page["has_more"]) == (threads[:0:-1], True)
    assert ([t["id"] for t in rest["threads"]], rest["has_more"]) == ([threads[0]], False)
    assert (refused.status, refused.code) == (403, 50013)


async def test_only_threads_one_sees_are_listed(practice: Practice):
    """A bot without VIEW_CHANNEL in the forum finds no active thread; one outside the guild is 50001."""
    await practice.post()
    practice.standin.set_bot_permissions(practice.forum, 0)
    listed = await practice.call("GET", f"/guilds/{practice.guild}/threads/active")
    practice.standin.add_bot("outside", "outside")
    outside = await practice.call("GET", f"/guilds/{practice.guild}/threads/active", token="outside")

    assert (listed.status, listed.body["threads"]) == (200, [])
    assert (outside.status, outside.code) == (403, 50001)


async def test_a_deleted_thread_is_an_unknown_channel(practice: Practice):
    """10003 afterwards, and THREAD_DELETE to those who listen."""
    thread = await practice.post()
    async with listening(practice) as ears:
        practice.standin.delete_thread(thread)
        await practice.standin.wait_for(lambda: ears.of("raw_thread_delete"))
        answer = await practice.send(thread)

        assert (answer.status, answer.code) == (404, 10003)
        assert str(ears.of("raw_thread_delete")[0].thread_id) == thread


async def test_a_person_opens_a_post(practice: Practice):
    """THREAD_CREATE and MESSAGE_CREATE, both under the same number."""
    async with listening(practice) as ears:
        thread, message = practice.standin.post(practice.therapist, practice.forum, "My notes", "first words")
        await practice.standin.wait_for(lambda: ears.of("message") and ears.of("thread_create"))

        assert thread == message == str(ears.of("thread_create")[0].id)
        assert ears.of("message")[0].content == "first words"
        assert ears.of("message")[0].channel.name == "My notes"


async def test_active_threads_are_capped(practice: Practice, monkeypatch: pytest.MonkeyPatch):
    """160006 past the cap, whose figure Discord does not publish."""
    monkeypatch.setattr("bots.sandbox.discord.threads.ACTIVE_THREADS", 1)
    await practice.post()
    body = {"name": "x", "message": {"content": "x"}}
    answer = await practice.call("POST", f"/channels/{practice.forum}/threads", body)

    assert (answer.status, answer.code) == (400, 160006)


async def test_private_threads_are_for_the_invited(practice: Practice):
    """A person outside a private thread of a text channel does not see it."""
    body = {"name": "quiet", "type": 12}
    refused = await practice.call("POST", f"/channels/{practice.channel}/threads", body)
    rights = BOT_NEEDS | Permission.CREATE_PRIVATE_THREADS
    practice.standin.set_bot_permissions(practice.channel, int(rights))
    thread = (await practice.call("POST", f"/channels/{practice.channel}/threads", body)).body["id"]
    await practice.send(thread)

    assert (refused.status, refused.code) == (403, 50013)
    assert practice.standin.seen(thread, person=practice.client) == []
    assert len(practice.standin.seen(thread)) == 1


async def test_a_forum_may_demand_a_tag(practice: Practice):
    """40067 for a post without one; the channel's flags say so before."""
    practice.standin.demand_tags(practice.forum)
    shown = await practice.call("GET", f"/channels/{practice.forum}")
    body = {"name": "Heron-12", "message": {"content": "opening"}}
    told = await practice.call("POST", f"/channels/{practice.forum}/threads", body)

    assert (told.status, told.code, shown.body["flags"]) == (400, 40067, 1 << 4)
