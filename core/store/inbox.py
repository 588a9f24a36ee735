"""The inbox: raw updates, committed before the platform is told, sealed under the day's intake key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.domain.errors import Unsealable
from core.domain.ids import AccountId
from core.domain.incoming import Cursor, RawUpdate, SourceId
from core.domain.states import InboxState
from core.store.leases import fence
from core.store.tables import accounts, cursors, data_keys, inbox, practice
from core.store.unit import Unit

DEAD_KEPT = timedelta(days=14)  # DESIGN 5: dead ones 14 days at most
DONE_KEPT = timedelta(days=30)  # emptied rows stay as long as a platform could give the same event again, and more


_AT_A_TIME = 10  # of one lane, before it is looked who else has come
# Told twice, as the partial index has it: what is done lies there for weeks, and none of it may be read for each look.
_IS_NEW = (inbox.c.account == sa.bindparam("account"), inbox.c.state == sa.literal_column("'new'"))
_PLACES = (
    sa.select(
        inbox.c.seq, sa.func.row_number().over(partition_by=inbox.c.lane_index, order_by=inbox.c.seq).label("place")
    )
    .where(*_IS_NEW)
    .subquery()
)
_IN_TURN = (
    sa.select(inbox)
    .join(_PLACES, _PLACES.c.seq == inbox.c.seq)
    .where(*_IS_NEW, _PLACES.c.place <= _AT_A_TIME)
    .order_by(inbox.c.seq)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One raw update to handle. `attempts` counts the tries before this one."""

    seq: int
    raw: RawUpdate
    attempts: int


def _intake_key(unit: Unit) -> str:
    owner = f"intake:{unit.now:%Y-%m-%d}"
    there = sa.select(data_keys.c.owner).where(data_keys.c.owner == owner)
    if unit.one(there) is None:
        unit.one(sa.select(practice.c.id).with_for_update())  # two accounts may be the day's first together
        if unit.one(there) is None:
            unit.make_key(owner)
    return owner


def keep(unit: Unit, account: str, epoch: int, raw: Sequence[RawUpdate], cursor: Cursor | None) -> int:
    """Insert the updates that are new and move the cursor, fenced. Returns how many were new."""
    fence(unit, account, epoch)
    new = 0
    owner = _intake_key(unit) if raw else ""
    for update in raw:
        update_index = unit.index("update", update.key)
        known = unit.one(sa.select(inbox.c.seq).where(inbox.c.account == account, inbox.c.update_index == update_index))
        if known is not None:
            continue
        unit.execute(
            sa.insert(inbox).values(
                account=account,
                update_index=update_index,
                lane_index=unit.index("lane", update.lane),
                sender_index=unit.index("user", update.sender) if update.sender else None,
                key_owner=owner,
                payload=unit.seal(owner, "inbox", "payload", update_index, update.payload),
                state=InboxState.NEW.value,
                received_at=update.received_at,
            )
        )
        new += 1
    if cursor is not None:
        _move(unit, cursor)
    unit.execute(sa.update(accounts).where(accounts.c.id == account).values(last_intake_at=unit.now))
    if new:
        unit.wake(account)
    return new


def _move(unit: Unit, cursor: Cursor) -> None:
    stream = unit.index("stream", cursor.source.stream)
    place = (cursors.c.account == cursor.source.account) & (cursors.c.stream_index == stream)
    if unit.one(sa.select(cursors.c.value).where(place)) is None:
        unit.execute(
            sa.insert(cursors).values(
                account=cursor.source.account, stream_index=stream, value=cursor.value, moved_at=unit.now
            )
        )
    else:
        unit.execute(sa.update(cursors).where(place).values(value=cursor.value, moved_at=unit.now))


def cursor(unit: Unit, source: SourceId) -> Cursor | None:
    """How far a stream was read."""
    row = unit.one(
        sa.select(cursors.c.value).where(
            cursors.c.account == source.account, cursors.c.stream_index == unit.index("stream", source.stream)
        )
    )
    return None if row is None else Cursor(source, row.value)


def last_intake(unit: Unit, account: str) -> datetime | None:
    """When the account's intake last committed something."""
    row = unit.one(sa.select(accounts.c.last_intake_at).where(accounts.c.id == account))
    return None if row is None else row.last_intake_at


def next_waiting(unit: Unit, account: str, *, limit: int = 50) -> list[Waiting]:
    """The oldest updates that wait, in the order of arrival; few of one lane at a time, so that nobody waits behind somebody
    else's flood.
    """
    rows = unit.all(_IN_TURN.params(account=account).limit(limit))
    return [
        Waiting(
            row.seq,
            RawUpdate(
                account=AccountId(account),
                key=row.update_index,
                lane=row.lane_index,
                payload=_opened(unit, row),
                received_at=row.received_at,
            ),
            row.attempts,
        )
        for row in rows
    ]


def _opened(unit: Unit, row: Any) -> bytes:
    """The payload; empty where it does not open any more, so that the one damaged row is set aside and not the queue."""
    try:
        return unit.open_bytes(row.key_owner, "inbox", "payload", row.update_index, row.payload)
    except Unsealable:
        return b""


def done(unit: Unit, seq: int) -> None:
    """The update took effect; its payload is emptied in the same transaction."""
    unit.execute(
        sa.update(inbox).where(inbox.c.seq == seq).values(state=InboxState.DONE.value, payload=None, done_at=unit.now)
    )


def is_waiting(unit: Unit, seq: int) -> bool:
    """Whether nobody has handled it yet."""
    row = unit.one(sa.select(inbox.c.state).where(inbox.c.seq == seq).with_for_update())
    return row is not None and row.state == InboxState.NEW


def tried(unit: Unit, seq: int) -> None:
    """Count one try that failed for a reason that may pass."""
    unit.execute(sa.update(inbox).where(inbox.c.seq == seq).values(attempts=inbox.c.attempts + 1))


def set_aside(unit: Unit, seq: int, fault: str) -> None:
    """A poisonous update: kept sealed under its fault id, out of everybody's way."""
    unit.execute(
        sa.update(inbox)
        .where(inbox.c.seq == seq, inbox.c.state == InboxState.NEW.value)
        .values(state=InboxState.DEAD.value, fault=fault, done_at=unit.now)
    )
    unit.journal("vignette", "set aside", f"update:{seq}", fault=fault)


def purge(unit: Unit) -> int:
    """Empty dead payloads over their time and drop intake keys that nothing needs any more."""
    emptied = unit.execute(
        sa.update(inbox)
        .where(inbox.c.state == InboxState.DEAD.value, inbox.c.done_at < unit.now - DEAD_KEPT)
        .where(inbox.c.payload.is_not(None))
        .values(payload=None)
    ).rowcount
    unit.execute(sa.delete(inbox).where(inbox.c.state == InboxState.DONE.value, inbox.c.done_at < unit.now - DONE_KEPT))
    yesterday = f"intake:{unit.now - timedelta(days=1):%Y-%m-%d}"  # somebody may be sealing under it just now
    needed = sa.select(inbox.c.key_owner).where(inbox.c.payload.is_not(None))
    unit.execute(
        sa.delete(data_keys)
        .where(data_keys.c.owner.like("intake:%"), data_keys.c.owner < yesterday)
        .where(data_keys.c.owner.not_in(needed))
    )
    return int(emptied)


def dead_count(unit: Unit) -> int:
    """How many updates lie set aside."""
    row = unit.one(sa.select(sa.func.count()).select_from(inbox).where(inbox.c.state == InboxState.DEAD.value))
    return 0 if row is None else int(row[0])
