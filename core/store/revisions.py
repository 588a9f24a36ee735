"""Which library is in force, and the kept ones: each as long as something points to it (SPEC 3.5, SE-33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from core.domain.errors import Refused
from core.domain.own import OwnState
from core.store.check_in_tables import check_ins
from core.store.course_tables import occurrences
from core.store.library_tables import library_revisions
from core.store.own_tables import own_prompts
from core.store.plumbing import practice
from core.store.scene_tables import scenes
from core.store.tables import replies
from core.store.unit import Unit

ANSWERED_LATE = timedelta(days=31)  # so long after it went out a prompt's words are kept, answered or not

_K = library_revisions.c
_META = (_K.revision, _K.kept_at, _K.kept_by, _K.how, _K.turn, _K.in_force_at)


@dataclass(frozen=True, slots=True)
class Kept:
    """A library in the database. kept_by: as in the journal. turn: the how-manieth to come into force when it last did."""

    revision: str
    kept_at: datetime
    kept_by: str
    how: str
    turn: int
    in_force_at: datetime | None


def in_force(unit: Unit) -> str | None:
    """The revision that everybody goes by; None before the first."""
    row = unit.one(sa.select(practice.c.revision).where(practice.c.id == 1))
    return None if row is None else row.revision


def _held(unit: Unit) -> str | None:
    """The same, and nobody puts another one in force before this unit ends."""
    row = unit.one(sa.select(practice.c.revision).where(practice.c.id == 1).with_for_update())
    return None if row is None else row.revision


def packed(unit: Unit, revision: str) -> bytes | None:
    """A kept library as `core.prompts.packed` wrote it."""
    return unit.cell(_K.packed, revision, by="revision")


def kept_at(unit: Unit, revision: str) -> datetime | None:
    """When what is kept of a library was put down: another moment where a damaged one was published again."""
    return unit.cell(_K.kept_at, revision, by="revision")


def kept(unit: Unit) -> list[Kept]:
    """Every kept library, the one that came into force last first."""
    rows = unit.all(sa.select(*_META).order_by(_K.turn.desc(), _K.kept_at.desc()))
    return [Kept(*row) for row in rows]


def put_in_force(unit: Unit, revision: str, *, actor: str = "admin") -> bool:
    """The checked library of this revision is in force now. True when it is another one than before."""
    if _held(unit) == revision:
        return False
    unit.execute(sa.update(practice).where(practice.c.id == 1).values(revision=revision))
    last = unit.one(sa.select(sa.func.max(_K.turn)))
    turn = 1 + ((last[0] if last is not None else None) or 0)
    unit.execute(sa.update(library_revisions).where(_K.revision == revision).values(turn=turn, in_force_at=unit.now))
    unit.journal(actor, "library in force", f"revision:{revision}")
    return True


def publish(
    unit: Unit, revision: str, content: bytes, *, how: str, actor: str = "admin", instead_of: str | None = ""
) -> bool:
    """Keep a checked library and put it in force: both or neither. True when another one was in force before.

    instead_of: the revision that must be in force still ("" for whichever). Raises Refused where another one is.
    """
    if instead_of not in ("", _held(unit)):
        raise Refused(
            "another library was put in force meanwhile, and nothing was changed; look again what is different"
        )
    _keep(unit, revision, content, how=how, actor=actor)
    return put_in_force(unit, revision, actor=actor)


def begin_with(unit: Unit, revision: str, content: bytes | None) -> str | None:
    """What each start makes sure of: a library is in force, and kept. content: None where only its revision is known.

    One that is kept stays in force, whatever this process began with: it follows. Returns the revision whose place was
    taken because nothing of it is kept (it was in force before libraries were), None where none was.
    """
    now = _held(unit)
    if now is not None and now != revision and packed(unit, now) is not None:
        return None
    if content is not None:
        _keep(unit, revision, content, how="first start", actor="vignette")
    put_in_force(unit, revision)
    if content is not None:  # one that was in force before it was kept has not had its turn
        unit.execute(
            sa.update(library_revisions)
            .where(_K.revision == revision, _K.turn == 0)
            .values(turn=1, in_force_at=unit.now)
        )
    return None if now == revision else now


def _keep(unit: Unit, revision: str, content: bytes, *, how: str, actor: str) -> None:
    values = {"packed": content, "kept_at": unit.now, "kept_by": actor, "how": how}
    if unit.row(library_revisions, revision, by="revision") is None:
        unit.execute(sa.insert(library_revisions).values(revision=revision, **values))
    elif packed(unit, revision) != content:  # damaged, or written by another version: what was checked now is whole
        unit.execute(sa.update(library_revisions).where(_K.revision == revision).values(**values))


# --- letting go -------------------------------------------------------------------------------------------------------
def unneeded(unit: Unit) -> list[str]:
    """Kept libraries that nothing points to: neither in force nor the one before, nobody has anything of theirs open, made
    something for them or of them, or was asked with their words. Reads only; it may look at every occurrence there is.
    """
    now = in_force(unit)
    others = [each.revision for each in kept(unit) if each.revision != now]
    return [revision for revision in others[1:] if not _is_needed(unit, revision)]


def let_go(unit: Unit, revisions: Sequence[str]) -> int:
    """Forget kept libraries, but never the one in force and the one before. Returns how many are gone."""
    now = in_force(unit)
    others = [each.revision for each in kept(unit) if each.revision != now]
    gone = [each for each in revisions if each in others[1:]]
    for revision in gone:
        unit.execute(sa.delete(library_revisions).where(_K.revision == revision))
        unit.journal("vignette", "library let go", f"revision:{revision}")
    return len(gone)


def _is_needed(unit: Unit, revision: str) -> bool:
    """Whether anything points to it. What goes out goes out by the library in force, so nothing new ever will."""
    o = occurrences.c
    mine = o.revision == revision
    held = sa.literal_column("occurrences.state IN ('released', 'sent', 'snoozed')")  # as an index has it
    went = sa.and_(sa.literal_column("occurrences.released_at IS NOT NULL"), o.released_at > unit.now - ANSWERED_LATE)
    made = own_prompts.c.state.not_in((OwnState.DROPPED.value, OwnState.EXPIRED.value))  # of the others nothing is left
    pointers = (
        sa.select(o.id).where(mine, held),
        sa.select(o.id).where(mine, went),
        sa.select(o.id).join(replies, replies.c.occurrence == o.id).where(mine),  # and with it every card
        sa.select(o.id).join(scenes, scenes.c.occurrence == o.id).where(mine),
        sa.select(check_ins.c.id).where(check_ins.c.revision == revision),
        sa.select(own_prompts.c.id).where(own_prompts.c.revision == revision, own_prompts.c.source.is_not(None), made),
    )
    return any(unit.first(each.limit(1)) is not None for each in pointers)
