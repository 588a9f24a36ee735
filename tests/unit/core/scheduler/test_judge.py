"""A prompt is due: goes, moves or is left out, each at its very edge (SPEC 4.3, 4.5, 4.7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.domain.hours import Hours
from core.domain.reasons import Why
from core.scheduler.judge import Due, Go, MoveTo, Skip, Verdict, judge
from core.store.clients import FOR_GOOD
from core.store.past import Went

ZONE = "Europe/Berlin"  # UTC+1 in November
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)


def at(text: str) -> datetime:
    """`23 19:30` as that moment in November 2026 by Berlin's clock; the 23rd is a Monday."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-11-{day} {clock}").replace(tzinfo=UTC) - HOUR


def due(nominal: str = "23 19:30", now: str | None = None, *, up_to: timedelta = 2 * HOUR, **more: Any) -> Due:
    """A gentle prompt of a client without any wishes, judged when it is due, or `now`."""
    quiet, days = more.pop("quiet", ""), more.pop("days", "1111111")
    moment = at(nominal)
    told: dict[str, Any] = {
        "now": moment if now is None else at(now),
        "due_at": moment,
        "nominal_at": moment,
        "move_until": moment + up_to,
        "late_at": moment + up_to,
        "if_late": "skip",
        "intensity": 1,
        "hours": Hours(ZONE, quiet, days),
        "cap": 3,
    }
    return Due(**(told | more))


def went(when: str, *, intensity: int = 1, occurrence: str = "other") -> Went:
    """A prompt that the client got then."""
    return Went(occurrence, "a", intensity, at(when), at(when))


def test_what_is_due_goes() -> None:
    """On time, with nothing in the way."""
    assert judge(due()) == Go()


# --- The client's hours ---


@pytest.mark.parametrize(
    ("nominal", "up_to", "expected"),
    [
        ("23 07:00", 2 * HOUR, MoveTo(at("23 08:00"), Why.QUIET)),
        ("23 06:00", 2 * HOUR, MoveTo(at("23 08:00"), Why.QUIET)),  # quiet hours end exactly at nominal + up_to
        ("23 05:59", 2 * HOUR, Skip(Why.QUIET)),
        ("23 08:00", 2 * HOUR, Go()),  # their end is not quiet any more
        ("23 21:59", 2 * HOUR, Go()),
        ("23 22:00", 2 * HOUR, Skip(Why.QUIET)),  # their beginning is
        ("23 22:00", 10 * HOUR, MoveTo(at("24 08:00"), Why.QUIET)),
        ("23 22:00", 10 * HOUR - TICK, Skip(Why.QUIET)),
        ("23 07:00", timedelta(0), Skip(Why.QUIET)),
    ],
)
def test_quiet_hours(nominal: str, up_to: timedelta, expected: Verdict) -> None:
    """It moves to their end, so far as nominal time and lateness reach, the last moment included; else it is left out."""
    assert judge(due(nominal, up_to=up_to, quiet="22:00-08:00")) == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("23 09:00", MoveTo(at("23 08:00"), Why.QUIET)),
        ("23 08:00", MoveTo(at("23 08:00"), Why.QUIET)),
        ("23 07:59", Skip(Why.QUIET)),
    ],
)
def test_a_random_one_moves_to_its_windows_end_at_most(ends: str, expected: Verdict) -> None:
    """Whatever its lateness would allow: the window is the limit (SPEC 4.3)."""
    assert judge(due("23 07:30", quiet="22:00-08:00", move_until=at(ends), late_at=at("23 11:30"))) == expected


@pytest.mark.parametrize(
    ("days", "quiet", "up_to", "expected"),
    [
        ("0111111", "", 2 * HOUR, Skip(Why.DAY)),
        ("0111111", "", 5 * HOUR, MoveTo(at("24 00:00"), Why.DAY)),
        ("0111111", "", 4.5 * HOUR, MoveTo(at("24 00:00"), Why.DAY)),  # exactly at its end
        ("0111111", "22:00-08:00", 4.5 * HOUR, Skip(Why.DAY)),
        ("0111111", "22:00-08:00", 12.5 * HOUR, MoveTo(at("24 08:00"), Why.DAY)),
        ("0011111", "22:00-08:00", 2 * DAY, MoveTo(at("25 08:00"), Why.DAY)),
        ("0000000", "22:00-08:00", 7 * DAY, Skip(Why.DAY)),
    ],
)
def test_days_on_which_nothing_may_come(days: str, quiet: str, up_to: timedelta, expected: Verdict) -> None:
    """It moves to the first moment of the next allowed day, or to where that day's quiet hours end."""
    assert judge(due(days=days, quiet=quiet, up_to=up_to)) == expected


@pytest.mark.parametrize(
    ("came", "up_to", "expected"),
    [
        (("23 00:00", "23 12:00"), 2 * HOUR, Go()),
        (("22 23:59", "23 00:00", "23 12:00"), 2 * HOUR, Go()),  # local days, not 24 hours
        (("23 00:00", "23 12:00", "23 19:29"), 2 * HOUR, Skip(Why.CAP)),
        (("23 00:00", "23 12:00", "23 19:29"), 12.5 * HOUR, MoveTo(at("24 08:00"), Why.CAP)),
        (("23 00:00", "23 12:00", "23 19:29"), 12 * HOUR, Skip(Why.CAP)),
    ],
)
def test_so_many_on_one_local_day(came: tuple[str, ...], up_to: timedelta, expected: Verdict) -> None:
    """The next day is the next moment at which one more may come, after its quiet hours."""
    prompts = [went(each) for each in came]

    assert judge(due(up_to=up_to, quiet="22:00-08:00", went=prompts)) == expected


def test_local_days_are_the_clients() -> None:
    """At 23:30 UTC it is tomorrow in Berlin: what came before midnight there does not count."""
    before = [went("23 21:00"), went("23 22:00"), went("23 23:59")]

    assert judge(due("24 00:30", went=before)) == Go()
    assert judge(due("23 23:59", went=before, up_to=timedelta(0))) == Skip(Why.CAP)


def test_what_the_client_wanted_later_is_not_one_more() -> None:
    """It counted when it came first."""
    came = [went("23 10:00"), went("23 11:00"), went("23 12:00")]

    assert judge(due(went=came, is_again=True)) == Go()


# --- Pauses ---


@pytest.mark.parametrize(
    ("until", "quiet", "expected"),
    [
        (None, "", Skip),
        ("23 21:30", "", MoveTo(at("23 21:30"), Why.RESTING)),  # ends exactly with its window
        ("23 21:31", "", Skip),
        ("23 20:00", "19:00-21:00", MoveTo(at("23 21:00"), Why.RESTING)),
        ("23 21:00", "21:00-08:00", Skip),
    ],
)
@pytest.mark.parametrize(
    ("why", "given"),
    [
        (Why.RESTING, lambda until: {"resting": True, "rest_until": until}),
        (Why.PAUSED, lambda until: {"paused_until": FOR_GOOD if until is None else until}),
        (Why.AWAY, lambda until: {"away_until": FOR_GOOD if until is None else until}),
    ],
)
def test_pauses_end_inside_the_window_or_not(
    why: Why, given: Any, until: str | None, quiet: str, expected: type | MoveTo
) -> None:
    """The client's, the therapist's, the therapist being away: to their end or the end of quiet hours after it, or not at all."""
    verdict = judge(due(quiet=quiet, **given(None if until is None else at(until))))

    assert verdict == (MoveTo(expected.at, why) if isinstance(expected, MoveTo) else Skip(why))


@pytest.mark.parametrize("name", ["paused_until", "away_until"])
def test_a_pause_that_is_over_is_none(name: str) -> None:
    """Its last moment is not part of it."""
    assert judge(due(**{name: at("23 19:30")})) == Go()
    assert judge(due(**{name: at("23 19:30") + TICK})) != Go()


def test_a_window_of_days_waits_for_the_end_of_a_pause() -> None:
    """Both pauses, one after the other: each says its own reason when it is asked again."""
    both = {"resting": True, "rest_until": at("24 12:00"), "paused_until": at("25 12:00"), "up_to": 3 * DAY}
    assert judge(due(**both)) == MoveTo(at("24 12:00"), Why.RESTING)
    assert judge(due(now="24 12:00", **(both | {"resting": False}))) == MoveTo(at("25 12:00"), Why.PAUSED)


def test_stopped_is_never_moved() -> None:
    """The halt stays until the client chooses."""
    assert judge(due(halted=True, up_to=3 * DAY)) == Skip(Why.STOPPED)


# --- Alerts ---


@pytest.mark.parametrize(
    ("level", "intensity", "expected"),
    [
        (0, 1, Go()), (0, 2, Go()), (1, 1, Go()), (1, 2, Go()),
        (2, 1, Go()), (2, 2, Skip(Why.HELD)), (2, 3, Skip(Why.HELD)),
        (3, 1, Skip(Why.HELD)), (3, 2, Skip(Why.HELD)), (3, 3, Skip(Why.HELD)),
    ],
)  # fmt: skip
def test_an_alert_holds_back(level: int, intensity: int, expected: Verdict) -> None:
    """Level 3 everything, level 2 what is not gentle (SPEC 8.8), approved or not."""
    assert judge(due(held_level=level, intensity=intensity, approval="yes", up_to=3 * DAY)) == expected


# --- Lateness ---


@pytest.mark.parametrize(
    ("now", "if_late", "expected"),
    [
        ("23 21:30", "skip", Go()),  # exactly as late as it may be
        ("23 21:31", "skip", Skip(Why.LATE)),
        ("23 21:31", "send", Go()),
        ("29 19:30", "send", Go()),
        ("23 21:31", "next_window", MoveTo(at("24 19:30"), Why.NEXT_WINDOW, until=at("24 21:30"))),
        ("24 19:29", "next_window", MoveTo(at("25 19:30"), Why.NEXT_WINDOW, until=at("25 21:30"))),
    ],
)
def test_late(now: str, if_late: str, expected: Verdict) -> None:
    """Up to its lateness it goes; after it: sent all the same, left out, or tried at its time on the next local day."""
    assert judge(due(now=now, if_late=if_late)) == expected


@pytest.mark.parametrize(
    ("own", "days", "expected"),
    [
        ([date(2026, 11, 24)], "1111111", Skip(Why.NEXT_COMES)),
        ([date(2026, 11, 25)], "1111111", MoveTo(at("24 19:30"), Why.NEXT_WINDOW, until=at("24 21:30"))),
        ([date(2026, 11, 25)], "1011111", Skip(Why.NEXT_COMES)),
        ([date(2026, 11, 26)], "1011111", MoveTo(at("25 19:30"), Why.NEXT_WINDOW, until=at("25 21:30"))),
        ([], "0000000", Skip(Why.LATE)),
    ],
)
def test_the_next_window_is_never_beside_its_own_next_one(own: list[date], days: str, expected: Verdict) -> None:
    """Where the step comes by itself before, or on the same day, that one is enough; no local day gets a step twice."""
    assert judge(due(now="23 22:00", if_late="next_window", own_dates=own, days=days)) == expected


def test_the_next_window_keeps_to_quiet_hours() -> None:
    """A window that begins in them begins when they end; one that lies in them whole is no window."""
    assert judge(due("23 07:00", "23 10:00", if_late="next_window", quiet="22:00-08:00")) == MoveTo(
        at("24 08:00"), Why.NEXT_WINDOW, until=at("24 09:00")
    )
    assert judge(due("23 05:00", "23 10:00", if_late="next_window", quiet="22:00-08:00")) == Skip(Why.LATE)


def test_what_cannot_move_inside_its_window_is_tried_in_the_next() -> None:
    """Cap, days and quiet hours as well: "skipped" only where the author said no more."""
    came = [went("23 10:00"), went("23 11:00"), went("23 12:00")]
    tomorrow = MoveTo(at("24 19:30"), Why.NEXT_WINDOW, until=at("24 21:30"))

    assert judge(due(if_late="next_window", went=came)) == tomorrow
    assert judge(due(if_late="next_window", days="0111111")) == tomorrow


@pytest.mark.parametrize(
    ("until", "own", "expected"),
    [
        ("24 12:00", [], MoveTo(at("24 19:30"), Why.NEXT_WINDOW, until=at("24 21:30"))),
        ("24 20:00", [], MoveTo(at("24 20:00"), Why.NEXT_WINDOW, until=at("24 21:30"))),
        ("24 21:31", [], MoveTo(at("25 19:30"), Why.NEXT_WINDOW, until=at("25 21:30"))),
        ("24 20:00", [date(2026, 11, 24)], Skip(Why.NEXT_COMES)),
        ("26 12:00", [date(2026, 11, 24)], Skip(Why.PAUSED)),  # that one does not come either
        (None, [], Skip(Why.PAUSED)),
    ],
)
def test_the_next_window_is_after_a_pause(until: str | None, own: list[date], expected: Verdict) -> None:
    """Not one inside it, day after day; where the pause has no end, there is none."""
    end = FOR_GOOD if until is None else at(until)

    assert judge(due(if_late="next_window", paused_until=end, own_dates=own)) == expected


# --- After an outage ---


@pytest.mark.parametrize(
    ("now", "came", "if_late", "expected"),
    [
        ("23 20:30", (), "skip", Go()),  # the first
        ("23 20:30", ("23 20:30",), "skip", Skip(Why.ONE_IS_ENOUGH)),
        ("23 20:30", ("23 19:30",), "skip", Skip(Why.ONE_IS_ENOUGH)),
        ("23 20:30", ("23 19:29",), "skip", Go()),  # that one was before the gap
        ("23 19:40", ("23 19:40",), "skip", Go()),  # ten minutes are no gap
        ("23 19:41", ("23 19:40",), "skip", Skip(Why.ONE_IS_ENOUGH)),
        ("27 20:30", ("27 20:30",), "send", Skip(Why.ONE_IS_ENOUGH)),
    ],
)
def test_one_overdue_prompt_is_enough(now: str, came: tuple[str, ...], if_late: str, expected: Verdict) -> None:
    """Whatever came since this one was due is the one; "send" does not mean all of them (SPEC 4.5)."""
    assert judge(due(now=now, went=[went(each) for each in came], if_late=if_late)) == expected


# --- Strong prompts ---


STRONG: dict[str, Any] = {"intensity": 3, "approval": "yes", "start": date(2026, 11, 1), "quiet": "22:00-08:00"}


@pytest.mark.parametrize(
    ("approval", "expected"),
    [
        ("yes", Go()),
        ("no", Skip(Why.REFUSED)),
        ("asked", Skip(Why.NOT_APPROVED)),
        (None, Skip(Why.NOT_APPROVED)),
    ],
)
def test_a_strong_one_waits_for_a_yes(approval: str | None, expected: Verdict) -> None:
    """Unapproved at its time it is left out (SPEC 4.7); what is not strong needs nobody's yes."""
    assert judge(due(**(STRONG | {"approval": approval}))) == expected
    assert judge(due(**(STRONG | {"approval": approval, "intensity": 2}))) == Go()


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2026, 11, 23), Skip(Why.STRONG_EARLY)),
        (date(2026, 11, 10), Skip(Why.STRONG_EARLY)),  # the 23rd is day 14
        (date(2026, 11, 9), Go()),  # and here day 15
        (None, Go()),  # sent by hand: in no enrolment
    ],
)
def test_nothing_strong_in_the_first_fortnight(start: date | None, expected: Verdict) -> None:
    """Day 1 to 14, by the client's calendar."""
    assert judge(due(**(STRONG | {"start": start}))) == expected


@pytest.mark.parametrize(
    ("last", "intensity", "expected"),
    [
        ("21 19:31", 3, Skip(Why.STRONG_CLOSE)),
        ("21 19:30", 3, Go()),  # 48 hours, to the moment
        ("23 19:00", 2, Go()),
    ],
)
def test_nothing_strong_close_to_another(last: str, intensity: int, expected: Verdict) -> None:
    """Within 48 hours of another strong one."""
    assert judge(due(**(STRONG | {"went": [went(last, intensity=intensity)]}))) == expected


@pytest.mark.parametrize(
    ("nominal", "expected"),
    [
        ("23 20:59", Go()),
        ("23 21:00", Skip(Why.STRONG_EVENING)),
        ("23 23:59", Skip(Why.STRONG_EVENING)),
        ("24 00:00", Go()),
    ],
)
def test_nothing_strong_late_in_the_evening(nominal: str, expected: Verdict) -> None:
    """After 21:00 by their clock, and until midnight."""
    assert judge(due(nominal, **(STRONG | {"quiet": ""}))) == expected


def test_a_strong_one_that_came_late_into_the_evening_is_tried_the_next_day() -> None:
    """Its own time is before 21:00."""
    late = due("23 20:30", "23 21:10", **(STRONG | {"if_late": "next_window"}))

    assert judge(late) == MoveTo(at("24 20:30"), Why.NEXT_WINDOW, until=at("24 22:30"))


def test_a_strong_one_that_belongs_to_the_late_evening_is_left_out() -> None:
    """Every window of it is too late: it must not be put off for ever."""
    assert judge(due("23 21:30", **(STRONG | {"if_late": "next_window"}))) == Skip(Why.STRONG_EVENING)


# --- What is said where several stand in the way ---


def test_the_first_reason_is_told() -> None:
    """Their own word first, then the therapist's and an alert's, then lateness and hours, then what strong prompts ask for."""
    everything: dict[str, Any] = {
        "now": "23 22:30", "halted": True, "resting": True, "paused_until": FOR_GOOD, "held_level": 3,
        "away_until": FOR_GOOD, "quiet": "22:00-08:00", "intensity": 3, "went": [went("23 20:00")], "cap": 1,
        "start": date(2026, 11, 23),
    }  # fmt: skip
    told = []
    for gone in (
        {"halted": False}, {"resting": False}, {"paused_until": None}, {"held_level": 0}, {"away_until": None},
        {"late_at": at("23 23:00")}, {"went": [went("23 10:00", intensity=3)]}, {"quiet": ""}, {"cap": 2},
        {"approval": "yes"}, {"start": None}, {"went": []},
    ):  # fmt: skip
        verdict = judge(due(**everything))
        assert isinstance(verdict, Skip)
        told.append(verdict.why)
        everything |= gone

    assert told == [
        Why.STOPPED, Why.RESTING, Why.PAUSED, Why.HELD, Why.AWAY, Why.LATE, Why.ONE_IS_ENOUGH, Why.QUIET, Why.CAP,
        Why.NOT_APPROVED, Why.STRONG_EARLY, Why.STRONG_CLOSE,
    ]  # fmt: skip
    assert judge(due(**everything)) == Skip(Why.STRONG_EVENING)
