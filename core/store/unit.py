"""One unit of work: a connection, the moment, and the keys; what every repository function takes first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.sql import Executable

from core.domain.errors import Unsealable
from core.ports.entropy import Entropy
from core.ports.vault import Vault
from core.store import tables
from core.store.columns import Instant, to_ms
from core.store.sealing import Cell, DataKey, key_version, seal, unseal

PRACTICE = "practice"  # owner of what belongs to no single client
_FACTS = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
AT_A_TIME = 500  # values in one IN (...): every database takes as many, and a slice seldom has more


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the journal before it has its number."""

    actor: str
    action: str
    thing: str
    facts: str


@dataclass(frozen=True, slots=True)
class _Words:
    """A statement as the driver gets it. places: the order of its values, None where it takes them by name. moments: columns."""

    statement: str
    places: tuple[str, ...] | None
    moments: tuple[str, ...]


class Unit:
    """A transaction under way. `now` is fixed for the whole of it."""

    def __init__(self, connection: Connection, *, now: datetime, entropy: Entropy, vault: Vault) -> None:
        self.connection = connection
        self.now = now
        self.entropy = entropy
        self.vault = vault
        self.wrote = False
        self.woken: set[str] = set()
        self._keys: dict[tuple[str, int], DataKey] = {}  # version 0: the newest
        self._lines: list[_Line] = []

    # --- statements ---------------------------------------------------------------------------------------------
    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run a statement; anything but a SELECT marks the unit as one that wrote."""
        if not isinstance(statement, sa.Select):
            self.wrote = True
        return self.connection.execute(statement, values)  # type: ignore[return-value]

    def insert_many(self, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """New rows, each with the same columns, at least two; nothing happens without rows.

        The driver gets them as they are: for thousands of rows the ORM's care for each of them costs more than the database.
        """
        if rows:
            self._hand_over(_insertion(self.connection.dialect, table, tuple(rows[0])), rows)

    def update_many(self, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """Rows that are there: new values by column, and last in each, as "which", the row's id. Else as `insert_many`."""
        if rows:
            self._hand_over(_alteration(self.connection.dialect, table, tuple(rows[0])), rows)

    def _hand_over(self, words: _Words, rows: Sequence[dict[str, Any]]) -> None:
        self.wrote = True
        for row in rows:
            for name in words.moments:
                row[name] = to_ms(row[name])
        told: list[Any] = list(rows) if words.places is None else list(map(itemgetter(*words.places), rows))
        self.connection.exec_driver_sql(words.statement, told)

    def one(self, statement: Executable) -> Any | None:
        """The only row, or None."""
        return self.connection.execute(statement).one_or_none()

    def row(self, table: sa.Table, value: Any, *, by: str = "id") -> Any | None:
        """The only row with this value in a column, or None. The question is put together once, not for every asking."""
        return self.connection.execute(_by(table, by), {"value": value}).one_or_none()

    def cell(self, column: sa.Column[Any], value: Any, *, by: str = "id") -> Any | None:
        """One column of that row, or None where there is no such row."""
        row = self.connection.execute(_cell_by(column, by), {"value": value}).one_or_none()
        return None if row is None else row[0]

    def first(self, statement: Executable) -> Any | None:
        """The first row, or None."""
        return self.connection.execute(statement).first()

    def all(self, statement: Executable) -> list[Any]:
        """Every row."""
        return list(self.connection.execute(statement).all())

    def all_of(self, statement: Any, column: Any, values: Collection[Any], **given: Any) -> list[Any]:
        """Every row whose column is one of the values, asked for in portions. given: values of the statement's own gaps.

        A statement that is made once costs its putting together once; one that is made for each asking costs it each time.
        """
        wanted = list(dict.fromkeys(values))
        portions = (wanted[start : start + AT_A_TIME] for start in range(0, len(wanted), AT_A_TIME))
        asked = _among(statement, column)
        return [row for some in portions for row in self.connection.execute(asked, {_WANTED.key: some, **given}).all()]

    def wake(self, account: str) -> None:
        """After the commit, tell whoever works for this account that there is something to do."""
        self.woken.add(account)

    def id(self) -> str:
        """A fresh row id."""
        return self.entropy.id()

    def ids(self, number: int) -> list[str]:
        """Fresh row ids that lie beside each other: rows written together come onto the same pages of their indexes.

        48 random bits in common and 80 of each one's own: as hard to guess, and as unlikely to meet, as ever.
        """
        common, own = self.entropy.token(6).hex(), self.entropy.token(10 * number).hex()
        return [common + own[start : start + 20] for start in range(0, 20 * number, 20)]

    # --- keys ---------------------------------------------------------------------------------------------------
    def make_key(self, owner: str) -> DataKey:
        """A new data key for an owner, version 1, kept wrapped."""
        version = 1
        key = self.entropy.token(32)
        self.execute(
            sa.insert(tables.data_keys).values(
                owner=owner,
                version=version,
                wrapped=self.vault.wrap(key, bound_to=f"data-key:{owner}:{version}"),
                created_at=self.now,
            )
        )
        return self._keep(DataKey(owner, version, key), newest=True)

    def key(self, owner: str, version: int = 0) -> DataKey:
        """An owner's key; version 0 is the newest. Raises Unsealable when it is gone (erased)."""
        known = self._keys.get((owner, version))
        if known is not None:
            return known
        keys = tables.data_keys
        if (owner, 0) in self._keys:  # the newest is not the one: an older version is wanted
            row = self.first(sa.select(keys).where(keys.c.owner == owner, keys.c.version == version))
        else:
            row = self.connection.execute(_NEWEST_KEY, {"value": owner}).first()
        if row is None:
            raise Unsealable(f"there is no key for {owner}")
        self._keep(self._unwrapped(row), newest=(owner, 0) not in self._keys)
        return self.key(owner, version)

    def fetch_keys(self, owners: Collection[str]) -> None:
        """Have the newest keys of many owners at hand, by one query; who has none is missed when the key is asked for."""
        wanted = [owner for owner in owners if (owner, 0) not in self._keys]
        for row in self.all_of(_KEYS, tables.data_keys.c.owner, wanted):
            self._keep(self._unwrapped(row), newest=True)  # the last of an owner is the newest

    def _unwrapped(self, row: Any) -> DataKey:
        plain = self.vault.unwrap(row.wrapped, bound_to=f"data-key:{row.owner}:{row.version}")
        return DataKey(row.owner, row.version, plain)

    def _keep(self, key: DataKey, *, newest: bool) -> DataKey:
        self._keys[key.owner, key.version] = key
        if newest:
            self._keys[key.owner, 0] = key
        return key

    def seal(self, owner: str, table: str, column: str, row: str, value: str | bytes) -> bytes:
        """Seal a value for one cell under the owner's key."""
        plain = value.encode() if isinstance(value, str) else value
        return seal(self.key(owner), Cell(table, column, row), plain, self.entropy)

    def open_bytes(self, owner: str, table: str, column: str, row: str, sealed: bytes) -> bytes:
        """Open a sealed cell. Raises Unsealable."""
        return unseal(self.key(owner, key_version(sealed)), Cell(table, column, row), sealed)

    def open(self, owner: str, table: str, column: str, row: str, sealed: bytes) -> str:
        """Open a sealed cell as text. Raises Unsealable."""
        return self.open_bytes(owner, table, column, row, sealed).decode()

    def index(self, purpose: str, value: str) -> str:
        """Keyed hash for look-up."""
        return self.vault.index(purpose, value)

    # --- the journal --------------------------------------------------------------------------------------------
    def journal(self, actor: str, action: str, thing: str, **facts: str | int) -> None:
        """Add one line to the append-only, hash-chained record (SPEC 8.22). Facts are ids and states, never words.

        It is written at the end of the unit, by `finish`, with all the others: the head of the chain is locked but briefly.
        """
        told = _FACTS.encode(facts)
        self._lines.append(_Line(actor, action, thing, told))

    def finish(self) -> None:
        """Write the lines of this unit into the journal, each chained to the one before. The last thing in a unit."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        head = self.first(
            sa.select(tables.practice.c.journal_seq, tables.practice.c.journal_hash)
            .where(tables.practice.c.id == 1)
            .with_for_update()
        )
        if head is None:
            return
        seq, chained, rows = head.journal_seq, head.journal_hash, list[dict[str, Any]]()
        for line in lines:
            seq += 1
            chained = chain(chained, seq, self.now, line.actor, line.action, line.thing, line.facts)
            rows.append(
                {
                    "seq": seq,
                    "at": self.now,
                    "actor": line.actor,
                    "action": line.action,
                    "object": line.thing,
                    "facts": line.facts,
                    "hash": chained,
                }
            )
        self.insert_many(tables.journal, rows)
        self.execute(
            sa.update(tables.practice).where(tables.practice.c.id == 1).values(journal_seq=seq, journal_hash=chained)
        )


@lru_cache(maxsize=64)
def _cell_by(column: sa.Column[Any], by: str) -> sa.Select[Any]:
    known = column.table.c[by]
    return sa.select(column).where(known == sa.bindparam("value", type_=known.type))


_WANTED = sa.bindparam("wanted", expanding=True)
_KEYS = sa.select(tables.data_keys).order_by(tables.data_keys.c.owner, tables.data_keys.c.version)
_NEWEST_KEY = (
    sa.select(tables.data_keys)
    .where(tables.data_keys.c.owner == sa.bindparam("value"))
    .order_by(tables.data_keys.c.version.desc())
    .limit(1)
)


@lru_cache(maxsize=64)
def _by(table: sa.Table, column: str) -> sa.Select[Any]:
    return sa.select(table).where(table.c[column] == sa.bindparam("value", type_=table.c[column].type))


@lru_cache(maxsize=64)
def _among(statement: Any, column: Any) -> Any:
    return statement.where(column.in_(_WANTED))


@lru_cache(maxsize=64)
def _insertion(dialect: sa.Dialect, table: sa.Table, columns: tuple[str, ...]) -> _Words:
    return _words(sa.insert(table).inline(), dialect, table, columns)


@lru_cache(maxsize=64)
def _alteration(dialect: sa.Dialect, table: sa.Table, names: tuple[str, ...]) -> _Words:
    which = sa.bindparam("which", type_=table.c.id.type)
    return _words(sa.update(table).where(table.c.id == which), dialect, table, names)


def _words(statement: sa.Insert | sa.Update, dialect: sa.Dialect, table: sa.Table, names: tuple[str, ...]) -> _Words:
    columns = [name for name in names if name in table.c]
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    moments = tuple(name for name in columns if isinstance(table.c[name].type, Instant))
    places = tuple(compiled.positiontup) if compiled.positiontup else None
    return _Words(str(compiled), places, moments)


def chain(before: str, seq: int, at: datetime, actor: str, action: str, thing: str, facts: str) -> str:
    """The hash that ties a journal line to the one before it."""
    told = "\x1f".join((before, str(seq), str(int(at.timestamp() * 1000)), actor, action, thing, facts))
    return hashlib.sha256(told.encode()).hexdigest()
