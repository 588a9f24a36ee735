"""What lies ahead: by the planner's own code, counted per account, with the same spreading."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.prompts.library import Library
from core.scheduler.forecast import Flood, Forecast, forecast
from core.scheduler.plan import plan_ahead
from core.store import moves, tables
from tests.unit.core.scheduler.crowd import MINUTE, NINE, SLOW, Group, books

DAY = timedelta(days=1)
TODAY = NINE.date()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return books(tmp_path_factory.mktemp("forecast") / "library")


@pytest.fixture
def group(sqlite_url: str, library: Library):
    group = Group(sqlite_url, library)
    yield group
    group.store.close_here()


def look(group: Group, days: int = 3, zone: str = "UTC") -> Forecast:
    """What is told of the group's one account."""
    return group.store._read_here(forecast, group.library, {"main": SLOW}, zone=zone, days=days)


def due_on(group: Group, day: date) -> int:
    """How many rows the planner has written for a date."""
    o = tables.occurrences.c
    query = sa.select(sa.func.count()).where(o.local_date == day.isoformat(), o.state == "planned")
    return group.store.run_here(lambda unit: unit.one(query))[0]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_flood_is_told_with_its_length_and_its_programmes(
    kind: str, request: pytest.FixtureRequest, library: Library
) -> None:
    """Ten of one programme and two of another at nine, four a minute: three minutes, each day."""
    group = Group(request.getfixturevalue(f"{'sqlite' if kind == 'sqlite' else 'postgres'}_url"), library)
    group.join(10, programme="nine")
    group.join(2, first=10, programme="brief")

    seen = look(group)

    account = seen.accounts[0]
    floods = [Flood(NINE + n * DAY, 12, 0, 3, {"nine": 10, "brief": 2}, timedelta(minutes=30)) for n in range(3)]
    assert (seen.enrolments, seen.nowhere, seen.unknown) == (12, 0, 0)
    assert account.days == {TODAY + n * DAY: 12 for n in range(3)}
    assert list(account.busiest) == [(NINE + n * DAY, 12) for n in range(3)]
    assert list(account.floods) == floods
    assert (account.carries, account.took) == (4, None)
    group.store.close_here()


def test_it_counts_what_the_planner_writes(group: Group) -> None:
    """Fixed and random: as many a day as there are rows then."""
    group.join(5, programme="nine", zone="Asia/Kolkata")
    group.join(5, first=5, programme="drawn", zone="Europe/Berlin")
    while group.store.run_here(plan_ahead, group.library):
        pass

    account = look(group).accounts[0]

    tomorrow = TODAY + DAY
    assert account.days[tomorrow] == due_on(group, tomorrow) == 20


def test_random_moments_are_counted_evenly_over_their_window(group: Group) -> None:
    """Three each in ten hours are no flood; a quarter of the day's are left when a quarter of the window is."""
    group.join(40, programme="drawn")
    group.clock.present = NINE.replace(hour=17, minute=30)

    account = look(group).accounts[0]

    assert account.days[TODAY] == pytest.approx(120 / 4, abs=1)
    assert account.days[TODAY + DAY] == 120
    assert account.floods == []


def test_many_random_ones_are_over_the_rate_in_their_window(group: Group) -> None:
    """1,200 in ten hours on an account that carries one a minute: two a minute, so each minute is told as too full."""
    group.join(400, programme="drawn")

    seen = group.store._read_here(
        forecast, group.library, {"main": replace(SLOW, per_account_per_s=0.03)}, zone="UTC", days=1
    )

    account = seen.accounts[0]
    assert account.carries == 1
    assert {flood.prompts for flood in account.floods} == {2}
    assert account.floods[0].at == NINE + timedelta(hours=1)
    assert dict(account.floods[0].programmes) == {"": 2}


def test_quiet_hours_and_days_are_kept_as_they_will_be(group: Group) -> None:
    """Moved to their end where the window reaches so far; else, and on days that are not allowed, not counted."""
    group.join(1, programme="nine", quiet="08:00-10:00")
    group.join(1, first=1, programme="brief", quiet="08:00-10:00")
    group.join(1, first=2, programme="nine", days="0111111")  # no Mondays

    account = look(group).accounts[0]

    assert account.days == {TODAY: 1, TODAY + DAY: 2, TODAY + 2 * DAY: 2}
    assert (NINE + timedelta(hours=1), 1) in account.busiest


def test_who_rests_or_is_paused_gets_nothing_meanwhile(group: Group) -> None:
    """Until then; whoever has stopped without an end is not counted at all."""
    group.join(1, programme="nine", paused_until=NINE + 1.5 * DAY)
    group.join(1, first=1, programme="nine", state="resting", rest_until=NINE + DAY / 2)
    group.join(1, first=2, programme="nine", state="resting")
    group.join(1, first=3, programme="nine", state="halted")

    seen = look(group)

    assert seen.enrolments == 2
    assert seen.accounts[0].days == {TODAY: 0, TODAY + DAY: 1, TODAY + 2 * DAY: 2}


def test_what_no_rule_has_is_counted_too(group: Group) -> None:
    """Sent by hand: in the minute for which it was sent, in no programme's name."""
    people = group.join(4, programme="nine")

    def send(unit) -> None:
        moves.send_by_hand(
            unit, client=people[0], prompt="writing/small-things", intensity=1, local_date=TODAY, due_at=NINE,
            late_by=timedelta(hours=2), answer_within=timedelta(hours=36), remind="", sent_by="therapist:x",
        )  # fmt: skip

    group.store.run_here(send)
    account = look(group).accounts[0]

    assert account.days[TODAY] == 5
    assert [(flood.at, flood.prompts, dict(flood.programmes)) for flood in account.floods] == [
        (NINE, 5, {"nine": 4, "": 1})
    ]


def test_who_cannot_be_reached_or_follows_nothing_known_is_told_apart(group: Group) -> None:
    """An account that is not in the settings, a programme whose file is gone."""
    people = group.join(3, programme="nine")
    a, e = tables.addresses, tables.enrolments

    def change(unit) -> None:
        unit.execute(sa.delete(a).where(a.c.client == people[0]))
        unit.execute(sa.update(e).where(e.c.client == people[1], e.c.state == "active").values(programme="gone"))

    group.store.run_here(change)
    seen = look(group)

    assert (seen.enrolments, seen.nowhere, seen.unknown) == (3, 1, 1)
    assert seen.accounts[0].days[TODAY] == 1


def test_days_are_those_of_the_practice(group: Group) -> None:
    """Nine in Kolkata is still the day before in Honolulu; on a night of clock change a day has 23 hours."""
    group.join(1, programme="nine", zone="Asia/Kolkata")

    honolulu = look(group, zone="Pacific/Honolulu")
    group.clock.present = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    spring = look(group, days=2, zone="Europe/Berlin")

    first = honolulu.accounts[0]
    assert list(first.days) == [date(2026, 11, 29) + n * DAY for n in range(3)]
    assert list(first.days.values()) == [0, 1, 1]
    assert spring.until - datetime(2027, 3, 27, 23, tzinfo=UTC) == timedelta(hours=23)


def test_it_writes_nothing(group: Group) -> None:
    """It is a look: in a read-only transaction, twice the same."""
    group.join(12, programme="morning")

    assert look(group) == look(group)


def test_its_spreading_is_the_schedulers(group: Group) -> None:
    """What is told to take three minutes takes three minutes."""
    group.join(12, programme="nine")
    minutes = look(group).accounts[0].floods[0].minutes

    asyncio.run(group.beat())

    due = group.due()
    assert minutes == 3
    assert max(due.values()) < NINE + minutes * MINUTE
    assert max(due.values()) >= NINE + (minutes - 1) * MINUTE
