"""Newcomers' own places in Discord's door server: which invitation opened which, and the link that leads there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.domain.address import Address, Platform
from core.domain.delivery import Operation
from core.domain.ids import AccountId, ClientId, InvitationId
from core.domain.rooms import Door
from core.domain.states import ClientState
from core.store import tables as t
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """One invitation and its door. door None: none is open (yet, or any more)."""

    invitation: InvitationId
    client: ClientId
    until: datetime
    spent: bool
    door: Door | None


def _open_door(unit: Unit, row: Any) -> OpenDoor:
    door = None
    if row.door is not None:
        told = json.loads(unit.open(row.client, "invitations", "door", row.id, row.door))
        door = Door(Address(Platform(told["platform"]), AccountId(told["account"]), told["chat"]), told["link"])
    return OpenDoor(InvitationId(row.id), ClientId(row.client), row.until, row.spent_at is not None, door)


def by_invitation(unit: Unit, invitation: str) -> OpenDoor:
    """One invitation, with its door or without. Raises LookupError."""
    row = unit.row(t.invitations, invitation)
    if row is None:
        raise LookupError("no such invitation")
    return _open_door(unit, row)


def of_client(unit: Unit, client: str) -> OpenDoor | None:
    """The door that stands open for this client."""
    query = sa.select(t.invitations).where(t.invitations.c.client == client, t.invitations.c.door.is_not(None))
    row = unit.first(query.order_by(t.invitations.c.until.desc()))
    return None if row is None else _open_door(unit, row)


def entered(unit: Unit, client: str) -> bool:
    """Whether this client came in by the door: *Begin privately* was pressed there, and asked for their private chat."""
    begun = (t.outbox.c.client == client, t.outbox.c.operation == Operation.OPEN_PRIVATE.value)
    return unit.first(sa.select(t.outbox.c.id).where(*begun).limit(1)) is not None


def at(unit: Unit, place: Address) -> OpenDoor | None:
    """Whose door this place is."""
    query = sa.select(t.invitations).where(t.invitations.c.door_index == unit.index("chat", place.chat))
    found = [_open_door(unit, row) for row in unit.all(query)]
    return next((each for each in found if each.door is not None and each.door.place.account == place.account), None)


def keep(unit: Unit, what: OpenDoor, door: Door) -> None:
    """The door is open: where, and by which link."""
    told = {
        "platform": door.place.platform,
        "account": door.place.account,
        "chat": door.place.chat,
        "link": door.link,
    }
    unit.execute(
        sa.update(t.invitations)
        .where(t.invitations.c.id == what.invitation)
        .values(
            door_index=unit.index("chat", door.place.chat),
            door=unit.seal(what.client, "invitations", "door", what.invitation, json.dumps(told)),
        )
    )


def forget(unit: Unit, what: OpenDoor) -> None:
    """The door was taken down."""
    unit.execute(
        sa.update(t.invitations).where(t.invitations.c.id == what.invitation).values(door_index=None, door=None)
    )


def left_over(unit: Unit, account: str, *, unfinished_for: timedelta) -> list[OpenDoor]:
    """Doors of an account through which nobody came while their invitation lasted (or was taken back), or who came has not finished joining so
    long after it.
    """
    unfinished = (ClientState.JOINING.value, ClientState.AGREED.value)
    query = (
        sa.select(t.invitations)
        .join(t.clients, t.clients.c.id == t.invitations.c.client)
        .where(
            t.invitations.c.door.is_not(None),
            sa.or_(
                sa.and_(
                    t.clients.c.state == ClientState.INVITED.value,
                    sa.or_(t.invitations.c.until <= unit.now, t.invitations.c.spent_at.is_not(None)),
                ),
                sa.and_(t.clients.c.state.in_(unfinished), t.invitations.c.until <= unit.now - unfinished_for),
            ),
        )
    )
    found = [_open_door(unit, row) for row in unit.all(query)]
    return [each for each in found if each.door is not None and each.door.place.account == account]
