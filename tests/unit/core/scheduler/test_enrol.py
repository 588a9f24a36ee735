"""Enrolling one and many: each is judged by itself, and what was enrolled is planned and journalled with it."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.domain.errors import Refused
from core.domain.states import ClientState
from core.prompts.library import Library
from core.scheduler import enrol as use
from core.scheduler.enrol import Enrolled, Wish, enrol_all, enrol_in_slices
from core.scheduler.plan import must_plan, plan_ahead
from core.store import clients, tables, therapists
from core.store.engine import Store
from core.store.unit import Unit, chain
from tests.unit.core.scheduler.conftest import MORNING, Standing

WEEK = "first-week"


def people(
    unit: Unit, number: int, *, zone: str = "Europe/Berlin", state: ClientState = ClientState.ACTIVE
) -> list[str]:
    """Clients in a state."""
    until = unit.now + timedelta(hours=72)
    ada = therapists.add_therapist(unit, name="Ada", language="en", zone=zone, code=unit.id(), code_until=until)
    made: list[str] = []
    for n in range(number):
        who = clients.invite_client(
            unit, therapist_id=ada, alias=f"{zone}-{state}-{n}", name="Mira", language="en", zone=zone,
            code=unit.id(), until=until, programme=None,
        )  # fmt: skip
        unit.execute(sa.update(tables.clients).where(tables.clients.c.id == who).values(state=state.value))
        made.append(who)
    return made


def wish(unit: Unit, library: Library, wishes: list[Wish]) -> list[Enrolled | Refused]:
    return enrol_all(unit, library, wishes, actor="therapist:ada", language="en")


def rows(store: Store, table: sa.Table) -> list:
    return store.run_here(lambda unit: unit.all(sa.select(table)))


def test_each_of_many_is_answered_for_itself_and_in_order(store: Store, library: Library) -> None:
    """One who has not joined, one unknown programme, one day in the past, one twice: the others are enrolled all the same."""
    mira, noor, lea, sami = store.run_here(people, 4)
    (pia,) = store.run_here(people, 1, state=ClientState.JOINING)
    wishes = [
        Wish(mira, WEEK), Wish(pia, WEEK), Wish(noor, "no-such"), Wish(lea, WEEK, date(2026, 11, 22)),
        Wish(mira, WEEK), Wish("nobody", WEEK), Wish(sami, WEEK, date(2026, 11, 23)),
    ]  # fmt: skip

    answers = store.run_here(wish, library, wishes)

    told = ["" if isinstance(one, Enrolled) else str(one) for one in answers]
    assert [answer == "" for answer in told] == [True, False, False, False, False, False, True]
    assert "has not joined" in told[1]
    assert "no-such" in told[2]
    assert "in the past" in told[3]
    assert "already" in told[4]
    assert {row.client for row in rows(store, tables.enrolments)} == {mira, sami}
    assert answers[0].start == date(2026, 11, 24)
    assert answers[6].first == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def test_what_was_enrolled_is_planned_and_chained_into_the_journal(store: Store, library: Library) -> None:
    """In zones a day apart: two local days of rows each, none of them before now; a line per enrolment, chained."""
    berlin, auckland = store.run_here(people, 3), store.run_here(people, 2, zone="Pacific/Auckland")

    store.run_here(wish, library, [Wish(who, WEEK, date(2026, 11, 24)) for who in berlin + auckland])

    planned = rows(store, tables.occurrences)
    assert {who: sum(row.client == who for row in planned) for who in berlin} == dict.fromkeys(berlin, 3)
    assert all(row.due_at > MORNING and row.title is None for row in planned)
    assert {(row.step, row.local_date) for row in planned if row.client == auckland[0]} == {
        ("write", "2026-11-24"), ("draw", "2026-11-25"), ("speak", "2026-11-25"),
    }  # fmt: skip
    lines = [line for line in rows(store, tables.journal) if line.action == "enrolled"]
    assert [line.object for line in lines] == [f"client:{who}" for who in berlin + auckland]
    assert json.loads(lines[0].facts) == {"programme": WEEK, "start": "2026-11-24"}
    for before, line in itertools.pairwise(lines):
        assert line.hash == chain(before.hash, line.seq, line.at, line.actor, line.action, line.object, line.facts)


async def test_any_number_goes_in_slices_and_keeps_its_order(
    store: Store, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than one transaction; the answers stand where their wishes stood; the same list again changes nothing."""
    monkeypatch.setattr(use, "SLICE", 4)
    who = await store.run(people, 10)
    wishes = [Wish(one, WEEK if n % 3 else "no-such") for n, one in enumerate(who)]

    first = await enrol_in_slices(store, lambda: library, wishes, actor="admin", language="en")
    again = await enrol_in_slices(store, lambda: library, wishes, actor="admin", language="en")

    assert [isinstance(one, Enrolled) for one in first] == [n % 3 > 0 for n in range(10)]
    assert not any(isinstance(one, Enrolled) for one in again)
    assert len(await store.read(lambda unit: unit.all(sa.select(tables.enrolments)))) == 6


def test_planning_goes_on_by_days_and_never_twice(store: Store, library: Library, clock: Standing) -> None:
    """Every beat of a week: each slot of the programme once; nothing to plan in between."""
    who = store.run_here(people, 5)
    store.run_here(wish, library, [Wish(one, WEEK, date(2026, 11, 23)) for one in who])
    for hours in range(0, 24 * 8, 6):
        clock.at = MORNING + timedelta(hours=hours)
        while store.run_here(plan_ahead, library, limit=2):
            pass
        assert not store.run_here(must_plan, library)

    planned = rows(store, tables.occurrences)
    found = sorted((row.step, row.local_date) for row in planned if row.client == who[0])
    assert found == [
        ("draw", "2026-11-24"), ("every2", "2026-11-25"), ("every2", "2026-11-27"), ("every2", "2026-11-29"),
        ("speak", "2026-11-25"), ("speak", "2026-11-28"), ("write", "2026-11-23"), ("write", "2026-11-26"),
    ]  # fmt: skip
    assert len(planned) == 5 * len(found)
