"""Which channel is what: a thread's parent, a private chat, a forum. Messages name only their channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord

from bots.discord.rest import Rest

# Channel types (resources/channel, Channel Types).
DM = 1
FORUM = 15
MEDIA = 16
THREADS = frozenset({10, 11, 12})


@dataclass(frozen=True, slots=True)
class Where:
    """What a channel is. parent and parent_type only for threads; guild None for private chats."""

    kind: int | None = None
    parent: str | None = None
    parent_type: int | None = None
    guild: str | None = None


class Atlas:
    """What is known about channels, over the lives of gateway clients."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._memo: dict[str, Where] = {}
        self._client: discord.Client | None = None

    def follow(self, client: discord.Client) -> None:
        """Read the cache of this gateway client from now on."""
        self._client = client

    def known(self, channel: str) -> Where | None:
        """What is known without asking Discord."""
        if channel in self._memo:
            return self._memo[channel]
        found = self._cached(channel)
        if found is None or found.type.value == DM:
            return None
        where = Where(found.type.value, guild=str(found.guild.id))
        if isinstance(found, discord.Thread):
            if found.parent is None:
                return None
            where = Where(where.kind, str(found.parent_id), found.parent.type.value, where.guild)
        self._memo[channel] = where
        return where

    async def look_up(self, channel: str) -> Where:
        """The same, asking where needed. Raises what Rest raises."""
        where = self.known(channel)
        if where is None:
            where = await self._asked(channel)
            self._memo[channel] = where
        return where

    def history_forbidden(self, channel: str, parent: str | None) -> bool:
        """Whether the bot surely lacks the right to read history there; then Discord answers with an empty list."""
        found = self._cached(channel) or (self._cached(parent) if parent else None)
        if found is None or found.guild.me is None:  # pyright: ignore[reportUnnecessaryComparison]
            return False
        try:
            rights = found.permissions_for(found.guild.me)
        except discord.ClientException:  # a thread whose parent is not in the cache
            return False
        return not (rights.view_channel and rights.read_message_history)

    async def _asked(self, channel: str) -> Where:
        told: Any = await self._rest.http.get_channel(channel)
        kind, guild = told.get("type"), told.get("guild_id")
        if kind not in THREADS:
            return Where(kind, guild=str(guild) if guild else None)
        parent = str(told["parent_id"])
        return Where(kind, parent, (await self.look_up(parent)).kind, str(guild) if guild else None)

    def _cached(self, channel: str) -> discord.abc.GuildChannel | discord.Thread | None:
        if self._client is None or not channel.isdecimal():
            return None
        found = self._client.get_channel(int(channel))
        return found if isinstance(found, discord.abc.GuildChannel | discord.Thread) else None
