"""Anything in any order around the question before a prompt: none goes without a light answer, nobody is asked twice or at night."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.hours import quiet_until
from core.store import check_ins, tables
from core.store.check_ins import CheckIn
from core.store.unit import Unit
from tests.unit.core.desk.asked import enrol, shelf
from tests.unit.core.desk.bench import Beginning, Bench, Person, Room
from tests.unit.core.desk.conftest import Beginnings

DAILY = """
kind: programme
id: daily
text:
  en: {title: Daily}
steps:
  - {id: deep, prompt: writing/deep, every: day, at: ["10:30", "20:30"]}
  - {id: gentle, prompt: writing/small-things, every: day, at: "11:00"}
  - {id: drawn, pool: {prompts: [writing/deep, roleplay/later, writing/small-things]}, every: day, at: "16:00"}
"""
ASKS = ("writing/deep", "roleplay/later")
DOES = st.one_of(
    st.sampled_from([
        "not today", "gentler", "grounding", "later", "later tomorrow", "/rest", "back", "/pause 1d", "Dear you", "stop", "done",
    ]),
    st.sampled_from(["/send writing/deep", "/unsend", "/pause 3h", "/resume", "/limit intensity 1", "/limit none"]).map(
        lambda words: ("room", words)
    ),
    st.integers(0, 11).map(str),
    st.tuples(st.just("press"), st.integers(0, 40)),
    st.sampled_from([10, 40, 130, 600, 1500]).map(lambda minutes: ("wait", minutes)),
    st.sampled_from([15, 90, 700]).map(lambda minutes: ("outage", minutes)),
    st.sampled_from([("restart", 0), ("travel", 0), ("travel", 1)]),
)  # fmt: skip


@dataclass
class Story:
    """One client, and what happens to them."""

    file: Path
    bench: Bench
    room: Room
    mira: Person

    def do(self, what) -> None:
        match what:
            case str():
                self.mira.say(what)
                self.bench.beat()
            case ("room", words):
                self.room.write(self.mira.thread, words)
                self.bench.beat()
            case ("press", number):
                handles = [(handle, told.message) for told in self.mira.told()[-8:] for handle in told.buttons.values()]
                self.mira.press_handle(*handles[number % len(handles)]) if handles else None
                self.bench.beat()
            case ("wait", minutes):
                for _ in range(0, minutes, 30):
                    self.bench.wait(timedelta(minutes=min(30, minutes)))
            case ("outage", minutes):
                self.bench.carrying = False
                self.bench.wait(timedelta(minutes=5))
                self.bench.clock.at += timedelta(minutes=minutes)
                self.bench.carrying = True
                self.post()
                self.bench.beat()
            case ("travel", number):
                self.mira.say(f"/settings time {('Lisbon', 'Berlin')[number]}")
                self.bench.beat()
            case ("restart", _):
                self.restart()

    def post(self) -> None:
        for _ in range(4):
            self.bench.woken |= {"main", "den"}
            self.bench.carry()

    def restart(self) -> None:
        """Everything in memory is gone; what people see and the file remain."""
        old = self.bench
        old.store.close_here()
        self.bench = Bench(f"sqlite:///{self.file}", old.library)
        self.bench.places, self.bench.clock.at = old.places, old.clock.at
        self.room, self.mira = self.room.on(self.bench), self.mira.on(self.bench)
        self.post()


def begin(folder: Path, beginning: Beginning, library) -> Story:
    file = folder / "story.db"
    shutil.copyfile(beginning.file, file)
    bench = Bench(f"sqlite:///{file}", library)
    bench.resume(beginning)
    assert beginning.room is not None
    assert beginning.mira is not None
    story = Story(file, bench, beginning.room.on(bench), beginning.mira.on(bench))
    if not (folder / "asked").exists():
        shelf(bench, folder, daily=DAILY)
    enrol(bench, story.room, story.mira, "daily")
    return story


def holds(unit: Unit) -> None:
    """What must be so at every moment."""
    o, out, c = tables.occurrences.c, tables.outbox.c, tables.check_ins.c
    asked = [check_ins.one(unit, row.id) for row in unit.all(sa.select(c.id))]
    prompts = {row.id: row for row in unit.all(sa.select(o.id, o.prompt, o.state, o.due_at, o.reason))}
    calls = unit.all(
        sa.select(out.occurrence, out.kind, out.created_at, out.sent_at, out.cause).where(out.sent_at.is_not(None))
    )
    for call in calls:
        if call.kind == "prompt" and prompts[call.occurrence].prompt in ASKS:
            _was_light(call.occurrence, call.created_at, asked)
        if call.kind == "check_in":
            zone, quiet = unit.one(sa.select(tables.clients.c.zone, tables.clients.c.quiet))
            assert quiet_until(call.sent_at, zone, quiet) is None or _was_elsewhere(call.sent_at, quiet), call
    for each in asked:
        assert quiet_until(each.until - timedelta(seconds=1), "Europe/Berlin", "22:00-08:00") is None or _was_elsewhere(
            each.until - timedelta(seconds=1), "22:00-08:00"
        )
        what = prompts[each.occurrence]
        if what.state == "planned" and each.is_unanswered and each.sending == 0:
            assert what.due_at > unit.now or each.until > unit.now, (what, each)
    heavy = [each for each in asked if each.answer is not None and each.answer.is_heavy]
    assert all(prompts[each.occurrence].state in ("skipped", "sent", "snoozed", "answered") for each in heavy)


def _was_light(occurrence: str, at: datetime, asked: list[CheckIn]) -> None:
    """The newest answer before it was given is below the threshold."""
    before = [each for each in asked if each.occurrence == occurrence and each.asked_at <= at]
    newest = max(before, key=lambda each: each.sending)
    assert newest.answer is not None
    assert not newest.answer.is_heavy
    assert newest.answered_at is not None
    assert newest.answered_at <= at


def _was_elsewhere(moment: datetime, quiet: str) -> bool:
    """They travel between two zones: it was not quiet in the other one."""
    return any(quiet_until(moment, zone, quiet) is None for zone in ("Europe/Berlin", "Europe/Lisbon"))


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(does=st.lists(DOES, min_size=4, max_size=24))
def test_no_personal_prompt_goes_without_a_light_answer(
    tmp_path: Path, beginnings: Beginnings, starter_library, does
) -> None:
    """Whatever is pressed, typed, paused and broken; and everything that waited says in the end what became of it."""
    shutil.rmtree(tmp_path / "asked", ignore_errors=True)
    story = begin(tmp_path, beginnings.at("mira"), starter_library)
    try:
        for what in does:
            story.do(what)
            story.bench.store.run_here(holds)
        story.bench.wait(timedelta(hours=3))
        story.bench.store.run_here(holds)
        o = tables.occurrences.c
        left = story.bench.store.run_here(
            lambda unit: unit.all(sa.select(o.id).where(o.state.in_(["planned", "snoozed"]), o.due_at <= unit.now))
        )
        assert left == []
        dead = story.bench.store.run_here(
            lambda unit: unit.all(sa.select(o.id).where(o.state == "skipped", o.reason.is_(None)))
        )
        assert dead == []
    finally:
        story.bench.store.close_here()
