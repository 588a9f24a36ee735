"""The table of libraries that were put in force, so that none of them hangs on a folder."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, text

from core.store.columns import instant, metadata

library_revisions = Table(
    "library_revisions",
    metadata,
    Column("revision", String(16), primary_key=True),
    Column("packed", LargeBinary, nullable=False),  # every entry, compressed: the admin's words, nobody's life
    instant("kept_at"),  # when it was checked and put down
    Column("kept_by", String(48), nullable=False),  # as in the journal
    Column("how", String(16), nullable=False),  # published, gone back to, at the first start, at once (the demo)
    Column("turn", Integer, nullable=False, server_default=text("0")),  # the how-manieth to come into force, last time
    instant("in_force_at", nullable=True),  # when it last came into force
)
