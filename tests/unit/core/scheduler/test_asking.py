"""What a question before a prompt means for the prompt, and until when an answer counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.domain.check_in import Answer, Chosen, Moment
from core.domain.hours import Hours, allowed_until
from core.domain.ids import ClientId, OccurrenceId
from core.domain.reasons import Why
from core.scheduler.asking import FRESH, Ask, answer_until, in_turn
from core.scheduler.judge import Go, MoveTo, Skip
from core.store.check_ins import CheckIn

NOW = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # a Monday, 19:30 in Berlin
HOUR = timedelta(hours=1)
LATER = NOW + 2 * HOUR


def question(value: int | None = None, *, ago: timedelta = HOUR, chosen: Chosen | None = None) -> CheckIn:
    said = None if value is None else Answer(value, 0, 10)
    at = NOW - ago
    return CheckIn(
        "q", ClientId("c"), OccurrenceId("o"), Moment.BEFORE, 0, "s", 0, 10, at, at + 2 * HOUR, None, said, chosen
    )


def turn(verdict, asked: CheckIn | None, *, asks: bool = True, again: bool = False, now: datetime = NOW):
    return in_turn(verdict, asked, asks=asks, again=again, now=now)


def test_what_may_go_is_asked_about_first() -> None:
    """Where it asks for it; what may not go is not."""
    moves = MoveTo(LATER, Why.QUIET)

    assert turn(Go(), None) == Ask()
    assert turn(Go(), None, asks=False) == Go()
    assert [turn(each, None) for each in (moves, Skip(Why.CAP))] == [moves, Skip(Why.CAP)]


def test_it_waits_for_the_answer_and_no_longer() -> None:
    """To the very moment."""
    asked = question()

    assert turn(Go(), asked, now=asked.until - timedelta(milliseconds=1)) == MoveTo(asked.until, Why.CHECK_IN)
    assert turn(Go(), asked, now=asked.until) == Skip(Why.UNANSWERED)
    assert turn(Go(), asked, now=asked.until, asks=False) == Skip(
        Why.UNANSWERED
    )  # the library was edited: it was asked


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (MoveTo(LATER, Why.RESTING), Why.UNANSWERED),
        (Skip(Why.LATE), Why.UNANSWERED),
        (Skip(Why.QUIET), Why.UNANSWERED),
        (Skip(Why.ONE_IS_ENOUGH), Why.UNANSWERED),
        (Skip(Why.STRONG_EVENING), Why.UNANSWERED),
        (Skip(Why.STOPPED), Why.STOPPED),
        (Skip(Why.PAUSED), Why.PAUSED),
        (Skip(Why.HELD), Why.HELD),
        (Skip(Why.LEFT_OUT), Why.LEFT_OUT),
    ],
)
def test_at_the_end_the_truer_reason_is_told(verdict, expected: Why) -> None:
    """What the waiting itself has brought about is no reason."""
    assert turn(verdict, question(ago=2 * HOUR)) == Skip(expected)


@pytest.mark.parametrize("value", range(11))
def test_the_answer_decides(value: int) -> None:
    """Below 8 it goes; what else stands in the way still does."""
    heavy = value >= 8

    assert turn(Go(), question(value)) == (Skip(Why.NOT_AFTER) if heavy else Go())
    assert turn(Skip(Why.CAP), question(value)) == Skip(Why.CAP)
    assert turn(Go(), question(chosen=Chosen.NOT_TODAY)) == Skip(Why.NOT_AFTER)


def test_again_it_is_asked_where_the_answer_is_old() -> None:
    """A prompt that was there already and comes again; never one that only waited."""
    old = FRESH + timedelta(milliseconds=1)

    assert turn(Go(), question(4, ago=FRESH), again=True) == Go()
    assert turn(Go(), question(4, ago=old), again=True) == Ask()
    assert turn(Go(), question(4, ago=old), again=True, asks=False) == Go()
    assert turn(Go(), question(4, ago=old)) == Go()
    assert turn(Go(), question(9, ago=old), again=True) == Ask()


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("reach", "hours", "strong", "expected"),
    [
        (HOUR, Hours(BERLIN), False, 2 * HOUR),
        (5 * HOUR, Hours(BERLIN), False, 5 * HOUR),
        (24 * HOUR, Hours(BERLIN, "22:00-08:00"), False, 2.5 * HOUR),
        (HOUR, Hours(BERLIN, "20:00-08:00"), False, 0.5 * HOUR),
        (24 * HOUR, Hours(BERLIN, "03:00-08:00"), False, 7.5 * HOUR),
        (24 * HOUR, Hours(BERLIN, "", "1011111"), False, 4.5 * HOUR),  # nothing on Tuesdays
        (24 * HOUR, Hours(BERLIN, "", "1111111"), False, 24 * HOUR),
        (5 * HOUR, Hours(BERLIN), True, 1.5 * HOUR),  # 21:00
        (HOUR, Hours("Asia/Kolkata", "06:00-09:00"), False, 2 * HOUR),
        (5 * HOUR, Hours("America/New_York"), True, 5 * HOUR),
    ],
)
def test_until_when_an_answer_counts(reach: timedelta, hours: Hours, strong: bool, expected: timedelta) -> None:
    """As far as the prompt may be moved, two hours at least, never into quiet hours."""
    assert answer_until(NOW, NOW + reach, hours, strong=strong) == NOW + expected


def test_quiet_hours_begin_on_the_second_night() -> None:
    """Days that may have something are passed."""
    hours = Hours(BERLIN, "22:00-08:00", "1101111")

    assert allowed_until(NOW - 8 * HOUR, hours, latest=NOW) == NOW
    assert allowed_until(NOW, hours, latest=NOW + 72 * HOUR) == NOW + 2.5 * HOUR
