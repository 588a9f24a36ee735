"""The table of therapists' own prompts, drafts and sent ones: each belongs to one client and one therapist (SPEC 3.7)."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, text

from core.store.columns import instant, keyed, metadata, ref, row_id, sealed

own_prompts = Table(
    "own_prompts",
    metadata,
    row_id(),
    ref("client", "clients"),
    ref("therapist", "therapists"),
    Column("state", String(8), nullable=False),
    Column("source", String(120), nullable=True),  # the library's prompt that it was made of; none: it is new
    Column("revision", String(16), nullable=False),  # of the library then
    Column("language", String(35), nullable=False),  # the client's then
    Column("modality", String(8), nullable=False),
    Column("intensity", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    sealed("content"),
    Column("version", Integer, nullable=False, server_default=text("0")),  # how often it got other words
    keyed("asked_index", nullable=True),  # the message with which it was begun: its answer asks for the words
    ref("words", "feedback", nullable=True),  # the therapist's message that holds words and file
    ref("occurrence", "occurrences", nullable=True),  # as which it was sent
    instant("created_at"),
    instant("until", nullable=True),  # a draft is kept so long
    instant("offered_at", nullable=True),  # its therapist gave it to the library's admin then
)
_OPEN = "state IN ('asked', 'fetching', 'ready')"
Index(
    "uq_own_prompts_one_open",
    own_prompts.c.client,
    unique=True,
    sqlite_where=text(_OPEN),
    postgresql_where=text(_OPEN),
)
Index("ix_own_prompts_until", own_prompts.c.until, sqlite_where=text(_OPEN), postgresql_where=text(_OPEN))
Index("ix_own_prompts_client", own_prompts.c.client, own_prompts.c.created_at)
for _name in ("asked_index", "words", "occurrence"):
    _where = text(f"{_name} IS NOT NULL")
    Index(
        f"uq_own_prompts_{_name}",
        own_prompts.c[_name],
        unique=True,
        sqlite_where=_where,
        postgresql_where=_where,
    )
