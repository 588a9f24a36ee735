"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the way back is the backup."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=True),
        sa.Column("epoch", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("last_intake_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_table(
        "data_keys",
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "version", name=op.f("pk_data_keys")),
    )
    op.create_table(
        "journal",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(length=48), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.String(length=400), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    op.create_table(
        "practice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_check", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=True),
        sa.Column("journal_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("journal_hash", sa.String(length=64), server_default=sa.text("('')"), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_practice_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
    )
    op.create_table(
        "therapists",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("code_index", sa.String(length=32), nullable=True),
        sa.Column("code_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_therapists")),
        sa.UniqueConstraint("code_index", name=op.f("uq_therapists_code_index")),
    )
    op.create_table(
        "clients",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("therapist", sa.String(length=32), nullable=False),
        sa.Column("alias", sa.String(length=40), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["therapist"], ["therapists.id"], name=op.f("fk_clients_therapist_therapists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("alias", name=op.f("uq_clients_alias")),
    )
    op.create_table(
        "cursors",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("stream_index", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_cursors_account_accounts")),
        sa.PrimaryKeyConstraint("account", "stream_index", name=op.f("pk_cursors")),
    )
    op.create_table(
        "inbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("update_index", sa.String(length=32), nullable=False),
        sa.Column("lane_index", sa.String(length=32), nullable=False),
        sa.Column("sender_index", sa.String(length=32), nullable=True),
        sa.Column("key_owner", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("fault", sa.String(length=16), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_inbox_account_accounts")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("account", "update_index", name=op.f("uq_inbox_account_update_index")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_new",
            ["account", "seq"],
            unique=False,
            sqlite_where=sa.text("state = 'new'"),
            postgresql_where=sa.text("state = 'new'"),
        )

    op.create_table(
        "rooms",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("therapist", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("chat_index", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("member_index", sa.String(length=32), nullable=False),
        sa.Column("member", sa.LargeBinary(), nullable=False),
        sa.Column("trouble", sa.String(length=24), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_rooms_account_accounts")),
        sa.ForeignKeyConstraint(["therapist"], ["therapists.id"], name=op.f("fk_rooms_therapist_therapists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("account", "chat_index", name=op.f("uq_rooms_account_chat_index")),
        sa.UniqueConstraint("therapist", name=op.f("uq_rooms_therapist")),
    )
    op.create_table(
        "strangers",
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("user_index", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_strangers_account_accounts")),
        sa.PrimaryKeyConstraint("account", "user_index", name=op.f("pk_strangers")),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("user_index", sa.String(length=32), nullable=False),
        sa.Column("chat_index", sa.String(length=32), nullable=False),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("trouble", sa.String(length=24), nullable=True),
        sa.Column("wrote_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_addresses_account_accounts")),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_addresses_client_clients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sa.UniqueConstraint("account", "user_index", name=op.f("uq_addresses_account_user_index")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("document", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("purposes", sa.String(length=64), nullable=False),
        sa.Column("agreed_by", sa.LargeBinary(), nullable=False),
        sa.Column("agreed_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_consents_client_clients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("id", "client", name=op.f("uq_consents_id_client")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index(
            "uq_consents_one_active",
            ["client"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "enrolments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("programme", sa.String(length=120), nullable=False),
        sa.Column("start", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("planned_to", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_enrolments_client_clients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index(
            "uq_enrolments_one_active",
            ["client", "programme"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("code_index", sa.String(length=32), nullable=False),
        sa.Column("programme", sa.String(length=120), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("spent_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_invitations_client_clients")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_index", name=op.f("uq_invitations_code_index")),
    )
    op.create_table(
        "threads",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("thread_index", sa.String(length=32), nullable=True),
        sa.Column("thread", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_threads_client_clients")),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name=op.f("fk_threads_room_rooms")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sa.UniqueConstraint("room", "client", name=op.f("uq_threads_room_client")),
    )
    op.create_table(
        "occurrences",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("enrolment", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("local_date", sa.String(length=10), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("late_at", sa.BigInteger(), nullable=False),
        sa.Column("answer_within_s", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.LargeBinary(), nullable=True),
        sa.Column("aftercare", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_occurrences_client_clients")),
        sa.ForeignKeyConstraint(["enrolment"], ["enrolments.id"], name=op.f("fk_occurrences_enrolment_enrolments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
        sa.UniqueConstraint(
            "enrolment", "step", "local_date", "slot", name=op.f("uq_occurrences_enrolment_step_local_date_slot")
        ),
    )
    with op.batch_alter_table("occurrences", schema=None) as batch_op:
        batch_op.create_index(
            "ix_occurrences_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )
        batch_op.create_index(
            "ix_occurrences_open",
            ["closes_at"],
            unique=False,
            sqlite_where=sa.text("state = 'sent'"),
            postgresql_where=sa.text("state = 'sent'"),
        )

    op.create_table(
        "replies",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("occurrence", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("evidence", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("last_part_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["address"], ["addresses.id"], name=op.f("fk_replies_address_addresses")),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_replies_client_clients")),
        sa.ForeignKeyConstraint(["occurrence"], ["occurrences.id"], name=op.f("fk_replies_occurrence_occurrences")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.create_index("ix_replies_client", ["client", "opened_at"], unique=False)
        batch_op.create_index(
            "ix_replies_open",
            ["last_part_at"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "cards",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reply", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("therapist", sa.String(length=32), nullable=False),
        sa.Column("thread", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("witnessed_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_cards_client_clients")),
        sa.ForeignKeyConstraint(["reply"], ["replies.id"], name=op.f("fk_cards_reply_replies")),
        sa.ForeignKeyConstraint(["therapist"], ["therapists.id"], name=op.f("fk_cards_therapist_therapists")),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_cards_thread_threads")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("reply", name=op.f("uq_cards_reply")),
    )
    op.create_table(
        "parts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("reply", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("chat_index", sa.String(length=32), nullable=False),
        sa.Column("message_index", sa.String(length=32), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_parts_account_accounts")),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_parts_client_clients")),
        sa.ForeignKeyConstraint(["reply"], ["replies.id"], name=op.f("fk_parts_reply_replies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts")),
        sa.UniqueConstraint(
            "account", "chat_index", "message_index", name=op.f("uq_parts_account_chat_index_message_index")
        ),
    )
    with op.batch_alter_table("parts", schema=None) as batch_op:
        batch_op.create_index("ix_parts_reply", ["reply", "sent_at"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("therapist", sa.String(length=32), nullable=False),
        sa.Column("card", sa.String(length=32), nullable=True),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("chat_index", sa.String(length=32), nullable=False),
        sa.Column("message_index", sa.String(length=32), nullable=False),
        sa.Column("is_note", sa.Boolean(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_feedback_account_accounts")),
        sa.ForeignKeyConstraint(["card"], ["cards.id"], name=op.f("fk_feedback_card_cards")),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_feedback_client_clients")),
        sa.ForeignKeyConstraint(["therapist"], ["therapists.id"], name=op.f("fk_feedback_therapist_therapists")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint(
            "account", "chat_index", "message_index", name=op.f("uq_feedback_account_chat_index_message_index")
        ),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("lane_index", sa.String(length=32), nullable=False),
        sa.Column("pace_index", sa.String(length=32), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("operation", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=32), nullable=True),
        sa.Column("thread", sa.String(length=32), nullable=True),
        sa.Column("therapist", sa.String(length=32), nullable=True),
        sa.Column("occurrence", sa.String(length=32), nullable=True),
        sa.Column("card", sa.String(length=32), nullable=True),
        sa.Column("consent", sa.String(length=32), nullable=True),
        sa.Column("target", sa.String(length=32), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.String(length=25), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_copy", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.String(length=80), nullable=True),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("first_sending_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_chat_index", sa.String(length=32), nullable=True),
        sa.Column("sent_message_index", sa.String(length=32), nullable=True),
        sa.Column("receipt", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'prompt' OR (consent IS NOT NULL AND client IS NOT NULL)",
            name=op.f("ck_outbox_prompt_needs_consent"),
        ),
        sa.CheckConstraint("kind <> 'prompt' OR occurrence IS NOT NULL", name=op.f("ck_outbox_prompt_has_occurrence")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_outbox_account_accounts")),
        sa.ForeignKeyConstraint(["address"], ["addresses.id"], name=op.f("fk_outbox_address_addresses")),
        sa.ForeignKeyConstraint(["card"], ["cards.id"], name=op.f("fk_outbox_card_cards")),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_outbox_client_clients")),
        sa.ForeignKeyConstraint(
            ["consent", "client"], ["consents.id", "consents.client"], name=op.f("fk_outbox_consent_client_consents")
        ),
        sa.ForeignKeyConstraint(["occurrence"], ["occurrences.id"], name=op.f("fk_outbox_occurrence_occurrences")),
        sa.ForeignKeyConstraint(["target"], ["outbox.id"], name=op.f("fk_outbox_target_outbox")),
        sa.ForeignKeyConstraint(["therapist"], ["therapists.id"], name=op.f("fk_outbox_therapist_therapists")),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_outbox_thread_threads")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("cause", name=op.f("uq_outbox_cause")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
        sa.UniqueConstraint("nonce", name=op.f("uq_outbox_nonce")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_sent_message", ["account", "sent_chat_index", "sent_message_index"], unique=False
        )
        batch_op.create_index(
            "ix_outbox_waiting",
            ["account", "lane_index", "seq"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'sending', 'uncertain')"),
            postgresql_where=sa.text("state IN ('pending', 'sending', 'uncertain')"),
        )

    op.create_table(
        "part_versions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_part_versions_client_clients")),
        sa.ForeignKeyConstraint(["part"], ["parts.id"], name=op.f("fk_part_versions_part_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_versions")),
        sa.UniqueConstraint("part", "version", name=op.f("uq_part_versions_part_version")),
    )
    op.create_table(
        "media",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("client", sa.String(length=32), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=True),
        sa.Column("feedback", sa.String(length=32), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("locator", sa.LargeBinary(), nullable=False),
        sa.Column("claims", sa.LargeBinary(), nullable=False),
        sa.Column("blob", sa.String(length=40), nullable=True),
        sa.Column("shown", sa.String(length=40), nullable=True),
        sa.Column("shown_as", sa.String(length=12), nullable=True),
        sa.Column("size_kb", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(part IS NULL) <> (feedback IS NULL)", name=op.f("ck_media_one_owner")),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name=op.f("fk_media_account_accounts")),
        sa.ForeignKeyConstraint(["client"], ["clients.id"], name=op.f("fk_media_client_clients")),
        sa.ForeignKeyConstraint(["feedback"], ["feedback.id"], name=op.f("fk_media_feedback_feedback")),
        sa.ForeignKeyConstraint(["part"], ["parts.id"], name=op.f("fk_media_part_parts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("feedback", "place", name=op.f("uq_media_feedback_place")),
        sa.UniqueConstraint("part", "place", name=op.f("uq_media_part_place")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index(
            "ix_media_wanted",
            ["account", "next_at"],
            unique=False,
            sqlite_where=sa.text("state = 'wanted'"),
            postgresql_where=sa.text("state = 'wanted'"),
        )
