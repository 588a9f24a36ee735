"""Changing what was sent: edits, deletions, pins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bots.sandbox.telegram import access, sending, text
from bots.sandbox.telegram.access import Ask
from bots.sandbox.telegram.keyboards import inline_keyboard
from bots.sandbox.telegram.refusals import NOT_MODIFIED, bad
from bots.sandbox.telegram.shapes import message_json
from bots.sandbox.telegram.world import Chat, Group, Message

Json = dict[str, Any]

REPLACEABLE = ("photo", "audio", "document", "video")  # SPEC editMessageMedia
DELETABLE_FOR = timedelta(hours=48)  # SPEC deleteMessage


def edit_message_text(ask: Ask) -> Json:
    """`editMessageText`. Buttons that are not sent again are gone, as on the platform."""
    source = text.required_text(ask.params.words("text"))
    words, entities = text.formatted(
        source, ask.params.array("entities"), ask.params.words("parse_mode"), limit=text.TEXT_LIMIT
    )
    text.visible(words)
    keyboard = inline_keyboard(ask.params, only_inline=True)
    chat, message = _own(ask)
    if message.media is not None:
        raise bad("there is no text in the message to edit")
    return _change(ask, chat, message, words, entities, keyboard)


def edit_message_caption(ask: Ask) -> Json:
    """`editMessageCaption`."""
    words, entities = text.formatted(
        ask.params.words("caption") or "",
        ask.params.array("caption_entities"),
        ask.params.words("parse_mode"),
        limit=text.CAPTION_LIMIT,
    )
    keyboard = inline_keyboard(ask.params, only_inline=True)
    chat, message = _own(ask)
    if message.media is None:
        raise bad("there is no caption in the message to edit")
    return _change(ask, chat, message, words, entities, keyboard)


def edit_message_media(ask: Ask) -> Json:
    """`editMessageMedia`: another file in place of a file or a text; a voice message, a sticker or a video note takes none."""
    item = ask.params.values.get("media")
    words, entities, media = sending.input_media(ask, item)
    keyboard = inline_keyboard(ask.params, only_inline=True)
    chat, message = _own(ask)
    if message.media is not None and message.media.kind not in REPLACEABLE:
        raise bad("message can't be edited")
    message.media = media
    return _change(ask, chat, message, words, entities, keyboard, same_file=False)


def edit_message_reply_markup(ask: Ask) -> Json:
    """`editMessageReplyMarkup`."""
    keyboard = inline_keyboard(ask.params, only_inline=True)
    chat, message = _own(ask)
    return _change(ask, chat, message, message.text, message.entities, keyboard)


def delete_message(ask: Ask) -> bool:
    """`deleteMessage`: under 48 hours; own ones, in private chats the person's too, in groups others' with the right."""
    chat = access.chat_to_write(ask)
    message = access.message_of(ask, chat, "delete")
    own = message.sender == ask.bot.id
    foreign = not own and isinstance(chat, Group) and not access.membership(ask, chat).may("can_delete_messages")
    opening = message.service is not None and "forum_topic_created" in message.service
    if foreign or opening or ask.now - message.at >= DELETABLE_FOR:
        raise bad("message can't be deleted")
    del chat.messages[message.id]
    ask.world.changed()
    return True


def pin_chat_message(ask: Ask) -> bool:
    """`pinChatMessage`."""
    chat, message = _pinnable(ask, "pin")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        ask.world.changed()
    return True


def unpin_chat_message(ask: Ask) -> bool:
    """`unpinChatMessage`: the named one, else the newest pinned one."""
    if ask.params.whole("message_id"):
        chat, message = _pinnable(ask, "unpin")
        number = message.id
    else:
        chat = access.chat_to_write(ask)
        _check_pin_right(ask, chat)
        number = chat.pinned[-1] if chat.pinned else 0
    if number in chat.pinned:
        chat.pinned.remove(number)
        ask.world.changed()
    return True


def _pinnable(ask: Ask, what: str) -> tuple[Chat, Message]:
    chat = access.chat_to_write(ask)
    message = access.message_of(ask, chat, what)
    _check_pin_right(ask, chat)
    return chat, message


def _check_pin_right(ask: Ask, chat: Chat) -> None:
    if isinstance(chat, Group) and not access.membership(ask, chat).may("can_pin_messages"):
        raise bad("not enough rights to manage pinned messages in the chat")


def _own(ask: Ask) -> tuple[Chat, Message]:
    if ask.params.values.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")  # no inline mode here, so no such message
    chat = access.chat_to_write(ask)
    message = access.message_of(ask, chat, "edit")
    if message.sender != ask.bot.id or message.service is not None:
        raise bad("message can't be edited")
    return chat, message


def _change(
    ask: Ask,
    chat: Chat,
    message: Message,
    words: str,
    entities: list[Json],
    keyboard: list[list[Json]],
    *,
    same_file: bool = True,
) -> Json:
    same_words = same_file and (message.text, message.entities) == (words, entities)
    if same_words and message.keyboard == keyboard:
        raise bad(NOT_MODIFIED)
    ask.flood.spend(ask.bot.id, chat.id)
    message.text, message.entities, message.keyboard = words, entities, keyboard
    if not same_words:
        message.edited_at = ask.now
    ask.world.changed()
    return message_json(ask.world, ask.bot, chat, message)
