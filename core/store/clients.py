"""Clients, and the invitations that let one person step in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.domain.ids import ClientId, InvitationId, TherapistId
from core.domain.states import ClientState, may_move_client
from core.store import tables as t
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Client:
    """A client."""

    id: ClientId
    therapist: TherapistId
    alias: str
    name: str
    language: str
    zone: str
    state: ClientState
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that was found."""

    id: InvitationId
    client: ClientId
    programme: str | None
    until: datetime
    spent: bool


def aliases(unit: Unit) -> set[str]:
    """Every alias ever given."""
    return {row.alias for row in unit.all(sa.select(t.clients.c.alias))}


def invite_client(
    unit: Unit,
    *,
    therapist_id: str,
    alias: str,
    name: str,
    language: str,
    zone: str,
    code: str,
    until: datetime,
    programme: str | None,
) -> ClientId:
    """A client behind whom nobody stands yet, and the code that lets one person step in."""
    client = unit.id()
    unit.make_key(client)
    unit.execute(
        sa.insert(t.clients).values(
            id=client,
            therapist=therapist_id,
            alias=alias,
            name=unit.seal(client, "clients", "name", client, name),
            language=language,
            zone=zone,
            state=ClientState.INVITED.value,
            created_at=unit.now,
        )
    )
    unit.execute(
        sa.insert(t.invitations).values(
            id=unit.id(), client=client, code_index=unit.index("code", code), until=until, programme=programme
        )
    )
    unit.journal(f"therapist:{therapist_id}", "invited", f"client:{client}")
    return ClientId(client)


def invitation_by_code(unit: Unit, code: str) -> Invitation | None:
    """The invitation of this code, spent or not, expired or not."""
    row = unit.one(sa.select(t.invitations).where(t.invitations.c.code_index == unit.index("code", code)))
    if row is None:
        return None
    return Invitation(InvitationId(row.id), ClientId(row.client), row.programme, row.until, row.spent_at is not None)


def invitation_of(unit: Unit, client_id: str) -> Invitation | None:
    """A client's newest invitation."""
    row = unit.first(
        sa.select(t.invitations).where(t.invitations.c.client == client_id).order_by(t.invitations.c.until.desc())
    )
    if row is None:
        return None
    return Invitation(InvitationId(row.id), ClientId(row.client), row.programme, row.until, row.spent_at is not None)


def spend_invitation(unit: Unit, invitation: str) -> None:
    """It cannot be used again."""
    unit.execute(sa.update(t.invitations).where(t.invitations.c.id == invitation).values(spent_at=unit.now))


def _client(unit: Unit, row: Any) -> Client:
    return Client(
        ClientId(row.id),
        TherapistId(row.therapist),
        row.alias,
        unit.open(row.id, "clients", "name", row.id, row.name),
        row.language,
        row.zone,
        ClientState(row.state),
        row.asked_at,
    )


def hold(unit: Unit, client_id: str) -> None:
    """Until the commit nobody else changes what people are told about this client. What is read afterwards is the newest.

    Two accounts can be busy with one client at once, and on PostgreSQL in two transactions: without this, the later commit
    would put words on the card that it read before the earlier one. SQLite has one writer anyway.
    """
    unit.one(sa.select(t.clients.c.id).where(t.clients.c.id == client_id).with_for_update(key_share=True))


def client(unit: Unit, client_id: str) -> Client:
    """One client. Raises LookupError."""
    row = unit.one(sa.select(t.clients).where(t.clients.c.id == client_id))
    if row is None:
        raise LookupError("no such client")
    return _client(unit, row)


def client_by_alias(unit: Unit, alias: str) -> Client | None:
    """By alias, in any case."""
    row = unit.one(sa.select(t.clients).where(sa.func.lower(t.clients.c.alias) == alias.lower()))
    return None if row is None else _client(unit, row)


def list_clients(unit: Unit, therapist_id: str | None = None) -> list[Client]:
    """All (of one therapist), by alias."""
    query = sa.select(t.clients).order_by(t.clients.c.alias)
    if therapist_id is not None:
        query = query.where(t.clients.c.therapist == therapist_id)
    return [_client(unit, row) for row in unit.all(query)]


def move_client(unit: Unit, who: Client, after: ClientState, *, actor: str) -> None:
    """Change a client's state. Raises ValueError on a move that does not exist."""
    if not may_move_client(who.state, after):
        raise ValueError(f"a client cannot go from {who.state} to {after}")
    unit.execute(sa.update(t.clients).where(t.clients.c.id == who.id).values(state=after.value))
    unit.journal(actor, f"now {after}", f"client:{who.id}", before=who.state.value)


def note_asked(unit: Unit, client_id: str) -> None:
    """The client was asked which prompt a reply is for (at most once a day)."""
    unit.execute(sa.update(t.clients).where(t.clients.c.id == client_id).values(asked_at=unit.now))
