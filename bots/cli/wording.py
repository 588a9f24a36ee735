"""How lists and findings look on a terminal, and the words for what keeps a chat from taking messages."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from core.domain.address import Platform
from core.domain.errors import Reason
from core.prompts.faults import plain_line

_WHY = {
    Reason.BLOCKED: "the bot is blocked",
    Reason.DEACTIVATED: "the account is gone",
    Reason.NEVER_STARTED: "the bot was never started there",
    Reason.DMS_CLOSED: "direct messages are closed",
    Reason.NO_SHARED_SERVER: "no server is shared with the bot",
    Reason.CHAT_GONE: "the chat is gone",
    Reason.REMOVED: "the bot was removed",
    Reason.RIGHTS_LOST: "the bot lacks rights there",
    Reason.THREAD_GONE: "a thread was deleted",
    Reason.THREAD_CLOSED: "a thread is closed",
    Reason.MIGRATED: "the group became another one",
}
_ROOM_MENDS = {
    Reason.REMOVED: "Add the bot again; what waits goes out by itself within a minute.",
    Reason.RIGHTS_LOST: "Give the bot its rights back; what waits goes out by itself within a minute.",
    Reason.THREAD_CLOSED: "Open the thread again; what waits goes out by itself within a minute.",
}
_ANEW = "The therapist needs a room again: add them anew and have them send /register with the new code."


def why(reason: Reason) -> str:
    """What is the matter, in a few words."""
    return _WHY[reason]


def mend_room(reason: Reason) -> str:
    """What to do about a room that takes no messages."""
    return _ROOM_MENDS.get(reason, _ANEW)


def place(platform: Platform, account: str) -> str:
    """`Telegram (main)`."""
    return f"{platform.value.capitalize()} ({account})"


def columns(rows: Sequence[Sequence[str]], *, gap: int = 2) -> list[str]:
    """The rows as lines, each column as wide as its widest cell; the last one runs free."""
    told = [[plain_line(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*told, strict=True)]
    return [
        "".join(
            cell if at == len(row) - 1 else cell + " " * (widths[at] - width(cell) + gap) for at, cell in enumerate(row)
        ).rstrip()
        for row in told
    ]


def width(words: str) -> int:
    """How many columns of a terminal the words take."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words
    )
