"""Where a person or a room is on a platform."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.ids import AccountId


class Platform(StrEnum):
    """The platforms Vignette speaks on."""

    TELEGRAM = "telegram"
    DISCORD = "discord"


@dataclass(frozen=True, slots=True)
class Address:
    """Platform + account + chat (+ thread in it).

    chat: Telegram chat id, or Discord DM channel or forum channel id, as decimal text.
    thread: Telegram forum topic id, or Discord forum post (thread) id, as decimal text; None in private chats
    and for a room as a whole.
    """

    platform: Platform
    account: AccountId
    chat: str
    thread: str | None = None


class PlaceKind(StrEnum):
    """What kind of place a message was written in."""

    PRIVATE = "private"  # one person and the bot
    DOOR = "door"  # a text channel of Discord's door server, in which one newcomer and the bot are
    ROOM = "room"  # a place that can be a therapist's room: a Telegram forum group, a Discord forum
    OTHER = "other"  # any other group or channel: nothing is ever answered there but /register


@dataclass(frozen=True, slots=True)
class Place:
    """A chat the service must read back after a gap."""

    address: Address
    newest_known: str | None = None  # platform message id up to which history was read without a hole
