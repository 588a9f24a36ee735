"""The question before a prompt and time: pauses, quiet hours, outages, restarts, a day's most, a prompt that comes again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.domain.errors import Reason, Unreachable
from core.prompts.library import load_library
from core.store.unit import Unit
from tests.unit.core.desk.asked import (
    DEEP,
    DUE,
    GENTLE,
    HOUR,
    MINUTE,
    QUESTION,
    count,
    due,
    enrol,
    rows,
    shelf,
    stands,
)
from tests.unit.core.desk.bench import Bench, Person, Room
from tests.unit.core.desk.test_approval_desk import STRONG

EXAMPLES = Path(__file__).parents[5] / "shared" / "examples" / "library"
needs_examples = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="THE NORMATIVE EXAMPLES ARE ABSENT: NOT CHECKED")
HEAVY = "not sent after the question before it"
UNANSWERED = "the question before was not answered"


@pytest.fixture
def ready(bench: Bench, room: Room, mira: Person, tmp_path: Path) -> Person:
    """Mira, to whom a personal prompt will be due at 19:30."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira)
    return mira


@pytest.fixture
def asked(bench: Bench, ready: Person) -> Person:
    """Mira, who was asked."""
    bench.move_to(DUE)
    assert QUESTION in ready.texts()[-1]
    return ready


def answered(person: Person, words: str = "4") -> None:
    person.say(words)
    person.bench.beat()


# --- what wins --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("word", "reason"), [("/rest", "resting"), ("/pause 3d", "resting"), ("stop", "stopped"), ("/stop", "left")]
)
def test_rest_and_leaving_win_over_an_answer(bench: Bench, asked: Person, word: str, reason: str):
    """Whatever is answered then, nothing comes; after leaving nothing is kept."""
    told = asked.told()[-1]
    asked.say(word)
    asked.press_handle(told.buttons["4"], told.message)
    bench.beat()
    bench.move_to(DUE + 3 * HOUR)

    assert stands(bench) == ("skipped", reason)
    assert count(asked, f"{DEEP}\n") == 0


def test_an_answer_while_resting_is_said_to_bring_nothing(bench: Bench, asked: Person):
    """Kept, and honest."""
    told = asked.told()[-1]
    asked.say("/rest")
    asked.press_handle(told.buttons["4"], told.message)

    assert "Nothing comes at the moment" in asked.texts()[-1]
    assert rows(bench)[0].answer is not None


def test_heavy_while_resting_still_offers_the_step(bench: Bench, room: Room, asked: Person):
    """But nothing gentler is sent to somebody who rests."""
    told = asked.told()[-1]
    asked.say("/rest")
    asked.press_handle(told.buttons["9"], told.message)
    asked.press("Something gentler")
    assert "Nothing comes at the moment" in asked.texts()[-1]
    asked.press("A small grounding step")

    assert "feet touch the floor" in asked.texts()[-1]
    assert bench.rows("occurrences") == 1


def test_a_pause_by_the_therapist_wins(bench: Bench, room: Room, asked: Person):
    """Until 20:30 of the same evening: it waits for that, and is not asked again."""
    room.write(asked.thread, "/pause until 20:30")
    answered(asked)
    assert count(asked, f"{DEEP}\n") == 0
    bench.move_to(DUE + HOUR)

    assert count(asked, f"{DEEP}\n") == 1
    assert count(asked, QUESTION) == 1


def test_a_pause_that_lasts_longer_leaves_it_out(bench: Bench, room: Room, asked: Person):
    """With that reason, not with the question's."""
    room.write(asked.thread, "/pause 3d")
    bench.move_to(DUE + 2 * HOUR)

    assert stands(bench) == ("skipped", "paused by the therapist")


def test_an_alert_wins(bench: Bench, asked: Person):
    """Level 2 holds back what is personal, whatever was answered."""
    bench.store.run_here(_held, 2)
    answered(asked)

    assert stands(bench) == ("skipped", "held by an alert")


def _held(unit: Unit, level: int) -> None:
    import sqlalchemy as sa

    from core.store import tables

    unit.execute(sa.update(tables.clients).values(held_level=level))


def test_the_days_most_counts_prompts_and_not_questions(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """One a day: the gentle one of 19:00 has it, so at 19:30 nobody is asked. Two a day: both come."""
    shelf(bench, tmp_path)
    noor = bench.client(room, words="Noor")
    for who, most in ((mira, 1), (noor, 2)):
        who.say(f"/settings cap {most}")
        enrol(bench, room, who, "two")
    bench.move_to(DUE - 30 * MINUTE)
    bench.move_to(DUE)
    answered(noor)

    assert [count(who, QUESTION) for who in (mira, noor)] == [0, 1]
    assert [count(who, f"{DEEP}\n") for who in (mira, noor)] == [0, 1]


def test_what_is_left_out_meanwhile_does_not_come(bench: Bench, room: Room, asked: Person):
    """/limit between the question and its answer."""
    room.write(asked.thread, "/limit intensity 1")
    answered(asked)

    assert stands(bench) == ("skipped", "left out for this client")


# --- quiet hours ------------------------------------------------------------------------------------------------------
def test_the_wait_ends_where_quiet_hours_begin(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """Sent by hand at 21:00 it could wait a day; the question waits until 22:00."""
    shelf(bench, tmp_path)
    room.write(mira.thread, "/send writing/deep 21:00")
    bench.move_to(DUE + 90 * MINUTE)
    assert due(bench, "by hand").due_at == DUE.replace(hour=21, minute=0, second=0)
    bench.move_to(DUE.replace(hour=21, minute=0))

    assert stands(bench, "by hand") == ("skipped", UNANSWERED)


def test_nobody_is_asked_in_quiet_hours(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """At 23:00 by hand: the question comes at 8."""
    shelf(bench, tmp_path)
    room.write(mira.thread, "/send writing/deep 23:00")
    bench.move_to(DUE.replace(hour=22, minute=0))
    assert count(mira, QUESTION) == 0
    bench.move_to(DUE.replace(hour=7, minute=0) + timedelta(days=1))

    assert count(mira, QUESTION) == 1


def test_a_question_that_was_held_up_into_quiet_hours_is_not_asked(
    bench: Bench, room: Room, mira: Person, tmp_path: Path
):
    """Written at 21:50, its call was possible at 22:05 only: it is asked in the morning, once."""
    shelf(bench, tmp_path)
    room.write(mira.thread, "/send writing/deep 21:50")
    bench.carrying = False
    bench.move_to(DUE.replace(hour=20, minute=50))
    bench.carrying = True
    bench.clock.at = DUE.replace(hour=20, minute=58)
    mira.say("/settings quiet 21:55-8")
    bench.carry()
    bench.beat()
    assert count(mira, QUESTION) == 0
    bench.move_to(DUE.replace(hour=7, minute=0) + timedelta(days=1))

    assert count(mira, QUESTION) == 1
    answered(mira)
    assert count(mira, f"{DEEP}\n") == 1


def test_a_strong_one_is_not_waited_for_past_nine(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """Asked at 20:30, it is left out at 21:00."""
    shelf(bench, tmp_path, strong=STRONG.replace("minutes: 10", "minutes: 10\ncheck_in: {before: distress}"))
    room.write(mira.thread, "/send writing/strong 20:30")
    bench.move_to(DUE + HOUR)
    assert QUESTION in mira.texts()[-1]
    bench.move_to(DUE + 90 * MINUTE)

    assert stands(bench, "by hand") == ("skipped", UNANSWERED)


# --- outages and restarts ---------------------------------------------------------------------------------------------
def test_a_restart_between_question_and_answer_changes_nothing(bench: Bench, asked: Person, tmp_path: Path):
    """All of it is in the database."""
    from tests.unit.core.desk.bench import Bench as Fresh

    url = str(bench.store._engine.url)
    again = Fresh(url, bench.library)
    again.resume(bench.keep(tmp_path / "bench.db"))
    mira = asked.on(again)
    again.clock.at = DUE + 10 * MINUTE
    again.beat()
    assert count(mira, QUESTION) == 1
    mira.say("4")
    again.beat()

    assert count(mira, f"{DEEP}\n") == 1
    again.store.close_here()


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=30), timedelta(minutes=119)])
def test_after_an_outage_it_is_asked_within_its_two_hours(bench: Bench, ready: Person, late: timedelta):
    """The answer has its own two hours then, as far as quiet hours let it."""
    bench.move_to(DUE + late)
    bench.beat()
    assert count(ready, QUESTION) == 1
    bench.wait(20 * MINUTE)
    answered(ready)

    assert count(ready, f"{DEEP}\n") == 1


def test_later_nobody_is_asked(bench: Bench, ready: Person):
    """As with any prompt."""
    bench.move_to(DUE + 2 * HOUR + MINUTE)

    assert count(ready, QUESTION) == 0
    assert stands(bench) == ("skipped", "too late")


def test_the_question_is_the_one_overdue_thing(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """Down from before 19:00 to 19:45: one of the two comes, whichever; the other says why."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira, "two")
    bench.move_to(DUE + 15 * MINUTE)

    assert count(mira, f"{GENTLE}\n") + count(mira, QUESTION) == 1
    assert {stands(bench, "gentle"), stands(bench)} & {("skipped", "one after a gap is enough")}


def test_after_the_question_nothing_else_overdue_comes(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """The personal one was due first."""
    other = """
kind: programme
id: two
text:
  en: {title: Two}
steps:
  - {id: deep, prompt: writing/deep, day: 1, at: "19:00"}
  - {id: gentle, prompt: writing/small-things, day: 1, at: "19:10"}
"""
    shelf(bench, tmp_path, two=other)
    enrol(bench, room, mira, "two")
    bench.move_to(DUE)

    assert count(mira, QUESTION) == 1
    assert stands(bench, "gentle") == ("skipped", "one after a gap is enough")
    answered(mira)
    assert count(mira, f"{DEEP}\n") == 1


def test_one_overdue_thing_also_where_the_platform_was_away(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """Prompt and question stood in the outbox for 40 minutes: the first goes, the other does not."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira, "two")
    bench.carrying = False
    bench.move_to(DUE - 30 * MINUTE)
    bench.move_to(DUE)
    bench.clock.at = DUE + 20 * MINUTE
    bench.carrying = True
    for _ in range(3):
        bench.woken |= {"main", "den"}
        bench.carry()

    assert count(mira, f"{GENTLE}\n") == 1
    assert count(mira, QUESTION) == 0
    assert stands(bench) == ("skipped", "one after a gap is enough")


def test_who_cannot_be_reached_has_left_nothing_unanswered(bench: Bench, room: Room, ready: Person):
    """The question waited in vain: too late, that is all; it does not come afterwards."""
    bench.refusing = lambda to: Unreachable(Reason.BLOCKED) if to.chat == ready.address.chat else None
    bench.move_to(DUE)
    bench.move_to(DUE + 2 * HOUR + MINUTE)
    assert stands(bench) == ("skipped", "too late")
    bench.refusing = lambda _: None
    ready.say("here again")

    assert count(ready, QUESTION) == 0


def test_whoever_is_back_in_time_is_asked(bench: Bench, room: Room, ready: Person):
    """Within the two hours."""
    bench.refusing = lambda to: Unreachable(Reason.BLOCKED) if to.chat == ready.address.chat else None
    bench.move_to(DUE)
    bench.wait(HOUR)
    bench.refusing = lambda _: None
    ready.say("here again")
    ready.say("done")
    bench.woken |= {"main", "den"}
    bench.carry()
    assert count(ready, QUESTION) == 1
    answered(ready)

    assert count(ready, f"{DEEP}\n") == 1


def test_stop_before_the_question_has_left_holds_it_back(bench: Bench, room: Room, ready: Person):
    """It stood in the outbox."""
    bench.carrying = False
    bench.move_to(DUE)
    ready.say("stop")
    bench.carrying = True
    bench.woken |= {"main", "den"}
    for _ in range(4):
        bench.carry()
        bench.woken |= {"main", "den"}

    assert count(ready, QUESTION) == 0
    assert stands(bench) == ("skipped", "stopped")


# --- again ------------------------------------------------------------------------------------------------------------
def test_a_prompt_put_off_for_an_hour_is_not_asked_about_again(bench: Bench, asked: Person):
    """The answer is fresh."""
    answered(asked)
    asked.say("later 20:40")
    bench.move_to(DUE + 70 * MINUTE)

    assert count(asked, f"{DEEP}\n") == 2
    assert count(asked, QUESTION) == 1


def test_a_prompt_put_off_to_another_day_is_asked_about_anew(bench: Bench, room: Room, asked: Person):
    """Its first answer stays what it was; a heavy one now leaves it out."""
    answered(asked)
    asked.say("later tomorrow")
    bench.move_to(DUE + timedelta(days=1))
    assert count(asked, QUESTION) == 2
    assert count(asked, f"{DEEP}\n") == 1
    asked.say("/today")
    assert asked.texts()[-1] == f"Open today:\n· {DEEP} · comes after the question before it"
    asked.say("8")
    bench.beat()

    assert [each.answer.value for each in rows(bench) if each.answer] == [4, 8]
    assert stands(bench) == ("skipped", HEAVY)


def test_asked_anew_and_not_answered_it_is_left_out(bench: Bench, asked: Person):
    """It had come before all the same."""
    answered(asked)
    asked.say("later tomorrow")
    bench.move_to(DUE + timedelta(days=1))
    bench.move_to(DUE + timedelta(days=1, hours=2))

    assert stands(bench) == ("skipped", UNANSWERED)


def test_put_off_once_more_while_it_is_asked(bench: Bench, asked: Person):
    """*Later* at the old message: the question is over, and comes with the prompt's new time."""
    answered(asked)
    prompt = next(told for told in asked.told() if told.text.startswith(DEEP))
    asked.say("later tomorrow")
    bench.move_to(DUE + timedelta(days=1))
    second = asked.told()[-1]
    asked.press_handle(prompt.buttons["Later"], prompt.message)
    asked.say("tomorrow")
    asked.press_handle(second.buttons["2"], second.message)
    assert asked.texts()[-1].startswith("That question is closed.")
    bench.move_to(DUE + timedelta(days=2))

    assert count(asked, QUESTION) == 3
    answered(asked)
    assert count(asked, f"{DEEP}\n") == 2


def test_a_client_who_moves_house_is_not_asked_twice(bench: Bench, asked: Person):
    """Another zone plans it for another moment; the question before it was asked."""
    asked.say("/settings time Lisbon")
    for hours in range(1, 30):
        bench.move_to(DUE + hours * HOUR)

    assert count(asked, QUESTION) == 1
    assert stands(bench)[0] == "skipped"


def test_what_was_still_arriving_is_kept_before_the_question(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """The receipt stands before it, so that the question is the last thing said."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira, "two")
    bench.move_to(DUE - 30 * MINUTE)
    bench.clock.at = DUE - MINUTE
    mira.say("The tram waited.")
    bench.move_to(DUE)

    assert mira.texts()[-2].startswith("Kept.")
    assert QUESTION in mira.texts()[-1]


def test_in_a_scene_the_number_is_the_answer_right_after_the_question(
    bench: Bench, room: Room, mira: Person, tmp_path: Path
):
    """Later in the scene a number is a line of it."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira, "gentle-scenes")
    bench.move_to(DUE - HOUR)
    mira.press("1 At the kitchen table")
    room.write(mira.thread, "/send writing/deep")
    bench.beat()
    assert QUESTION in mira.texts()[-1]
    mira.say("4")
    assert [each.answer.value for each in rows(bench) if each.answer] == [4]
    room.write(mira.thread, "/send writing/faces")
    bench.beat()
    mira.say("The kettle sings.")
    mira.say("3")

    assert [each.answer is None for each in rows(bench)] == [False, True]


@needs_examples
def test_the_scene_of_the_normative_evenings_is_played_after_its_question(bench: Bench, room: Room, mira: Person):
    """02:30 on the night that has no 02:30: at 03:30 to somebody without quiet hours the question, then the scene."""
    library, faults = load_library(EXAMPLES)
    assert library is not None, faults
    bench.library = library
    mira.say("/settings quiet never")
    mira.say("/settings cap 10")
    enrol(bench, room, mira, "four-evenings")
    night = datetime(2027, 3, 28, 1, 30, 1, tzinfo=UTC)
    while bench.clock.at < night - timedelta(days=1):
        bench.move_to(min(bench.clock.at + timedelta(hours=12), night - timedelta(days=1)))
    for hours in (12, 23):
        bench.move_to(night - timedelta(days=1) + timedelta(hours=hours))
    assert count(mira, QUESTION) == 0
    bench.move_to(night)
    assert QUESTION in mira.texts()[-1]
    mira.press("3")
    bench.beat()
    assert mira.texts()[-1].startswith("A word from later")
    mira.press("1 Yes")
    for words in ("Will it be quiet?", "It is."):
        mira.say(words)

    card = room.card(mira.thread, "played to its end").text
    assert "before: 3 of 10" in card
