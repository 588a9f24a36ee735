"""Therapists and their rooms."""

from __future__ import annotations

import json
from collections.abc import Collection
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

_WHOLE = sa.select(t.therapists)
_MOST_POSTS = 8  # of a therapist's own, the newest


@dataclass(frozen=True, slots=True)
class Therapist:
    """A therapist."""

    id: TherapistId
    name: str
    language: str
    zone: str
    state: TherapistState
    away_from: datetime | None = None
    away_until: datetime | None = None

    def away_at(self, moment: datetime) -> datetime | None:
        """Until when they are away at this moment; None: they are there."""
        if self.away_from is None or self.away_until is None or not self.away_from <= moment < self.away_until:
            return None
        return self.away_until


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
    return Therapist(
        TherapistId(row.id), name, row.language, row.zone, TherapistState(row.state), row.away_from, row.away_until
    )


def therapist(unit: Unit, therapist_id: str) -> Therapist:
    """One therapist. Raises LookupError."""
    row = unit.row(t.therapists, therapist_id)
    if row is None:
        raise LookupError("no such therapist")
    return _therapist(unit, row)


def many(unit: Unit, therapist_ids: Collection[str]) -> dict[str, Therapist]:
    """Several therapists by id; whoever is not there is missing."""
    return {row.id: _therapist(unit, row) for row in unit.all_of(_WHOLE, t.therapists.c.id, therapist_ids)}


def set_away(unit: Unit, therapist_id: str, span: tuple[datetime, datetime] | None) -> None:
    """They are away from one moment to another, or (None) not at all."""
    begins, ends = span or (None, None)
    row = t.therapists.c.id == therapist_id
    unit.execute(sa.update(t.therapists).where(row).values(away_from=begins, away_until=ends))
    unit.journal(f"therapist:{therapist_id}", "away" if span else "back", f"therapist:{therapist_id}")


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


def renew_code(unit: Unit, therapist_id: str, *, code: str, code_until: datetime) -> None:
    """A new one-time code for who has no room yet; the old one dies. Raises LookupError for anybody else."""
    changed = unit.execute(
        sa.update(t.therapists)
        .where(t.therapists.c.id == therapist_id, t.therapists.c.state == TherapistState.INVITED.value)
        .values(code_index=unit.index("code", code), code_until=code_until)
    )
    if changed.rowcount != 1:
        raise LookupError("nobody who waits for a code")
    unit.journal("admin", "gave a new code", f"therapist:{therapist_id}")


def bind_room(unit: Unit, therapist_id: str, address: Address, member: str) -> RoomId:
    """The code was used in a room: bind room and therapist, spend the code; the test alert is still to be acknowledged."""
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
        .values(state=TherapistState.WAITING.value, code_index=None, code_until=None)
    )
    unit.journal(f"therapist:{therapist_id}", "registered room", f"room:{room}")
    return RoomId(room)


def acknowledge(unit: Unit, therapist_id: str) -> bool:
    """The test alert was seen: the therapist is active from now on. False: they were before (SPEC 8.7)."""
    changed = unit.execute(
        sa.update(t.therapists)
        .where(t.therapists.c.id == therapist_id, t.therapists.c.state == TherapistState.WAITING.value)
        .values(state=TherapistState.ACTIVE.value)
    )
    if changed.rowcount == 1:
        unit.journal(f"therapist:{therapist_id}", "acknowledged test alert", f"therapist:{therapist_id}")
    return changed.rowcount == 1


def _room(unit: Unit, row: Any) -> Room:
    platform = unit.cell(t.accounts.c.platform, row.account)
    assert platform is not None
    chat = unit.open(PRACTICE, "rooms", "chat", row.id, row.chat)
    address = Address(Platform(platform), AccountId(row.account), chat)
    return Room(RoomId(row.id), TherapistId(row.therapist), address, row.member_index)


def room_at(unit: Unit, account: str, chat: str) -> Room | None:
    """The room that this chat is, if it is one."""
    row = unit.one(
        sa.select(t.rooms).where(t.rooms.c.account == account, t.rooms.c.chat_index == unit.index("chat", chat))
    )
    return None if row is None else _room(unit, row)


def room_of(unit: Unit, therapist_id: str) -> Room | None:
    """A therapist's room."""
    row = unit.row(t.rooms, therapist_id, by="therapist")
    return None if row is None else _room(unit, row)


def room_by_id(unit: Unit, room: str) -> Room:
    """One room. Raises LookupError."""
    row = unit.row(t.rooms, room)
    if row is None:
        raise LookupError("no such room")
    return _room(unit, row)


def rooms_on(unit: Unit, account: str) -> list[Room]:
    """Every room of one account."""
    return [_room(unit, row) for row in unit.all(sa.select(t.rooms).where(t.rooms.c.account == account))]


def member_of(unit: Unit, room: str) -> str:
    """The therapist's own account in a room, as the platform names it. Raises LookupError."""
    row = unit.one(sa.select(t.rooms.c.member).where(t.rooms.c.id == room))
    if row is None:
        raise LookupError("no such room")
    return unit.open(PRACTICE, "rooms", "member", room, row.member)


def posts_of(unit: Unit, room: str) -> list[str]:
    """The therapist's own posts in a room, the newest first."""
    row = unit.one(sa.select(t.rooms.c.posts).where(t.rooms.c.id == room))
    if row is None or row.posts is None:
        return []
    return [str(post) for post in json.loads(unit.open(PRACTICE, "rooms", "posts", room, row.posts))]


def note_post(unit: Unit, room: str, post: str) -> None:
    """The therapist wrote in a post of their own, which is nobody's thread: it is read back after a gap from now on."""
    known = posts_of(unit, room)
    if post in known:
        return
    kept = json.dumps([post, *known][:_MOST_POSTS])
    unit.execute(
        sa.update(t.rooms).where(t.rooms.c.id == room).values(posts=unit.seal(PRACTICE, "rooms", "posts", room, kept))
    )


def room_moved(unit: Unit, room: Room, chat: str) -> None:
    """The platform gave the room another number (a group became a supergroup)."""
    values = {"chat_index": unit.index("chat", chat), "chat": unit.seal(PRACTICE, "rooms", "chat", room.id, chat)}
    unit.execute(sa.update(t.rooms).where(t.rooms.c.id == room.id).values(**values))
    unit.journal("vignette", "room moved", f"room:{room.id}")


def set_room_trouble(unit: Unit, therapist_id: str, trouble: Reason | None) -> None:
    """What keeps the room from taking messages, or None."""
    now = None if trouble is None else trouble.value
    unit.execute(
        sa.update(t.rooms)
        .where(t.rooms.c.therapist == therapist_id, t.rooms.c.trouble.is_distinct_from(now))
        .values(trouble=now)
    )


def clear_room_trouble(unit: Unit, therapist_id: str) -> Reason | None:
    """The room takes messages (again). What kept it from that; None: nothing did."""
    before = unit.cell(t.rooms.c.trouble, therapist_id, by="therapist")
    if before is None:
        return None
    set_room_trouble(unit, therapist_id, None)
    return Reason(before)
