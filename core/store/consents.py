"""Consent rows: who agreed to which version of which document, for which purposes; and the documents (SPEC 8.1, CN-02)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from core.domain.ids import ConsentId
from core.store.tables import clients, consent_documents, consents, outbox
from core.store.unit import PRACTICE, Unit

_IN_FORCE = sa.select(consents.c.id, consents.c.client).where(consents.c.withdrawn_at.is_(None))


GRACE = timedelta(days=14)  # CN-05: so long after the day from which a material version holds prompts go on
_REFUSED = "-"  # before a purpose that was asked and refused


@dataclass(frozen=True, slots=True)
class Document:
    """What was shown. sha256: of the whole document, whose archived text reproduces it."""

    name: str
    version: str
    language: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent. purposes: each that was asked, and whether it was agreed to. filled: what stood in the gaps."""

    id: ConsentId
    client: str
    document: Document
    purposes: Mapping[str, bool]
    filled: Mapping[str, str]


def archive(unit: Unit, document: Document, body: str, *, material: bool, effective_from: date) -> None:
    """Keep a document for good, as it was read. Nothing happens where it is kept already."""
    known = unit.one(sa.select(consent_documents.c.sha256).where(consent_documents.c.sha256 == document.sha256))
    if known is not None:
        return
    unit.execute(
        sa.insert(consent_documents).values(
            sha256=document.sha256,
            name=document.name,
            version=int(document.version),
            language=document.language,
            material=material,
            effective_from=effective_from.isoformat(),
            body=unit.seal(PRACTICE, "consent_documents", "body", document.sha256, body),
            first_at=unit.now,
        )
    )
    unit.journal("admin", "consent document", f"document:{document.sha256[:16]}", version=document.version)


def archived(unit: Unit, sha256: str) -> str:
    """The text of a document that was kept. Raises LookupError."""
    row = unit.one(sa.select(consent_documents).where(consent_documents.c.sha256 == sha256))
    if row is None:
        raise LookupError("no such consent document")
    return unit.open(PRACTICE, "consent_documents", "body", row.sha256, row.body)


def documents(unit: Unit) -> list[Document]:
    """Every document that was ever in force, by name, version and language; one whose words changed is there twice."""
    what = consent_documents.c
    query = sa.select(what.name, what.version, what.language, what.sha256)
    rows = unit.all(query.order_by(what.name, what.version, what.language, what.first_at))
    return [Document(row.name, str(row.version), row.language, row.sha256) for row in rows]


def agree(
    unit: Unit,
    client: str,
    document: Document,
    *,
    purposes: str,
    agreed_by: str,
    filled: Mapping[str, str] | None = None,
) -> ConsentId:
    """The client agreed. At most one active consent per client: the database refuses a second."""
    consent = unit.id()
    values: dict[str, Any] = {}
    if filled is not None:
        values["filled"] = unit.seal(client, "consents", "filled", consent, json.dumps(dict(filled)))
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
            **values,
        )
    )
    unit.journal(f"client:{client}", "agreed", f"consent:{consent}", version=document.version, purposes=purposes)
    return ConsentId(consent)


def active(unit: Unit, client: str) -> ConsentId | None:
    """The client's consent in force, if there is one."""
    row = unit.one(sa.select(consents.c.id).where(consents.c.client == client, consents.c.withdrawn_at.is_(None)))
    return None if row is None else ConsentId(row.id)


def active_of(unit: Unit, client_ids: Collection[str]) -> dict[str, ConsentId]:
    """The same for several clients, by client; who has none is missing."""
    return {row.client: ConsentId(row.id) for row in unit.all_of(_IN_FORCE, consents.c.client, client_ids)}


def in_force(unit: Unit, client: str) -> Agreed | None:
    """The same with everything that was agreed to."""
    row = unit.one(sa.select(consents).where(consents.c.client == client, consents.c.withdrawn_at.is_(None)))
    return None if row is None else _agreed(unit, row)


def consent(unit: Unit, consent_id: str) -> Agreed:
    """One consent, in force or not. Raises LookupError."""
    row = unit.row(consents, consent_id)
    if row is None:
        raise LookupError("no such consent")
    return _agreed(unit, row)


def _agreed(unit: Unit, row: Any) -> Agreed:
    told = "{}" if row.filled is None else unit.open(row.client, "consents", "filled", row.id, row.filled)
    return Agreed(
        ConsentId(row.id),
        row.client,
        Document(row.document, row.version, row.language, row.sha256),
        _purposes(row.purposes),
        json.loads(told),
    )


def _purposes(told: str) -> dict[str, bool]:
    return {each.removeprefix(_REFUSED): not each.startswith(_REFUSED) for each in told.split(",") if each}


def says(unit: Unit, client: str, purpose: str) -> bool | None:
    """What the client's newest consent, in force or not, says of a purpose. None: it was not asked yet."""
    query = sa.select(consents.c.purposes).where(consents.c.client == client)
    row = unit.first(query.order_by(consents.c.agreed_at.desc(), consents.c.withdrawn_at.is_(None).desc()).limit(1))
    return None if row is None else _purposes(row.purposes).get(purpose)


def decide(unit: Unit, client: str, purpose: str, *, agreed: bool) -> None:
    """The client says yes or no to one more purpose, or says otherwise than before. Needs a consent in force."""
    now = in_force(unit, client)
    if now is None:
        raise LookupError("no consent in force")
    purposes = {**now.purposes, purpose: agreed}
    told = ",".join(each if yes else _REFUSED + each for each, yes in purposes.items())
    unit.execute(sa.update(consents).where(consents.c.id == now.id).values(purposes=told))
    word = "agreed to" if agreed else "refused"
    unit.journal(f"client:{client}", f"{word} {purpose}", f"consent:{now.id}", purposes=told)


def withdraw(unit: Unit, client: str, *, actor: str | None = None) -> None:
    """The client takes it back (or another actor for them); what was agreed stays on record."""
    _end(unit, client)
    unit.journal(actor or f"client:{client}", "withdrew", f"client:{client}")


def replace(unit: Unit, client: str) -> None:
    """A newer one follows in this transaction; the old one stays on record."""
    _end(unit, client)


def _end(unit: Unit, client: str) -> None:
    unit.execute(
        sa.update(consents)
        .where(consents.c.client == client, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=unit.now)
    )


def is_out_of_date(unit: Unit) -> sa.ColumnElement[bool]:
    """Of a row of `consents`: a material newer version has held for longer than the grace (CN-05)."""
    newer = consent_documents.alias("newer")
    return (
        sa.select(newer.c.sha256)
        .where(
            newer.c.name == consents.c.document,
            newer.c.material.is_(True),
            newer.c.effective_from < (unit.now - GRACE).date().isoformat(),
            newer.c.version > sa.cast(consents.c.version, sa.Integer),
        )
        .exists()
    )


def has_lapsed(unit: Unit, client: str) -> bool:
    """Whether a material newer version has held for longer than the grace, and the client has not agreed to it."""
    theirs = (consents.c.client == client, consents.c.withdrawn_at.is_(None))
    return unit.first(sa.select(consents.c.id).where(*theirs, is_out_of_date(unit))) is not None


def agreed_to_older(
    unit: Unit,
    document: str,
    version: int,
    state: str,
    *,
    unless: tuple[str, str],
    besides: Collection[str],
    limit: int,
) -> list[str]:
    """Clients in this state whose consent is to an older version than this one, oldest consent first. unless: before and
    behind the client's id, the cause of a delivery; to whom it was written already is passed over, like `besides`.
    """
    before, behind = unless
    told = sa.select(outbox.c.id).where(outbox.c.cause == sa.literal(before) + consents.c.client + sa.literal(behind))
    query = (
        sa.select(consents.c.client)
        .join(clients, clients.c.id == consents.c.client)
        .where(
            consents.c.withdrawn_at.is_(None),
            consents.c.document == document,
            sa.cast(consents.c.version, sa.Integer) < version,
            clients.c.state == state,
            consents.c.client.not_in(list(besides)),
            ~told.exists(),
        )
        .order_by(consents.c.agreed_at, consents.c.id)
        .limit(limit)
    )
    return [row.client for row in unit.all(query)]
