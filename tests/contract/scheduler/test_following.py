"""Steps that wait for another one's sending or answer: once for each, at their own time, undone by nothing (SPEC 4.2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.domain.reasons import Why
from core.scheduler.follow import follow
from core.scheduler.plan import plan_again
from core.store import schedule
from tests.contract.scheduler.conftest import Begin
from tests.contract.scheduler.practice import DAY, HOUR, MINUTE, Practice, changed, programme, prompt, utc, without

MONDAY = date(2026, 11, 23)


def waits(event: str, delay: str, **more: Any):
    """A step on day 1 at 13:00 in Berlin, and one that waits for it."""
    return programme(
        "p",
        {"day": 1, "at": "13:00"},
        {"after": {"step": "s0", "event": event, "delay": delay}} | more,
        defaults={"if_late": {"up_to": "12h"}},
    )


def first_sent(begin: Begin, plan: Any, on: date = MONDAY) -> tuple[Practice, str]:
    practice = begin(plan, at=utc(f"{on} 06:00"))
    mira = practice.client()
    practice.enrol(mira, "p", on)
    practice.move_to(utc(f"{on} 12:30"))
    assert practice.sent
    return practice, mira


def followers(practice: Practice, client: str) -> list[str]:
    return [each for each in practice.told_of(client) if each.startswith("s1")]


@pytest.mark.parametrize(
    ("delay", "more", "expected"),
    [
        ("2h", {}, "s1 11-23 15:00 planned"),
        ("0m", {}, "s1 11-23 13:00 sent"),
        ("90m", {}, "s1 11-23 14:30 planned"),
        ("1d", {}, "s1 11-24 13:00 planned"),
        ("1w", {}, "s1 11-30 13:00 planned"),
        ("1d", {"at": "09:00"}, "s1 11-25 09:00 planned"),  # the first 09:00 a day and more later
        ("1d", {"at": "19:00"}, "s1 11-24 19:00 planned"),
        ("1d", {"at": "13:00"}, "s1 11-24 13:00 planned"),
        ("2h", {"at": ["09:00", "15:00"]}, "s1 11-23 15:00 planned"),
        ("3h", {"at": ["09:00", "15:00"]}, "s1 11-24 09:00 planned"),
    ],
)
def test_after_sending(begin: Begin, delay: str, more: dict[str, Any], expected: str) -> None:
    """By the calendar or by hours that go by; with times the first of them from then on."""
    practice, mira = first_sent(begin, waits("sent", delay, **more))

    assert followers(practice, mira) == [expected]


@pytest.mark.parametrize(
    ("on", "delay", "expected"),
    [
        (date(2027, 3, 27), "1d", "s1 03-28 13:00 planned"),
        (date(2027, 3, 27), "24h", "s1 03-28 14:00 planned"),
        (date(2026, 10, 24), "24h", "s1 10-25 12:00 planned"),
    ],
)
def test_over_a_night_on_which_clocks_change(begin: Begin, on: date, delay: str, expected: str) -> None:
    """A day is the same time tomorrow, 24 hours are 24 hours."""
    practice, mira = first_sent(begin, waits("sent", delay), on)

    assert followers(practice, mira) == [expected]


def test_after_the_answer_and_once(begin: Begin) -> None:
    """Counted from the answer; another answer, an edit of it or a replay gives no second one."""
    practice, mira = first_sent(begin, waits("answered", "2h"))
    assert followers(practice, mira) == []
    practice.move_to(utc("2026-11-23 14:00"))
    practice.answer(practice.sent[0].what.id)
    practice.move_to(utc("2026-11-23 14:30"))

    again = practice.run(follow, practice.library, practice.sent[0].what.id, "answered")

    assert again == 0
    assert followers(practice, mira) == ["s1 11-23 17:00 planned"]
    practice.move_to(utc("2026-11-24 12:00"))
    assert followers(practice, mira) == ["s1 11-23 17:00 sent"]


def test_a_daily_step_leads_to_one_each(begin: Begin) -> None:
    """Two answers on one evening, for two days: two followers; and never two at one moment."""
    practice = begin(
        programme(
            "p",
            {"every": "day", "at": "13:00"},
            {"after": {"step": "s0", "event": "answered", "delay": "1h"}},
            {"after": {"step": "s0", "event": "answered", "delay": "1h"}, "at": "20:00"},
        )
    )
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.move_to(utc("2026-11-24 13:00"))
    one, other = (each.what.id for each in practice.sent)
    practice.answer(one)
    practice.clock.present += 10 * MINUTE
    practice.answer(other)

    assert [each for each in practice.told_of(mira) if each[:2] in ("s1", "s2")] == [
        "s1 11-24 15:00 planned", "s1 11-24 15:10 planned", "s2 11-24 20:00 planned",
    ]  # fmt: skip


def test_a_chain_runs_on(begin: Begin) -> None:
    """What waits for what waited."""
    practice, _ = first_sent(begin, programme(
        "p", {"day": 1, "at": "13:00"}, {"after": {"step": "s0", "event": "sent", "delay": "1d"}},
        {"after": {"step": "s1", "event": "answered", "delay": "1d"}},
    ))  # fmt: skip
    practice.move_to(utc("2026-11-24 13:00"))
    practice.answer(practice.sent[1].what.id)
    practice.move_to(utc("2026-11-25 18:00"))

    assert [each.what.step for each in practice.sent] == ["s0", "s1", "s2"]


def test_bounds_hold(begin: Begin) -> None:
    """A step that would come after its last day does not come."""
    practice, mira = first_sent(begin, waits("sent", "3d", until={"day": 3}))

    practice.move_to(utc("2026-11-28 12:00"))

    assert followers(practice, mira) == []


def test_nothing_undoes_it(begin: Begin) -> None:
    """Planning again, other zone rules, another enrolment's end of the calendar: it stays as it is, and comes."""
    practice, mira = first_sent(begin, waits("sent", "5d"))
    for _ in range(2):
        practice.run(plan_again, practice.library, mira)
        practice.run(schedule.use_zone_rules, "2027a")
        practice.beat()
        practice.restart()
    practice.move_to(utc("2026-11-28 11:00"))
    practice.run(schedule.plan_everything_again)
    practice.beat()

    assert followers(practice, mira) == ["s1 11-28 13:00 planned"]
    practice.move_to(utc("2026-11-28 13:00"))
    assert followers(practice, mira) == ["s1 11-28 13:00 sent"]


def test_it_travels_with_the_client(begin: Begin) -> None:
    """A time of day is the client's (SPEC 4.1); a length that goes by is the same everywhere."""
    practice, mira = first_sent(begin, waits("sent", "1d", at="19:00"))
    practice.travel(mira, "America/New_York")
    assert followers(practice, mira) == ["s1 11-24 19:00 planned"]

    practice, noor = first_sent(begin, waits("sent", "24h"))
    practice.travel(noor, "America/New_York")
    assert followers(practice, noor) == ["s1 11-24 07:00 planned"]


def test_it_follows_the_library(begin: Begin) -> None:
    """Another prompt, other terms, another time; taken out it is gone, put back it comes (SPEC 3.5)."""
    practice, mira = first_sent(begin, waits("sent", "1d", at="19:00"))
    old = practice.library

    practice.use(
        changed(old, waits("sent", "1d", at="20:00", prompt="b", remind=["3h"]), prompts=(prompt("b", intensity=2),))
    )
    (row,) = [each for each in practice.rows(mira) if each.step == "s1"]
    assert (row.due_at, row.prompt, row.intensity, row.remind) == (utc("2026-11-24 19:00"), "b", 2, "3h")

    practice.use(without(old, "p", "s1"))
    assert followers(practice, mira) == [f"s1 11-24 20:00 skipped: {Why.GONE}"]

    practice.use(old)
    assert followers(practice, mira) == ["s1 11-24 19:00 planned"]
    practice.move_to(utc("2026-11-25 12:00"))
    assert [(each.what.step, each.what.prompt) for each in practice.sent] == [("s0", "a"), ("s1", "a")]


def test_a_pool_that_waits(begin: Begin) -> None:
    """It draws when the event happens, and none twice."""
    practice = begin(
        programme(
            "p",
            {"every": "day", "at": "13:00"},
            {"after": {"step": "s0", "event": "sent", "delay": "1h"}, "pool": {"prompts": ["x", "y"]}},
        ),
        prompts=(prompt("x"), prompt("y")),
    )
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.move_to(utc("2026-11-26 20:00"))

    drawn = [each.what.prompt for each in practice.sent if each.what.step == "s1"]
    assert [sorted(drawn[:2]), sorted(drawn[2:])] == [["x", "y"], ["x", "y"]]


def test_who_has_left_is_followed_by_nothing(begin: Begin) -> None:
    """Their enrolment is over when the late answer comes."""
    practice, mira = first_sent(begin, waits("answered", "1h"))
    practice.run(schedule.end_enrolments, mira, reason=Why.LEFT)

    practice.answer(practice.sent[0].what.id)

    assert followers(practice, mira) == []
    practice.wait(2 * DAY + HOUR)
    assert len(practice.sent) == 1
