"""Carries one fitted message to one Discord channel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import discord
from discord.http import MultipartParameters, handle_message_parameters

from bots.discord.atlas import FORUM, MEDIA
from bots.discord.capabilities import DISCORD
from bots.discord.commands import slash_commands
from bots.discord.door import make_link, make_place, take_down, why_refused
from bots.discord.errors import ApiError, Call, delivery_error
from bots.discord.rest import PAGE, Json, Rest, snowflake
from bots.discord.rooms import look_at_forum
from bots.discord.text import render
from core.domain.address import Address, Platform
from core.domain.errors import DeliveryError, Reason, Rejected, Unreachable
from core.domain.menu import Menu
from core.domain.message import Capabilities, DeliveryKey, OutgoingFile, OutgoingMessage, Receipt, Text, Withdrawal
from core.domain.rooms import Door, RoomLook

CALL_LIMIT_S = 30.0
_ARCHIVED = 50083
_WAVE = "wave.png"
_GONE = (10003, 10008)  # the channel, or the message in it
# Discord's clock and ours need not agree.
_CLOCK_SLACK = timedelta(seconds=60)
# Pages that one look-up may read before it gives up: 2,000 messages, 1,000 posts.
_MOST_HISTORY_PAGES = 20
_MOST_ARCHIVE_PAGES = 10
_WEEK_MIN = 10080  # auto-archive, the longest


@dataclass(slots=True)
class _Attempt:
    """The call under way: whether a request that changes something may have left."""

    call: Call

    def writes(self) -> None:
        self.call = replace(self.call, wrote=True)

    def begins(self, needs: str) -> None:
        """A step that changes something and takes this right."""
        self.call = replace(self.call, wrote=True, needs=needs)


class DiscordMessenger:
    """The Messenger of one account. Needs no gateway; each request is made once."""

    platform: Platform = Platform.DISCORD
    capabilities: Capabilities = DISCORD

    def __init__(self, rest: Rest, *, limit_s: float = CALL_LIMIT_S) -> None:
        self._rest = rest
        self._limit_s = limit_s

    async def send(self, to: Address, message: OutgoingMessage, *, key: DeliveryKey) -> Receipt:
        """Send with the key's nonce enforced; buttons bear the delivery id."""
        needs = "Send Messages in Threads" if to.thread else "Send Messages"
        if message.file is not None:
            needs += ", Attach Files"
        async with self._border(Call(to, needs=needs)) as attempt:
            channel = _channel(to)
            with _new(channel, message, key) as params:
                attempt.writes()
                sent = await self._rest.http.send_message(channel, params=params)
                return Receipt(to, _id(sent))

    async def edit(self, receipt: Receipt, message: OutgoingMessage, *, key: DeliveryKey) -> None:
        """Replace text and buttons. A post that Discord archived for its age is opened again first."""
        to = receipt.address
        async with self._border(Call(to, needs="Send Messages in Threads" if to.thread else "")) as attempt:
            channel, params = _channel(to), _edited(message, key)
            attempt.writes()
            try:
                await self._rest.http.edit_message(channel, receipt.message, params=params)
            except ApiError as exc:
                if exc.code != _ARCHIVED or to.thread is None or not await self._reopened(to.thread):
                    raise
                await self._rest.http.edit_message(channel, receipt.message, params=params)

    async def withdraw(self, receipt: Receipt, instead: OutgoingMessage) -> Withdrawal:
        """Delete: Discord lets a bot do that at any age, so `instead` is never needed. Should a post that went to sleep refuse
        it, it is opened first.
        """
        del instead
        to = receipt.address
        async with self._border(Call(to, needs="View Channel")) as attempt:
            channel = _channel(to)
            attempt.writes()
            try:
                await self._rest.http.delete_message(channel, receipt.message)
            except ApiError as exc:
                if exc.code in _GONE:
                    return Withdrawal.GONE
                if exc.code != _ARCHIVED or to.thread is None or not await self._reopened(to.thread):
                    raise
                await self._rest.http.delete_message(channel, receipt.message)
            return Withdrawal.GONE

    async def open_thread(self, room: Address, title: str, opening: Text, *, key: DeliveryKey) -> Receipt:  # noqa: ARG002
        """A post in the forum `room.chat`. Forum posts have no nonce: what is there is looked for first, each time."""
        async with self._border(Call(room, needs="View Channel, Read Message History")) as attempt:
            forum = _channel(room)
            thread = await self._post_named(forum, title)
            if thread is not None:
                # The first message of a post bears the id of the post.
                return Receipt(replace(room, thread=thread), thread)
            params = handle_message_parameters(
                render(opening if opening.plain.strip() else Text(title)),
                allowed_mentions=discord.AllowedMentions.none(),
                flags=_flags(),
                channel_payload={"name": title, "auto_archive_duration": _WEEK_MIN},
            )
            attempt.call = Call(room, needs="Create Posts")
            attempt.writes()
            made: Any = await self._rest.http.start_thread_in_forum(forum, params=params)
            thread = _id(made)
            return Receipt(replace(room, thread=thread), _id(made.get("message") or made))

    async def find(self, to: Address, *, key: DeliveryKey, since: datetime) -> Receipt | None:
        """Our message of this key: by the delivery id on its buttons, or by its nonce where history tells it."""
        async with self._border(Call(to, needs="Read Message History")):
            me = str((await self._rest.me())["id"])
            after = snowflake(since - _CLOCK_SLACK)
            for _ in range(_MOST_HISTORY_PAGES):
                page = await self._rest.history(_channel(to), after=after)
                for message in page:
                    if str(message["author"]["id"]) == me and _bears(message, key):
                        return Receipt(to, str(message["id"]))
                if len(page) < PAGE:
                    return None
                after = str(page[-1]["id"])
            return None

    async def look_at_room(self, room: Address, *, member: str) -> RoomLook:
        """The forum `room.chat`: the bot's rights there, and who else can look in. Changes nothing."""
        async with self._border(Call(replace(room, thread=None), needs="View Channels")):
            return await look_at_forum(self._rest, _channel(replace(room, thread=None)), member=member)

    async def open_door(self, door: Address, title: str, message: OutgoingMessage, *, key: DeliveryKey) -> Door:  # noqa: ARG002
        """Role, channel, message and link of this key in the server `door.chat`; what is there already is used."""
        async with self._border(Call(door, needs="View Channels")) as attempt:
            server = _channel(door)
            try:
                place = await make_place(self._rest, server, key, attempt.begins)
                there = replace(door, chat=place.channel, thread=None)
                if place.fresh or not await self._told(place.channel, key):
                    with _new(place.channel, message, key) as params:
                        attempt.begins("Send Messages")
                        await self._rest.http.send_message(place.channel, params=params)
                return Door(there, await make_link(self._rest, place, attempt.begins))
            except ApiError as exc:
                lacks = await why_refused(self._rest, server, exc)
                if lacks:
                    raise Unreachable(Reason.RIGHTS_LOST, missing=lacks) from exc
                raise

    async def close_door(self, place: Address) -> None:
        """The newcomer's channel and role are taken down; gone already is as good."""
        async with self._border(Call(place, needs="Manage Channels")) as attempt:
            await take_down(self._rest, _channel(place), attempt.begins)

    async def open_private(self, person: Address) -> Address:
        """The private chat with `person.chat`; Discord gives the same one each time."""
        async with self._border(Call(person)) as attempt:
            attempt.writes()
            told: Any = await self._rest.http.start_private_message(_channel(person))
            return replace(person, chat=_id(told), thread=None)

    async def offer(self, menus: Sequence[Menu]) -> None:
        """One call replaces every slash command of the application."""
        async with self._border(Call()) as attempt:
            me = str((await self._rest.me())["id"])
            attempt.writes()
            await self._rest.http.bulk_upsert_global_commands(me, payload=slash_commands(menus))

    async def close(self) -> None:
        """Let go of connections."""
        await self._rest.close()

    @asynccontextmanager
    async def _border(self, call: Call) -> AsyncGenerator[_Attempt]:
        """Everything that leaves here is a DeliveryError, after 30 s at the latest."""
        attempt = _Attempt(call)
        try:
            async with asyncio.timeout(self._limit_s):
                yield attempt
        except DeliveryError:
            raise
        except Exception as exc:
            raise delivery_error(exc, attempt.call) from exc

    async def _told(self, channel: str, key: DeliveryKey) -> bool:
        """Whether the door's one message is in its channel already."""
        return any(_bears(message, key) for message in await self._rest.history(channel, after="0"))

    async def _reopened(self, thread: str) -> bool:
        """Whether the archived post could be opened again. A locked one is somebody's decision."""
        try:
            await self._rest.http.edit_channel(thread, archived=False)
        except ApiError:
            return False
        return True

    async def _post_named(self, forum: str, title: str) -> str | None:
        """The id of our post with exactly this title, among the open ones and then the archived ones."""
        me = str((await self._rest.me())["id"])
        told: Any = await self._rest.http.get_channel(forum)
        if told.get("type") not in (FORUM, MEDIA):
            raise Rejected("not a forum")

        def ours(listed: Any) -> str | None:
            return next(
                (
                    str(post["id"])
                    for post in listed["threads"]
                    if (str(post.get("parent_id")), str(post.get("owner_id"))) == (forum, me)
                    and post.get("name") in (title, title.strip())
                ),
                None,
            )

        found = ours(await self._rest.http.get_active_threads(str(told["guild_id"])))
        before: str | None = None
        for _ in range(_MOST_ARCHIVE_PAGES):
            if found is not None:
                return found
            page: Any = await self._rest.http.get_public_archived_threads(forum, before, PAGE)
            found = ours(page)
            if not page.get("has_more") or not page["threads"]:
                return found
            before = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
        return found


def _channel(address: Address) -> str:
    channel = address.thread or address.chat
    if not channel.isdecimal():
        raise Rejected("address")
    return channel


def _id(told: Any) -> str:
    """The id in an answer. An answer without one is none to rely on: TypeError, KeyError."""
    if not isinstance(told["id"], str):
        raise TypeError("no id")
    return told["id"]


def _new(channel: str, message: OutgoingMessage, key: DeliveryKey) -> MultipartParameters:
    """A message to be sent. discord.py sets enforce_nonce with a nonce. Closing it closes the file."""
    reply = message.reply_to if message.reply_to is not None and message.reply_to.isdecimal() else None
    return handle_message_parameters(
        render(message.text),
        nonce=key.nonce,
        view=_view(message, key),
        files=_files(message.file) if message.file is not None else discord.utils.MISSING,
        flags=_flags(silent=message.silent),
        allowed_mentions=discord.AllowedMentions.none(),
        mention_author=False,
        message_reference=discord.MessageReference(
            message_id=int(reply), channel_id=int(channel), fail_if_not_exists=False
        ).to_message_reference_dict()
        if reply is not None
        else discord.utils.MISSING,
    )


def _files(file: OutgoingFile) -> list[discord.File]:
    """The file, and the picture that goes with it."""
    files = [discord.File(BytesIO(file.content), file.name)]
    if file.picture_content:
        files.append(discord.File(BytesIO(file.picture_content), _WAVE))
    return files


def _edited(message: OutgoingMessage, key: DeliveryKey) -> MultipartParameters:
    """What a message becomes. Its file stays: attachments are not named."""
    return handle_message_parameters(
        render(message.text),
        view=_view(message, key),
        flags=_flags(),
        allowed_mentions=discord.AllowedMentions.none(),
        mention_author=False,
    )


def _flags(*, silent: bool = False) -> discord.MessageFlags:
    """No previews: one would load a client's link."""
    return discord.MessageFlags(suppress_embeds=True, suppress_notifications=silent)


def _view(message: OutgoingMessage, key: DeliveryKey) -> discord.ui.View | None:
    """The buttons; each bears its handle and the delivery id. None takes those away that are there."""
    rows = [row for row in message.buttons if row]
    view = discord.ui.View(timeout=None)
    try:
        for number, row in enumerate(rows):
            for button in row:
                bears = f"{button.handle}#{key.delivery}"
                view.add_item(discord.ui.Button[discord.ui.View](label=button.label, custom_id=bears, row=number))
    except ValueError as exc:  # more than five rows, or five in a row
        raise Rejected("buttons") from exc
    return view if rows else None


def _bears(message: Json, key: DeliveryKey) -> bool:
    """Whether a message in history is the one sent under `key`."""
    mark = f"#{key.delivery}"
    return any(each.endswith(mark) for each in _custom_ids(message.get("components") or [])) or (
        message.get("nonce") is not None and str(message["nonce"]) == key.nonce
    )


def _custom_ids(components: list[Json]) -> Iterator[str]:
    for component in components:
        if "custom_id" in component:
            yield str(component["custom_id"])
        yield from _custom_ids(component.get("components") or [])
