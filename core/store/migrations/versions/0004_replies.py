"""Replies, whole: albums, what neither words nor a file tell, cards brought up to date in turn, threads in trouble."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PARTIAL = (  # name, table, columns, where
    ("ix_parts_album", "parts", ["album_index"], "album_index IS NOT NULL"),
    ("ix_cards_to_show", "cards", ["show_at"], "show_at IS NOT NULL"),
    ("ix_outbox_feedback", "outbox", ["client", "sent_at"], "kind = 'feedback'"),
)


def upgrade() -> None:
    """Forward; the way back is the backup."""
    op.add_column("parts", sa.Column("facts", sa.LargeBinary(), nullable=True))
    op.add_column("parts", sa.Column("album_index", sa.String(length=32), nullable=True))
    op.add_column("cards", sa.Column("show_at", sa.BigInteger(), nullable=True))
    op.add_column("threads", sa.Column("trouble", sa.String(length=24), nullable=True))
    op.create_index("ix_replies_occurrence", "replies", ["occurrence"])
    for name, table, columns, where in _PARTIAL:
        told = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=told, postgresql_where=told)
