"""Every table. Times are UTC integers (ms); sealed columns are bytes and marked; ids are 32 hex digits."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from core.store.check_in_tables import check_ins
from core.store.columns import instant, keyed, metadata, ref, row_id, sealed
from core.store.course_tables import enrolments, moves, occurrences
from core.store.indexes import add_indexes
from core.store.joining_tables import consent_documents, dialogues
from core.store.library_tables import library_revisions
from core.store.own_tables import own_prompts
from core.store.plumbing import accounts, cursors, data_keys, inbox, practice
from core.store.scene_tables import scene_lines, scenes

__all__ = [
    "accounts",
    "check_ins",
    "consent_documents",
    "cursors",
    "data_keys",
    "dialogues",
    "enrolments",
    "inbox",
    "library_revisions",
    "metadata",
    "moves",
    "occurrences",
    "own_prompts",
    "practice",
    "scene_lines",
    "scenes",
]

therapists = Table(
    "therapists",
    metadata,
    row_id(),
    sealed("name"),
    Column("language", String(35), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    keyed("code_index", nullable=True),
    instant("code_until", nullable=True),
    instant("away_from", nullable=True),  # nobody answers in this time, so no prompt of theirs goes out
    instant("away_until", nullable=True),
    instant("created_at"),
    UniqueConstraint("code_index"),
)

rooms = Table(
    "rooms",
    metadata,
    row_id(),
    ref("therapist", "therapists"),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    keyed("chat_index"),
    sealed("chat"),
    keyed("member_index"),  # the therapist's own account there: who may press and answer
    sealed("member"),
    Column("trouble", String(24), nullable=True),
    sealed("posts", nullable=True),  # the therapist's own posts there, which must be read back after a gap too
    instant("created_at"),
    UniqueConstraint("account", "chat_index"),
    UniqueConstraint("therapist"),
)

clients = Table(
    "clients",
    metadata,
    row_id(),
    ref("therapist", "therapists"),
    Column("alias", String(40), nullable=False, unique=True),
    sealed("name"),
    Column("language", String(35), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("state", String(8), nullable=False),
    Column("quiet", String(11), nullable=False, server_default=text("'22:00-08:00'")),  # local; "" for none
    Column("days", String(7), nullable=False, server_default=text("'1111111'")),  # Monday first; 0: no prompt on it
    Column("daily_cap", Integer, nullable=False, server_default=text("3")),  # prompts on one local day
    instant("rest_until", nullable=True),  # the client's own pause ends by itself then
    instant("paused_until", nullable=True),  # the therapist's pause; the last moment there is: until they resume
    Column(
        "held_level", Integer, nullable=False, server_default=text("0")
    ),  # an alert's: 3 nothing goes, 2 gentle only
    sealed("manner", nullable=True),  # how prompts address them
    sealed("limits", nullable=True),  # what the therapist leaves out for them: tags, intensity, what they lack
    instant("asked_at", nullable=True),  # when the client was last asked which prompt a reply is for
    instant("created_at"),
)

addresses = Table(
    "addresses",
    metadata,
    row_id(),
    ref("client", "clients"),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    Column("platform", String(16), nullable=False),
    keyed("user_index"),
    keyed("chat_index"),
    sealed("chat"),
    Column("state", String(8), nullable=False),
    Column("trouble", String(24), nullable=True),
    instant("wrote_at"),
    UniqueConstraint("account", "user_index"),
)

invitations = Table(
    "invitations",
    metadata,
    row_id(),
    ref("client", "clients"),
    keyed("code_index"),
    Column("programme", String(120), nullable=True),
    sealed("phrases", nullable=True),  # the two words shown to the client, among three (SPEC 8.3)
    keyed("door_index", nullable=True),  # the newcomer's own place in Discord's door server
    sealed("door", nullable=True),
    instant("until"),
    instant("spent_at", nullable=True),
    UniqueConstraint("code_index"),
)

strangers = Table(
    "strangers",
    metadata,
    Column("account", String(64), ForeignKey("accounts.id"), primary_key=True),
    Column("user_index", String(32), primary_key=True),
    instant("told_at"),
)

consents = Table(
    "consents",
    metadata,
    row_id(),
    ref("client", "clients"),
    Column("document", String(64), nullable=False),
    Column("version", String(16), nullable=False),
    Column("language", String(35), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("purposes", String(64), nullable=False),
    sealed("agreed_by"),  # the account and the words or button that agreed
    sealed("filled", nullable=True),  # what was filled into the document: with its hash, exactly what was shown
    instant("agreed_at"),
    instant("withdrawn_at", nullable=True),
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
    row_id(),
    ref("room", "rooms"),
    ref("client", "clients"),
    Column("state", String(8), nullable=False),
    Column("trouble", String(24), nullable=True),
    keyed("thread_index", nullable=True),
    sealed("thread", nullable=True),
    UniqueConstraint("room", "client"),
)

replies = Table(
    "replies",
    metadata,
    row_id(),
    ref("client", "clients"),
    ref("occurrence", "occurrences", nullable=True),
    Column("address", String(32), ForeignKey("addresses.id"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("evidence", String(12), nullable=False),
    instant("opened_at"),
    instant("last_part_at"),
    instant("closed_at", nullable=True),
)
Index(
    "ix_replies_open",
    replies.c.last_part_at,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)
Index("ix_replies_client", replies.c.client, replies.c.opened_at)
Index("ix_replies_occurrence", replies.c.occurrence)

parts = Table(
    "parts",
    metadata,
    row_id(),
    ref("reply", "replies"),
    ref("client", "clients"),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    keyed("chat_index"),
    keyed("message_index"),
    sealed("message"),
    keyed("album_index", nullable=True),  # of the album that the message belongs to; in no order, and without an end
    Column("kind", String(12), nullable=False),
    sealed("text"),
    sealed("facts", nullable=True),  # what neither words nor a file tell: a place, a contact, that it was forwarded
    Column("version", Integer, nullable=False, server_default=text("1")),
    instant("sent_at"),
    instant("edited_at", nullable=True),
    instant("withdrawn_at", nullable=True),
    UniqueConstraint("account", "chat_index", "message_index"),
)
Index("ix_parts_reply", parts.c.reply, parts.c.sent_at)
Index(
    "ix_parts_album",
    parts.c.album_index,
    sqlite_where=text("album_index IS NOT NULL"),
    postgresql_where=text("album_index IS NOT NULL"),
)

part_versions = Table(
    "part_versions",
    metadata,
    row_id(),
    ref("part", "parts"),
    ref("client", "clients"),
    Column("version", Integer, nullable=False),
    sealed("text"),
    instant("at"),
    UniqueConstraint("part", "version"),
)

cards = Table(
    "cards",
    metadata,
    row_id(),
    ref("reply", "replies"),
    ref("client", "clients"),
    ref("therapist", "therapists"),
    ref("thread", "threads"),
    Column("state", String(9), nullable=False),
    instant("opened_at"),
    instant("witnessed_at", nullable=True),
    instant("answered_at", nullable=True),
    instant("show_at", nullable=True),  # when it is to be brought up to date: a flood is folded into a few calls
    UniqueConstraint("reply"),
)
Index(
    "ix_cards_to_show",
    cards.c.show_at,
    sqlite_where=text("show_at IS NOT NULL"),
    postgresql_where=text("show_at IS NOT NULL"),
)

feedback = Table(
    "feedback",
    metadata,
    row_id(),
    ref("client", "clients"),
    ref("therapist", "therapists"),
    ref("card", "cards", nullable=True),
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    keyed("chat_index"),
    keyed("message_index"),  # the therapist's own message: the same words cannot go twice
    Column("is_note", Boolean, nullable=False),
    sealed("text"),
    instant("created_at"),
    UniqueConstraint("account", "chat_index", "message_index"),
)

media = Table(
    "media",
    metadata,
    row_id(),
    ref("client", "clients"),
    ref("part", "parts", nullable=True),
    ref("feedback", "feedback", nullable=True),
    Column("place", Integer, nullable=False),  # position within the message
    Column("account", String(64), ForeignKey("accounts.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("state", String(9), nullable=False),
    sealed("locator"),
    sealed("claims"),  # mime, name, exact size, duration as the platform said
    Column("blob", String(40), nullable=True),
    Column("shown", String(40), nullable=True),  # the cleaned derivative that others may see; None: cannot be shown
    Column("shown_as", String(12), nullable=True),
    Column("size_kb", Integer, nullable=True),
    sealed("sha256", nullable=True),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    instant("next_at"),
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
    keyed("lane_index"),  # the chat, or the thread's row while it is not open yet
    keyed("pace_index"),  # the chat whose limit counts (a group for all its threads)
    Column("is_group", Boolean, nullable=False),
    Column("operation", String(12), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("owner", String(40), nullable=False),  # whose key seals the body: a client id or "practice"
    ref("client", "clients", nullable=True),
    ref("address", "addresses", nullable=True),
    ref("thread", "threads", nullable=True),
    ref("therapist", "therapists", nullable=True),
    ref("occurrence", "occurrences", nullable=True),
    ref("card", "cards", nullable=True),
    Column("consent", String(32), nullable=True),
    Column("target", String(32), ForeignKey("outbox.id"), nullable=True),  # an edit's message
    sealed("body"),
    Column("nonce", String(25), nullable=False, unique=True),
    Column("state", String(9), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("is_copy", Boolean, nullable=False, server_default=text("false")),
    Column("epoch", BigInteger, nullable=True),
    Column("trouble", String(80), nullable=True),
    instant("not_before"),
    instant("created_at"),
    instant("first_sending_at", nullable=True),
    instant("sent_at", nullable=True),
    keyed("sent_chat_index", nullable=True),
    keyed("sent_message_index", nullable=True),
    sealed("receipt", nullable=True),
    ForeignKeyConstraint(["consent", "client"], ["consents.id", "consents.client"]),
    CheckConstraint("kind <> 'prompt' OR (consent IS NOT NULL AND client IS NOT NULL)", name="prompt_needs_consent"),
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
    instant("at"),
    Column("actor", String(48), nullable=False),  # "client:<id>", "therapist:<id>", "vignette", "admin"
    Column("action", String(40), nullable=False),
    Column("object", String(60), nullable=False),
    Column("facts", String(400), nullable=False),  # ids and states, never words
    Column("hash", String(64), nullable=False),
)

add_indexes(metadata)
