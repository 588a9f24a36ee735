"""What is due goes, moves or is left out with its reason: whole days of clients with wishes, pauses and outages (SPEC 4.3, 4.5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from core.domain.reasons import Why
from core.domain.states import ClientState, OccurrenceState
from core.scheduler.heartbeat import Heartbeat
from core.scheduler.release import release_due
from core.store import clients, moves, schedule, tables, therapists
from core.store.clients import FOR_GOOD, Limits
from core.store.unit import Unit
from tests.contract.scheduler.conftest import Begin
from tests.contract.scheduler.practice import (
    DAY,
    FACTS,
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


def daily(name: str, at: str, **more: Any):
    return programme(name, {"id": name, "every": "day", "at": at} | more)


def sent(practice: Practice) -> list[tuple[str, str]]:
    """Step and UTC time of everything that arrived."""
    return [(each.what.step, f"{each.at:%d. %H:%M}") for each in practice.sent]


def reasons(practice: Practice, client: str) -> list[tuple[str, str, str | None]]:
    return [(row.step, f"{row.local_date:%d}", row.reason) for row in practice.rows(client) if row.state == "skipped"]


# --- The client's hours ---


def test_a_prompt_in_quiet_hours_comes_when_they_end(begin: Begin) -> None:
    """At 07:00 with quiet hours until 08:00: at 08:00, and the row says why; at 05:00 not at all."""
    practice = begin(daily("early", "07:00"), daily("night", "05:00"))
    mira = practice.client()
    practice.enrol(mira, "early")
    practice.enrol(mira, "night")

    practice.move_to(utc("2026-11-24 12:00"))

    assert sent(practice) == [("early", "24. 07:00")]
    assert reasons(practice, mira) == [("night", "24", Why.QUIET)]
    row = next(row for row in practice.rows(mira) if row.step == "early")
    assert [(each.before, each.after, each.reason) for each in practice.moves(row.id)] == [
        (utc("2026-11-24 06:00"), utc("2026-11-24 07:00"), Why.QUIET)
    ]
    assert row.nominal_at == utc("2026-11-24 06:00")


def test_the_cap_counts_local_days_over_all_programmes(begin: Begin) -> None:
    """Three on a day, whoever planned them; the fourth says so, and comes the next day where its window is long enough."""
    practice = begin(
        daily("a", "09:00"), daily("b", "10:00"), daily("c", "11:00"), daily("d", "12:00"),
        daily("e", "13:00", if_late={"up_to": "1d"}), at=utc("2026-11-23 03:00"),
    )  # fmt: skip
    mira = practice.client()
    for name in "abcde":
        practice.enrol(mira, name, MONDAY)

    practice.move_to(utc("2026-11-23 20:00"))

    assert [step for step, _ in sent(practice)] == ["a", "b", "c"]
    assert reasons(practice, mira) == [("d", "23", Why.CAP)]
    assert "e 11-23 24. 08:00 planned" in practice.told_of(mira)

    practice.run(clients.set_cap, mira, 5)
    practice.move_to(utc("2026-11-24 20:00"))
    assert [step for step, _ in sent(practice)] == [*"abc", "e", *"abcd"]


def test_on_forbidden_days_nothing_comes(begin: Begin) -> None:
    """From now on, also what is planned already."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p")
    practice.beat()
    practice.run(clients.set_days, mira, "1010111")

    practice.move_to(utc("2026-11-28 12:00"))

    assert sent(practice) == [("s0", "25. 18:30"), ("s0", "27. 18:30")]
    assert reasons(practice, mira) == [("s0", "24", Why.DAY), ("s0", "26", Why.DAY)]


# --- Pauses ---


def test_rest_ends_by_itself_and_what_reaches_so_far_comes(begin: Begin) -> None:
    """Until Wednesday 20:30: Monday's and Tuesday's are left out, Wednesday's comes then, Thursday's as always."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.rest(mira, utc("2026-11-25 19:30"))

    practice.move_to(utc("2026-11-26 20:00"))

    assert sent(practice) == [("s0", "25. 19:30"), ("s0", "26. 18:30")]
    assert reasons(practice, mira) == [("s0", "23", Why.RESTING), ("s0", "24", Why.RESTING)]


def test_rest_without_an_end_leaves_all_out(begin: Begin) -> None:
    """Until they come back; what was left out meanwhile is not made up for."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.rest(mira, None)
    practice.move_to(utc("2026-11-25 20:00"))
    practice.come_back(mira)

    practice.move_to(utc("2026-11-26 20:00"))

    assert sent(practice) == [("s0", "26. 18:30")]
    assert [why for *_, why in reasons(practice, mira)] == [Why.RESTING] * 3


async def test_a_rest_that_was_over_before_is_no_reason(begin: Begin) -> None:
    """The heart ends pauses before it judges what is due: what came due after one's end is late, and nothing else."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.rest(mira, utc("2026-11-23 17:00"))

    def end_rests(unit: Unit) -> int:
        over = clients.rested(unit)
        for each in over:
            clients.move_client(unit, each, ClientState.ACTIVE, actor="vignette")
            clients.set_rest_until(unit, each.id, None)
        return len(over)

    practice.clock.present = utc("2026-11-23 21:00")
    heart = Heartbeat(
        practice.store, practice.clock, FACTS, lambda: practice.library, chores=[end_rests], next_times=[]
    )
    await heart.beat()

    assert reasons(practice, mira) == [("s0", "23", Why.LATE)]


@pytest.mark.parametrize("who", ["pause", "away"])
def test_a_therapists_pause_and_absence(begin: Begin, who: str) -> None:
    """From now until Wednesday 20:30, and for good until it is ended."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)

    def set_until(until: datetime | None) -> None:
        if who == "pause":
            practice.run(clients.pause, mira, until, actor="therapist:ada")
        else:
            span = None if until is None else (practice.clock.now(), until)
            practice.run(therapists.set_away, practice.therapist, span)

    set_until(utc("2026-11-25 19:30"))
    practice.move_to(utc("2026-11-26 12:00"))
    set_until(FOR_GOOD)
    practice.move_to(utc("2026-11-27 12:00"))
    set_until(None)
    practice.move_to(utc("2026-11-27 20:00"))

    why = Why.PAUSED if who == "pause" else Why.AWAY
    assert sent(practice) == [("s0", "25. 19:30"), ("s0", "27. 18:30")]
    assert reasons(practice, mira) == [("s0", "23", why), ("s0", "24", why), ("s0", "26", why)]


def test_an_absence_that_is_yet_to_come_holds_nothing(begin: Begin) -> None:
    """From its first moment to before its last."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.run(therapists.set_away, practice.therapist, (utc("2026-11-24 18:30"), utc("2026-11-25 18:30")))

    practice.move_to(utc("2026-11-25 20:00"))

    assert sent(practice) == [("s0", "23. 18:30"), ("s0", "25. 18:30")]


def test_a_step_that_is_gone_while_its_row_waits_for_a_pause_does_not_come(begin: Begin) -> None:
    """It waited for five days; the edit reaches it all the same."""
    practice = begin(programme("p", {"day": 1, "at": "19:30", "if_late": {"up_to": "6d"}}, {"day": 20, "at": "19:30"}))
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.run(clients.pause, mira, utc("2026-11-28 12:00"), actor="therapist:ada")
    practice.move_to(utc("2026-11-27 12:00"))

    practice.use(without(practice.library, "p", "s0"))
    practice.move_to(utc("2026-11-29 12:00"))

    assert practice.sent == []
    assert reasons(practice, mira) == [("s0", "23", Why.GONE)]


# --- Outages ---


def three(begin: Begin, **late: Any) -> tuple[Practice, str]:
    """Prompts at 12:00, 13:00 and 14:00 by UTC for one client of three programmes, from Monday on."""
    practice = begin(*(daily(name, at, **late) for name, at in (("a", "13:00"), ("b", "14:00"), ("c", "15:00"))))
    mira = practice.client()
    for name in "abc":
        practice.enrol(mira, name, MONDAY)
    practice.move_to(utc("2026-11-23 11:00"))
    return practice, mira


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


# --- Later ---


def test_later_comes_again_at_the_chosen_time(begin: Begin) -> None:
    """Over the cap too, for it counted already; the row says who moved it."""
    practice, mira = three(begin)
    practice.move_to(utc("2026-11-23 14:00"))
    (first, *_) = practice.rows(mira)
    practice.later(first.id, utc("2026-11-23 16:00"))
    practice.move_to(utc("2026-11-23 18:00"))

    assert [each.again for each in practice.sent] == [False, False, False, True]
    assert sent(practice)[-1] == ("a", "23. 16:00")
    assert [(each.after, each.actor) for each in practice.moves(first.id)] == [
        (utc("2026-11-23 16:00"), f"client:{mira}")
    ]
    assert practice.occurrence(first.id).state is OccurrenceState.SENT


def test_later_keeps_to_the_clients_own_hours(begin: Begin) -> None:
    """At 23:00 it is quiet: it goes when that ends, if that is within its lateness, else it is left out."""
    practice, mira = three(begin)
    practice.move_to(utc("2026-11-23 13:00"))
    one, other = (row.id for row in practice.rows(mira)[:2])
    practice.later(one, utc("2026-11-23 22:00"), late_by=12 * HOUR)
    practice.later(other, utc("2026-11-23 22:00"))
    practice.move_to(utc("2026-11-24 09:00"))

    assert sent(practice)[-1] == ("a", "24. 07:00")
    assert practice.occurrence(other).reason == Why.QUIET


def test_what_came_and_was_left_out_when_it_should_come_again_has_come(begin: Begin) -> None:
    """For caps, distances and pools: a strong prompt that was put off and then left out was there all the same."""
    strong = prompt("strong", intensity=3)
    practice = begin(
        programme("p", {"day": [20, 21], "at": "12:00", "prompt": "strong"}),
        prompts=(strong,),
        at=utc("2026-11-04 09:00"),
    )
    mira = practice.client()
    practice.enrol(mira, "p", date(2026, 11, 4))
    practice.move_to(utc("2026-11-23 09:00"))
    practice.run(lambda unit: unit.execute(sa.update(tables.occurrences).values(approval="yes")))
    practice.move_to(utc("2026-11-23 12:00"))
    practice.later(practice.sent[0].what.id, utc("2026-11-23 22:00"))  # quiet until long after
    practice.move_to(utc("2026-11-24 12:00"))

    assert reasons(practice, mira) == [("s0", "23", Why.QUIET), ("s0", "24", Why.STRONG_CLOSE)]


# --- Pools ---


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


# --- Twice at once ---


def test_nothing_due_is_judged_twice(begin: Begin) -> None:
    """What was released, moved or left out is not found again by the next look."""
    practice, _ = three(begin)
    practice.clock.present = utc("2026-11-23 12:30")

    assert practice.run(release_due, FACTS, practice.library) == 1
    assert practice.run(release_due, FACTS, practice.library) == 0
    assert practice.run(schedule.next_due) == utc("2026-11-23 13:00")


def test_by_hand_is_due_like_everything_else(begin: Begin) -> None:
    """In no programme, and within the client's hours: sent at night it comes in the morning, if it may wait so long."""
    practice = begin(EVENING)
    mira = practice.client()
    practice.move_to(utc("2026-11-23 22:00"))
    told = {"client": mira, "prompt": "a", "intensity": 1, "local_date": MONDAY, "due_at": practice.clock.now(),
            "answer_within": timedelta(hours=36), "remind": "", "sent_by": "therapist:ada"}  # fmt: skip
    practice.run(moves.send_by_hand, late_by=12 * HOUR, **told)
    practice.run(moves.send_by_hand, late_by=HOUR, **told)
    practice.move_to(utc("2026-11-24 12:00"))

    assert sent(practice) == [("by hand", "24. 07:00")]
    assert reasons(practice, mira) == [("by hand", "23", Why.QUIET)]
