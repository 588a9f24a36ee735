"""How the stand-in says no: one exception, and the platform's own words for each refusal."""

from __future__ import annotations

import math
from typing import Any

# The words are those of Telegram's own server (tdlib/telegram-bot-api, Client.cpp; tdlib/td); see
# docs/reference/stand-ins-telegram.md for each one's source and test.
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Refusal(Exception):
    """The Bot API answers `{"ok": false}`: an HTTP status, a description, sometimes parameters."""

    def __init__(self, status: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(words: str) -> Refusal:
    """400 with the platform's prefix."""
    return Refusal(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refusal:
    """403 with the platform's prefix."""
    return Refusal(403, f"Forbidden: {words}")


def unauthorized() -> Refusal:
    """401: this token is nobody's."""
    return Refusal(401, "Unauthorized")


def unknown_method() -> Refusal:
    """404: no such method here."""
    return Refusal(404, "Not Found: method not found")


def too_large() -> Refusal:
    """413: an upload over its limit."""
    return Refusal(413, "Request Entity Too Large")


def conflict() -> Refusal:
    """409: another getUpdates came."""
    return Refusal(409, OTHER_POLL)


def flood(seconds: float) -> Refusal:
    """429 with whole seconds, at least one, as the platform counts them."""
    wait = max(1, math.ceil(seconds))
    return Refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
