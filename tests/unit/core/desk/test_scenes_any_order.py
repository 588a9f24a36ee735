"""Any sound script, anything in any order, restarts in between: led out of the role, nothing said twice, no line lost."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.prompts.library import Library
from core.store import scenes, tables
from tests.unit.core.desk.bench import Beginning, Bench, Person, Room
from tests.unit.core.desk.conftest import Beginnings
from tests.unit.core.desk.test_scenes_desk import SCENE_DUE
from tests.unit.core.prompts.scripts import checked, scripts

DOES = st.one_of(
    st.sampled_from(["speak", "speak", "stop", "restart", "hold the post", "post", "done"]),
    st.tuples(st.just("tap"), st.integers(0, 30)),
    st.tuples(st.just("type"), st.integers(1, 4)),
)
ASIDE = (
    "That is kept",
    "That button",
    "A play is still open",
    "That scene is over",
    "Kept",
    "Everything",
    "Nothing",
)


@dataclass
class Story:
    """One client, one scene, and what they did."""

    file: Path
    bench: Bench
    room: Room
    mira: Person
    said: list[str] = field(default_factory=list)

    def do(self, what) -> None:
        match what:
            case "speak":
                self.said.append(f"line-{len(self.said)}.")
                self.mira.say(self.said[-1])
            case "restart":
                self.restart()
            case "hold the post":
                self.bench.carrying = False
            case "post":
                self.post()
            case ("tap", number):
                handles = [
                    (h, t.message) for t in self.mira.told() for label, h in t.buttons.items() if label[0].isdigit()
                ]
                self.mira.press_handle(*handles[number % len(handles)]) if handles else None
            case ("type", number):
                self.mira.say(str(number))
            case "stop" if self.scene().state == "open":
                self.mira.say("stop")
            case "done":
                self.mira.say("/done")

    def post(self) -> None:
        self.bench.carrying = True
        self.bench.carry()

    def restart(self) -> None:
        """Everything in memory is gone; what people see and the file remain."""
        old = self.bench
        old.store.close_here()
        self.bench = Bench(f"sqlite:///{self.file}", old.library)
        self.bench.places, self.bench.clock.at = old.places, old.clock.at
        self.bench.woken |= {"main", "den"}
        self.room, self.mira = self.room.on(self.bench), self.mira.on(self.bench)
        self.bench.carry()

    def scene(self) -> scenes.Scene:
        row = self.bench.store.run_here(lambda unit: unit.one(sa.select(tables.scenes.c.id)))
        return self.bench.store.run_here(scenes.scene, row.id)


def begin(folder: Path, beginning: Beginning, library: Library) -> Story:
    file = folder / "story.db"
    shutil.copyfile(beginning.file, file)
    bench = Bench(f"sqlite:///{file}", library)
    bench.resume(beginning)
    assert beginning.room is not None
    assert beginning.mira is not None
    story = Story(file, bench, beginning.room.on(bench), beginning.mira.on(bench))
    story.room.write(story.mira.thread, "/enrol plays today")
    bench.move_to(SCENE_DUE)
    assert "A play" in story.mira.texts()[-1]
    return story


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(prompt=scripts(), does=st.lists(DOES, max_size=14))
def test_any_scene_in_any_order(tmp_path: Path, beginnings: Beginnings, prompt, does) -> None:
    """What was said stands in the room once; each turn went out once, in order; the role was left."""
    library = checked(tmp_path / "library", prompt)
    assume(library is not None)
    assert library is not None
    story = begin(tmp_path, beginnings.at("mira"), library)
    told = len(story.mira.texts())
    try:
        for what in ["speak", *does]:
            story.do(what)
        story.post()
        story.bench.wait(timedelta(hours=24))
        story.bench.wait(timedelta(minutes=3))
        scene = story.scene()
        lines = story.bench.store.run_here(scenes.lines, scene.id)
        vignette = [line.text for line in lines if line.speaker == "vignette"]

        assert scene.state in ("ended", "left", "timeout")
        assert vignette[-1].endswith("Words of close.")
        assert sum("Words of close." in text and not text.startswith(ASIDE) for text in story.mira.texts()[told:]) <= 1
        if "Words of close." not in story.mira.texts()[told - 1]:
            assert sum("Words of close." in text for text in story.mira.texts()[told:]) >= 1
        turns = [re.findall(r"Words of \w+\.", t) for t in story.mira.texts()[told:] if not t.startswith(ASIDE)]
        expected = iter([re.findall(r"Words of \w+\.", text) for text in vignette[1:]])
        assert all(turn in expected for turn in turns if turn)  # in order, none twice
        room = "\n".join(story.room.lines(story.mira.thread))
        assert [room.count(words) for words in story.said] == [1] * len(story.said)
    finally:
        story.bench.store.close_here()
