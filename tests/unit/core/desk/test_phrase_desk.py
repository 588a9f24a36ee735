"""The two words: who says them is in, who does not is out, and nobody can guess (SPEC 8.3, CN-09)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.store import tables
from tests.unit.core.desk.bench import Bench, Person, Room


@pytest.fixture
def agreed(bench: Bench, room: Room) -> Person:
    """Somebody who agreed and whose words the therapist has not heard yet."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira first-week")
    mira.say(code)
    mira.agree()
    mira.thread = room.thread_of(mira)
    return mira


def asked(room: Room, mira: Person):
    """The question in the thread."""
    return next(told for told in room.seen(mira.thread) if "Which two words" in told.text)


def test_the_therapist_chooses_out_of_three_that_share_no_word(room: Room, agreed):
    """The right one among them, and only the client saw it."""
    choices = list(asked(room, agreed).buttons)

    assert len(choices) == 3
    assert agreed.words() in choices
    assert len({word for choice in choices for word in choice.split()}) == 6


def test_the_right_tap_lets_the_client_in_and_begins_the_programme(bench: Bench, room: Room, agreed):
    """Invitation spent, client told, programme of the invitation begun; a second tap changes nothing."""
    words = agreed.words()

    room.push(agreed.thread, words)
    room.push(agreed.thread, words)

    assert bench.state(agreed) == "active"
    assert "You are in" in agreed.texts()[-1]
    assert len([line for line in room.lines(agreed.thread) if "has joined and follows" in line]) == 1
    assert bench.rows("enrolments") == 1
    spent = bench.store.run_here(lambda unit: unit.one(sa.select(tables.invitations.c.spent_at)))
    assert spent[0] is not None


def test_before_the_tap_nothing_is_planned_and_nothing_comes(bench: Bench, room: Room, agreed):
    """Agreeing alone lets nobody in."""
    room.write(agreed.thread, "/enrol first-week today")
    bench.wait(timedelta(days=3))

    assert bench.rows("enrolments") == 0
    assert not any("Three small things" in text for text in agreed.texts())


def test_the_wrong_tap_takes_everything_back(bench: Bench, room: Room, agreed):
    """The consent is withdrawn, the code is dead, both are told what to do; a new code begins anew."""
    wrong = next(each for each in asked(room, agreed).buttons if each != agreed.words())

    room.push(agreed.thread, wrong)

    assert bench.state(agreed) == "left"
    assert "nothing was kept" in agreed.texts()[-1]
    assert any("/invite makes a new code" in line for line in room.lines(agreed.thread))
    row = bench.store.run_here(lambda unit: unit.one(sa.select(tables.consents.c.withdrawn_at)))
    assert row[0] is not None
    agreed.alias, code = room.invite("Mira")
    agreed.say(code)
    agreed.agree()
    room.confirm(agreed)
    assert bench.state(agreed) == "active"


def test_the_right_words_after_the_wrong_ones_come_too_late(bench: Bench, room: Room, agreed):
    """What is settled stays settled."""
    right = agreed.words()
    room.push(agreed.thread, next(each for each in asked(room, agreed).buttons if each != right))

    room.push(agreed.thread, right)

    assert bench.state(agreed) == "left"
    assert "settled already" in room.lines(agreed.thread)[-1]


@pytest.mark.parametrize("spoken", [str, str.upper, lambda words: f"  {words}. ", lambda words: f"“{words}”"])
def test_the_therapist_can_type_them(bench: Bench, room: Room, agreed, spoken):
    """The two words alone, in the thread."""
    room.write(agreed.thread, spoken(agreed.words()))

    assert bench.state(agreed) == "active"
    assert bench.rows("feedback") == 0


def test_other_words_in_the_thread_are_a_note_and_settle_nothing(bench: Bench, room: Room, agreed):
    """The therapist writes to themselves while they wait."""
    room.write(agreed.thread, "calls me at nine with the words")

    assert bench.state(agreed) == "agreed"
    assert bench.rows("feedback") == 1


def test_another_therapist_cannot_confirm(bench: Bench, room: Room, agreed):
    """Nor with the very handle."""
    ben = bench.room("discord", "Ben")
    told = asked(room, agreed)

    ben.press_handle(told.buttons[agreed.words()], told.message, at=ben.into("77"))
    room.press_handle(told.buttons[agreed.words()], told.message, by=ben.user, at=room.into(agreed.thread))

    assert bench.state(agreed) == "agreed"


def test_the_words_are_in_no_readable_column(bench: Bench, room: Room, agreed):
    """Sealed like everything else that people see."""
    words = agreed.words().encode()
    for table in tables.metadata.sorted_tables:
        for row in bench.store.run_here(lambda unit, table=table: unit.all(sa.select(table))):
            assert not any(words in (v if isinstance(v, bytes) else str(v).encode()) for v in row)


def test_whoever_writes_while_waiting_sees_the_words_again_and_nothing_is_kept(bench: Bench, room: Room, agreed):
    """Help works, too, and the therapist hears nothing of it yet."""
    words = agreed.words()
    agreed.say("hello?")
    assert words in agreed.texts()[-1]

    agreed.say("/sos")

    assert "112 emergency" in agreed.texts()[-1]
    assert bench.rows("parts") == 0
