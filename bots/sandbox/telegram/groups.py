"""What a group's bots are told: messages they may see, comings and goings."""

from __future__ import annotations

import re
from typing import Any

from bots.sandbox.telegram.shapes import bot_member_json, chat_json, message_json, person_member_json, unix
from bots.sandbox.telegram.updates import KEPT_FOR
from bots.sandbox.telegram.world import Bot, Group, Membership, Message, Person, World

Json = dict[str, Any]


def tell_bots(world: World, group: Group, message: Message, *, kind: str = "message") -> None:
    """Queue a person's message, edit or service message for every bot in the group that may see it."""
    at = message.edited_at if kind == "edited_message" and message.edited_at else message.at
    for number, membership in group.bots.items():
        bot = world.bots_by_id[number]
        if membership.status in ("member", "administrator") and _sees(group, bot, membership, message):
            body = message_json(world, bot, group, message)
            bot.queue.push(kind, body, kept_until=at + KEPT_FOR)


def service_message(world: World, group: Group, sender: int, service: Json, *, thread: int | None = None) -> Message:
    """Post a line like "X joined the group" and tell the bots."""
    message = Message(
        id=group.next_id(),
        sender=sender,
        by_bot=sender in world.bots_by_id,
        at=world.now(),
        thread=thread,
        service=service,
    )
    world.post(group, message)
    tell_bots(world, group, message)
    return message


def note_bot_membership(world: World, group: Group, bot: Bot, new: Membership, *, by: Json) -> None:
    """Change what a bot is in a group and tell it by my_chat_member."""
    old = group.bots.get(bot.id)
    group.bots[bot.id] = new
    body: Json = {
        "chat": chat_json(group),
        "from": by,
        "date": unix(world.now()),
        "old_chat_member": bot_member_json(bot, old),
        "new_chat_member": bot_member_json(bot, new),
    }
    bot.queue.push("my_chat_member", body, kept_until=world.now() + KEPT_FOR)
    world.changed()


def note_person(world: World, group: Group, person: Person, *, comes: bool, by: Json) -> None:
    """A person comes or goes: administrators that asked for chat_member are told."""
    old = person_member_json(group, person)
    if comes:
        group.people.append(person.id)
    else:
        group.people.remove(person.id)
    for number, membership in group.bots.items():
        if membership.status != "administrator":
            continue
        body: Json = {
            "chat": chat_json(group),
            "from": by,
            "date": unix(world.now()),
            "old_chat_member": old,
            "new_chat_member": person_member_json(group, person),
        }
        world.bots_by_id[number].queue.push("chat_member", body, kept_until=world.now() + KEPT_FOR)
    world.changed()


def _sees(group: Group, bot: Bot, membership: Membership, message: Message) -> bool:
    """Privacy mode: a bot that is no administrator sees commands, mentions, answers to it, service messages."""
    if membership.status == "administrator" or message.service is not None:
        return True
    quoted = group.messages.get(message.reply_to) if message.reply_to else None
    if quoted is not None and quoted.sender == bot.id:
        return True
    named = re.search(rf"@{re.escape(bot.username)}\b", message.text, re.IGNORECASE)
    command = re.match(r"/\w+(@\w+)?", message.text)
    return bool(named) or (command is not None and command[1] is None)
