"""Groups as people run them, and what a person sees: the other half of acting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bots.sandbox.telegram.groups import note_bot_membership, note_person, service_message
from bots.sandbox.telegram.kinds import Kinds
from bots.sandbox.telegram.shapes import bot_json, chat_json, person_json, unix
from bots.sandbox.telegram.updates import KEPT_FOR
from bots.sandbox.telegram.world import (
    DEFAULT_RIGHTS,
    FIRST_GROUP,
    Bot,
    Group,
    Membership,
    PrivateChat,
    Topic,
    World,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """A message as somebody in the chat sees it now. buttons: labels by row. at: when it was sent."""

    message: int
    thread: int | None
    by: Literal["bot", "person"]
    author: str
    text: str
    entities: list[Json]
    buttons: list[list[str]]
    media: str | None
    media_sha256: str | None
    reply_to: int | None
    edited: bool
    silent: bool
    protected: bool
    at: datetime


class Stage(Kinds):
    """Everything people can do, and what they see."""

    def add_forum(
        self,
        title: str,
        members: list[int],
        *,
        bot: str | None = None,
        rights: Iterable[str] | None = None,
        forum: bool = True,
    ) -> int:
        """A supergroup of these people, the first its creator, with a bot in it. Returns its id.

        bot: a token; None: the only bot there is, or nobody where there are several or none. rights: None gives
        DEFAULT_RIGHTS, an empty set a bot that is no administrator. forum: with topics.
        """
        for member in members:
            self._active(member)
        number = FIRST_GROUP - len(self.world.groups)
        self.world.groups[number] = Group(number, title, forum, list(dict.fromkeys(members)))
        account = self._only_bot() if bot is None else self._bot(bot)
        if account is not None:
            self.add_to_group(number, account.token, rights=rights)
        self.world.changed()
        return number

    def add_to_group(self, chat: int, bot: str, *, rights: Iterable[str] | None = None) -> None:
        """The creator adds a bot, as administrator with `rights` (None: DEFAULT_RIGHTS; empty: as plain member)."""
        group, account = self._group(chat), self._bot(bot)
        note_bot_membership(self.world, group, account, _membership(rights), by=self._creator(group))
        if group.people:
            service_message(self.world, group, group.people[0], {"new_chat_members": [bot_json(account)]})

    def set_rights(self, chat: int, bot: str, rights: Iterable[str]) -> None:
        """The creator changes what a bot may do there. Empty: no administrator any more."""
        group = self._group(chat)
        note_bot_membership(self.world, group, self._bot(bot), _membership(rights), by=self._creator(group))

    def kick_bot(self, chat: int, bot: str) -> None:
        """The creator removes a bot: it is told by my_chat_member."""
        group = self._group(chat)
        note_bot_membership(self.world, group, self._bot(bot), Membership("kicked"), by=self._creator(group))

    def mute(self, chat: int) -> None:
        """The creator lets only administrators write."""
        self._group(chat).muted = True

    def join_group(self, chat: int, person: int) -> None:
        """The creator adds a person: administrators that asked for chat_member are told, all see a service line."""
        group, somebody = self._group(chat), self._active(person)
        if person in group.people:
            return
        note_person(self.world, group, somebody, comes=True, by=self._creator(group))
        service_message(self.world, group, group.people[0], {"new_chat_members": [person_json(somebody)]})

    def leave_group(self, chat: int, person: int) -> None:
        """A person leaves."""
        group, somebody = self._group(chat), self._active(person)
        if person not in group.people:
            return
        note_person(self.world, group, somebody, comes=False, by=person_json(somebody))
        service_message(self.world, group, person, {"left_chat_member": person_json(somebody)})

    def close_topic(self, chat: int, thread: int) -> None:
        """The creator closes a topic: the bots see a service line."""
        group, topic = self._topic(chat, thread)
        topic.closed = True
        service_message(self.world, group, group.people[0], {"forum_topic_closed": {}}, thread=thread)

    def reopen_topic(self, chat: int, thread: int) -> None:
        """The creator opens a closed topic again."""
        group, topic = self._topic(chat, thread)
        topic.closed = False
        service_message(self.world, group, group.people[0], {"forum_topic_reopened": {}}, thread=thread)

    def delete_topic(self, chat: int, thread: int) -> None:
        """The creator deletes a topic with all its messages. Bots are never told."""
        group, _ = self._topic(chat, thread)
        del group.topics[thread]
        group.messages = {n: m for n, m in group.messages.items() if m.thread != thread}
        self.world.changed()

    def react(self, person: int, chat: int, message: int, emoji: str) -> None:
        """Put an emoji under a message in place of the one there was; the same again, or "", takes it away.

        Bots are told where they asked for message_reaction, in groups only as administrators (SPEC Update).
        """
        place = self._place(person, chat)
        found = self._message(place, message)
        old, new = found.reactions.get(person, ""), emoji
        new = "" if new == old else new
        if new:
            found.reactions[person] = new
        elif found.reactions.pop(person, None) is None:
            return
        body: Json = {
            "chat": chat_json(place),
            "message_id": message,
            "user": person_json(self.world.people[person]),
            "date": unix(self.world.now()),
            "old_reaction": _reaction(old),
            "new_reaction": _reaction(new),
        }
        told = [place.bot] if isinstance(place, PrivateChat) else _administrators(self.world, place)
        for bot in told:
            bot.queue.push("message_reaction", body, kept_until=self.world.now() + KEPT_FOR)
        self.world.changed()

    def topics(self, chat: int) -> dict[int, str]:
        """Thread id -> name."""
        return {number: topic.name for number, topic in self._group(chat).topics.items()}

    def pinned(self, chat: int, *, bot: str | None = None) -> list[int]:
        """Ids of the pinned messages, oldest pin first."""
        place = self._seen_chat(chat, bot)
        return [number for number in place.pinned if number in place.messages]

    def toast(self, callback: str) -> str | None:
        """What the presser saw after a press: the answer's text, "" for a bare answer, None for none yet."""
        query = self.world.queries[callback]
        return query.text if query.answered else None

    def seen(self, chat: int, *, bot: str | None = None, thread: int | None = None) -> list[Seen]:
        """What a person in that chat sees now, oldest first, service lines left out. thread: that topic only."""
        place = self._seen_chat(chat, bot)
        return [
            Seen(
                message=m.id,
                thread=m.thread,
                by="bot" if m.by_bot else "person",
                author=self.world.bots_by_id[m.sender].name if m.by_bot else self.world.people[m.sender].first_name,
                text=m.text,
                entities=m.entities,
                buttons=[[str(button["text"]) for button in row] for row in m.keyboard],
                media=m.media.kind if m.media else None,
                media_sha256=m.media.file.sha256 if m.media else None,
                reply_to=m.reply_to,
                edited=m.edited_at is not None,
                silent=m.silent,
                protected=m.protected,
                at=m.at,
            )
            for m in sorted(place.messages.values(), key=lambda m: m.id)
            if m.service is None and (thread is None or m.thread == thread)
        ]

    def _topic(self, chat: int, thread: int) -> tuple[Group, Topic]:
        group = self._group(chat)
        if thread not in group.topics:
            raise KeyError(f"no topic {thread}; there are {sorted(group.topics)}")
        return group, group.topics[thread]

    def _creator(self, group: Group) -> Json:
        if not group.people:
            raise ValueError("nobody is in this group")
        return person_json(self.world.people[group.people[0]])


def _reaction(emoji: str) -> list[Json]:
    return [{"type": "emoji", "emoji": emoji}] if emoji else []


def _administrators(world: World, group: Group) -> list[Bot]:
    return [world.bots_by_id[bot] for bot, place in group.bots.items() if place.status == "administrator"]


def _membership(rights: Iterable[str] | None) -> Membership:
    given = DEFAULT_RIGHTS if rights is None else frozenset(rights)
    return Membership("administrator", given) if given else Membership("member")
