"""Therapists and their rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.domain.address import Address, Platform
from core.domain.errors import Reason
from core.domain.ids import AccountId, RoomId, TherapistId
from core.domain.states import TherapistState
from core.store import tables as t
from core.store.unit import PRACTICE, Unit


@dataclass(frozen=True, slots=True)
class Therapist:
    """A therapist."""

    id: TherapistId
    name: str
    language: str
    zone: str
    state: TherapistState


@dataclass(frozen=True, slots=True)
class Room:
    """A therapist's room; `address` names it as a whole (no thread). member_index: keyed hash of the therapist's account."""

    id: RoomId
    therapist: TherapistId
    address: Address
    member_index: str


def add_therapist(unit: Unit, *, name: str, language: str, zone: str, code: str, code_until: datetime) -> TherapistId:
    """A therapist with a one-time code for their room."""
    therapist = unit.id()
    unit.execute(
        sa.insert(t.therapists).values(
            id=therapist,
            name=unit.seal(PRACTICE, "therapists", "name", therapist, name),
            language=language,
            zone=zone,
            state=TherapistState.INVITED.value,
            code_index=unit.index("code", code),
            code_until=code_until,
            created_at=unit.now,
        )
    )
    unit.journal("admin", "added therapist", f"therapist:{therapist}")
    return TherapistId(therapist)


def _therapist(unit: Unit, row: Any) -> Therapist:
    name = unit.open(PRACTICE, "therapists", "name", row.id, row.name)
    return Therapist(TherapistId(row.id), name, row.language, row.zone, TherapistState(row.state))


def therapist(unit: Unit, therapist_id: str) -> Therapist:
    """One therapist. Raises LookupError."""
    row = unit.one(sa.select(t.therapists).where(t.therapists.c.id == therapist_id))
    if row is None:
        raise LookupError("no such therapist")
    return _therapist(unit, row)


def list_therapists(unit: Unit) -> list[Therapist]:
    """All, oldest first."""
    return [_therapist(unit, row) for row in unit.all(sa.select(t.therapists).order_by(t.therapists.c.created_at))]


def therapist_by_code(unit: Unit, code: str) -> Therapist | None:
    """Whose unspent, unexpired code this is."""
    row = unit.one(
        sa.select(t.therapists).where(
            t.therapists.c.code_index == unit.index("code", code), t.therapists.c.code_until > unit.now
        )
    )
    return None if row is None else _therapist(unit, row)


def bind_room(unit: Unit, therapist_id: str, address: Address, member: str) -> RoomId:
    """The code was used in a room: bind room and therapist, spend the code."""
    room = unit.id()
    unit.execute(
        sa.insert(t.rooms).values(
            id=room,
            therapist=therapist_id,
            account=address.account,
            chat_index=unit.index("chat", address.chat),
            chat=unit.seal(PRACTICE, "rooms", "chat", room, address.chat),
            member_index=unit.index("user", member),
            member=unit.seal(PRACTICE, "rooms", "member", room, member),
            created_at=unit.now,
        )
    )
    unit.execute(
        sa.update(t.therapists)
        .where(t.therapists.c.id == therapist_id)
        .values(state=TherapistState.ACTIVE.value, code_index=None, code_until=None)
    )
    unit.journal(f"therapist:{therapist_id}", "registered room", f"room:{room}")
    return RoomId(room)


def _room(unit: Unit, row: Any) -> Room:
    platform = unit.one(sa.select(t.accounts.c.platform).where(t.accounts.c.id == row.account))
    assert platform is not None
    chat = unit.open(PRACTICE, "rooms", "chat", row.id, row.chat)
    address = Address(Platform(platform.platform), AccountId(row.account), chat)
    return Room(RoomId(row.id), TherapistId(row.therapist), address, row.member_index)


def room_at(unit: Unit, account: str, chat: str) -> Room | None:
    """The room that this chat is, if it is one."""
    row = unit.one(
        sa.select(t.rooms).where(t.rooms.c.account == account, t.rooms.c.chat_index == unit.index("chat", chat))
    )
    return None if row is None else _room(unit, row)


def room_of(unit: Unit, therapist_id: str) -> Room | None:
    """A therapist's room."""
    row = unit.one(sa.select(t.rooms).where(t.rooms.c.therapist == therapist_id))
    return None if row is None else _room(unit, row)


def room_by_id(unit: Unit, room: str) -> Room:
    """One room. Raises LookupError."""
    row = unit.one(sa.select(t.rooms).where(t.rooms.c.id == room))
    if row is None:
        raise LookupError("no such room")
    return _room(unit, row)


def rooms_on(unit: Unit, account: str) -> list[Room]:
    """Every room of one account."""
    return [_room(unit, row) for row in unit.all(sa.select(t.rooms).where(t.rooms.c.account == account))]


def set_room_trouble(unit: Unit, therapist_id: str, trouble: Reason | None) -> None:
    """What keeps the room from taking messages, or None."""
    now = None if trouble is None else trouble.value
    unit.execute(
        sa.update(t.rooms)
        .where(t.rooms.c.therapist == therapist_id, t.rooms.c.trouble.is_distinct_from(now))
        .values(trouble=now)
    )
