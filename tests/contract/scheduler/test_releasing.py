"""What is due goes, moves or is left out with its reason: whole days of clients with wishes, pauses and outages (SPEC 4.3, 4.5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.domain.reasons import Why
from core.domain.states import ClientState, OccurrenceState
from core.scheduler.heartbeat import Heartbeat
from core.scheduler.release import release_due
from core.store import clients, moves, schedule, tables, therapists
from core.store.clients import FOR_GOOD
from core.store.unit import Unit
from tests.contract.scheduler.conftest import Begin
from tests.contract.scheduler.practice import (
    FACTS,
    HOUR,
    library,
    programme,
    prompt,
    utc,
    without,
)
from tests.contract.scheduler.stories import EVENING, MONDAY, daily, reasons, sent, three

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


def test_what_is_taken_out_of_the_library_meanwhile_says_so(begin: Begin, caplog: pytest.LogCaptureFixture) -> None:
    """Planned by hand, or put off by its client: it does not come, with that reason, and no fault is told to anybody."""
    practice = begin(programme("p", {"day": 1, "at": "12:00", "prompt": "b"}), prompts=(prompt("b"),))
    mira = practice.client()
    practice.enrol(mira, "p", MONDAY)
    practice.move_to(utc("2026-11-23 12:00"))
    practice.later(practice.sent[0].what.id, utc("2026-11-23 16:00"), late_by=12 * HOUR)
    told = {"client": mira, "prompt": "b", "intensity": 1, "local_date": MONDAY, "due_at": utc("2026-11-23 17:00"),
            "answer_within": timedelta(hours=36), "remind": "", "sent_by": "therapist:ada"}  # fmt: skip
    practice.run(moves.send_by_hand, late_by=12 * HOUR, **told)
    practice.use(library(programme("p", {"day": 1, "at": "12:00", "prompt": "a"})))
    practice.move_to(utc("2026-11-23 18:00"))

    assert [each.what.prompt for each in practice.sent] == ["b"]
    assert sorted(reason for *_, reason in reasons(practice, mira) if reason) == [Why.NO_PROMPT, Why.NO_PROMPT]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
