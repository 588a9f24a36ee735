"""Chats, their members, their topics: what a bot can ask and do."""

from __future__ import annotations

from typing import Any

from bots.sandbox.telegram import access
from bots.sandbox.telegram.access import Ask
from bots.sandbox.telegram.groups import note_bot_membership
from bots.sandbox.telegram.refusals import bad
from bots.sandbox.telegram.shapes import bot_json, bot_member_json, chat_json, person_json, person_member_json
from bots.sandbox.telegram.world import Group, Membership, Message, PrivateChat, Topic

Json = dict[str, Any]

TOPIC_NAME_LIMIT = 128
ICON_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)  # SPEC createForumTopic.icon_color


def create_forum_topic(ask: Ask) -> Json:
    """`createForumTopic`: counts as a message of the group."""
    name = (ask.params.words("name") or "").strip()
    chat = access.chat_to_write(ask)
    if isinstance(chat, PrivateChat) or not chat.forum:
        raise bad("the chat is not a forum")
    if not name:
        raise bad("topic title must be non-empty")
    if len(name) > TOPIC_NAME_LIMIT:
        raise bad("topic title is too long")
    colour = ask.params.whole("icon_color") or ICON_COLOURS[0]
    if colour not in ICON_COLOURS:
        raise bad("invalid topic icon color specified")
    if not access.membership(ask, chat).may("can_manage_topics"):
        raise bad("not enough rights to create a topic")
    ask.flood.spend(ask.bot.id, chat.id)
    number = chat.next_id()
    chat.topics[number] = Topic(name, colour)
    created = {"forum_topic_created": {"name": name, "icon_color": colour}}
    ask.world.post(chat, Message(id=number, sender=ask.bot.id, by_bot=True, at=ask.now, thread=number, service=created))
    return {"message_thread_id": number, "name": name, "icon_color": colour}


def get_chat(ask: Ask) -> Json:
    """`getChat`: a ChatFullInfo with what every chat has."""
    chat = access.chat_to_read(ask)
    shape: Json = {
        **chat_json(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if isinstance(chat, Group):
        shape["permissions"] = {"can_send_messages": True, "can_manage_topics": False, "can_pin_messages": False}
    return shape


def get_chat_member(ask: Ask) -> Json:
    """`getChatMember`."""
    chat = access.chat_to_read(ask)
    user = ask.params.whole("user_id")
    if not user:
        raise bad("invalid user_id specified")
    if user in ask.world.bots_by_id:
        bot = ask.world.bots_by_id[user]
        inside = Membership("member") if isinstance(chat, PrivateChat) else chat.bots.get(user)
        return bot_member_json(bot, inside)
    if user not in ask.world.people:
        raise bad("user not found")
    person = ask.world.people[user]
    if isinstance(chat, PrivateChat):
        return {"user": person_json(person), "status": "member"}
    return person_member_json(chat, person)


def get_chat_administrators(ask: Ask) -> list[Json]:
    """`getChatAdministrators`: the creator and the asking bot; other bots are not told (SPEC)."""
    chat = access.chat_to_read(ask)
    if isinstance(chat, PrivateChat):
        raise bad("there are no administrators in the private chat")
    people = [person_member_json(chat, ask.world.people[chat.people[0]])] if chat.people else []
    mine = access.membership(ask, chat)
    return people + ([bot_member_json(ask.bot, mine)] if mine.status == "administrator" else [])


def get_chat_member_count(ask: Ask) -> int:
    """`getChatMemberCount`: people and bots."""
    chat = access.chat_to_read(ask)
    if isinstance(chat, PrivateChat):
        return 2
    return len(chat.people) + sum(1 for m in chat.bots.values() if m.status in ("member", "administrator"))


def leave_chat(ask: Ask) -> bool:
    """`leaveChat`. The bot is told of it by my_chat_member."""
    chat = access.chat_to_write(ask)
    if isinstance(chat, PrivateChat):
        raise bad("chat member status can't be changed in private chats")
    note_bot_membership(ask.world, chat, ask.bot, Membership("left"), by=bot_json(ask.bot))
    return True
