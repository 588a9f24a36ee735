"""A bench for the desks, and people on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.prompts.library import Library, load_library
from tests.unit.core.desk.bench import FIRST_DUE, MORNING, STARTER, Beginning, Bench, Person, Room


@pytest.fixture(scope="session")
def starter_library() -> Library:
    """The library that a new practice begins with."""
    library, faults = load_library(STARTER)
    assert library is not None, faults
    return library


STAGES = ("bench", "room", "mira", "prompted")


class Beginnings:
    """Benches at four stages of one story; going on from a copy is quicker than telling it again for each test."""

    def __init__(self, folder: Path, library: Library) -> None:
        self._folder, self._library = folder, library
        self._found: dict[str, Beginning] = {}

    def at(self, stage: str) -> Beginning:
        """That stage, told when it is first asked for."""
        if stage not in self._found:
            earlier = STAGES.index(stage) - 1
            before = self.at(STAGES[earlier]) if earlier >= 0 else Beginning(self._folder / "none.db", {}, MORNING)
            self._found[stage] = self._told(stage, before)
        return self._found[stage]

    def _told(self, stage: str, before: Beginning) -> Beginning:
        file = self._folder / f"{stage}.db"
        if before.file.exists():
            shutil.copyfile(before.file, file)
        bench = Bench(f"sqlite:///{file}", self._library)
        bench.resume(before)
        room = bench.room() if stage == "room" else before.room and before.room.on(bench)
        mira = bench.client(room) if stage == "mira" else before.mira and before.mira.on(bench)
        if stage == "prompted":
            room.write(mira.thread, "/enrol first-week today")
            bench.move_to(FIRST_DUE)
            assert "Three small things" in mira.texts()[-1]
        return replace(bench.keep(file), room=room, mira=mira)


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory, starter_library: Library) -> Beginnings:
    """The stages, of this session."""
    return Beginnings(tmp_path_factory.mktemp("desk"), starter_library)


@pytest.fixture
def beginning(request: pytest.FixtureRequest, beginnings: Beginnings) -> Beginning:
    """The furthest stage that the test asks for."""
    return beginnings.at([stage for stage in STAGES if stage in request.fixturenames][-1])


@pytest.fixture
def bench(tmp_path: Path, beginning: Beginning, starter_library: Library) -> Iterator[Bench]:
    """A practice on Monday morning."""
    file = tmp_path / "bench.db"
    shutil.copyfile(beginning.file, file)
    made = Bench(f"sqlite:///{file}", starter_library)
    made.resume(beginning)
    yield made
    made.store.close_here()


@pytest.fixture(params=["telegram", "discord"])
def platform(request: pytest.FixtureRequest) -> str:
    """Both platforms, one after the other."""
    return request.param


@pytest.fixture
def room(bench: Bench, beginning: Beginning) -> Room:
    """Ada's room on Telegram."""
    assert beginning.room is not None
    return beginning.room.on(bench)


@pytest.fixture
def mira(bench: Bench, beginning: Beginning) -> Person:
    """A client of Ada's on Telegram."""
    assert beginning.mira is not None
    return beginning.mira.on(bench)


@pytest.fixture
def prompted(mira: Person) -> Person:
    """Mira, to whom the first prompt of the first week has come."""
    return mira
