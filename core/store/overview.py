"""What the admin may look over: states, aliases and counts; never a client's name, never a word of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from core.domain.address import Platform
from core.domain.delivery import DeliveryState
from core.domain.errors import Reason
from core.domain.ids import AccountId, TherapistId
from core.domain.states import AddressState, ClientState, TherapistState
from core.store import inbox, schedule, therapists
from core.store import tables as t
from core.store.therapists import Room, Therapist
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class TherapistSeen:
    """A therapist from outside. code_until: until when the one-time code works, None once it is spent.

    trouble: what keeps the room from taking messages. clients: how many have not left.
    """

    therapist: Therapist
    room: Room | None
    trouble: Reason | None
    code_until: datetime | None
    clients: int


@dataclass(frozen=True, slots=True)
class WaySeen:
    """One way to a client. trouble: why it is closed, where that is known."""

    platform: Platform
    account: AccountId
    open: bool
    trouble: Reason | None


@dataclass(frozen=True, slots=True)
class ClientSeen:
    """A client as an admin may see them. programmes: id and day 1 of those under way. invited_until: of the newest code."""

    alias: str
    state: ClientState
    therapist: TherapistId
    zone: str
    language: str
    ways: tuple[WaySeen, ...]
    programmes: tuple[tuple[str, date], ...]
    invited_until: datetime | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many deliveries are in each state, and how many updates could not be handled."""

    deliveries: Mapping[DeliveryState, int]
    dead_updates: int


def therapists_seen(unit: Unit) -> list[TherapistSeen]:
    """All, oldest first."""
    clients_of = {
        row.therapist: int(row.number)
        for row in unit.all(
            sa.select(t.clients.c.therapist, sa.func.count().label("number"))
            .where(t.clients.c.state != ClientState.LEFT.value)
            .group_by(t.clients.c.therapist)
        )
    }
    troubles = {row.therapist: row.trouble for row in unit.all(sa.select(t.rooms.c.therapist, t.rooms.c.trouble))}
    codes = {row.id: row.code_until for row in unit.all(sa.select(t.therapists.c.id, t.therapists.c.code_until))}
    return [
        TherapistSeen(
            each,
            therapists.room_of(unit, each.id),
            Reason(troubles[each.id]) if troubles.get(each.id) else None,
            codes[each.id] if each.state is TherapistState.INVITED else None,
            clients_of.get(each.id, 0),
        )
        for each in therapists.list_therapists(unit)
    ]


def clients_seen(unit: Unit) -> list[ClientSeen]:
    """All, by alias. Names stay sealed: they are not even opened here."""
    ways: dict[str, list[WaySeen]] = {}
    for row in unit.all(sa.select(t.addresses).order_by(t.addresses.c.wrote_at.desc())):
        trouble = None if row.trouble is None else Reason(row.trouble)
        seen = WaySeen(Platform(row.platform), AccountId(row.account), row.state == AddressState.OPEN, trouble)
        ways.setdefault(row.client, []).append(seen)
    followed: dict[str, list[tuple[str, date]]] = {}
    for enrolment in schedule.active_enrolments(unit):
        followed.setdefault(enrolment.client, []).append((enrolment.programme, enrolment.start))
    last_code = sa.func.max(sa.type_coerce(t.invitations.c.until, sa.BigInteger))
    untils = {
        row.client: row.until
        for row in unit.all(
            sa.select(t.invitations.c.client, sa.type_coerce(last_code, t.invitations.c.until.type).label("until"))
            .where(t.invitations.c.spent_at.is_(None))
            .group_by(t.invitations.c.client)
        )
    }
    columns = (t.clients.c.id, t.clients.c.alias, t.clients.c.state, t.clients.c.therapist)
    rows = unit.all(sa.select(*columns, t.clients.c.zone, t.clients.c.language).order_by(t.clients.c.alias))
    return [
        ClientSeen(
            row.alias,
            ClientState(row.state),
            TherapistId(row.therapist),
            row.zone,
            row.language,
            tuple(ways.get(row.id, ())),
            tuple(sorted(followed.get(row.id, ()))),
            untils.get(row.id),
        )
        for row in rows
    ]


def backlog(unit: Unit) -> Backlog:
    """What waits, and what could not be done."""
    counted = sa.select(t.outbox.c.state, sa.func.count().label("number")).group_by(t.outbox.c.state)
    return Backlog({DeliveryState(row.state): int(row.number) for row in unit.all(counted)}, inbox.dead_count(unit))
