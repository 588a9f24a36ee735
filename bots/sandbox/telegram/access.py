"""May this bot do that there: chats, topics, quoted messages, rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bots.sandbox.telegram.flood import Flood
from bots.sandbox.telegram.params import Params
from bots.sandbox.telegram.refusals import bad, forbidden
from bots.sandbox.telegram.world import Bot, Chat, Group, Membership, Message, PrivateChat, World


@dataclass(frozen=True)
class Ask:
    """One call of one bot, ready to be judged and done."""

    world: World
    bot: Bot
    params: Params
    flood: Flood

    @property
    def now(self) -> datetime:
        """The world's time."""
        return self.world.now()


def chat_to_read(ask: Ask) -> Chat:
    """The chat of `chat_id`, where reading is enough. Raises Refusal 400 or 403."""
    return _chat(ask, write=False)


def chat_to_write(ask: Ask) -> Chat:
    """The chat of `chat_id`, where the bot wants to write or change. Raises Refusal 400 or 403."""
    return _chat(ask, write=True)


def group_to_change(ask: Ask) -> Group:
    """A supergroup. Raises Refusal 400 or 403."""
    chat = _chat(ask, write=True)
    if isinstance(chat, PrivateChat):
        raise bad("method is available for supergroup and channel chats only")
    return chat


def membership(ask: Ask, group: Group) -> Membership:
    """What the bot is in this group. It has passed `_chat`, so it is in."""
    return group.bots[ask.bot.id]


def thread_to_write(ask: Ask, chat: Chat) -> int | None:
    """The topic of `message_thread_id`, None for a private chat and for General. Raises Refusal 400."""
    thread = ask.params.whole("message_thread_id")
    if not thread:
        return None
    # General's id 1 is refused too: it is written to without a thread (Client.cpp:8276).
    if isinstance(chat, PrivateChat) or thread not in chat.topics:
        raise bad("message thread not found")
    if chat.topics[thread].closed and not membership(ask, chat).may("can_manage_topics"):
        raise bad("TOPIC_CLOSED")
    return thread


def quoted_message(ask: Ask, chat: Chat) -> Message | None:
    """The message of `reply_parameters` (or the older `reply_to_message_id`). Raises Refusal 400."""
    said = ask.params.object("reply_parameters")
    if said is None:
        number = ask.params.whole("reply_to_message_id")
        lenient = ask.params.flag("allow_sending_without_reply")
    else:
        number = said.get("message_id")
        lenient = said.get("allow_sending_without_reply") is True
        if not isinstance(number, int) or isinstance(number, bool):
            raise bad("can't parse reply parameters: can't find field \"message_id\"")
        if str(said.get("chat_id", chat.id)) != str(chat.id):
            raise bad("the stand-in plays no replies across chats")
    if not number:
        return None
    quoted = chat.messages.get(number)
    if quoted is None and not lenient:
        raise bad("message to be replied not found")
    return quoted


def message_of(ask: Ask, chat: Chat, what: str) -> Message:
    """The message of `message_id`. Raises Refusal 400 "message to edit not found" and the like."""
    number = ask.params.whole("message_id")
    if not number:
        raise bad("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad(f"message to {what} not found")
    return message


def _chat(ask: Ask, *, write: bool) -> Chat:
    chat_id = ask.params.values.get("chat_id")
    if chat_id is None:
        raise bad("chat_id is empty")
    if not isinstance(chat_id, int):
        raise bad("chat not found")
    if chat_id in ask.world.bots_by_id:
        raise forbidden("bot can't send messages to bots") if write else bad("chat not found")
    if chat_id in ask.world.groups:
        group = _group(ask, ask.world.groups[chat_id])
        if write and group.muted and membership(ask, group).status != "administrator":
            raise bad("not enough rights to send text messages to the chat")
        return group
    if chat_id not in ask.world.people:
        raise bad("chat not found")
    chat = ask.world.privates.get((chat_id, ask.bot.id))
    if ask.world.people[chat_id].deactivated and write:
        raise forbidden("user is deactivated")
    if chat is None or not chat.opened:
        raise forbidden("bot can't initiate conversation with a user") if write else bad("chat not found")
    if chat.blocked and write:
        raise forbidden("bot was blocked by the user")
    return chat


def _group(ask: Ask, group: Group) -> Group:
    mine = group.bots.get(ask.bot.id)
    if mine is None:
        raise bad("chat not found")
    if mine.status == "kicked":
        raise forbidden("bot was kicked from the supergroup chat")
    if mine.status == "left":
        raise forbidden("bot is not a member of the supergroup chat")
    return group
