"""The dialogue of joining, Discord's door, quiet hours, scenes, menus. Only additions: every row stays as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the way back is the backup."""
    op.add_column("accounts", sa.Column("menu", sa.String(length=64), nullable=True))
    op.add_column(
        "clients",
        sa.Column("quiet", sa.String(length=11), server_default=sa.text("'22:00-08:00'"), nullable=False),
    )
    op.add_column("invitations", sa.Column("phrases", sa.LargeBinary(), nullable=True))
    op.add_column("invitations", sa.Column("door_index", sa.String(length=32), nullable=True))
    op.add_column("invitations", sa.Column("door", sa.LargeBinary(), nullable=True))
    op.add_column("rooms", sa.Column("posts", sa.LargeBinary(), nullable=True))
    op.add_column("consents", sa.Column("filled", sa.LargeBinary(), nullable=True))
    op.create_table(
        "consent_documents",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_consent_documents")),
    )
    op.create_table(
        "dialogues",
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("chosen", sa.String(length=120), server_default=sa.text("''"), nullable=False),
        sa.Column("wrong", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("shown", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.Column("did", sa.String(length=8), server_default=sa.text("''"), nullable=False),
        sa.Column("filled", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_dialogues_client_clients")),
        sa.ForeignKeyConstraint(
            ["sha256"], ["consent_documents.sha256"], name=op.f("fk_dialogues_sha256_consent_documents")
        ),
        sa.PrimaryKeyConstraint("client", name=op.f("pk_dialogues")),
    )
    op.create_table(
        "scenes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=32), nullable=False),
        sa.Column("reply", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("turn", sa.String(length=120), nullable=False),
        sa.Column("steps", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("script", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_scenes_client_clients")),
        sa.ForeignKeyConstraint(["occurrence"], ["occurrences.id"], name=op.f("fk_scenes_occurrence_occurrences")),
        sa.ForeignKeyConstraint(["address"], ["addresses.id"], name=op.f("fk_scenes_address_addresses")),
        sa.ForeignKeyConstraint(["reply"], ["replies.id"], name=op.f("fk_scenes_reply_replies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenes")),
        sa.UniqueConstraint("occurrence", name=op.f("uq_scenes_occurrence")),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_scenes_one_open", "scenes", ["client"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("ix_scenes_open", "scenes", ["closes_at"], sqlite_where=is_open, postgresql_where=is_open)
    op.create_table(
        "scene_lines",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("scene", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("turn", sa.String(length=120), nullable=False),
        sa.Column("speaker", sa.String(length=8), nullable=False),
        sa.Column("role", sa.String(length=120), server_default=sa.text("''"), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["scene"], ["scenes.id"], name=op.f("fk_scene_lines_scene_scenes")),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_scene_lines_client_clients")),
        sa.ForeignKeyConstraint(["part"], ["parts.id"], name=op.f("fk_scene_lines_part_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scene_lines")),
        sa.UniqueConstraint("scene", "place", name=op.f("uq_scene_lines_scene_place")),
    )
    # What is asked often, by what it is asked: each repeats the WHERE of its queries word for word.
    for name, table, columns, where in (
        ("ix_addresses_client", "addresses", ["client"], None),
        ("ix_enrolments_to_plan", "enrolments", ["planned_to"], "state = 'active'"),
        ("ix_occurrences_client", "occurrences", ["client"], "state IN ('released', 'sent')"),
        ("ix_outbox_heads", "outbox", ["account", "urgency", "seq"], "state IN ('pending', 'uncertain')"),
        ("ix_outbox_target", "outbox", ["target"], "target IS NOT NULL"),
        ("ix_outbox_occurrence", "outbox", ["occurrence"], "occurrence IS NOT NULL"),
    ):
        condition = None if where is None else sa.text(where)
        op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
    op.execute("UPDATE enrolments SET planned_to = '' WHERE planned_to IS NULL")
