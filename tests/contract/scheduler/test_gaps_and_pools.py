"""After an outage one overdue prompt is enough; and a pool gives what fits, in turn (SPEC 4.3, 4.5)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from core.domain.reasons import Why
from core.scheduler.release import release_due
from core.store import clients
from core.store.clients import Limits
from tests.contract.scheduler.conftest import Begin
from tests.contract.scheduler.practice import (
    DAY,
    FACTS,
    HOUR,
    MINUTE,
    changed,
    programme,
    prompt,
    utc,
)
from tests.contract.scheduler.stories import EVENING, MONDAY, daily, reasons, sent, three

# --- Outages ---


def test_a_minute_is_no_outage(begin: Begin) -> None:
    """Nothing is lost and nothing is told."""
    practice, mira = three(begin)
    practice.clock.present = utc("2026-11-23 11:59:30")
    practice.stand_still(MINUTE)
    practice.move_to(utc("2026-11-23 20:00"))

    assert sent(practice) == [("a", "23. 12:00"), ("b", "23. 13:00"), ("c", "23. 14:00")]
    assert reasons(practice, mira) == []


def test_six_hours(begin: Begin) -> None:
    """All too late by their words, and tomorrow as planned."""
    practice, mira = three(begin)
    practice.stand_still(6 * HOUR)
    practice.move_to(utc("2026-11-24 12:30"))

    assert reasons(practice, mira) == [(name, "23", Why.LATE) for name in "abc"]
    assert sent(practice) == [("a", "24. 12:00")]


@pytest.mark.parametrize("late", [{"up_to": "8h"}, {"up_to": "1h", "then": "send"}])
def test_one_overdue_prompt_at_most(begin: Begin, late: dict[str, str]) -> None:
    """Whatever lateness would allow: the first of the three, and the others say that it was enough."""
    practice, mira = three(begin, if_late=late)
    practice.stand_still(6 * HOUR)
    practice.beat()

    assert sent(practice) == [("a", "23. 17:00")]
    assert reasons(practice, mira) == [("b", "23", Why.ONE_IS_ENOUGH), ("c", "23", Why.ONE_IS_ENOUGH)]


def test_one_overdue_prompt_at_most_also_after_a_night(begin: Begin) -> None:
    """Back in quiet hours: what may still come in the morning is one of them."""
    practice, mira = three(begin, if_late={"up_to": "1d"})
    practice.stand_still(11 * HOUR)  # 23:00 there
    practice.move_to(utc("2026-11-24 09:00"))

    assert sent(practice) == [("a", "24. 07:00")]
    assert reasons(practice, mira) == [("b", "23", Why.ONE_IS_ENOUGH), ("c", "23", Why.ONE_IS_ENOUGH)]


def test_one_overdue_prompt_at_most_also_after_a_pause_that_ends_later(begin: Begin) -> None:
    """The outage ends while the client rests until the evening."""
    practice, mira = three(begin, if_late={"up_to": "8h"})
    practice.rest(mira, utc("2026-11-23 19:00"))
    practice.stand_still(6 * HOUR)
    practice.move_to(utc("2026-11-23 20:00"))

    assert sent(practice) == [("a", "23. 19:00")]


def test_three_days(begin: Begin) -> None:
    """With "send" one comes of nine; every other row has its reason; what is next comes as planned."""
    practice, mira = three(begin, if_late={"up_to": "1h", "then": "send"})
    practice.stand_still(3 * DAY + 30 * MINUTE)  # Thursday 11:30
    practice.move_to(utc("2026-11-26 20:00"))

    assert sent(practice) == [("a", "26. 11:30"), ("a", "26. 12:00"), ("b", "26. 13:00"), ("c", "26. 14:00")][:3]
    assert {why for *_, why in reasons(practice, mira)} == {Why.ONE_IS_ENOUGH, Why.CAP}
    assert len(reasons(practice, mira)) == 9


def test_an_outage_with_an_edit_sends_nothing_of_the_old_library(begin: Begin) -> None:
    """Stopped at noon, the step taken out, started again at one: what was due meanwhile is no longer in the programme."""
    practice, mira = three(begin)
    practice.library = changed(practice.library, daily("a", "23:00"))
    practice.stand_still(1.25 * HOUR)

    assert practice.sent == []
    assert next(row.due_at for row in practice.rows(mira) if row.step == "a") == utc("2026-11-23 22:00")


def test_next_windows_after_an_outage(begin: Begin) -> None:
    """A step that comes daily has its next one anyway; a rare one is tried the next day at its time."""
    practice = begin(
        programme(
            "p",
            {"every": "day", "at": "13:00"},
            {"day": [1, 5], "at": "14:00"},
            defaults={"if_late": {"up_to": "1h", "then": "next_window"}},
        )
    )
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.stand_still(6 * HOUR)
    practice.move_to(utc("2026-11-24 20:00"))

    assert sent(practice) == [("s0", "24. 12:00"), ("s1", "24. 13:00")]
    assert reasons(practice, mira) == [("s0", "23", Why.NEXT_COMES)]


def test_a_next_window_is_not_laid_beside_one_that_is_not_planned_yet(begin: Begin) -> None:
    """Every four days, three of them forbidden: the next allowed day is its own, though its row is not there yet."""
    practice = begin(
        programme("p", {"every": {"days": 4}, "at": "13:00", "if_late": {"up_to": "1h", "then": "next_window"}})
    )
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.run(clients.set_days, mira, "1000111")
    practice.stand_still(6 * HOUR)
    practice.move_to(utc("2026-11-27 20:00"))

    assert sent(practice) == [("s0", "27. 12:00")]
    assert reasons(practice, mira) == [("s0", "23", Why.NEXT_COMES)]


def test_what_became_strong_a_moment_ago_does_not_go(begin: Begin) -> None:
    """The edit came after it was planned: whoever judges it asks the library of now."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    stronger = changed(practice.library, prompts=(prompt("a", intensity=3),))
    practice.clock.present = utc("2026-11-23 18:30")

    practice.run(release_due, FACTS, stronger)

    assert reasons(practice, mira) == [("s0", "23", Why.NOT_APPROVED)]


# --- Pools ---


@pytest.mark.slow
def test_a_pool_gives_all_before_any_again(begin: Begin) -> None:
    """Over eight weeks with skips, edits of the library and other clients beside it."""
    names = [f"d{number}" for number in range(5)]
    practice = begin(
        programme("p", {"pool": {"prompts": names}, "every": "day", "at": "12:00"}), prompts=tuple(map(prompt, names))
    )
    mira, noor, lea = practice.client(), practice.client(), practice.client()
    for who in (mira, noor, lea):
        practice.enrol(who, "p")
    practice.run(clients.set_days, mira, "1011011")
    practice.run(clients.set_days, lea, "1001010")

    practice.move_to(utc("2027-01-18 09:00"))

    for who in (mira, noor, lea):
        got = [each.what.prompt for each in practice.sent if each.what.client == who]
        assert len(got) >= 23
        for start in range(0, len(got) - 5, 5):
            assert sorted(got[start : start + 5]) == names
        assert all(one != other for one, other in pairwise(got))


def test_slots_that_waited_for_one_moment_draw_one_after_the_other(begin: Begin) -> None:
    """Two of a day, held until the evening by a pause that swallowed the two before: four prompts of four, none twice."""
    names = [f"d{number}" for number in range(4)]
    step = {"pool": {"prompts": names}, "every": "day", "at": ["09:00", "10:00"], "if_late": {"up_to": "12h"}}
    practice = begin(programme("p", step), prompts=tuple(map(prompt, names)), at=utc("2026-11-23 06:00"))
    people = [practice.client() for _ in range(6)]
    for who in people:
        practice.enrol(who, "p", MONDAY)
    practice.move_to(utc("2026-11-23 12:00"))
    for who in people:
        practice.run(clients.pause, who, utc("2026-11-25 16:00"), actor="therapist:ada")
    practice.move_to(utc("2026-11-26 12:00"))

    for who in people:
        got = [each.what.prompt for each in practice.sent if each.what.client == who]
        assert sorted(got[:4]) == names
        assert len(got) == 6


def test_what_is_left_out_for_a_client_is_drawn_anew_when_it_is_due(begin: Begin) -> None:
    """Limits set after the draw hold; with nothing left the row says so."""
    shelf = (prompt("d0", avoid_when=["eating"]), prompt("d1", avoid_when=["eating"]), prompt("d2"))
    practice = begin(
        programme("p", {"pool": {"prompts": ["d0", "d1", "d2"]}, "every": "day", "at": "12:00"}), prompts=shelf
    )
    mira = practice.client()
    practice.enrol(mira, "p")
    practice.run(clients.set_limits, mira, Limits(avoid=("eating",)), actor="therapist:ada")
    practice.move_to(utc("2026-11-26 12:00"))
    practice.run(clients.set_limits, mira, Limits(avoid=("eating",), intensity=0), actor="therapist:ada")
    practice.move_to(utc("2026-11-27 12:00"))

    assert [each.what.prompt for each in practice.sent] == ["d2"] * 3
    assert reasons(practice, mira) == [("s0", "27", Why.POOL_EMPTY)]


def test_a_pool_speaks_the_clients_language_when_it_is_due(begin: Begin) -> None:
    """Drawn in English days before; read in German now."""
    texts = {"de": {"title": "T", "body": "B"}}
    shelf = (prompt("d0"), prompt("d1"), prompt("d2", text=texts | {"en": {"title": "T", "body": "B"}}))
    practice = begin(
        programme("p", {"pool": {"prompts": ["d0", "d1", "d2"]}, "every": "day", "at": "12:00"}), prompts=shelf
    )
    mira = practice.client()
    practice.enrol(mira, "p")
    practice.beat()
    practice.run(clients.set_language, mira, "de")
    practice.move_to(utc("2026-11-26 12:00"))

    assert [each.what.prompt for each in practice.sent] == ["d2"] * 3
