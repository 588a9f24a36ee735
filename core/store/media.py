"""Files of replies and of feedback: wanted, then kept as sealed blobs, then what others see of them is made."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from core.domain.errors import Unsealable
from core.domain.ids import AccountId, ClientId, FeedbackId, MediaId, PartId
from core.domain.incoming import IncomingFile, MediaRef, PartKind
from core.domain.message import FileKind
from core.domain.shown import NotShown, Variant
from core.domain.states import MediaState
from core.ports.blobs import Kept
from core.store.tables import media, parts
from core.store.unit import Unit

_WANTED = media.c.state == sa.literal_column("'wanted'")  # word for word as the partial index has it
_LOOKED_AT = 500  # rows that wait, of one asking; there are as many only after a long standstill
_WORTH_ANOTHER_TRY = (NotShown.EFFORT, NotShown.FAULT)  # it may have been the machine's hour, not the file


@dataclass(frozen=True, slots=True)
class Shown:
    """What others may see of a file: its blob, how it wants to be shown, its type by content, its size in bytes.

    others: the same in other forms, the better one first. picture: the blob of a PNG that goes with a sound. duration_s: as
    it was measured here.
    """

    blob: str
    kind: FileKind
    mime: str = ""
    size: int | None = None
    others: tuple[Variant, ...] = ()
    picture: str | None = None
    duration_s: int | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """One file. The claims (mime, name, size, duration) are the sender's, not ours; shown_mime is by content. Where no
    duration was told it is the one that was measured. waveform: base64, as the platform told it. why: set where it is kept and others see nothing of it.

    original: set while the file itself lies sealed here and what others see of it is not made yet (WANTED, with a blob).
    is_quick: by its content it is a picture, or nothing is made of it.
    """

    id: MediaId
    client: ClientId
    part: PartId | None
    feedback: FeedbackId | None
    kind: PartKind
    state: MediaState
    ref: MediaRef
    mime: str
    name: str
    size: int | None
    duration_s: int | None
    blob: str | None
    shown: str | None
    shown_as: FileKind | None
    shown_mime: str
    size_kb: int | None
    attempts: int
    shown_size: int | None = None
    others: tuple[Variant, ...] = ()
    picture: str | None = None
    why: NotShown | None = None
    waveform: str = ""
    original: Kept | None = None
    is_quick: bool = False


def want(
    unit: Unit,
    client: str,
    files: tuple[IncomingFile, ...],
    *,
    part: str | None = None,
    feedback: str | None = None,
    first: int = 0,
) -> None:
    """Rows for files that are to be fetched. first: the place of the first of them within the message."""
    for place, file in enumerate(files, start=first):
        row = unit.id()
        claims = {"mime": file.mime, "name": file.name, "size": file.size, "duration_s": file.duration_s}
        if file.waveform:
            claims["waveform"] = file.waveform
        unit.execute(
            sa.insert(media).values(
                id=row,
                client=client,
                part=part,
                feedback=feedback,
                place=place,
                account=file.ref.account,
                kind=file.kind.value,
                state=MediaState.WANTED.value,
                locator=unit.seal(client, "media", "locator", row, json.dumps(file.ref.locator)),
                claims=unit.seal(client, "media", "claims", row, json.dumps(claims)),
                size_kb=None if file.size is None else (file.size + 1023) // 1024,
                next_at=unit.now,
            )
        )
        unit.wake(file.ref.account)


def _media(unit: Unit, row: Any) -> Media:
    claims = json.loads(unit.open(row.client, "media", "claims", row.id, row.claims))
    locator = json.loads(unit.open(row.client, "media", "locator", row.id, row.locator))
    shown: dict[str, Any] = claims.get("shown") or {}
    told = claims["duration_s"]
    state = MediaState(row.state)
    here: dict[str, Any] = claims.get("here") or {}
    original = None
    if state is MediaState.WANTED and row.blob is not None:
        sha256 = unit.open(row.client, "media", "sha256", row.id, row.sha256)
        original = Kept(row.blob, here.get("size", (row.size_kb or 0) * 1024), sha256)
    return Media(
        MediaId(row.id),
        ClientId(row.client),
        None if row.part is None else PartId(row.part),
        None if row.feedback is None else FeedbackId(row.feedback),
        PartKind(row.kind),
        state,
        MediaRef(AccountId(row.account), locator),
        claims["mime"],
        claims["name"],
        claims["size"],
        shown.get("duration_s") if told is None else told,
        row.blob,
        row.shown,
        None if row.shown_as is None else FileKind(row.shown_as),
        shown.get("mime", claims.get("shown_mime", "")),
        row.size_kb,
        row.attempts,
        shown.get("size"),
        tuple(Variant(v["blob"], FileKind(v["kind"]), v["mime"], v["size"]) for v in shown.get("others", ())),
        shown.get("picture"),
        None if claims.get("why") is None else NotShown(claims["why"]),
        claims.get("waveform", ""),
        original,
        here.get("quick", False),
    )


def _readable(unit: Unit, rows: Iterable[Any]) -> Iterator[Media]:
    """Without those that do not open (any more): a damaged row must hold up nobody else's file."""
    for row in rows:
        what = None
        with contextlib.suppress(Unsealable):
            what = _media(unit, row)
        if what is not None:
            yield what


def wanted(unit: Unit, account: str, *, limit: int = 4) -> list[Media]:
    """Files to fetch now, those that wait longest first. What lies here already is not among them."""
    rows = unit.all(
        sa.select(media)
        .where(media.c.account == account, _WANTED, media.c.blob.is_(None), media.c.next_at <= unit.now)
        .order_by(media.c.next_at)
        .limit(_LOOKED_AT)
    )
    return list(islice(_readable(unit, rows), limit))


def to_develop(unit: Unit, accounts: Collection[str], *, quick: bool, rather_not: str = "") -> Media | None:
    """Of these accounts' files the one whose original lies here longest without what others see of it; quick: of those that
    are, else of the others. rather_not: a client who had a turn just now; another's goes first.
    """
    if not accounts:
        return None
    here = sa.and_(media.c.account.in_(accounts), _WANTED, media.c.blob.is_not(None), media.c.next_at <= unit.now)
    order = (media.c.next_at, media.c.part, media.c.feedback, media.c.place)
    rows = unit.all(sa.select(media).where(here).order_by(*order).limit(_LOOKED_AT))
    ordered = sorted(rows, key=lambda row: row.client == rather_not)
    return next((what for what in _readable(unit, ordered) if what.is_quick is quick), None)


def next_wanted(unit: Unit, account: str) -> datetime | None:
    """When the next fetch is due."""
    row = unit.one(
        sa.select(sa.func.min(media.c.next_at)).where(media.c.account == account, _WANTED, media.c.blob.is_(None))
    )
    return None if row is None else row[0]


def one(unit: Unit, media_id: str) -> Media:
    """One file. Raises LookupError."""
    row = unit.row(media, media_id)
    if row is None:
        raise LookupError("no such file")
    return _media(unit, row)


def of_part(unit: Unit, part: str) -> list[Media]:
    """A part's files in order."""
    return [_media(unit, r) for r in unit.all(sa.select(media).where(media.c.part == part).order_by(media.c.place))]


def kept_of_client(unit: Unit, client: str) -> list[Media]:
    """Every file of a client's parts that lies here, oldest first, whether or not others can see something of it by now."""
    query = sa.select(media).where(media.c.client == client, media.c.part.is_not(None), media.c.blob.is_not(None))
    return [_media(unit, row) for row in unit.all(query.order_by(media.c.next_at, media.c.id))]


def has_sent_any(unit: Unit, client: str) -> bool:
    """Whether a client ever sent a file in what they made."""
    query = sa.select(media.c.id).where(media.c.client == client, media.c.part.is_not(None))
    return unit.first(query.limit(1)) is not None


def of_feedback(unit: Unit, feedback: str) -> list[Media]:
    """A feedback's files in order."""
    rows = unit.all(sa.select(media).where(media.c.feedback == feedback).order_by(media.c.place))
    return [_media(unit, row) for row in rows]


def fetched(unit: Unit, what: Media, file: Kept, *, quick: bool) -> bool:
    """The sealed file lies fsynced on disk: whatever happens now, it is kept, and not fetched again. What others see of it is
    made next, from the first try on. False when another try was first.
    """
    row = unit.row(media, what.id)
    if row is None:
        return False
    claims = json.loads(unit.open(what.client, "media", "claims", what.id, row.claims))
    claims["here"] = {"size": file.size, "quick": quick}
    changed = unit.execute(
        sa.update(media)
        .where(media.c.id == what.id, _WANTED, media.c.blob.is_(None))
        .values(
            blob=file.blob,
            claims=unit.seal(what.client, "media", "claims", what.id, json.dumps(claims)),
            size_kb=(file.size + 1023) // 1024,
            sha256=unit.seal(what.client, "media", "sha256", what.id, file.sha256),
            attempts=0,
        )
    )
    return changed.rowcount == 1


def kept(unit: Unit, what: Media, file: Kept, shown: Shown | None, why: NotShown | None = None) -> bool:
    """All that there is to do with the sealed file is done. shown None: others see nothing of it, and why. False when that was
    known.
    """
    row = unit.row(media, what.id)
    if row is None:
        return False
    claims = json.loads(unit.open(what.client, "media", "claims", what.id, row.claims))
    if shown is not None:
        claims["shown"] = asdict(shown)
    elif why is not None:
        claims["why"] = why
    changed = unit.execute(
        sa.update(media)
        .where(media.c.id == what.id, _WANTED)
        .values(
            state=MediaState.KEPT.value,
            blob=file.blob,
            shown=None if shown is None else shown.blob,
            shown_as=None if shown is None else shown.kind.value,
            claims=unit.seal(what.client, "media", "claims", what.id, json.dumps(claims)),
            size_kb=(file.size + 1023) // 1024,
            sha256=unit.seal(what.client, "media", "sha256", what.id, file.sha256),
        )
    )
    return changed.rowcount == 1


def failed(unit: Unit, what: Media, state: MediaState) -> bool:
    """It will not be had. False when that was known, or it lies here by now."""
    changed = unit.execute(
        sa.update(media).where(media.c.id == what.id, _WANTED, media.c.blob.is_(None)).values(state=state.value)
    )
    return changed.rowcount == 1


def _there(reply: str) -> sa.ColumnElement[bool]:
    there = sa.select(parts.c.id).where(parts.c.reply == reply, parts.c.withdrawn_at.is_(None))
    return media.c.part.in_(there)


def _lost(reply: str) -> sa.ColumnElement[bool]:
    return sa.and_(_there(reply), media.c.state == MediaState.LOST.value)


def _spoilt(unit: Unit, reply: str) -> list[Media]:
    """Kept, and what others see of it could not be made, for a reason that need not be the file's."""
    hidden = sa.and_(_there(reply), media.c.state == MediaState.KEPT.value, media.c.shown.is_(None))
    found = (_media(unit, row) for row in unit.all(sa.select(media).where(hidden)))
    return [what for what in found if what.why in _WORTH_ANOTHER_TRY]


def can_try_again(unit: Unit, reply: str) -> bool:
    """Whether a file of a reply was lost, or could not be made ready here, of a message that was not taken back."""
    return unit.first(sa.select(media.c.id).where(_lost(reply)).limit(1)) is not None or bool(_spoilt(unit, reply))


def want_again(unit: Unit, reply: str) -> int:
    """What of a reply was lost is fetched anew, and what could not be made ready is tried anew, from the first try on. Returns
    how many files that are.
    """
    accounts = {row.account for row in unit.all(sa.select(media.c.account).where(_lost(reply)))}
    changed = unit.execute(
        sa.update(media).where(_lost(reply)).values(state=MediaState.WANTED.value, attempts=0, next_at=unit.now)
    )
    spoilt = [what for what in _spoilt(unit, reply) if develop_again(unit, what)]
    for account in accounts | {what.ref.account for what in spoilt}:
        unit.wake(account)
    return changed.rowcount + len(spoilt)


def develop_again(unit: Unit, what: Media) -> bool:
    """What others see of a kept file is to be made after all; it is not fetched again. False where that was known."""
    row = unit.row(media, what.id)
    if row is None:
        return False
    claims = json.loads(unit.open(what.client, "media", "claims", what.id, row.claims))
    claims.pop("why", None)
    changed = unit.execute(
        sa.update(media)
        .where(media.c.id == what.id, media.c.state == MediaState.KEPT.value, media.c.shown.is_(None))
        .values(
            state=MediaState.WANTED.value,
            claims=unit.seal(what.client, "media", "claims", what.id, json.dumps(claims)),
            attempts=0,
            next_at=unit.now,
        )
    )
    return changed.rowcount == 1


def try_later(unit: Unit, what: Media, delay: timedelta) -> None:
    """Another try after a while."""
    unit.execute(
        sa.update(media).where(media.c.id == what.id).values(attempts=media.c.attempts + 1, next_at=unit.now + delay)
    )
