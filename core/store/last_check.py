"""What was said to a client last; and the facts for the last question before a call, in one query (DESIGN 1.4, SPEC 8.1)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from core.domain.delivery import DeliveryKind
from core.store import consents
from core.store import tables as t
from core.store.outbox import Delivery, load
from core.store.tables import outbox
from core.store.unit import Unit


def facts(unit: Unit, what: Delivery) -> Any:
    """Everything the last check needs, in one query (DESIGN 1.4)."""
    row = unit.one(
        sa.select(
            outbox.c.cause,
            t.clients.c.state.label("client_state"),
            t.clients.c.therapist.label("assigned"),
            t.addresses.c.state.label("address_state"),
            t.addresses.c.client.label("address_client"),
            t.occurrences.c.state.label("occurrence_state"),
            t.occurrences.c.late_at,
            t.occurrences.c.closes_at,
            t.occurrences.c.due_at,
            t.occurrences.c.intensity,
            t.clients.c.zone,
            t.clients.c.quiet,
            t.clients.c.days,
            t.clients.c.paused_until,
            t.clients.c.held_level,
            t.therapists.c.away_from,
            t.therapists.c.away_until,
            _got_one_since(what.kind).label("got_one_since"),
            sa.select(sa.func.count())
            .select_from(t.consents)
            .where(t.consents.c.client == outbox.c.client, t.consents.c.withdrawn_at.is_(None))
            .scalar_subquery()
            .label("active_consents"),
            _is_old(unit).label("consent_is_old") if what.kind.needs_consent else sa.false().label("consent_is_old"),
            t.threads.c.state.label("thread_state"),
            t.rooms.c.therapist.label("room_therapist"),
        )
        .select_from(outbox)
        .outerjoin(t.clients, t.clients.c.id == outbox.c.client)
        .outerjoin(t.therapists, t.therapists.c.id == t.clients.c.therapist)
        .outerjoin(t.addresses, t.addresses.c.id == outbox.c.address)
        .outerjoin(t.occurrences, t.occurrences.c.id == outbox.c.occurrence)
        .outerjoin(t.threads, t.threads.c.id == outbox.c.thread)
        .outerjoin(t.rooms, t.rooms.c.id == t.threads.c.room)
        .where(outbox.c.id == what.id)
    )
    assert row is not None
    return row


def _got_one_since(kind: DeliveryKind) -> Any:
    """Whether another prompt, or the question before one, has reached the client since this one was due, or was asked."""
    if kind not in (DeliveryKind.PROMPT, DeliveryKind.CHECK_IN):
        return sa.false()
    since = t.occurrences.c.due_at if kind is DeliveryKind.PROMPT else outbox.c.created_at
    other, question, told = t.occurrences.alias("other"), t.check_ins.alias("question"), outbox.alias("told")
    theirs = (other.c.client == outbox.c.client, sa.literal_column("other.released_at IS NOT NULL"))
    prompt = sa.select(other.c.id).where(*theirs, other.c.id != outbox.c.occurrence, other.c.sent_at >= since)
    # By way of the questions, for the outbox has no index by client.
    asked = sa.select(told.c.id).join_from(
        question,
        told,
        sa.and_(told.c.occurrence == question.c.occurrence, sa.literal_column("told.occurrence IS NOT NULL")),
    )
    asked = asked.where(question.c.client == outbox.c.client, question.c.occurrence != outbox.c.occurrence)
    asked = asked.where(told.c.kind == DeliveryKind.CHECK_IN.value, told.c.sent_at >= since)
    return sa.or_(prompt.exists(), asked.exists())


def _is_old(unit: Unit) -> Any:
    """Whether the client's consent has been overtaken for longer than the grace."""
    theirs = (t.consents.c.client == outbox.c.client, t.consents.c.withdrawn_at.is_(None))
    return sa.select(t.consents.c.id).where(*theirs, consents.is_out_of_date(unit)).exists()


def newest_to(unit: Unit, client: str) -> Delivery | None:
    """The newest thing written to a client, whatever became of it."""
    theirs = sa.select(outbox.c.id).where(outbox.c.client == client, outbox.c.address.is_not(None))
    row = unit.first(theirs.order_by(outbox.c.seq.desc()).limit(1))
    return None if row is None else load(unit, row.id)
