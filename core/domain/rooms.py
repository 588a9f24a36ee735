"""What a look at a therapist's room found; and the door through which a newcomer on Discord comes in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.address import Address


class RoomFault(StrEnum):
    """What can be wrong with a room (SPEC 7.9). detail, where there is one, stands behind the dash."""

    NOT_A_FORUM = "not_a_forum"  # Telegram: topics are off; Discord: not a forum channel
    PUBLIC = "public"  # Telegram: anybody can find the group
    NOT_ADMIN = "not_admin"  # Telegram: the bot sees nothing that is written
    RIGHTS_MISSING = "rights_missing"  # - the rights by the names the platform's settings give them
    TAGS_DEMANDED = "tags_demanded"  # Discord: every post must bear a tag
    EVERYBODY_SEES = "everybody_sees"  # Discord: @everyone of the server can look in
    ROLE_SEES = "role_sees"  # - the role's name
    OTHERS_INSIDE = "others_inside"  # - how many are let in beside therapist and bot
    IN_DOOR_SERVER = "in_door_server"  # Discord: it lies where clients are


@dataclass(frozen=True, slots=True)
class RoomTrouble:
    """One fault and its detail ("" where it has none)."""

    fault: RoomFault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RoomLook:
    """A room as it is now. troubles: empty when all is well. server: Discord's, else ""."""

    troubles: tuple[RoomTrouble, ...] = ()
    server: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """A newcomer's own place in the door server. link: the one-use server invite that leads there."""

    place: Address
    link: str


@dataclass(frozen=True, slots=True)
class PrivateChat:
    """The private chat with a person."""

    address: Address
