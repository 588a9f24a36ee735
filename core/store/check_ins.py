"""Check-ins: questions around prompts, until when an answer counts, and the answer, sealed (SPEC 4.7)."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.domain.check_in import Answer, Chosen, Moment
from core.domain.ids import ClientId, OccurrenceId
from core.store.schedule import Occurrence
from core.store.tables import check_ins
from core.store.unit import Unit

_C = check_ins.c
_BEFORE = sa.select(check_ins).where(_C.moment == Moment.BEFORE.value)
_AFTER = sa.select(check_ins).where(_C.moment == Moment.AFTER.value)
_ASKED_SINCE = sa.select(_C.client, _C.occurrence, _C.asked_at).where(
    _C.asked_at >= sa.bindparam("since", type_=_C.asked_at.type), _C.moment == Moment.BEFORE.value
)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One question. sending: which sending of its occurrence it stands before, from 0. low, high: the ends of its values.

    until: so long an answer counts. answer: None until there is one. chosen: what was chosen instead of a number, or after a heavy one.
    revision: of the library whose words were asked.
    """

    id: str
    client: ClientId
    occurrence: OccurrenceId
    moment: Moment
    sending: int
    scale: str
    low: int
    high: int
    asked_at: datetime
    until: datetime
    answered_at: datetime | None
    answer: Answer | None
    chosen: Chosen | None
    revision: str = ""

    @property
    def is_unanswered(self) -> bool:
        """Neither answered nor put away."""
        return self.answer is None and self.chosen is None


@dataclass(frozen=True, slots=True)
class Asked:
    """That somebody was asked, before which occurrence, and when."""

    occurrence: str
    at: datetime


def ask(
    unit: Unit,
    what: Occurrence,
    *,
    consent: str,
    scale: str,
    ends: tuple[int, int],
    revision: str,
    until: datetime,
    moment: Moment = Moment.BEFORE,
) -> CheckIn:
    """A question around an occurrence. The database refuses a second one on the same side of one sending, and one without a
    consent.
    """
    check_in = unit.id()
    values = {
        "id": check_in,
        "client": what.client,
        "occurrence": what.id,
        "moment": moment.value,
        "sending": what.sends,
        "consent": consent,
        "scale": scale,
        "low": ends[0],
        "high": ends[1],
        "revision": revision,
        "asked_at": unit.now,
        "until": until,
    }
    unit.execute(sa.insert(check_ins).values(**values))
    unit.journal("vignette", f"asked {moment.value}", f"occurrence:{what.id}", scale=scale)
    return one(unit, check_in)


def find(unit: Unit, check_in: str) -> CheckIn | None:
    """By its id."""
    row = unit.row(check_ins, check_in)
    return None if row is None else _read(unit, row)


def one(unit: Unit, check_in: str) -> CheckIn:
    """The same. Raises LookupError."""
    found = find(unit, check_in)
    if found is None:
        raise LookupError("no such check-in")
    return found


def before(unit: Unit, occurrences: Collection[str]) -> dict[str, CheckIn]:
    """The newest question before each of these occurrences; where there is none it is missing."""
    rows = unit.all_of(_BEFORE, check_ins.c.occurrence, occurrences)
    return {row.occurrence: _read(unit, row) for row in sorted(rows, key=lambda row: row.sending)}


def after(unit: Unit, occurrences: Collection[str]) -> dict[str, CheckIn]:
    """The same behind them."""
    rows = unit.all_of(_AFTER, check_ins.c.occurrence, occurrences)
    return {row.occurrence: _read(unit, row) for row in sorted(rows, key=lambda row: row.sending)}


def under_way(unit: Unit, client: str) -> list[CheckIn]:
    """A client's questions whose time is not over, answered or not, before and after, the newest first."""
    query = sa.select(check_ins).where(check_ins.c.client == client, check_ins.c.until > unit.now)
    rows = sorted(unit.all(query), key=lambda row: (row.asked_at, row.id), reverse=True)
    return [_read(unit, row) for row in rows]


def asked_since(unit: Unit, clients: Collection[str], since: datetime) -> dict[str, list[Asked]]:
    """What each of these clients was asked since a moment; who was asked nothing is missing."""
    found: dict[str, list[Asked]] = {}
    for row in unit.all_of(_ASKED_SINCE, check_ins.c.client, clients, since=since):
        found.setdefault(row.client, []).append(Asked(row.occurrence, row.asked_at))
    return found


def answer(unit: Unit, what: CheckIn, said: Answer) -> None:
    """The first answer is kept, sealed."""
    told = json.dumps([said.value, said.low, said.high, said.label, said.heavy], ensure_ascii=False)
    sealed = unit.seal(what.client, "check_ins", "answer", what.id, told)
    unanswered = (check_ins.c.id == what.id, check_ins.c.answered_at.is_(None))
    unit.execute(sa.update(check_ins).where(*unanswered).values(answer=sealed, answered_at=unit.now))
    unit.journal(f"client:{what.client}", f"answered {what.moment.value}", f"occurrence:{what.occurrence}")


def choose(unit: Unit, what: CheckIn, chosen: Chosen) -> None:
    """What the client chose."""
    unit.execute(sa.update(check_ins).where(check_ins.c.id == what.id).values(chosen=chosen.value))
    unit.journal(
        f"client:{what.client}", f"chose {what.moment.value}", f"occurrence:{what.occurrence}", chosen=chosen.value
    )


def forget(unit: Unit, what: CheckIn) -> None:
    """It never reached the client, or they want the prompt at another time: as if it had not been asked."""
    unit.execute(sa.delete(check_ins).where(check_ins.c.id == what.id, check_ins.c.answered_at.is_(None)))
    unit.journal("vignette", "not asked after all", f"occurrence:{what.occurrence}")


def _read(unit: Unit, row: Any) -> CheckIn:
    said = None
    if row.answer is not None:
        said = Answer(*json.loads(unit.open(row.client, "check_ins", "answer", row.id, row.answer)))
    return CheckIn(
        row.id,
        ClientId(row.client),
        OccurrenceId(row.occurrence),
        Moment(row.moment),
        row.sending,
        row.scale,
        row.low,
        row.high,
        row.asked_at,
        row.until,
        row.answered_at,
        said,
        None if row.chosen is None else Chosen(row.chosen),
        row.revision,
    )
