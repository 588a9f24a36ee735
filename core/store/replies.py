"""Replies and their parts: what clients made, every version of it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.domain.ids import ClientId, OccurrenceId, PartId, ReplyId
from core.domain.incoming import Fact, Facts, MessageIn, PartKind, facts_as_words
from core.domain.states import MatchKind, ReplyState
from core.store.tables import part_versions, parts, replies
from core.store.unit import Unit

_IS_KEPT = replies.c.evidence != MatchKind.NOT_SENT.value


@dataclass(frozen=True, slots=True)
class Reply:
    """What a client made for one occurrence (or out of the blue)."""

    id: ReplyId
    client: ClientId
    occurrence: OccurrenceId | None
    address: str
    state: ReplyState
    evidence: MatchKind
    opened_at: datetime
    last_part_at: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a reply. message: the platform's id, for quoting. facts: what neither words nor a file tell."""

    id: PartId
    reply: ReplyId
    client: ClientId
    message: str
    kind: PartKind
    text: str
    version: int
    sent_at: datetime
    withdrawn: bool
    facts: Facts

    @property
    def can_be_quoted(self) -> bool:
        """A vote is no message of its own on the platform."""
        return self.kind is not PartKind.POLL_ANSWER

    def has_taken_off(self, media: str) -> bool:
        """Whether this file was on the message once and is no more."""
        return media in self.facts.get(Fact.TAKEN_OFF, "").split()


def _reply(row: Any) -> Reply:
    return Reply(
        ReplyId(row.id),
        ClientId(row.client),
        None if row.occurrence is None else OccurrenceId(row.occurrence),
        row.address,
        ReplyState(row.state),
        MatchKind(row.evidence),
        row.opened_at,
        row.last_part_at,
    )


def open_reply(unit: Unit, client: str, address: str, *, occurrence: str | None, evidence: MatchKind) -> ReplyId:
    """A reply begins."""
    reply = unit.id()
    unit.execute(
        sa.insert(replies).values(
            id=reply,
            client=client,
            occurrence=occurrence,
            address=address,
            state=ReplyState.OPEN.value,
            evidence=evidence.value,
            opened_at=unit.now,
            last_part_at=unit.now,
        )
    )
    return ReplyId(reply)


def reply(unit: Unit, reply_id: str) -> Reply:
    """One reply. Raises LookupError."""
    row = unit.row(replies, reply_id)
    if row is None:
        raise LookupError("no such reply")
    return _reply(row)


def of_occurrence(unit: Unit, occurrence: str) -> list[Reply]:
    """What is filed under an occurrence, oldest first."""
    query = sa.select(replies).where(replies.c.occurrence == occurrence).order_by(replies.c.opened_at, replies.c.id)
    return [_reply(row) for row in unit.all(query)]


def closed_since(unit: Unit, client: str, since: datetime) -> bool:
    """Whether a reply of theirs has closed since a moment."""
    query = sa.select(replies.c.id).where(replies.c.client == client, replies.c.closed_at >= since)
    return unit.first(query.limit(1)) is not None


def works(unit: Unit, client: str, *, first: int, limit: int) -> list[Reply]:
    """What a client sent, the newest first, from the `first` (0) on."""
    query = sa.select(replies).where(replies.c.client == client, _IS_KEPT)
    query = query.order_by(replies.c.opened_at.desc(), replies.c.id).offset(first).limit(limit)
    return [_reply(row) for row in unit.all(query)]


def count_works(unit: Unit, client: str) -> int:
    """How many there are."""
    row = unit.one(sa.select(sa.func.count()).select_from(replies).where(replies.c.client == client, _IS_KEPT))
    return 0 if row is None else int(row[0])


def growing(unit: Unit, client: str) -> list[Reply]:
    """The client's replies that are still open, newest first."""
    rows = unit.all(
        sa.select(replies)
        .where(replies.c.client == client, replies.c.state == ReplyState.OPEN.value)
        .order_by(replies.c.last_part_at.desc(), replies.c.id)
    )
    return [_reply(row) for row in rows]


def growing_of(unit: Unit, who: Collection[str]) -> list[Reply]:
    """The replies of these clients that are still open, oldest first."""
    query = sa.select(replies).where(replies.c.state == sa.literal_column("'open'")).order_by(replies.c.last_part_at)
    return [_reply(row) for row in unit.all_of(query, replies.c.client, who)]


def quiet_since(unit: Unit, before: datetime, *, limit: int = 100) -> list[Reply]:
    """Open replies whose last part came at or before `before`; a scene's is not one of them, it ends with the scene."""
    rows = unit.all(
        sa.select(replies)
        .where(replies.c.state == sa.literal_column("'open'"), replies.c.last_part_at <= before)
        .where(replies.c.evidence != MatchKind.SCENE.value)
        .order_by(replies.c.last_part_at)
        .limit(limit)
    )
    return [_reply(row) for row in rows]


def next_quiet(unit: Unit) -> datetime | None:
    """When the reply that has been quiet longest got its last part."""
    is_quiet = sa.and_(replies.c.state == sa.literal_column("'open'"), replies.c.evidence != MatchKind.SCENE.value)
    row = unit.one(sa.select(sa.func.min(replies.c.last_part_at)).where(is_quiet))
    return None if row is None else row[0]


def close_reply(unit: Unit, reply_id: str) -> bool:
    """No more parts join. False when it was closed already."""
    closed = unit.execute(
        sa.update(replies)
        .where(replies.c.id == reply_id, replies.c.state == ReplyState.OPEN.value)
        .values(state=ReplyState.CLOSED.value, closed_at=unit.now)
    )
    return closed.rowcount == 1


def refile(unit: Unit, reply_id: str, *, occurrence: str | None, evidence: MatchKind) -> None:
    """The reply belongs elsewhere, and by what evidence."""
    unit.execute(
        sa.update(replies).where(replies.c.id == reply_id).values(occurrence=occurrence, evidence=evidence.value)
    )
    unit.journal("vignette", "filed", f"reply:{reply_id}", evidence=evidence.value)


def unsure(unit: Unit, client: str, *, limit: int = 20) -> list[Reply]:
    """The replies that nobody could place yet, newest first."""
    rows = unit.all(
        sa.select(replies)
        .where(replies.c.client == client, replies.c.evidence == MatchKind.UNSURE.value)
        .order_by(replies.c.opened_at.desc())
        .limit(limit)
    )
    return [_reply(row) for row in rows]


def add_part(unit: Unit, to: Reply, message: MessageIn) -> PartId:
    """One more message of a reply. The platform's message id is unique per chat: a repeat is refused by the database."""
    part = unit.id()
    chat = message.address.thread or message.address.chat
    unit.execute(
        sa.insert(parts).values(
            id=part,
            reply=to.id,
            client=to.client,
            account=message.address.account,
            chat_index=unit.index("chat", chat),
            message_index=unit.index("message", message.message),
            message=unit.seal(to.client, "parts", "message", part, message.message),
            album_index=_album_index(unit, message),
            kind=message.kind.value,
            text=unit.seal(to.client, "parts", "text", part, message.text),
            facts=_sealed_facts(unit, to.client, part, message.facts),
            sent_at=message.sent_at,
            edited_at=message.edited_at,
        )
    )
    unit.execute(sa.update(replies).where(replies.c.id == to.id).values(last_part_at=unit.now))
    return PartId(part)


def _sealed_facts(unit: Unit, client: str, part: str, facts: Facts) -> bytes | None:
    told = json.dumps({name.value: text for name, text in facts.items()}, ensure_ascii=False)
    return unit.seal(client, "parts", "facts", part, told) if facts else None


def _opened_facts(unit: Unit, row: Any) -> Facts:
    if row.facts is None:
        return {}
    told: dict[str, str] = json.loads(unit.open(row.client, "parts", "facts", row.id, row.facts))
    return {Fact(name): text for name, text in told.items()}


def _part(unit: Unit, row: Any) -> Part:
    return Part(
        PartId(row.id),
        ReplyId(row.reply),
        ClientId(row.client),
        unit.open(row.client, "parts", "message", row.id, row.message),
        PartKind(row.kind),
        unit.open(row.client, "parts", "text", row.id, row.text),
        row.version,
        row.sent_at,
        row.withdrawn_at is not None,
        _opened_facts(unit, row),
    )


def part_at(unit: Unit, account: str, chat: str, message: str) -> Part | None:
    """The part that this message is, if it was kept before."""
    row = unit.one(
        sa.select(parts).where(
            parts.c.account == account,
            parts.c.chat_index == unit.index("chat", chat),
            parts.c.message_index == unit.index("message", message),
        )
    )
    return None if row is None else _part(unit, row)


def part_of_album(unit: Unit, message: MessageIn) -> Part | None:
    """The newest part of the album that this message belongs to; None: it is the first one here, or in no album."""
    index = _album_index(unit, message)
    if index is None:
        return None
    query = sa.select(parts).where(parts.c.album_index == index, parts.c.album_index.is_not(None))
    row = unit.first(query.order_by(parts.c.sent_at.desc(), parts.c.id).limit(1))
    return None if row is None else _part(unit, row)


def _album_index(unit: Unit, message: MessageIn) -> str | None:
    if message.group is None:
        return None
    chat = message.address.thread or message.address.chat
    return unit.index("album", f"{message.address.account}:{chat}:{message.group}")


def part(unit: Unit, part_id: str) -> Part:
    """One part. Raises LookupError."""
    row = unit.row(parts, part_id)
    if row is None:
        raise LookupError("no such part")
    return _part(unit, row)


def parts_of(unit: Unit, reply_id: str) -> list[Part]:
    """A reply's messages in the order in which they were sent; within one second the platform's numbers tell it."""
    found = [_part(unit, row) for row in unit.all(sa.select(parts).where(parts.c.reply == reply_id))]
    return sorted(found, key=lambda part: (part.sent_at, len(part.message), part.message))


def change_part(
    unit: Unit, what: Part, text: str, edited_at: datetime, *, facts: Facts | None = None, has_more: bool = False
) -> bool:
    """A newer text, newer facts (None: as they were) or, where it has_more, files that were not there before; the older text
    is kept as a version, the older facts as lines under it. False when nothing changed or a newer edit is here already; an
    edit that changed nothing is still the newest, before which an older one that comes late gives way.
    """
    facts = what.facts if facts is None else facts
    if is_older(unit, what, edited_at):
        return False
    if not has_more and (text, dict(facts)) == (what.text, dict(what.facts)):
        unit.execute(sa.update(parts).where(parts.c.id == what.id).values(edited_at=edited_at))
        return False
    version = unit.id()
    before = "\n".join(words for words in (what.text, facts_as_words(what.facts)) if words)
    unit.execute(
        sa.insert(part_versions).values(
            id=version,
            part=what.id,
            client=what.client,
            version=what.version,
            text=unit.seal(what.client, "part_versions", "text", version, before),
            at=unit.now,
        )
    )
    unit.execute(
        sa.update(parts)
        .where(parts.c.id == what.id)
        .values(
            text=unit.seal(what.client, "parts", "text", what.id, text),
            facts=_sealed_facts(unit, what.client, what.id, facts),
            version=what.version + 1,
            edited_at=edited_at,
        )
    )
    return True


def is_older(unit: Unit, what: Part, edited_at: datetime) -> bool:
    """Whether a newer edit of this part is here already."""
    row = unit.one(sa.select(parts.c.edited_at).where(parts.c.id == what.id))
    return row is not None and row.edited_at is not None and row.edited_at > edited_at


def changed_at(unit: Unit, part_id: str) -> datetime | None:
    """When the newest change of a part was taken in, by our clock; None: never."""
    row = unit.one(sa.select(sa.func.max(part_versions.c.at)).where(part_versions.c.part == part_id))
    return None if row is None else row[0]


def withdraw_part(unit: Unit, what: Part) -> None:
    """The client deleted the message on their side; it is marked, not shown again."""
    unit.execute(sa.update(parts).where(parts.c.id == what.id).values(withdrawn_at=unit.now))
    unit.journal(f"client:{what.client}", "withdrew part", f"part:{what.id}")
