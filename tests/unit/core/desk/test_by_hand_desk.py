"""A prompt by the therapist's own hand: which one, when by the client's clock, moved with its reason, taken back, refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.desk.by_hand import called, split
from core.prompts.library import load_library
from core.store import clients, schedule
from tests.unit.core.desk.bench import MORNING, STARTER, Bench, Person, Room
from tests.unit.core.desk.test_approval_desk import STRONG
from tests.unit.core.desk.test_commands_desk import DEEP, LATER
from tests.unit.core.desk.test_steering_desk import client_of, let_ada, noor, said

__all__ = ["noor"]


@pytest.fixture
def wide(bench: Bench, tmp_path: Path) -> None:
    """A library with a strong prompt, one with a question before it, and one of intensity 2; each without a German text."""
    folder = tmp_path / "library"
    folder.mkdir()
    for file in STARTER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    for name, text in {"strong": STRONG, "later": LATER, "deep": DEEP}.items():
        (folder / f"{name}.yaml").write_text(text)
    library, faults = load_library(folder)
    assert library is not None, faults
    bench.library = library


def planned(bench: Bench, person: Person) -> list[schedule.Occurrence]:
    """What was sent by hand."""
    found = bench.store.run_here(schedule.occurrences_of, client_of(bench, person).id)
    return [each for each in found if each.enrolment is None]


def test_it_goes_at_once_and_is_answered_like_any_other(bench: Bench, room: Room, mira: Person) -> None:
    """Now is the default; the receipt, the card and the words of the programme's prompts are the same."""
    assert said(room, mira, "/send small things") == f"“Three small things” goes to {mira.alias} now."
    bench.beat()

    assert "Three small things" in mira.texts()[-1]
    mira.say("The tram waited.")
    assert "Three small things" in room.card(mira.thread).text


def test_the_time_is_the_clients_with_the_therapists_beside_it(bench: Bench, room: Room, noor: Person) -> None:
    """In the therapist's language, whatever language the time was typed in."""
    answer = said(room, noor, "/send small things tomorrow 18:30")
    assert answer == f"“Three small things” goes to {noor.alias} Tue 18:30 (theirs), Wed 00:30 (yours)."
    let_ada(bench, language="de")
    answer = said(room, noor, "/send kleine dinge mañana a las 17")
    assert answer == f"„Drei kleine Dinge“ geht an {noor.alias}: Di 17:00 (dort), 23:00 (bei dir)."
    assert [each.due_at for each in planned(bench, noor)] == [
        datetime(2026, 11, 24, 22, 0, tzinfo=UTC),
        datetime(2026, 11, 24, 23, 30, tzinfo=UTC),
    ]


def test_quiet_hours_move_it_at_once_and_say_so(bench: Bench, room: Room, mira: Person) -> None:
    """The client's hours win; when it comes, and why not when it was asked for."""
    answer = said(room, mira, "/send small things 23:30")

    assert answer.splitlines() == [
        f"“Three small things” goes to {mira.alias} Tue 08:00.",
        "Mon 23:30 was asked for; moved: quiet hours.",
    ]
    bench.move_to(datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC))
    assert bench.reasons() == [("sent", None)]


def test_days_that_are_not_wanted_move_it_too(bench: Bench, room: Room, mira: Person) -> None:
    """To the next one; without any nothing can be sent."""
    who = client_of(bench, mira).id
    bench.store.run_here(clients.set_days, who, "1111100")
    answer = said(room, mira, "/send small things Saturday 10:00")
    assert f"goes to {mira.alias} Mon 30 November 08:00." in answer
    assert "moved: not on this day of the week" in answer

    bench.store.run_here(clients.set_days, who, "0000000")
    assert "wants nothing on any day" in said(room, mira, "/send small things")


def test_a_time_in_the_gap_is_moved_by_it(bench: Bench, room: Room, mira: Person) -> None:
    """The night of 28 March 2027 has no half past two."""
    bench.store.run_here(clients.set_quiet, client_of(bench, mira).id, "")

    assert "Sun 28 March 2027 03:30." not in said(room, mira, "/send small things 2027-03-28 2:30")
    assert planned(bench, mira)[0].due_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_it_can_be_taken_back_by_button_or_word(bench: Bench, room: Room, mira: Person) -> None:
    """While it waits; the answer says from then on what became of it, also when it is tapped twice or too late."""
    said(room, mira, "/send small things 18:30")
    room.push(mira.thread, "Cancel")
    gone = f"Taken back: “Three small things” does not go to {mira.alias}."
    assert room.seen(mira.thread)[-1].text == gone
    assert room.seen(mira.thread)[-1].buttons == {}

    said(room, mira, "/send small things 18:30")
    assert said(room, mira, "/unsend") == gone
    assert said(room, mira, "/unsend").startswith("Nothing sent by hand waits")
    bench.move_to(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    assert bench.reasons() == [("skipped", "taken back by the therapist")] * 2

    said(room, mira, "/send small things")
    told = room.seen(mira.thread)[-1]
    bench.beat()
    room.push(mira.thread, "Cancel")
    assert "is no longer waiting" in told.text
    assert bench.reasons()[-1] == ("sent", None)


def test_of_several_the_one_that_is_named_is_taken_back(bench: Bench, room: Room, mira: Person) -> None:
    """Asked which, otherwise."""
    said(room, mira, "/send small things 18:30")
    said(room, mira, "/send two minutes 19:00")

    assert "writing/small-things, voice/two-minutes. Which one?" in said(room, mira, "/unsend")
    assert "“Two minutes aloud” does not go" in said(room, mira, "/unsend two minutes")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("", "be sent?"),
        ("smol thigns", "Near it: writing/small-things · Three small things"),
        ("safe-plaec", "Near it: drawing/safe-place · A calm enough place"),
        ("zzz", "There is: drawing/safe-place"),
        ("smol thigns tomorrow 18:30", "Near it: writing/small-things"),
        ("o", "can be several: drawing/safe-place"),
        ("small things someday", "“someday” is no time ahead"),
        ("small things yesterday 18:30", "no time ahead"),
        ("small things 2029-01-01 18:30", "no time ahead"),
        ("small things today 9:00", "no time ahead"),
    ],
)
def test_what_is_not_understood_sends_nothing(bench: Bench, room: Room, mira: Person, words: str, answer: str) -> None:
    """With what is near, or how it is written."""
    assert answer in said(room, mira, f"/send {words}")
    assert planned(bench, mira) == []


NAMED = {"voice/two-minutes": "Two minutes aloud", "writing/two-minutes-more": "Two more", "drawing/safe-place": "Calm"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("voice/two-minutes", (["voice/two-minutes"], "")),
        ("two minutes", (["voice/two-minutes"], "")),
        ("two-minutes in 2 minutes", (["voice/two-minutes"], "in 2 minutes")),
        ("two", (["voice/two-minutes", "writing/two-minutes-more"], "")),
        ("TWO MINUTES ALOUD 18:30", (["voice/two-minutes"], "18:30")),
        ("calm tomorrow 18:30", (["drawing/safe-place"], "tomorrow 18:30")),
        ("nothing at all", ([], "at all")),
    ],
)
def test_a_prompt_is_named_by_its_id_its_title_or_a_part(words: str, expected: tuple[list[str], str]) -> None:
    """What is exactly one comes before what only holds it; the time stands behind."""
    prompt, when = split(words, NAMED)
    assert (called(prompt, NAMED), when) == expected


def test_a_strong_one_is_its_therapists_yes(bench: Bench, room: Room, mira: Person, wide: None) -> None:
    """No card asks once more; another is refused within 48 hours, with when it may go."""
    assert "that you send it is your yes" in said(room, mira, "/send writing/strong 18:30")
    bench.move_to(datetime(2026, 11, 23, 17, 30, 1, tzinfo=UTC))
    assert bench.reasons() == [("sent", None)]
    assert not [line for line in room.lines(mira.thread) if "is a strong prompt.** It is due" in line]

    answer = said(room, mira, "/send writing/strong Wednesday 17:00")
    assert "another at Mon 23 November 18:30" in answer
    assert answer.endswith("Then: /send writing/strong 2026-11-25 20:00")
    assert "goes to" in said(room, mira, "/send writing/strong 2026-11-25 20:00")


def test_a_strong_one_does_not_come_late(bench: Bench, room: Room, mira: Person, wide: None) -> None:
    """After 21:00 of their day the next evening is offered, also where quiet hours would have moved it."""
    for at in ("21:00", "23:30"):
        answer = said(room, mira, f"/send writing/strong {at}")
        assert answer.endswith("The next evening: /send writing/strong 2026-11-24 20:00")
    assert planned(bench, mira) == []
    assert "goes to" in said(room, mira, "/send writing/strong 20:59")


def test_what_cannot_be_delivered_is_refused_as_when_enrolling(
    bench: Bench, room: Room, mira: Person, noor: Person, wide: None
) -> None:
    """No text in the client's language; stronger than they should get."""
    assert "no text in the client's language (de)" in said(room, noor, "/send writing/deep")
    said(room, mira, "/limit intensity 1")
    assert "is left out" in said(room, mira, "/send writing/deep")
    assert "intensity 2" in said(room, mira, "/send writing/deep")


def test_the_question_before_it_is_said(bench: Bench, room: Room, mira: Person, wide: None) -> None:
    """It goes, after the question."""
    answer = said(room, mira, "/send roleplay/later")

    assert f"“A word from later” goes to {mira.alias} now.\nBefore it {mira.alias} is asked how it is" in answer
    assert len(planned(bench, mira)) == 1


def test_more_often_than_advised_is_said_and_sent(bench: Bench, room: Room, mira: Person) -> None:
    """The library's number is advice to a hand."""
    assert "advises" not in said(room, mira, "/send safe-place 18:30")
    answer = said(room, mira, "/send safe-place tomorrow 18:30")
    assert "2 times within seven days then; the library advises 1 at most" in answer
    assert len(planned(bench, mira)) == 2


def test_what_is_in_the_way_is_said_and_judged_when_it_is_due(bench: Bench, room: Room, mira: Person) -> None:
    """A pause does not refuse it: it may be over by then; it waits a day at most."""
    said(room, mira, "/pause until tomorrow 12:00")
    assert "In the way then, as things stand: paused by the therapist." in said(room, mira, "/send small things 18:30")
    bench.move_to(datetime(2026, 11, 23, 17, 30, 1, tzinfo=UTC))
    bench.move_to(datetime(2026, 11, 24, 11, 0, 1, tzinfo=UTC))

    assert bench.reasons() == [("sent", None)]


def test_after_stop_nothing_is_sent_by_hand_either(bench: Bench, room: Room, mira: Person) -> None:
    """Until they have chosen."""
    mira.say("stop")
    assert "has said stop" in said(room, mira, "/send small things")


def test_a_button_of_another_therapist_does_nothing(bench: Bench, room: Room, mira: Person) -> None:
    """It is bound to its room and checked when it is pressed."""
    said(room, mira, "/send small things 18:30")
    told = room.seen(mira.thread)[-1]
    other = bench.room("discord", "Ben")
    other.press_handle(told.buttons["Cancel"], told.message)
    room.press_handle(told.buttons["Cancel"], told.message, by="4711", at=room.into(mira.thread))

    assert [each.state.value for each in planned(bench, mira)] == ["planned"]


def test_the_same_words_twice_are_one_prompt(bench: Bench, room: Room, mira: Person) -> None:
    """An update that comes again under another number."""
    number = room.write(mira.thread, "/send small things 18:30")
    room.write(mira.thread, "/send small things 18:30", message=number)

    assert len(planned(bench, mira)) == 1
    assert planned(bench, mira)[0].due_at - MORNING == timedelta(hours=8, minutes=30)
