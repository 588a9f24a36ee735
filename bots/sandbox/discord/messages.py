"""What bots do with messages: send, edit, delete, react, read back. Every rule raises Refusal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bots.sandbox.discord import bodies, refusals
from bots.sandbox.discord.bodies import Draft, Upload
from bots.sandbox.discord.events import Events
from bots.sandbox.discord.permissions import Permission
from bots.sandbox.discord.refusals import Refusal, invalid
from bots.sandbox.discord.threads import Threads
from bots.sandbox.discord.world import Attachment, Bot, Channel, Kind, Message, MessageFlag, World

NONCE_WINDOW_S = 180.0  # "the past few minutes" (resources/message, Create Message); the length is not published
LATE = timedelta(hours=1)  # a message this old is edited under a limit of its own
HISTORY = 50
HISTORY_MOST = 100
SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.VOICE | MessageFlag.COMPONENTS_V2
)


class Messages:
    """Messages of bots."""

    def __init__(self, world: World, events: Events, threads: Threads) -> None:
        self._world = world
        self._events = events
        self._threads = threads
        self._nonces: dict[tuple[str, str], tuple[float, str, str]] = {}
        self._late_edits: dict[str, list[datetime]] = {}  # by channel
        self.nonce_window_s = NONCE_WINDOW_S

    def reach(self, bot: Bot, channel_id: str) -> Channel:
        """The channel, if the bot can see it. Refuses 10003, 50001."""
        channel = self._world.channels.get(channel_id)
        if channel is None:
            raise refusals.unknown("Channel")
        if not self._world.sees(bot.id, channel):
            raise refusals.missing_access()
        return channel

    def find(self, bot: Bot, channel_id: str, message_id: str) -> tuple[Channel, Message]:
        """A message the bot can read. Refuses 10003, 50001, 10008; ephemeral ones are not there."""
        channel = self.reach(bot, channel_id)
        if not self._world.can(bot.id, channel, Permission.READ_MESSAGE_HISTORY):
            raise refusals.missing_access()
        message = channel.messages.get(message_id)
        if message is None or message.only_for is not None:
            raise refusals.unknown("Message")
        return channel, message

    def create(self, bot: Bot, channel_id: str, body: Any, uploads: Sequence[Upload]) -> Message:
        """POST a message. The same author and nonce within the window gives the old message back."""
        channel = self.reach(bot, channel_id)
        if channel.kind is Kind.FORUM:
            raise Refusal(400, 40058, "Cannot send a message in a forum channel")
        if channel.kind is Kind.CATEGORY:
            raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
        self._may_send(bot, channel)
        draft = bodies.read(body, uploads)
        if draft.empty():
            raise refusals.empty_message()
        self._may_attach(bot, channel, draft)
        earlier = self._same_nonce(bot, draft)
        if earlier is not None:
            return earlier
        self._threads.wake(channel)
        message = self.compose(bot, channel, draft)
        self._remember(bot, message)
        self._events.message_created(channel, message)
        return message

    def compose(
        self,
        bot: Bot,
        channel: Channel,
        draft: Draft,
        *,
        message_id: str | None = None,
        only_for: str | None = None,
        interaction: str | None = None,
        flags: int = 0,
    ) -> Message:
        """Put a checked draft into the channel. `flags`: those only Discord sets. Refuses a reply to nothing (50035)."""
        quoted = self._quoted(bot, channel, draft)
        everyone = self._world.can(bot.id, channel, Permission.MENTION_EVERYONE)
        message = Message(
            id=message_id or self._world.snowflakes.take(),
            channel=channel.id,
            author=bot.id,
            at=self._world.now(),
            content=draft.content or "",
            attachments=self._shelve(channel, draft),
            components=self._numbered(draft.components or []),
            embeds=[{"type": "rich"} | embed for embed in draft.embeds or []],
            flags=(draft.flags & SETTABLE) | flags,
            only_for=only_for,
            interaction=interaction,
            nonce=draft.nonce,
            reply_to=quoted.id if quoted else None,
            pinged=bodies.pinged(draft, replied_to=quoted, may_everyone=everyone),
        )
        self._world.store(channel, message)
        return message

    def edit(self, bot: Bot, channel_id: str, message_id: str, body: Any, uploads: Sequence[Upload]) -> Message:
        """PATCH a message of one's own."""
        channel, message = self.find(bot, channel_id, message_id)
        if message.author != bot.id:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        self._count_late_edit(message)
        return self.rewrite(bot, channel, message, body, uploads)

    def _count_late_edit(self, message: Message) -> None:
        """Refuse 30046 past the limit, where a test set one: Discord publishes no figure, and names no wait."""
        limit, now = self._world.late_edit_limit, self._world.now()
        if limit is None or now - message.at < LATE:
            return
        lately = [at for at in self._late_edits.get(message.channel, []) if now - at < LATE]
        if len(lately) >= limit:
            words = "Maximum number of edits to messages older than 1 hour reached. Try again later"
            raise Refusal(429, 30046, words)
        self._late_edits[message.channel] = [*lately, now]

    def rewrite(self, bot: Bot, channel: Channel, message: Message, body: Any, uploads: Sequence[Upload]) -> Message:
        """Change a message as an edit does. Refuses 50083 in an archived thread, 50006 where nothing would be left."""
        self._threads.must_be_open(bot, channel)
        if message.flags & MessageFlag.VOICE:
            raise Refusal(400, 50162, "Voice messages cannot be edited.")
        draft = bodies.read(body, uploads, old_flags=message.flags)
        kept = [a for a in message.attachments if draft.kept is None or a.id in draft.kept]
        after = Draft(
            content=message.content if draft.content is None else draft.content,
            embeds=message.embeds if draft.embeds is None else draft.embeds,
            components=message.components if draft.components is None else draft.components,
            attachments=kept + draft.attachments,
        )
        if after.empty():
            raise refusals.empty_message()
        for attachment in message.attachments:
            if attachment not in kept:
                self._world.attachments.pop(attachment.id, None)
        message.content = after.content or ""
        message.embeds = after.embeds or []
        message.components = self._numbered(after.components or [])
        message.attachments = kept + self._shelve(channel, draft)
        for attachment in message.attachments:
            self._world.attachments[attachment.id] = attachment
        message.flags |= draft.flags & (MessageFlag.SUPPRESS_EMBEDS | MessageFlag.COMPONENTS_V2)
        if message.flags & MessageFlag.LOADING:
            message.flags &= ~MessageFlag.LOADING  # the first words of a deferred answer are no edit
        else:
            message.edited_at = self._world.snowflakes.instant()
        if message.only_for is None:
            self._events.message_updated(channel, message)
        self._world.changed()
        return message

    def delete(self, bot: Bot, channel_id: str, message_id: str) -> None:
        """DELETE: one's own; others' only with MANAGE_MESSAGES, in direct messages never (50003)."""
        channel, message = self.find(bot, channel_id, message_id)
        if message.author != bot.id and channel.kind is Kind.DM:
            raise Refusal(403, 50003, "Cannot execute action on a DM channel")
        if message.author != bot.id and not self._world.can(bot.id, channel, Permission.MANAGE_MESSAGES):
            raise refusals.missing_permissions()
        self.remove(channel, message)

    def remove(self, channel: Channel, message: Message) -> None:
        """Take a message away and tell."""
        self._world.forget(channel, message)
        if message.only_for is None:
            self._events.message_deleted(channel, message)

    def history(self, bot: Bot, channel_id: str, query: dict[str, str]) -> list[Message]:
        """GET messages, newest first. Without READ_MESSAGE_HISTORY: an empty list and no error."""
        channel = self.reach(bot, channel_id)
        limit = _limit(query.get("limit"), default=HISTORY, most=HISTORY_MOST)
        marks = {name: query[name] for name in ("before", "after", "around") if name in query}
        for name, value in marks.items():
            if not value.isdigit():
                raise invalid(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        if len(marks) > 1:
            raise invalid("around", "MUTUALLY_EXCLUSIVE", "Only one of before, after and around may be given.")
        if not channel.holds_messages:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        if not self._world.can(bot.id, channel, Permission.READ_MESSAGE_HISTORY):
            return []
        listed = sorted((m for m in channel.messages.values() if m.only_for is None), key=lambda m: int(m.id))
        if "after" in marks:
            listed = [m for m in listed if int(m.id) > int(marks["after"])][:limit]
        elif "around" in marks:
            centre = int(marks["around"])
            older = [m for m in listed if int(m.id) <= centre]
            newer = [m for m in listed if int(m.id) > centre]
            listed = older[-(limit // 2 + 1) :] + newer[: limit // 2]
            listed = listed[-limit:]
        elif "before" in marks:
            listed = [m for m in listed if int(m.id) < int(marks["before"])]
        return listed[-limit:][::-1]

    def react(self, bot: Bot, channel_id: str, message_id: str, emoji: str, *, add: bool) -> None:
        """PUT or DELETE one's own reaction."""
        channel, message = self.find(bot, channel_id, message_id)
        self._threads.must_be_open(bot, channel)
        who = message.reactions.setdefault(emoji, [])
        if add and not who and not self._world.can(bot.id, channel, Permission.ADD_REACTIONS):
            message.reactions.pop(emoji)
            raise refusals.missing_permissions()
        if add == (bot.id in who):
            return
        (who.append if add else who.remove)(bot.id)
        if not who:
            message.reactions.pop(emoji)
        self._events.reacted(channel, message, emoji, user=bot.id, added=add)
        self._world.changed()

    def pin(self, bot: Bot, channel_id: str, message_id: str, *, on: bool) -> None:
        """Pin or unpin; needs PIN_MESSAGES (or, as before 2026, MANAGE_MESSAGES) in guilds."""
        channel, message = self.find(bot, channel_id, message_id)
        rights = (Permission.PIN_MESSAGES, Permission.MANAGE_MESSAGES)
        if channel.guild and not any(self._world.can(bot.id, channel, right) for right in rights):
            raise refusals.missing_permissions()
        self._threads.must_be_open(bot, channel)
        message.pinned = on
        self._events.message_updated(channel, message)
        self._world.changed()

    def _may_send(self, bot: Bot, channel: Channel) -> None:
        if channel.kind is Kind.DM:
            person = next(user for user in channel.recipients if user != bot.id)
            if not self._world.mutual_guilds(bot.id, person):
                raise refusals.no_mutual_guilds()
            if not self._world.users[person].reachable:
                raise refusals.cannot_send_to_user()
            return
        need = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
        if not self._world.can(bot.id, channel, need):
            raise refusals.missing_permissions()
        self._threads.must_accept(bot, channel)

    def _may_attach(self, bot: Bot, channel: Channel, draft: Draft) -> None:
        files = Permission.ATTACH_FILES if draft.attachments else 0
        links = Permission.EMBED_LINKS if draft.embeds else 0
        if channel.guild and not self._world.can(bot.id, channel, files | links):
            raise refusals.missing_permissions()

    def _same_nonce(self, bot: Bot, draft: Draft) -> Message | None:
        if draft.nonce is None or not draft.enforce_nonce:
            return None
        steady, channel_id, message_id = self._nonces.get((bot.id, str(draft.nonce)), (float("-inf"), "", ""))
        if time.monotonic() - steady > self.nonce_window_s:
            return None
        channel = self._world.channels.get(channel_id)
        message = channel.messages.get(message_id) if channel else None
        if message is None:
            raise refusals.unknown("Message")
        return message

    def _remember(self, bot: Bot, message: Message) -> None:
        if message.nonce is not None:
            self._nonces[bot.id, str(message.nonce)] = (time.monotonic(), message.channel, message.id)

    def _quoted(self, bot: Bot, channel: Channel, draft: Draft) -> Message | None:
        if draft.reply_to is None:
            return None
        if channel.guild and not self._world.can(bot.id, channel, Permission.READ_MESSAGE_HISTORY):
            raise Refusal(400, 160002, "Cannot reply without permission to read message history")
        quoted = channel.messages.get(draft.reply_to)
        if quoted is None and draft.reply_must_exist:
            raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return quoted

    def _shelve(self, channel: Channel, draft: Draft) -> list[Attachment]:
        for attachment in draft.attachments:
            attachment.id, attachment.channel = self._world.snowflakes.take(), channel.id
        return draft.attachments

    def _numbered(self, components: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Discord gives every component an id of its own, counted from 1 through the message."""
        count = 0

        def walk(component: dict[str, Any]) -> dict[str, Any]:
            nonlocal count
            count += 1
            shown = {"id": count} | component
            for name in ("components", "accessory", "component"):
                inner = shown.get(name)
                if isinstance(inner, list):
                    shown[name] = [walk(child) for child in inner]
                elif isinstance(inner, dict):
                    shown[name] = walk(inner)
            return shown

        return [walk(component) for component in components]


def _limit(value: str | None, *, default: int, most: int) -> int:
    """A page size 1..most. Refuses 50035."""
    if value is None:
        return default
    if not value.isdigit():
        raise invalid("limit", "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    if int(value) > most:
        raise invalid("limit", "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
    if int(value) < 1:
        raise invalid("limit", "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.")
    return int(value)
