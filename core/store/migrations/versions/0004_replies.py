"""Replies, whole: albums, what neither words nor a file tell, cards brought up to date in turn, threads in trouble."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the way back is the backup."""
    op.add_column("parts", sa.Column("facts", sa.LargeBinary(), nullable=True))
    op.add_column("parts", sa.Column("album_index", sa.String(length=32), nullable=True))
    op.add_column("cards", sa.Column("shown_at", sa.BigInteger(), nullable=True))
    op.add_column("cards", sa.Column("show_at", sa.BigInteger(), nullable=True))
    op.add_column("threads", sa.Column("trouble", sa.String(length=24), nullable=True))
    for name, table, column in (("ix_parts_album", "parts", "album_index"), ("ix_cards_to_show", "cards", "show_at")):
        told = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, table, [column], sqlite_where=told, postgresql_where=told)
