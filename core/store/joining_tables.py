"""Tables of joining: the consent documents that were ever in force, and where somebody is in the dialogue."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, text

from core.store.columns import instant, metadata, sealed

consent_documents = Table(
    "consent_documents",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the whole document as it was read
    Column("name", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("language", String(35), nullable=False),
    Column("material", Boolean, nullable=False),
    Column("effective_from", String(10), nullable=False),
    sealed("body"),  # under the practice's key: what was shown can be reproduced (CN-02)
    instant("first_at"),
)

dialogues = Table(
    "dialogues",
    metadata,
    Column("client", String(32), ForeignKey("clients.id"), primary_key=True),
    Column("sha256", String(64), ForeignKey("consent_documents.sha256"), nullable=False),
    Column("step", String(40), nullable=False),
    Column("chosen", String(120), nullable=False, server_default=text("''")),  # purposes agreed to so far
    Column("wrong", Integer, nullable=False, server_default=text("0")),  # answers to the question that is open
    Column("shown", Integer, nullable=False, server_default=text("0")),  # screens shown: names each one's delivery
    instant("shown_at"),
    Column("did", String(8), nullable=False, server_default=text("''")),  # what led here, so that a double tap is known
    sealed("filled", nullable=True),  # what stood in the gaps when it began: it stays so until the end
)
