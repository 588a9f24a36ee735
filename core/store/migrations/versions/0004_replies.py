"""Replies, whole: what no words and no file tells, albums, and threads that cannot be written to."""

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
    op.add_column("threads", sa.Column("trouble", sa.String(length=24), nullable=True))
    told = sa.text("album_index IS NOT NULL")
    op.create_index("ix_parts_album", "parts", ["album_index"], sqlite_where=told, postgresql_where=told)
