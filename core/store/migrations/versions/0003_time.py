"""Everybody's own time: allowed days, caps, pauses, moves and their reasons, reminders, prompts sent by hand, questions before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PARTIAL = (  # name, table, columns, where, unique
    ("ix_occurrences_due", "occurrences", ["due_at"], "state IN ('planned', 'snoozed')", False),
    ("ix_occurrences_client", "occurrences", ["client"], "state IN ('released', 'sent', 'snoozed')", False),
    ("ix_occurrences_open", "occurrences", ["closes_at"], "state = 'sent'", False),
    ("ix_occurrences_past", "occurrences", ["client", "released_at"], "released_at IS NOT NULL", False),
    ("ix_occurrences_hand", "occurrences", ["client"], "enrolment IS NULL", False),
    ("ix_occurrences_remind", "occurrences", ["remind_at"], "remind_at IS NOT NULL", False),
    (
        "ix_occurrences_strong",
        "occurrences",
        ["due_at"],
        "state = 'planned' AND intensity = 3 AND approval IS NULL",
        False,
    ),
    ("uq_occurrences_because", "occurrences", ["because", "step"], "because IS NOT NULL", True),
    ("ix_enrolments_planned_by", "enrolments", ["planned_by"], "state = 'active'", False),
    ("ix_clients_rest", "clients", ["rest_until"], "rest_until IS NOT NULL", False),
)


def upgrade() -> None:
    """Forward; the way back is the backup."""
    _add("practice", _text("zone_rules", 24, ""), _instant("beat_at"))
    _add("therapists", _instant("away_from"), _instant("away_until"))
    _add(
        "clients",
        _text("days", 7, "1111111"),
        _number("daily_cap", 3),
        _instant("rest_until"),
        _instant("paused_until"),
        _number("held_level", 0),
        sa.Column("limits", sa.LargeBinary(), nullable=True),
    )
    _add("enrolments", _text("planned_by", 40, ""))
    for name in ("ix_occurrences_due", "ix_occurrences_client", "ix_occurrences_open"):
        op.drop_index(name, table_name="occurrences")
    _add(
        "occurrences",
        _number("intensity", 1),
        _instant("nominal_at"),
        _instant("move_until"),
        _text("if_late", 11, "skip"),
        _text("remind", 40, ""),
        _number("reminded", 0),
        _instant("remind_at"),
        sa.Column("because", sa.String(length=32), nullable=True),
        sa.Column("sent_by", sa.String(length=48), nullable=True),
        sa.Column("approval", sa.String(length=8), nullable=True),
        _number("sends", 0),
    )
    # What was planned before knew no other moment than the one it was due at.
    op.execute("UPDATE occurrences SET nominal_at = due_at, move_until = late_at")
    with op.batch_alter_table("occurrences") as table:
        table.alter_column("enrolment", existing_type=sa.String(length=32), nullable=True)
        table.alter_column("nominal_at", existing_type=sa.BigInteger(), nullable=False)
        table.alter_column("move_until", existing_type=sa.BigInteger(), nullable=False)
    op.create_table(
        "moves",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_before", sa.BigInteger(), nullable=False),
        sa.Column("due_after", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=48), nullable=False),
        sa.ForeignKeyConstraint(["occurrence"], ["occurrences.id"], name=op.f("fk_moves_occurrence_occurrences")),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_moves_client_clients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    op.create_index("ix_moves_occurrence", "moves", ["occurrence", "at"])
    op.create_table(
        "check_ins",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.String(length=32), nullable=False),
        sa.Column("moment", sa.String(length=6), nullable=False),
        sa.Column("sending", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(length=32), nullable=False),
        sa.Column("scale", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("chosen", sa.String(length=9), nullable=True),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_check_ins_client_clients")),
        sa.ForeignKeyConstraint(["occurrence"], ["occurrences.id"], name=op.f("fk_check_ins_occurrence_occurrences")),
        sa.ForeignKeyConstraint(
            ["consent", "client"], ["consents.id", "consents.client"], name=op.f("fk_check_ins_consent_client_consents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("occurrence", "moment", "sending", name=op.f("uq_check_ins_occurrence_moment_sending")),
    )
    op.create_index("ix_check_ins_client", "check_ins", ["client", "asked_at"])
    for name, table, columns, where, unique in _PARTIAL:
        told = sa.text(where)
        op.create_index(name, table, columns, unique=unique, sqlite_where=told, postgresql_where=told)


def _add(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column)


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=True)


def _number(name: str, default: int) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), server_default=sa.text(str(default)), nullable=False)


def _text(name: str, length: int, default: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length), server_default=sa.text(f"'{default}'"), nullable=False)
