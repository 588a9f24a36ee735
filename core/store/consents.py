"""Consent rows: who agreed to which version of which document, for which purposes (SPEC 8.1, CN-02)."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from core.domain.ids import ConsentId
from core.store.tables import consents
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Document:
    """What was shown. sha256: of the exact text, so that it can be shown to have been this one."""

    name: str
    version: str
    language: str
    sha256: str


def agree(unit: Unit, client: str, document: Document, *, purposes: str, agreed_by: str) -> ConsentId:
    """The client agreed. At most one active consent per client: the database refuses a second."""
    consent = unit.id()
    unit.execute(
        sa.insert(consents).values(
            id=consent,
            client=client,
            document=document.name,
            version=document.version,
            language=document.language,
            sha256=document.sha256,
            purposes=purposes,
            agreed_by=unit.seal(client, "consents", "agreed_by", consent, agreed_by),
            agreed_at=unit.now,
        )
    )
    unit.journal(f"client:{client}", "agreed", f"consent:{consent}", version=document.version, purposes=purposes)
    return ConsentId(consent)


def active(unit: Unit, client: str) -> ConsentId | None:
    """The client's consent in force, if there is one."""
    row = unit.one(sa.select(consents.c.id).where(consents.c.client == client, consents.c.withdrawn_at.is_(None)))
    return None if row is None else ConsentId(row.id)


def withdraw(unit: Unit, client: str) -> None:
    """The client takes it back; what was agreed stays on record."""
    unit.execute(
        sa.update(consents)
        .where(consents.c.client == client, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=unit.now)
    )
    unit.journal(f"client:{client}", "withdrew", f"client:{client}")
