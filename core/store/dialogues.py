"""Where each person is in the dialogue of consent; nothing is left of it once it has ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.domain.delivery import DeliveryKind, DeliveryState, Operation
from core.store.tables import dialogues, outbox
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One dialogue under way. sha256: its document; chosen: purposes decided so far; shown: screens shown so far.

    did: what led here, "" at the beginning; filled: what stands in the gaps, empty where an older Vignette began it.
    """

    client: str
    sha256: str
    step: str
    chosen: tuple[str, ...]
    wrong: int
    shown: int
    shown_at: datetime
    did: str
    filled: Mapping[str, str]


def open_dialogue(unit: Unit, client: str, sha256: str, *, step: str, filled: Mapping[str, str]) -> None:
    """Begin anew; what was there before is forgotten."""
    end_dialogue(unit, client)
    values = {"client": client, "sha256": sha256, "step": step, "shown_at": unit.now}
    unit.execute(sa.insert(dialogues).values(filled=_sealed(unit, client, filled), **values))


def dialogue(unit: Unit, client: str) -> Dialogue | None:
    """The client's dialogue, if there is one."""
    row = unit.row(dialogues, client, by="client")
    if row is None:
        return None
    chosen = tuple(each for each in row.chosen.split(",") if each)
    told = "{}" if row.filled is None else unit.open(client, "dialogues", "filled", client, row.filled)
    filled: dict[str, str] = json.loads(told)
    return Dialogue(row.client, row.sha256, row.step, chosen, row.wrong, row.shown, row.shown_at, row.did, filled)


def move_dialogue(unit: Unit, what: Dialogue, *, step: str, chosen: tuple[str, ...], wrong: int, did: str) -> None:
    """They are here now by what they did, and see something."""
    told = {"step": step, "chosen": ",".join(chosen), "wrong": wrong, "did": did, "shown_at": unit.now}
    unit.execute(
        sa.update(dialogues).where(dialogues.c.client == what.client).values(shown=dialogues.c.shown + 1, **told)
    )


def change_document(unit: Unit, what: Dialogue, sha256: str, *, filled: Mapping[str, str]) -> None:
    """From here on in another document that says the same: they are where they were."""
    sealed = _sealed(unit, what.client, filled)
    unit.execute(sa.update(dialogues).where(dialogues.c.client == what.client).values(sha256=sha256, filled=sealed))


def newest_screen(unit: Unit, client: str) -> tuple[DeliveryState, datetime | None] | None:
    """How the newest message of a dialogue stands that was written to a client, and when it left first (None: it has not)."""
    query = (
        sa.select(outbox.c.state, outbox.c.first_sending_at)
        .where(
            outbox.c.client == client,
            outbox.c.kind == DeliveryKind.CONSENT.value,
            outbox.c.operation == Operation.SEND.value,
        )
        .order_by(outbox.c.seq.desc())
        .limit(1)
    )
    row = unit.first(query)
    return None if row is None else (DeliveryState(row.state), row.first_sending_at)


def end_dialogue(unit: Unit, client: str) -> None:
    """It has ended, one way or the other."""
    unit.execute(sa.delete(dialogues).where(dialogues.c.client == client))


def _sealed(unit: Unit, client: str, filled: Mapping[str, str]) -> bytes:
    return unit.seal(client, "dialogues", "filled", client, json.dumps(dict(filled)))
