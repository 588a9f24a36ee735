"""A traveller gets each local day once, and each day of an outage has its row (SPEC 4.6)."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.domain.reasons import Why
from core.scheduler.plan import must_plan, plan_ahead
from core.store import schedule
from tests.contract.scheduler.conftest import Begin
from tests.contract.scheduler.practice import (
    DAY,
    Practice,
    library,
    programme,
    utc,
)

MONDAY = date(2026, 11, 23)
EVENING = programme("p", {"every": "day", "at": "19:30"})
RANDOM = {"every": "day", "between": ["10:00", "20:00"], "times": 3, "gap": "90m"}


# --- Travel ---


def stays_whole(practice: Practice, client: str, *, days: list[date], step: str = "s0") -> None:
    """Each of these days has one row of the step, sent or with its reason."""
    rows = [row for row in practice.rows(client) if row.step == step]
    for day in days:
        (row,) = [each for each in rows if each.local_date == day]
        assert row.state in ("sent", "closed") or (row.state == "skipped" and row.reason), (day, row)
    assert len(rows) == len({(row.local_date, row.slot) for row in rows})


@pytest.mark.parametrize(
    ("home", "away", "at"),
    [
        ("Europe/Berlin", "Asia/Tokyo", "2026-11-25 12:00"),
        ("Europe/Berlin", "America/Los_Angeles", "2026-11-25 12:00"),
        ("Europe/Berlin", "America/Los_Angeles", "2026-11-25 19:00"),  # after 19:30 at home, before it there
        ("Pacific/Auckland", "Pacific/Honolulu", "2026-11-25 07:00"),  # over the date line: the same day again
        ("Pacific/Honolulu", "Pacific/Auckland", "2026-11-25 07:00"),  # a day further at once
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", "2026-11-25 10:30"),  # 25 hours, both ways
        ("Pacific/Pago_Pago", "Pacific/Kiritimati", "2026-11-25 10:30"),
        ("Asia/Kolkata", "Asia/Kathmandu", "2026-11-25 13:50"),  # a quarter of an hour, around 19:30
    ],
)
def test_a_traveller_gets_each_local_day_once(begin: Begin, home: str, away: str, at: str) -> None:
    """There and back again after three days: no local day gets the step twice, none vanishes without a reason (SPEC 4.6)."""
    practice = begin(EVENING, at=utc("2026-11-22 09:00"))
    mira = practice.client(home)
    practice.enrol(mira, "p", MONDAY)
    practice.move_to(utc(at))

    practice.travel(mira, away)
    practice.move_to(utc(at) + 3 * DAY)
    practice.travel(mira, home)
    practice.move_to(utc(at) + 5 * DAY)

    today = (utc(at) + 5 * DAY).date()
    stays_whole(practice, mira, days=[MONDAY + n * DAY for n in range((today - MONDAY).days - 1)])
    sent = [each.what.local_date for each in practice.sent]
    assert len(sent) == len(set(sent))
    assert {row.reason for row in practice.rows(mira)} <= {None, Why.LATE, Why.ONE_IS_ENOUGH}


def test_a_move_to_another_zone_says_that_it_was_the_zone(begin: Begin) -> None:
    """What is told about a time that changed is true (SPEC 4.8)."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p")

    practice.travel(mira, "Europe/Lisbon")

    (row, *_) = practice.rows(mira)
    assert row.due_at == utc("2026-11-24 19:30")
    assert [each.reason for each in practice.moves(row.id)] == [Why.ZONE]


def test_a_date_that_the_new_zone_never_had(begin: Begin) -> None:
    """Samoa left out 30 December 2011: who moves there has no such day, and the row says so; who moves back has it again."""
    practice = begin(EVENING, at=utc("2011-12-29 12:00"))
    mira = practice.client("Pacific/Pago_Pago")
    practice.enrol(mira, "p", date(2011, 12, 29))
    practice.beat()

    practice.travel(mira, "Pacific/Apia")
    there = [(f"{row.local_date:%d}", row.state, row.reason) for row in practice.rows(mira)]
    practice.travel(mira, "Pacific/Pago_Pago")

    assert sorted(there) == [("29", "planned", None), ("30", "skipped", Why.NO_SUCH_DATE), ("31", "planned", None)]
    assert "s0 12-30 19:30 planned" in practice.told_of(mira)


def test_random_moments_of_a_traveller_lie_on_their_own_day(begin: Begin) -> None:
    """Honolulu to Auckland: tomorrow is today at once, and it was not drawn for the nights of home."""
    practice = begin(programme("p", RANDOM), at=utc("2026-11-24 22:00"))  # noon of the 24th in Honolulu
    mira = practice.client("Pacific/Honolulu")
    practice.enrol(mira, "p", date(2026, 11, 24))
    practice.beat()

    practice.travel(mira, "Pacific/Auckland")  # 11:00 of the 25th
    practice.move_to(utc("2026-11-28 09:00"))

    by_day: dict[date, int] = {}
    for each in practice.sent:
        day = each.at.astimezone(ZoneInfo("Pacific/Auckland")).date()
        by_day[day] = by_day.get(day, 0) + 1
        assert day == each.what.local_date
    assert max(by_day.values()) <= 3


# --- After an outage ---


def test_days_of_an_outage_have_their_rows(begin: Begin) -> None:
    """Three days without a beat: what had not even been planned is there, with its reason; the rest as planned."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.beat()

    practice.stand_still(5 * DAY + timedelta(hours=2))  # Saturday, 12:00 there

    assert practice.told_of(mira) == [
        *(f"s0 11-{day} 19:30 skipped: too late" for day in range(23, 28)),
        *(f"s0 11-{day} 19:30 planned" for day in (28, 29, 30)),
    ]


def test_nobody_plans_while_another_library_is_in_force(begin: Begin) -> None:
    """A process with the older library writes no rows of it."""
    practice = begin(EVENING)
    practice.enrol(practice.client(), "p")
    practice.run(schedule.put_in_force, "another")

    assert not practice.run(must_plan, practice.library)
    assert practice.run(plan_ahead, library(programme("p", {"every": "day", "at": "08:00"}))) == 0
