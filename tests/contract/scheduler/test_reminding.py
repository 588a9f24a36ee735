"""A prompt that waits for its answer is mentioned again, as often as its step says, at a time that is fine (SPEC 4.4)."""

from __future__ import annotations

from datetime import date

import pytest

from core.store import clients, schedule
from tests.contract.scheduler.conftest import Begin
from tests.contract.scheduler.practice import DAY, HOUR, MINUTE, Practice, programme, utc

MONDAY = date(2026, 11, 23)


def sent_at(
    begin: Begin, at: str, *, on: date = MONDAY, quiet: str = "22:00-08:00", **terms: object
) -> tuple[Practice, str, str]:
    """A prompt that was sent on a date at a time of Berlin's."""
    practice = begin(programme("p", {"date": on.isoformat(), "at": at} | terms), at=utc(f"{on} 00:00") - DAY)
    mira = practice.client(quiet=quiet)
    practice.enrol(mira, "p", on)
    while not practice.sent:
        practice.wait(30 * MINUTE)
    return practice, mira, practice.sent[0].what.id


def when(practice: Practice, client: str, until: str) -> list[str]:
    """When reminders came, to the half hour of UTC."""
    found: list[str] = []
    while practice.clock.now() < utc(until):
        before = practice.reminders(client)
        practice.wait(min(30 * MINUTE, utc(until) - practice.clock.now()))
        found += [f"{practice.clock.now():%m-%d %H:%M}"] * (practice.reminders(client) - before)
    return found


def test_twenty_hours_after_sending_and_once(begin: Begin) -> None:
    """The default: at most one."""
    practice, mira, _ = sent_at(begin, "13:00")

    assert when(practice, mira, "2026-11-26 00:00") == ["11-24 08:00"]


@pytest.mark.parametrize("remind", [["2h", "20h"], ["2h", "20h", "30h"]])
def test_as_many_as_the_step_says(begin: Begin, remind: list[str]) -> None:
    """Each counted from sending."""
    practice, mira, _ = sent_at(begin, "13:00", remind=remind)

    assert when(practice, mira, "2026-11-26 00:00") == ["11-23 14:00", "11-24 08:00", "11-24 18:00"][: len(remind)]


def test_none_where_the_step_wants_none(begin: Begin) -> None:
    """An empty list is none."""
    practice, mira, _ = sent_at(begin, "13:00", remind=[])

    assert when(practice, mira, "2026-11-26 00:00") == []


@pytest.mark.parametrize(
    ("on", "delay", "expected"),
    [
        (date(2027, 3, 27), "1d", "03-28 11:00"),  # 13:00 there is an hour earlier from that night on
        (date(2027, 3, 27), "24h", "03-28 12:00"),
        (date(2026, 10, 24), "1d", "10-25 12:00"),
        (date(2026, 10, 24), "24h", "10-25 11:00"),
    ],
)
def test_days_are_the_calendars_and_hours_go_by(begin: Begin, on: date, delay: str, expected: str) -> None:
    """Over a night on which clocks change a day is not 24 hours (SPEC 4.2)."""
    practice, mira, _ = sent_at(begin, "13:00", on=on, remind=[delay])

    assert when(practice, mira, f"{on + 3 * DAY} 00:00") == [expected]


def test_an_answer_ends_them(begin: Begin) -> None:
    """Before the first, and before the second."""
    practice, mira, one = sent_at(begin, "13:00", remind=["2h", "20h"])
    assert when(practice, mira, "2026-11-23 16:00") == ["11-23 14:00"]
    practice.answer(one)

    assert when(practice, mira, "2026-11-26 00:00") == []


def test_not_today_and_later_end_them(begin: Begin) -> None:
    """What was put away is not mentioned; what was put off is counted from when it comes again, and no more often in all."""
    practice, mira, one = sent_at(begin, "13:00", remind=["2h"])
    practice.later(one, utc("2026-11-23 16:00"))
    assert when(practice, mira, "2026-11-23 19:00") == ["11-23 18:00"]
    practice.later(one, utc("2026-11-24 10:00"))
    assert when(practice, mira, "2026-11-25 12:00") == []

    practice, mira, one = sent_at(begin, "13:00", remind=["2h"])
    practice.run(schedule.decline, one)
    assert when(practice, mira, "2026-11-25 12:00") == []


@pytest.mark.parametrize(
    ("at", "remind", "expected"),
    [
        ("18:00", "8h", ["11-24 07:00"]),  # 02:00 is quiet: at 08:00
        ("18:00", "14h", ["11-24 07:00"]),
        ("18:00", "5h", ["11-24 07:00"]),
    ],
)
def test_never_in_quiet_hours(begin: Begin, at: str, remind: str, expected: list[str]) -> None:
    """When they end."""
    practice, mira, _ = sent_at(begin, at, remind=[remind])

    assert when(practice, mira, "2026-11-26 00:00") == expected


def test_not_after_the_close(begin: Begin) -> None:
    """None that would come only then, be it by its own time or by quiet hours."""
    practice, mira, one = sent_at(begin, "18:00", remind=["10h"], answer_within="12h")
    assert when(practice, mira, "2026-11-26 00:00") == []
    assert practice.occurrence(one).state == "closed"

    practice, mira, one = sent_at(begin, "13:00", remind=["12h"], answer_within="12h")
    assert when(practice, mira, "2026-11-26 00:00") == []


def test_not_on_a_forbidden_day(begin: Begin) -> None:
    """No prompts on Tuesday, no mention of one either."""
    practice, mira, _ = sent_at(begin, "13:00", answer_within="3d")
    practice.run(clients.set_days, mira, "1011111")

    assert when(practice, mira, "2026-11-26 20:00") == ["11-25 07:00"]


@pytest.mark.parametrize(("hours", "expected"), [(2.5, 1), (4.5, 1), (5, 1), (5.1, 0)])
def test_those_of_an_outage_are_one(begin: Begin, hours: float, expected: int) -> None:
    """Two were due while nothing beat: the one that is less than an hour late comes, no other."""
    practice, mira, _ = sent_at(begin, "13:00", remind=["2h", "4h"])

    practice.stand_still(hours * HOUR)
    assert practice.reminders(mira) == expected


def test_none_of_an_outage_comes_in_the_morning(begin: Begin) -> None:
    """Back at night, hours after its time: quiet hours do not keep it for later."""
    practice, mira, _ = sent_at(begin, "13:00", remind=["5h"])
    practice.stand_still(10 * HOUR)

    assert when(practice, mira, "2026-11-26 00:00") == []


def test_those_of_a_night_are_one(begin: Begin) -> None:
    """Both fell into quiet hours: not two at once in the morning."""
    practice, mira, _ = sent_at(begin, "18:00", remind=["5h", "8h"])

    assert when(practice, mira, "2026-11-26 00:00") == ["11-24 07:00"]


def test_none_to_somebody_who_rests(begin: Begin) -> None:
    """Silence means silence."""
    practice, mira, _ = sent_at(begin, "13:00", remind=["2h", "20h"])
    practice.rest(mira, None)
    assert when(practice, mira, "2026-11-23 18:00") == []
    practice.come_back(mira)

    assert when(practice, mira, "2026-11-26 00:00") == ["11-24 08:00"]
