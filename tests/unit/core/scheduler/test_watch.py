"""A calendar that jumps is told; one that jumps far ahead is not believed for an hour of steady time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scheduler.watch import FAR, NOTICED, PATIENCE_S, Watched, look

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
START = Watched(NOON, 1000.0)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def after(watched: Watched, jumped: timedelta, *, seconds: float = 30.0):
    """The look after some steady seconds, in which the calendar went on and jumped."""
    return look(watched, watched.calendar + timedelta(seconds=seconds) + jumped, watched.steady + seconds)


@pytest.mark.parametrize(
    ("jumped", "told", "holds"),
    [
        (timedelta(0), False, False),
        (timedelta(seconds=20), False, False),  # set right by the network
        (timedelta(seconds=-59), False, False),
        (MINUTE, True, False),
        (HOUR, True, False),
        (-HOUR, True, False),
        (DAY - MINUTE, True, False),
        (DAY, True, True),
        (400 * DAY, True, True),
        (-400 * DAY, True, False),
    ],
)
def test_a_jump_is_told_and_a_far_one_holds(jumped: timedelta, told: bool, holds: bool) -> None:
    """An hour either way, as after a wrong time zone, is followed: nothing can go out twice. More than a day ahead is not."""
    seen = after(START, jumped)

    assert (seen.jumped is not None, seen.holds) == (told, holds)
    assert seen.jumped in (None, jumped)


def test_what_jumped_and_came_back_goes_on_at_once() -> None:
    """400 days ahead, held; back again, told and free, and nothing is expected of the detour."""
    away = after(START, 400 * DAY)
    still = after(away.now, timedelta(0))
    back = after(still.now, -400 * DAY)
    then = after(back.now, timedelta(0))

    assert (away.holds, still.holds, back.holds, then.holds) == (True, True, False, False)
    assert still.jumped is None
    assert back.jumped == -400 * DAY
    assert then.now == Watched(NOON + timedelta(seconds=120), 1120.0)


def test_what_lasts_an_hour_is_believed() -> None:
    """The admin was told; who does not mend it within the hour meant it."""
    away = after(START, 3 * DAY)
    early = after(away.now, timedelta(0), seconds=PATIENCE_S - 1)
    late = after(early.now, timedelta(0), seconds=1)

    assert (early.holds, late.holds) == (True, False)
    assert late.now.held_since is None


@given(
    st.lists(
        st.tuples(st.floats(0, 5000), st.integers(-900_000, 900_000_000).map(lambda s: timedelta(seconds=s))),
        max_size=20,
    )
)
def test_nothing_is_held_longer_than_the_patience(steps: list[tuple[float, timedelta]]) -> None:
    """Whatever it does, a hold ends an hour of steady time after it began; and a jump below a day never begins one."""
    watched = START
    for seconds, jumped in steps:
        before, seen = watched, after(watched, jumped, seconds=seconds)
        watched = seen.now
        assert seen.holds == (watched.held_since is not None)
        if seen.holds:
            assert watched.steady - watched.held_since < PATIENCE_S
            assert before.held_since is not None or jumped >= FAR - MINUTE
        assert (seen.jumped is None) or abs(seen.jumped) >= NOTICED
