"""Clients' threads in rooms, and every place to read back after a gap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from core.domain.address import Address, Place
from core.domain.errors import Reason
from core.domain.ids import ClientId, ThreadId
from core.domain.states import ThreadState
from core.store import tables as t
from core.store.addresses import addresses_on
from core.store.therapists import Room, posts_of, room_by_id, rooms_on
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Thread:
    """A client's thread in a room. `address.thread` is None while it is not open."""

    id: ThreadId
    client: ClientId
    room: Room
    state: ThreadState
    address: Address
    trouble: Reason | None = None


def _thread(unit: Unit, row: Any) -> Thread:
    room = room_by_id(unit, row.room)
    number = None if row.thread is None else unit.open(row.client, "threads", "thread", row.id, row.thread)
    address = Address(room.address.platform, room.address.account, room.address.chat, number)
    trouble = None if row.trouble is None else Reason(row.trouble)
    return Thread(ThreadId(row.id), ClientId(row.client), room, ThreadState(row.state), address, trouble)


def thread_of(unit: Unit, room: str, client_id: str) -> Thread | None:
    """A client's thread in a room."""
    row = unit.one(sa.select(t.threads).where(t.threads.c.room == room, t.threads.c.client == client_id))
    return None if row is None else _thread(unit, row)


def thread_by_id(unit: Unit, thread: str) -> Thread:
    """One thread row. Raises LookupError."""
    row = unit.row(t.threads, thread)
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


def thread_lost(unit: Unit, thread: Thread) -> None:
    """It is there no more; another one is wanted."""
    unit.execute(
        sa.update(t.threads)
        .where(t.threads.c.id == thread.id)
        .values(state=ThreadState.WANTED.value, thread=None, thread_index=None, trouble=Reason.THREAD_GONE.value)
    )
    unit.journal("vignette", "thread lost", f"thread:{thread.id}")


def set_trouble(unit: Unit, thread: str, trouble: Reason | None) -> bool:
    """What keeps a thread from taking messages, or None. False: that was known."""
    now = None if trouble is None else trouble.value
    changed = unit.execute(
        sa.update(t.threads)
        .where(t.threads.c.id == thread, t.threads.c.trouble.is_distinct_from(now))
        .values(trouble=now)
    )
    return changed.rowcount == 1


def takes_messages(unit: Unit, thread: str) -> None:
    """A call into it has succeeded, so it is not closed. Of one that is gone that tells nothing: there a deletion succeeds."""
    closed = t.threads.c.trouble == Reason.THREAD_CLOSED.value
    unit.execute(sa.update(t.threads).where(t.threads.c.id == thread, closed).values(trouble=None))


def thread_at(unit: Unit, room: str, number: str) -> Thread | None:
    """Whose thread this is."""
    row = unit.one(
        sa.select(t.threads).where(t.threads.c.room == room, t.threads.c.thread_index == unit.index("thread", number))
    )
    return None if row is None else _thread(unit, row)


def places(unit: Unit, account: str) -> list[Place]:
    """Every chat and thread of an account: clients first, most recently active first; then threads, then therapists' own
    posts, then rooms.
    """
    rows = unit.all(
        sa.select(t.threads).join(t.rooms, t.rooms.c.id == t.threads.c.room).where(t.rooms.c.account == account)
    )
    found = [client.address for client in addresses_on(unit, account)]
    found += [thread.address for thread in (_thread(unit, row) for row in rows) if thread.address.thread is not None]
    rooms = rooms_on(unit, account)
    found += [replace(room.address, thread=post) for room in rooms for post in posts_of(unit, room.id)]
    found += [room.address for room in rooms]
    return [Place(address, _newest(unit, account, address)) for address in found]


def _newest(unit: Unit, account: str, address: Address) -> str | None:
    index = unit.index("stream", f"channel:{address.thread or address.chat}")
    row = unit.one(
        sa.select(t.cursors.c.value).where(t.cursors.c.account == account, t.cursors.c.stream_index == index)
    )
    return None if row is None else row.value
