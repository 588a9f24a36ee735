"""Outages of a minute, of six hours and of three days, through the whole house on both platforms (SPEC 4.5)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.contract.store.world import rows
from tests.flow.play import Play, begun, count, fence, playing

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # in Berlin
AFTERNOON = datetime(2026, 11, 23, 16, 50, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
TITLES = ("Apple", "Birch", "Cedar")  # at 12:00, 12:30 and 13:00 there
LATE: tuple[dict[str, Any], ...] = ({"up_to": "1h", "then": "send"}, {"up_to": "8h"}, {})


def library(folder: Path) -> Path:
    """Three daily programmes: one sends whatever happens, one may be late by hours, one by two."""
    folder.mkdir()
    for number, (title, late) in enumerate(zip(TITLES, LATE, strict=True)):
        name = title.lower()
        prompt = {"kind": "prompt", "id": name, "modality": "writing", "intensity": 1, "minutes": 5,
                  "text": {each: {"title": title, "body": "Words."} for each in ("en", "de")}}  # fmt: skip
        step = {"id": "s", "prompt": name, "every": "day", "at": ("12:00", "12:30", "13:00")[number]}
        plan = {"kind": "programme", "id": f"{name}-days", "text": {each: {"title": title} for each in ("en", "de")},
                "steps": [step], "defaults": {"remind": [], **({"if_late": late} if late else {})}}  # fmt: skip
        (folder / f"{name}.yaml").write_text(json.dumps(prompt))
        (folder / f"{name}-days.yaml").write_text(json.dumps(plan))
    return folder


def reasons(url: str) -> list[tuple[str, str, str]]:
    """Title, local day and reason of everything that was left out."""
    found = rows(url, "SELECT prompt, local_date, reason FROM occurrences WHERE state = 'skipped' ORDER BY due_at")
    return [(prompt, day[-2:], reason) for prompt, day, reason in found]


async def judged(play: Play) -> None:
    """Return when nothing whose time has come is undecided any more."""
    waiting = "SELECT count(*) FROM occurrences WHERE state IN ('planned', 'snoozed') AND due_at <= "
    now = int(play.clock.now().timestamp() * 1000)
    await play.until(lambda: rows(play.database, f"{waiting}{now}")[0][0] == 0, "everything due is judged")


@pytest.mark.slow
@pytest.mark.parametrize("client_on", ["telegram", "discord"])
@pytest.mark.parametrize(
    ("begins", "length", "came", "left_out"),
    [
        (NOON - MINUTE / 2, MINUTE, (1, 1, 1), []),
        (
            NOON - 10 * MINUTE,
            timedelta(hours=6),
            (1, 0, 0),
            [("birch", "23", "one after a gap is enough"), ("cedar", "23", "too late")],
        ),
        (
            AFTERNOON,
            3 * DAY,
            (2, 1, 1),  # the first day's three, and one of those that were overdue
            [
                *(("birch", str(day), "too late") for day in (24, 25)),
                *(("cedar", str(day), "too late") for day in (24, 25, 26)),
                *(("apple", str(day), "one after a gap is enough") for day in (25, 26)),
                ("birch", "26", "one after a gap is enough"),
            ],
        ),
    ],
    ids=["a minute", "six hours", "three days"],
)
async def test_an_outage(tmp_path, sqlite_url, client_on, begins, length, came, left_out):
    """At most one overdue prompt, lateness as the author wants it, each gap with its reason; the next day as planned."""
    async with playing(tmp_path, sqlite_url, library=library(tmp_path / "shelf")) as play:
        room, mira, thread = await begun(play, client_on, "telegram")
        for title in TITLES:
            await play.enrol(room, thread, f"{title.lower()}-days")
        for when in (NOON, NOON + 30 * MINUTE, NOON + 60 * MINUTE, begins):
            if when <= begins:
                play.clock.move_to(when + timedelta(seconds=1))
                await judged(play)
                await fence(play, mira)
        await play.stop()
        play.clock.move_to(begins + length)
        await play.start()
        await play.until(lambda: count(mira.seen(), "Apple") == came[0], "the first of what was due")
        await judged(play)
        await fence(play, mira)
        today = begins + length
        for when in (NOON + 30 * MINUTE, NOON + 60 * MINUTE):
            if today < when:
                play.clock.move_to(when + timedelta(seconds=1))
                await judged(play)
                await fence(play, mira)

        assert tuple(count(mira.seen(), title) for title in TITLES) == came
        assert sorted(reasons(play.database)) == sorted(left_out)

        tomorrow = NOON + (today.date() - NOON.date()) + DAY
        for number, title in enumerate(TITLES):
            play.clock.move_to(tomorrow + 30 * number * MINUTE + timedelta(seconds=1))
            await play.until(lambda t=title, n=came[number]: count(mira.seen(), t) == n + 1, f"{title} the next day")
        await fence(play, mira)
        assert tuple(count(mira.seen(), title) for title in TITLES) == tuple(n + 1 for n in came)
        assert sorted(reasons(play.database)) == sorted(left_out)
