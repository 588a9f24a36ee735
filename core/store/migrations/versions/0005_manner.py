"""How prompts address a client: familiar or formal, and which forms of words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the way back is the backup."""
    op.add_column("clients", sa.Column("manner", sa.LargeBinary(), nullable=True))
