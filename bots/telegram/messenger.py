"""One fitted message -> one call of the Bot API, through python-telegram-bot."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import BadRequest, TelegramError

from bots.telegram.api import Carrier
from bots.telegram.capabilities import PHOTO_LIMIT, TELEGRAM, TITLE_LIMIT
from bots.telegram.commands import scoped_commands, short_tag
from bots.telegram.errors import delivery_error, refuses_voice
from bots.telegram.rooms import look_at_group
from bots.telegram.text import clean, entities
from core.domain.address import Address, Platform
from core.domain.errors import DeliveryError, NotSent, Rejected, Uncertain
from core.domain.menu import Menu
from core.domain.message import (
    Capabilities,
    DeliveryKey,
    FileKind,
    OutgoingFile,
    OutgoingMessage,
    Receipt,
    Text,
    Withdrawal,
)
from core.domain.rooms import Door, RoomLook

log = structlog.get_logger(__name__)

CALL_LIMIT_S: Final = 30.0
GENERAL_TOPIC: Final = "1"  # its thread id is refused; what goes there goes without one
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)  # a preview would tell Telegram's crawler the link

T = TypeVar("T")


class TelegramMessenger:
    """Carry messages for one account. Raises only DeliveryError; never retries, never sleeps."""

    platform: Platform = Platform.TELEGRAM
    capabilities: Capabilities = TELEGRAM

    def __init__(self, bot: Bot, carriers: Sequence[Carrier], *, call_limit_s: float = CALL_LIMIT_S) -> None:
        self._bot = bot
        self._carriers = carriers
        self._call_limit_s = call_limit_s
        self._closed = False

    async def send(self, to: Address, message: OutgoingMessage, *, key: DeliveryKey) -> Receipt:
        """Send to a chat or a topic. Telegram knows no idempotency key, so `key` goes unused."""
        del key
        chat = _number(to.chat)
        words, dress = entities(message.text, hush_mentions=chat < 0)
        options: dict[str, Any] = {
            "chat_id": chat,
            "message_thread_id": _thread(to),
            "disable_notification": message.silent,
            "protect_content": message.protected,
            "reply_markup": _keyboard(message),
            "reply_parameters": _reply(message),
        }
        if message.file is None:
            call = self._bot.send_message(text=words, entities=dress, link_preview_options=_NO_PREVIEW, **options)
        else:
            call = self._send_file(message.file, words, dress, options)
        sent = await self._carry(call)
        if sent is None:
            raise Uncertain("no readable answer")
        return Receipt(to, str(sent.message_id))

    async def edit(self, receipt: Receipt, message: OutgoingMessage, *, key: DeliveryKey) -> None:
        """Replace text (or caption, where `message.file` is set) and buttons. The file itself stays."""
        del key
        chat = _number(receipt.address.chat)
        words, dress = entities(message.text, hush_mentions=chat < 0)
        target: dict[str, Any] = {
            "chat_id": chat,
            "message_id": _number(receipt.message),
            "reply_markup": _keyboard(message),
        }
        if message.file is None:
            call = self._bot.edit_message_text(text=words, entities=dress, link_preview_options=_NO_PREVIEW, **target)
        else:
            call = self._bot.edit_message_caption(caption=words, caption_entities=dress, **target)
        await self._carry(call)

    async def withdraw(self, receipt: Receipt, instead: OutgoingMessage) -> Withdrawal:
        """Delete; from 48 hours on Telegram refuses, and the message is edited. A voice message takes no other file."""
        chat, number = _number(receipt.address.chat), _number(receipt.message)
        try:
            await self._carry(self._bot.delete_message(chat, number))
        except Rejected:
            pass
        else:
            return Withdrawal.GONE
        words, dress = entities(instead.text, hush_mentions=chat < 0)
        if instead.file is not None:
            picture = InputMediaPhoto(
                instead.file.content, caption=words, caption_entities=dress, filename=instead.file.name
            )
            try:
                await self._carry(self._bot.edit_message_media(picture, chat, number))
            except Rejected:
                await self._carry(self._bot.edit_message_caption(chat, number, caption=words, caption_entities=dress))
                return Withdrawal.STAYS
        else:
            await self._carry(
                self._bot.edit_message_text(words, chat, number, entities=dress, link_preview_options=_NO_PREVIEW)
            )
        return Withdrawal.COVERED

    async def open_thread(self, room: Address, title: str, opening: Text, *, key: DeliveryKey) -> Receipt:
        """Create a forum topic. It needs no first message, so `opening` is not sent and the receipt's message is "".

        Telegram lists no topics: after an Uncertain there may be an empty one of the same name.
        """
        del opening, key
        topic = await self._carry(self._bot.create_forum_topic(_number(room.chat), name=clean(title)[:TITLE_LIMIT]))
        if topic is None:
            raise Uncertain("no readable answer")
        return Receipt(Address(room.platform, room.account, room.chat, str(topic.message_thread_id)), "")

    async def find(self, to: Address, *, key: DeliveryKey, since: datetime) -> Receipt | None:
        """Always None: bots cannot read a chat's history on Telegram."""
        del to, key, since

    async def look_at_room(self, room: Address, *, member: str) -> RoomLook:
        """The group `room.chat`. Nothing is changed, so whatever gave no answer is NotSent: it may be asked again."""
        del member  # Telegram tells how many are inside, not who
        try:
            look = await self._carry(look_at_group(self._bot, _number(room.chat)))
        except (Uncertain, Rejected) as fault:
            raise NotSent(type(fault).__name__) from None
        if look is None:
            raise NotSent("no readable answer")
        return look

    async def open_door(self, door: Address, title: str, message: OutgoingMessage, *, key: DeliveryKey) -> Door:
        """Rejected: on Telegram the joining link leads into the private chat itself."""
        del door, title, message, key
        raise Rejected("no doors here")

    async def close_door(self, place: Address) -> None:
        """Rejected: there is none."""
        del place
        raise Rejected("no doors here")

    async def open_private(self, person: Address) -> Address:
        """Rejected: only the person can begin a private chat on Telegram."""
        del person
        raise Rejected("never begun")

    async def offer(self, menus: Sequence[Menu]) -> None:
        """A list for every private chat and one for every group, in each language. One that is no longer spoken stays."""
        for number, menu in enumerate(menus):
            for scope, commands in scoped_commands(menu):
                language = "" if number == 0 else short_tag(menu.language)
                await self._carry(self._bot.set_my_commands(commands, scope=scope, language_code=language or None))

    async def close(self) -> None:
        """Let go of connections; calls made later end as NotSent."""
        self._closed = True
        for carrier in self._carriers:
            await carrier.shutdown()

    async def _send_file(
        self, file: OutgoingFile, words: str, dress: list[MessageEntity], options: dict[str, Any]
    ) -> Message:
        options = {**options, "caption": words or None, "caption_entities": dress, "filename": file.name}
        if file.kind is FileKind.PHOTO and len(file.content) <= PHOTO_LIMIT:
            return await self._bot.send_photo(photo=file.content, **options)
        if file.kind is FileKind.VIDEO:
            return await self._bot.send_video(
                video=file.content, duration=file.duration_s, supports_streaming=True, **options
            )
        if file.kind is FileKind.AUDIO:
            return await self._bot.send_audio(audio=file.content, duration=file.duration_s, **options)
        if file.kind is FileKind.VOICE:
            try:
                return await self._bot.send_voice(voice=file.content, duration=file.duration_s, **options)
            except BadRequest as exc:
                if not refuses_voice(exc):
                    raise
            # This person lets nobody send them voice messages; nothing was sent, and a sound file passes.
        return await self._bot.send_document(document=file.content, disable_content_type_detection=True, **options)

    async def _carry(self, call: Coroutine[Any, Any, T]) -> T | None:
        """The call's result, or None where all is as wanted already."""
        if self._closed:
            call.close()
            raise NotSent("closed")
        fault: DeliveryError | None
        try:
            async with asyncio.timeout(self._call_limit_s):
                return await call
        except TelegramError as exc:
            fault = delivery_error(exc)
            kind = type(exc).__name__
        except Exception as exc:  # noqa: BLE001 - an answer the library cannot read; the message may well be there
            fault = Uncertain("no readable answer")
            kind = type(exc).__name__
        if fault is None:
            return None
        log.info("telegram.call_failed", error=kind, outcome=type(fault).__name__)
        raise fault


def _number(value: str) -> int:
    if not value.removeprefix("-").isdecimal():
        raise Rejected("bad-address")
    return int(value)


def _thread(to: Address) -> int | None:
    return None if to.thread is None or to.thread == GENERAL_TOPIC else _number(to.thread)


def _keyboard(message: OutgoingMessage) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(clean(button.label), callback_data=button.handle) for button in row]
        for row in message.buttons
        if row
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _reply(message: OutgoingMessage) -> ReplyParameters | None:
    if message.reply_to is None:
        return None
    return ReplyParameters(_number(message.reply_to), allow_sending_without_reply=True)
