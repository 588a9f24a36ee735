"""Every table. Times are UTC integers (ms); sealed columns are bytes and marked; ids are 32 hex digits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    text,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as integer milliseconds (SQLite would drop the zone)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """To milliseconds."""
        return None if value is None else (value - _EPOCH) // _MS

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


def _id() -> Column[str]:
    return Column("id", String(32), primary_key=True)


def _ref(name: str, table: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(32), ForeignKey(f"{table}.id"), nullable=nullable)


def _sealed(name: str, *, nullable: bool = False) -> Column[bytes]:
    """Bytes that only the client's (or the practice's) key opens, at this very place."""
    return Column(name, LargeBinary, nullable=nullable, info={"sealed": True})


def _index(name: str, *, nullable: bool = False) -> Column[str]:
    """Keyed hash of a platform id: for look-up, useless without the root key."""
    return Column(name, String(32), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> Column[datetime]:
    return Column(name, Instant, nullable=nullable)


practice = Table(
    "practice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key_check", String(64), nullable=False),
    Column("revision", String(16), nullable=True),  # the library in force
    Column("journal_seq", BigInteger, nullable=False, server_default=text("0")),  # head of the journal's chain
    Column("journal_hash", String(64), nullable=False, server_default=text("''")),
    _at("created_at"),
    CheckConstraint("id = 1", name="one_row"),
)

data_keys = Table(
    "data_keys",
    metadata,
    Column("owner", String(40), primary_key=True),  # a client id, "practice", or "intake:<day>"
    Column("version", Integer, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    _at("created_at"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("platform", String(16), nullable=False),
    Column("owner", String(32), nullable=True),  # the process that holds the lease
    Column("epoch", BigInteger, nullable=False, server_default=text("0")),
    _at("lease_until", nullable=True),
    _at("last_intake_at", nullable=True),
)

cursors = Table(
    "cursors",
    metadata,
    Column("account", String(64), ForeignKey("accounts.id"), primary_key=True),
    Column("stream_index", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
    _at("moved_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    _index("update_index"),  # keyed hash of RawUpdate.key
    _index("lane_index"),
    _index("sender_index", nullable=True),
    Column("key_owner", String(40), nullable=False),
    _sealed("payload", nullable=True),  # emptied when handled
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("fault", String(16), nullable=True),
    _at("received_at"),
    _at("done_at", nullable=True),
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

therapists = Table(
    "therapists",
    metadata,
    _id(),
    _sealed("name"),
    Column("language", String(35), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    _index("code_index", nullable=True),
    _at("code_until", nullable=True),
    _at("created_at"),
    UniqueConstraint("code_index"),
)

rooms = Table(
    "rooms",
    metadata,
    _id(),
    _ref("therapist", "therapists"),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    _index("chat_index"),
    _sealed("chat"),
    _index("member_index"),  # the therapist's own account there: who may press and answer
    _sealed("member"),
    Column("trouble", String(24), nullable=True),
    _at("created_at"),
    UniqueConstraint("account", "chat_index"),
    UniqueConstraint("therapist"),
)

clients = Table(
    "clients",
    metadata,
    _id(),
    _ref("therapist", "therapists"),
    Column("alias", String(40), nullable=False, unique=True),
    _sealed("name"),
    Column("language", String(35), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    _at("asked_at", nullable=True),  # when the client was last asked which prompt a reply is for
    _at("created_at"),
)

addresses = Table(
    "addresses",
    metadata,
    _id(),
    _ref("client", "clients"),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    Column("platform", String(16), nullable=False),
    _index("user_index"),
    _index("chat_index"),
    _sealed("chat"),
    Column("state", String(8), nullable=False),
    Column("trouble", String(24), nullable=True),
    _at("wrote_at"),
    UniqueConstraint("account", "user_index"),
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
    _ref("client", "clients"),
    _index("code_index"),
    Column("programme", String(120), nullable=True),
    _at("until"),
    _at("spent_at", nullable=True),
    UniqueConstraint("code_index"),
)

strangers = Table(
    "strangers",
    metadata,
    Column("account", String(64), ForeignKey("accounts.id"), primary_key=True),
    Column("user_index", String(32), primary_key=True),
    _at("told_at"),
)

consents = Table(
    "consents",
    metadata,
    _id(),
    _ref("client", "clients"),
    Column("document", String(64), nullable=False),
    Column("version", String(16), nullable=False),
    Column("language", String(35), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("purposes", String(64), nullable=False),
    _sealed("agreed_by"),  # the account and the words or button that agreed
    _at("agreed_at"),
    _at("withdrawn_at", nullable=True),
    UniqueConstraint("id", "client"),
)
Index(
    "uq_consents_one_active",
    consents.c.client,
    unique=True,
    sqlite_where=text("withdrawn_at IS NULL"),
    postgresql_where=text("withdrawn_at IS NULL"),
)

threads = Table(
    "threads",
    metadata,
    _id(),
    _ref("room", "rooms"),
    _ref("client", "clients"),
    Column("state", String(8), nullable=False),
    _index("thread_index", nullable=True),
    _sealed("thread", nullable=True),
    UniqueConstraint("room", "client"),
)

enrolments = Table(
    "enrolments",
    metadata,
    _id(),
    _ref("client", "clients"),
    Column("programme", String(120), nullable=False),
    Column("start", String(10), nullable=False),  # local date of day 1
    Column("state", String(8), nullable=False),
    Column("planned_to", String(10), nullable=True),  # last local date whose slots exist as rows
    _at("created_at"),
)
Index(
    "uq_enrolments_one_active",
    enrolments.c.client,
    enrolments.c.programme,
    unique=True,
    sqlite_where=text("state = 'active'"),
    postgresql_where=text("state = 'active'"),
)

occurrences = Table(
    "occurrences",
    metadata,
    _id(),
    _ref("enrolment", "enrolments"),
    _ref("client", "clients"),
    Column("step", String(120), nullable=False),
    Column("local_date", String(10), nullable=False),
    Column("slot", Integer, nullable=False),
    Column("prompt", String(120), nullable=False),
    Column("revision", String(16), nullable=True),  # pinned when released
    Column("state", String(8), nullable=False),
    Column("reason", String(40), nullable=True),
    _at("due_at"),
    _at("late_at"),  # after this it is skipped, not sent
    Column("answer_within_s", Integer, nullable=False),
    _at("released_at", nullable=True),
    _at("sent_at", nullable=True),
    _at("closes_at", nullable=True),
    _sealed("title", nullable=True),  # as it was rendered
    _sealed("aftercare", nullable=True),
    UniqueConstraint("enrolment", "step", "local_date", "slot"),
)
Index(
    "ix_occurrences_due",
    occurrences.c.due_at,
    sqlite_where=text("state = 'planned'"),
    postgresql_where=text("state = 'planned'"),
)
Index(
    "ix_occurrences_open",
    occurrences.c.closes_at,
    sqlite_where=text("state = 'sent'"),
    postgresql_where=text("state = 'sent'"),
)

replies = Table(
    "replies",
    metadata,
    _id(),
    _ref("client", "clients"),
    _ref("occurrence", "occurrences", nullable=True),
    Column("address", String(32), ForeignKey("addresses.id"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("evidence", String(12), nullable=False),
    _at("opened_at"),
    _at("last_part_at"),
    _at("closed_at", nullable=True),
)
Index(
    "ix_replies_open",
    replies.c.last_part_at,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)
Index("ix_replies_client", replies.c.client, replies.c.opened_at)

parts = Table(
    "parts",
    metadata,
    _id(),
    _ref("reply", "replies"),
    _ref("client", "clients"),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    _index("chat_index"),
    _index("message_index"),
    _sealed("message"),
    Column("kind", String(12), nullable=False),
    _sealed("text"),
    Column("version", Integer, nullable=False, server_default=text("1")),
    _at("sent_at"),
    _at("edited_at", nullable=True),
    _at("withdrawn_at", nullable=True),
    UniqueConstraint("account", "chat_index", "message_index"),
)
Index("ix_parts_reply", parts.c.reply, parts.c.sent_at)

part_versions = Table(
    "part_versions",
    metadata,
    _id(),
    _ref("part", "parts"),
    _ref("client", "clients"),
    Column("version", Integer, nullable=False),
    _sealed("text"),
    _at("at"),
    UniqueConstraint("part", "version"),
)

cards = Table(
    "cards",
    metadata,
    _id(),
    _ref("reply", "replies"),
    _ref("client", "clients"),
    _ref("therapist", "therapists"),
    _ref("thread", "threads"),
    Column("state", String(9), nullable=False),
    _at("opened_at"),
    _at("witnessed_at", nullable=True),
    _at("answered_at", nullable=True),
    UniqueConstraint("reply"),
)

feedback = Table(
    "feedback",
    metadata,
    _id(),
    _ref("client", "clients"),
    _ref("therapist", "therapists"),
    _ref("card", "cards", nullable=True),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    _index("chat_index"),
    _index("message_index"),  # the therapist's own message: the same words cannot go twice
    Column("is_note", Boolean, nullable=False),
    _sealed("text"),
    _at("created_at"),
    UniqueConstraint("account", "chat_index", "message_index"),
)

media = Table(
    "media",
    metadata,
    _id(),
    _ref("client", "clients"),
    _ref("part", "parts", nullable=True),
    _ref("feedback", "feedback", nullable=True),
    Column("place", Integer, nullable=False),  # position within the message
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("state", String(9), nullable=False),
    _sealed("locator"),
    _sealed("claims"),  # mime, name, exact size, duration as the platform said
    Column("blob", String(40), nullable=True),
    Column("shown", String(40), nullable=True),  # the cleaned derivative that others may see; None: cannot be shown
    Column("shown_as", String(12), nullable=True),
    Column("size_kb", Integer, nullable=True),
    _sealed("sha256", nullable=True),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    _at("next_at"),
    CheckConstraint("(part IS NULL) <> (feedback IS NULL)", name="one_owner"),
    UniqueConstraint("part", "place"),
    UniqueConstraint("feedback", "place"),
)
Index(
    "ix_media_wanted",
    media.c.account,
    media.c.next_at,
    sqlite_where=text("state = 'wanted'"),
    postgresql_where=text("state = 'wanted'"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("cause", String(120), nullable=False, unique=True),  # one cause, one delivery: the double is forbidden here
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    _index("lane_index"),  # the chat, or the thread's row while it is not open yet
    _index("pace_index"),  # the chat whose limit counts (a group for all its threads)
    Column("is_group", Boolean, nullable=False),
    Column("operation", String(12), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("owner", String(40), nullable=False),  # whose key seals the body: a client id or "practice"
    _ref("client", "clients", nullable=True),
    _ref("address", "addresses", nullable=True),
    _ref("thread", "threads", nullable=True),
    _ref("therapist", "therapists", nullable=True),
    _ref("occurrence", "occurrences", nullable=True),
    _ref("card", "cards", nullable=True),
    Column("consent", String(32), nullable=True),
    Column("target", String(32), ForeignKey("outbox.id"), nullable=True),  # an edit's message
    _sealed("body"),
    Column("nonce", String(25), nullable=False, unique=True),
    Column("state", String(9), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("is_copy", Boolean, nullable=False, server_default=text("false")),
    Column("epoch", BigInteger, nullable=True),
    Column("trouble", String(80), nullable=True),
    _at("not_before"),
    _at("created_at"),
    _at("first_sending_at", nullable=True),
    _at("sent_at", nullable=True),
    _index("sent_chat_index", nullable=True),
    _index("sent_message_index", nullable=True),
    _sealed("receipt", nullable=True),
    ForeignKeyConstraint(["consent", "client"], ["consents.id", "consents.client"]),
    CheckConstraint("kind <> 'prompt' OR consent IS NOT NULL", name="prompt_needs_consent"),
    CheckConstraint("kind <> 'prompt' OR occurrence IS NOT NULL", name="prompt_has_occurrence"),
    sqlite_autoincrement=True,
)
Index(
    "ix_outbox_waiting",
    outbox.c.account,
    outbox.c.lane_index,
    outbox.c.seq,
    sqlite_where=text("state IN ('pending', 'sending', 'uncertain')"),
    postgresql_where=text("state IN ('pending', 'sending', 'uncertain')"),
)
Index("ix_outbox_sent_message", outbox.c.account, outbox.c.sent_chat_index, outbox.c.sent_message_index)

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _at("at"),
    Column("actor", String(48), nullable=False),  # "client:<id>", "therapist:<id>", "vignette", "admin"
    Column("action", String(40), nullable=False),
    Column("object", String(60), nullable=False),
    Column("facts", String(400), nullable=False),  # ids and states, never words
    Column("hash", String(64), nullable=False),
)
