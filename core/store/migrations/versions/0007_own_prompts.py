"""Therapists' own prompts: drafts and sent ones, each for one client. One new table; nothing else is touched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OPEN = "state IN ('asked', 'fetching', 'ready')"
_INDEXES = (  # name, columns, where, unique
    ("uq_own_prompts_one_open", ["client"], _OPEN, True),
    ("ix_own_prompts_until", ["until"], _OPEN, False),
    ("ix_own_prompts_client", ["client", "created_at"], None, False),
    ("uq_own_prompts_asked_index", ["asked_index"], "asked_index IS NOT NULL", True),
    ("uq_own_prompts_words", ["words"], "words IS NOT NULL", True),
    ("uq_own_prompts_occurrence", ["occurrence"], "occurrence IS NOT NULL", True),
)


def upgrade() -> None:
    """Forward; the way back is the backup."""
    op.create_table(
        "own_prompts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("therapist", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=True),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("modality", sa.String(length=8), nullable=False),
        sa.Column("intensity", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("asked_index", sa.String(length=32), nullable=True),
        sa.Column("words", sa.String(length=32), nullable=True),
        sa.Column("occurrence", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("offered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_own_prompts_client_clients")),
        sa.ForeignKeyConstraint(["therapist"], ["therapists.id"], name=op.f("fk_own_prompts_therapist_therapists")),
        sa.ForeignKeyConstraint(["words"], ["feedback.id"], name=op.f("fk_own_prompts_words_feedback")),
        sa.ForeignKeyConstraint(["occurrence"], ["occurrences.id"], name=op.f("fk_own_prompts_occurrence_occurrences")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_prompts")),
    )
    for name, columns, where, unique in _INDEXES:
        told = None if where is None else sa.text(where)
        op.create_index(name, "own_prompts", columns, unique=unique, sqlite_where=told, postgresql_where=told)
