"""The real python-telegram-bot through every method, each recorded call valid by Telegram's specification."""

from __future__ import annotations

import hashlib

import pytest
import telegram
from telegram import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputMediaVideo,
    MessageEntity,
    ReplyParameters,
)

from tests.sandbox.telegram.conftest import TOKEN
from tests.sandbox.telegram.pictures import FILM, PICTURE, SONG, VOICE
from tests.sandbox.telegram.spec import faults_in_call

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Later", callback_data="t:1")]])


def assert_valid(bench) -> None:
    """Every call so far is valid by the specification."""
    faults = [fault for call in bench.tg.calls for fault in faults_in_call(call.method, call.params)]
    assert [] == faults


async def test_every_way_of_sending(bench, ptb):
    """Text with style and buttons, five kinds of files, an album: all arrive as they were sent."""
    bench.tg.start_bot(bench.ann, TOKEN)
    bold = [MessageEntity(MessageEntity.BOLD, offset=0, length=4)]

    text = await ptb.send_message(
        bench.ann, "Good morning", entities=bold, reply_markup=KEYBOARD, protect_content=True, disable_notification=True
    )
    answer = await ptb.send_message(
        bench.ann, "quoting", reply_parameters=ReplyParameters(text.message_id, allow_sending_without_reply=True)
    )
    photo = await ptb.send_photo(bench.ann, PICTURE, caption="a picture", has_spoiler=True)
    voice = await ptb.send_voice(bench.ann, VOICE, duration=3, caption="a voice")
    audio = await ptb.send_audio(bench.ann, SONG, duration=9, filename="song.mp3")
    document = await ptb.send_document(bench.ann, b"words", filename="note.txt")
    video = await ptb.send_video(bench.ann, FILM, duration=4)
    album = await ptb.send_media_group(bench.ann, [InputMediaPhoto(PICTURE, caption="first"), InputMediaVideo(FILM)])
    await ptb.send_chat_action(bench.ann, "typing")

    assert ("Later", "t:1") == (
        text.reply_markup.inline_keyboard[0][0].text,
        text.reply_markup.inline_keyboard[0][0].callback_data,
    )
    assert text.message_id == answer.reply_to_message.message_id
    assert (640, 480) == (photo.photo[-1].width, photo.photo[-1].height)
    assert 3 == len(photo.photo)
    assert (3, "audio/ogg") == (voice.voice._duration.total_seconds(), voice.voice.mime_type)
    assert "song.mp3" == audio.audio.file_name
    assert ("note.txt", "text/plain") == (document.document.file_name, document.document.mime_type)
    assert len(FILM) == video.video.file_size
    assert album[0].media_group_id == album[1].media_group_id
    seen = bench.tg.seen(bench.ann)[1:]
    assert [None, None, "photo", "voice", "audio", "document", "video", "photo", "video"] == [s.media for s in seen]
    assert hashlib.sha256(VOICE).hexdigest() == seen[3].media_sha256
    assert ([["Later"]], True, True) == (seen[0].buttons, seen[0].protected, seen[0].silent)
    assert [{"type": "bold", "offset": 0, "length": 4}] == seen[0].entities
    assert_valid(bench)


async def test_every_way_of_changing(bench, ptb):
    """Text, caption and buttons are edited; messages deleted and pinned."""
    bench.tg.start_bot(bench.ann, TOKEN)
    room = bench.forum()
    text = await ptb.send_message(bench.ann, "one", reply_markup=KEYBOARD)
    photo = await ptb.send_photo(bench.ann, PICTURE)
    gone = await ptb.send_message(bench.ann, "gone")
    card = await ptb.send_message(room, "card")

    await ptb.edit_message_text("two", bench.ann, text.message_id, reply_markup=KEYBOARD)
    await ptb.edit_message_caption(bench.ann, photo.message_id, caption="now with words")
    await ptb.edit_message_reply_markup(bench.ann, text.message_id)
    await ptb.delete_message(bench.ann, gone.message_id)
    await ptb.pin_chat_message(room, card.message_id, disable_notification=True)
    pinned = bench.tg.pinned(room)
    await ptb.unpin_chat_message(room, card.message_id)

    seen = bench.tg.seen(bench.ann)[1:]
    assert [("two", True, []), ("now with words", True, [])] == [(s.text, s.edited, s.buttons) for s in seen]
    assert ([card.message_id], []) == (pinned, bench.tg.pinned(room))
    assert_valid(bench)


async def test_rooms_and_members(bench, ptb):
    """A topic is opened and written to; chat and members are told as they are."""
    room = bench.forum()

    topic = await ptb.create_forum_topic(room, "Heron-12", icon_color=7322096)
    message = await ptb.send_message(room, "hello", message_thread_id=topic.message_thread_id)
    chat = await ptb.get_chat(room)
    me = await ptb.get_chat_member(room, bench.bot)
    owner = await ptb.get_chat_member(room, bench.ann)
    admins = await ptb.get_chat_administrators(room)
    count = await ptb.get_chat_member_count(room)
    await ptb.leave_chat(room)

    assert {topic.message_thread_id: "Heron-12"} == bench.tg.topics(room)
    assert (True, topic.message_thread_id) == (message.is_topic_message, message.message_thread_id)
    assert "Heron-12" == message.reply_to_message.forum_topic_created.name
    assert (True, "Room") == (chat.is_forum, chat.title)
    assert (True, False) == (me.can_manage_topics, me.can_restrict_members)
    assert ("administrator", "creator") == (me.status, owner.status)
    assert {bench.bot, bench.ann} == {admin.user.id for admin in admins}
    assert 3 == count
    with pytest.raises(telegram.error.Forbidden, match="not a member of the supergroup"):
        await ptb.send_message(room, "still here?")
    assert_valid(bench)


async def test_the_bots_own_affairs(bench, ptb):
    """Name, menu, description, webhook, a press answered, a file fetched, updates polled."""
    bench.tg.start_bot(bench.ann, TOKEN, "code")
    bench.tg.send_photo(bench.ann, bench.bot, PICTURE, caption="mine")
    asked = await ptb.send_message(bench.ann, "choose", reply_markup=KEYBOARD)
    press = bench.tg.press(bench.ann, bench.bot, asked.message_id, "Lat")
    scope = BotCommandScopeAllPrivateChats()

    await ptb.delete_webhook()
    updates = await ptb.get_updates(timeout=1, allowed_updates=["message", "callback_query", "chat_member"])
    await ptb.answer_callback_query(press, text="noted")
    file = await ptb.get_file(updates[1].message.photo[-1].file_id)
    content = await file.download_as_bytearray()
    await ptb.set_my_commands([BotCommand("today", "What is due")], scope=scope, language_code="de")
    menu = await ptb.get_my_commands(scope=scope, language_code="de")
    await ptb.set_my_description("A practice room")
    info = await ptb.get_webhook_info()

    assert ("/start code", "mine", "t:1") == (
        updates[0].message.text,
        updates[1].message.caption,
        updates[2].callback_query.data,
    )
    assert "noted" == bench.tg.toast(press)
    assert PICTURE == bytes(content) == bench.tg.file_bytes(file.file_id)
    assert [("today", "What is due")] == [(c.command, c.description) for c in menu]
    assert ([], ptb.id) == (list(await ptb.get_my_commands()), bench.bot)
    assert (3, "") == (info.pending_update_count, info.url)
    assert_valid(bench)


async def test_nothing_is_forwarded_or_copied(bench, ptb):
    """Vignette sends everything itself: both methods are refused, and recorded."""
    bench.tg.start_bot(bench.ann, TOKEN)
    message = await ptb.send_message(bench.ann, "mine")

    with pytest.raises(telegram.error.BadRequest, match="forwarded"):
        await ptb.forward_message(bench.ann, bench.ann, message.message_id)
    with pytest.raises(telegram.error.BadRequest, match="copied"):
        await ptb.copy_message(bench.ann, bench.ann, message.message_id)
    assert ["forwardMessage", "copyMessage"] == [c.method for c in bench.tg.calls if c.status == 400]
    assert 2 == len(bench.tg.seen(bench.ann))
