"""Discord's refusals, each with the name the core acts on."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import discord
import pytest
from aiohttp.client_reqrep import ConnectionKey

from bots.discord.errors import ApiError, Call, LineClosed, delivery_error, intent_missing, token_refused
from core.domain.errors import (
    AccountClosed,
    DeliveryError,
    NotSent,
    RateLimited,
    Reason,
    Rejected,
    TokenRefused,
    Uncertain,
    Unreachable,
)
from tests.unit.bots.discord.fakes import address

DM, POST = address("40"), address("30", "40")
KEY = ConnectionKey("discord.invalid", 443, True, None, None, None, None)


@pytest.mark.parametrize(
    ("status", "code", "to", "reason", "missing"),
    [
        (403, 50007, DM, Reason.DMS_CLOSED, ""),
        (403, 50278, DM, Reason.NO_SHARED_SERVER, ""),
        (404, 10003, DM, Reason.CHAT_GONE, ""),
        (404, 10003, POST, Reason.THREAD_GONE, ""),
        (403, 50001, POST, Reason.RIGHTS_LOST, "View Channel"),
        (403, 50013, POST, Reason.RIGHTS_LOST, "Send Messages in Threads"),
        (403, 0, POST, Reason.RIGHTS_LOST, "Send Messages in Threads"),
        (400, 50083, POST, Reason.THREAD_CLOSED, ""),
        (400, 160005, POST, Reason.THREAD_CLOSED, ""),
        (400, 160006, POST, Reason.RIGHTS_LOST, "room for more open posts"),
        (400, 40067, POST, Reason.RIGHTS_LOST, "posts without a tag"),
        (400, 30013, DM, Reason.RIGHTS_LOST, "room for one more channel (a server holds 500)"),
        (400, 30005, DM, Reason.RIGHTS_LOST, "room for one more role (a server holds 250)"),
        (400, 30016, DM, Reason.RIGHTS_LOST, "room for one more invite (a server holds 1,000)"),
        (404, 10004, DM, Reason.REMOVED, ""),
        (404, 10013, DM, Reason.DEACTIVATED, ""),
        (404, 0, POST, Reason.THREAD_GONE, ""),
    ],
)
def test_a_place_that_cannot_be_reached_is_told_with_its_reason(
    status: int, code: int, to: object, reason: Reason, missing: str
) -> None:
    """Each has its own way back (SPEC 5.5)."""
    told = delivery_error(ApiError(status, code), Call(to, wrote=True, needs="Send Messages in Threads"))

    assert isinstance(told, Unreachable)
    assert (reason, missing) == (told.reason, told.missing)


@pytest.mark.parametrize(
    ("error", "scope", "seconds"),
    [
        (ApiError(429, 20028, retry_after=1.5), "chat", 1.5),
        (ApiError(429, 0, retry_after=4, everywhere=True), "account", 4),
        (ApiError(429, 20016, retry_after=5), "chat", 5),
        (ApiError(429, 30046, retry_after=10), "chat", 60),
        (ApiError(429, 30046, retry_after=300), "chat", 300),
        (ApiError(400, 30046), "chat", 60),
        (ApiError(403, 40003), "account", 3600),
    ],
)
def test_a_limit_is_waited_out(error: ApiError, scope: str, seconds: float) -> None:
    """A 429 holds its own chat; opening private chats too fast holds the account for an hour."""
    told = delivery_error(error, Call(DM, wrote=True))

    assert isinstance(told, RateLimited)
    assert (scope, timedelta(seconds=seconds)) == (told.scope, told.retry_after)


@pytest.mark.parametrize(
    ("error", "wrote", "kind"),
    [
        (ApiError(400, 50035), True, Rejected),
        (ApiError(413, 40005), True, Rejected),
        (ApiError(404, 10008), True, Rejected),
        (ApiError(401), True, AccountClosed),
        (ApiError(401, 50014), True, AccountClosed),
        (ApiError(502), True, Uncertain),
        (ApiError(503), False, NotSent),
        (aiohttp.ClientConnectorError(KEY, OSError("refused")), True, NotSent),
        (aiohttp.ConnectionTimeoutError(), True, NotSent),
        (aiohttp.ServerDisconnectedError(), True, Uncertain),
        (aiohttp.ServerDisconnectedError(), False, NotSent),
        (ConnectionResetError(), True, Uncertain),
        (TimeoutError(), True, Uncertain),
        (KeyError("id"), True, Uncertain),
        (LineClosed(), True, NotSent),
    ],
)
def test_what_happened_to_the_message_is_told(error: Exception, wrote: bool, kind: type[DeliveryError]) -> None:
    """Surely not delivered, nobody knows, or never: the outbox acts on nothing else."""
    assert kind is type(delivery_error(error, Call(DM, wrote=wrote)))


def test_no_error_repeats_what_was_sent() -> None:
    """Discord's words may quote the message; ours hold numbers only."""
    assert str(delivery_error(ApiError(400, 50035), Call(DM))) == "refused by the platform (400/50035)"


class _Socket:
    close_code = 4004


def closed(code: int) -> discord.ConnectionClosed:
    return discord.ConnectionClosed(_Socket(), shard_id=None, code=code)


@pytest.mark.parametrize("error", [discord.LoginFailure("no"), ApiError(401), closed(4004)])
def test_a_refused_token_is_known_on_every_way(error: Exception) -> None:
    """By REST, by login, by the gateway's close code."""
    assert isinstance(token_refused(error), TokenRefused)


@pytest.mark.parametrize("error", [closed(4000), closed(4014), ApiError(403), OSError()])
def test_nothing_else_is_a_refused_token(error: Exception) -> None:
    """An account is not stopped for less."""
    assert token_refused(error) is None


def test_a_missing_intent_is_known() -> None:
    """4014: the switch in the developer portal is off."""
    assert intent_missing(closed(4014))
    assert not intent_missing(closed(4004))
