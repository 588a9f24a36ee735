"""Rows of what is due follow the rules: planned again nothing changes, edited they move, let go they say why (SPEC 4.3, 4.6)."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.domain.reasons import Why
from core.scheduler.plan import must_plan, plan_again, plan_ahead
from core.store import clients, schedule, tables
from tests.contract.scheduler.conftest import Begin
from tests.contract.scheduler.practice import (
    DAY,
    HOUR,
    MINUTE,
    Practice,
    changed,
    programme,
    prompt,
    utc,
    without,
)

MONDAY = date(2026, 11, 23)
EVENING = programme("p", {"every": "day", "at": "19:30"})
RANDOM = {"every": "day", "between": ["10:00", "20:00"], "times": 3, "gap": "90m"}
MIXED = programme(
    "p",
    {"every": "day", "at": ["08:30", "19:30"]},
    RANDOM,
    {"pool": {"modality": ["drawing"]}, "every": {"days": 2}, "at": "12:00", "if_late": {"up_to": "1h", "then": "next_window"}},
    {"after": {"step": "s0", "event": "sent", "delay": "1d"}, "at": "09:00"},
)  # fmt: skip
DRAWINGS = tuple(prompt(f"d{number}", modality="drawing") for number in range(3))


def count(practice: Practice) -> int:
    return practice.run(lambda unit: unit.one(sa.select(sa.func.count()).select_from(tables.occurrences))[0])


# --- Again ---


def test_planning_again_changes_nothing(begin: Begin) -> None:
    """In any mood: moved rows, skipped rows, a day that has begun, what an event made; with other zone rules too."""
    practice = begin(MIXED, prompts=DRAWINGS, at=utc("2026-11-23 06:00"))
    mira = practice.client(quiet="22:00-09:00")
    practice.enrol(mira, "p", MONDAY)
    practice.move_to(utc("2026-11-23 10:00"))
    practice.stand_still(1.5 * HOUR)
    practice.run(clients.set_days, mira, "1101111")
    practice.move_to(utc("2026-11-24 13:00"))
    practice.run(plan_again, practice.library, mira)  # as far ahead as it ever goes
    before = practice.everything()

    for _ in range(2):
        assert practice.run(plan_again, practice.library, mira) == 0
        practice.run(schedule.plan_everything_again)
        while practice.run(plan_ahead, practice.library):
            pass
        practice.run(schedule.use_zone_rules, "2027a")
        while practice.run(plan_ahead, practice.library):
            pass

    assert practice.everything() == before
    assert not practice.run(must_plan, practice.library)


def test_a_new_edition_of_the_zones_plans_everything_once(begin: Begin) -> None:
    """The stamp says by which rules each enrolment is planned; after one round all of them bear the new one."""
    practice = begin(EVENING)
    for _ in range(5):
        practice.enrol(practice.client(), "p")
    practice.run(schedule.use_zone_rules, "2026b")
    assert not practice.run(must_plan, practice.library) or practice.run(plan_ahead, practice.library, limit=10) == 5

    practice.run(schedule.use_zone_rules, "2027a")

    assert practice.run(must_plan, practice.library)
    assert [practice.run(plan_ahead, practice.library, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    stamps = {each.planned_by for each in practice.run(schedule.active_enrolments)}
    assert stamps == {f"{practice.library.revision}:2027a"}


def test_what_moved_to_its_next_window_stays_there_when_planned_again(begin: Begin) -> None:
    """Planning again is no reason to be late."""
    practice = begin(programme("p", {"day": 1, "at": "19:30", "if_late": {"up_to": "1h", "then": "next_window"}}))
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.clock.present = utc("2026-11-23 20:00")  # 21:00 there: half an hour too late
    practice.beat()
    assert practice.told_of(mira) == ["s0 11-23 24. 19:30 planned"]

    practice.run(plan_again, practice.library, mira)
    practice.move_to(utc("2026-11-24 20:00"))

    assert practice.told_of(mira) == ["s0 11-23 24. 19:30 sent"]


# --- Edits ---


def test_a_step_that_is_moved_moves_its_rows(begin: Begin) -> None:
    """From 19:30 to 20:00: the same rows, at another time, each saying so; what was sent stays; no second of any day."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.move_to(utc("2026-11-23 18:40"))
    before = count(practice)

    practice.use(changed(practice.library, programme("p", {"every": "day", "at": "20:00"})))

    assert practice.told_of(mira) == ["s0 11-23 19:30 sent", "s0 11-24 20:00 planned", "s0 11-25 20:00 planned"]
    assert count(practice) == before
    moved = practice.moves(practice.rows(mira)[1].id)
    assert [(each.before, each.after, each.reason) for each in moved] == [
        (utc("2026-11-24 18:30"), utc("2026-11-24 19:00"), Why.EDITED)
    ]


@pytest.mark.parametrize("at", ["2026-11-23 18:29", "2026-11-23 18:30", "2026-11-23 18:31"])
def test_moved_around_its_time_it_comes_once(begin: Begin, at: str) -> None:
    """Just before, at and just after 19:30 the step moves to 20:00, and back at 20:10: one on that day (SPEC 4.6)."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    old = practice.library
    practice.move_to(utc(at))

    practice.use(changed(old, programme("p", {"every": "day", "at": "20:00"})))
    practice.move_to(utc("2026-11-23 19:10"))
    practice.use(old)
    practice.move_to(utc("2026-11-24 12:00"))

    assert len(practice.sent) == 1
    dates = [row.local_date for row in practice.rows(mira)]
    assert dates == [MONDAY + n * DAY for n in range(len(dates))]


def test_a_step_that_is_gone_says_so_and_comes_back(begin: Begin) -> None:
    """Its rows ahead are left out with the reason; with the edit undone they are planned again, those that are over are not."""
    practice = begin(programme("p", {"every": "day", "at": "12:00"}, {"every": "day", "at": "19:30"}))
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.move_to(utc("2026-11-23 12:00"))
    old = practice.library

    practice.use(without(old, "p", "s1"))
    gone = [each for each in practice.told_of(mira) if each.startswith("s1")]
    practice.move_to(utc("2026-11-24 12:00"))
    practice.use(old)
    practice.move_to(utc("2026-11-25 09:00"))

    assert gone == [f"s1 11-{day} 19:30 skipped: no longer in the programme" for day in (23, 24, 25)]
    assert [each for each in practice.told_of(mira) if each.startswith("s1")][:4] == [
        "s1 11-23 19:30 skipped: no longer in the programme", "s1 11-24 19:30 sent", "s1 11-25 19:30 planned",
        "s1 11-26 19:30 planned",
    ]  # fmt: skip


def test_terms_and_prompts_follow_the_library(begin: Begin) -> None:
    """Lateness, reminders, closing and prompt of what is ahead are those of the revision in force (SPEC 3.5)."""
    practice = begin(EVENING, prompts=(prompt("b", intensity=2),))
    mira = practice.client()
    practice.enrol(mira, "p")
    terms = {"if_late": {"up_to": "4h", "then": "send"}, "remind": ["2h", "1d"], "answer_within": "3d", "prompt": "b"}

    practice.use(changed(practice.library, programme("p", {"every": "day", "at": "19:30"} | terms)))

    (row, *_) = practice.rows(mira)
    assert (row.prompt, row.intensity, row.if_late, row.remind) == ("b", 2, "send", "2h 1d")
    assert (row.answer_within, row.move_until - row.nominal_at) == (3 * DAY, 4 * HOUR)


def test_a_prompt_that_becomes_strong_asks_for_a_yes(begin: Begin) -> None:
    """The same prompt, stronger since the edit: without approval it does not go (SPEC 4.7)."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.use(changed(practice.library, prompts=(prompt("a", intensity=3),)))

    assert {row.intensity for row in practice.rows(mira)} == {3}
    practice.move_to(utc("2026-11-23 19:00"))
    assert practice.told_of(mira)[0] == "s0 11-23 19:30 skipped: not approved"
    assert practice.sent == []


def test_a_pool_gives_nothing_that_it_does_not_hold_any_more(begin: Begin) -> None:
    """What was drawn ahead of the edit is drawn again."""
    step = {"every": "day", "at": "12:00"}
    practice = begin(programme("p", {"pool": {"prompts": ["d0", "d1"]}} | step), prompts=DRAWINGS)
    mira = practice.client()
    practice.enrol(mira, "p")

    practice.use(changed(practice.library, programme("p", {"pool": {"prompts": ["d2"]}} | step)))
    practice.move_to(utc("2026-11-25 12:00"))

    assert {each.what.prompt for each in practice.sent} == {"d2"}


def test_a_new_step_begins_from_now_on(begin: Begin) -> None:
    """What it would have had before the edit is nothing: neither sent nor told as missing."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.move_to(utc("2026-11-25 12:00"))

    practice.use(changed(practice.library, programme("p", {"every": "day", "at": "19:30"},
                                                     {"every": "day", "at": ["09:00", "16:00"]})))  # fmt: skip
    practice.move_to(utc("2026-11-25 16:00"))

    assert [each for each in practice.told_of(mira) if each.startswith("s1")][:2] == [
        "s1 11-25 16:00 sent",
        "s1 11-26 09:00 planned",
    ]


# --- A day that has begun ---


def test_a_day_that_has_begun_is_never_drawn_anew(begin: Begin) -> None:
    """New quiet hours, a new library, new zone rules: today's random moments stay; those of the days ahead are clipped."""
    practice = begin(programme("p", RANDOM), at=utc("2026-11-23 06:00"))
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.beat()
    drawn = {row.id: row.nominal_at for row in practice.rows(mira) if row.local_date == MONDAY}
    practice.move_to(min(drawn.values()) + MINUTE)

    practice.set_quiet(mira, "13:00-10:00")
    practice.run(schedule.use_zone_rules, "2027a")
    practice.use(changed(practice.library, programme("p", RANDOM | {"times": 2})))

    rows = practice.rows(mira)
    assert {row.id: row.nominal_at for row in rows if row.local_date == MONDAY} == drawn
    ahead = [row for row in rows if row.local_date > MONDAY and row.state == "planned"]
    assert {row.local_date for row in ahead} == {MONDAY + DAY, MONDAY + 2 * DAY}
    for one, other in pairwise(ahead):
        assert other.nominal_at - one.nominal_at >= 90 * MINUTE
    assert all(utc(f"{row.local_date} 09:00") <= row.nominal_at < utc(f"{row.local_date} 12:00") for row in ahead)


def test_a_day_that_has_begun_gets_nothing_more(begin: Begin) -> None:
    """Quiet hours that left room for one or two moments are gone at noon: those that would fit now are tomorrow's."""
    practice = begin(programme("p", RANDOM), at=utc("2026-11-23 06:00"))
    mira = practice.client(quiet="13:00-10:00")
    practice.enrol(mira, "p", MONDAY)
    practice.beat()
    drawn = [row.id for row in practice.rows(mira) if row.local_date == MONDAY]
    practice.move_to(utc("2026-11-23 11:00"))

    practice.set_quiet(mira, "")

    assert len(drawn) < 3
    assert [row.id for row in practice.rows(mira) if row.local_date == MONDAY] == drawn
    assert sum(row.local_date == MONDAY + DAY for row in practice.rows(mira)) == 3


def test_what_was_drawn_waits_no_longer_than_its_window_there(begin: Begin) -> None:
    """Drawn for the morning in Berlin, it is evening in Auckland: not kept over the night for the next day's morning."""
    practice = begin(programme("p", RANDOM), at=utc("2026-11-23 06:00"))
    for number in range(12):
        mira = practice.client()
        practice.enrol(mira, "p", MONDAY)
        practice.beat()
        practice.travel(mira, "Pacific/Auckland" if number % 2 else "Asia/Tokyo")
    practice.move_to(utc("2026-11-25 12:00"))

    for each in practice.sent:
        zone = ZoneInfo(practice.look(each.what.client).zone)
        assert each.at.astimezone(zone).date() == each.what.local_date


def test_moments_that_quiet_hours_took_come_back_with_them(begin: Begin) -> None:
    """Of three a day only one fits now: the others say why; with the old hours the days ahead are as they were."""
    practice = begin(programme("p", RANDOM))
    mira = practice.client()
    practice.enrol(mira, "p")
    practice.beat()
    before = practice.told_of(mira)

    practice.set_quiet(mira, "11:00-10:00")
    fewer = practice.told_of(mira)
    practice.set_quiet(mira, "22:00-08:00")

    assert sum(each.endswith("planned") for each in fewer) == len(before) // 3
    assert {each.partition(": ")[2] for each in fewer} == {"", Why.QUIET}
    assert practice.told_of(mira) == before
