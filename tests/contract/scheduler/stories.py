"""What several stories of prompts that are due begin with, and how they are told."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.contract.scheduler.conftest import Begin
from tests.contract.scheduler.practice import (
    Practice,
    programme,
    utc,
)

MONDAY = date(2026, 11, 23)
EVENING = programme("p", {"every": "day", "at": "19:30"})


def daily(name: str, at: str, **more: Any):
    return programme(name, {"id": name, "every": "day", "at": at} | more)


def sent(practice: Practice) -> list[tuple[str, str]]:
    """Step and UTC time of everything that arrived."""
    return [(each.what.step, f"{each.at:%d. %H:%M}") for each in practice.sent]


def reasons(practice: Practice, client: str) -> list[tuple[str, str, str | None]]:
    return [(row.step, f"{row.local_date:%d}", row.reason) for row in practice.rows(client) if row.state == "skipped"]


def three(begin: Begin, **late: Any) -> tuple[Practice, str]:
    """Prompts at 12:00, 13:00 and 14:00 by UTC for one client of three programmes, from Monday on."""
    practice = begin(*(daily(name, at, **late) for name, at in (("a", "13:00"), ("b", "14:00"), ("c", "15:00"))))
    mira = practice.client()
    for name in "abc":
        practice.enrol(mira, name, MONDAY)
    practice.move_to(utc("2026-11-23 11:00"))
    return practice, mira
