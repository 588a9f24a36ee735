"""The kinds of columns: moments as integers, sealed bytes, keyed hashes, ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, ForeignKey, LargeBinary, MetaData, String, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(value: datetime | None) -> int | None:
    """A moment as the database holds it."""
    return None if value is None else (value - _EPOCH) // _MS


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as integer milliseconds (SQLite would drop the zone)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """To milliseconds."""
        return to_ms(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From milliseconds."""
        return None if value is None else _EPOCH + int(value) * _MS


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def row_id() -> Column[str]:
    """Our own id: 32 hex digits."""
    return Column("id", String(32), primary_key=True)


def ref(name: str, table: str, *, nullable: bool = False) -> Column[str]:
    """The id of a row elsewhere."""
    return Column(name, String(32), ForeignKey(f"{table}.id"), nullable=nullable)


def sealed(name: str, *, nullable: bool = False) -> Column[bytes]:
    """Bytes that only the client's (or the practice's) key opens, at this very place."""
    return Column(name, LargeBinary, nullable=nullable, info={"sealed": True})


def keyed(name: str, *, nullable: bool = False) -> Column[str]:
    """Keyed hash of a platform id: for look-up, useless without the root key."""
    return Column(name, String(32), nullable=nullable)


def instant(name: str, *, nullable: bool = False) -> Column[datetime]:
    """A moment."""
    return Column(name, Instant, nullable=nullable)
