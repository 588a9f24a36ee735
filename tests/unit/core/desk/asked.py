"""A library with prompts before which a question is asked, and Mira, to whom one of them is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from core.prompts.library import load_library
from core.store import check_ins, schedule, tables
from core.store.check_ins import CheckIn
from core.store.schedule import Occurrence
from tests.unit.core.desk.bench import STARTER, Bench, Person, Room
from tests.unit.core.desk.test_commands_desk import LATER

DUE = datetime(2026, 11, 23, 18, 30, 1, tzinfo=UTC)  # 19:30 in Berlin
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DEEP, SCENE, GENTLE = "A letter not sent", "A word from later", "Three small things"
QUESTION = "How heavy is it right now?"
FILES = {
    "deep": """
kind: prompt
id: writing/deep
modality: writing
intensity: 2
minutes: 10
check_in: {before: distress}
text:
  en: {title: A letter not sent, body: Write it down.}
  de: {title: Ein Brief, body: Schreib ihn auf.}
""",
    "faces": """
kind: prompt
id: writing/faces
modality: writing
intensity: 2
minutes: 10
check_in: {before: mood}
text:
  en: {title: By faces, body: Write it down.}
""",
    "mood": """
kind: scale
id: mood
form: choices
range: [1, 5]
licence: Own wording.
text:
  en: {question: How is it?, choices: [light, all right, so so, heavy, very heavy]}
""",
    "wide": """
kind: prompt
id: writing/wide
modality: writing
intensity: 2
minutes: 10
check_in: {before: percent}
text:
  en: {title: Out of a hundred, body: Write it down.}
""",
    "percent": """
kind: scale
id: percent
form: numbers
range: [0, 100]
licence: Own wording.
text:
  en: {question: How full is it?}
""",
    "later": LATER,
    "evening": """
kind: programme
id: evening
text:
  en: {title: Evening}
steps:
  - {id: deep, prompt: writing/deep, day: 1, at: "19:30"}
""",
    "scene": """
kind: programme
id: scene
text:
  en: {title: Scene}
steps:
  - {id: scene, prompt: roleplay/later, day: 1, at: "19:30"}
""",
    "drawn": """
kind: programme
id: drawn
text:
  en: {title: Drawn}
steps:
  - {id: one, pool: {prompts: [writing/deep, roleplay/later]}, every: day, at: "19:30"}
""",
    "two": """
kind: programme
id: two
text:
  en: {title: Two}
steps:
  - {id: gentle, prompt: writing/small-things, day: 1, at: "19:00"}
  - {id: deep, prompt: writing/deep, day: 1, at: "19:30"}
""",
}


def shelf(bench: Bench, folder: Path, **more: str) -> None:
    """The starter's library and these, in force. more: other files, or these with other words."""
    folder = folder / "asked"
    folder.mkdir()
    for file in STARTER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    for name, text in (FILES | more).items():
        (folder / f"{name}.yaml").write_text(text)
    library, faults = load_library(folder)
    assert library is not None, faults
    bench.library = library


def enrol(bench: Bench, room: Room, person: Person, programme: str = "evening") -> None:
    """From today on."""
    room.write(person.thread, f"/enrol {programme} today")
    assert "follows" in room.lines(person.thread)[-1], room.lines(person.thread)[-1]


def rows(bench: Bench) -> list[CheckIn]:
    """Every question, oldest first."""

    def read(unit):
        found = unit.all(sa.select(tables.check_ins.c.id).order_by(tables.check_ins.c.asked_at))
        return [check_ins.one(unit, row.id) for row in found]

    return bench.store.run_here(read)


def due(bench: Bench, step: str = "deep") -> Occurrence:
    """The occurrence of this step."""

    def read(unit):
        o = tables.occurrences
        row = unit.first(sa.select(o.c.id).where(o.c.step == step).order_by(o.c.nominal_at))
        return schedule.occurrence(unit, row.id)

    return bench.store.run_here(read)


def stands(bench: Bench, step: str = "deep") -> tuple[str, str | None]:
    """Its state and reason."""
    found = due(bench, step)
    return found.state.value, found.reason


def count(person: Person, words: str) -> int:
    """How many of the bot's messages hold these words."""
    return sum(words in text for text in person.texts())
