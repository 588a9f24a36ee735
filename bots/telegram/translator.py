"""Telegram's JSON -> what came in, in the core's words.

Read from plain dictionaries: a kind Telegram invents tomorrow, or a broken part of an update nobody asks for, then harms
nothing. What is truly unreadable raises, and the inbox sets it aside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from bots.telegram.text import clean
from core.domain.address import Address, PlaceKind, Platform
from core.domain.ids import AccountId
from core.domain.incoming import (
    Incoming,
    IncomingFile,
    MediaRef,
    MessageIn,
    PartKind,
    Press,
    RawUpdate,
    Reachability,
    Sender,
    Unhandled,
)

ANONYMOUS_ADMIN: Final = 1087968824  # @GroupAnonymousBot: nobody knows who that is
_NAME_LENGTH: Final = 40  # characters of an unknown kind that reach the log

# Bot API 10.1, Message: "Service message: ...", and the few whose description says so in other words.
_SERVICE: Final = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "chat_owner_left",
        "chat_owner_changed",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "message_auto_delete_timer_changed",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "successful_payment",
        "refunded_payment",
        "users_shared",
        "chat_shared",
        "gift",
        "unique_gift",
        "gift_upgrade_sent",
        "connected_website",
        "write_access_allowed",
        "passport_data",
        "proximity_alert_triggered",
        "boost_added",
        "chat_background_set",
        "checklist_tasks_done",
        "checklist_tasks_added",
        "direct_message_price_changed",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "giveaway_created",
        "giveaway_winners",
        "giveaway_completed",
        "managed_bot_created",
        "paid_message_price_changed",
        "poll_option_added",
        "poll_option_deleted",
        "suggested_post_approved",
        "suggested_post_approval_failed",
        "suggested_post_declined",
        "suggested_post_paid",
        "suggested_post_refunded",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "web_app_data",
    }
)
# In this order: an animation is told as a document too.
_FILES: Final = (
    ("voice", PartKind.VOICE, "audio/ogg"),
    ("audio", PartKind.AUDIO, ""),
    ("video", PartKind.VIDEO, ""),
    ("video_note", PartKind.VIDEO, "video/mp4"),
    ("animation", PartKind.VIDEO, ""),
    ("sticker", PartKind.STICKER, ""),
    ("document", PartKind.FILE, ""),
)
_PRESENT: Final = frozenset({"member", "administrator", "creator"})
_COMMAND: Final = re.compile(r"/(?P<word>\w{1,64})@(?P<bot>\w{2,64})(?=\s|$)", re.ASCII)


class TelegramTranslator:
    """Telegram updates of one account, one at a time; knows nothing of clients or prompts.

    own_name: the bot's username where it is known, else "". In groups people's apps write "/queue@that_name".
    """

    def __init__(self, account: AccountId, *, own_name: Callable[[], str] = lambda: "") -> None:
        self._account = account
        self._own_name = own_name

    def translate(self, raw: RawUpdate) -> Sequence[Incoming | Unhandled]:
        """Exactly one. Raises ValueError, KeyError or TypeError on what cannot be understood; their text holds no content."""
        try:
            return (self._read(_object(json.loads(raw.payload)), raw.received_at),)
        except (AttributeError, ArithmeticError, OSError, RecursionError, UnicodeError, json.JSONDecodeError) as exc:
            fault = type(exc).__name__
        raise ValueError(f"unreadable update ({fault})")

    def _read(self, update: dict[str, Any], received_at: datetime) -> Incoming | Unhandled:
        if "message" in update:
            return self._message(_object(update["message"]), edited=False)
        if "edited_message" in update:
            return self._message(_object(update["edited_message"]), edited=True)
        if "callback_query" in update:
            return self._press(_object(update["callback_query"]), received_at)
        if "my_chat_member" in update:
            return self._membership(_object(update["my_chat_member"]))
        kind = next((name for name in update if name != "update_id"), "empty")
        return Unhandled(kind[:_NAME_LENGTH])

    def _message(self, message: dict[str, Any], *, edited: bool) -> Incoming | Unhandled:
        if stranger := _not_a_person(message):
            return Unhandled(stranger)
        address, place = self._where(message)
        text = clean(_string(message, "text") or _string(message, "caption"))
        if command := _COMMAND.match(text):
            own = self._own_name()
            if own and command["bot"].casefold() != own.casefold() and place is not PlaceKind.PRIVATE:
                return Unhandled("command_for_another_bot")
            text = f"/{command['word']}{text[command.end() :]}"
        kind, file = self._content(message)
        sent_at = _moment(message["date"])
        edit_date = message.get("edit_date")
        return MessageIn(
            address=address,
            place=place,
            sender=_sender(message),
            message=_id(message, "message_id"),
            sent_at=sent_at,
            kind=kind,
            text=text,
            files=(file,) if file else (),
            reply_to=_quoted(message),
            group=_string(message, "media_group_id") or None,
            edited_at=(_moment(edit_date) if edit_date is not None else sent_at) if edited else None,
        )

    def _content(self, message: dict[str, Any]) -> tuple[PartKind, IncomingFile | None]:
        """Kind and file. What has neither words nor a known file is OTHER: kept, and shown as not yet showable."""
        if "text" in message:
            return PartKind.TEXT, None
        if sizes := message.get("photo"):
            largest = max((_object(size) for size in sizes), key=_extent)
            return PartKind.PHOTO, self._file(largest, PartKind.PHOTO, "image/jpeg")
        for name, kind, mime in _FILES:
            if name in message:
                return kind, self._file(_object(message[name]), kind, mime)
        return PartKind.OTHER, None

    def _file(self, file: dict[str, Any], kind: PartKind, mime: str) -> IncomingFile:
        if kind is PartKind.STICKER:
            mime = _sticker_mime(file)
        locator = {"file_id": _text(file["file_id"]), "unique": _string(file, "file_unique_id")}
        return IncomingFile(
            ref=MediaRef(self._account, locator),
            kind=kind,
            mime=clean(_string(file, "mime_type")) or mime,
            name=clean(_string(file, "file_name")),
            size=_count(file, "file_size"),
            duration_s=_count(file, "duration"),
        )

    def _press(self, query: dict[str, Any], received_at: datetime) -> Incoming | Unhandled:
        message = query.get("message")
        if not isinstance(message, dict):
            return Unhandled("callback_without_message")
        handle = _string(query, "data")
        if not handle:
            return Unhandled("callback_without_data")
        if _object(query["from"]).get("is_bot") is True:
            return Unhandled("bot")
        address, place = self._where(message)
        return Press(address, place, _sender(query), clean(handle), _id(message, "message_id"), received_at)

    def _membership(self, change: dict[str, Any]) -> Incoming:
        address, place = self._where(change)
        member = _object(change["new_chat_member"])
        status = _text(member["status"])
        is_open = status in _PRESENT or (status == "restricted" and member.get("is_member") is True)
        return Reachability(address, place, is_open)

    def _where(self, event: dict[str, Any]) -> tuple[Address, PlaceKind]:
        chat = _object(event["chat"])
        type_of_chat = _text(chat["type"])
        place = PlaceKind.OTHER
        if type_of_chat == "private":
            place = PlaceKind.PRIVATE
        elif type_of_chat == "supergroup" and chat.get("is_forum") is True:
            place = PlaceKind.ROOM
        # Outside of topics Telegram uses the same number for a chain of replies; topics of private chats are not ours.
        in_topic = event.get("is_topic_message") is True and place is not PlaceKind.PRIVATE
        thread = _id(event, "message_thread_id") if in_topic else None
        return Address(Platform.TELEGRAM, self._account, _id(chat, "id"), thread), place


def _not_a_person(message: dict[str, Any]) -> str:
    """Why a message was not written by one known person, or ""."""
    for name in message:
        if name in _SERVICE:
            return f"service:{name}"
    if "sender_chat" in message:
        return "sender_chat"
    if "from" not in message:
        return "no_sender"
    sender = _object(message["from"])
    if sender.get("id") == ANONYMOUS_ADMIN:
        return "anonymous_admin"
    return "bot" if sender.get("is_bot") is True else ""


def _quoted(message: dict[str, Any]) -> str | None:
    """The message a person replied to. In a topic Telegram names its opening for everything that is no reply."""
    quoted = message.get("reply_to_message")
    if not isinstance(quoted, dict) or "forum_topic_created" in quoted:
        return None
    number = _id(quoted, "message_id")
    is_root = message.get("is_topic_message") is True and number == str(message.get("message_thread_id"))
    return None if is_root else number


def _sender(event: dict[str, Any]) -> Sender:
    sender = _object(event["from"])
    return Sender(_id(sender, "id"), _string(sender, "language_code"))


def _extent(size: dict[str, Any]) -> tuple[int, int]:
    return (_count(size, "width") or 0) * (_count(size, "height") or 0), _count(size, "file_size") or 0


def _sticker_mime(sticker: dict[str, Any]) -> str:
    if sticker.get("is_animated") is True:
        return "application/x-tgsticker"
    return "video/webm" if sticker.get("is_video") is True else "image/webp"


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _string(holder: dict[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _count(holder: dict[str, Any], name: str) -> int | None:
    value = holder.get(name)
    return value if isinstance(value, int) and value >= 0 else None


def _id(holder: dict[str, Any], name: str) -> str:
    value = holder[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is not a number")
    return str(value)


def _moment(seconds: Any) -> datetime:
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise TypeError("not a date")
    return datetime.fromtimestamp(seconds, UTC)
