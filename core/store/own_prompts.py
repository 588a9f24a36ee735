"""Therapists' own prompts: one open draft for a client, and what was sent, pinned (SPEC 3.7)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from core.domain.errors import Unsealable
from core.domain.ids import ClientId, FeedbackId, OccurrenceId, OwnId, TherapistId
from core.domain.own import Content, Modality, OwnState
from core.store.tables import outbox, own_prompts
from core.store.unit import Unit

KEPT_FOR = timedelta(hours=24)  # a draft, since its last change
PREFIX = "own"  # of the causes of everything that is said about a draft: "own:<id>:..."
_C = own_prompts.c
# As the partial indexes have it, word for word: a database sees only then that the index holds every such row.
_OPEN = sa.literal_column("own_prompts.state IN ('asked', 'fetching', 'ready')")
_WITHOUT_WHAT = 3  # pieces of such a cause
_LISTS = ("avoid_when", "needs", "expects")


@dataclass(frozen=True, slots=True)
class Own:
    """One of them. source: the library's prompt that it was made of, at `revision`; None: it is new. words: the message of the
    therapist that holds its file. occurrence: as which it was sent.
    """

    id: OwnId
    client: ClientId
    therapist: TherapistId
    state: OwnState
    source: str | None
    revision: str
    language: str
    modality: Modality
    intensity: int
    minutes: int
    content: Content
    version: int
    words: FeedbackId | None
    occurrence: OccurrenceId | None
    created_at: datetime
    until: datetime | None
    offered_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewOwn:
    """A draft that begins. asked: what stands for the message with which it was begun."""

    client: str
    therapist: str
    source: str | None
    revision: str
    language: str
    modality: str
    intensity: int
    minutes: int
    content: Content
    asked: str


def _read(unit: Unit, row: Any) -> Own:
    told: dict[str, Any] = json.loads(unit.open(row.client, "own_prompts", "content", row.id, row.content))
    told.update({name: tuple(told[name]) for name in _LISTS})
    return _built(row, Content(**told))


def _built(row: Any, content: Content) -> Own:
    return Own(
        OwnId(row.id),
        ClientId(row.client),
        TherapistId(row.therapist),
        OwnState(row.state),
        row.source,
        row.revision,
        row.language,
        cast("Modality", row.modality),
        row.intensity,
        row.minutes,
        content,
        row.version,
        None if row.words is None else FeedbackId(row.words),
        None if row.occurrence is None else OccurrenceId(row.occurrence),
        row.created_at,
        row.until,
        row.offered_at,
    )


def begin(unit: Unit, new: NewOwn) -> OwnId:
    """A draft whose words are asked for. The database refuses a second open one for a client."""
    row = unit.id()
    unit.execute(
        sa.insert(own_prompts).values(
            id=row,
            client=new.client,
            therapist=new.therapist,
            state=OwnState.ASKED.value,
            source=new.source,
            revision=new.revision,
            language=new.language,
            modality=new.modality,
            intensity=new.intensity,
            minutes=new.minutes,
            content=unit.seal(new.client, "own_prompts", "content", row, json.dumps(asdict(new.content))),
            asked_index=new.asked,
            created_at=unit.now,
            until=unit.now + KEPT_FOR,
        )
    )
    unit.journal(f"therapist:{new.therapist}", "own prompt begun", f"own:{row}", client=new.client)
    return OwnId(row)


def one(unit: Unit, own_id: str) -> Own:
    """One. Raises LookupError."""
    row = unit.row(own_prompts, own_id)
    if row is None:
        raise LookupError("no such prompt of a therapist's own")
    return _read(unit, row)


def many(unit: Unit, own_ids: Collection[str]) -> list[Own]:
    """Those of several that there are, and that open."""
    found: list[Own] = []
    for row in unit.all_of(sa.select(own_prompts), _C.id, own_ids):
        with contextlib.suppress(Unsealable):  # one damaged row must not hold up the others
            found.append(_read(unit, row))
    return found


def draft_of(unit: Unit, client: str) -> Own | None:
    """The open draft for a client."""
    row = unit.one(sa.select(own_prompts).where(_C.client == client, _OPEN))
    return None if row is None else _read(unit, row)


def of_occurrence(unit: Unit, occurrence: str) -> Own | None:
    """What an occurrence was sent as."""
    row = unit.one(sa.select(own_prompts).where(_C.occurrence == occurrence, _C.occurrence.is_not(None)))
    return None if row is None else _read(unit, row)


def with_words(unit: Unit, feedback: str) -> Own | None:
    """The one whose words and file stand in this message of a therapist."""
    row = unit.one(sa.select(own_prompts).where(_C.words == feedback, _C.words.is_not(None)))
    return None if row is None else _read(unit, row)


def sent_to(unit: Unit, client: str, therapist: str) -> list[Own]:
    """What one therapist sent to one client, the newest first."""
    query = sa.select(own_prompts).where(
        _C.client == client, _C.therapist == therapist, _C.state == OwnState.SENT.value
    )
    return [_read(unit, row) for row in unit.all(query.order_by(_C.created_at.desc(), _C.id))]


def offered(unit: Unit) -> list[Own]:
    """What therapists gave to the library's admin, the oldest first."""
    query = sa.select(own_prompts).where(_C.offered_at.is_not(None)).order_by(_C.offered_at, _C.id)
    return [_read(unit, row) for row in unit.all(query)]


def told_by(unit: Unit, account: str, place: str, message: str) -> tuple[Own, str] | None:
    """The draft that one of our own messages in a thread is about, and what that message says of it ("": it asks for its words, or
    answers something).
    """
    c = outbox.c
    row = unit.first(
        sa.select(c.cause).where(
            c.account == account,
            c.sent_chat_index == unit.index("chat", place),
            c.sent_message_index == unit.index("message", message),
        )
    )
    pieces = [] if row is None else row.cause.partition("/")[0].split(":")
    if pieces[:1] == [PREFIX] and len(pieces) > 1:
        found = unit.row(own_prompts, pieces[1])
        return None if found is None else (_read(unit, found), pieces[3] if len(pieces) > _WITHOUT_WHAT else "")
    if pieces[:1] == ["answer"] and len(pieces) > 1:
        begun = unit.one(sa.select(own_prompts).where(_C.asked_index == pieces[1], _C.asked_index.is_not(None)))
        return None if begun is None else (_read(unit, begun), "")
    return None


def put_words(unit: Unit, what: Own, content: Content, *, words: str | None, state: OwnState) -> Own:
    """Other words than before, and perhaps a message that holds its file; it is kept for another day."""
    _change(unit, what, state=state, content=content, words=words, version=what.version + 1)
    return one(unit, what.id)


def set_facts(unit: Unit, what: Own, *, modality: Modality | None, intensity: int | None, minutes: int | None) -> Own:
    """How it is answered, how strong it is, how long it takes; None: as before."""
    _change(
        unit,
        what,
        state=what.state,
        modality=modality or what.modality,
        intensity=intensity or what.intensity,
        minutes=minutes or what.minutes,
    )
    return one(unit, what.id)


def stand(unit: Unit, what: Own, state: OwnState) -> Own:
    """It stands otherwise, and is kept for another day where it is open."""
    _change(unit, what, state=state)
    return one(unit, what.id)


def _change(unit: Unit, what: Own, *, state: OwnState, content: Content | None = None, **values: object) -> None:
    if content is not None:
        values["content"] = unit.seal(what.client, "own_prompts", "content", what.id, json.dumps(asdict(content)))
    values |= {"state": state.value, "until": unit.now + KEPT_FOR}
    unit.execute(sa.update(own_prompts).where(_C.id == what.id, _OPEN).values(**values))


def sent(unit: Unit, what: Own, occurrence: str) -> None:
    """It is planned, and stays as it is. Raises ValueError where it is no open draft any more."""
    values = {"state": OwnState.SENT.value, "occurrence": occurrence, "until": None}
    if unit.execute(sa.update(own_prompts).where(_C.id == what.id, _OPEN).values(**values)).rowcount != 1:
        raise ValueError("this draft is not open any more")
    unit.journal(f"therapist:{what.therapist}", "own prompt sent", f"own:{what.id}", occurrence=occurrence)


def end(unit: Unit, what: Own, state: OwnState) -> bool:
    """Dropped or expired: its words are not kept. False: it was over already."""
    return _end(unit, what, state, _OPEN)


def expire(unit: Unit, what: Own) -> bool:
    """Its day is over. False: it was over already, or has got another day since it was read."""
    return _end(unit, what, OwnState.EXPIRED, sa.and_(_OPEN, _C.until <= unit.now))


def _end(unit: Unit, what: Own, state: OwnState, while_: sa.ColumnElement[Any]) -> bool:
    empty = unit.seal(what.client, "own_prompts", "content", what.id, json.dumps(asdict(Content("", ""))))
    values = {"state": state.value, "until": None, "content": empty}
    changed = unit.execute(sa.update(own_prompts).where(_C.id == what.id, while_).values(**values)).rowcount == 1
    if changed:
        actor = f"therapist:{what.therapist}" if state is OwnState.DROPPED else "vignette"
        unit.journal(actor, f"own prompt {state.value}", f"own:{what.id}")
    return changed


def offer(unit: Unit, what: Own) -> bool:
    """Its therapist gives it to the library's admin. False: it was given before, or never sent."""
    given = _C.state == OwnState.SENT.value
    query = sa.update(own_prompts).where(_C.id == what.id, given, _C.offered_at.is_(None)).values(offered_at=unit.now)
    changed = unit.execute(query).rowcount == 1
    if changed:
        unit.journal(f"therapist:{what.therapist}", "own prompt offered", f"own:{what.id}")
    return changed


def over(unit: Unit, *, limit: int = 20) -> list[Own]:
    """Drafts whose day is over; one that does not open is without words, which it loses now anyway."""
    query = sa.select(own_prompts).where(_OPEN, _C.until <= unit.now).order_by(_C.until).limit(limit)
    found: list[Own] = []
    for row in unit.all(query):
        try:
            found.append(_read(unit, row))
        except Unsealable:
            found.append(_built(row, Content("", "")))
    return found


def next_over(unit: Unit) -> datetime | None:
    """When the next is."""
    row = unit.one(sa.select(sa.func.min(_C.until)).where(_OPEN))
    return None if row is None else row[0]
