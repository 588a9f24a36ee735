"""What the stand-in refuses when a bot changes, deletes or pins."""

from __future__ import annotations

from tests.sandbox.telegram.conftest import TOKEN
from tests.sandbox.telegram.pictures import PICTURE

KEYBOARD = {"inline_keyboard": [[{"text": "Later", "callback_data": "t:1"}]]}


async def test_an_edit_must_change_something(bench):
    """The same text and the same buttons are refused; other buttons under the same text are a change."""
    bench.tg.start_bot(bench.ann, TOKEN)
    sent = await bench.result("sendMessage", chat_id=bench.ann, text="one", reply_markup=KEYBOARD)
    where = {"chat_id": bench.ann, "message_id": sent["message_id"]}

    same = await bench.refusal("editMessageText", **where, text=" one ", reply_markup=KEYBOARD)
    bare = await bench.result("editMessageText", **where, text="one")
    again = await bench.refusal("editMessageReplyMarkup", **where)

    words = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    assert (400, words) == same == again
    assert "reply_markup" not in bare


async def test_only_own_messages_that_exist_are_edited(bench):
    """Gone ones are not found, others' cannot be edited, no message at all is named."""
    bench.tg.start_bot(bench.ann, TOKEN)
    foreign = bench.tg.write(bench.ann, bench.bot, "mine")
    sent = await bench.result("sendMessage", chat_id=bench.ann, text="one")
    bench.tg.delete_message(bench.ann, sent["message_id"])

    gone = await bench.refusal("editMessageText", chat_id=bench.ann, message_id=sent["message_id"], text="two")
    not_own = await bench.refusal("editMessageText", chat_id=bench.ann, message_id=foreign, text="two")
    which = await bench.refusal("editMessageText", chat_id=bench.ann, text="two")

    assert (400, "Bad Request: message to edit not found") == gone
    assert (400, "Bad Request: message can't be edited") == not_own
    assert (400, "Bad Request: message identifier is not specified") == which


async def test_text_and_caption_are_edited_each_by_its_method(bench):
    """A picture has no text, a text no caption; an edited caption may be emptied."""
    bench.tg.start_bot(bench.ann, TOKEN)
    text = await bench.result("sendMessage", chat_id=bench.ann, text="one")
    address = f"{bench.tg.api}/bot{TOKEN}/sendPhoto"
    response = await bench.http.post(
        address, data={"chat_id": bench.ann, "caption": "seen"}, files={"photo": ("a.png", PICTURE)}
    )
    photo = response.json()["result"]

    no_text = await bench.refusal("editMessageText", chat_id=bench.ann, message_id=photo["message_id"], text="two")
    no_caption = await bench.refusal(
        "editMessageCaption", chat_id=bench.ann, message_id=text["message_id"], caption="two"
    )
    await bench.result("editMessageCaption", chat_id=bench.ann, message_id=photo["message_id"])

    assert (400, "Bad Request: there is no text in the message to edit") == no_text
    assert (400, "Bad Request: there is no caption in the message to edit") == no_caption
    assert ("", True) == (bench.tg.seen(bench.ann)[-1].text, bench.tg.seen(bench.ann)[-1].edited)


async def test_a_file_takes_the_place_of_another_but_not_of_a_voice_message(bench):
    """A picture or a text becomes the new picture, at any age; a voice message stays what it is."""
    bench.tg.start_bot(bench.ann, TOKEN)
    sent = {}
    for kind, content in (("photo", PICTURE), ("document", b"%PDF"), ("voice", b"OggS" + bytes(40))):
        response = await bench.http.post(
            f"{bench.tg.api}/bot{TOKEN}/send{kind.capitalize()}",
            data={"chat_id": bench.ann, "caption": kind},
            files={kind: ("a.bin", content)},
        )
        sent[kind] = response.json()["result"]["message_id"]
    bench.clock.move(hours=72)

    async def replace(kind):
        media = '{"type": "photo", "media": "attach://new", "caption": "withdrawn"}'
        return await bench.http.post(
            f"{bench.tg.api}/bot{TOKEN}/editMessageMedia",
            data={"chat_id": bench.ann, "message_id": sent[kind], "media": media},
            files={"new": ("n.png", PICTURE)},
        )

    photo, document, voice = await replace("photo"), await replace("document"), await replace("voice")

    assert (200, 200) == (photo.status_code, document.status_code)
    assert "Bad Request: message can't be edited" == voice.json()["description"]
    assert [("photo", "withdrawn"), ("photo", "withdrawn"), ("voice", "voice")] == [
        (seen.media, seen.text) for seen in bench.tg.seen(bench.ann)[1:]
    ]


async def test_edits_take_inline_keyboards_only(bench):
    """A keyboard that replaces the phone's cannot be put under an existing message."""
    bench.tg.start_bot(bench.ann, TOKEN)
    sent = await bench.result("sendMessage", chat_id=bench.ann, text="one")

    status, description = await bench.refusal(
        "editMessageReplyMarkup",
        chat_id=bench.ann,
        message_id=sent["message_id"],
        reply_markup={"remove_keyboard": True},
    )

    assert (400, True) == (status, "inline keyboard expected" in description)


async def test_messages_are_deleted_within_48_hours_only(bench):
    """A second before it goes, at 48 hours it stays."""
    bench.tg.start_bot(bench.ann, TOKEN)
    early = await bench.result("sendMessage", chat_id=bench.ann, text="early")
    late = await bench.result("sendMessage", chat_id=bench.ann, text="late")

    bench.clock.move(hours=48, seconds=-1)
    await bench.result("deleteMessage", chat_id=bench.ann, message_id=early["message_id"])
    bench.clock.move(seconds=1)
    refusal = await bench.refusal("deleteMessage", chat_id=bench.ann, message_id=late["message_id"])
    gone = await bench.refusal("deleteMessage", chat_id=bench.ann, message_id=early["message_id"])

    assert (400, "Bad Request: message can't be deleted") == refusal
    assert (400, "Bad Request: message to delete not found") == gone
    assert ["/start", "late"] == [seen.text for seen in bench.tg.seen(bench.ann)]


async def test_whose_messages_may_be_deleted(bench):
    """In private chats the person's too; in groups others' only with the right; a topic's opening never."""
    bench.tg.start_bot(bench.ann, TOKEN)
    private = bench.tg.write(bench.ann, bench.bot, "mine")
    room = bench.forum(rights={"can_manage_topics"})
    foreign = bench.tg.write(bench.ann, room, "mine")
    topic = (await bench.result("createForumTopic", chat_id=room, name="Heron"))["message_thread_id"]

    await bench.result("deleteMessage", chat_id=bench.ann, message_id=private)
    refused = await bench.refusal("deleteMessage", chat_id=room, message_id=foreign)
    bench.tg.set_rights(room, TOKEN, {"can_delete_messages"})
    await bench.result("deleteMessage", chat_id=room, message_id=foreign)
    opening = await bench.refusal("deleteMessage", chat_id=room, message_id=topic)

    assert (400, "Bad Request: message can't be deleted") == refused == opening


async def test_pins_need_the_right(bench):
    """In groups an administrator needs can_pin_messages."""
    room = bench.forum(rights={"can_manage_topics"})
    sent = await bench.result("sendMessage", chat_id=room, text="card")

    refusal = await bench.refusal("pinChatMessage", chat_id=room, message_id=sent["message_id"])
    missing = await bench.refusal("pinChatMessage", chat_id=room, message_id=999)

    assert (400, "Bad Request: not enough rights to manage pinned messages in the chat") == refusal
    assert (400, "Bad Request: message to pin not found") == missing
    assert [] == bench.tg.pinned(room)
