"""Therapists, rooms, clients, their addresses, invitations and threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.domain.address import Address, Place, Platform
from core.domain.errors import Reason
from core.domain.ids import AccountId, ClientId, InvitationId, RoomId, TherapistId, ThreadId
from core.domain.states import AddressState, ClientState, TherapistState, ThreadState, may_move_client
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
class ClientAddress:
    """Where a client can be written to."""

    id: str
    client: ClientId
    address: Address
    state: AddressState
    trouble: Reason | None


@dataclass(frozen=True, slots=True)
class Thread:
    """A client's thread in a room. `address.thread` is None while it is not open."""

    id: ThreadId
    client: ClientId
    room: Room
    state: ThreadState
    address: Address


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that was found."""

    id: InvitationId
    client: ClientId
    programme: str | None
    until: datetime
    spent: bool


# --- therapists and rooms ------------------------------------------------------------------------------------------
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


# --- clients -------------------------------------------------------------------------------------------------------
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


# --- addresses -----------------------------------------------------------------------------------------------------
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
    row = unit.one(sa.select(t.addresses).where(t.addresses.c.id == address))
    if row is None:
        raise LookupError("no such address")
    return _address(unit, row)


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


# --- strangers -----------------------------------------------------------------------------------------------------
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


# --- threads -------------------------------------------------------------------------------------------------------
def _thread(unit: Unit, row: Any) -> Thread:
    room_row = unit.one(sa.select(t.rooms).where(t.rooms.c.id == row.room))
    assert room_row is not None
    room = _room(unit, room_row)
    number = None if row.thread is None else unit.open(row.client, "threads", "thread", row.id, row.thread)
    address = Address(room.address.platform, room.address.account, room.address.chat, number)
    return Thread(ThreadId(row.id), ClientId(row.client), room, ThreadState(row.state), address)


def thread_of(unit: Unit, room: str, client_id: str) -> Thread | None:
    """A client's thread in a room."""
    row = unit.one(sa.select(t.threads).where(t.threads.c.room == room, t.threads.c.client == client_id))
    return None if row is None else _thread(unit, row)


def thread_by_id(unit: Unit, thread: str) -> Thread:
    """One thread row. Raises LookupError."""
    row = unit.one(sa.select(t.threads).where(t.threads.c.id == thread))
    if row is None:
        raise LookupError("no such thread")
    return _thread(unit, row)


def want_thread(unit: Unit, room: str, client_id: str) -> ThreadId:
    """A row for a thread that is to be opened."""
    thread = unit.id()
    unit.execute(sa.insert(t.threads).values(id=thread, room=room, client=client_id, state=ThreadState.WANTED.value))
    return ThreadId(thread)


def thread_opened(unit: Unit, thread: Thread, number: str) -> None:
    """The platform opened it."""
    unit.execute(
        sa.update(t.threads)
        .where(t.threads.c.id == thread.id)
        .values(
            state=ThreadState.OPEN.value,
            thread_index=unit.index("thread", number),
            thread=unit.seal(thread.client, "threads", "thread", thread.id, number),
        )
    )


def thread_at(unit: Unit, room: str, number: str) -> Thread | None:
    """Whose thread this is."""
    row = unit.one(
        sa.select(t.threads).where(t.threads.c.room == room, t.threads.c.thread_index == unit.index("thread", number))
    )
    return None if row is None else _thread(unit, row)


# --- places to read back -------------------------------------------------------------------------------------------
def places(unit: Unit, account: str) -> list[Place]:
    """Every chat and thread of an account, clients first, most recently active first."""
    found: list[Place] = []
    stream = sa.select(t.cursors.c.value)
    for row in unit.all(
        sa.select(t.addresses).where(t.addresses.c.account == account).order_by(t.addresses.c.wrote_at.desc())
    ):
        found.append(Place(_address(unit, row).address))
    for row in unit.all(
        sa.select(t.threads).join(t.rooms, t.rooms.c.id == t.threads.c.room).where(t.rooms.c.account == account)
    ):
        thread = _thread(unit, row)
        found.append(Place(thread.address))
        if thread.address.thread is None:
            found.pop()
    for row in unit.all(sa.select(t.rooms).where(t.rooms.c.account == account)):
        found.append(Place(_room(unit, row).address))
    return [Place(place.address, _newest(unit, account, place.address, stream)) for place in found]


def _newest(unit: Unit, account: str, address: Address, stream: Any) -> str | None:
    index = unit.index("stream", f"channel:{address.thread or address.chat}")
    row = unit.one(stream.where(t.cursors.c.account == account, t.cursors.c.stream_index == index))
    return None if row is None else row.value


def release_address(unit: Unit, address: str) -> None:
    """Nobody stands behind this address any more; it is closed and its chat forgotten."""
    unit.execute(
        sa.update(t.addresses)
        .where(t.addresses.c.id == address)
        .values(user_index=unit.index("released", unit.id()), state=AddressState.CLOSED.value)
    )


def set_room_trouble(unit: Unit, therapist_id: str, trouble: Reason | None) -> None:
    """What keeps the room from taking messages, or None."""
    unit.execute(
        sa.update(t.rooms)
        .where(t.rooms.c.therapist == therapist_id)
        .values(trouble=None if trouble is None else trouble.value)
    )
