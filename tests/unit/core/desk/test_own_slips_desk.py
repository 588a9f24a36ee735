"""A draft of a therapist's own prompt while people are in a hurry: replies to any answer, slips, edits, a hand-over, a race."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.desk import own_draft
from core.domain.incoming import IncomingFile, MediaRef, PartKind
from core.domain.own import OwnState
from core.queue.card import MEDIA
from core.queue.thread import thread_for
from core.store import cards, clients, consents, own_prompts, tables
from core.store.unit import Unit
from tests.unit.core.desk.bench import FIRST_DUE, Bench, Person, Room
from tests.unit.core.desk.test_by_hand_desk import planned
from tests.unit.core.desk.test_own_desk import TRAM, answer, arrived, drafts, new, newest
from tests.unit.core.desk.test_steering_desk import client_of, noor

__all__ = ["noor"]


# --- what is answered stays about the draft ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wrong", "said_of_it"),
    [
        ("x" * 3501, "That is 3501 characters"),
        ("# A title alone", "There are no words in that"),
        ("Draw the bus.", "This is how"),
    ],
)
def test_a_reply_to_what_was_answered_is_about_the_draft(
    bench: Bench, room: Room, mira: Person, wrong: str, said_of_it: str
) -> None:
    """Whichever of our messages about it is swiped: the words are the client's, and no note."""
    new(room, mira)
    answer(room, mira.thread, "Draft for", wrong)
    answer(room, mira.thread, said_of_it, "Draw the train.")
    assert drafts(bench)[0].content.body == "Draw the train."
    answer(room, mira.thread, "This is how", "now")

    assert len(planned(bench, mira)) == 1
    assert not any("Kept as" in line for line in room.lines(mira.thread))


def test_a_reply_to_one_alone_or_to_a_draft_that_waits_is_about_it(bench: Bench, room: Room, mira: Person) -> None:
    """*Reply with one alone* is replied to; and so is *waits for your words*."""
    room.write(mira.thread, "/new")
    ref = tuple(IncomingFile(MediaRef(room.address.account, {"file": n}), PartKind.PHOTO) for n in "ab")
    answer(room, mira.thread, "the prompt for", files=ref, kind=PartKind.PHOTO)
    answer(room, mira.thread, "Reply with one alone", TRAM)
    assert drafts(bench)[0].content.body == TRAM
    room.push(mira.thread, "Drop it")
    room.write(mira.thread, "/new")
    room.write(mira.thread, "/new")
    answer(room, mira.thread, "waits for your words", TRAM)

    assert drafts(bench)[1].content.body == TRAM


def test_what_is_no_time_is_asked_for_until_it_is_one(bench: Bench, room: Room, noor: Person) -> None:
    """No second try at a time becomes the client's words; and a length is a time where a time was asked for."""
    new(room, noor)
    room.push(noor.thread, "Send at …")
    answer(room, noor.thread, "by the clock of", "someday")
    answer(room, noor.thread, "is no time ahead", "another day")
    assert drafts(bench)[0].content.body == TRAM
    answer(room, noor.thread, "is no time ahead", "20 minutes")

    assert drafts(bench)[0].state is OwnState.SENT
    assert drafts(bench)[0].minutes == 10


def test_the_same_answer_twice_is_one(bench: Bench, room: Room, mira: Person) -> None:
    """Also where it is handed over again after the draft has gone on."""
    new(room, mira)
    quoted = newest(room, mira.thread, "Draft for").message
    long = room.write(mira.thread, "x" * 3501, reply_to=quoted)
    answer(room, mira.thread, "That is 3501", "Draw the train.")
    before = len(room.seen(mira.thread))
    room.write(mira.thread, "x" * 3501, message=long, reply_to=quoted)

    assert len(room.seen(mira.thread)) == before


def test_a_length_sends_no_adapted_one(bench: Bench, room: Room, mira: Person) -> None:
    """What it was made of says how long it takes; "10 minutes" is no time at which it goes."""
    room.write(mira.thread, "/adapt small things\nName one.")
    answer(room, mira.thread, "Draft for", "10 minutes")

    assert planned(bench, mira) == []
    assert (drafts(bench)[0].content.body, drafts(bench)[0].minutes) == ("Name one.", 8)
    assert "about 8 minutes" in room.lines(mira.thread)[-1]


@pytest.mark.parametrize("word", ["now", "18:30", "20 minutes", "drawing"])
def test_while_a_file_is_fetched_no_word_takes_its_place(bench: Bench, room: Room, mira: Person, word: str) -> None:
    """Who cannot wait does not make "now" the client's prompt."""
    room.write(mira.thread, "/new")
    ref = (IncomingFile(MediaRef(room.address.account, {"file": "a"}), PartKind.PHOTO),)
    answer(room, mira.thread, "the prompt for", TRAM, files=ref, kind=PartKind.PHOTO)
    answer(room, mira.thread, "is being fetched", word)
    (own,) = drafts(bench)
    assert (own.state, own.content.body) == (OwnState.FETCHING, TRAM)
    assert "is being fetched" in room.lines(mira.thread)[-1]
    arrived(bench)

    assert room.lines(mira.thread)[-2].startswith("Draw the tram that waited…\n" + TRAM)
    assert planned(bench, mira) == []


def test_now_before_there_are_words_sends_nothing_and_is_no_prompt(bench: Bench, room: Room, mira: Person) -> None:
    """It is asked for the words once more."""
    room.write(mira.thread, "/new")
    answer(room, mira.thread, "the prompt for", "now")

    assert drafts(bench)[0].state is OwnState.ASKED
    assert "waits for your words" in room.lines(mira.thread)[-1]


def test_who_has_said_no_to_pictures_is_not_said_to_be_asked(bench: Bench, room: Room) -> None:
    """They are asked once, and have answered."""
    shy = bench.client(room, media=False)
    bench.store.run_here(consents.decide, client_of(bench, shy).id, MEDIA, agreed=False)
    new(room, shy)
    room.push(shy.thread, "Drawing")

    told = newest(room, shy.thread, "Draft for").text
    assert f"{shy.alias} has said no to pictures and voice. What comes of these stays sealed." in told
    assert "are asked" not in told


# --- edits ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("/adapt small things\n# One\nName one.", "/adapt small things\n# One\nName two."),
        ("/adapt three small things Name one.", "/adapt three small things Name two."),
        ("/new Name one.", "/new Name two."),
        ("/new\nName one.", "/new@vignette_bot\nName two."),
    ],
)
def test_an_edit_of_the_command_changes_the_words_behind_it(
    bench: Bench, room: Room, mira: Person, first: str, then: str
) -> None:
    """Neither the command nor the prompt's name becomes the client's words."""
    number = room.write(mira.thread, first)
    assert drafts(bench)[0].content.body == "Name one."
    room.write(mira.thread, then, message=number, edited_at=bench.clock.now())

    assert drafts(bench)[0].content.body == "Name two."


def test_an_edit_after_it_was_sent_is_kept_in_the_note(bench: Bench, room: Room, mira: Person) -> None:
    """What was sent is pinned; what the therapist's own message says now is kept as with every other note."""
    room.write(mira.thread, "/new")
    number = answer(room, mira.thread, "the prompt for", TRAM)
    room.push(mira.thread, "Send now")
    room.write(mira.thread, "Draw the train.", message=number, edited_at=bench.clock.now())

    (own,) = drafts(bench)
    assert own.content.body == TRAM
    assert own.words is not None
    assert bench.store.run_here(cards.feedback_by_id, own.words).text == "Draw the train."


# --- after a hand-over, and beside one another -----------------------------------------------------------------------
def test_the_next_therapist_neither_reads_nor_waits_for_the_draft_of_the_one_before(
    bench: Bench, room: Room, mira: Person
) -> None:
    """It is over with the hand-over: its title is not told, and /new begins one of their own."""
    new(room, mira, "# Zebrafink\nPelikanwort")
    ben = bench.room("telegram", "Ben")
    theirs = client_of(bench, bench.client(ben, words="Lea en Europe/Berlin")).therapist
    hers = client_of(bench, mira)

    def hand_over(unit: Unit) -> None:
        unit.execute(sa.update(tables.clients).where(tables.clients.c.id == hers.id).values(therapist=theirs))
        thread_for(unit, clients.client(unit, hers.id))

    bench.store.run_here(hand_over)
    bench.after()
    thread = ben.threads()[-1]
    ben.write(thread, "/new")

    assert "the prompt for" in ben.lines(thread)[-1]
    assert not any("Zebrafink" in line for line in ben.lines(thread))
    assert [each.state for each in drafts(bench)] == [OwnState.EXPIRED, OwnState.ASKED]


def test_a_draft_that_was_changed_at_its_last_moment_is_not_over(bench: Bench, room: Room, mira: Person) -> None:
    """Whoever ends it has read that its day is over; meanwhile it got other words, and another day."""
    new(room, mira)
    bench.clock.at += timedelta(hours=24, seconds=1)

    def race(unit: Unit) -> bool:
        (read_before,) = own_prompts.over(unit)
        own_prompts.stand(unit, read_before, OwnState.READY)
        return own_prompts.expire(unit, read_before)

    assert not bench.store.run_here(race)
    assert drafts(bench)[0].content.body == TRAM


def test_one_that_does_not_open_holds_up_nobody_elses_prompt(bench: Bench, room: Room, mira: Person) -> None:
    """A damaged row costs its own client one prompt, with a reason; the others' days go on."""
    other = bench.client(room, words="Noor en Europe/Berlin")
    for each in (mira, other):
        new(room, each, f"# Here\nDraw, {each.alias}.")
        answer(room, each.thread, "Draft for", "19:30")
    hers = client_of(bench, mira).id
    t = tables.own_prompts
    bench.store.run_here(lambda unit: unit.execute(sa.update(t).where(t.c.client == hers).values(content=b"x" * 60)))
    bench.move_to(FIRST_DUE)

    assert f"Draw, {other.alias}." in other.texts()[-1]
    assert not any("Draw, " in text for text in mira.texts())
    assert ("skipped", "not rendered") in bench.reasons()


def test_a_draft_that_does_not_open_lets_the_others_end(bench: Bench, room: Room, mira: Person) -> None:
    """Theirs are told and gone at their hour; the damaged one ends too, without words."""
    other = bench.client(room, words="Noor en Europe/Berlin")
    for each in (mira, other):
        new(room, each)
    hers = client_of(bench, mira).id
    t = tables.own_prompts
    bench.store.run_here(lambda unit: unit.execute(sa.update(t).where(t.c.client == hers).values(content=b"x" * 60)))
    bench.wait(timedelta(hours=24, minutes=1))

    assert {each.state for each in drafts(bench)} == {OwnState.EXPIRED}
    assert any("was a day old and is gone" in line for line in room.lines(other.thread))


def test_a_draft_of_a_client_who_does_not_open_lets_the_others_end(bench: Bench, room: Room, mira: Person) -> None:
    """Nobody can be told of it; it is gone like any other."""
    other = bench.client(room, words="Noor en Europe/Berlin")
    for each in (mira, other):
        new(room, each)
    hers = client_of(bench, mira).id
    t = tables.clients
    bench.store.run_here(lambda unit: unit.execute(sa.update(t).where(t.c.id == hers).values(name=b"x" * 60)))
    bench.clock.at += timedelta(hours=24, minutes=1)
    bench.store.run_here(own_draft.expire, bench.desk)

    assert {each.state for each in drafts(bench)} == {OwnState.EXPIRED}
