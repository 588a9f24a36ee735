"""One account, and where Discord is."""

from __future__ import annotations

from collections.abc import Iterator

import discord.gateway
import discord.http
import pytest
import yarl

from bots.discord.connector import DISCORD_GATEWAY, DISCORD_REST, DiscordAccount, point_at
from bots.sandbox.discord.standin import DiscordStandIn
from bots.sandbox.faults import Fault
from core.domain.errors import AccountClosed, NotSent, SettingsFault
from tests.unit.bots.discord.conftest import TOKEN, Practice
from tests.unit.bots.discord.fakes import ACCOUNT, WallClock

REST, GATEWAY = "http://127.0.0.1:1/api/v10", "ws://127.0.0.1:1/gateway"


@pytest.fixture(autouse=True)
def home() -> Iterator[None]:
    yield
    point_at(rest=DISCORD_REST, gateway=DISCORD_GATEWAY, again=True)


def test_the_addresses_are_those_of_the_library() -> None:
    """What we compare with is what discord.py comes with."""
    assert discord.http.Route.BASE == DISCORD_REST
    assert yarl.URL(DISCORD_GATEWAY) == discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY


def test_the_addresses_are_set_once() -> None:
    """The same again changes nothing; others are refused, for accounts may be listening already."""
    point_at(rest=REST + "/", gateway=GATEWAY)
    point_at(rest=REST, gateway=GATEWAY)
    with pytest.raises(SettingsFault):
        point_at(rest=REST.replace(":1", ":2"), gateway=GATEWAY)

    assert discord.http.Route("GET", "/users/@me").url == f"{REST}/users/@me"
    point_at(rest=REST.replace(":1", ":2"), gateway=GATEWAY, again=True)
    assert ":2/" in discord.http.Route.BASE


@pytest.mark.parametrize(
    ("rest", "gateway", "faults"),
    [
        ("http://discord.example/api/v10", GATEWAY, 1),
        (REST, "ws://discord.example/", 1),
        ("ftp://127.0.0.1", "nowhere", 2),
        ("https://", "wss://", 2),
    ],
)
def test_a_token_never_goes_over_an_open_line(rest: str, gateway: str, faults: int) -> None:
    """Plain http only on this machine; every fault at once."""
    with pytest.raises(SettingsFault) as told:
        point_at(rest=rest, gateway=gateway)

    assert len(told.value.faults) == faults


async def test_an_account_tells_who_it_is(standin: DiscordStandIn, practice: Practice, account: DiscordAccount) -> None:
    """For doctor, and for the person who invites the bot. There is no link that carries a code."""
    told = await account.identity()

    assert told == {"id": practice.bot, "name": "vignette", "message_content": "on"}
    assert account.invite_link("a-code", told) is None


async def test_a_missing_intent_is_told(standin: DiscordStandIn) -> None:
    """Else every message in a room would come empty, with no error."""
    standin.add_bot("other", "other", message_content=False)
    account = DiscordAccount(ACCOUNT, "other", clock=WallClock())

    told = await account.identity()
    await account.close()

    assert told["message_content"] == "off"


async def test_a_wrong_token_is_told(standin: DiscordStandIn) -> None:
    """Stop, and tell the admin."""
    account = DiscordAccount(ACCOUNT, "nobody's", clock=WallClock())

    with pytest.raises(AccountClosed):
        await account.identity()
    await account.close()


@pytest.mark.parametrize("kind", ["502", "429", "403"])
async def test_anything_else_is_asked_again_later(
    standin: DiscordStandIn, practice: Practice, account: DiscordAccount, kind: str
) -> None:
    """Nobody is told that the token is wrong because the line is."""
    standin.faults.add(Fault("GET /oauth2/applications/@me", kind=kind))

    with pytest.raises(NotSent):
        await account.identity()


def test_making_an_account_touches_no_network() -> None:
    """No loop, no socket, nothing to close."""
    point_at(rest=REST, gateway=GATEWAY, again=True)

    DiscordAccount(ACCOUNT, TOKEN, clock=WallClock())
