"""Libraries that were put in force, kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the way back is the backup."""
    op.create_table(
        "library_revisions",
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("kept_by", sa.String(length=48), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("turn", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("in_force_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_library_revisions")),
    )
