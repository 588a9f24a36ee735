"""How lists and findings look on a terminal, and the words for what keeps a chat from taking messages."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from core.domain.address import Platform
from core.domain.errors import Reason
from core.domain.rooms import RoomFault, RoomTrouble
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
_ANEW = "The therapist needs a room again: add them anew, under a name that tells the two apart, and have them send /register."
_MAKE_ADMIN = "In the group make the bot an administrator who may manage topics."
_ROOM_FAULTS = {
    (Platform.TELEGRAM, RoomFault.NOT_A_FORUM): ("topics are off", "Switch Topics on in the group's settings."),
    (Platform.TELEGRAM, RoomFault.PUBLIC): (
        "the group is public: anybody can find and read it",
        "Make it private in its settings.",
    ),
    (Platform.TELEGRAM, RoomFault.NOT_ADMIN): (
        "the bot is no administrator, so it does not see what is written",
        _MAKE_ADMIN,
    ),
    (Platform.TELEGRAM, RoomFault.RIGHTS_MISSING): ("the bot lacks: {detail}", _MAKE_ADMIN),
    (Platform.DISCORD, RoomFault.NOT_A_FORUM): (
        "it is no forum",
        "Make a forum channel for the therapist, and have them register there with a new code.",
    ),
    (Platform.DISCORD, RoomFault.RIGHTS_MISSING): (
        "the bot lacks: {detail}",
        "Give these rights to the bot's role in that forum.",
    ),
    (Platform.DISCORD, RoomFault.TAGS_DEMANDED): (
        "it demands a tag on every post",
        "Switch that off in the forum's settings.",
    ),
    (Platform.DISCORD, RoomFault.EVERYBODY_SEES): (
        "everybody on its server can look in",
        "In the forum's permissions take View Channel from @everyone; then let in the therapist and the bot.",
    ),
    (Platform.DISCORD, RoomFault.ROLE_SEES): (
        "everybody with the role {detail} can look in",
        "In the forum's permissions take View Channel from that role, and let in the therapist and the bot alone.",
    ),
    (Platform.DISCORD, RoomFault.IN_DOOR_SERVER): (
        "it lies in the door server, where clients are",
        "Give them one in the rooms' server.",
    ),
}
_INSIDE = {Platform.TELEGRAM: "in it", Platform.DISCORD: "let in"}


def why(reason: Reason) -> str:
    """What is the matter, in a few words."""
    return _WHY[reason]


def mend_room(reason: Reason) -> str:
    """What to do about a room that takes no messages."""
    return _ROOM_MENDS.get(reason, _ANEW)


def room_fault(platform: Platform, trouble: RoomTrouble) -> tuple[str, str]:
    """What is wrong with a room, and the mend."""
    if trouble.fault is RoomFault.OTHERS_INSIDE:
        verb = "other is" if trouble.detail == "1" else "others are"
        mend = f"Whoever is {_INSIDE[platform]} can read what clients make; take out who should not."
        return f"{trouble.detail} {verb} {_INSIDE[platform]} beside therapist and bot", mend
    what, mend = _ROOM_FAULTS[platform, trouble.fault]
    return what.format(detail=trouble.detail), mend


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
