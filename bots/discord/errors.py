"""Where Discord's errors stop: one table, the most specific row first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import discord

from core.domain.address import Address
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

# Discord does not say how long; bots that opened many private chats were held for hours (40003).
DM_OPENING_PAUSE = timedelta(hours=1)
# Edits of messages older than an hour (30046): neither limit nor wait is published. An edit shows how a card stands now, so
# it is worth waiting for; what is edited anew meanwhile goes into the same call.
LATE_EDIT_PAUSE = timedelta(minutes=1)
# 4014: an intent that is not switched on; 4004: the token is wrong (topics/opcodes-and-status-codes).
_CLOSE_TOKEN = 4004
_CLOSE_INTENT = 4014


class ApiError(Exception):
    """Discord answered, and the answer was no. Numbers only: its words may repeat what was sent.

    status: HTTP status. code: Discord's JSON error code, 0 where it gave none. retry_after: seconds, with 429.
    everywhere: the limit holds the whole account, not one route.
    """

    def __init__(self, status: int, code: int = 0, *, retry_after: float = 0.0, everywhere: bool = False) -> None:
        super().__init__(f"{status}/{code}")
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.everywhere = everywhere


class LineClosed(Exception):
    """The account's connections were let go; nothing leaves any more."""


@dataclass(frozen=True, slots=True)
class Call:
    """What was being done when it failed. wrote: the request could have changed something. needs: the right it takes."""

    to: Address | None = None
    wrote: bool = False
    needs: str = ""


_Make = Callable[[BaseException, Call], DeliveryError]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: matches when every field that is set matches."""

    make: _Make
    code: int | None = None
    status: range | None = None
    kind: tuple[type[BaseException], ...] = (ApiError,)

    def matches(self, exc: BaseException) -> bool:
        """Whether this row is about `exc`."""
        if not isinstance(exc, self.kind):
            return False
        if not isinstance(exc, ApiError):
            return True
        return (self.code is None or exc.code == self.code) and (self.status is None or exc.status in self.status)


def _unreachable(reason: Reason, missing: str = "") -> _Make:
    return lambda _, call: Unreachable(reason, missing=missing or (call.needs if reason is Reason.RIGHTS_LOST else ""))


def _gone(_: BaseException, call: Call) -> DeliveryError:
    return Unreachable(Reason.THREAD_GONE if call.to and call.to.thread else Reason.CHAT_GONE)


def _rejected(exc: BaseException, _: Call) -> DeliveryError:
    return Rejected(str(exc))


def _wait(exc: BaseException, _: Call) -> DeliveryError:
    assert isinstance(exc, ApiError)
    return RateLimited(timedelta(seconds=exc.retry_after), scope="account" if exc.everywhere else "chat")


def _wait_with_edits(exc: BaseException, _: Call) -> DeliveryError:
    assert isinstance(exc, ApiError)
    return RateLimited(max(timedelta(seconds=exc.retry_after), LATE_EDIT_PAUSE))


def _unknown_outcome(exc: BaseException, call: Call) -> DeliveryError:
    what = str(exc) if isinstance(exc, ApiError) else type(exc).__name__
    return Uncertain(what) if call.wrote else NotSent(what)


def _not_sent(exc: BaseException, _: Call) -> DeliveryError:
    return NotSent(type(exc).__name__)


_TABLE: tuple[_Row, ...] = (
    _Row(code=50007, make=_unreachable(Reason.DMS_CLOSED)),
    _Row(code=50278, make=_unreachable(Reason.NO_SHARED_SERVER)),
    _Row(code=40003, make=lambda _, __: RateLimited(DM_OPENING_PAUSE, scope="account")),
    _Row(code=30046, make=_wait_with_edits),
    _Row(code=10003, make=_gone),
    _Row(code=10004, make=_unreachable(Reason.REMOVED)),
    _Row(code=10013, make=_unreachable(Reason.DEACTIVATED)),
    # A message that is edited is gone, or one that was sent with this nonce was deleted since: never again.
    _Row(code=10008, make=lambda _, __: Rejected("deleted")),
    _Row(code=50083, make=_unreachable(Reason.THREAD_CLOSED)),  # archived
    _Row(code=160005, make=_unreachable(Reason.THREAD_CLOSED)),  # locked
    _Row(code=160006, make=_unreachable(Reason.RIGHTS_LOST, "room for more open posts")),
    _Row(code=30013, make=_unreachable(Reason.RIGHTS_LOST, "room for one more channel (a server holds 500)")),
    _Row(code=30005, make=_unreachable(Reason.RIGHTS_LOST, "room for one more role (a server holds 250)")),
    _Row(code=30016, make=_unreachable(Reason.RIGHTS_LOST, "room for one more invite (a server holds 1,000)")),
    _Row(code=40067, make=_unreachable(Reason.RIGHTS_LOST, "posts without a tag")),
    _Row(code=50001, make=_unreachable(Reason.RIGHTS_LOST, "View Channel")),
    _Row(code=50013, make=_unreachable(Reason.RIGHTS_LOST)),
    _Row(code=50035, make=_rejected),
    _Row(code=50014, make=lambda _, __: AccountClosed("token refused")),
    _Row(status=range(429, 430), make=_wait),
    _Row(status=range(401, 402), make=lambda _, __: AccountClosed("token refused")),
    _Row(status=range(403, 404), make=_unreachable(Reason.RIGHTS_LOST)),
    _Row(status=range(404, 405), make=_gone),
    _Row(status=range(400, 500), make=_rejected),
    _Row(make=_unknown_outcome),  # 5xx, and whatever else is not an answer to rely on
    _Row(kind=(LineClosed,), make=_not_sent),
    # Both are aiohttp.ClientError and OSError as well; no request had left yet.
    _Row(kind=(aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError), make=_not_sent),
    _Row(kind=(aiohttp.ClientError, OSError, TimeoutError), make=_unknown_outcome),
    _Row(kind=(Exception,), make=_unknown_outcome),
)


def delivery_error(exc: Exception, call: Call) -> DeliveryError:
    """What the core is told about `exc`. A DeliveryError stays itself."""
    if isinstance(exc, DeliveryError):
        return exc
    return next(row.make(exc, call) for row in _TABLE if row.matches(exc))


def token_refused(exc: BaseException) -> TokenRefused | None:
    """TokenRefused where `exc` says that the token is not accepted, by REST or by the gateway."""
    refused = (
        isinstance(exc, discord.LoginFailure)
        or (isinstance(exc, ApiError) and exc.status == 401)
        or (isinstance(exc, discord.ConnectionClosed) and exc.code == _CLOSE_TOKEN)
    )
    return TokenRefused("Discord does not accept the token") if refused else None


def intent_missing(exc: BaseException) -> bool:
    """Whether the gateway closed because the message content intent is not switched on in the developer portal."""
    return isinstance(exc, discord.PrivilegedIntentsRequired) or (
        isinstance(exc, discord.ConnectionClosed) and exc.code == _CLOSE_INTENT
    )
