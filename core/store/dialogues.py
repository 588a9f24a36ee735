"""Where each person is in the dialogue of consent; nothing is left of it once it has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.store.tables import dialogues
from core.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One dialogue under way. sha256: its document; chosen: purposes decided so far; shown: screens shown so far."""

    client: str
    sha256: str
    step: str
    chosen: tuple[str, ...]
    wrong: int
    shown: int
    shown_at: datetime


def open_dialogue(unit: Unit, client: str, sha256: str, *, step: str) -> None:
    """Begin anew; what was there before is forgotten."""
    end_dialogue(unit, client)
    unit.execute(sa.insert(dialogues).values(client=client, sha256=sha256, step=step, shown_at=unit.now))


def dialogue(unit: Unit, client: str) -> Dialogue | None:
    """The client's dialogue, if there is one."""
    row = unit.row(dialogues, client, by="client")
    if row is None:
        return None
    chosen = tuple(each for each in row.chosen.split(",") if each)
    return Dialogue(row.client, row.sha256, row.step, chosen, row.wrong, row.shown, row.shown_at)


def move_dialogue(unit: Unit, what: Dialogue, *, step: str, chosen: tuple[str, ...], wrong: int) -> None:
    """They are here now, and see something."""
    unit.execute(
        sa.update(dialogues)
        .where(dialogues.c.client == what.client)
        .values(step=step, chosen=",".join(chosen), wrong=wrong, shown=dialogues.c.shown + 1, shown_at=unit.now)
    )


def end_dialogue(unit: Unit, client: str) -> None:
    """It has ended, one way or the other."""
    unit.execute(sa.delete(dialogues).where(dialogues.c.client == client))
