"""The table of check-ins: what was asked around a prompt, and the sealed answer."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, String, Table, UniqueConstraint

from core.store.columns import instant, metadata, ref, row_id, sealed

check_ins = Table(
    "check_ins",
    metadata,
    row_id(),
    ref("client", "clients"),
    ref("occurrence", "occurrences"),
    Column("moment", String(6), nullable=False),  # before, after
    Column("sending", Integer, nullable=False),  # of its occurrence: what is snoozed has several
    Column("consent", String(32), nullable=False),  # no question without one (SPEC 8.1)
    Column("scale", String(120), nullable=False),
    Column("revision", String(16), nullable=False),  # of the library whose words were asked
    Column("low", Integer, nullable=False),  # the ends of the scale as it was asked, both included
    Column("high", Integer, nullable=False),
    instant("asked_at"),
    instant("until"),  # so long an answer counts
    instant("answered_at", nullable=True),
    sealed("answer", nullable=True),  # value, range and label
    Column("chosen", String(9), nullable=True),
    ForeignKeyConstraint(["consent", "client"], ["consents.id", "consents.client"]),
    UniqueConstraint("occurrence", "moment", "sending"),  # nothing is asked twice
)
Index("ix_check_ins_client", check_ins.c.client, check_ins.c.asked_at)
