"""Anything in any order: whatever people wish and machines do, each prompt comes once, at a time that is fine, or says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from core.prompts.library import Library
from core.store import clients, schedule, therapists
from core.store.clients import FOR_GOOD
from tests.contract.scheduler.model import Model, Person, person, steps
from tests.contract.scheduler.practice import (
    DAY,
    HOUR,
    MINUTE,
    Practice,
    changed,
    library,
    programme,
    prompt,
    utc,
    without,
)
from tests.oracle.zone import read_zone

BEGIN = utc("2026-10-24 06:00")  # the day before clocks change in Europe, a week before they do in America
NAMES = [f"d{number}" for number in range(4)]
SHELF = library(
    programme(
        "fixed",
        {"every": "day", "at": ["07:30", "19:30"]},
        {"every": {"days": 2}, "at": "12:00", "if_late": {"up_to": "1h", "then": "next_window"}},
        {"every": "weekday", "at": "21:30", "if_late": {"up_to": "30m", "then": "send"}},
        {"cron": "30 2 * * sat,sun,mon", "if_late": {"up_to": "8h"}},
    ),
    programme(
        "random",
        {"every": "day", "between": ["10:00", "20:00"], "times": 3, "gap": "90m"},
        {"every": ["sat", "sun"], "between": ["06:00", "23:30"], "times": 2, "gap": "4h", "spread": "anywhere",
         "if_late": {"up_to": "0m"}},
    ),
    programme(
        "pool", {"pool": {"prompts": NAMES}, "every": "day", "at": ["16:00", "17:00"], "if_late": {"up_to": "16h"}},
        {"pool": {"prompts": NAMES[:2]}, "every": "day", "between": ["12:00", "14:00"]},
    ),
    programme(
        "waits", {"every": {"days": 2}, "at": "09:30"},
        {"after": {"step": "s0", "event": "answered", "delay": "1d"}, "at": "18:00"},
        {"after": {"step": "s0", "event": "sent", "delay": "3h"}},
    ),
    prompts=tuple(map(prompt, NAMES)),
)  # fmt: skip
ZONES = (
    "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Pacific/Auckland", "Pacific/Honolulu", "Pacific/Kiritimati",
    "Pacific/Pago_Pago", "Australia/Lord_Howe", "Europe/Lisbon", "America/St_Johns",
)  # fmt: skip
QUIET = ("22:00-08:00", "", "20:00-11:00", "13:00-15:00", "01:00-00:30")
zones, hours = st.sampled_from(ZONES), st.integers(1, 40)
who = st.integers(0, 1)


def edited(shelf: Library, where: tuple[str, str], **more: Any) -> Library:
    """The library with something else said of one step."""
    plan = shelf.programmes[where[0]]
    rhythm = {} if "at" in more or "if_late" in more else {"between": ["10:00", "20:00"]}
    read = programme("words", {"every": "day"} | (rhythm or {"at": "12:00"}) | more).steps[0]
    told = {name: getattr(read, name) for name in more}
    steps = tuple(each.model_copy(update=told) if each.id == where[1] else each for each in plan.steps)
    return changed(shelf, plan.model_copy(update={"steps": steps}))


class AnyOrder(RuleBasedStateMachine):
    """Two clients of one therapist, and all that can happen to them."""

    fresh: Callable[[], str]

    def __init__(self) -> None:
        super().__init__()
        self.practice = Practice(type(self).fresh(), SHELF, fast=True)
        self.practice.clock.present = BEGIN
        self.model = Model(self.practice)
        self.outages: list[tuple[Any, Any]] = []

    def teardown(self) -> None:
        self.practice.close()

    @initialize(one=zones, other=zones, name=st.sampled_from(sorted(SHELF.programmes)))
    def join(self, one: str, other: str, name: str) -> None:
        for zone in (one, other):
            somebody = person(self.practice, zone)
            self.model.people[somebody.id] = somebody
            self._enrol(somebody, name, 0)

    def somebody(self, number: int) -> Person:
        return list(self.model.people.values())[number]

    def changed(self) -> None:
        """Something is otherwise from now on; what was planned followed."""
        self.model.look()
        self.practice.beat()
        self.seen()

    def seen(self) -> None:
        self.model.nothing_is_left()
        self.model.nothing_is_gone()
        for since, until in self.outages:
            self.model.one_overdue(since, until)

    # --- courses --------------------------------------------------------------------------------------------------
    @rule(number=who, name=st.sampled_from(sorted(SHELF.programmes)), ahead=st.integers(0, 2))
    def enrol(self, number: int, name: str, ahead: int) -> None:
        somebody = self.somebody(number)
        if all(name != each for each, *_ in somebody.courses.values()):
            self._enrol(somebody, name, ahead)
            self.changed()

    def _enrol(self, somebody: Person, name: str, ahead: int) -> None:
        start = somebody.day(self.model.now) + ahead * DAY
        somebody.courses[self.practice.enrol(somebody.id, name, start)] = (name, start, self.model.now)

    @rule(where=st.sampled_from(steps(SHELF)), how=st.sampled_from(["gone", "at", "late", "often", "undo", "undo all"]))
    def edit(self, where: tuple[str, str], how: str) -> None:
        shelf = self.practice.library
        step = next((each for each in shelf.programmes[where[0]].steps if each.id == where[1]), None)
        if how == "undo all":
            shelf = SHELF
        elif how == "undo":
            shelf = changed(shelf, SHELF.programmes[where[0]])
        elif step is None or (
            how == "gone" and (len(shelf.programmes[where[0]].steps) == 1 or where == ("waits", "s0"))
        ):
            return
        elif how == "gone":
            shelf = without(shelf, *where)
        elif how == "at" and step.at is not None:
            shelf = edited(shelf, where, at=["08:15", "18:45"])
        elif how == "often" and step.between is not None:
            shelf = edited(shelf, where, times=1)
        else:
            shelf = edited(shelf, where, if_late={"up_to": "3h", "then": "send"})
        self.practice.library = shelf
        self.changed()

    @rule()
    def other_zone_rules(self) -> None:
        self.practice.run(schedule.use_zone_rules, f"{self.model.now:%Y%m%d%H%M}")
        self.changed()

    # --- wishes ---------------------------------------------------------------------------------------------------
    @rule(number=who, zone=zones)
    def travel(self, number: int, zone: str) -> None:
        somebody = self.somebody(number)
        somebody.zone = read_zone(zone)
        self.practice.travel(somebody.id, zone)
        self.changed()

    @rule(number=who, quiet=st.sampled_from(QUIET))
    def set_quiet(self, number: int, quiet: str) -> None:
        somebody = self.somebody(number)
        somebody.quiet = quiet
        self.practice.set_quiet(somebody.id, quiet)
        self.changed()

    @rule(
        number=who,
        days=st.sampled_from(["1111111", "1111100", "1010101", "0000011"]),
        cap=st.sampled_from([1, 2, 3, 9]),
    )
    def set_days(self, number: int, days: str, cap: int) -> None:
        somebody = self.somebody(number)
        somebody.days, somebody.cap = days, cap
        self.practice.run(clients.set_days, somebody.id, days)
        self.practice.run(clients.set_cap, somebody.id, cap)
        self.changed()

    @rule(number=who, until=st.none() | hours)
    def rest(self, number: int, until: int | None) -> None:
        somebody = self.somebody(number)
        if not somebody.rests(self.model.now):
            somebody.rest_until = None if until is None else self.model.now + until * HOUR
            somebody.resting = True
            self.practice.rest(somebody.id, somebody.rest_until)
            self.changed()

    @precondition(lambda self: any(each.rests(self.model.now) for each in self.model.people.values()))
    @rule()
    def come_back(self) -> None:
        somebody = next(each for each in self.model.people.values() if each.rests(self.model.now))
        somebody.resting, somebody.rest_until = False, None
        self.practice.come_back(somebody.id)
        self.changed()

    @rule(number=who, until=st.none() | hours | st.just(9999))
    def pause(self, number: int, until: int | None) -> None:
        somebody = self.somebody(number)
        end = None if until is None else FOR_GOOD if until == 9999 else self.model.now + until * HOUR
        somebody.paused_until = end
        self.practice.run(clients.pause, somebody.id, end, actor="therapist:ada")
        self.changed()

    @rule(begins=st.integers(-1, 20), length=st.none() | hours)
    def away(self, begins: int, length: int | None) -> None:
        at = self.model.now + begins * HOUR
        span = None if length is None else (at, at + length * HOUR)
        for somebody in self.model.people.values():
            somebody.away = span
        self.practice.run(therapists.set_away, self.practice.therapist, span)
        self.changed()

    # --- answers --------------------------------------------------------------------------------------------------
    def open(self) -> list[str]:
        return [row.id for row in self.model.rows.values() if row.state in ("sent", "snoozed")]

    @precondition(lambda self: self.open())
    @rule(pick=st.integers(0, 99), what=st.sampled_from(["answer", "answer", "not today", "later"]), until=hours)
    def do(self, pick: int, what: str, until: int) -> None:
        one = self.open()[pick % len(self.open())]
        if what == "answer":
            self.practice.answer(one)
        elif what == "not today":
            self.practice.run(schedule.decline, one)
        elif self.model.rows[one].state == "sent":
            self.model.later.add(one)
            self.practice.later(one, self.model.now + until * HOUR)
        self.changed()

    # --- time -----------------------------------------------------------------------------------------------------
    @rule(length=st.integers(1, 30))
    def go_on(self, length: int) -> None:
        self._pass(self.model.now + length * HOUR)

    @rule(length=st.integers(1, 3))
    def days_go_by(self, length: int) -> None:
        self._pass(self.model.now + length * DAY)

    def _pass(self, until: Any) -> None:
        self.practice.move_to(until)
        self.seen()

    @rule(length=st.sampled_from([MINUTE, 6 * HOUR, 12 * HOUR, 3 * DAY]), restarts=st.booleans())
    def outage(self, length: timedelta, restarts: bool) -> None:
        since = self.model.now
        if restarts:
            self.practice.restart()
        self.outages.append((since, since + length))
        self.practice.clock.present += length
        self.practice.beat()
        self.seen()

    @rule()
    def restart(self) -> None:
        self.practice.restart()


def play(fresh: Callable[[], str], *, examples: int, length: int, derandomize: bool = False) -> None:
    machine = type("AnyOrderHere", (AnyOrder,), {"fresh": staticmethod(fresh)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=length, deadline=None, derandomize=derandomize, report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_anything_in_any_order(fresh_sqlite: Callable[[], str]) -> None:
    """A few stories, the same each time."""
    play(fresh_sqlite, examples=14, length=20, derandomize=True)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_anything_in_any_order_again_and_again(fresh_sqlite: Callable[[], str]) -> None:
    """Others each time, and longer ones."""
    play(fresh_sqlite, examples=40, length=35)


@pytest.mark.slow
@pytest.mark.postgres
def test_anything_in_any_order_on_postgresql(fresh_postgres: Callable[[], str]) -> None:
    """The same rows by another database."""
    play(fresh_postgres, examples=10, length=25)
