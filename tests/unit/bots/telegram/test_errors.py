"""Each refusal of Telegram becomes exactly one error of ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bots.telegram.errors import Flood, Garbled, delivery_error, media_error
from core.domain.errors import (
    AccountClosed,
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


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Reason.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Reason.DEACTIVATED),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Reason.NEVER_STARTED),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Reason.REMOVED),
        (Forbidden("Forbidden: bot was kicked from the group chat"), Reason.REMOVED),
        (Forbidden("Forbidden: bot is not a member of the supergroup chat"), Reason.REMOVED),
        (Forbidden("Forbidden: the group chat was deleted"), Reason.CHAT_GONE),
        (Forbidden("Forbidden: something new"), Reason.RIGHTS_LOST),
        (BadRequest("Bad Request: chat not found"), Reason.CHAT_GONE),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Reason.CHAT_GONE),
        (BadRequest("Bad Request: message thread not found"), Reason.THREAD_GONE),
        (BadRequest("Bad Request: TOPIC_ID_INVALID"), Reason.THREAD_GONE),
        (BadRequest("Bad Request: TOPIC_DELETED"), Reason.THREAD_GONE),
        (BadRequest("Bad Request: TOPIC_CLOSED"), Reason.THREAD_CLOSED),
        (BadRequest("Bad Request: not enough rights to send photos to the chat"), Reason.RIGHTS_LOST),
        (BadRequest("Bad Request: have no rights to send a message"), Reason.RIGHTS_LOST),
        (BadRequest("Bad Request: need administrator rights in the channel chat"), Reason.RIGHTS_LOST),
        (BadRequest("Bad Request: CHAT_WRITE_FORBIDDEN"), Reason.RIGHTS_LOST),
        (BadRequest("Bad Request: group chat was upgraded to a supergroup chat"), Reason.MIGRATED),
        (ChatMigrated(-1001234567890), Reason.MIGRATED),
    ],
)
def test_who_cannot_be_reached_is_a_named_state(error: TelegramError, reason: Reason) -> None:
    """Every way of not reaching a person or place has its own reason."""
    found = delivery_error(error)

    assert isinstance(found, Unreachable)
    assert found.reason is reason


@pytest.mark.parametrize(
    ("error", "missing"),
    [
        (BadRequest("Bad Request: not enough rights to create a topic"), "can_manage_topics"),
        (BadRequest("Bad Request: the chat is not a forum"), "topics"),
    ],
)
def test_a_room_without_topics_says_what_is_missing(error: TelegramError, missing: str) -> None:
    """The therapist can be told which right to give or what to switch on."""
    found = delivery_error(error)

    assert isinstance(found, Unreachable)
    assert (found.reason, found.missing) == (Reason.RIGHTS_LOST, missing)


def test_a_migrated_group_tells_its_new_id() -> None:
    """The new chat id comes along as decimal text."""
    found = delivery_error(ChatMigrated(-1001234567890))

    assert isinstance(found, Unreachable)
    assert found.moved_to == "-1001234567890"


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (Flood(timedelta(seconds=17)), timedelta(seconds=17)),
        (NetworkError("Too Many Requests: retry later"), timedelta(seconds=5)),
    ],
)
def test_a_flood_is_a_wait_of_its_chat(error: TelegramError, wait: timedelta) -> None:
    """A 429 waits as long as Telegram says, or a little where it says nothing."""
    found = delivery_error(error)

    assert isinstance(found, RateLimited)
    assert (found.retry_after, found.scope) == (wait, "chat")


def test_an_edit_that_changes_nothing_is_success() -> None:
    """ "Message is not modified" is no error at all."""
    error = BadRequest(
        "Bad Request: message is not modified: specified new message content and reply markup are the same"
    )

    assert delivery_error(error) is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadRequest("Bad Request: message text is empty"), "message-text-is-empty"),
        (
            BadRequest('Bad Request: can\'t parse entities: Unsupported start tag "Safe place" at byte 3'),
            "can-t-parse-entities",
        ),
        (BadRequest("Bad Request: VOICE_MESSAGES_FORBIDDEN"), "voice_messages_forbidden"),
        (BadRequest("Bad Request: " + "x" * 500), "x" * 60),
        (NetworkError("Request Entity Too Large"), "request-entity-too-large"),
        (InvalidToken("Not Found: method not found"), "not-found"),
    ],
)
def test_our_mistakes_are_rejected_with_a_short_code(error: TelegramError, code: str) -> None:
    """The code is Telegram's own words, short, and without anything they quote."""
    found = delivery_error(error)

    assert isinstance(found, Rejected)
    assert found.code == code


@pytest.mark.parametrize("said", ["Unauthorized", "Not Found"])
def test_a_refused_token_closes_the_account(said: str) -> None:
    """401 and 404 of the token stop this account."""
    assert isinstance(delivery_error(InvalidToken(said)), AccountClosed)


def caused(error: TelegramError, cause: BaseException) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (caused(TimedOut("Pool timeout"), httpx.PoolTimeout("x")), NotSent),
        (caused(TimedOut(), httpx.ConnectTimeout("x")), NotSent),
        (caused(NetworkError("httpx.ConnectError"), httpx.ConnectError("x")), NotSent),
        (caused(TimedOut(), httpx.ReadTimeout("x")), Uncertain),
        (caused(TimedOut(), httpx.WriteTimeout("x")), Uncertain),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), Uncertain),
        (caused(NetworkError("x"), httpx.ReadError("x")), Uncertain),
        (NetworkError("Internal Server Error"), Uncertain),
        (NetworkError("Bad Gateway (502)"), Uncertain),
        (caused(NetworkError("Gateway Timeout (504)"), Garbled()), Uncertain),
        (Garbled(), Uncertain),
        (caused(Forbidden("Forbidden (403)"), Garbled()), NotSent),
        (caused(InvalidToken("Not Found (404)"), Garbled()), NotSent),
        (caused(BadRequest("Bad Request (400)"), Garbled()), NotSent),
        (Conflict("Conflict: terminated by other getUpdates request"), NotSent),
        (TelegramError("anything else"), Uncertain),
    ],
)
def test_only_what_surely_did_not_leave_may_be_sent_again(error: TelegramError, expected: type) -> None:
    """Where a request may have arrived, nobody pretends to know; a proxy's page says nothing about token or chat."""
    assert type(delivery_error(error)) is expected


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        (400, "Bad Request: file is too big", MediaTooLarge),
        (400, "Bad Request: wrong remote file identifier specified: Wrong padding", MediaGone),
        (400, "Bad Request: invalid file_id", MediaGone),
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable", MediaRetry),
        (500, "Internal Server Error", MediaRetry),
        (429, "Too Many Requests: retry after 3", MediaRetry),
        (401, "Unauthorized", MediaRetry),
    ],
)
def test_a_refused_file_is_gone_only_when_telegram_is_sure(code: int, said: str, expected: type) -> None:
    """ "Temporarily unavailable" is asked for again; only an id that Telegram does not know is given up."""
    found: Any = media_error(code, said)

    assert type(found) is expected
    assert getattr(found, "limit", None) == (20 * 1024 * 1024 if expected is MediaTooLarge else None)
