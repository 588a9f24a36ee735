"""Where a reply belongs: by evidence, else the client is asked; never a silent guess (SPEC 6.3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.domain.incoming import PartKind
from core.domain.states import MediaState
from core.store import schedule, tables
from core.store.unit import Unit
from tests.unit.core.desk.bench import FIRST_DUE, SECOND_DUE, Bench, Person, Room

WRITING, DRAWING = "Three small things", "A calm enough place"


@pytest.fixture
def both(bench: Bench, room: Room, prompted: Person) -> Person:
    """Mira, to whom two prompts are open."""
    bench.move_to(SECOND_DUE)
    assert DRAWING in prompted.texts()[-1]
    return prompted


def prompt(person: Person, title: str) -> str:
    """The message of the newest prompt of this title."""
    return next(t.message for t in reversed(person.told()) if t.text.startswith(title))


def test_a_quoted_prompt_gets_the_reply_even_among_two(bench: Bench, room: Room, both):
    """Quoting says it; nobody is asked."""
    both.say("a tram", reply_to=prompt(both, WRITING))

    card = room.card(both.thread, "a tram").text
    assert WRITING in card
    assert "they quoted it" in card
    assert not any("Which one" in text for text in both.texts())


def test_a_quoted_prompt_that_was_put_away_is_answered_all_the_same(bench: Bench, room: Room, prompted):
    """What comes later is still taken and matched (SPEC 4.4)."""
    prompted.press("Not today")
    assert prompted.texts()[-1] == "That is fine. This one is put away."  # the same may come again another day

    prompted.say("now after all", reply_to=prompt(prompted, WRITING))

    assert WRITING in room.card(prompted.thread, "after all").text


def test_a_quote_of_ones_own_growing_part_joins_it(bench: Bench, room: Room, both):
    """While it is still open."""
    first = both.say("a tram", reply_to=prompt(both, WRITING))
    both.say("and why", reply_to=first)

    assert bench.rows("cards") == 1
    assert "and why" in room.card(both.thread, "a tram").text


def test_a_quote_of_ones_own_closed_part_belongs_to_the_same_prompt(bench: Bench, room: Room, both):
    """A new reply for it, not a question."""
    first = both.say("a tram", reply_to=prompt(both, WRITING))
    both.say("done")

    both.say("one more", reply_to=first)

    assert WRITING in room.card(both.thread, "one more").text


def test_a_quote_of_feedback_answers_the_therapist(bench: Bench, room: Room, both):
    """Whatever is open: the therapist's words are what is answered, and one tap files it elsewhere."""
    both.say("a tram", reply_to=prompt(both, WRITING))
    both.say("done")
    room.write(both.thread, "I see it", reply_to=room.card(both.thread, "a tram").message)
    feedback = next(t for t in both.told() if "I see it" in t.text)

    both.say("thank you", reply_to=feedback.message)

    card = room.card(both.thread, "thank you")
    assert "an answer to yours" in card.text
    assert DRAWING in card.buttons


def test_a_quote_of_feedback_on_a_message_is_a_message(bench: Bench, room: Room, mira):
    """Evidence that it is for none of the open prompts."""
    mira.say("I cannot sleep")
    mira.say("done")
    room.write(mira.thread, "Tell me more", reply_to=room.card(mira.thread).message)
    room.write(mira.thread, "/enrol first-week today")
    bench.move_to(FIRST_DUE)
    feedback = next(t for t in mira.told() if "Tell me more" in t.text)

    mira.say("it is the noise", reply_to=feedback.message)

    assert "a message" in room.card(mira.thread, "the noise").text


def test_two_open_prompts_make_it_unsure_and_the_client_is_asked(bench: Bench, room: Room, both):
    """Never a silent guess: the card says unsure until they say."""
    both.say("a tram")

    assert "unsure which prompt" in room.card(both.thread, "a tram").text
    question = both.told()[-1]
    assert question.text.startswith("Which one is this for?")
    assert list(question.buttons) == [WRITING, DRAWING, "Neither, just for Ada"]
    assert "\n1 · Three small things\n2 · A calm enough place\n3 · Neither" in question.text


@pytest.mark.parametrize(
    ("said", "title"),
    [("1", WRITING), ("2", DRAWING), ("٢", DRAWING), ("۱", WRITING), ("2.", DRAWING), (" 1 ", WRITING)],
)
def test_the_question_is_answered_by_number_in_any_script(bench: Bench, room: Room, both, said, title):
    """Also in Arabic-Indic and Persian digits."""
    both.say("a tram")
    both.say(said)

    card = room.card(both.thread, "a tram").text
    assert title in card
    assert "unsure" not in card
    assert title in both.texts()[-1]
    assert bench.rows("parts") == 1


def test_the_question_is_answered_by_button(bench: Bench, room: Room, both):
    """And a button pressed later changes it, as long as anybody likes."""
    both.say("a tram")
    question = both.told()[-1].message
    both.press(DRAWING)
    assert DRAWING in room.card(both.thread, "a tram").text
    both.press(WRITING, message=question)

    assert WRITING in room.card(both.thread, "a tram").text
    assert bench.rows("replies") == 1


@pytest.mark.parametrize("by", ["button", "3"])
def test_neither_makes_it_a_message(bench: Bench, room: Room, both, by):
    """For the therapist alone; both prompts stay open."""
    both.say("a tram")
    both.press("Neither, just for Ada") if by == "button" else both.say(by)

    assert "a message" in room.card(both.thread, "a tram").text
    assert [state for state, _ in bench.reasons()][:2] == ["sent", "sent"]


def test_a_number_that_is_no_choice_is_part_of_the_work(bench: Bench, room: Room, both):
    """Ten is not among three."""
    both.say("a tram")
    both.say("10")

    assert "“10”" in room.card(both.thread, "a tram").text


def test_a_number_without_a_question_is_part_of_the_work(bench: Bench, room: Room, prompted):
    """Somebody answers with a figure."""
    prompted.say("1")

    assert "“1”" in room.card(prompted.thread, WRITING).text


def test_the_question_comes_at_most_once_a_day(bench: Bench, room: Room, both):
    """The second unsure reply of the day is shown as unsure, quietly."""
    both.say("a tram")
    bench.wait(timedelta(minutes=11))
    both.say("a bus")
    bench.wait(timedelta(minutes=11))

    assert len([text for text in both.texts() if "Which one" in text]) == 1
    assert "not asked again today" in room.card(both.thread, "a bus").text


def test_an_answer_is_for_the_reply_that_was_asked_about(bench: Bench, room: Room, both):
    """Another unsure one came in between: the number and the button still mean the first."""
    both.say("a tram")
    bench.wait(timedelta(minutes=11))
    both.say("a bus")
    bench.wait(timedelta(minutes=11))

    both.say("2")

    assert DRAWING in room.card(both.thread, "a tram").text
    assert "unsure" in room.card(both.thread, "a bus").text
    assert bench.rows("parts") == 2


def test_a_number_means_what_it_meant_when_it_was_asked(bench: Bench, room: Room, both):
    """The first prompt was put away meanwhile: 2 is still the second, not the third."""
    both.say("a tram")
    both.press("Not today", message=prompt(both, WRITING))

    both.say("2")

    assert DRAWING in room.card(both.thread, "a tram").text


def test_a_photo_joins_the_text_before_it(bench: Bench, room: Room, prompted):
    """A caption is text like any other."""
    prompted.say("here is my list")
    prompted.say("the list on paper", kind=PartKind.PHOTO)

    card = room.card(prompted.thread, "here is my list").text
    assert "the list on paper" in card
    assert "photo" in card
    assert bench.rows("cards") == 1


def test_words_behind_the_therapists_are_an_answer_to_them(bench: Bench, room: Room, prompted):
    """Said at the close, with the prompt to press; one tap files it there, and one more takes it back (SPEC 6.3)."""
    prompted.say("hello")
    prompted.say("done")
    bench.move_to(SECOND_DUE)
    bench.wait(timedelta(minutes=3))
    room.write(prompted.thread, "How was the tram?", reply_to=room.card(prompted.thread, "hello").message)

    prompted.say("blue, as always")
    card = room.card(prompted.thread, "blue, as always")
    assert "an answer to yours" in card.text
    assert f"open: “{DRAWING}”" in card.text
    bench.wait(timedelta(minutes=10))
    told = prompted.told()[-1]
    assert told.text.startswith("Kept for Ada, as an answer to what they wrote.")
    assert next(iter(told.buttons)) == DRAWING

    prompted.press(DRAWING)
    assert DRAWING in room.card(prompted.thread, "blue, as always").text
    assert "answered" in [state for state, _ in bench.reasons()]
    prompted.press("Not for this one")
    assert "a message" in room.card(prompted.thread, "blue, as always").text
    assert [state for state, _ in bench.reasons()][1] == "sent"


def test_a_therapist_files_it_in_one_tap(bench: Bench, room: Room, both):
    """Each way that a card offers, and back."""
    both.say("a tram")
    card = room.card(both.thread, "a tram")
    assert list(card.buttons) == ["Witnessed", DRAWING, WRITING, "Leave as a message"]

    room.press_handle(card.buttons[DRAWING], card.message, at=room.into(both.thread))
    filed = room.card(both.thread, "a tram")
    assert DRAWING in filed.text
    assert [state for state, _ in bench.reasons()][:2] == ["sent", "answered"]

    room.press_handle(filed.buttons["Not for this prompt"], filed.message, at=room.into(both.thread))
    assert "a message" in room.card(both.thread, "a tram").text
    assert [state for state, _ in bench.reasons()][:2] == ["sent", "sent"]


def test_nobody_elses_button_files_anything(bench: Bench, room: Room, both):
    """The handle of a card's button, pressed in the client's own chat."""
    both.say("a tram")
    handle = room.card(both.thread, "a tram").buttons[WRITING]

    both.press_handle(handle, both.told()[-1].message)

    assert "unsure" in room.card(both.thread, "a tram").text


def test_an_album_stays_together_whatever_comes_between(bench: Bench, room: Room, both):
    """Its items share what Telegram calls a group; a late one joins the reply of the others, also when that is closed."""
    both.say("one", kind=PartKind.PHOTO, group="g1", reply_to=prompt(both, WRITING))
    both.say("two", kind=PartKind.PHOTO, group="g1", reply_to=prompt(both, WRITING))
    both.say("done")
    both.say("three", kind=PartKind.PHOTO, group="g1")

    card = room.card(both.thread, "one").text
    assert "“two”" in card
    assert "“three”" in card
    assert bench.rows("replies") == 1


def test_every_place_where_it_could_belong_is_offered_on_discord(bench: Bench):
    """Five rows there: also beside a file that can be fetched again."""
    room = bench.room("discord", "Bo")
    kim = bench.client(room, "discord")
    kim.say("good morning")
    kim.say("done")
    room.write(kim.thread, "/enrol first-week today")
    bench.move_to(FIRST_DUE)
    bench.move_to(SECOND_DUE - timedelta(minutes=5))
    room.write(kim.thread, "How was it?", reply_to=room.card(kim.thread, "good morning").message)
    bench.move_to(SECOND_DUE)
    kim.say(kind=PartKind.PHOTO)
    lost = sa.update(tables.media).values(state=MediaState.LOST.value)
    bench.store.run_here(lambda unit: unit.execute(lost))
    first = room.card(kim.thread, "unsure").message
    kim.say("a tram")

    card = room.card(kim.thread, "a tram")
    assert list(card.buttons) == ["Witnessed", "Try again", "It answers me", DRAWING, WRITING, "Leave as a message"]
    assert card.message == first


def test_a_long_title_is_a_button_that_fits(bench: Bench, room: Room, both: Person):
    """It is shortened there, and the card can be changed all the same."""
    long = f"{WRITING} from today that were all right, or at least not bad, and why they happened"
    occurrences = tables.occurrences

    def lengthen(unit: Unit) -> None:
        for each in schedule.open_occurrences(unit, both_id(unit)):
            sealed = unit.seal(each.client, "occurrences", "title", each.id, long)
            unit.execute(sa.update(occurrences).where(occurrences.c.id == each.id).values(title=sealed))

    def both_id(unit: Unit) -> str:
        return str(unit.one(sa.select(tables.clients.c.id).where(tables.clients.c.alias == both.alias)).id)

    bench.store.run_here(lengthen)
    both.say("one")
    first = room.card(both.thread, "unsure").message

    both.say("two")

    card = room.card(both.thread, "two")
    assert card.message == first
    assert any(label.startswith(WRITING) and label.endswith("…") for label in card.buttons)


def test_witnessed_is_no_word_of_the_therapist_to_answer(bench: Bench, room: Room, prompted):
    """A line that a button sends: what comes after it is for the prompt that is open."""
    prompted.say("hello")
    prompted.say("done")
    bench.move_to(SECOND_DUE)
    bench.wait(timedelta(minutes=3))
    room.push(prompted.thread, "Witnessed")

    prompted.say("my calm place")

    assert DRAWING in room.card(prompted.thread, "my calm place").text
