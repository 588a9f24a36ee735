"""Where clients can be written to, and strangers who were told once."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.domain.address import Address, Platform
from core.domain.errors import Reason, Unsealable
from core.domain.ids import AccountId, ClientId
from core.domain.states import AddressState
from core.store import tables as t
from core.store.unit import Unit

_BY_TIME = sa.select(t.addresses).order_by(t.addresses.c.wrote_at)


@dataclass(frozen=True, slots=True)
class ClientAddress:
    """Where a client can be written to."""

    id: str
    client: ClientId
    address: Address
    state: AddressState
    trouble: Reason | None


def _address(unit: Unit, row: Any) -> ClientAddress:
    chat = unit.open(row.client, "addresses", "chat", row.id, row.chat)
    return ClientAddress(
        row.id,
        ClientId(row.client),
        Address(Platform(row.platform), AccountId(row.account), chat),
        AddressState(row.state),
        None if row.trouble is None else Reason(row.trouble),
    )


def address_by_user(unit: Unit, account: str, user: str) -> ClientAddress | None:
    """The client address that this platform user is."""
    row = unit.one(
        sa.select(t.addresses).where(
            t.addresses.c.account == account, t.addresses.c.user_index == unit.index("user", user)
        )
    )
    return None if row is None else _address(unit, row)


def address_by_id(unit: Unit, address: str) -> ClientAddress:
    """One address row. Raises LookupError."""
    row = unit.row(t.addresses, address)
    if row is None:
        raise LookupError("no such address")
    return _address(unit, row)


def addresses_on(unit: Unit, account: str) -> list[ClientAddress]:
    """Every client address of one account, most recently active first."""
    query = sa.select(t.addresses).where(t.addresses.c.account == account).order_by(t.addresses.c.wrote_at.desc())
    return [_address(unit, row) for row in unit.all(query)]


def bind_address(unit: Unit, client_id: str, address: Address, user: str) -> str:
    """From now on this platform user is this client. An older binding of the same user is replaced."""
    unit_index = unit.index("user", user)
    row = unit.one(
        sa.select(t.addresses.c.id).where(
            t.addresses.c.account == address.account, t.addresses.c.user_index == unit_index
        )
    )
    row_id = unit.id() if row is None else row.id
    values = {
        "client": client_id,
        "platform": address.platform.value,
        "chat_index": unit.index("chat", address.chat),
        "chat": unit.seal(client_id, "addresses", "chat", row_id, address.chat),
        "state": AddressState.OPEN.value,
        "trouble": None,
        "wrote_at": unit.now,
    }
    if row is None:
        unit.execute(sa.insert(t.addresses).values(id=row_id, account=address.account, user_index=unit_index, **values))
    else:
        unit.execute(sa.update(t.addresses).where(t.addresses.c.id == row_id).values(**values))
    return row_id


def best_address(unit: Unit, client_id: str) -> ClientAddress | None:
    """Where a client last wrote, open ones first (SPEC 5.6)."""
    row = unit.first(
        sa.select(t.addresses)
        .where(t.addresses.c.client == client_id)
        .order_by(sa.case((t.addresses.c.state == AddressState.OPEN.value, 0), else_=1), t.addresses.c.wrote_at.desc())
    )
    return None if row is None else _address(unit, row)


def best_addresses(unit: Unit, client_ids: Collection[str]) -> dict[str, ClientAddress]:
    """The same for several clients, by client; who has none that opens is missing. Their keys come along."""
    unit.fetch_keys(client_ids)
    best: dict[str, Any] = {}
    for row in unit.all_of(_BY_TIME, t.addresses.c.client, client_ids):
        before = best.get(row.client)
        if before is None or row.state == AddressState.OPEN or before.state != AddressState.OPEN:
            best[row.client] = row  # the later one wins, but for a closed one over an open one
    found: dict[str, ClientAddress] = {}
    for client, row in best.items():
        with contextlib.suppress(Unsealable):  # one damaged row must not hold up the others
            found[client] = _address(unit, row)
    return found


def set_address_state(unit: Unit, address: str, state: AddressState, trouble: Reason | None) -> None:
    """Open or closed, with the reason."""
    unit.execute(
        sa.update(t.addresses)
        .where(t.addresses.c.id == address)
        .values(state=state.value, trouble=None if trouble is None else trouble.value)
    )


def note_wrote(unit: Unit, address: str) -> None:
    """The client wrote from here just now."""
    unit.execute(sa.update(t.addresses).where(t.addresses.c.id == address).values(wrote_at=unit.now))


def release_address(unit: Unit, address: str) -> None:
    """Nobody stands behind this address any more; it is closed and its chat forgotten."""
    unit.execute(
        sa.update(t.addresses)
        .where(t.addresses.c.id == address)
        .values(user_index=unit.index("released", unit.id()), state=AddressState.CLOSED.value)
    )


def may_tell_stranger(unit: Unit, account: str, user: str, *, since: datetime) -> bool:
    """Whether this unknown person has not been told since then; remembers that they are told now (SE-01)."""
    user_index = unit.index("user", user)
    place = (t.strangers.c.account == account) & (t.strangers.c.user_index == user_index)
    row = unit.one(sa.select(t.strangers.c.told_at).where(place))
    if row is not None and row.told_at > since:
        return False
    if row is None:
        unit.execute(sa.insert(t.strangers).values(account=account, user_index=user_index, told_at=unit.now))
    else:
        unit.execute(sa.update(t.strangers).where(place).values(told_at=unit.now))
    return True
