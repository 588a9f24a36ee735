"""One Discord account as composition and `doctor` see it; and where Discord is."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import Any

import discord
import discord.gateway
import discord.http
import yarl

from bots.discord.door import look_at_door
from bots.discord.errors import Call, delivery_error
from bots.discord.gateway import DiscordGateway
from bots.discord.media import DiscordMedia
from bots.discord.messenger import CALL_LIMIT_S, DiscordMessenger
from bots.discord.rest import Rest
from bots.discord.supervisor import FIRST_DELAY_S
from bots.discord.translator import DiscordTranslator
from core.domain.errors import AccountClosed, NotSent, SettingsFault
from core.domain.ids import AccountId
from core.ports.clock import Clock

DISCORD_REST = "https://discord.com/api/v10"
DISCORD_GATEWAY = "wss://gateway.discord.gg/"
LATER_WORDS = "That does not work here yet. Please write it as a message."
_MOST_SERVERS = 200  # a page's most (resources/user, Get Current User Guilds)
# resources/application, Application Flags: message content allowed, or allowed below 10,000 people.
_MESSAGE_CONTENT = (1 << 18) | (1 << 19)


def point_at(*, rest: str, gateway: str, again: bool = False) -> None:
    """Set Discord's addresses for the whole process, before any account is made.

    Raises SettingsFault for an address that would carry a token in the clear to another machine, and, unless
    `again`, when other addresses were set before.
    """
    rest_url, gateway_url = rest.rstrip("/"), yarl.URL(gateway)
    faults = [
        fault
        for fault in (
            _address_fault(yarl.URL(rest_url), name="rest", safe="https", bare="http"),
            _address_fault(gateway_url, name="gateway", safe="wss", bare="ws"),
        )
        if fault
    ]
    before = (discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)
    fresh = before == (DISCORD_REST, yarl.URL(DISCORD_GATEWAY))
    if not fresh and before != (rest_url, gateway_url) and not again:
        faults.append("discord: the addresses of Discord can be set once per process, and they are set already")
    if faults:
        raise SettingsFault(faults)
    discord.http.Route.BASE = rest_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway_url


def _address_fault(url: yarl.URL, *, name: str, safe: str, bare: str) -> str | None:
    if url.scheme == safe and url.host:
        return None
    if url.scheme == bare and _is_loopback(url.host or ""):
        return None
    return f"discord: {name} must begin with {safe}://, or with {bare}:// on this machine (127.0.0.1)"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class DiscordAccount:
    """One bot on Discord. Making it touches no network; sending needs no gateway."""

    def __init__(
        self,
        account: AccountId,
        token: str,
        *,
        clock: Clock,
        sweep_every_s: float = 300,
        first_delay_s: float = FIRST_DELAY_S,
        later_words: str = LATER_WORDS,
        door: str = "",
    ) -> None:
        self._rest = Rest(token)
        self.translator = DiscordTranslator(account, door=door)
        self.messenger = DiscordMessenger(self._rest)
        self.media = DiscordMedia(self._rest)
        self.gateway = DiscordGateway(
            account,
            token,
            self._rest,
            clock=clock,
            later_words=later_words,
            sweep_every_s=sweep_every_s,
            first_delay_s=first_delay_s,
        )

    async def identity(self) -> dict[str, str]:
        """Public facts: "id", "name", "message_content" (on|off: the intent of that name in the developer portal).

        Raises AccountClosed, NotSent.
        """
        try:
            async with asyncio.timeout(CALL_LIMIT_S):
                me = await self._rest.me()
                application: Any = await self._rest.http.application_info()
                flags = int(application.get("flags") or 0)
                return {
                    "id": str(me["id"]),
                    "name": str(me["username"]),
                    "message_content": "on" if flags & _MESSAGE_CONTENT else "off",
                }
        except Exception as exc:
            told = delivery_error(exc, Call())
            if isinstance(told, AccountClosed | NotSent):
                raise told from exc
            raise NotSent(str(told)) from exc

    def invite_link(self, code: str, identity: dict[str, str]) -> str | None:  # noqa: ARG002
        """None: Discord has no link that hands a code to a bot; the person sends it."""
        return None

    async def look_at_door(self, server: str) -> tuple[tuple[str, str], ...]:
        """What is wrong with the door server, each with its mend, for `doctor`. Raises DeliveryError."""
        try:
            async with asyncio.timeout(CALL_LIMIT_S):
                return await look_at_door(self._rest, server)
        except Exception as exc:
            raise delivery_error(exc, Call(needs="View Channels")) from exc

    async def servers(self) -> frozenset[str]:
        """Ids of the servers the bot is in (of the first 200). Raises DeliveryError."""
        try:
            async with asyncio.timeout(CALL_LIMIT_S):
                listed = await self._rest.http.get_guilds(_MOST_SERVERS, with_counts=False)
                return frozenset(str(each["id"]) for each in listed)
        except Exception as exc:
            raise delivery_error(exc, Call()) from exc

    async def close(self) -> None:
        """Let go of connections. End the gateway's run first."""
        await self._rest.close()
