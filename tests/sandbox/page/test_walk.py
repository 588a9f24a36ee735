"""The clock on its way: it stops at each prompt that is due, and tells what became of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bots.sandbox.page import CameDue
from tests.sandbox.page.conftest import START, Visitor

EVENING, NEXT_EVENING = START + timedelta(hours=10), START + timedelta(hours=34)
DAY_S = 24 * 3600


async def test_a_day_forward_stops_at_every_prompt_on_the_way(visitor: Visitor) -> None:
    visitor.backstage.due = [EVENING, EVENING + timedelta(hours=1), NEXT_EVENING]

    status, answer = await visitor.send("POST", "api/clock", {"by": DAY_S})

    assert (status, answer["met"]) == (200, "2 prompts were delivered.")
    assert visitor.backstage.stops == [EVENING, EVENING + timedelta(hours=1), START + timedelta(days=1)]
    assert await _told(visitor) == [
        "One prompt was delivered.",
        "One prompt was delivered.",
        (
            "The clock was moved to Sunday 28 March 2027, 10:00. In between, local clocks went forward by 1 h. "
            "2 prompts were delivered."
        ),
    ]


async def test_what_was_skipped_or_put_off_is_told_with_the_reason(visitor: Visitor) -> None:
    later = EVENING + timedelta(hours=3)
    visitor.backstage.due = [EVENING, EVENING + timedelta(hours=1), EVENING + timedelta(hours=2)]
    visitor.backstage.quiet = {EVENING: None, EVENING + timedelta(hours=1): later}

    _, answer = await visitor.send("POST", "api/clock", {"by": DAY_S})

    assert answer["met"] == (
        "One prompt was skipped (quiet hours), 2 prompts were delivered and "
        "one prompt was put off until the quiet hours are over."
    )


async def test_a_next_prompt_that_is_skipped_says_so(visitor: Visitor) -> None:
    visitor.backstage.due, visitor.backstage.quiet = [EVENING], {EVENING: None}

    _, answer = await visitor.send("POST", "api/clock", {"to": "next"})

    assert answer == {"now": EVENING.isoformat(), "met": "One prompt was skipped (quiet hours)."}
    assert (await _told(visitor))[-1].endswith("19:00. One prompt was skipped (quiet hours).")


async def test_a_long_way_has_so_many_stops_and_no_more(visitor: Visitor) -> None:
    visitor.backstage.due = [START + timedelta(days=number) for number in range(1, 31)]

    _, answer = await visitor.send("POST", "api/clock", {"by": 100 * DAY_S})

    assert answer["met"] == (
        "24 prompts were delivered and 6 prompts were skipped (too late). After 24 stops the clock went straight on."
    )
    assert len(visitor.backstage.stops) == 25


async def test_without_a_service_the_clock_goes_straight_on(visitor: Visitor) -> None:
    visitor.backstage.due, visitor.backstage.state = [EVENING], "killed"

    _, answer = await visitor.send("POST", "api/clock", {"by": DAY_S})

    assert answer["met"] == ""
    assert visitor.backstage.stops == [START + timedelta(days=1)]


async def test_a_prompt_that_cannot_be_delivered_holds_nobody_up(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bots.sandbox.page.walk._SETTLE_S", 0.1)
    visitor.backstage.due = [EVENING]
    move = visitor.backstage.move_to

    def held_back(when: object) -> None:
        move(when)  # type: ignore[arg-type]
        visitor.backstage.came[:] = [CameDue(each.id, each.due_at, "waiting") for each in visitor.backstage.came]

    monkeypatch.setattr(visitor.backstage, "move_to", held_back)

    _, answer = await visitor.send("POST", "api/clock", {"by": DAY_S})

    assert answer["met"] == "One prompt was held back until it can be delivered."


async def test_on_the_way_the_page_shows_where_the_clock_goes(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.backstage.due = [EVENING]
    monkeypatch.setattr(visitor.backstage, "next_prompt", lambda: EVENING)  # the service takes its time

    way = asyncio.create_task(visitor.send("POST", "api/clock", {"by": DAY_S}))
    async with asyncio.timeout(5):
        while (moving := (await visitor.world())["clock"]["moving"]) is None:
            await asyncio.sleep(0.02)
    monkeypatch.undo()
    await way

    assert moving == {"to": (START + timedelta(days=1)).isoformat(), "prompts": 0}
    assert (await visitor.world())["clock"]["moving"] is None


async def _told(visitor: Visitor) -> list[str]:
    return [each["text"] for each in (await visitor.world())["service"]["news"] if each["kind"] == "clock"]
