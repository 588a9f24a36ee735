"""Telegram's errors -> ours: one table, the most specific first.

python-telegram-bot's `BadRequest` and `TimedOut` are subclasses of `NetworkError`, so order matters. Descriptions are
compared in lower case and by substring, because the library changes their case and strips prefixes.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bots.telegram.capabilities import DOWNLOAD_LIMIT
from core.domain.errors import (
    AccountClosed,
    DeliveryError,
    MediaError,
    MediaGone,
    MediaRetry,
    MediaTooLarge,
    NotSent,
    RateLimited,
    Reason,
    Rejected,
    Uncertain,
    Unreachable,
)

_SLUG_LENGTH: Final = 60  # characters
_WAIT_UNTOLD: Final = timedelta(seconds=5)  # a 429 that does not say how long


class Flood(TelegramError):
    """Telegram's 429 with its waiting time. Raised in place of the library's RetryAfter, which warns when it is made."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__("Too Many Requests")
        self.wait = retry_after


class Garbled(TelegramError):
    """An answer that is not the Bot API's JSON: a proxy's page, or one cut off. Holds nothing of it."""

    def __init__(self) -> None:
        super().__init__("answer is not JSON")


Become = Callable[[TelegramError], DeliveryError | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `words`: any of them in the description; `causes`: type of `__cause__`. Empty means: whatever it is."""

    kinds: tuple[type[TelegramError], ...]
    becomes: Become
    words: tuple[str, ...] = ()
    causes: tuple[type[BaseException], ...] = ()

    def fits(self, error: TelegramError) -> bool:
        """Whether this row speaks of `error`."""
        said = error.message.casefold()
        return (
            isinstance(error, self.kinds)
            and (not self.words or any(word in said for word in self.words))
            and (not self.causes or isinstance(error.__cause__, self.causes))
        )


def _slug(error: TelegramError) -> str:
    """Telegram's own description as a short code, cut before anything it may quote."""
    said = re.split(r"[:\".]", error.message.casefold().removeprefix("bad request: "))[0]
    return "-".join(re.findall(r"[a-z0-9_]+", said))[:_SLUG_LENGTH] or "no-description"


def _limited(error: TelegramError) -> DeliveryError:
    wait: object = error.wait if isinstance(error, Flood) else None
    if isinstance(error, RetryAfter):
        with warnings.catch_warnings():  # the attribute's type is about to change there; both are read here
            warnings.simplefilter("ignore")
            wait = error.retry_after
    if isinstance(wait, int | float):
        wait = timedelta(seconds=wait)
    return RateLimited(wait if isinstance(wait, timedelta) else _WAIT_UNTOLD, scope="chat")


def _migrated(error: TelegramError) -> DeliveryError:
    moved_to = str(error.new_chat_id) if isinstance(error, ChatMigrated) else ""
    return Unreachable(Reason.MIGRATED, moved_to=moved_to)


def _away(reason: Reason, missing: str = "") -> Become:
    return lambda _: Unreachable(reason, missing=missing)


def _rights(error: TelegramError) -> DeliveryError:
    return Unreachable(Reason.RIGHTS_LOST, missing=_slug(error))


def _rejected(error: TelegramError) -> DeliveryError:
    return Rejected(_slug(error))


def _closed(_: TelegramError) -> DeliveryError:
    return AccountClosed("the token is not accepted")


def _never_left(_: TelegramError) -> DeliveryError:
    return NotSent("the request did not reach Telegram")


def _unknown(error: TelegramError) -> DeliveryError:
    # A cut line is chained to httpx's own error; without one Telegram (or what stands before it) did answer, with 5xx.
    cut = isinstance(error, TimedOut) or isinstance(error.__cause__, httpx.HTTPError)
    return Uncertain("no readable answer", answered=isinstance(error, NetworkError) and not cut)


def _already_so(_: TelegramError) -> None:
    return None


RULES: Final[tuple[Rule, ...]] = (
    Rule((Flood, RetryAfter), _limited),
    Rule((ChatMigrated,), _migrated),
    Rule((NetworkError,), _limited, words=("too many requests",)),
    Rule((NetworkError,), _rejected, words=("request entity too large",)),
    # A 4xx page of somebody between us and Telegram: it says nothing about the token, the chat or the message.
    Rule((BadRequest, Forbidden, InvalidToken, Conflict), _never_left, causes=(Garbled,)),
    Rule((Forbidden,), _away(Reason.BLOCKED), words=("blocked by the user",)),
    Rule((Forbidden,), _away(Reason.DEACTIVATED), words=("user is deactivated",)),
    Rule((Forbidden,), _away(Reason.NEVER_STARTED), words=("can't initiate conversation",)),
    Rule((Forbidden,), _rejected, words=("messages to bots", "message to bots")),
    Rule((Forbidden,), _away(Reason.CHAT_GONE), words=("chat was deleted", "chat was deactivated")),
    Rule((Forbidden,), _away(Reason.REMOVED), words=("bot was kicked", "not a member", "not a participant")),
    Rule((Forbidden,), _rights),
    Rule((InvalidToken,), _rejected, words=("method",)),  # 404 of a server that lacks a method, not of the token
    Rule((InvalidToken,), _closed),
    Rule((BadRequest,), _already_so, words=("is not modified", "message_not_modified", "message to delete not found")),
    Rule(
        (BadRequest,),
        _away(Reason.THREAD_GONE),
        words=("message thread not found", "topic_id_invalid", "topic_deleted", "topic not found"),
    ),
    Rule((BadRequest,), _away(Reason.THREAD_CLOSED), words=("topic_closed", "topic is closed")),
    Rule((BadRequest,), _away(Reason.RIGHTS_LOST, "can_manage_topics"), words=("rights to create a topic",)),
    Rule((BadRequest,), _away(Reason.RIGHTS_LOST, "topics"), words=("is not a forum", "forum_missing")),
    Rule((BadRequest,), _rejected, words=("voice_messages_forbidden",)),
    Rule(
        (BadRequest,),
        _rights,
        words=(
            "not enough rights",
            "have no rights",
            "need administrator rights",
            "chat_admin_required",
            "chat_write_forbidden",
            "chat_restricted",
            "chat_send_",
        ),
    ),
    Rule((BadRequest,), _migrated, words=("upgraded to a supergroup",)),
    Rule((BadRequest,), _away(Reason.BLOCKED), words=("user_is_blocked",)),
    Rule((BadRequest,), _away(Reason.DEACTIVATED), words=("user_deactivated", "user is deactivated")),
    Rule((BadRequest,), _away(Reason.REMOVED), words=("bot was kicked", "bot is not a member")),
    Rule(
        (BadRequest,),
        _away(Reason.CHAT_GONE),
        words=(
            "chat not found",
            "user not found",
            "peer_id_invalid",
            "chat_id_invalid",
            "user_id_invalid",
            "channel_private",
            "chat was deleted",
            "chat was deactivated",
        ),
    ),
    Rule((BadRequest,), _rejected),
    Rule((Conflict,), _never_left),
    Rule(
        (NetworkError,),
        _never_left,
        causes=(
            httpx.PoolTimeout,
            httpx.ConnectTimeout,
            httpx.ConnectError,
            httpx.UnsupportedProtocol,
            httpx.InvalidURL,
        ),
    ),
    Rule((TelegramError,), _unknown),  # TimedOut, 5xx, broken connections, answers cut short
)
"""The first row that fits decides."""


def delivery_error(error: TelegramError) -> DeliveryError | None:
    """What a failed call means; None: it changed nothing because all is as wanted already.

    Raise the result outside of the `except` block: the library's texts hold what the server sent, and httpx's can hold
    the URL with the token, so neither may travel along as `__context__`.
    """
    return next(rule for rule in RULES if rule.fits(error)).becomes(error)


def refuses_voice(error: TelegramError) -> bool:
    """Whether the person's privacy settings let nobody send voice messages; nothing was sent then."""
    return isinstance(error, BadRequest) and "voice_messages_forbidden" in error.message.casefold()


def media_error(code: int, description: str) -> MediaError:
    """What a refused getFile means, by its error code and description."""
    said = description.casefold()
    if "file is too big" in said:
        return MediaTooLarge(DOWNLOAD_LIMIT)
    # "wrong file_id or the file is temporarily unavailable" is also what a faltering server says of a good file_id.
    if code == HTTPStatus.BAD_REQUEST and "temporarily unavailable" not in said:
        return MediaGone("the file is not known any more")
    return MediaRetry("the file is not to be had now")
