"""Indexes for what is asked often; each repeats the WHERE of its queries word for word, or it would not be used."""

from __future__ import annotations

from sqlalchemy import Index, MetaData, text


def add_indexes(metadata: MetaData) -> None:
    """To the tables that are there already."""
    there = metadata.tables
    addresses, enrolments, occurrences, outbox = (
        there[name] for name in ("addresses", "enrolments", "occurrences", "outbox")
    )

    def partial(name: str, *columns: object, where: str) -> None:
        Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))  # pyright: ignore[reportArgumentType]

    Index("ix_addresses_client", addresses.c.client)
    partial("ix_enrolments_to_plan", enrolments.c.planned_to, where="state = 'active'")
    partial("ix_enrolments_planned_by", enrolments.c.planned_by, where="state = 'active'")
    partial("ix_clients_rest", there["clients"].c.rest_until, where="rest_until IS NOT NULL")
    partial("ix_occurrences_client", occurrences.c.client, where="state IN ('released', 'sent', 'snoozed')")
    partial("ix_occurrences_past", occurrences.c.client, occurrences.c.released_at, where="released_at IS NOT NULL")
    partial("ix_occurrences_hand", occurrences.c.client, where="enrolment IS NULL")
    partial("ix_occurrences_remind", occurrences.c.remind_at, where="remind_at IS NOT NULL")
    partial(
        "ix_occurrences_strong", occurrences.c.due_at, where="state = 'planned' AND intensity = 3 AND approval IS NULL"
    )
    where = "because IS NOT NULL"
    made = (occurrences.c.because, occurrences.c.step)
    Index("uq_occurrences_because", *made, unique=True, sqlite_where=text(where), postgresql_where=text(where))
    partial(
        "ix_outbox_heads", outbox.c.account, outbox.c.urgency, outbox.c.seq, where="state IN ('pending', 'uncertain')"
    )
    partial("ix_outbox_feedback", outbox.c.client, outbox.c.sent_at, where="kind = 'feedback'")
    partial("ix_outbox_target", outbox.c.target, where="target IS NOT NULL")
    partial("ix_outbox_occurrence", outbox.c.occurrence, where="occurrence IS NOT NULL")
