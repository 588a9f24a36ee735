"""Threads and forum posts: opening, archiving, listing (topics/threads)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bots.sandbox.discord import bodies, refusals
from bots.sandbox.discord.bodies import Draft, Upload
from bots.sandbox.discord.events import Events
from bots.sandbox.discord.permissions import Permission
from bots.sandbox.discord.refusals import Refusal, invalid
from bots.sandbox.discord.snowflakes import iso
from bots.sandbox.discord.world import Bot, Channel, Kind, Message, ThreadState, World

TITLE_LENGTH = 100
ARCHIVE_MINUTES = (60, 1440, 4320, 10_080)
DEFAULT_ARCHIVE = timedelta(days=3)
ACTIVE_THREADS = 1000  # a guild; more is 160006. Discord names no figure.


class Threads:
    """The life of threads."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def begin(self, parent: Channel, name: str, *, owner: str, archive: timedelta, private: bool = False) -> Channel:
        """A new thread under `parent`, not yet announced."""
        instant = self._world.now()
        state = ThreadState(owner, instant, instant, instant, archive, members={owner: instant})
        kind = Kind.PRIVATE_THREAD if private else Kind.PUBLIC_THREAD
        thread = Channel(self._world.snowflakes.take(), kind, name, guild=parent.guild, parent=parent.id, thread=state)
        self._world.channels[thread.id] = thread
        parent.last_message = thread.id if parent.kind is Kind.FORUM else parent.last_message
        self._world.changed()
        return thread

    def post(
        self,
        bot: Bot,
        parent: Channel,
        body: Any,
        uploads: Sequence[Upload],
        compose: Callable[[Bot, Channel, Draft, str], Message],
    ) -> tuple[Channel, Message | None]:
        """POST threads: a forum post with its message, or an empty thread of a text channel. No nonce protects it."""
        given: dict[str, Any] = body if isinstance(body, dict) else {}
        name, archive = _checked(given)
        if parent.kind is Kind.FORUM:
            return self._forum_post(bot, parent, name, archive, given, uploads, compose)
        if parent.kind is not Kind.TEXT:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        private = given.get("type", Kind.PRIVATE_THREAD) == Kind.PRIVATE_THREAD
        need = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
        if not self._world.can(bot.id, parent, need):
            raise refusals.missing_permissions()
        thread = self.begin(parent, name, owner=bot.id, archive=archive, private=private)
        self._events.channel("THREAD_CREATE", thread, new=True)
        return thread, None

    def _forum_post(
        self,
        bot: Bot,
        forum: Channel,
        name: str,
        archive: timedelta,
        given: dict[str, Any],
        uploads: Sequence[Upload],
        compose: Callable[[Bot, Channel, Draft, str], Message],
    ) -> tuple[Channel, Message | None]:
        if not self._world.can(bot.id, forum, Permission.SEND_MESSAGES):
            raise refusals.missing_permissions()
        if forum.wants_tags and not given.get("applied_tags"):
            raise Refusal(400, 40067, "A tag is required to create a forum post in this channel")
        if not isinstance(given.get("message"), dict):
            raise invalid("message", "BASE_TYPE_REQUIRED", "This field is required")
        draft = bodies.read(given["message"], uploads)
        draft.nonce, draft.reply_to = None, None
        if draft.empty():
            raise refusals.empty_message()
        if draft.attachments and not self._world.can(bot.id, forum, Permission.ATTACH_FILES):
            raise refusals.missing_permissions()
        active = sum(
            1 for c in self._world.channels.values() if c.guild == forum.guild and c.thread and not c.thread.archived
        )
        if active >= ACTIVE_THREADS:
            raise Refusal(400, 160006, "Maximum number of active threads reached")
        thread = self.begin(forum, name, owner=bot.id, archive=archive)
        self._events.channel("THREAD_CREATE", thread, new=True)
        message = compose(bot, thread, draft, thread.id)
        self._events.message_created(thread, message)
        return thread, message

    def change(self, bot: Bot, thread: Channel, body: dict[str, Any]) -> None:
        """PATCH a thread: name, archived, locked, auto_archive_duration."""
        state = thread.thread
        assert state is not None
        moderates = self._world.can(bot.id, thread, Permission.MANAGE_THREADS)
        unarchives = state.archived and body.get("archived") is False
        only_unarchives = unarchives and not set(body) - {"archived"}
        if ("locked" in body or (state.locked and unarchives)) and not moderates:
            raise refusals.missing_permissions()
        if not moderates and state.owner != bot.id and not (only_unarchives and bot.id in state.members):
            raise refusals.missing_permissions()
        if state.archived and not unarchives and set(body) - {"archived", "locked"}:
            raise refusals.thread_archived()
        if "name" in body or "auto_archive_duration" in body:
            thread.name, state.auto_archive = _checked({"name": thread.name} | body, before=state.auto_archive)
        if "locked" in body:
            state.locked = bool(body["locked"])
        if "archived" in body and bool(body["archived"]) != state.archived:
            self.archive(thread, archived=bool(body["archived"]))
            return
        self._events.channel("THREAD_UPDATE", thread)
        self._world.changed()

    def archive(self, thread: Channel, *, archived: bool) -> None:
        """Archive or unarchive, and tell."""
        state = thread.thread
        assert state is not None
        state.archived = archived
        state.archive_at = self._world.snowflakes.instant()
        if not archived:
            state.active_at = self._world.now()
        self._events.channel("THREAD_UPDATE", thread)
        self._world.changed()

    def settle(self) -> None:
        """Archive what was quiet for longer than its auto-archive duration by the movable clock."""
        now = self._world.now()
        for channel in list(self._world.channels.values()):
            state = channel.thread
            if state is not None and not state.archived and now - state.active_at > state.auto_archive:
                self.archive(channel, archived=True)

    def delete(self, thread: Channel) -> None:
        """Remove a thread with all in it, and tell."""
        self._events.thread_deleted(thread)
        for message in list(thread.messages.values()):
            self._world.forget(thread, message)
        self._world.channels.pop(thread.id, None)
        self._world.changed()

    def must_accept(self, bot: Bot, channel: Channel) -> None:
        """Refuse 160005 where a moderator closed the thread to new messages."""
        state = channel.thread
        if state is None or not state.locked:
            return
        if state.archived or not self._world.can(bot.id, channel, Permission.MANAGE_THREADS):
            raise refusals.thread_locked()

    def must_be_open(self, bot: Bot, channel: Channel) -> None:
        """Refuse 50083 where the thread is archived, 160005 where it is locked and the bot no moderator."""
        if channel.thread is not None and channel.thread.archived:
            raise refusals.thread_archived()
        self.must_accept(bot, channel)

    def wake(self, channel: Channel) -> None:
        """Sending unarchives."""
        if channel.thread is not None and channel.thread.archived:
            self.archive(channel, archived=False)

    def active(self, bot: Bot, guild: str) -> list[Channel]:
        """Active threads of a guild that the bot sees, newest first."""
        threads = [c for c in self._world.channels.values() if c.guild == guild and c.thread and not c.thread.archived]
        return [c for c in reversed(threads) if self._world.sees(bot.id, c)]

    def archived(
        self, bot: Bot, parent: Channel, query: dict[str, str], *, private: bool
    ) -> tuple[list[Channel], bool]:
        """Archived threads, latest archived first, and whether there are more. Needs READ_MESSAGE_HISTORY."""
        if parent.kind not in (Kind.TEXT, Kind.FORUM):
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        need = Permission.READ_MESSAGE_HISTORY | (Permission.MANAGE_THREADS if private else 0)
        if not self._world.can(bot.id, parent, need):
            raise refusals.missing_permissions()
        raw = query.get("limit", "50")
        if not raw.isdigit() or not 2 <= int(raw) <= 100:
            raise invalid("limit", "NUMBER_TYPE_COERCE", "Must be an int from 2 to 100.")
        before = _instant(query.get("before"))
        found: list[tuple[datetime, Channel]] = []
        for thread in self._world.threads_of(parent.id):
            assert thread.thread is not None
            fits = thread.thread.archived and thread.private_thread == private
            if fits and (before is None or thread.thread.archive_at < before):
                found.append((thread.thread.archive_at, thread))
        found.sort(key=lambda pair: iso(pair[0]), reverse=True)
        return [thread for _, thread in found[: int(raw)]], len(found) > int(raw)


def _checked(body: dict[str, Any], *, before: timedelta = DEFAULT_ARCHIVE) -> tuple[str, timedelta]:
    """Title (1-100) and auto-archive duration of a thread. Refuses 50035."""
    complaints = refusals.Complaints()
    name = body.get("name")
    size = len(name.strip()) if isinstance(name, str) else 0
    complaints.bad_length("name", size, low=1, high=TITLE_LENGTH)
    minutes = body.get("auto_archive_duration")
    if minutes is not None and minutes not in ARCHIVE_MINUTES:
        complaints.add("auto_archive_duration", "BASE_TYPE_CHOICES", f"Value must be one of {set(ARCHIVE_MINUTES)}.")
    complaints.refuse()
    return str(name), timedelta(minutes=minutes) if minutes is not None else before


def _instant(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    except ValueError:
        raise invalid("before", "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.") from None
