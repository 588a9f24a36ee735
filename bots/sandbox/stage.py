"""Both stand-ins side by side, and seats for people that look alike on either platform."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from bots.sandbox.discord import BOT_AT_THE_DOOR, PEOPLE, DiscordStandIn, Permission
from bots.sandbox.seats import ClientSeat, Line, RoomSeat
from bots.sandbox.telegram import TelegramStandIn

__all__ = [
    "BOT_NAME",
    "DISCORD_TOKEN",
    "TELEGRAM_TOKEN",
    "ClientSeat",
    "DiscordClient",
    "DiscordRoom",
    "Line",
    "RoomSeat",
    "Stage",
    "TelegramClient",
    "TelegramRoom",
    "digest",
]

BOT_NAME = "practice_room_bot"
TELEGRAM_TOKEN = "1000001:" + "practice-room-token-of-the-stand-in-x"
DISCORD_TOKEN = "practice-room.discord.token-of-the-stand-in"  # noqa: S105 - the same


class TelegramClient:
    """A person with Telegram."""

    platform = "telegram"

    def __init__(self, world: TelegramStandIn, bot: int, name: str) -> None:
        self.name = name
        self.world, self.bot, self.person = world, bot, world.add_person(name)

    def say(self, text: str, *, reply_to: str | None = None) -> str:
        """Write to the bot."""
        quoted = None if reply_to is None else int(reply_to)
        return str(self.world.write(self.person, self.bot, text, reply_to=quoted))

    def photo(self, content: bytes, caption: str = "") -> str:
        """Send a picture."""
        return str(self.world.send_photo(self.person, self.bot, content, caption=caption))

    def voice(self, content: bytes) -> str:
        """Send a voice note."""
        return str(self.world.send_voice(self.person, self.bot, content, duration=2))

    def press(self, message: str, label: str) -> str:
        """Press a button."""
        return self.world.press(self.person, self.bot, int(message), label)

    def edit(self, message: str, text: str) -> None:
        """Change what was written."""
        self.world.edit(self.person, self.bot, int(message), text)

    def seen(self) -> list[Line]:
        """The chat as it looks now."""
        return [_telegram_line(m) for m in self.world.seen(self.person)]

    def join(self, code: str) -> str:
        """Follow the joining link."""
        return str(self.world.start_bot(self.person, TELEGRAM_TOKEN, code))


class TelegramRoom:
    """A forum group of a therapist."""

    platform = "telegram"

    def __init__(self, world: TelegramStandIn, name: str) -> None:
        self.name = name
        self.world, self.person = world, world.add_person(name)
        self.chat = world.add_forum(f"{name}'s room", [self.person], bot=TELEGRAM_TOKEN)

    def command(self, text: str) -> str:
        """Write into the general topic."""
        return str(self.world.write(self.person, self.chat, text))

    def say(self, thread: str, text: str, *, reply_to: str | None = None) -> str:
        """Write into a topic."""
        quoted = None if reply_to is None else int(reply_to)
        return str(self.world.write(self.person, self.chat, text, thread=int(thread), reply_to=quoted))

    def photo(self, thread: str, content: bytes, caption: str = "", *, reply_to: str | None = None) -> str:
        """A picture into a topic."""
        quoted = None if reply_to is None else int(reply_to)
        sent = self.world.send_photo(
            self.person, self.chat, content, caption=caption, thread=int(thread), reply_to=quoted
        )
        return str(sent)

    def voice(self, thread: str, content: bytes, *, reply_to: str | None = None) -> str:
        """A voice note into a topic."""
        quoted = None if reply_to is None else int(reply_to)
        return str(
            self.world.send_voice(self.person, self.chat, content, duration=2, thread=int(thread), reply_to=quoted)
        )

    def press(self, thread: str, message: str, label: str) -> str:
        """Press a button."""
        del thread  # message ids are the group's
        return self.world.press(self.person, self.chat, int(message), label)

    def edit(self, thread: str, message: str, text: str) -> None:
        """Change what was written."""
        del thread
        self.world.edit(self.person, self.chat, int(message), text)

    def threads(self) -> dict[str, str]:
        """Topic id to title."""
        return {str(number): title for number, title in self.world.topics(self.chat).items()}

    def seen(self, thread: str | None = None) -> list[Line]:
        """A topic, or everything in the group."""
        lines = [_telegram_line(m) for m in self.world.seen(self.chat)]
        return lines if thread is None else [line for line in lines if line.thread == thread]


def _telegram_line(seen: object) -> Line:
    from bots.sandbox.telegram import Seen  # noqa: PLC0415 - for the type alone

    assert isinstance(seen, Seen)
    return Line(
        message=str(seen.message),
        by_bot=seen.by == "bot",
        text=seen.text,
        buttons=tuple(label for row in seen.buttons for label in row),
        media=seen.media,
        sha256=seen.media_sha256,
        reply_to=None if seen.reply_to is None else str(seen.reply_to),
        silent=seen.silent,
        at=seen.at,
        author=seen.author,
        thread=None if seen.thread is None else str(seen.thread),
    )


class DiscordClient:
    """A person with Discord. door: the channel that the link led to, "" before; at_door: they write there, not in private."""

    platform = "discord"

    def __init__(self, world: DiscordStandIn, person: str, name: str) -> None:
        self.name = name
        self.world, self.person = world, person
        self.door = ""
        self.at_door = False

    @property
    def channel(self) -> str:
        """The private channel with the bot; the one in the door server while they stay there."""
        return self.door if self.at_door else self.world.dm_channel(self.person, DISCORD_TOKEN)

    def follow(self, link: str) -> str:
        """Open an invite's link and come in; returns the channel it leads to. ValueError where it does not work."""
        self.door = self.world.accept_invite(self.person, link.rsplit("/", 1)[-1])
        return self.door

    def say(self, text: str, *, reply_to: str | None = None) -> str:
        """Write to the bot."""
        return self._write(text, reply_to=reply_to)

    def photo(self, content: bytes, caption: str = "") -> str:
        """Send a picture."""
        return self._write(caption, files=[("IMG_0001.jpg", content, "image/jpeg")])

    def voice(self, content: bytes) -> str:
        """Send a voice message."""
        return self._write("", files=[("voice-message.ogg", content, "audio/ogg")], voice=True)

    def _write(
        self,
        text: str,
        *,
        files: list[tuple[str, bytes, str]] | None = None,
        reply_to: str | None = None,
        voice: bool = False,
    ) -> str:
        if self.at_door:
            return self.world.write(self.person, self.door, text, files=files or (), reply_to=reply_to, voice=voice)
        return self.world.dm(self.person, DISCORD_TOKEN, text, files=files or (), reply_to=reply_to, voice=voice)

    def press(self, message: str, label: str) -> str:
        """Press a button."""
        return self.world.press(self.person, self.channel, message, label)

    def edit(self, message: str, text: str) -> None:
        """Change what was written."""
        self.world.edit(self.person, self.channel, message, text)

    def seen(self) -> list[Line]:
        """The chat as it looks now."""
        return [_discord_line(m) for m in self.world.seen(self.channel)]

    def join(self, code: str) -> str:
        """Send the code."""
        return self.say(code)


class DiscordRoom:
    """A forum of a therapist."""

    platform = "discord"

    def __init__(self, world: DiscordStandIn, guild: str, person: str, name: str) -> None:
        self.name = name
        self.world, self.person = world, person
        self.forum = world.add_forum(guild, f"{name}s-room".lower(), viewers=[person])
        self._desk = ""

    def command(self, text: str) -> str:
        """Write into a post of the therapist's own; the first command opens it."""
        if not self._desk:
            self._desk, message = self.world.post(self.person, self.forum, "Desk", text)
            return message
        return self.world.write(self.person, self._desk, text)

    def say(self, thread: str, text: str, *, reply_to: str | None = None) -> str:
        """Write into a post."""
        return self.world.write(self.person, thread, text, reply_to=reply_to)

    def photo(self, thread: str, content: bytes, caption: str = "", *, reply_to: str | None = None) -> str:
        """A picture into a post."""
        file = ("scan.jpg", content, "image/jpeg")
        return self.world.write(self.person, thread, caption, files=[file], reply_to=reply_to)

    def voice(self, thread: str, content: bytes, *, reply_to: str | None = None) -> str:
        """A voice message into a post."""
        file = ("voice-message.ogg", content, "audio/ogg")
        return self.world.write(self.person, thread, "", files=[file], voice=True, reply_to=reply_to)

    def press(self, thread: str, message: str, label: str) -> str:
        """Press a button."""
        return self.world.press(self.person, thread, message, label)

    def edit(self, thread: str, message: str, text: str) -> None:
        """Change what was written."""
        self.world.edit(self.person, thread, message, text)

    def threads(self) -> dict[str, str]:
        """Post id to title, without the therapist's own."""
        return {number: title for number, title in self.world.threads(self.forum).items() if number != self._desk}

    def seen(self, thread: str | None = None) -> list[Line]:
        """A post, or every post one after the other."""
        places = [thread] if thread is not None else list(self.world.threads(self.forum))
        return [_discord_line(m) for place in places for m in self.world.seen(place)]


def _discord_line(seen: object) -> Line:
    from bots.sandbox.discord import Seen  # noqa: PLC0415 - for the type alone

    assert isinstance(seen, Seen)
    return Line(
        message=seen.message,
        by_bot=seen.by == "bot",
        text=seen.text,
        buttons=tuple(label for row in seen.buttons for label in row),
        media=seen.media,
        sha256=seen.media_sha256,
        reply_to=seen.reply_to,
        silent=seen.silent,
        at=seen.at,
        author=seen.author,
        thread=seen.channel,
    )


class Stage:
    """A practice room: both platforms on loopback, nobody in it yet."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.telegram, self.discord = TelegramStandIn(now=now), DiscordStandIn(now=now)
        self._bot, self._door, self._rooms = 0, "", ""

    async def open(self) -> None:
        """Listen, and put the bots in their places: a door server and a rooms' server apart from it."""
        await self.telegram.start()
        await self.discord.start()
        self._bot = self.telegram.add_bot(TELEGRAM_TOKEN, BOT_NAME, name="Practice room")
        self.discord.add_bot(DISCORD_TOKEN, "practice-room")
        host = self.discord.add_person("Host")
        unseen = int(PEOPLE & ~Permission.VIEW_CHANNEL)  # whoever is in it sees nobody
        self._door = self.discord.add_guild(
            "Welcome", [host], bots=[DISCORD_TOKEN], permissions=int(BOT_AT_THE_DOOR), everyone=unseen
        )
        self._rooms = self.discord.add_guild("Rooms", [host], bots=[DISCORD_TOKEN])

    async def close(self) -> None:
        """Stop listening."""
        await self.telegram.close()
        await self.discord.close()

    @property
    def door(self) -> str:
        """The server in which clients and the bot meet on Discord."""
        return self._door

    def client(self, platform: str, name: str) -> TelegramClient | DiscordClient:
        """A new person who could become a client; on Discord one who is in the door server already."""
        if platform == "telegram":
            return TelegramClient(self.telegram, self._bot, name)
        newcomer = self.newcomer(name)
        self.discord.join_guild(newcomer.person, self._door)
        return newcomer

    def newcomer(self, name: str) -> DiscordClient:
        """A person with Discord who is in no server yet."""
        return DiscordClient(self.discord, self.discord.add_person(name), name)

    def room(self, platform: str, name: str) -> TelegramRoom | DiscordRoom:
        """A therapist with a place that can become their room."""
        if platform == "telegram":
            return TelegramRoom(self.telegram, name)
        person = self.discord.add_person(name)
        self.discord.join_guild(person, self._rooms)
        return DiscordRoom(self.discord, self._rooms, person, name)

    def settings(self) -> str:
        """The part of practice.yaml that points at this stage."""
        return (
            "accounts:\n"
            f'  main: {{platform: telegram, api: "{self.telegram.api}"}}\n'
            f'  den: {{platform: discord, door: "{self._door}", rooms: "{self._rooms}"}}\n'
            f'discord: {{rest: "{self.discord.rest}", gateway: "{self.discord.gateway}"}}\n'
        )

    @staticmethod
    def secrets() -> dict[str, str]:
        """The environment that goes with it."""
        return {
            "VIGNETTE_ACCOUNTS__MAIN__TOKEN": TELEGRAM_TOKEN,
            "VIGNETTE_ACCOUNTS__DEN__TOKEN": DISCORD_TOKEN,
        }


def digest(content: bytes) -> str:
    """What the stand-ins note of a file."""
    return hashlib.sha256(content).hexdigest()
