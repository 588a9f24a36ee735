"""Scenes: one playing of a script each, pinned from the prompt's release to its end; and their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from core.domain.delivery import DeliveryState
from core.domain.ids import ClientId, OccurrenceId, ReplyId
from core.domain.states import SceneState
from core.store.tables import outbox, scene_lines, scenes
from core.store.unit import Unit

LASTS = timedelta(hours=24)  # SPEC 6.6: then it closes itself
_A_STEP = 10_000  # places of one step: what Vignette says, then what the client says to it

Speaker = Literal["vignette", "client"]


@dataclass(frozen=True, slots=True)
class Scene:
    """One playing. steps: how often Vignette has spoken, the prompt included; turn: where it stands.

    reply: the transcript, None until it begins. script: as it was rendered, packed.
    """

    id: str
    client: ClientId
    occurrence: OccurrenceId
    reply: ReplyId | None
    state: SceneState
    turn: str
    steps: int
    script: str
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class SceneLine:
    """One line of the transcript. text: what Vignette said, or the choice that was made; "" where `part` has the words."""

    step: int
    turn: str
    speaker: Speaker
    role: str
    part: str | None
    text: str
    at: datetime


def prepare(unit: Unit, *, client: str, occurrence: str, address: str, turn: str, script: str) -> str:
    """A scene whose prompt goes out, perhaps once more; it begins when the client first answers. Returns its id."""
    there = unit.row(scenes, occurrence, by="occurrence")
    if there is not None:
        sealed = unit.seal(client, "scenes", "script", there.id, script)
        again = {
            "address": address,
            "turn": turn,
            "script": sealed,
            "opened_at": unit.now,
            "closes_at": unit.now + LASTS,
        }
        unit.execute(sa.update(scenes).where(scenes.c.id == there.id).values(moved_at=unit.now, **again))
        return there.id
    scene = unit.id()
    unit.execute(
        sa.insert(scenes).values(
            id=scene,
            client=client,
            occurrence=occurrence,
            address=address,
            state=SceneState.WAITING.value,
            turn=turn,
            steps=1,
            script=unit.seal(client, "scenes", "script", scene, script),
            opened_at=unit.now,
            moved_at=unit.now,
            closes_at=unit.now + LASTS,
        )
    )
    return scene


def _scene(unit: Unit, row: Any) -> Scene:
    return Scene(
        row.id,
        ClientId(row.client),
        OccurrenceId(row.occurrence),
        None if row.reply is None else ReplyId(row.reply),
        SceneState(row.state),
        row.turn,
        row.steps,
        unit.open(row.client, "scenes", "script", row.id, row.script),
        row.closes_at,
    )


def scene(unit: Unit, scene_id: str) -> Scene:
    """One scene. Raises LookupError."""
    row = unit.row(scenes, scene_id)
    if row is None:
        raise LookupError("no such scene")
    return _scene(unit, row)


def open_scene(unit: Unit, client: str) -> Scene | None:
    """The scene that this client is in."""
    row = unit.one(sa.select(scenes).where(scenes.c.client == client, scenes.c.state == sa.literal_column("'open'")))
    return None if row is None else _scene(unit, row)


def of_occurrence(unit: Unit, occurrence: str) -> Scene | None:
    """The playing of an occurrence, in any state."""
    row = unit.row(scenes, occurrence, by="occurrence")
    return None if row is None else _scene(unit, row)


def last_begun(unit: Unit, client: str) -> Scene | None:
    """The scene that this client is in, or was in last."""
    query = sa.select(scenes).where(scenes.c.client == client, scenes.c.reply.is_not(None))
    row = unit.first(query.order_by(scenes.c.moved_at.desc(), scenes.c.id).limit(1))
    return None if row is None else _scene(unit, row)


def begin(unit: Unit, what: Scene, *, reply: str) -> Scene:
    """The client is in it now; this reply is its transcript."""
    closes_at = unit.now + LASTS
    unit.execute(
        sa.update(scenes)
        .where(scenes.c.id == what.id, scenes.c.state == SceneState.WAITING.value)
        .values(state=SceneState.OPEN.value, reply=reply, opened_at=unit.now, moved_at=unit.now, closes_at=closes_at)
    )
    unit.journal(f"client:{what.client}", "scene begun", f"scene:{what.id}")
    return scene(unit, what.id)


def move(unit: Unit, what: Scene, turn: str) -> Scene:
    """Vignette speaks: the scene stands at this turn."""
    unit.execute(
        sa.update(scenes).where(scenes.c.id == what.id).values(turn=turn, steps=what.steps + 1, moved_at=unit.now)
    )
    return scene(unit, what.id)


def end(unit: Unit, what: Scene, state: SceneState) -> bool:
    """It is over. False when it was not open."""
    ended = unit.execute(
        sa.update(scenes)
        .where(scenes.c.id == what.id, scenes.c.state == SceneState.OPEN.value)
        .values(state=state.value, moved_at=unit.now)
    )
    if ended.rowcount == 1:
        unit.journal("vignette", f"scene {state}", f"scene:{what.id}", steps=what.steps)
    return ended.rowcount == 1


def add_line(
    unit: Unit,
    to: Scene,
    *,
    step: int,
    turn: str,
    speaker: Speaker,
    role: str = "",
    text: str = "",
    part: str | None = None,
) -> None:
    """One more line, behind all others of its step. Two at once for one place: the database takes one."""
    row = unit.one(
        sa.select(sa.func.max(scene_lines.c.place)).where(
            scene_lines.c.scene == to.id, scene_lines.c.place < (step + 1) * _A_STEP
        )
    )
    last = -1 if row is None or row[0] is None else int(row[0])
    line = unit.id()
    unit.execute(
        sa.insert(scene_lines).values(
            id=line,
            scene=to.id,
            client=to.client,
            place=max(last + 1, step * _A_STEP),
            turn=turn,
            speaker=speaker,
            role=role,
            part=part,
            text=unit.seal(to.client, "scene_lines", "text", line, text),
            at=unit.now,
        )
    )


def lines(unit: Unit, scene_id: str) -> Sequence[SceneLine]:
    """The transcript, in order."""
    rows = unit.all(sa.select(scene_lines).where(scene_lines.c.scene == scene_id).order_by(scene_lines.c.place))
    return [
        SceneLine(
            row.place // _A_STEP,
            row.turn,
            row.speaker,
            row.role,
            row.part,
            unit.open(row.client, "scene_lines", "text", row.id, row.text),
            row.at,
        )
        for row in rows
    ]


def open_since(unit: Unit, *, limit: int = 100) -> list[Scene]:
    """Open scenes whose day is over, the oldest first."""
    rows = unit.all(
        sa.select(scenes)
        .where(scenes.c.state == sa.literal_column("'open'"), scenes.c.closes_at <= unit.now)
        .order_by(scenes.c.closes_at)
        .limit(limit)
    )
    return [_scene(unit, row) for row in rows]


def next_close(unit: Unit) -> datetime | None:
    """When the day of the first open scene is over."""
    row = unit.one(sa.select(sa.func.min(scenes.c.closes_at)).where(scenes.c.state == sa.literal_column("'open'")))
    return None if row is None else row[0]


def on_its_way(unit: Unit, cause: str, *, before: datetime) -> bool:
    """Whether the delivery of this cause was not there yet at a moment: its call has not ended, or ended later."""
    row = unit.one(sa.select(outbox.c.state, outbox.c.sent_at).where(outbox.c.cause == cause))
    if row is None:
        return False
    if row.state in (DeliveryState.FAILED.value, DeliveryState.CANCELLED.value):
        return False  # it will never be there: nobody need wait for it
    # Platforms tell the second in which a message was written, no more.
    return row.sent_at is None or before < row.sent_at.replace(microsecond=0)
