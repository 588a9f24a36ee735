"""The world behind the stand-in: bots, people, private chats, groups with topics, messages, files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bots.sandbox.telegram.files import Link, Media, MediaKind, Size, StoredFile, grey_picture, picture_size
from bots.sandbox.telegram.updates import UpdateQueue

Json = dict[str, Any]

FIRST_BOT = 7_000_000_001
FIRST_PERSON = 5_000_000_001
FIRST_GROUP = -1_002_000_000_001
DEFAULT_RIGHTS = frozenset({"can_manage_topics", "can_delete_messages", "can_pin_messages"})


@dataclass
class Message:
    """One message of one chat. thread: the topic, None in private chats and in General."""

    id: int
    sender: int
    by_bot: bool
    at: datetime
    thread: int | None = None
    text: str = ""
    entities: list[Json] = field(default_factory=list[Json])
    media: Media | None = None
    reply_to: int | None = None
    keyboard: list[list[Json]] = field(default_factory=list[list[Json]])
    album: str | None = None
    service: Json | None = None
    content: Json = field(default_factory=dict[str, Any])  # what is neither words nor a file: a place, a poll
    around: Json = field(default_factory=dict[str, Any])  # that it was forwarded, the passage it answers
    edited_at: datetime | None = None
    silent: bool = False
    protected: bool = False
    reactions: dict[int, str] = field(default_factory=dict[int, str])


@dataclass
class Person:
    """Somebody with an account. deactivated: it was deleted. no_voice: their settings let nobody send them voice messages."""

    id: int
    first_name: str
    language: str
    deactivated: bool = False
    no_voice: bool = False


@dataclass
class Bot:
    """An account of ours. Message ids of its private chats count up together, as on the platform."""

    id: int
    token: str
    username: str
    name: str
    queue: UpdateQueue
    next_message: int = 1
    commands: dict[str, list[Json]] = field(default_factory=dict[str, list[Json]])
    about: dict[str, str] = field(default_factory=dict[str, str])


@dataclass
class PrivateChat:
    """One person and one bot. opened: the person has pressed Start or written."""

    person: Person
    bot: Bot
    opened: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    pinned: list[int] = field(default_factory=list[int])

    @property
    def id(self) -> int:
        """The chat id the bot uses: the person's."""
        return self.person.id

    def next_id(self) -> int:
        """A fresh message id."""
        self.bot.next_message += 1
        return self.bot.next_message - 1


@dataclass
class Topic:
    """A topic of a forum."""

    name: str
    icon_color: int = 7322096
    closed: bool = False


@dataclass
class Membership:
    """What a bot is in a group. status: administrator, member, left or kicked."""

    status: str
    rights: frozenset[str] = frozenset()

    def may(self, right: str) -> bool:
        """Is the bot an administrator with this right?"""
        return self.status == "administrator" and right in self.rights


@dataclass
class Group:
    """A supergroup. people: ids in the order they came; the first is its creator. muted: only administrators may write."""

    id: int
    title: str
    forum: bool
    people: list[int]
    muted: bool = field(default=False, kw_only=True)
    bots: dict[int, Membership] = field(default_factory=dict[int, Membership])
    topics: dict[int, Topic] = field(default_factory=dict[int, Topic])
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    pinned: list[int] = field(default_factory=list[int])
    last_message: int = 0

    def next_id(self) -> int:
        """A fresh message id."""
        self.last_message += 1
        return self.last_message


Chat = PrivateChat | Group


@dataclass
class Query:
    """A press that waits for answerCallbackQuery."""

    bot: int
    person: int
    at: datetime
    answered: bool = False
    text: str = ""
    alert: bool = False


class World:
    """Everything that exists, and a signal for those who wait for a change. Not for use from several threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.bots: dict[str, Bot] = {}
        self.bots_by_id: dict[int, Bot] = {}
        self.people: dict[int, Person] = {}
        self.privates: dict[tuple[int, int], PrivateChat] = {}
        self.groups: dict[int, Group] = {}
        self.files: dict[str, StoredFile] = {}
        self.links: dict[tuple[str, str], Link] = {}  # (token, path) -> what getFile gave
        self.queries: dict[str, Query] = {}
        self.listeners: list[Callable[[], None]] = []
        self._file_count = 0
        self._changed = asyncio.Event()

    def changed(self) -> None:
        """Wake whoever waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()
        for listener in self.listeners:
            listener()

    async def next_change(self, within: float) -> None:
        """Return at the next change, or after `within` seconds."""
        try:
            await asyncio.wait_for(self._changed.wait(), within)
        except TimeoutError:
            return

    def private(self, person: int, bot: int) -> PrivateChat:
        """The chat of these two, made on first use. KeyError where one of them is unknown."""
        if person not in self.people:
            raise KeyError(f"no person has the id {person}")
        if bot not in self.bots_by_id:
            raise KeyError(f"no bot has the id {bot}")
        key = (person, bot)
        if key not in self.privates:
            self.privates[key] = PrivateChat(self.people[person], self.bots_by_id[bot])
        return self.privates[key]

    def store_file(self, kind: MediaKind, content: bytes, *, name: str = "", mime: str = "") -> StoredFile:
        """Keep bytes."""
        self._file_count += 1
        return StoredFile(self._file_count, kind, content, name, mime)

    def photo(self, content: bytes, *, spoiler: bool = False) -> Media:
        """A photo in three sizes, the largest last and true; the smaller ones are grey."""
        width, height = picture_size(content) or (1280, 960)
        sizes: list[Size] = []
        for longest in (90, 320):
            share = longest / max(width, height, 1)
            if share < 1:
                small = (max(1, round(width * share)), max(1, round(height * share)))
                sizes.append(Size(self.store_file("photo", grey_picture(*small)), *small))
        whole = self.store_file("photo", content, mime="image/jpeg")
        sizes.append(Size(whole, width, height))
        return Media("photo", whole, tuple(sizes), spoiler=spoiler)

    def file_id(self, bot: Bot, file: StoredFile) -> str:
        """The id by which `bot` can fetch and re-send this file from now on."""
        file_id = file.id_for(bot.id)
        self.files[file_id] = file
        return file_id

    def post(self, chat: Chat, message: Message) -> Message:
        """Put a message into its chat."""
        chat.messages[message.id] = message
        self.changed()
        return message
