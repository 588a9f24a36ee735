"""Groups, topics and members as the stand-in refuses and tells them."""

from __future__ import annotations

import pytest

from tests.sandbox.telegram.conftest import OTHER_TOKEN, TOKEN


async def open_topic(bench, room, name="Heron-12") -> int:
    return (await bench.result("createForumTopic", chat_id=room, name=name))["message_thread_id"]


@pytest.mark.parametrize(
    ("options", "name", "words"),
    [
        ({"forum": False}, "Heron", "the chat is not a forum"),
        ({"rights": set()}, "Heron", "not enough rights to create a topic"),
        ({"rights": {"can_pin_messages"}}, "Heron", "not enough rights to create a topic"),
        ({}, " ", "topic title must be non-empty"),
        ({}, "a" * 129, "topic title is too long"),
    ],
)
async def test_creating_a_topic_needs_a_forum_a_right_and_a_name(bench, options, name, words):
    """createForumTopic is refused with its reason and no topic appears."""
    room = bench.forum(**options)

    refusal = await bench.refusal("createForumTopic", chat_id=room, name=name)

    assert (400, f"Bad Request: {words}") == refusal
    assert {} == bench.tg.topics(room)


async def test_topics_exist_in_groups_only(bench):
    """A private chat has none, for creating and for writing."""
    bench.tg.start_bot(bench.ann, TOKEN)

    create = await bench.refusal("createForumTopic", chat_id=bench.ann, name="Heron")
    write = await bench.refusal("sendMessage", chat_id=bench.ann, message_thread_id=5, text="a")

    assert (400, "Bad Request: the chat is not a forum") == create
    assert (400, "Bad Request: message thread not found") == write


async def test_a_deleted_or_unknown_topic_is_not_found(bench):
    """Nobody tells the bot of the deletion; it finds out when it writes. General has no id to write to."""
    room = bench.forum()
    topic = await open_topic(bench, room)
    card = await bench.result("sendMessage", chat_id=room, message_thread_id=topic, text="card")
    queued = bench.tg.pending(TOKEN)

    bench.tg.delete_topic(room, topic)
    deleted = await bench.refusal("sendMessage", chat_id=room, message_thread_id=topic, text="a")
    general = await bench.refusal("sendMessage", chat_id=room, message_thread_id=1, text="a")
    edit = await bench.refusal("editMessageText", chat_id=room, message_id=card["message_id"], text="b")

    assert (400, "Bad Request: message thread not found") == deleted == general
    assert (400, "Bad Request: message to edit not found") == edit
    assert queued == bench.tg.pending(TOKEN)


async def test_a_closed_topic_takes_words_of_its_administrators_only(bench):
    """TOPIC_CLOSED for a bot without can_manage_topics; the closing is told as a service message."""
    room = bench.forum()
    topic = await open_topic(bench, room)

    bench.tg.close_topic(room, topic)
    as_admin = await bench.call("sendMessage", chat_id=room, message_thread_id=topic, text="a")
    bench.tg.set_rights(room, TOKEN, set())
    as_member = await bench.refusal("sendMessage", chat_id=room, message_thread_id=topic, text="a")
    bench.tg.reopen_topic(room, topic)
    reopened = await bench.call("sendMessage", chat_id=room, message_thread_id=topic, text="a")

    assert (True, True) == (as_admin["ok"], reopened["ok"])
    assert (400, "Bad Request: TOPIC_CLOSED") == as_member
    told = [set(u["message"]) for u in await bench.updates() if "message" in u]
    assert any("forum_topic_closed" in fields for fields in told)


async def test_a_group_may_let_only_administrators_write(bench):
    """`not enough rights` for a bot that is a plain member."""
    room = bench.forum()
    bench.tg.mute(room)
    as_admin = await bench.call("sendMessage", chat_id=room, text="a")
    bench.tg.set_rights(room, TOKEN, set())
    as_member = await bench.refusal("sendMessage", chat_id=room, text="a")

    assert as_admin["ok"]
    assert (400, "Bad Request: not enough rights to send text messages to the chat") == as_member


async def test_groups_close_their_doors(bench):
    """Kicked, gone by itself, never there: three different refusals."""
    room, other = bench.forum(), bench.forum()
    bench.tg.add_bot(OTHER_TOKEN, "other_bot")

    bench.tg.kick_bot(room, TOKEN)
    kicked = await bench.refusal("sendMessage", chat_id=room, text="a")
    await bench.result("leaveChat", chat_id=other)
    left = await bench.refusal("sendMessage", chat_id=other, text="a")
    never = await bench.refusal("sendMessage", token=OTHER_TOKEN, chat_id=room, text="a")

    assert (403, "Forbidden: bot was kicked from the supergroup chat") == kicked
    assert (403, "Forbidden: bot is not a member of the supergroup chat") == left
    assert (400, "Bad Request: chat not found") == never
    statuses = [
        u["my_chat_member"]["new_chat_member"]["status"] for u in await bench.updates() if "my_chat_member" in u
    ]
    assert ["administrator", "administrator", "kicked", "left"] == statuses


async def test_members_are_told_as_they_are(bench):
    """Creator, member, left, unknown; a private chat has no administrators."""
    room = bench.forum(rights=set())
    carl = bench.tg.add_person("Carl")
    bench.tg.start_bot(bench.ann, TOKEN)

    told = [
        (await bench.result("getChatMember", chat_id=room, user_id=user))["status"]
        for user in (bench.ann, bench.ben, carl, bench.bot)
    ]
    nobody = await bench.refusal("getChatMember", chat_id=room, user_id=5)
    private = await bench.refusal("getChatAdministrators", chat_id=bench.ann)
    admins = await bench.result("getChatAdministrators", chat_id=room)

    assert ["creator", "member", "left", "member"] == told
    assert (400, "Bad Request: user not found") == nobody
    assert (400, "Bad Request: there are no administrators in the private chat") == private
    assert [bench.ann] == [admin["user"]["id"] for admin in admins]


async def test_comings_and_goings_reach_administrators_that_asked(bench):
    """chat_member is not in the default list; asked for, it tells who came and went."""
    bench.tg.limits = False
    room = bench.forum()
    carl = bench.tg.add_person("Carl")
    bench.tg.join_group(room, carl)
    before = await bench.updates()
    bench.tg.leave_group(room, carl)
    await bench.updates(allowed_updates=["chat_member", "message"])

    bench.tg.join_group(room, carl)
    after = [u["chat_member"] for u in await bench.updates() if "chat_member" in u]

    assert not any("chat_member" in update for update in before)
    assert [("left", "member", carl)] == [
        (c["old_chat_member"]["status"], c["new_chat_member"]["status"], c["new_chat_member"]["user"]["id"])
        for c in after
    ]


async def test_privacy_mode_hides_plain_talk_from_a_bot_that_is_no_administrator(bench):
    """A member bot sees commands, mentions and answers to it; an administrator sees all."""
    room = bench.forum(rights=set())
    own = await bench.result("sendMessage", chat_id=room, text="card")

    bench.tg.write(bench.ann, room, "plain talk")
    bench.tg.write(bench.ann, room, "/queue")
    bench.tg.write(bench.ann, room, "/queue@somebody_else")
    bench.tg.write(bench.ann, room, "hey @practice_bot")
    bench.tg.write(bench.ann, room, "yes", reply_to=own["message_id"])
    bench.tg.set_rights(room, TOKEN, {"can_pin_messages"})
    bench.tg.write(bench.ann, room, "heard")

    heard = [u["message"].get("text") for u in await bench.updates() if "message" in u]
    assert ["/queue", "hey @practice_bot", "yes", "heard"] == [words for words in heard if words]


async def test_an_answer_without_a_topic_lands_in_the_topic_it_quotes(bench):
    """As on the platform."""
    room = bench.forum()
    topic = await open_topic(bench, room)
    asked = bench.tg.write(bench.ann, room, "a question", thread=topic)

    sent = await bench.result("sendMessage", chat_id=room, text="a", reply_parameters={"message_id": asked})

    assert topic == sent["message_thread_id"]
    assert [topic, topic] == [seen.thread for seen in bench.tg.seen(room, thread=topic)]
