"""A client's own pause: for a while or until "back", ended early or by itself, told in the room (SPEC 2, 8.4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.desk.pausing import end_pauses
from core.store import clients, tables
from tests.unit.core.desk.bench import FIRST_DUE, SECOND_DUE, Bench, Person, Room

OVER = "Your pause is over. Invitations come again from now on. /pause if it is too soon."
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


def until(bench: Bench) -> str | None:
    """The end that is kept, in Berlin."""
    row = bench.store.run_here(lambda unit: unit.one(sa.select(tables.clients.c.rest_until)))
    return None if row[0] is None else f"{row[0].astimezone(ZoneInfo('Europe/Berlin')):%Y-%m-%d %H:%M}"


def prompts(person: Person) -> list[str]:
    return [told.text for told in person.told() if "Not today" in told.buttons]


def texts(bench: Bench, person: Person, text: str) -> int:
    return sum(text in each for each in person.texts())


# --- asking -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["/pause", "pause", "Pause.", "pausa", "إيقاف مؤقت", "استراحة"])
def test_without_a_length_it_asks_for_one(bench: Bench, mira: Person, word):
    """Nothing has stopped yet."""
    mira.say(word)

    assert mira.texts()[-1].startswith("How long? Nothing comes in that time.")
    assert list(mira.told()[-1].buttons) == ["1 day", "3 days", "A week", "Until I say “back”"]
    assert bench.state(mira) == "active"
    assert bench.rows("parts") == 0


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("1 day", "2026-11-24 10:00"), ("3 days", "2026-11-26 10:00"), ("A week", "2026-11-30 10:00"), ("2", "2026-11-26 10:00"),
        ("two weeks", "2026-12-07 10:00"), ("until monday", "2026-11-30 00:00"), ("٣ أيام", "2026-11-26 10:00"), ("until I say back", None),
        ("4", None),
    ],
)  # fmt: skip
def test_the_question_is_answered_by_words(bench: Bench, mira: Person, answer, expected):
    """A label, a place, a length, a day."""
    mira.say("/pause")
    mira.say(answer)

    assert bench.state(mira) == "resting"
    assert until(bench) == expected
    assert bench.rows("parts") == 0


@pytest.mark.parametrize(("label", "expected"), [("3 days", "2026-11-26 10:00"), ("Until I say “back”", None)])
def test_by_button_and_a_second_tap_is_none(bench: Bench, room: Room, mira: Person, label, expected):
    """The therapist is told once."""
    mira.say("/pause")
    asked = mira.told()[-1]
    for _ in range(2):
        mira.press_handle(asked.buttons[label], asked.message)

    assert until(bench) == expected
    assert sum("rest" in line and "Prompts pause" in line for line in room.lines(mira.thread)) == 1


# --- with a length ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "expected", "told"),
    [
        ("/pause 3d", "2026-11-26 10:00", "Thursday, 26 November, 10:00"),
        ("pause 2 weeks", "2026-12-07 10:00", "Monday, 7 December, 10:00"),
        ("/pause until 2026-12-01", "2026-12-01 00:00", "Tuesday, 1 December, 00:00"),
        ("/pause until 2027-03-01", "2027-03-01 00:00", "Monday, 1 March 2027, 00:00"),
        ("Pause bis Montag", "2026-11-30 00:00", "Monday, 30 November, 00:00"),
        ("pausa hasta el lunes", "2026-11-30 00:00", "Monday, 30 November, 00:00"),
        ("استراحة أسبوعين", "2026-12-07 10:00", "Monday, 7 December, 10:00"),
        ("/pause until friday 18:00", "2026-11-27 18:00", "Friday, 27 November, 18:00"),
        ("/pause 5h", "2026-11-23 15:00", "Monday, 23 November, 15:00"),
    ],
)
def test_with_a_length_it_begins_at_once(bench: Bench, room: Room, mira: Person, words, expected, told):
    """Until when, and how to come back; the therapist reads the same."""
    mira.say(words)

    assert bench.state(mira) == "resting"
    assert until(bench) == expected
    assert f"nothing comes until {told}." in mira.texts()[-1]
    assert "Write back to come back earlier." in mira.texts()[-1]
    assert f"rests until {told}. Prompts pause until then" in room.lines(mira.thread)[-1]
    assert room.seen(mira.thread)[-1].silent


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("/pause sometime", "I do not understand “sometime”."),
        ("/pause until 2026-11-01", "That is over already."),
        ("/pause 2 years", "I do not understand"),
        ("/pause 99 weeks", "That is over a year."),
    ],
)
def test_what_cannot_be_is_said_and_asked_again(bench: Bench, mira: Person, words, told):
    """Nothing has stopped."""
    mira.say(words)

    assert mira.texts()[-1].startswith(told)
    assert "3 days" in mira.told()[-1].buttons
    assert bench.state(mira) == "active"


def test_the_end_is_told_in_both_zones(bench: Bench, room: Room):
    """Theirs, and the therapist's own beside it."""
    noor = bench.client(room, words="Noor en Asia/Tokyo")
    noor.say("/pause 3d")

    assert "nothing comes until Thursday, 26 November, 18:00." in noor.texts()[-1]
    told = room.lines(noor.thread)[-1]
    assert "Thursday, 26 November, 18:00 (theirs), Thursday, 26 November, 10:00 (yours)" in told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "Es kommt nichts bis Donnerstag, 26. November, 10:00 Uhr."),
        ("es", "no llega nada hasta el jueves 26 de noviembre a las 10:00."),
        ("ar", "لا يصلك شيء حتى يوم الخميس 26 نوفمبر الساعة 10:00."),
    ],
)
def test_in_the_clients_language(bench: Bench, mira: Person, language, told):
    """Weekday, date and time."""
    bench.store.run_here(lambda unit: unit.execute(sa.update(tables.clients).values(language=language)))
    mira.say("/pause 3d")

    assert told in mira.texts()[-1]


def test_three_days_over_the_clock_change(bench: Bench, room: Room, mira: Person):
    """The same local time three days on, whatever the night between."""
    bench.clock.at = datetime(2027, 3, 26, 9, 0, tzinfo=UTC)  # 10:00; the clock changes on the 28th
    mira.say("/pause 3d")

    assert until(bench) == "2027-03-29 10:00"
    assert bench.store.run_here(clients.next_rested) == datetime(2027, 3, 29, 8, 0, tzinfo=UTC)


# --- while it lasts, and its end --------------------------------------------------------------------------------------
def test_nothing_comes_until_it_is_over_then_things_come_again(bench: Bench, room: Room, mira: Person):
    """Both are told, once; what fell into it has its reason, and the next one comes."""
    room.write(mira.thread, "/enrol first-week today")
    mira.say("/pause 1d")  # until Tuesday, 10:00
    bench.move_to(FIRST_DUE)
    assert prompts(mira) == []

    bench.move_to(MONDAY + timedelta(hours=24))
    assert bench.state(mira) == "active"
    assert mira.texts()[-1] == OVER
    assert room.lines(mira.thread)[-1].endswith("'s pause is over. Prompts go on.")
    assert room.seen(mira.thread)[-1].silent
    bench.move_to(SECOND_DUE)

    assert len(prompts(mira)) == 1
    assert bench.reasons() == [("skipped", "resting"), ("sent", None)]
    assert texts(bench, mira, OVER) == 1
    assert until(bench) is None


def test_what_is_due_in_it_and_may_wait_comes_as_it_ends(bench: Bench, room: Room, mira: Person):
    """19:30 may be two hours late, and the pause is over at 20:30: it is not judged before the pause is ended."""
    room.write(mira.thread, "/enrol first-week today")
    mira.say("/pause until today 20:30")
    bench.move_to(FIRST_DUE)
    bench.move_to(FIRST_DUE + timedelta(hours=1))

    assert len(prompts(mira)) == 1
    assert bench.reasons() == [("sent", None)]


def test_at_its_very_last_moment_too(bench: Bench, room: Room, mira: Person):
    """Over at 21:30, when the prompt may just still go."""
    room.write(mira.thread, "/enrol first-week today")
    mira.say("/pause until today 21:30")
    bench.move_to(FIRST_DUE)
    bench.move_to(FIRST_DUE + timedelta(hours=2))

    assert len(prompts(mira)) == 1


def test_in_quiet_hours_it_ends_without_a_word(bench: Bench, room: Room, mira: Person):
    """Midnight: nobody is woken for it; the therapist reads it in the morning."""
    mira.say("/pause until tomorrow")
    before = len(mira.told())
    bench.move_to(datetime(2026, 11, 23, 23, 0, 1, tzinfo=UTC))

    assert bench.state(mira) == "active"
    assert len(mira.told()) == before
    assert room.lines(mira.thread)[-1].endswith("'s pause is over. Prompts go on.")


@pytest.mark.parametrize("held", ["their therapist's pause", "an alert"])
def test_nothing_is_promised_that_something_else_keeps_back(bench: Bench, room: Room, mira: Person, held):
    """It ends all the same, without saying that things come again."""
    mira.say("/pause 1d")

    def hold(unit):
        who = clients.list_clients(unit)[0].id
        if held == "an alert":
            clients.set_held_level(unit, who, 3, actor="lead")
        else:
            clients.pause(unit, who, clients.FOR_GOOD, actor="therapist:ada")

    bench.store.run_here(hold)
    bench.move_to(MONDAY + timedelta(hours=24))

    assert bench.state(mira) == "active"
    assert texts(bench, mira, OVER) == 0


def test_back_ends_it_early(bench: Bench, room: Room, mira: Person):
    """And its end says nothing any more."""
    mira.say("/pause 3d")
    mira.say("back")
    assert bench.state(mira) == "active"
    assert until(bench) is None

    bench.move_to(MONDAY + timedelta(days=4))
    assert texts(bench, mira, OVER) == 0


def test_another_length_takes_the_place_of_the_first(bench: Bench, room: Room, mira: Person):
    """Longer or shorter; /rest has no end."""
    mira.say("/pause 3d")
    mira.say("/pause 1d")
    assert until(bench) == "2026-11-24 10:00"
    mira.say("/rest")
    assert until(bench) is None
    assert "Prompts pause until they write back" in room.lines(mira.thread)[-1]

    bench.move_to(MONDAY + timedelta(days=4))
    assert bench.state(mira) == "resting"


@pytest.mark.parametrize(("words", "state"), [("stop", "halted"), ("/stop", "left")])
def test_who_stops_meanwhile_is_not_called_back(bench: Bench, room: Room, mira: Person, words, state):
    """A pause that would be over wakes nobody who has said stop, or left."""
    mira.say("/pause 1d")
    mira.say(words)
    bench.move_to(MONDAY + timedelta(days=2))

    assert bench.state(mira) == state
    assert texts(bench, mira, OVER) == 0
    assert until(bench) is None


def test_after_stop_the_word_alone_is_rest_and_with_a_length_it_has_an_end(bench: Bench, room: Room, mira: Person):
    """German says "pause" there."""
    mira.say("stop")
    mira.say("pause")
    assert bench.state(mira) == "resting"
    assert until(bench) is None

    mira.say("stop")
    mira.say("pause 1d")
    assert bench.state(mira) == "resting"
    assert until(bench) == "2026-11-24 10:00"


def test_a_prompt_that_waited_to_be_sent_does_not_go(bench: Bench, room: Room, mira: Person):
    """Released, not yet carried when the pause began."""
    room.write(mira.thread, "/enrol first-week today")
    bench.carrying = False
    bench.move_to(FIRST_DUE)
    mira.say("/pause 1d")
    bench.carrying = True
    bench.beat()

    assert prompts(mira) == []
    assert bench.reasons() == [("skipped", "resting")]


def test_what_is_sent_in_a_pause_is_kept(bench: Bench, room: Room, prompted: Person):
    """Prompts pause; the client need not."""
    prompted.say("/pause 1d")
    prompted.say("The tram waited for me.")

    assert "tram" in room.card(prompted.thread).text


def test_a_restart_changes_nothing(bench: Bench, room: Room, mira: Person, starter_library):
    """The end stands in a row; it is ended once, whoever beats first."""
    mira.say("/pause 1d")
    again = Bench(str(bench.store._engine.url), starter_library)
    again.places, again.clock.at = bench.places, bench.clock.at
    again.move_to(MONDAY + timedelta(days=2))
    bench.clock.at = again.clock.at
    bench.beat()

    assert sum(text == OVER for text in mira.on(again).texts()) == 1
    assert bench.store.run_here(end_pauses, bench.desk) == 0
    again.store.close_here()


def test_a_button_of_months_ago_begins_a_pause_from_now(bench: Bench, mira: Person):
    """Three days are three days from the press."""
    mira.say("/pause")
    asked = mira.told()[-1]
    bench.clock.at += timedelta(days=100)
    mira.press_handle(asked.buttons["3 days"], asked.message)

    assert until(bench) == "2027-03-06 10:00"


def test_who_is_not_with_us_cannot_pause(bench: Bench, room: Room):
    """In the dialogue the word is one like any other."""
    noor = bench.person()
    _, code = room.invite("Noor")
    noor.say(code)
    noor.say("/pause 3d")

    assert until(bench) is None
