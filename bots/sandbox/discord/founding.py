"""Making the world: bots, people, guilds, rooms, and who may do what in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from bots.sandbox.discord.cdn import Signer
from bots.sandbox.discord.events import Events
from bots.sandbox.discord.gateway import Gateway
from bots.sandbox.discord.interactions import Interactions
from bots.sandbox.discord.messages import Messages
from bots.sandbox.discord.payloads import Payloads
from bots.sandbox.discord.permissions import ALL, BOT_NEEDS, PEOPLE
from bots.sandbox.discord.sessions import Hub
from bots.sandbox.discord.threads import Threads
from bots.sandbox.discord.world import Bot, Channel, Guild, Kind, Member, Overwrite, Role, User, World


class Founding:
    """The ground the stand-in stands on: the world, and ways to put things into it before and during a play."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        self._world = World(now)
        self._signer = Signer(now)
        self._payloads = Payloads(self._world, self._signer)
        self._hub = Hub()
        self._events = Events(self._world, self._hub, self._payloads)
        self._threads = Threads(self._world, self._events)
        self._messages = Messages(self._world, self._events, self._threads)
        self._interactions = Interactions(self._world, self._events, self._payloads, self._messages, self._threads)
        self._gateway = Gateway(self._world, self._hub, self._payloads)

    def add_bot(self, token: str, username: str, *, message_content: bool = True, members_intent: bool = False) -> str:
        """A new application with its bot; returns its id. The two switches are the portal's privileged intents."""
        if token in self._world.bots:
            raise ValueError("there is a bot with this token already")
        user = User(self._world.snowflakes.take(), username, is_bot=True)
        self._world.users[user.id] = user
        self._world.bots[token] = Bot(user, token, message_content, members_intent)
        self._world.changed()
        return user.id

    def add_person(self, name: str, *, locale: str = "en-US") -> str:
        """A new person; returns their id. `locale`: the language of their Discord app."""
        user = User(self._world.snowflakes.take(), name, locale)
        self._world.users[user.id] = user
        self._world.changed()
        return user.id

    def add_guild(
        self,
        name: str,
        members: list[str],
        *,
        bots: list[str],
        permissions: int | None = None,
        everyone: int = int(PEOPLE),
    ) -> str:
        """A new server with these people and bots (by token); returns its id.

        Its owner is somebody of their own, who sees everything, as owners do. `permissions`: of each bot's role;
        None: what a therapist's room needs. `everyone`: what all its members may (a door server: without View Channels).
        """
        owner = self.add_person(f"Owner of {name}")
        guild_id = self._world.snowflakes.take()
        now = self._world.now()
        guild = Guild(
            guild_id,
            name,
            owner,
            {user: Member(user, now) for user in [owner, *(self._user(m).id for m in members)]},
            {guild_id: Role(guild_id, "@everyone", everyone)},
        )
        self._world.guilds[guild_id] = guild
        for token in bots:
            self.add_bot_to_guild(token, guild_id, permissions=permissions)
        self._world.changed()
        return guild_id

    def add_bot_to_guild(self, bot: str, guild: str, *, permissions: int | None = None) -> None:
        """Install a bot (by token) with a role of its own."""
        found, home = self._bot(bot), self._guild(guild)
        bits = int(BOT_NEEDS) if permissions is None else permissions
        role = Role(self._world.snowflakes.take(), found.user.name, bits, managed=True, bot=found.id)
        home.roles[role.id] = role
        home.members[found.id] = Member(found.id, self._world.now(), [role.id])
        self._events.guild_joined(home, found)
        self._world.changed()

    def add_forum(
        self,
        guild: str,
        name: str,
        *,
        viewers: list[str],
        private: bool = True,
        bot_permissions: int = int(BOT_NEEDS),
    ) -> str:
        """A forum; returns its id. private: only `viewers`, the guild's bots and its owner see it."""
        return self._add_channel(Kind.FORUM, guild, name, viewers, private=private, bot_permissions=bot_permissions)

    def add_text_channel(
        self,
        guild: str,
        name: str,
        *,
        viewers: list[str],
        private: bool = True,
        bot_permissions: int = int(BOT_NEEDS),
    ) -> str:
        """A text channel, as `add_forum`."""
        return self._add_channel(Kind.TEXT, guild, name, viewers, private=private, bot_permissions=bot_permissions)

    def set_bot_permissions(self, channel: str, permissions: int) -> None:
        """Let the guild's bots do exactly this in the channel from now on (CHANNEL_UPDATE)."""
        place = self._channel(channel)
        for bot in self._bots_of(place):
            place.overwrites[bot.id] = _exactly(bot.id, permissions)
        self._events.channel("CHANNEL_UPDATE", place)
        self._world.changed()

    def demand_tags(self, forum: str, *, on: bool = True) -> None:
        """Let a forum take only posts that bear a tag (CHANNEL_UPDATE)."""
        place = self._channel(forum)
        place.wants_tags = on
        self._events.channel("CHANNEL_UPDATE", place)
        self._world.changed()

    def set_viewer(self, channel: str, person: str, *, sees: bool = True) -> None:
        """Let a person into a private channel, or shut them out (CHANNEL_UPDATE)."""
        place = self._channel(channel)
        bits = int(PEOPLE)
        user = self._user(person).id
        place.overwrites[user] = Overwrite(user, True, allow=bits if sees else 0, deny=0 if sees else bits)
        self._events.channel("CHANNEL_UPDATE", place)
        self._world.changed()

    def _add_channel(
        self, kind: Kind, guild: str, name: str, viewers: Iterable[str], *, private: bool, bot_permissions: int
    ) -> str:
        home = self._guild(guild)
        channel = Channel(self._world.snowflakes.take(), kind, name, guild=home.id)
        if private:
            channel.overwrites[home.id] = Overwrite(home.id, False, deny=int(PEOPLE))
        for viewer in viewers:
            user = self._user(viewer).id
            channel.overwrites[user] = Overwrite(user, True, allow=int(PEOPLE))
        for bot in self._bots_of(channel):
            channel.overwrites[bot.id] = _exactly(bot.id, bot_permissions)
        self._world.channels[channel.id] = channel
        self._events.channel("CHANNEL_CREATE", channel)
        self._world.changed()
        return channel.id

    def _bots_of(self, channel: Channel) -> list[Bot]:
        members = self._guild(channel.guild or "").members
        return [bot for bot in self._world.bots.values() if bot.id in members]

    def _bot(self, token: str) -> Bot:
        if token not in self._world.bots:
            raise KeyError("no bot with this token")
        return self._world.bots[token]

    def _user(self, user: str) -> User:
        if user not in self._world.users:
            raise KeyError(f"no person {user}")
        return self._world.users[user]

    def _guild(self, guild: str) -> Guild:
        if guild not in self._world.guilds:
            raise KeyError(f"no guild {guild}")
        return self._world.guilds[guild]

    def _channel(self, channel: str) -> Channel:
        if channel not in self._world.channels:
            raise KeyError(f"no channel {channel}")
        return self._world.channels[channel]


def _exactly(user: str, permissions: int) -> Overwrite:
    return Overwrite(user, True, allow=permissions, deny=ALL & ~permissions)
