"""A strong prompt waits for its therapist: a card a day before, a yes or a no by button or word, nothing without it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.prompts.library import load_library
from tests.unit.core.desk.bench import Bench
from tests.unit.core.desk.people import Room
from tests.unit.core.desk.test_commands_desk import STARTER

STRONG = """
kind: prompt
id: writing/strong
modality: writing
intensity: 3
minutes: 10
text:
  en: {title: The hardest hour, body: Write about the hardest hour.}
"""
PROGRAMME = """
kind: programme
id: deep
text:
  en: {title: Deep}
steps:
  - {id: first, prompt: writing/small-things, day: 1, at: "10:00"}
  - {id: early, prompt: writing/strong, day: 10, at: "10:00"}
  - {id: strong, prompt: writing/strong, day: 20, at: "10:00"}
  - {id: close, prompt: writing/strong, day: 21, at: "10:00"}
  - {id: late, prompt: writing/strong, day: 30, at: "21:00"}
"""
DAY_ONE = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def deep(bench: Bench, room: Room, tmp_path: Path):
    """A client who follows a programme with strong prompts."""
    folder = tmp_path / "library"
    folder.mkdir()
    for file in STARTER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "strong.yaml").write_text(STRONG)
    (folder / "deep.yaml").write_text(PROGRAMME)
    library, faults = load_library(folder)
    assert library is not None, faults
    bench.library = library
    mira = bench.client(room, words="Mira deep Europe/Berlin")
    return mira


def run_to(bench: Bench, day: int, hour: int = 12, minute: int = 0) -> None:
    """Beat each hour up to a programme day and local hour (Berlin, winter)."""
    end = DAY_ONE + timedelta(days=day - 1, hours=hour - 1, minutes=minute)
    while bench.clock.at < end:
        bench.move_to(min(end, bench.clock.at + timedelta(hours=1)))


def reasons(bench: Bench) -> dict[str, tuple[str, str | None]]:
    """Of each step its state and reason."""
    from core.store import schedule

    def read(unit):
        (client,) = {each.client for each in schedule.active_enrolments(unit)}
        return {o.step: (o.state.value, o.reason) for o in schedule.occurrences_of(unit, client)}

    return bench.store.run_here(read)


def test_without_a_yes_it_does_not_go(bench: Bench, room: Room, deep) -> None:
    """A card is there a day before, once; nobody answers it; the prompt is left out, and says why."""
    run_to(bench, 19, 9, 59)
    assert not [line for line in room.lines(deep.thread) if "is a strong prompt" in line and "hardest" in line][1:]
    run_to(bench, 19, 13)
    assert [("is a strong prompt" in line) for line in room.lines(deep.thread)].count(
        True
    ) == 2  # day 10's and this one
    run_to(bench, 20, 13)

    assert reasons(bench)["strong"] == ("skipped", "not approved")
    assert not [line for line in [told.text for told in deep.told()] if "hardest hour" in line]


def test_with_a_yes_it_goes_and_another_within_two_days_does_not(bench: Bench, room: Room, deep) -> None:
    """A press approves; the card says so; the one a day later is too close, whatever was said; within 14 days none goes."""
    run_to(bench, 9, 13)
    room.push(deep.thread, "Approve")
    run_to(bench, 10, 13)
    run_to(bench, 19, 13)
    room.push(deep.thread, "Approve")
    run_to(bench, 20, 13)
    room.write(deep.thread, "/approve")
    run_to(bench, 21, 13)

    assert reasons(bench)["early"] == ("skipped", "strong, within the first 14 days")
    assert reasons(bench)["strong"][0] == "sent"
    assert reasons(bench)["close"] == ("skipped", "strong, within 48 h of another")
    assert len([line for line in [told.text for told in deep.told()] if "Write about the hardest" in line]) == 1
    assert [line for line in room.lines(deep.thread) if "Approved. It goes" in line]


def test_a_no_is_a_no_and_the_evening_is_too_late(bench: Bench, room: Room, deep) -> None:
    """Refused by word; after 21:00 local none goes, approved or not."""
    run_to(bench, 19, 13)
    room.write(deep.thread, "/refuse")
    run_to(bench, 29, 22)
    room.write(deep.thread, "/approve")
    run_to(bench, 30, 23)

    assert reasons(bench)["strong"] == ("skipped", "refused by the therapist")
    assert reasons(bench)["late"] == ("skipped", "strong, after 21:00")
    room.write(deep.thread, "/approve")
    assert "No strong prompt" in room.lines(deep.thread)[-1]
