"""Acting as people: what somebody does in the app, and the updates the bots get for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bots.sandbox.telegram import text as texts
from bots.sandbox.telegram.files import Media, MediaKind
from bots.sandbox.telegram.groups import tell_bots
from bots.sandbox.telegram.shapes import (
    bot_member_json,
    chat_json,
    message_json,
    person_json,
    unix,
)
from bots.sandbox.telegram.updates import CALLBACK_KEPT_FOR, KEPT_FOR, UpdateQueue
from bots.sandbox.telegram.world import (
    FIRST_BOT,
    FIRST_PERSON,
    Bot,
    Chat,
    Group,
    Membership,
    Message,
    Person,
    PrivateChat,
    Query,
    World,
)

Json = dict[str, Any]

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")  # of a deep link (core.telegram.org/bots)
FIRST_UPDATE = 310_000_001


class People:
    """The verbs of people. Synchronous; to be called on the loop's thread.

    chat: in private chats the bot's user id, else the group's id. KeyError: no such thing; ValueError: the app
    would not let one.
    """

    def __init__(self, now: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self.world = World(now)
        self._monotonic = monotonic

    # --- who there is ----------------------------------------------------------------------------------------------

    def add_bot(self, token: str, username: str, *, name: str = "Bot") -> int:
        """A bot under this token. Returns its user id: the number before the token's colon where there is one."""
        head = token.partition(":")[0]
        number = int(head) if head.isdecimal() else FIRST_BOT + len(self.world.bots)
        if token in self.world.bots or number in self.world.bots_by_id or number in self.world.people:
            raise ValueError("there is a bot or a person with this token or id already")
        queue = UpdateQueue(
            now=self.world.now,
            monotonic=self._monotonic,
            first_id=FIRST_UPDATE + 1_000_000 * len(self.world.bots),
            changed=self.world.changed,
        )
        bot = Bot(number, token, username, name, queue)
        self.world.bots[token] = self.world.bots_by_id[number] = bot
        return number

    def add_person(self, first_name: str, *, language: str = "en", person_id: int | None = None) -> int:
        """Somebody with an account. Returns the user id."""
        number = person_id
        if number is None:
            number = FIRST_PERSON + len(self.world.people)
            while number in self.world.people:
                number += 1
        if number in self.world.people or number in self.world.bots_by_id or number <= 0:
            raise ValueError(f"the id {number} is taken or not a person's")
        self.world.people[number] = Person(number, first_name, language)
        self.world.changed()
        return number

    # --- writing ---------------------------------------------------------------------------------------------------

    def start_bot(self, person: int, bot: str, payload: str = "") -> int:
        """Press Start, or follow the link t.me/BOT?start=payload. Unblocks. Returns the message id."""
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError("a start payload is up to 64 characters of A-Z a-z 0-9 _ -")
        account = self._bot(bot)
        self._active(person)
        if self.world.private(person, account.id).blocked:
            self.unblock(person, bot)
        return self.write(person, account.id, f"/start {payload}".strip())

    def write(
        self, person: int, chat: int, text: str, *, thread: int | None = None, reply_to: int | None = None
    ) -> int:
        """Write a text of 1 to 4096 characters. Returns the message id."""
        words = text.strip()
        if not 1 <= len(words) <= texts.TEXT_LIMIT:
            raise ValueError("the app sends 1 to 4096 characters in one message")
        return self._say(person, chat, words, None, thread=thread, reply_to=reply_to)

    def send_photo(
        self,
        person: int,
        chat: int,
        content: bytes,
        *,
        caption: str = "",
        thread: int | None = None,
        reply_to: int | None = None,
        group: str | None = None,
    ) -> int:
        """Send a picture as a photo. group: any name shared by the pictures of one album."""
        media = self.world.photo(content)
        return self._say(person, chat, caption, media, thread=thread, reply_to=reply_to, album=group)

    def send_voice(
        self,
        person: int,
        chat: int,
        content: bytes,
        *,
        mime: str = "audio/ogg",
        duration: int = 2,
        caption: str = "",
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        """Speak. duration in seconds."""
        media = self._media("voice", content, mime=mime, duration=duration)
        return self._say(person, chat, caption, media, thread=thread, reply_to=reply_to)

    def send_audio(
        self,
        person: int,
        chat: int,
        content: bytes,
        *,
        name: str = "song.mp3",
        mime: str = "audio/mpeg",
        duration: int = 2,
        caption: str = "",
        thread: int | None = None,
        reply_to: int | None = None,
        group: str | None = None,
    ) -> int:
        """Send a sound file."""
        media = self._media("audio", content, name=name, mime=mime, duration=duration)
        return self._say(person, chat, caption, media, thread=thread, reply_to=reply_to, album=group)

    def send_document(
        self,
        person: int,
        chat: int,
        content: bytes,
        *,
        name: str = "file.bin",
        mime: str = "application/octet-stream",
        caption: str = "",
        thread: int | None = None,
        reply_to: int | None = None,
        group: str | None = None,
    ) -> int:
        """Send as a file."""
        media = self._media("document", content, name=name, mime=mime)
        return self._say(person, chat, caption, media, thread=thread, reply_to=reply_to, album=group)

    def send_video(
        self,
        person: int,
        chat: int,
        content: bytes,
        *,
        duration: int = 2,
        caption: str = "",
        thread: int | None = None,
        reply_to: int | None = None,
        group: str | None = None,
    ) -> int:
        """Send a film."""
        media = self._media("video", content, name="video.mp4", mime="video/mp4", duration=duration)
        return self._say(person, chat, caption, media, thread=thread, reply_to=reply_to, album=group)

    def send_sticker(
        self,
        person: int,
        chat: int,
        content: bytes = b"RIFF....WEBPVP8 ",
        *,
        emoji: str = "\N{SLIGHTLY SMILING FACE}",
        thread: int | None = None,
        reply_to: int | None = None,
    ) -> int:
        """Send a sticker."""
        file = self.world.store_file("sticker", content, mime="image/webp")
        return self._say(person, chat, "", Media("sticker", file, emoji=emoji), thread=thread, reply_to=reply_to)

    def edit(self, person: int, chat: int, message: int, text: str) -> None:
        """Change one's own text or caption. The same text again is told to bots too (the platform does at times)."""
        place = self._place(person, chat)
        found = self._message(place, message)
        if found.sender != person or found.service is not None or found.content:
            raise ValueError("one edits one's own messages")
        found.text, found.edited_at = text.strip(), self.world.now()
        found.entities = texts.found_in(found.text)
        self.world.changed()
        self._tell(place, found, kind="edited_message")

    def press(self, person: int, chat: int, message: int, label: str) -> str:
        """Press the button with this label, or the only one whose label begins so. Returns the callback id."""
        place = self._place(person, chat)
        found = self._message(place, message)
        buttons = [button for row in found.keyboard for button in row]
        fitting = [b for b in buttons if b["text"] == label] or [b for b in buttons if b["text"].startswith(label)]
        if len(fitting) != 1:
            raise KeyError(f"{len(fitting)} buttons fit {label!r}; there are {[b['text'] for b in buttons]}")
        if "callback_data" not in fitting[0]:
            raise ValueError("this button opens a link; the bot is not told")
        bot, now = self.world.bots_by_id[found.sender], self.world.now()
        number = str(4_000_000_000_000_000_001 + len(self.world.queries))
        self.world.queries[number] = Query(bot.id, person, now)
        body: Json = {
            "id": number,
            "from": person_json(self.world.people[person]),
            "message": message_json(self.world, bot, place, found),
            "chat_instance": str(8_000_000_000_000_000_000 + abs(place.id)),
            "data": fitting[0]["callback_data"],
        }
        bot.queue.push("callback_query", body, kept_until=now + CALLBACK_KEPT_FOR)
        return number

    # --- closing and opening the door ------------------------------------------------------------------------------

    def block(self, person: int, bot: str) -> None:
        """Block the bot: it is told, and can write no more."""
        self._set_blocked(person, bot, blocked=True)

    def unblock(self, person: int, bot: str) -> None:
        """Unblock the bot: it is told."""
        self._set_blocked(person, bot, blocked=False)

    def deactivate(self, person: int) -> None:
        """Delete the account. Bots are not told; they find out when they write."""
        self._active(person).deactivated = True
        self.world.changed()

    def forbid_voice(self, person: int) -> None:
        """Let nobody send them voice messages any more (a setting of Premium). Bots are not told."""
        self._active(person).no_voice = True

    def delete_message(self, chat: int, message: int, *, bot: str | None = None) -> None:
        """Delete a message for everybody. Bots are never told. In a private chat: chat is the person's id."""
        place = self._seen_chat(chat, bot)
        del place.messages[self._message(place, message).id]
        self.world.changed()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _bot(self, token: str) -> Bot:
        if token not in self.world.bots:
            raise KeyError("no bot has this token")
        return self.world.bots[token]

    def _only_bot(self) -> Bot | None:
        return next(iter(self.world.bots.values())) if len(self.world.bots) == 1 else None

    def _active(self, person: int) -> Person:
        if person not in self.world.people:
            raise KeyError(f"no person has the id {person}")
        if self.world.people[person].deactivated:
            raise ValueError("this account is deleted")
        return self.world.people[person]

    def _group(self, chat: int) -> Group:
        if chat not in self.world.groups:
            raise KeyError(f"no group has the id {chat}")
        return self.world.groups[chat]

    def _place(self, person: int, chat: int) -> Chat:
        """Where a person acts."""
        self._active(person)
        if chat in self.world.bots_by_id:
            return self.world.private(person, chat)
        group = self._group(chat)
        if person not in group.people:
            raise ValueError(f"person {person} is not in this group")
        return group

    def _seen_chat(self, chat: int, bot: str | None) -> Chat:
        """A chat as it is named from the outside: a group's id, or a person's with the bot's token."""
        if chat in self.world.groups:
            return self.world.groups[chat]
        account = self._only_bot() if bot is None else self._bot(bot)
        if account is None:
            raise ValueError("there are several bots; name one")
        return self.world.private(chat, account.id)

    def _message(self, place: Chat, number: int) -> Message:
        if number not in place.messages:
            raise KeyError(f"no message {number} in this chat; there are {sorted(place.messages)[-20:]}")
        return place.messages[number]

    def _media(self, kind: MediaKind, content: bytes, *, name: str = "", mime: str = "", duration: int = 0) -> Media:
        return Media(kind, self.world.store_file(kind, content, name=name, mime=mime), duration=duration)

    def _say(
        self,
        person: int,
        chat: int,
        words: str,
        media: Media | None,
        *,
        thread: int | None,
        reply_to: int | None,
        album: str | None = None,
        content: Json | None = None,
        around: Json | None = None,
    ) -> int:
        place = self._place(person, chat)
        if media is not None and len(words) > texts.CAPTION_LIMIT:
            raise ValueError("the app sends captions of up to 1024 characters")
        if isinstance(place, PrivateChat):
            if place.blocked:
                raise ValueError("the bot is blocked; unblock it or press Start")
            if thread is not None:
                raise ValueError("a private chat has no topics")
            place.opened = True
        elif thread is not None:
            if thread not in place.topics:
                raise KeyError(f"no topic {thread}; there are {sorted(place.topics)}")
            if place.topics[thread].closed and person != place.people[0]:
                raise ValueError("this topic is closed")
        if reply_to is not None:
            self._message(place, reply_to)
        message = Message(
            id=place.next_id(),
            sender=person,
            by_bot=False,
            at=self.world.now(),
            thread=thread,
            text=words,
            entities=texts.found_in(words),
            media=media,
            reply_to=reply_to,
            album=None if album is None else _album_id(place, album),
            content=content or {},
            around=around or {},
        )
        self.world.post(place, message)
        self._tell(place, message, kind="message")
        return message.id

    def _tell(self, place: Chat, message: Message, *, kind: str) -> None:
        if isinstance(place, Group):
            tell_bots(self.world, place, message, kind=kind)
            return
        at = message.edited_at or message.at
        body = message_json(self.world, place.bot, place, message)
        place.bot.queue.push(kind, body, kept_until=at + KEPT_FOR)

    def _set_blocked(self, person: int, bot: str, *, blocked: bool) -> None:
        who, account = self._active(person), self._bot(bot)
        chat = self.world.private(person, account.id)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        free, shut = Membership("member"), Membership("kicked")
        old, new = (free, shut) if blocked else (shut, free)
        body: Json = {
            "chat": chat_json(chat),
            "from": person_json(who),
            "date": unix(self.world.now()),
            "old_chat_member": bot_member_json(account, old),
            "new_chat_member": bot_member_json(account, new),
        }
        account.queue.push("my_chat_member", body, kept_until=self.world.now() + KEPT_FOR)
        self.world.changed()


def _album_id(place: Chat, name: str) -> str:
    """A media_group_id as the platform writes them: digits, the same for the same name in the same chat."""
    if name.isdecimal():
        return name
    return str(13_000_000_000_000_000 + int.from_bytes(f"{place.id}{name}".encode()) % 10**15)
