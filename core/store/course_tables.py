"""Tables of what is due: who follows which programme, each step due to somebody, and what moved it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, text

from core.store.columns import instant, metadata, ref, row_id, sealed

enrolments = Table(
    "enrolments",
    metadata,
    row_id(),
    ref("client", "clients"),
    Column("programme", String(120), nullable=False),
    Column("start", String(10), nullable=False),  # local date of day 1
    Column("state", String(8), nullable=False),
    Column("planned_to", String(10), nullable=True),  # last local date whose slots exist as rows
    Column("planned_by", String(40), nullable=False, server_default=text("''")),  # library and zone rules they follow
    instant("created_at"),
)
Index(
    "uq_enrolments_one_active",
    enrolments.c.client,
    enrolments.c.programme,
    unique=True,
    sqlite_where=text("state = 'active'"),
    postgresql_where=text("state = 'active'"),
)

occurrences = Table(
    "occurrences",
    metadata,
    row_id(),
    ref("enrolment", "enrolments", nullable=True),  # none: sent by hand
    ref("client", "clients"),
    Column("step", String(120), nullable=False),
    Column("local_date", String(10), nullable=False),
    Column("slot", Integer, nullable=False),
    Column("prompt", String(120), nullable=False),
    Column("revision", String(16), nullable=True),  # pinned when released
    Column("state", String(8), nullable=False),
    Column("reason", String(40), nullable=True),
    Column("intensity", Integer, nullable=False, server_default=text("1")),
    instant("nominal_at"),  # by the rule, whatever it was moved to since
    instant("due_at"),
    instant("move_until"),  # so far quiet hours and the like may move it
    instant("late_at"),  # after this it is late, and if_late says what then
    Column("if_late", String(11), nullable=False, server_default=text("'skip'")),
    Column("answer_within_s", Integer, nullable=False),
    Column("remind", String(40), nullable=False, server_default=text("''")),  # lengths after sending, "20h 2d"
    Column("reminded", Integer, nullable=False, server_default=text("0")),  # how many of those are over
    instant("remind_at", nullable=True),
    Column("because", String(32), nullable=True),  # the occurrence whose sending or answer made this one
    Column("sent_by", String(48), nullable=True),  # who sent it by hand, "therapist:<id>"
    Column("approval", String(8), nullable=True),  # of a strong prompt: asked, yes, no
    Column("sends", Integer, nullable=False, server_default=text("0")),  # how often it was released
    instant("released_at", nullable=True),
    instant("sent_at", nullable=True),
    instant("closes_at", nullable=True),
    sealed("title", nullable=True),  # as it was rendered
    sealed("aftercare", nullable=True),
    UniqueConstraint("enrolment", "step", "local_date", "slot"),
)
Index(
    "ix_occurrences_due",
    occurrences.c.due_at,
    sqlite_where=text("state IN ('planned', 'snoozed')"),
    postgresql_where=text("state IN ('planned', 'snoozed')"),
)
Index(
    "ix_occurrences_open",
    occurrences.c.closes_at,
    sqlite_where=text("state = 'sent'"),
    postgresql_where=text("state = 'sent'"),
)

moves = Table(
    "moves",
    metadata,
    row_id(),
    ref("occurrence", "occurrences"),
    ref("client", "clients"),
    instant("at"),
    instant("due_before"),
    instant("due_after"),
    Column("reason", String(40), nullable=False),
    Column("actor", String(48), nullable=False),  # as in the journal
)
Index("ix_moves_occurrence", moves.c.occurrence, moves.c.at)
