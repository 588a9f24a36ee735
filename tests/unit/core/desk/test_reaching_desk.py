"""When somebody cannot be reached: a named state, one message to the therapist, and a way back. And prompts in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.domain.errors import Reason, Unreachable
from core.store import tables
from tests.unit.core.desk.bench import FIRST_DUE, SECOND_DUE, Bench, Person, Room


def close(bench: Bench, person: Person, reason: Reason) -> None:
    """From now on the platform refuses messages to somebody."""
    bench.refusing = lambda to: Unreachable(reason) if to.chat == person.address.chat else None


def trouble(bench: Bench) -> list[tuple[str, str | None]]:
    """State and reason of every client address."""
    what = tables.addresses
    rows = bench.store.run_here(lambda unit: unit.all(sa.select(what.c.state, what.c.trouble)))
    return [(row.state, row.trouble) for row in rows]


def told(room: Room, person: Person, words: str) -> list[str]:
    """What the therapist was told with these words."""
    return [line for line in room.lines(person.thread) if words in line]


REASONS = {
    Reason.BLOCKED: "bot is blocked",
    Reason.DEACTIVATED: "account is gone",
    Reason.NEVER_STARTED: "have not started the bot",
    Reason.DMS_CLOSED: "take no private messages",
    Reason.NO_SHARED_SERVER: "no server left",
    Reason.CHAT_GONE: "chat is gone",
}


@pytest.mark.parametrize(("reason", "words"), REASONS.items(), ids=[reason.value for reason in REASONS])
def test_each_reason_is_a_state_and_is_told_once(bench: Bench, room: Room, mira, reason, words):
    """Two prompts fail, one message says who, why, what waits and the way back."""
    room.write(mira.thread, "/enrol first-week today")
    close(bench, mira, reason)

    bench.move_to(FIRST_DUE)
    bench.move_to(SECOND_DUE)

    assert trouble(bench) == [("closed", reason.value)]
    assert len(told(room, mira, "cannot be reached")) == 1
    line = told(room, mira, "cannot be reached")[0]
    assert words in line
    assert mira.alias in line
    assert "Mira" not in line
    assert "back" in line


def test_a_platform_that_tells_of_a_block_closes_the_address_at_once(bench: Bench, room: Room, mira):
    """Telegram says so; the same news twice is told once."""
    mira.block()
    mira.block()

    assert trouble(bench) == [("closed", "blocked")]
    assert len(told(room, mira, "cannot be reached")) == 1


@pytest.mark.parametrize("by", ["unblocking", "writing"])
def test_a_prompt_waits_and_comes_when_the_way_is_open_in_time(bench: Bench, room: Room, mira, by):
    """Within its two hours; the therapist hears that they are back."""
    room.write(mira.thread, "/enrol first-week today")
    mira.block()
    bench.move_to(FIRST_DUE)
    waiting = bench.waiting(mira)
    bench.wait(timedelta(minutes=90))

    mira.block(is_open=True) if by == "unblocking" else mira.say("I am here again")

    assert waiting == ["prompt"]
    assert len([text for text in mira.texts() if "Three small things" in text]) == 1
    assert len(told(room, mira, "can be reached again")) == 1
    assert trouble(bench) == [("open", None)]


def test_a_prompt_that_waited_too_long_is_skipped_with_its_reason(bench: Bench, room: Room, mira):
    """Back after three hours: nothing overdue comes, the row says why, the next one comes in its time."""
    room.write(mira.thread, "/enrol first-week today")
    mira.block()
    bench.move_to(FIRST_DUE)
    bench.wait(timedelta(hours=3))

    mira.say("I am here again")

    assert not any("Three small things" in text for text in mira.texts())
    assert bench.reasons() == [("skipped", "too late")]
    bench.move_to(SECOND_DUE)
    assert any("A calm enough place" in text for text in mira.texts())


def test_after_a_long_absence_at_most_one_overdue_prompt_comes(bench: Bench, room: Room, mira):
    """A week away, five prompts planned (SPEC 4.5)."""
    room.write(mira.thread, "/enrol first-week today")
    mira.block()
    for day in range(7):
        bench.move_to(FIRST_DUE + timedelta(days=day))

    mira.say("I am here again")

    assert len([t for t in mira.told() if "Not today" in t.buttons]) <= 1


def test_feedback_waits_for_somebody_who_cannot_be_reached(bench: Bench, room: Room, prompted):
    """Nothing of the therapist's is lost."""
    prompted.say("the tram waited")
    close(bench, prompted, Reason.BLOCKED)
    room.write(prompted.thread, "I see it", reply_to=room.card(prompted.thread).message)
    bench.wait(timedelta(days=5))
    bench.refusing = lambda _: None

    prompted.say("back here")

    assert len([text for text in prompted.texts() if "I see it" in text]) == 1


def test_help_by_button_opens_a_closed_door(bench: Bench, room: Room, prompted):
    """Their messages were closed and are open again, and no platform told us: who presses can be reached."""
    prompted.say("the tram waited")
    close(bench, prompted, Reason.DMS_CLOSED)
    prompted.say("done")
    bench.refusing = lambda _: None

    prompted.press("I need support")

    assert any("112 emergency" in text for text in prompted.texts())


def test_somebody_who_left_and_blocks_is_nobodys_news(bench: Bench, room: Room, mira):
    """Leaving means that the therapist hears nothing further, neither of the block nor of the way back."""
    mira.say("/stop")
    lines = len(room.lines(mira.thread))

    mira.block()
    mira.block(is_open=True)
    mira.block()
    mira.say("/sos")

    assert len(room.lines(mira.thread)) == lines
    assert "112 emergency" in mira.texts()[-1]


def test_a_block_of_a_stranger_is_nobodys_news(bench: Bench):
    """Nothing happens."""
    somebody = bench.person()

    somebody.block()
    somebody.block(is_open=True)

    assert somebody.texts() == []


def test_one_client_out_of_reach_holds_up_nobody_else(bench: Bench, room: Room, mira):
    """Noor's prompt comes in its time."""
    noor = bench.client(room, words="Noor")
    room.write(mira.thread, "/enrol first-week today")
    room.write(noor.thread, "/enrol first-week today")
    close(bench, mira, Reason.BLOCKED)

    bench.move_to(FIRST_DUE)

    assert "Noor, name three small things" in noor.texts()[-1]


# --- lateness -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=30), timedelta(minutes=119)])
def test_a_prompt_that_was_due_while_nothing_ran_is_sent_once_within_two_hours(bench: Bench, room: Room, mira, late):
    """The service was down at 19:30."""
    room.write(mira.thread, "/enrol first-week today")

    bench.move_to(FIRST_DUE + late)
    bench.beat()
    bench.beat()

    assert len([text for text in mira.texts() if "Three small things" in text]) == 1


@pytest.mark.parametrize("late", [timedelta(hours=2, seconds=1), timedelta(hours=10)])
def test_later_it_is_skipped_with_the_reason(bench: Bench, room: Room, mira, late):
    """And nobody is told that they were late."""
    room.write(mira.thread, "/enrol first-week today")
    said = len(mira.texts())

    bench.move_to(FIRST_DUE + late)

    assert bench.reasons() == [("skipped", "too late")]
    assert len(mira.texts()) == said


def test_a_prompt_released_in_time_and_carried_too_late_is_skipped(bench: Bench, room: Room, mira):
    """It stood in the outbox while the platform was away for three hours."""
    room.write(mira.thread, "/enrol first-week today")
    bench.carrying = False
    bench.move_to(FIRST_DUE)
    bench.carrying = True
    bench.wait(timedelta(hours=3))

    assert not any("Three small things" in text for text in mira.texts())
    assert bench.reasons() == [("skipped", "too late")]


def test_a_prompt_whose_time_to_answer_is_over_closes_quietly(bench: Bench, room: Room, prompted):
    """36 hours; what comes later is a message, or the prompt's if it is quoted."""
    said = len(prompted.texts())
    bench.move_to(FIRST_DUE + timedelta(hours=15))
    quoted = prompted.told()[-1].message

    bench.move_to(FIRST_DUE + timedelta(hours=36, seconds=2))

    assert ("closed", None) in bench.reasons()
    assert not any("late" in text.split() or "missed" in text for text in prompted.texts()[said:])
    prompted.say("now", reply_to=quoted)
    assert "Three small things" in room.card(prompted.thread, "now").text


def test_a_clock_that_jumps_by_a_month_sends_nothing_in_a_mass(bench: Bench, room: Room, mira):
    """At most one overdue prompt, whatever the calendar does (SPEC 10)."""
    room.write(mira.thread, "/enrol first-week today")

    bench.move_to(FIRST_DUE + timedelta(days=30))
    bench.beat()

    assert len([t for t in mira.told() if "Not today" in t.buttons]) <= 1
