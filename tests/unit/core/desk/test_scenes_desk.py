"""A scene on the bench: turn by turn, tapped, typed or spoken, left at any moment, one transcript (SPEC 2, 6.6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.domain.incoming import PartKind
from core.store import replies, tables
from tests.unit.core.desk.bench import Bench, Person, Room

SCENE_DUE = datetime(2026, 11, 23, 17, 30, 1, tzinfo=UTC)  # gentle-scenes' day 1 at 18:30 in Berlin
KITCHEN, WINDOW = "1 At the kitchen table", "2 By the window"
DEROLE = "Say your own name"


@pytest.fixture
def invited(bench: Bench, room: Room, mira: Person) -> Person:
    """Mira, to whom a scene's prompt has come."""
    room.write(mira.thread, "/enrol gentle-scenes today")
    bench.move_to(SCENE_DUE)
    assert "A kind visitor" in mira.texts()[-1]
    return mira


def since(person: Person, told: int) -> list[str]:
    return person.texts()[told:]


def test_a_scene_is_announced_and_opened_in_one_message(bench: Bench, invited: Person):
    """Title, length, the way out, who answers when, the first turn, its choices."""
    prompt = invited.told()[-1]

    assert prompt.text.startswith(
        "A kind visitor · a short scene, two turns, about 10 minutes. You can leave at any moment by saying stop.\n"
        "Ada answers within two working days.\n\nSomebody kind comes by"
    )
    assert list(prompt.buttons) == [KITCHEN, WINDOW, "Later", "Not today", "I need support", "How does this work"]
    assert bench.rows("replies") == 0


def test_a_scene_plays_to_its_end(bench: Bench, room: Room, invited: Person):
    """Tapped, typed, spoken; the role before each turn; the way out; then one receipt with the aftercare."""
    told = len(invited.texts())
    invited.press(KITCHEN)
    invited.say("I saw a heron by the canal.")
    invited.say(kind=PartKind.VOICE)

    said = since(invited, told)
    assert said[0].startswith("You, at home · There is something warm to drink.")
    assert said[1].startswith("The visitor · Now change seats.")
    assert DEROLE in said[2]
    assert said[3] == (
        "Kept, the whole scene. Ada answers within two working days.\n"
        "Before you go: stretch your hands once, as if you put something down."
    )
    assert len(said) == 4
    assert bench.rows("replies") == 1
    assert bench.rows("cards") == 1
    bench.wait(timedelta(days=2))
    assert len(since(invited, told)) == 4


def test_the_card_reads_like_a_play(bench: Bench, room: Room, invited: Person):
    """Title, Vignette's turns, who spoke as whom, the choice, how it ended; it grows while it is played."""
    invited.press(WINDOW)
    growing = room.card(invited.thread)
    first = growing.message
    assert f"{invited.alias} (chooses: By the window)" in growing.text
    assert "being played" in growing.text
    invited.say("The tram waited.")
    invited.say("That was kind of it.")

    card = room.card(invited.thread)
    assert card.message == first
    body = card.text.splitlines()
    assert body[0] == f"{invited.alias} · A kind visitor"
    assert body[2].startswith("Somebody kind comes by")
    assert body[3] == f"{invited.alias} (chooses: By the window)"
    assert body[4].startswith("You look out together.")
    assert body[5] == "You, at home: The tram waited."
    assert body[6].startswith("Now change seats.")
    assert body[7] == "The visitor: That was kind of it."
    assert DEROLE in body[8]
    assert body[9].startswith("played to its end · not screened")


# --- ways to answer -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["2", "٢", "2.", "by the window", "By the window.", "2 By the window", "\u200e2"])
def test_a_choice_can_be_typed(bench: Bench, room: Room, invited: Person, typed: str):
    """Its number in any digits, its label, or both; the transcript says what was chosen, not what was typed."""
    invited.say(typed)

    assert "You look out together" in invited.texts()[-1]
    assert f"{invited.alias} (chooses: By the window)" in room.card(invited.thread).text


def test_free_words_at_a_choice_are_kept_and_the_choices_offered_once_more(bench: Bench, room: Room, invited: Person):
    """Words do not choose. The second time nothing is said; both lines stand in the transcript."""
    invited.say("She has a blue hat.")
    told = len(invited.texts())
    again = invited.told()[-1]
    invited.say("And a dog.")

    assert again.text.startswith("That is kept. To go on, choose one")
    assert list(again.buttons) == [KITCHEN, WINDOW]
    assert len(invited.texts()) == told
    body = room.card(invited.thread).text
    assert body.index("She has a blue hat.") < body.index("And a dog.")
    invited.press(KITCHEN)
    assert "something warm to drink" in invited.texts()[-1]


def test_several_quick_messages_are_one_line(bench: Bench, room: Room, invited: Person):
    """The first moves the scene on; what comes before the next turn has left still belongs to the line before it."""
    invited.press(KITCHEN)
    bench.carrying = False
    for words in ("I saw a heron.", "It was grey.", "It did not mind me."):
        invited.say(words)
    bench.carrying = True
    bench.carry()
    told = len(invited.texts())
    assert "change seats" in invited.texts()[-1]
    invited.say("You look rested.")

    body = room.card(invited.thread).text
    assert [body.count(f"You, at home: {line}") for line in ("I saw a heron.", "It was grey.", "It did not mind me.")] == [
        1, 1, 1,
    ]  # fmt: skip
    assert body.index("did not mind") < body.index("change seats") < body.index("The visitor: You look rested.")
    assert len(invited.texts()) == told + 2
    assert bench.rows("parts") == 4


def test_bare_words_of_command_are_lines_in_a_scene(bench: Bench, room: Room, invited: Person):
    """Done, back: said in a role they are words; with a slash they are wishes."""
    invited.press(KITCHEN)
    invited.say("/done")
    here = invited.texts()[-1]
    invited.say("Done.")

    assert here.startswith("A kind visitor is still open, at this place.")
    assert "something warm to drink" in here
    assert "You, at home: Done." in room.card(invited.thread).text
    assert "change seats" in invited.texts()[-1]


def test_an_edit_of_a_line_changes_the_transcript_and_nothing_else(bench: Bench, room: Room, invited: Person):
    """The scene stays where it is."""
    invited.press(KITCHEN)
    line = invited.say("I saw a hern.")
    told = len(invited.texts())
    invited.edit(line, "I saw a heron.")

    assert "You, at home: I saw a heron." in room.card(invited.thread).text
    assert len(invited.texts()) == told


def test_a_line_taken_back_is_marked(bench: Bench, room: Room, invited: Person):
    """Also in a play."""
    invited.press(KITCHEN)
    line = invited.say("I saw a heron.")
    invited.delete(line)

    body = room.card(invited.thread).text
    assert "heron" not in body
    assert f"You, at home: [withdrawn by {invited.alias}]" in body


# --- buttons of any age, any number of times, on any device ---------------------------------------------------------
def test_a_double_tap_changes_nothing(bench: Bench, room: Room, invited: Person):
    """One turn follows, once."""
    prompt = invited.told()[-1].message
    invited.press(KITCHEN)
    told = len(invited.texts())
    invited.press(KITCHEN, message=prompt)

    assert len(invited.texts()) == told
    assert room.card(invited.thread).text.count("(chooses:") == 1


def test_two_devices_at_once_play_one_scene(bench: Bench, room: Room, invited: Person):
    """Of two different choices the first counts; the other device sees where the scene is. One typed, one tapped, too."""
    prompt = invited.told()[-1]
    bench.carrying = False
    invited.press_handle(prompt.buttons[WINDOW], prompt.message)
    invited.press_handle(prompt.buttons[KITCHEN], prompt.message)
    invited.press_handle(prompt.buttons[WINDOW], prompt.message)
    bench.carrying = True
    bench.carry()

    told = "\n".join(invited.texts())
    assert "something warm to drink" not in told
    assert room.card(invited.thread).text.count("(chooses:") == 1
    assert invited.texts()[-1].startswith("That button belongs to an earlier moment.")
    assert bench.rows("replies") == bench.rows("scenes") == 1


def test_a_second_scene_waits_for_the_first(bench: Bench, room: Room, invited: Person):
    """One role at a time; the first prompt's button says which scene is open, and works when that one is over."""
    first = invited.told()[-1].message
    bench.move_to(SCENE_DUE + timedelta(days=7))
    second = invited.told()[-1].message
    assert "A kind visitor" in invited.texts()[-1]
    assert first != second
    invited.press(KITCHEN, message=second)
    invited.press(WINDOW, message=first)
    assert invited.texts()[-1] == "A kind visitor is still open. When it is over, this one can begin."
    invited.say("stop")
    invited.press(WINDOW, message=first)

    assert "You look out together" in invited.texts()[-1]
    assert bench.rows("replies") == 2


def test_a_button_of_an_earlier_turn_shows_the_present_one(bench: Bench, room: Room, invited: Person):
    """Nothing went wrong, and nothing changes."""
    prompt = invited.told()[-1].message
    invited.press(KITCHEN)
    invited.press(WINDOW, message=prompt)

    assert invited.texts()[-1].startswith("That button belongs to an earlier moment. Nothing went wrong.")
    assert "something warm to drink" in invited.texts()[-1]
    assert "By the window)" not in room.card(invited.thread).text


def test_a_button_of_a_scene_that_is_over_says_so(bench: Bench, invited: Person):
    """Months later too."""
    prompt = invited.told()[-1].message
    invited.press(KITCHEN)
    invited.say("stop")
    bench.wait(timedelta(days=40))
    invited.press(KITCHEN, message=prompt)

    assert invited.texts()[-1].startswith("That scene is over.")
    assert bench.rows("replies") == 1


def test_the_same_message_twice_moves_the_scene_once(bench: Bench, room: Room, invited: Person):
    """Words, a typed choice and "stop", each under another update id."""
    for words in ("1", "I saw a heron.", "stop"):
        number = invited.say(words)
        told, parts = invited.texts(), bench.rows("parts")
        invited.say(words, message=number)
        assert invited.texts() == told
        assert bench.rows("parts") == parts
    assert bench.state(invited) == "active"


# --- leaving ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("word", ["stop", "Stop!", "STOP.", "stopp"])
def test_stop_leaves_the_scene_and_nothing_else(bench: Bench, room: Room, invited: Person, word: str):
    """Closing words, an offer; the therapist reads how far it came."""
    invited.press(KITCHEN)
    invited.say("I saw a heron.")
    told = len(invited.texts())
    invited.say(word)

    assert bench.state(invited) == "active"
    closing = since(invited, told)
    assert len(closing) == 1
    assert closing[0].startswith("We leave the scene here. The visitor goes")
    assert DEROLE in closing[0]
    assert closing[0].endswith("What came from you is kept. Ada answers within two working days.")
    assert list(invited.told()[-1].buttons) == ["Stop everything"]
    assert "left after 1 of 2 turns" in room.card(invited.thread).text
    bench.wait(timedelta(days=3))
    assert len(since(invited, told)) == 1


def test_stop_everything_halts_as_the_bare_word_does_with_nothing_open(bench: Bench, invited: Person):
    """From the button, or by saying it once more."""
    invited.press(KITCHEN)
    invited.say("stop")
    invited.press("Stop everything")
    assert bench.state(invited) == "halted"
    assert invited.texts()[-1].startswith("Everything has stopped.")


def test_stop_twice_halts(bench: Bench, invited: Person):
    """The second one finds nothing open."""
    invited.press(KITCHEN)
    invited.say("stop")
    invited.say("stop")
    assert bench.state(invited) == "halted"


def test_stop_before_the_scene_begins_halts(bench: Bench, invited: Person):
    """A prompt that nobody answered is nothing open."""
    invited.say("stop")
    assert bench.state(invited) == "halted"


@pytest.mark.parametrize(("words", "state"), [("/stop", "left"), ("/rest", "resting")])
def test_leaving_and_resting_lead_out_of_the_role_first(bench: Bench, room: Room, invited: Person, words, state):
    """And what of the scene was still on its way does not go."""
    invited.press(KITCHEN)
    bench.carrying = False
    invited.say("I saw a heron.")
    bench.carrying = True
    told = len(invited.texts())
    invited.say(words)

    said = since(invited, told)
    assert bench.state(invited) == state
    assert DEROLE in said[0]
    assert len(said) == 2
    assert not any("change seats" in text for text in said)
    assert "I saw a heron." in room.card(invited.thread).text


def test_a_therapists_pause_ends_the_scene_with_its_way_out(bench: Bench, room: Room, invited: Person):
    """Nobody is left in a role because somebody else decided something; what they said is kept."""
    invited.press(KITCHEN)
    invited.say("I saw a heron.")
    told = len(invited.texts())

    room.write(invited.thread, "/pause 2d")

    said = since(invited, told)
    assert DEROLE in said[0]
    assert said[1].startswith("Ada has paused your prompts")
    assert "left after 1 of 2 turns" in room.card(invited.thread).text
    invited.press_handle(
        *next((h, t.message) for t in invited.told() for label, h in t.buttons.items() if label == WINDOW)
    )
    assert invited.texts()[-1].startswith("That scene is over")


def test_not_today_in_mid_scene_leaves_it(bench: Bench, invited: Person):
    """It is the button that is nearest to the thumb."""
    invited.press(KITCHEN)
    invited.press("Not today")
    assert DEROLE in invited.texts()[-1]
    assert bench.state(invited) == "active"


def test_a_scene_closes_itself_after_a_day(bench: Bench, room: Room, invited: Person):
    """With the words that lead out of the role, once; a message after that is no line of it."""
    invited.press(KITCHEN)
    told = len(invited.texts())
    bench.wait(timedelta(hours=23, minutes=59))
    assert since(invited, told) == []
    bench.wait(timedelta(minutes=1))
    bench.beat()

    said = since(invited, told)
    assert len(said) == 1
    assert said[0].startswith("The scene has been open for a day, so it closes here. The visitor goes")
    assert DEROLE in said[0]
    assert "closed itself after a day; 0 of 2 turns were played" in room.card(invited.thread).text
    invited.say("I was asleep.")
    assert "a message" in room.card(invited.thread, "I was asleep").text


def test_neither_quiet_nor_another_prompt_closes_a_scene(bench: Bench, room: Room, invited: Person):
    """Its reply stays open as long as it is; nothing waits for its quiet, and "done" elsewhere does not end it."""
    room.write(invited.thread, "/enrol first-week today")
    invited.press(KITCHEN)
    bench.move_to(datetime(2026, 11, 23, 18, 30, 1, tzinfo=UTC))
    assert "Three small things" in invited.texts()[-1]

    assert bench.store.run_here(replies.next_quiet) is None
    assert bench.store.run_here(lambda unit: [row.state for row in unit.all(sa.select(tables.replies.c.state))]) == [
        "open"
    ]
    invited.say("I saw a heron.")
    assert "You, at home: I saw a heron." in room.card(invited.thread, "A kind visitor").text


def test_support_is_there_in_a_scene_and_the_scene_stays(bench: Bench, invited: Person):
    """The card at once; the next words are a line again."""
    invited.press(KITCHEN)
    invited.say("/sos")
    assert "112" in invited.texts()[-1]
    invited.say("I saw a heron.")
    assert "change seats" in invited.texts()[-1]


# --- beside other things ----------------------------------------------------------------------------------------------
def test_words_begin_a_scene_too(bench: Bench, room: Room, invited: Person):
    """Whoever begins by writing is in it; the words are its first line."""
    invited.say("It is a fox.")
    assert "It is a fox." in room.card(invited.thread, "being played").text


def test_two_prompts_open_beside_a_scene_the_scene_comes_first(bench: Bench, room: Room, invited: Person):
    """An open scene takes what quotes nothing; a quotation of the other prompt goes there."""
    room.write(invited.thread, "/enrol first-week today")
    bench.move_to(datetime(2026, 11, 23, 18, 30, 1, tzinfo=UTC))
    other = invited.told()[-1].message
    assert "Three small things" in invited.texts()[-1]
    invited.press(KITCHEN)
    invited.say("I saw a heron.")
    invited.say("The tram waited.", reply_to=other)
    invited.say("You look rested.")

    assert "The tram waited." in room.card(invited.thread, "Three small things").text
    play = room.card(invited.thread, "A kind visitor").text
    assert "The visitor: You look rested." in play
    assert "tram" not in play


def test_a_scene_is_pinned_from_its_prompt_on(bench: Bench, room: Room, invited: Person):
    """A library without it, or with other words, changes nothing in a scene that was sent."""
    old = bench.library
    bench.library = type(old)(old.revision, {}, {}, {}, {}, {})
    invited.press(KITCHEN)
    invited.say("I saw a heron.")
    invited.say("You look rested.")

    assert DEROLE in invited.texts()[-2]
    assert "played to its end" in room.card(invited.thread).text


def test_a_scene_does_not_begin_while_its_client_rests(bench: Bench, invited: Person):
    """Pressing is answered; words are kept as words."""
    invited.say("/rest")
    invited.press(KITCHEN)
    assert invited.texts()[-1].startswith("You are resting")
    assert bench.rows("replies") == 0


def test_a_scene_in_the_room_of_the_other_platform(bench: Bench, platform: str):
    """Both platforms carry the buttons, the roles and the card."""
    room = bench.room(platform, "Ben")
    noor = bench.client(room, platform, "Noor en Europe/Berlin")
    room.write(noor.thread, "/enrol gentle-scenes today")
    bench.move_to(SCENE_DUE)
    noor.press(WINDOW)
    noor.say("One.")
    noor.say("Two.")
    assert "played to its end" in room.card(noor.thread).text
