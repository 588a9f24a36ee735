"""Who comes into the middle of a random window gets at least one, and their share of what remains (SPEC 4.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.programme import Step
from core.scheduler.windows import Quiet, moments
from tests.oracle.beside import programme

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 23)
BEGINS, ENDS = datetime(2026, 11, 23, 9, 0, tzinfo=UTC), datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def step(**more: Any) -> Step:
    return programme({"every": "day", "between": ["10:00", "20:00"], "times": 5, "gap": "30m"} | more).steps[0]


def draw(since: datetime | None, *, seed: bytes = b"a", quiet: Quiet | None = None, **more: Any) -> list[datetime]:
    return moments(step(**more), DAY, BERLIN, seed, quiet, since=since)


@pytest.mark.parametrize("spread", ["anywhere", "blocks"])
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), 5),
        (-HOUR, 5),
        (MINUTE, 5),  # a share of almost all is all
        (2 * HOUR, 4),
        (2 * HOUR + MINUTE, 4),
        (5 * HOUR, 3),
        (8 * HOUR, 1),
        (9 * HOUR + 59 * MINUTE, 1),  # at least one, while anything remains
        (10 * HOUR, 0),
        (11 * HOUR, 0),
    ],
)
def test_the_share_of_what_remains(spread: str, after: timedelta, expected: int) -> None:
    """Five in ten hours: as many as fall to the rest of it, rounded up, all of them in it."""
    found = draw(BEGINS + after, spread=spread)

    assert len(found) == expected
    assert all(max(BEGINS, BEGINS + after) <= each < ENDS for each in found)
    assert all(later - earlier >= 30 * MINUTE for earlier, later in pairwise(found))


def test_who_was_there_before_the_window_gets_it_as_everybody() -> None:
    """Another day's joiner has the same draw as without a joining moment."""
    assert draw(BEGINS - 24 * HOUR) == draw(BEGINS) == draw(None)


def test_quiet_hours_are_no_part_of_the_share() -> None:
    """From 10:00 to 20:00 with quiet from 12:00 to 18:00 four hours count; at 18:30 three eighths of them remain."""
    quiet = Quiet(time(12), time(18))

    found = draw(BEGINS + 8.5 * HOUR, quiet=quiet, times=8, gap="5m")

    assert len(found) == 3
    assert all(each >= BEGINS + 8.5 * HOUR for each in found)
    assert draw(BEGINS + 4 * HOUR, quiet=quiet, times=8, gap="5m")[0] >= BEGINS + 8 * HOUR


@given(
    minutes=st.integers(0, 599), times=st.integers(1, 12), gap=st.integers(0, 120), seed=st.binary(max_size=4),
    spread=st.sampled_from(["anywhere", "blocks"]),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_at_least_one_and_never_more_than_the_share(
    minutes: int, times: int, gap: int, seed: bytes, spread: str
) -> None:
    """Whenever they come, in order, a gap apart, in what remains; and the same again for the same seed."""
    since = BEGINS + minutes * MINUTE
    more: dict[str, Any] = {"times": times, "gap": f"{gap}m", "spread": spread, "seed": seed}

    found = draw(since, **more)

    share = -(-times * (600 - minutes) // 600)
    assert 1 <= len(found) <= share
    assert all(since <= each < ENDS for each in found)
    assert all(later - earlier >= max(gap * MINUTE, timedelta(seconds=1)) for earlier, later in pairwise(found))
    assert found == draw(since, **more)
