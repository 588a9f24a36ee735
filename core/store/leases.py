"""Who owns an account: a lease with an epoch, by the database's own clock (DESIGN 6)."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from core.domain.errors import Fenced
from core.store.tables import accounts
from core.store.unit import Unit


def _database_ms(unit: Unit) -> ColumnElement[int]:
    """The database's present in UTC milliseconds: the same clock for every process, never the movable one."""
    if unit.connection.dialect.name == "postgresql":
        return sa.literal_column("CAST(extract(epoch from clock_timestamp()) * 1000 AS BIGINT)", sa.BigInteger)
    return sa.literal_column("CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)", sa.BigInteger)


def register_account(unit: Unit, account: str, platform: str) -> None:
    """Make sure the account has its row."""
    if unit.one(sa.select(accounts.c.id).where(accounts.c.id == account)) is None:
        unit.execute(sa.insert(accounts).values(id=account, platform=platform, epoch=0))


def acquire(unit: Unit, account: str, owner: str, length: timedelta) -> int | None:
    """Take the lease if it is free, expired or ours. Returns the new epoch, or None when somebody else holds it."""
    now = _database_ms(unit)
    until = sa.type_coerce(accounts.c.lease_until, sa.BigInteger)
    taken = unit.execute(
        sa.update(accounts)
        .where(accounts.c.id == account)
        .where(sa.or_(accounts.c.owner.is_(None), accounts.c.owner == owner, until < now))
        .values(
            owner=owner,
            epoch=accounts.c.epoch + 1,
            lease_until=sa.type_coerce(now + int(length.total_seconds() * 1000), accounts.c.lease_until.type),
        )
        .returning(accounts.c.epoch)
    ).first()
    return None if taken is None else int(taken.epoch)


def renew(unit: Unit, account: str, owner: str, epoch: int, length: timedelta) -> bool:
    """Prolong our lease. False: it is no longer ours."""
    now = _database_ms(unit)
    kept = unit.execute(
        sa.update(accounts)
        .where(accounts.c.id == account, accounts.c.owner == owner, accounts.c.epoch == epoch)
        .values(lease_until=sa.type_coerce(now + int(length.total_seconds() * 1000), accounts.c.lease_until.type))
    )
    return kept.rowcount == 1


def release(unit: Unit, account: str, owner: str, epoch: int) -> None:
    """Give the lease back at a clean stop, so that the next owner need not wait."""
    unit.execute(
        sa.update(accounts)
        .where(accounts.c.id == account, accounts.c.owner == owner, accounts.c.epoch == epoch)
        .values(owner=None, lease_until=None)
    )


def fence(unit: Unit, account: str, epoch: int) -> None:
    """Stop a stale owner: raises Fenced unless this epoch is the account's newest. Locks the row until the commit."""
    # The weaker lock: rows that merely name the account may still be written beside it, else two units deadlock.
    row = unit.one(sa.select(accounts.c.epoch).where(accounts.c.id == account).with_for_update(key_share=True))
    if row is None or row.epoch != epoch:
        raise Fenced(f"account {account} has another owner now")


def menu_of(unit: Unit, account: str) -> str | None:
    """The hash of the menus that the platform offers for this account, as far as is known."""
    row = unit.one(sa.select(accounts.c.menu).where(accounts.c.id == account))
    return None if row is None else row.menu


def menu_offered(unit: Unit, account: str, epoch: int, menu: str) -> None:
    """The platform took these menus. Raises Fenced."""
    fence(unit, account, epoch)
    unit.execute(sa.update(accounts).where(accounts.c.id == account).values(menu=menu))
