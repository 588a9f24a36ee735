"""Stopping, resting, leaving, coming back: as easy as joining, at once, and it holds. And the card for hard moments."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.incoming import PartKind
from tests.unit.core.desk.bench import FIRST_DUE, SECOND_DUE, Bench, Person, Room


def prompts(person: Person) -> list[str]:
    """Every prompt that came to somebody."""
    return [told.text for told in person.told() if "Not today" in told.buttons]


def bring(bench: Bench, person: Person, state: str) -> None:
    """Bring a client into a state."""
    if state in ("halted", "resting"):
        person.say("stop")
    if state == "resting":
        person.say("rest")
    if state == "left":
        person.say("/stop")
    assert bench.state(person) == state


# --- the bare word --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["stop", "Stop", "STOP!", "stop.", " stop ", "Stopp"])
def test_the_bare_word_halts_every_send_and_asks(bench: Bench, room: Room, mira, word):
    """However it is typed; two choices, as buttons and as words; the therapist is told."""
    mira.say(word)

    assert bench.state(mira) == "halted"
    assert {"Rest", "Leave for good"} <= set(mira.told()[-1].buttons)
    assert "rest" in mira.texts()[-1]
    assert "leave" in mira.texts()[-1]
    assert any("said stop" in line for line in room.lines(mira.thread))


def test_a_sentence_with_stop_in_it_stops_nothing(bench: Bench, room: Room, prompted):
    """It is part of what somebody makes."""
    prompted.say("I asked the bus to stop and it did")

    assert bench.state(prompted) == "active"
    assert "asked the bus" in room.card(prompted.thread).text


def test_while_halted_no_prompt_comes_and_each_has_its_reason(bench: Bench, room: Room, mira):
    """Two days of silence, and afterwards nothing is caught up."""
    room.write(mira.thread, "/enrol first-week today")
    mira.say("stop")

    bench.move_to(FIRST_DUE)
    bench.move_to(SECOND_DUE)
    mira.say("back")

    assert prompts(mira) == []
    assert bench.reasons() == [("skipped", "stopped"), ("skipped", "stopped")]
    bench.move_to(SECOND_DUE + timedelta(hours=18, minutes=15))  # Wednesday 12:15
    assert len(prompts(mira)) == 1


def test_a_prompt_that_waited_to_be_sent_is_cancelled_and_has_its_reason(bench: Bench, room: Room, mira):
    """Released, not yet carried when the word came: it never goes, and its row says why (SPEC 4.6)."""
    room.write(mira.thread, "/enrol first-week today")
    bench.carrying = False
    bench.move_to(FIRST_DUE)
    mira.say("stop")
    bench.carrying = True
    mira.say("back")

    assert prompts(mira) == []
    assert bench.reasons() == [("skipped", "stopped")]


@pytest.mark.parametrize("rest", ["by button", "rest", "Rest.", "/rest"])
def test_resting_holds_until_back(bench: Bench, room: Room, mira, rest):
    """What is sent is still kept and shown; prompts are not sent; "back" brings them again."""
    room.write(mira.thread, "/enrol first-week today")
    mira.say("stop")

    mira.press("Rest") if rest == "by button" else mira.say(rest)

    assert bench.state(mira) == "resting"
    bench.move_to(FIRST_DUE)
    assert prompts(mira) == []
    assert bench.reasons() == [("skipped", "resting")]
    mira.say("only this: I slept")
    assert "I slept" in room.card(mira.thread).text
    mira.say("back")
    assert bench.state(mira) == "active"
    bench.move_to(SECOND_DUE)
    assert len(prompts(mira)) == 1


@pytest.mark.parametrize("leave", ["by button", "leave", "Leave for good", "/leave", "/stop"])
def test_leaving_after_stop(bench: Bench, room: Room, mira, leave):
    """By button or word; one confirming message, the therapist told."""
    mira.say("stop")

    mira.press("Leave for good") if leave == "by button" else mira.say(leave)

    assert bench.state(mira) == "left"
    assert mira.texts()[-1].startswith("You have left")
    assert any("has left" in line for line in room.lines(mira.thread))


def test_words_of_the_therapist_wait_while_somebody_has_said_stop(bench: Bench, room: Room, prompted):
    """Every send halts; nothing of the therapist's is lost; it comes when rest is chosen."""
    prompted.say("the tram waited")
    prompted.say("stop")

    room.write(prompted.thread, "I see it", reply_to=room.card(prompted.thread).message)
    halted = list(prompted.texts())
    prompted.press("Rest")

    assert not any("I see it" in text for text in halted)
    assert any("I see it" in text for text in prompted.texts())


def test_saying_stop_twice_asks_twice_and_tells_the_therapist_once(bench: Bench, room: Room, mira):
    """Somebody may not have seen the first answer."""
    mira.say("stop")
    mira.say("stop")

    assert len([told for told in mira.told() if "Rest" in told.buttons]) == 2
    assert len([line for line in room.lines(mira.thread) if "said stop" in line]) == 1


def test_the_buttons_of_an_old_stop_do_nothing_later(bench: Bench, room: Room, mira):
    """Back again, and a month later a thumb lands on the old message."""
    mira.say("stop")
    old = mira.told()[-1]
    mira.say("back")

    mira.press_handle(old.buttons["Rest"], old.message)

    assert bench.state(mira) == "active"


def test_back_without_having_rested_is_answered_and_changes_nothing(bench: Bench, mira):
    """No fault, no blame."""
    mira.say("back")

    assert "not resting" in mira.texts()[-1]
    assert bench.state(mira) == "active"


# --- leaving --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["active", "halted", "resting"])
def test_slash_stop_leaves_at_once_from_every_state(bench: Bench, room: Room, mira, state):
    """Consent withdrawn, confirmation sent, therapist told, each once."""
    bring(bench, mira, state)

    mira.say("/stop")

    assert bench.state(mira) == "left"
    assert mira.texts()[-1].startswith("You have left")
    assert len([line for line in room.lines(mira.thread) if "has left" in line]) == 1
    assert bench.waiting(mira) == []


def test_after_leaving_no_prompt_ever_comes(bench: Bench, room: Room, mira):
    """Ten days on: nothing was sent, and what had been planned says why."""
    room.write(mira.thread, "/enrol first-week today")
    mira.say("/stop")
    told = len(mira.texts())

    for day in range(10):
        bench.move_to(FIRST_DUE + timedelta(days=day))

    assert len(mira.texts()) == told
    assert {reason for _, reason in bench.reasons()} == {"left"}


def test_what_waits_is_cancelled_by_leaving(bench: Bench, room: Room, prompted):
    """A prompt, a receipt and feedback stood in the outbox; only the confirmation arrives."""
    prompted.say("the tram waited")
    card = room.card(prompted.thread)
    bench.carrying = False
    prompted.say("done")
    room.write(prompted.thread, "I see it", reply_to=card.message)
    bench.move_to(SECOND_DUE)
    told = len(prompted.texts())
    prompted.say("/stop")
    bench.carrying = True
    bench.carry()

    assert [text[:13] for text in prompted.texts()[told:]] == ["You have left"]
    assert bench.waiting(prompted) == []


def test_somebody_who_left_gets_one_sentence_a_day_and_nothing_is_kept(bench: Bench, room: Room, mira):
    """Not into the room either."""
    mira.say("/stop")
    parts, lines = bench.rows("parts"), len(room.lines(mira.thread))

    mira.say("hello?")
    mira.say("a picture", kind=PartKind.PHOTO)
    mira.say("hello??")

    assert [text.startswith("You have left, so nothing is kept") for text in mira.texts()[-2:]] == [False, True]
    assert bench.rows("parts") == parts
    assert len(room.lines(mira.thread)) == lines


def test_an_edit_after_leaving_does_not_reach_the_room(bench: Bench, room: Room, prompted):
    """Leaving means that nothing more is taken in."""
    words = prompted.say("the tram waited")
    prompted.say("/stop")

    prompted.edit(words, "changed after leaving")

    assert "changed after leaving" not in room.card(prompted.thread).text


def test_leaving_twice_is_answered_once_more_and_told_once(bench: Bench, room: Room, mira):
    """Somebody makes sure."""
    mira.say("/stop")
    mira.say("/stop")

    assert "nothing to stop" in mira.texts()[-1]
    assert len([line for line in room.lines(mira.thread) if "has left" in line]) == 1


def test_coming_back_takes_a_new_code(bench: Bench, room: Room):
    """The old one is spent; the new one begins a new record with a thread of its own."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    mira.agree()
    room.confirm(mira)
    mira.say("/stop")

    mira.say(code)
    assert "used before" in mira.texts()[-1]
    mira.alias, new = room.invite("Mira")
    mira.say(new)
    assert "A few short screens first" in mira.texts()[-1]
    mira.agree()
    room.confirm(mira)

    assert bench.state(mira) == "active"
    assert len(room.threads()) == 2


def test_the_old_record_of_somebody_who_came_back_stays_shut(bench: Bench, room: Room, prompted):
    """Pressing Witnessed on the old card sends nothing to the person's new record."""
    prompted.say("the tram waited")
    old = prompted.thread
    prompted.say("/stop")
    prompted.alias, new = room.invite("Mira")
    prompted.say(new)
    prompted.say("agree")
    told = len(prompted.texts())

    room.push(old, "Witnessed")
    room.write(old, "for the old one", reply_to=room.card(old).message)

    assert len(prompted.texts()) == told


# --- the card for hard moments --------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["/sos", "sos", "SOS!", "help me", "/SOS"])
def test_the_card_comes_by_every_word(bench: Bench, mira, word):
    """With the numbers of the practice's country, each on its line."""
    mira.say(word)

    assert "\n112 emergency\n116 123 TelefonSeelsorge\n" in mira.texts()[-1]


@pytest.mark.parametrize("state", ["active", "halted", "resting", "left"])
def test_the_card_comes_in_every_state(bench: Bench, room: Room, mira, state):
    """The therapist is told where somebody is with them, and only there."""
    bring(bench, mira, state)

    mira.say("/sos")

    assert "112 emergency" in mira.texts()[-1]
    told = [line for line in room.lines(mira.thread) if "I need support" in line]
    assert len(told) == (0 if state == "left" else 1)


def test_the_card_comes_by_button_each_time(bench: Bench, room: Room, prompted):
    """The same button of the same prompt an hour later, and next week: never silence; a double tap is one."""
    for pause in (timedelta(0), timedelta(seconds=5), timedelta(hours=1), timedelta(days=7)):
        bench.wait(pause)
        prompted.press("I need support")

    assert len([text for text in prompted.texts() if "112 emergency" in text]) == 3
    told = [t for t in room.seen(prompted.thread) if "I need support" in t.text]
    assert len(told) == 3
    assert not any(t.silent for t in told)


def test_the_button_works_after_resting_and_after_stop(bench: Bench, room: Room, prompted):
    """Also on an old prompt."""
    prompted.say("stop")

    prompted.press("I need support")

    assert "112 emergency" in prompted.texts()[-1]


def test_help_overtakes_what_waits(bench: Bench, room: Room, mira):
    """Safety cards go first, whatever stands before them in the same chat."""
    bench.carrying = False
    for _ in range(3):
        mira.say("/help")
    mira.say("/sos")
    told = len(mira.texts())
    bench.carrying = True
    bench.carry()

    assert "112 emergency" in mira.texts()[told]


def test_the_card_is_no_reply(bench: Bench, room: Room, prompted):
    """Asking for help neither answers the prompt nor becomes part of the work."""
    prompted.say("/sos")

    assert bench.rows("parts") == 0
    assert bench.reasons() == [("sent", None)]


def test_a_therapist_can_see_the_card_too(bench: Bench, room: Room):
    """Anybody can, in the room as in private (SPEC 8.3)."""
    room.command("/sos")

    assert "112 emergency" in room.texts()[-1]
