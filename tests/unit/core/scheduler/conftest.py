"""A practice without people, on a calendar that stands still."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.cli.chance import MachineEntropy
from bots.machine import SystemClock
from core.prompts.library import Library, load_library
from core.store.opening import open_store
from core.store.vault import RootKeyVault

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
STARTER = Path(__file__).parents[3] / "small_library"


class Standing(SystemClock):
    """Stands still until it is moved."""

    at = MORNING

    def elapsed(self) -> float:
        """As the calendar has it: it is moved on purpose."""
        return self.now().timestamp()

    def now(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def library() -> Library:
    found, faults = load_library(STARTER)
    assert found is not None, faults
    return found


@pytest.fixture
def clock() -> Standing:
    return Standing()


@pytest.fixture
def store(tmp_path: Path, clock: Standing):
    entropy = MachineEntropy()
    vault = RootKeyVault(bytes(32), entropy)
    store = open_store(f"sqlite:///{tmp_path / 'enrol.db'}", clock=clock, entropy=entropy, vault=vault)
    yield store
    store.close_here()
