"""Something gentler: which prompt it is, for whom, and that nothing is a possible answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.prompts.library import build_library
from core.prompts.schema import Prompt
from core.scheduler.draw import Draw
from core.scheduler.gentler import gentler
from core.store.clients import NO_LIMITS, Limits
from core.store.past import Went

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def prompt(name: str, modality: str = "writing", **more: Any) -> Prompt:
    told = {"kind": "prompt", "id": name, "modality": modality, "intensity": 1, "minutes": 5}
    return Prompt.model_validate(told | {"text": {"en": {"title": "T", "body": "B"}}} | more)


LIBRARY = build_library(
    [
        prompt("deep", intensity=2),
        prompt("strong", intensity=3),
        prompt("one"),
        prompt("two"),
        prompt("rare", max_per_week=1),
        prompt("paper", needs=["paper"]),
        prompt("german", text={"de": {"title": "T", "body": "B"}}),
        prompt("drawn", "drawing"),
    ]
)


def drawn(seed: bytes = b"s", *, there: tuple[str, ...] = (), **more: Any) -> str | None:
    told: dict[str, Any] = {
        "due_at": NOW, "zone": "Europe/Berlin", "start": date(2026, 11, 23), "language": "en", "limits": NO_LIMITS, "went": [],
        "given": [],
    }  # fmt: skip
    return gentler(LIBRARY, "deep", Draw(**(told | more)), seed=seed, there=there)


def all_of(**more: Any) -> set[str | None]:
    return {drawn(bytes([number]), **more) for number in range(40)}


def test_it_is_gentle_and_of_the_same_modality() -> None:
    """Whatever the seed; and the same seed gives the same."""
    assert all_of() == {"one", "two", "rare", "paper"}
    assert drawn() == drawn()


def test_what_does_not_fit_the_client_is_not_drawn() -> None:
    """Needs, language, how often in a week, what is open already."""
    week = [Went("o", "rare", 1, NOW, NOW - timedelta(days=2))]

    assert all_of(limits=Limits(lacks=("paper",)), went=week) == {"one", "two"}
    assert all_of(limits=Limits(lacks=("paper",)), went=week, there=("one",)) == {"two"}
    assert all_of(language="de") == {"german"}


def test_the_least_given_comes_first() -> None:
    """Not what came yesterday, while there is something else."""
    assert all_of(given=["one", "paper", "rare"]) == {"two"}


def test_another_modality_is_better_than_nothing() -> None:
    """And nothing is said to be nothing."""
    writing = ("one", "two", "rare", "paper")

    assert all_of(there=writing) == {"drawn"}
    assert all_of(there=(*writing, "drawn")) == {None}
