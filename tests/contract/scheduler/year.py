"""A year of a large practice, beat by beat: clients all over the world who travel, pause and answer; edits, and outages."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.domain.hours import Hours
from core.domain.states import ClientState, OccurrenceState
from core.scheduler import follow
from core.scheduler.enrol import Enrolled, Wish, enrol_all
from core.scheduler.plan import must_plan, plan_ahead
from core.store import clients, schedule, tables, therapists
from core.store.unit import Unit
from tests.contract.scheduler.practice import DAY, HOUR, MINUTE, Practice, library, programme, prompt

FIRST = date(2026, 11, 23)
ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "Africa/Lagos", "America/Anchorage", "America/Argentina/Buenos_Aires",
    "America/Bogota", "America/Chicago", "America/Havana", "America/Los_Angeles", "America/New_York", "America/Nuuk",
    "America/Santiago", "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Dubai",
    "Asia/Kathmandu", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Atlantic/Azores", "Australia/Adelaide",
    "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin", "Europe/Lisbon", "Europe/London", "Pacific/Apia",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Honolulu", "Pacific/Kiritimati", "Pacific/Pago_Pago",
)  # fmt: skip
NAMES = [f"d{number}" for number in range(5)]
SILENT: dict[str, Any] = {"defaults": {"remind": []}}
SHELF = library(
    programme(
        "evenings", {"every": ["mon"], "at": "19:30"},
        {"every": {"weeks": 3}, "at": "12:00", "if_late": {"up_to": "1h", "then": "next_window"}},
        {"every": "month", "at": "20:00", "if_late": {"up_to": "2h", "then": "send"}}, **SILENT,
    ),
    programme("sampling", {"every": {"days": 4}, "between": ["10:00", "20:00"], "times": 2, "gap": "90m"}, **SILENT),
    programme(
        "pool", {"pool": {"prompts": NAMES}, "every": ["sun"], "at": "17:00"},
        {"cron": "30 9 1 * *", "if_late": {"up_to": "1d"}}, **SILENT,
    ),
    programme(
        "letters", {"id": "letter", "every": {"days": 9}, "at": "07:30"},
        {"after": {"step": "letter", "event": "answered", "delay": "2d"}, "at": "18:00"},
    ),
    prompts=tuple(map(prompt, NAMES)),
)  # fmt: skip
COURSES = (*("evenings", "pool", "letters") * 3, "sampling")
GRID = 10 * MINUTE  # no later than that is punctual


class Year:
    """The practice and its people. Chance is the same each time. What people wish is remembered, to be held against what came.

    hours: of each client, with the moment from which on. off: pauses, [from, until) each. courses: enrolment -> client and wish.
    """

    def __init__(self, url: str, *, people: int) -> None:
        self.practice = Practice(url, SHELF, fast=True)
        self.practice.told = lambda _unit, _occurrence: None
        self._chance = random.Random(20261123)
        self._planned = ("", FIRST)  # for which library and date everything is planned
        self.outages: list[tuple[datetime, datetime]] = []
        self.hours: dict[str, list[tuple[datetime, Hours]]] = {}
        self.off: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        self.therapists = [self.practice.therapist, *(self.practice.run(_therapist) for _ in range(4))]
        self.people = [self._client(number) for number in range(people)]
        wishes = [
            Wish(who, COURSES[number % len(COURSES)], FIRST + (1 + number % 9) * DAY)
            for number, who in enumerate(self.people)
        ]
        for start in range(0, people, 100):
            some = wishes[start : start + 100]
            told = self.practice.run(enrol_all, SHELF, some, actor="therapist:ada", language="en")
            assert all(isinstance(each, Enrolled) for each in told)
        known = {each.client: each.id for each in self.practice.run(schedule.active_enrolments)}
        self.courses = {known[wish.client]: wish for wish in wishes}

    @property
    def now(self) -> datetime:
        """The calendar."""
        return self.practice.clock.present

    def _client(self, number: int) -> str:
        zone = ZONES[number % len(ZONES)]
        who = self.practice.client(zone, therapist=self.therapists[number % len(self.therapists)])
        self.hours[who] = [(self.now, Hours(zone, "22:00-08:00"))]
        return who

    # --- time -----------------------------------------------------------------------------------------------------
    def go_on(self, until: datetime) -> None:
        """Without a gap: a beat whenever something is due, and at least twice a day."""
        while True:
            due = self.practice.run(schedule.next_due)
            noon = _ceil(self.now + MINUTE, 12 * HOUR)
            at = max(self.now, noon if due is None else min(noon, _ceil(due, GRID)))
            if at > until:
                break
            self.practice.clock.present = at
            self.beat()
        self.practice.clock.present = until
        self.beat()

    def outage(self, length: timedelta) -> None:
        """Nothing beats for so long."""
        self.outages.append((self.now, self.now + length))
        self.practice.clock.present += length
        self.beat()

    def beat(self) -> None:
        """A slice of what is due; what is due still is the next beat's."""
        self.practice.run(self._work)

    def _work(self, unit: Unit) -> None:
        done = self.practice.work(unit)
        rules = (self.practice.library.revision, self.now.date())
        while rules != self._planned and must_plan(unit, self.practice.library):
            plan_ahead(unit, self.practice.library)
        self._planned = rules
        while done:
            done = self.practice.work(unit) if (due := schedule.next_due(unit)) is not None and due <= self.now else 0

    # --- what people do -------------------------------------------------------------------------------------------
    def one_day(self) -> None:
        """Some travel, rest, are paused or want other hours; most of what is open is answered."""
        draw = self._chance
        self.practice.clock.present += MINUTE  # after whatever came just now
        self._travel(draw.choice(self.people), draw.choice(ZONES))
        who, quiet, days = draw.choice(self.people), draw.choice(["21:00-10:00", "", "13:00-15:00"]), "1111100"
        if draw.random() < 0.3:
            zone = self.hours[who][-1][1].zone
            self.practice.set_quiet(who, quiet)
            self.practice.run(clients.set_days, who, days)
            self.hours[who].append((self.now, Hours(zone, quiet, days)))
        who, until = draw.choice(self.people), self.now + draw.randrange(4, 200) * HOUR
        if self.practice.look(who).state is ClientState.ACTIVE:
            self.practice.rest(who, until)
            self.off[who].append((self.now, until))
        who = draw.choice(self.people)
        paused = self.practice.look(who).paused_until
        if paused is None or paused <= self.now:
            self.practice.run(clients.pause, who, until, actor="therapist:ada")
            self.off[who].append((self.now, until))
        self.practice.run(self._answer)

    def _travel(self, who: str, zone: str) -> None:
        before = self.hours[who][-1][1]
        self.practice.travel(who, zone)
        self.hours[who].append((self.now, Hours(zone, before.quiet, before.days)))

    def goes_away(self, number: int, length: timedelta) -> None:
        """A therapist is away from now on."""
        self.practice.clock.present += MINUTE
        until = self.now + length
        self.practice.run(therapists.set_away, self.therapists[number], (self.now, until))
        for who in self.people[number :: len(self.therapists)]:
            self.off[who].append((self.now, until))

    def _answer(self, unit: Unit) -> None:
        c = tables.occurrences.c
        is_open = sa.literal_column("occurrences.state = 'sent'")  # as an index has it
        for row in unit.all(sa.select(c.id, c.step).where(is_open).order_by(c.id)):
            drawn = self._chance.random()
            if drawn < 0.6:
                schedule.move(unit, schedule.occurrence(unit, row.id), OccurrenceState.ANSWERED)
                if row.step == "letter":
                    follow.follow(unit, self.practice.library, row.id, "answered")
            elif drawn < 0.65:
                schedule.decline(unit, row.id)


def _therapist(unit: Unit) -> str:
    return therapists.add_therapist(unit, name="Ben", language="en", zone="UTC", code=unit.id(), code_until=unit.now)


def _ceil(moment: datetime, grid: timedelta) -> datetime:
    over = timedelta(seconds=moment.timestamp() % grid.total_seconds())
    return moment if not over else moment - over + grid
