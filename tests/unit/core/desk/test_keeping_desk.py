"""*Not sent*: done, and nothing of it stored (SPEC 2); and the question behind a prompt (SPEC 4.7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.domain.incoming import PartKind
from core.store import outbox
from tests.unit.core.desk.bench import FIRST_DUE, SECOND_DUE, Bench, Person, Room

NEXT_DUE = datetime(2026, 11, 25, 11, 15, 1, tzinfo=UTC)  # Wednesday, 12:15 in Berlin
GOOD = "Good. It stays with you. Ada only sees that you did it."
QUESTION = "How heavy is it right now?"


@pytest.fixture
def drawn(bench: Bench, prompted: Person) -> Person:
    """Mira, who was given a prompt with a question behind it, and no other is open."""
    prompted.say("not sent")
    bench.move_to(SECOND_DUE)
    return prompted


@pytest.mark.parametrize("word", ["not sent", "Not sent.", "/notsent", "ich behalte es", "no enviado", "لم أرسل"])
def test_not_sent_is_done(bench: Bench, room: Room, prompted: Person, word: str):
    """The therapist sees that it was done; no part is kept, and nothing more comes of it."""
    prompted.say(word)

    assert prompted.texts()[-1].startswith(GOOD)
    assert "Before you go" in prompted.texts()[-1]
    card = room.card(prompted.thread)
    assert "Three small things · done, and kept for themselves" in card.text
    assert "not screened" not in card.text
    assert bench.rows("parts") == 0
    assert next(state for state, _ in bench.reasons()) == "answered"
    told = prompted.texts()
    prompted.say(word)
    assert prompted.texts()[len(told) :] == ["Nothing is open that it could be for. What you made stays with you."]


def test_done_with_nothing_sent_offers_it(bench: Bench, room: Room, prompted: Person):
    """Somebody who made it on paper says done."""
    prompted.say("done")
    assert prompted.texts()[-1].startswith("Nothing has come from you for “Three small things”.")

    prompted.press("I made it and keep it")

    assert prompted.texts()[-1].startswith(GOOD)
    bench.wait(timedelta(minutes=1))
    prompted.say("done")
    assert prompted.texts()[-1] == "Nothing is waiting for you."


def test_not_sent_is_for_what_is_quoted(bench: Bench, room: Room, prompted: Person):
    """Of two that are open."""
    first = next(told for told in prompted.told() if told.text.startswith("Three small things"))
    bench.move_to(SECOND_DUE)

    prompted.say("not sent", reply_to=first.message)

    assert "Three small things · done" in room.card(prompted.thread).text
    assert [state for state, _ in bench.reasons()][:2] == ["answered", "sent"]


def test_not_sent_that_is_heard_twice_keeps_back_one(bench: Bench, room: Room, prompted: Person):
    """The same words under another update id: of two that are open only one is done."""
    bench.move_to(SECOND_DUE)
    told = len(prompted.told())
    number = prompted.say("not sent")

    prompted.say("not sent", message=number)

    assert [state for state, _ in bench.reasons()][:2] == ["sent", "answered"]
    assert [text.startswith(GOOD) for text in prompted.texts()[told:]] == [True]


def test_a_double_tap_on_it_is_one(bench: Bench, room: Room, prompted: Person):
    """Nothing contradicts what has just been said."""
    prompted.say("done")
    prompted.press("I made it and keep it")
    told = prompted.texts()

    prompted.press("I made it and keep it")

    assert prompted.texts() == told


def test_not_sent_before_the_platform_has_said_that_it_is_there(bench: Bench, room: Room, mira: Person):
    """They have it, although its call has not ended."""
    room.write(mira.thread, "/enrol first-week today")
    bench.carrying = False
    bench.move_to(FIRST_DUE)
    (head,) = bench.store.run_here(outbox.heads, "main")
    call = bench.store.run_here(bench.senders["main"]._prepare, head.id)
    bench.carrying = True

    mira.say("not sent")
    arrived = bench._arrive(call.what, call.message)
    bench.store.run_here(bench.senders["main"]._took, call.what, arrived)
    bench.wait(timedelta(seconds=1))

    assert mira.texts()[-1].startswith(GOOD)
    assert [state for state, _ in bench.reasons()] == ["answered"]


def test_the_question_behind_is_part_of_the_one_message(bench: Bench, room: Room, drawn: Person):
    """Receipt, aftercare and question together; answered by a button it stands on the card."""
    before = len(drawn.texts())
    drawn.say("the sea", kind=PartKind.PHOTO)
    drawn.say("done")

    told = [each for each in drawn.told()[before:] if each.text.startswith("Kept.")]
    assert len(told) == 1
    assert "Before you go: look up and name" in told[0].text
    assert QUESTION in told[0].text
    assert {"0", "10", "I need support", "Not for this one"} <= set(told[0].buttons)

    drawn.press("4")
    assert drawn.texts()[-1] == "Thank you. That is kept with it."
    assert "after: 4 of 10" in room.card(drawn.thread, "A calm enough place").text
    drawn.press("7")
    assert "after: 4 of 10" in room.card(drawn.thread, "A calm enough place").text


@pytest.mark.parametrize(("said", "value"), [("4", 4), ("٤", 4), ("4/10", 4), ("four", 4), ("10", 10)])
def test_the_question_behind_is_answered_by_typing(bench: Bench, room: Room, drawn: Person, said: str, value: int):
    """In any script's digits, and it is no part of anything."""
    drawn.say("the sea")
    drawn.say("done")
    parts = bench.rows("parts")

    drawn.say(said)

    assert f"after: {value} of 10" in room.card(drawn.thread, "A calm enough place").text
    assert bench.rows("parts") == parts


def test_a_heavy_answer_behind_has_a_step_and_support(bench: Bench, room: Room, drawn: Person):
    """And no way to put away what is done already."""
    drawn.say("the sea")
    drawn.say("done")

    drawn.say("9")

    told = drawn.told()[-1]
    assert told.text.startswith("Thank you for saying so.")
    assert list(told.buttons) == ["A small grounding step", "I need support"]
    drawn.press("A small grounding step")
    assert "feel where your feet" in drawn.texts()[-1]
    assert "gentler" not in drawn.texts()[-1]


def test_it_is_asked_once(bench: Bench, room: Room, drawn: Person):
    """A second reply to the same prompt, and a process that starts anew, ask nothing more."""
    drawn.say("the sea")
    drawn.say("done")
    drawn.say("3")
    bench.wait(timedelta(seconds=1))
    first = next(told for told in reversed(drawn.told()) if told.text.startswith("A calm enough place"))
    drawn.say("one more line", reply_to=first.message)
    bench.wait(timedelta(minutes=10))

    assert sum(QUESTION in text for text in drawn.texts()) == 1
    assert sum("Before you go: look up" in text for text in drawn.texts()) == 1
    assert bench.rows("check_ins") == 1


def test_who_rests_is_not_asked(bench: Bench, room: Room, drawn: Person):
    """Their pause holds back questions too; what they send is kept."""
    drawn.say("/rest")
    drawn.say("the sea")
    drawn.say("done")

    assert not any(QUESTION in text for text in drawn.texts())
    assert "the sea" in room.card(drawn.thread, "A calm enough place").text


def test_filed_days_later_it_asks_nothing_about_afterwards(bench: Bench, room: Room, prompted: Person):
    """An old question's button works; how heavy it is today would stand on the card as how it was then."""
    bench.move_to(SECOND_DUE)
    prompted.say("a way in")
    question = prompted.told()[-1].message
    prompted.say("done")
    bench.wait(timedelta(days=2))

    prompted.press("A calm enough place", message=question)

    assert prompted.texts()[-1] == "Thank you. It is with A calm enough place now."


def test_a_number_after_the_next_prompt_is_no_answer_to_the_question_before_it(bench: Bench, room: Room, drawn: Person):
    """What comes for a new prompt is kept, however short; a number is never guessed to be for the one before."""
    bench.wait(timedelta(hours=13))
    drawn.say("the sea", kind=PartKind.PHOTO)
    drawn.say("done")
    assert QUESTION in drawn.texts()[-1]
    bench.move_to(NEXT_DUE)
    assert drawn.texts()[-1].startswith("Two minutes aloud")

    drawn.say("7")

    assert "“7”" in room.card(drawn.thread, "Two minutes aloud").text
    assert "after:" not in room.card(drawn.thread, "A calm enough place").text
    drawn.press("4")
    assert "after: 4 of 10" in room.card(drawn.thread, "A calm enough place").text
