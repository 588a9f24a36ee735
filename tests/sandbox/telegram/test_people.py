"""What people do, and the updates a bot gets for it, in the platform's own shapes."""

from __future__ import annotations

import hashlib

import pytest
import telegram

from tests.sandbox.telegram.conftest import OTHER_TOKEN, START, TOKEN
from tests.sandbox.telegram.pictures import FILM, PICTURE, SONG, VOICE


async def test_a_text_with_commands_and_links(bench):
    """Entities are in UTF-16 units; the sender's language comes along."""
    bench.tg.start_bot(bench.ben, TOKEN, "abc_DEF-1")
    bench.tg.write(bench.ben, bench.bot, "\N{GRINNING FACE} /today see https://a.example/x #art")

    start, text = [update["message"] for update in await bench.updates()]

    assert {
        "message_id": 1,
        "from": {"id": bench.ben, "is_bot": False, "first_name": "Ben", "language_code": "de"},
        "chat": {"id": bench.ben, "first_name": "Ben", "type": "private"},
        "date": int(START.timestamp()),
        "text": "/start abc_DEF-1",
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    } == start
    assert [("bot_command", 3, 6), ("url", 14, 19), ("hashtag", 34, 4)] == [
        (e["type"], e["offset"], e["length"]) for e in text["entities"]
    ]


async def test_every_kind_of_file(bench):
    """Photos in sizes, voice with its length, documents with name and kind, stickers, films, sounds."""
    bench.tg.limits = False
    to = (bench.ann, bench.bot)
    bench.tg.send_photo(*to, PICTURE, caption="look /here", group="trip")
    bench.tg.send_photo(*to, PICTURE, group="trip")
    bench.tg.send_voice(*to, VOICE, duration=7)
    bench.tg.send_document(*to, b"words", name="diary.txt", mime="text/plain")
    bench.tg.send_video(*to, FILM)
    bench.tg.send_audio(*to, SONG)
    bench.tg.send_sticker(*to)

    first, second, voice, document, video, audio, sticker = [u["message"] for u in await bench.updates()]

    assert ("look /here", "bot_command") == (first["caption"], first["caption_entities"][0]["type"])
    assert first["media_group_id"] == second["media_group_id"]
    assert [(90, 68), (320, 240), (640, 480)] == [(s["width"], s["height"]) for s in first["photo"]]
    assert PICTURE == bench.tg.file_bytes(first["photo"][-1]["file_id"])
    assert PICTURE != bench.tg.file_bytes(first["photo"][0]["file_id"])
    assert ("audio/ogg", 7, len(VOICE)) == tuple(voice["voice"][k] for k in ("mime_type", "duration", "file_size"))
    assert ("diary.txt", "text/plain") == (document["document"]["file_name"], document["document"]["mime_type"])
    assert ({"video"}, {"audio"}, {"sticker"}) == tuple(
        set(m) & {"video", "audio", "sticker", "text"} for m in (video, audio, sticker)
    )
    for update in await bench.updates():
        assert telegram.Update.de_json(update, None).message is not None


async def test_replies_edits_and_deletions(bench):
    """A reply quotes whole; an edit bears its date; a deletion is never told."""
    bench.tg.start_bot(bench.ann, TOKEN)
    sent = await bench.result("sendMessage", chat_id=bench.ann, text="a prompt")
    number = bench.tg.write(bench.ann, bench.bot, "mine", reply_to=sent["message_id"])
    bench.clock.move(seconds=30)
    bench.tg.edit(bench.ann, bench.bot, number, "mine, better")
    bench.tg.delete_message(bench.ann, number)

    reply, edited = (await bench.updates())[1:]

    assert ("a prompt", True) == (
        reply["message"]["reply_to_message"]["text"],
        reply["message"]["reply_to_message"]["from"]["is_bot"],
    )
    assert ("mine, better", 30) == (
        edited["edited_message"]["text"],
        edited["edited_message"]["edit_date"] - edited["edited_message"]["date"],
    )
    assert ["/start", "a prompt"] == [seen.text for seen in bench.tg.seen(bench.ann)]


async def test_talk_in_a_topic(bench):
    """It bears the topic; what answers nothing quotes the topic's opening, as on the platform."""
    room = bench.forum()
    topic = (await bench.result("createForumTopic", chat_id=room, name="Heron-12"))["message_thread_id"]
    bench.tg.write(bench.ann, room, "in the topic", thread=topic)
    bench.tg.write(bench.ann, room, "in General")

    inside, outside = [u["message"] for u in await bench.updates() if "text" in u.get("message", {})]

    assert (topic, True) == (inside["message_thread_id"], inside["is_topic_message"])
    assert "Heron-12" == inside["reply_to_message"]["forum_topic_created"]["name"]
    assert {"id": room, "title": "Room", "type": "supergroup", "is_forum": True} == inside["chat"]
    assert not {"message_thread_id", "is_topic_message", "reply_to_message"} & set(outside)
    assert [None] == [seen.reply_to for seen in bench.tg.seen(room, thread=topic)]


async def test_a_press_by_label(bench):
    """Exactly, or by an unambiguous beginning; else the labels are named."""
    bench.tg.start_bot(bench.ann, TOKEN)
    rows = [[{"text": "Later", "callback_data": "t:1"}, {"text": "Later today", "callback_data": "t:2"}]]
    link = [{"text": "Site", "url": "https://a.example"}]
    markup = {"inline_keyboard": [*rows, link]}
    sent = await bench.result("sendMessage", chat_id=bench.ann, text="a", reply_markup=markup)
    place = (bench.ann, bench.bot, sent["message_id"])

    exact, beginning = bench.tg.press(*place, "Later"), bench.tg.press(*place, "Later t")
    with pytest.raises(KeyError, match="'Later', 'Later today', 'Site'"):
        bench.tg.press(*place, "La")
    with pytest.raises(ValueError, match="link"):
        bench.tg.press(*place, "Site")

    queries = [u["callback_query"] for u in await bench.updates() if "callback_query" in u]
    assert [(exact, "t:1"), (beginning, "t:2")] == [(q["id"], q["data"]) for q in queries]
    assert (bench.ann, sent["message_id"]) == (queries[0]["from"]["id"], queries[0]["message"]["message_id"])
    assert telegram.Update.de_json({"update_id": 1, "callback_query": queries[0]}, None).callback_query is not None


async def test_blocking_is_told_and_starting_again_unblocks(bench):
    """my_chat_member says kicked, then member; then comes the /start."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.tg.block(bench.ann, TOKEN)
    with pytest.raises(ValueError, match="blocked"):
        bench.tg.write(bench.ann, bench.bot, "through the wall")
    bench.tg.start_bot(bench.ann, TOKEN)

    _, blocked, unblocked, start = await bench.updates()

    assert [("member", "kicked"), ("kicked", "member")] == [
        (u["my_chat_member"]["old_chat_member"]["status"], u["my_chat_member"]["new_chat_member"]["status"])
        for u in (blocked, unblocked)
    ]
    assert telegram.Update.de_json(blocked, None).my_chat_member.new_chat_member.status == "kicked"
    assert "/start" == start["message"]["text"]


async def test_the_app_does_not_let_one_do_everything(bench):
    """What a person could not do raises, and no update comes."""
    room = bench.forum()
    carl = bench.tg.add_person("Carl")
    topic = (await bench.result("createForumTopic", chat_id=room, name="one"))["message_thread_id"]
    bench.tg.close_topic(room, topic)
    queued = bench.tg.pending(TOKEN)

    for refused, act in [
        (ValueError, lambda: bench.tg.write(carl, room, "not a member")),
        (ValueError, lambda: bench.tg.write(bench.ben, room, "closed", thread=topic)),
        (KeyError, lambda: bench.tg.write(bench.ben, room, "no such topic", thread=topic + 50)),
        (ValueError, lambda: bench.tg.write(bench.ann, bench.bot, "a" * 4097)),
        (ValueError, lambda: bench.tg.write(bench.ann, bench.bot, "  ")),
        (KeyError, lambda: bench.tg.write(bench.ann, 12345, "nowhere")),
        (KeyError, lambda: bench.tg.write(12345, bench.bot, "nobody")),
        (ValueError, lambda: bench.tg.start_bot(bench.ann, TOKEN, "no spaces allowed")),
        (ValueError, lambda: bench.tg.add_bot(TOKEN, "again")),
        (ValueError, lambda: bench.tg.add_person("Twin", person_id=bench.ann)),
    ]:
        with pytest.raises(refused):
            act()

    assert queued == bench.tg.pending(TOKEN)


async def test_two_bots_see_their_own_chats_and_file_ids(bench):
    """In one group both hear the person; each knows the file by another id; neither hears the other."""
    other = bench.tg.add_bot(OTHER_TOKEN, "other_bot")
    room = bench.forum()
    bench.tg.add_to_group(room, OTHER_TOKEN)
    bench.tg.send_photo(bench.ann, room, PICTURE)
    await bench.result("sendMessage", chat_id=room, text="from the first")
    bench.tg.write(bench.ann, other, "private")

    def photos(updates):
        return [u["message"]["photo"][-1] for u in updates if "photo" in u.get("message", {})]

    mine, theirs = await bench.updates(), await bench.updates(token=OTHER_TOKEN)

    assert photos(mine)[0]["file_id"] != photos(theirs)[0]["file_id"]
    assert photos(mine)[0]["file_unique_id"] == photos(theirs)[0]["file_unique_id"]
    assert "from the first" not in str(theirs)
    assert "private" not in [u.get("message", {}).get("text") for u in mine]
    assert ["private"] == [seen.text for seen in bench.tg.seen(bench.ann, bot=OTHER_TOKEN)]
    with pytest.raises(ValueError, match="several bots"):
        bench.tg.seen(bench.ann)


async def test_what_is_seen(bench):
    """Author, hash, time and style of each message, oldest first."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bench.clock.move(minutes=5)
    bench.tg.send_photo(bench.ann, bench.bot, PICTURE, caption="mine")

    seen = bench.tg.seen(bench.ann)[-1]

    assert ("person", "Ann", "mine", "photo") == (seen.by, seen.author, seen.text, seen.media)
    assert hashlib.sha256(PICTURE).hexdigest() == seen.media_sha256
    assert bench.clock.at == seen.at
