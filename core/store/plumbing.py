"""Tables of the house itself: the practice, keys, accounts and their leases, cursors, the inbox."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.store.columns import instant, keyed, metadata, sealed

practice = Table(
    "practice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key_check", String(64), nullable=False),
    Column("revision", String(16), nullable=True),  # the library in force
    Column(
        "zone_rules", String(24), nullable=False, server_default=text("''")
    ),  # which edition of the time zones it plans by
    instant("beat_at", nullable=True),  # the calendar at the last beat: a clock that jumps is noticed
    Column("journal_seq", BigInteger, nullable=False, server_default=text("0")),  # head of the journal's chain
    Column("journal_hash", String(64), nullable=False, server_default=text("''")),
    instant("created_at"),
    CheckConstraint("id = 1", name="one_row"),
)

data_keys = Table(
    "data_keys",
    metadata,
    Column("owner", String(40), primary_key=True),  # a client id, "practice", or "intake:<day>"
    Column("version", Integer, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    instant("created_at"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("owner", String(32), nullable=True),  # the process that holds the lease
    Column("epoch", BigInteger, nullable=False, server_default=text("0")),
    instant("lease_until", nullable=True),
    instant("last_intake_at", nullable=True),
    Column("menu", String(64), nullable=True),  # hash of the commands that the platform offers now
)

cursors = Table(
    "cursors",
    metadata,
    Column("account", String(64), ForeignKey("accounts.id"), primary_key=True),
    Column("stream_index", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
    instant("moved_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    keyed("update_index"),  # keyed hash of RawUpdate.key
    keyed("lane_index"),
    keyed("sender_index", nullable=True),
    Column("key_owner", String(40), nullable=False),
    sealed("payload", nullable=True),  # emptied when handled
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("fault", String(16), nullable=True),
    instant("received_at"),
    instant("done_at", nullable=True),
    UniqueConstraint("account", "update_index"),
    sqlite_autoincrement=True,
)
Index(
    "ix_inbox_new",
    inbox.c.account,
    inbox.c.seq,
    sqlite_where=text("state = 'new'"),
    postgresql_where=text("state = 'new'"),
)
