"""One unit of work: a connection, the moment, and the keys; what every repository function takes first."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.sql import Executable

from core.domain.errors import Unsealable
from core.ports.entropy import Entropy
from core.ports.vault import Vault
from core.store import tables
from core.store.sealing import Cell, DataKey, key_version, seal, unseal

PRACTICE = "practice"  # owner of what belongs to no single client


class Unit:
    """A transaction under way. `now` is fixed for the whole of it."""

    def __init__(self, connection: Connection, *, now: datetime, entropy: Entropy, vault: Vault) -> None:
        self.connection = connection
        self.now = now
        self.entropy = entropy
        self.vault = vault
        self.wrote = False
        self.woken: set[str] = set()
        self._keys: dict[tuple[str, int], DataKey] = {}

    # --- statements ---------------------------------------------------------------------------------------------
    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run a statement; anything but a SELECT marks the unit as one that wrote."""
        if not isinstance(statement, sa.Select):
            self.wrote = True
        return self.connection.execute(statement, values)  # type: ignore[return-value]

    def one(self, statement: Executable) -> Any | None:
        """The only row, or None."""
        return self.connection.execute(statement).one_or_none()

    def first(self, statement: Executable) -> Any | None:
        """The first row, or None."""
        return self.connection.execute(statement).first()

    def all(self, statement: Executable) -> list[Any]:
        """Every row."""
        return list(self.connection.execute(statement).all())

    def wake(self, account: str) -> None:
        """After the commit, tell whoever works for this account that there is something to do."""
        self.woken.add(account)

    def id(self) -> str:
        """A fresh row id."""
        return self.entropy.id()

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
        self._keys[owner, version] = DataKey(owner, version, key)
        return self._keys[owner, version]

    def key(self, owner: str, version: int = 0) -> DataKey:
        """An owner's key; version 0 is the newest. Raises Unsealable when it is gone (erased)."""
        for (known, number), data_key in self._keys.items():
            if known == owner and version in (0, number):
                return data_key
        keys = tables.data_keys
        query = sa.select(keys).where(keys.c.owner == owner).order_by(keys.c.version.desc()).limit(1)
        if version:
            query = query.where(keys.c.version == version)
        row = self.first(query)
        if row is None:
            raise Unsealable(f"there is no key for {owner}")
        plain = self.vault.unwrap(row.wrapped, bound_to=f"data-key:{owner}:{row.version}")
        self._keys[owner, row.version] = DataKey(owner, row.version, plain)
        return self._keys[owner, row.version]

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
        """Add one line to the append-only, hash-chained record (SPEC 8.22). Facts are ids and states, never words."""
        head = self.first(
            sa.select(tables.practice.c.journal_seq, tables.practice.c.journal_hash)
            .where(tables.practice.c.id == 1)
            .with_for_update()
        )
        if head is None:
            return
        told = json.dumps(facts, sort_keys=True, separators=(",", ":"))
        seq = head.journal_seq + 1
        chained = chain(head.journal_hash, seq, self.now, actor, action, thing, told)
        self.execute(
            sa.insert(tables.journal).values(
                seq=seq, at=self.now, actor=actor, action=action, object=thing, facts=told, hash=chained
            )
        )
        self.execute(
            sa.update(tables.practice).where(tables.practice.c.id == 1).values(journal_seq=seq, journal_hash=chained)
        )


def chain(before: str, seq: int, at: datetime, actor: str, action: str, thing: str, facts: str) -> str:
    """The hash that ties a journal line to the one before it."""
    told = "\x1f".join((before, str(seq), str(int(at.timestamp() * 1000)), actor, action, thing, facts))
    return hashlib.sha256(told.encode()).hexdigest()
