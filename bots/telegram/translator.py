"""Telegram's JSON -> what came in, in the core's words.

Read from plain dictionaries: a kind Telegram invents tomorrow, or a broken part of an update nobody asks for, then harms
nothing. What is truly unreadable raises, and the inbox sets it aside.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from bots.telegram.fields import as_object, as_text, moment, number, string
from bots.telegram.kinds import chosen, read_content
from bots.telegram.text import clean
from core.domain.address import Address, PlaceKind, Platform
from core.domain.ids import AccountId
from core.domain.incoming import (
    Fact,
    Incoming,
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
            return (self._read(as_object(json.loads(raw.payload)), raw.received_at),)
        except (AttributeError, ArithmeticError, OSError, RecursionError, UnicodeError, json.JSONDecodeError) as exc:
            fault = type(exc).__name__
        raise ValueError(f"unreadable update ({fault})")

    def _read(self, update: dict[str, Any], received_at: datetime) -> Incoming | Unhandled:
        if "message" in update:
            return self._message(as_object(update["message"]), edited=False)
        if "edited_message" in update:
            return self._message(as_object(update["edited_message"]), edited=True)
        if "callback_query" in update:
            return self._press(as_object(update["callback_query"]), received_at)
        if "my_chat_member" in update:
            return self._membership(as_object(update["my_chat_member"]))
        if "poll_answer" in update:
            return self._vote(as_object(update["poll_answer"]), received_at)
        kind = next((name for name in update if name != "update_id"), "empty")
        return Unhandled(kind[:_NAME_LENGTH])

    def _message(self, message: dict[str, Any], *, edited: bool) -> Incoming | Unhandled:
        if stranger := _not_a_person(message):
            return Unhandled(stranger)
        address, place = self._where(message)
        content = read_content(self._account, message)
        text = content.text
        if command := _COMMAND.match(text):
            own = self._own_name()
            if own and command["bot"].casefold() != own.casefold() and place is not PlaceKind.PRIVATE:
                return Unhandled("command_for_another_bot")
            text = f"/{command['word']}{text[command.end() :]}"
        sent_at = moment(message["date"])
        edit_date = message.get("edit_date")
        return MessageIn(
            address=address,
            place=place,
            sender=_sender(message),
            message=number(message, "message_id"),
            sent_at=sent_at,
            kind=content.kind,
            text=text,
            files=content.files,
            reply_to=_quoted(message),
            group=string(message, "media_group_id") or None,
            edited_at=(moment(edit_date) if edit_date is not None else sent_at) if edited else None,
            facts=content.facts,
        )

    def _vote(self, answer: dict[str, Any], received_at: datetime) -> Incoming | Unhandled:
        """A vote names neither chat nor time: it is shown in the voter's private chat, when it came to us. Each is told as
        an edit, so that a changed or retracted one is a newer version of the first.
        """
        if "user" not in answer:
            return Unhandled("vote_of_a_chat")
        voter = as_object(answer["user"])
        if voter.get("is_bot") is True:
            return Unhandled("bot")
        chat = number(voter, "id")
        return MessageIn(
            address=Address(Platform.TELEGRAM, self._account, chat),
            place=PlaceKind.PRIVATE,
            sender=Sender(chat, string(voter, "language_code")),
            message=f"poll:{clean(as_text(answer['poll_id']))}",
            sent_at=received_at,
            kind=PartKind.POLL_ANSWER,
            edited_at=received_at,
            facts={Fact.CHOSE: chosen(answer)},
        )

    def _press(self, query: dict[str, Any], received_at: datetime) -> Incoming | Unhandled:
        message = query.get("message")
        if not isinstance(message, dict):
            return Unhandled("callback_without_message")
        handle = string(query, "data")
        if not handle:
            return Unhandled("callback_without_data")
        if as_object(query["from"]).get("is_bot") is True:
            return Unhandled("bot")
        address, place = self._where(message)
        return Press(address, place, _sender(query), clean(handle), number(message, "message_id"), received_at)

    def _membership(self, change: dict[str, Any]) -> Incoming:
        address, place = self._where(change)
        member = as_object(change["new_chat_member"])
        status = as_text(member["status"])
        is_open = status in _PRESENT or (status == "restricted" and member.get("is_member") is True)
        return Reachability(address, place, is_open)

    def _where(self, event: dict[str, Any]) -> tuple[Address, PlaceKind]:
        chat = as_object(event["chat"])
        type_of_chat = as_text(chat["type"])
        place = PlaceKind.OTHER
        if type_of_chat == "private":
            place = PlaceKind.PRIVATE
        elif type_of_chat == "supergroup" and chat.get("is_forum") is True:
            place = PlaceKind.ROOM
        # Outside of topics Telegram uses the same number for a chain of replies; topics of private chats are not ours.
        in_topic = event.get("is_topic_message") is True and place is not PlaceKind.PRIVATE
        thread = number(event, "message_thread_id") if in_topic else None
        return Address(Platform.TELEGRAM, self._account, number(chat, "id"), thread), place


def _not_a_person(message: dict[str, Any]) -> str:
    """Why a message was not written by one known person, or ""."""
    for name in message:
        if name in _SERVICE:
            return f"service:{name}"
    if "sender_chat" in message:
        return "sender_chat"
    if "from" not in message:
        return "no_sender"
    sender = as_object(message["from"])
    if sender.get("id") == ANONYMOUS_ADMIN:
        return "anonymous_admin"
    return "bot" if sender.get("is_bot") is True else ""


def _quoted(message: dict[str, Any]) -> str | None:
    """The message a person replied to. In a topic Telegram names its opening for everything that is no reply."""
    quoted = message.get("reply_to_message")
    if not isinstance(quoted, dict) or "forum_topic_created" in quoted:
        return None
    head = number(quoted, "message_id")
    is_root = message.get("is_topic_message") is True and head == str(message.get("message_thread_id"))
    return None if is_root else head


def _sender(event: dict[str, Any]) -> Sender:
    sender = as_object(event["from"])
    return Sender(number(sender, "id"), string(sender, "language_code"))
