"""The scheduler's answers in the oracle's shape, to lay one beside the other."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any
from zoneinfo import ZoneInfo

from core.prompts.programme import Programme
from core.scheduler.recurrence import Quiet, Slot, preview
from tests.oracle.rhythm import Due


def programme(*steps: dict[str, Any]) -> Programme:
    """A programme of these steps, called s0, s1 and so on."""
    rows = [{"id": f"s{number}", "prompt": "a", **step} for number, step in enumerate(steps)]
    return Programme.model_validate({"kind": "programme", "id": "p", "text": {"en": {"title": "P"}}, "steps": rows})


def plain(slot: Slot) -> Due:
    """A slot as the oracle would say it; what it shows and its instant are one moment."""
    assert slot.local.astimezone(UTC) == slot.utc
    return Due(slot.step, slot.local_date, slot.index, slot.local.replace(tzinfo=None, fold=0), slot.utc)


def look(
    plan: Programme, *, start: date, zone: str, count: int, seed: bytes = b"", quiet: Quiet | None = None
) -> list[Due]:
    """A preview, slot by slot as the oracle would say it."""
    found = preview(plan, start=start, zone=ZoneInfo(zone), count=count, seed=seed, prompts={}, quiet=quiet)
    return [plain(slot) for slot in found]
