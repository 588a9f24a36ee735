"""What a person sees on Telegram: the private chat with the bot, and the topics of the room."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bots.sandbox.page import things
from bots.sandbox.page.media import Shelf
from bots.sandbox.page.people import GENERAL, NEWEST, PRIVATE
from bots.sandbox.page.spans import from_entities
from bots.sandbox.telegram import TelegramStandIn
from bots.sandbox.telegram.files import Media
from bots.sandbox.telegram.world import Bot, Chat, Group, Message, PrivateChat, Topic

Json = dict[str, Any]

_KINDS = {"document": "file", "video_note": "video", "animation": "video"}
_SERVICE = {
    "forum_topic_closed": "{who} closed the topic",
    "forum_topic_reopened": "{who} opened the topic again",
    "pinned_message": "{who} pinned a message",
}


class TelegramLook:
    """One person's screen, from the stand-in's world. group: the therapist's forum."""

    def __init__(self, world: TelegramStandIn, token: str, shelf: Shelf, *, number: int, group: int | None) -> None:
        self._tg, self._token, self._shelf = world, token, shelf
        self._number, self._group = number, group

    def bot(self) -> Bot:
        """The bot."""
        return self._tg.world.bots[self._token]

    def private(self) -> PrivateChat:
        """The chat with the bot."""
        return self._tg.world.private(self._number, self.bot().id)

    def room(self) -> Group | None:
        """The forum."""
        return None if self._group is None else self._tg.world.groups[self._group]

    def view(self) -> Json:
        """The part of PANE that Telegram knows."""
        private, room = self.private(), self.room()
        places = [] if room is None else list(self._room_places(room))
        places.append(
            {
                "id": PRIVATE,
                "kind": "private",
                "title": self.bot().name,
                "archived": False,
                "can_write": private.opened and not private.blocked,
                "messages": self._messages(private, list(private.messages.values())),
            }
        )
        return {
            "blocked": private.blocked,
            "dms_closed": False,
            "started": private.opened or room is not None,
            "servers": [],
            "places": places,
            "commands": self._menu(),
            "modal": None,
            "toasts": self._toasts(),
        }

    def _room_places(self, room: Group) -> Iterator[Json]:
        by_topic: dict[int | None, list[Message]] = {}
        for message in room.messages.values():
            by_topic.setdefault(message.thread, []).append(message)
        listed: list[tuple[int | None, Topic]] = [(None, Topic("General")), *room.topics.items()]
        for number, topic in listed:
            yield {
                "id": GENERAL if number is None else str(number),
                "kind": "general" if number is None else "thread",
                "title": topic.name,
                "archived": topic.closed,
                "can_write": self._number in room.people,
                "messages": self._messages(room, by_topic.get(number, [])),
            }

    def _messages(self, chat: Chat, messages: list[Message]) -> list[Json]:
        newest = sorted(messages, key=lambda message: message.id)[-NEWEST:]
        return [self._message(chat, message) for message in newest]

    def _message(self, chat: Chat, message: Message) -> Json:
        author = self._author(message)
        by = "bot" if message.by_bot else "me" if message.sender == self._number else "other"
        before = things.around_telegram(message)
        text = before + (message.text or things.on_telegram(message))
        if message.service is not None:
            by, text = "service", self._service_words(message.service, author)
        return {
            "id": str(message.id),
            "by": by,
            "author": author,
            "at": message.at.isoformat(),
            "text": text,
            "spans": from_entities(message.text, message.entities) if message.service is None and not before else [],
            "edited": message.edited_at is not None,
            "silent": message.silent,
            "pinned": message.id in chat.pinned,
            "protected": message.protected,
            "only_me": False,
            "thinking": False,
            "withdrawn": False,
            "reply_to": None if message.reply_to is None else str(message.reply_to),
            "album": message.album,
            "buttons": [[_button(button) for button in row] for row in message.keyboard],
            "media": [] if message.media is None else [self._media(message.media)],
            "reactions": self._reactions(message),
        }

    def _author(self, message: Message) -> str:
        if message.by_bot:
            return self._tg.world.bots_by_id[message.sender].name
        return self._tg.world.people[message.sender].first_name or "Deleted account"

    @staticmethod
    def _service_words(service: Json, who: str) -> str:
        for name, words in _SERVICE.items():
            if name in service:
                return words.format(who=who)
        if "forum_topic_created" in service:
            return f"{who} created the topic “{service['forum_topic_created']['name']}”"
        if "new_chat_members" in service:
            return ", ".join(str(one["first_name"]) for one in service["new_chat_members"]) + " joined the group"
        if "left_chat_member" in service:
            return f"{service['left_chat_member']['first_name']} left the group"
        return "A change in this group"

    def _media(self, media: Media) -> Json:
        file = media.file
        kind = _KINDS.get(media.kind, media.kind)
        more: Json = {"duration_s": media.duration} if media.duration else {}
        return self._shelf.show("telegram", str(file.number), file.content, kind=kind, name=file.name, **more)

    def _reactions(self, message: Message) -> list[Json]:
        given = list(message.reactions.values())
        mine = message.reactions.get(self._number)
        return [{"emoji": each, "count": given.count(each), "mine": each == mine} for each in dict.fromkeys(given)]

    def _menu(self) -> list[Json]:
        """The bot's commands where this person looks most: the narrowest list there is, in their language first."""
        chat, kind = (self._number, "all_private_chats") if self._group is None else (self._group, "all_group_chats")
        scopes: list[Json] = [{"type": "chat", "chat_id": chat}, {"type": kind}, {"type": "default"}]
        if self._group is not None:
            scopes[1:1] = [
                {"type": "chat_administrators", "chat_id": chat},
                {"type": "all_chat_administrators"},
            ]
        language = self._tg.world.people[self._number].language
        for scope in scopes:
            for tag in (language, ""):
                found = self.bot().commands.get(json.dumps([scope, tag], sort_keys=True))
                if found:
                    return [{"name": c["command"], "description": c["description"], "options": []} for c in found]
        return []

    def _toasts(self) -> list[Json]:
        """The last words that popped up over the chat after a press."""
        mine = [
            {"n": number, "text": query.text, "alert": query.alert}
            for number, query in enumerate(self._tg.world.queries.values(), 1)
            if query.person == self._number and query.answered and query.text
        ]
        return mine[-3:]


def _button(button: Json) -> Json:
    url = str(button.get("url") or "")
    return {"label": str(button["text"]), "kind": "link" if url else "press", "url": url}
