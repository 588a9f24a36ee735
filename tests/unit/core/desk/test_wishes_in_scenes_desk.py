"""In a scene: questions of ours wait or are answered, `/today` shows the way on, a caption can be the word stop."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.desk.words import code_in
from core.domain.incoming import PartKind
from core.store import tables
from tests.unit.core.desk.bench import FIRST_DUE, Bench, Person, Room
from tests.unit.core.desk.test_scenes_desk import DEROLE, KITCHEN, SCENE_DUE

ASKED = "You sent a picture or sound"


def row(bench: Bench):
    """The client as it stands."""
    return bench.store.run_here(lambda unit: unit.one(sa.select(tables.clients)))


@pytest.fixture
def player(bench: Bench, room: Room) -> Person:
    """Somebody in the middle of a scene, who was not asked about pictures and voice yet."""
    person = bench.client(room, media=False)
    room.write(person.thread, "/enrol gentle-scenes today")
    bench.move_to(SCENE_DUE)
    person.press(KITCHEN)
    return person


def asked(person: Person) -> int:
    """How often they were asked about pictures and voice."""
    return len([text for text in person.texts() if ASKED in text])


# --- pictures and voice -----------------------------------------------------------------------------------------------
def test_no_scene_is_interrupted_by_the_question_about_pictures(bench: Bench, room: Room, player: Person):
    """It comes when the scene is over, behind its last words, once; then a word answers it and is no line."""
    player.say(kind=PartKind.VOICE)
    assert asked(player) == 0
    player.say("Yes, they may")
    assert "The visitor: Yes, they may" in room.card(player.thread).text
    assert [DEROLE in player.texts()[-3], "Kept, the whole scene" in player.texts()[-2]] == [True, True]
    assert ASKED in player.texts()[-1]

    player.say("Yes, they may")

    assert "can see and hear" in player.texts()[-1]
    assert bench.rows("replies") == 1
    player.say(kind=PartKind.VOICE)
    assert asked(player) == 1


def test_a_scene_left_by_stop_is_followed_by_the_question(player: Person):
    """The words that lead out of the role come first."""
    player.say(kind=PartKind.PHOTO)
    player.say("stop")

    assert DEROLE in player.texts()[-2]
    assert ASKED in player.texts()[-1]


def test_a_scene_that_closed_itself_is_followed_by_the_question(bench: Bench, player: Person):
    """A day later, with its last words."""
    player.say(kind=PartKind.PHOTO)
    bench.wait(timedelta(hours=25))

    assert DEROLE in player.texts()[-2]
    assert ASKED in player.texts()[-1]


@pytest.mark.parametrize("word", ["/rest", "/pause", "/stop"])
def test_who_rests_or_leaves_in_mid_scene_is_not_asked(bench: Bench, player: Person, word: str):
    """They wanted quiet. Back again, the next thing they send brings the question."""
    player.say(kind=PartKind.PHOTO)
    player.say(word)
    assert asked(player) == 0
    if word != "/stop":
        player.say("back")
        player.say("I am here.")
        assert asked(player) == 1


def test_a_scene_without_pictures_brings_no_question(player: Person):
    """There is nothing to ask about."""
    player.say("I saw a heron.")
    player.say("You look rested.")
    assert asked(player) == 0


# --- settings ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("/settings time", "Lisbon", ("zone", "Europe/Lisbon")),
        ("/settings quiet", "21-9", ("quiet", "21:00-09:00")),
        ("/settings language", "Deutsch", ("language", "de")),
    ],
)
def test_settings_asked_for_in_a_scene_are_answered_by_a_word(
    bench: Bench, room: Room, player: Person, question: str, answer: str, expected: tuple[str, str]
):
    """The word is the answer, once, and no line; the next words are a line again."""
    player.say(question)
    player.say(answer)
    assert getattr(row(bench), expected[0]) == expected[1]
    player.say("I saw a heron.")

    card = room.card(player.thread).text
    assert answer not in card
    assert "I saw a heron." in card


def test_pictures_are_agreed_to_in_a_scene_by_what_the_button_says(bench: Bench, room: Room, player: Person):
    """Any other yes is a line."""
    player.say("/settings pictures")
    player.say("Yes, they may")
    assert "can see and hear" in player.texts()[-1]
    player.say("/settings pictures")
    player.say("yes")

    assert "yes" in room.card(player.thread).text
    assert "Yes, they may" not in room.card(player.thread).text


def test_words_long_after_a_setting_was_asked_for_are_a_line(bench: Bench, room: Room, player: Person):
    """An hour later they belong to the play."""
    player.say("/settings time")
    bench.wait(timedelta(hours=2))
    player.say("Lisbon")

    assert "Lisbon" in room.card(player.thread).text
    assert row(bench).zone == "Europe/Berlin"


def test_a_choice_is_a_choice_although_settings_were_shown(bench: Bench, room: Room):
    """Its number and its words lead on."""
    person = bench.client(room, media=False)
    room.write(person.thread, "/enrol gentle-scenes today")
    bench.move_to(SCENE_DUE)
    person.say("Shall we?")
    person.say("/settings")
    person.say("1")

    assert "something warm to drink" in person.texts()[-1]


# --- today ------------------------------------------------------------------------------------------------------------
def test_today_in_a_scene_shows_the_scene_and_its_way_on(bench: Bench, room: Room, player: Person):
    """Which one is open, and the turn at which it stands; what else is open comes first."""
    player.say("/today")
    assert player.texts()[-1].startswith("A kind visitor is still open, at this place.")
    assert "something warm to drink" in player.texts()[-1]
    room.write(player.thread, "/enrol first-week today")
    bench.move_to(FIRST_DUE)
    player.say("/today")

    assert player.texts()[-1].startswith("Open today:\n· Three small things\n\nA kind visitor is still open")


def test_today_at_a_choice_shows_its_buttons(bench: Bench, room: Room):
    """They work from there too."""
    person = bench.client(room)
    room.write(person.thread, "/enrol gentle-scenes today")
    bench.move_to(SCENE_DUE)
    person.say("Shall we?")
    person.say("/today")
    assert KITCHEN in person.told()[-1].buttons
    person.press(KITCHEN)

    assert "something warm to drink" in person.texts()[-1]


# --- words under a picture --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("caption", ["stop", "“Stop!”", "STOP 🛑"])
def test_stop_under_a_picture_ends_the_scene_and_the_picture_is_its_last_line(
    bench: Bench, room: Room, player: Person, caption: str
):
    """No further turn comes; the picture is kept; nothing but the scene stops."""
    message = player.say(caption, kind=PartKind.PHOTO)
    assert player.texts()[-2].startswith("We leave the scene here.")
    assert not any("change seats" in text for text in player.texts())
    card = room.card(player.thread).text
    assert caption in card
    assert "left after 1 of 2 turns" in card
    assert bench.state(player) == "active"

    told = len(player.texts())
    player.say(caption, kind=PartKind.PHOTO, message=message)
    assert len(player.texts()) == told


def test_stop_under_a_picture_outside_a_scene_is_a_caption(bench: Bench, room: Room, mira: Person):
    """A picture of a traffic sign may well be called so."""
    mira.say("Stop", kind=PartKind.PHOTO)
    assert bench.state(mira) == "active"
    assert "“Stop”" in room.card(mira.thread).text


def test_a_cry_for_help_under_a_picture_is_heard(bench: Bench, room: Room, player: Person):
    """The card at once, the picture kept, and the scene stays where it was."""
    player.say("/sos", kind=PartKind.PHOTO)
    assert "112" in player.texts()[-1]
    assert any("pressed “I need support”" in line for line in room.lines(player.thread))
    assert "/sos" in room.card(player.thread).text
    player.say("I saw a heron.")

    assert "change seats" in player.texts()[-1]


def test_leaving_under_a_picture_is_leaving(bench: Bench, player: Person):
    """At once, as anywhere."""
    player.say("/stop", kind=PartKind.PHOTO)
    assert bench.state(player) == "left"
    assert player.texts()[-1].startswith("You have left.")


# --- albums -----------------------------------------------------------------------------------------------------------
def album(person: Person, captions: list[str], first: int) -> None:
    """As Telegram sends one: a message for each picture, numbered one behind the other."""
    for at, caption in enumerate(captions):
        person.say(caption, kind=PartKind.PHOTO, group="album", message=str(first + at))


def test_an_album_is_one_line_although_the_next_turn_came_in_between(bench: Bench, room: Room, player: Person):
    """It moves the scene on once; all its pictures are of the line that it is."""
    told = len(player.texts())
    album(player, ["the kitchen", "", ""], 900_001)

    assert len(player.texts()) == told + 1
    card = room.card(player.thread).text
    assert card.count("[photo, being fetched]") == 3
    assert card.rindex("[photo, being fetched]") < card.index("change seats")


@pytest.mark.parametrize("captions", [["stop", "", ""], ["", "stop", ""], ["last", "", ""]])
def test_the_rest_of_an_album_that_ended_a_scene_belongs_to_it(bench: Bench, room: Room, player: Person, captions):
    """By the word stop under one of its pictures, or as the last line: no second card, no question what it is for."""
    player.say("I saw a heron.")
    album(player, captions, 900_001)
    bench.wait(timedelta(minutes=1))  # the card's next turn

    assert bench.rows("replies") == 1
    assert room.card(player.thread).text.count("[photo, being fetched]") == 3
    assert bench.state(player) == "active"


def test_two_pictures_one_after_the_other_are_two_lines(bench: Bench, player: Person):
    """They are no album."""
    player.say(kind=PartKind.PHOTO, message="900001")
    player.say(kind=PartKind.PHOTO, message="900002")
    assert any("Kept, the whole scene" in text for text in player.texts())


# --- codes ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", ["{}", "/start {}"])
def test_a_second_code_of_somebody_who_is_in_is_kept_nowhere(bench: Bench, room: Room, mira: Person, way: str):
    """They are told that they are in; no card shows a code that still lets somebody in."""
    _, code = room.invite("Mira en")
    before = (bench.rows("parts"), bench.rows("cards"), len(room.lines(mira.thread)))
    mira.say(way.format(code))

    assert mira.texts()[-1].startswith("You are in already.")
    assert (bench.rows("parts"), bench.rows("cards"), len(room.lines(mira.thread))) == before
    newcomer = bench.person()
    newcomer.say(code)
    assert newcomer.told()[-1].buttons


def test_a_code_in_a_scene_is_no_line(room: Room, player: Person):
    """Nor there."""
    _, code = room.invite("Mira en")
    player.say(code)
    assert player.texts()[-1].startswith("You are in already.")
    assert code not in room.card(player.thread).text


def test_sixteen_letters_that_are_no_code_are_words(bench: Bench, room: Room, mira: Person):
    """Nobody's words are lost because they could be one."""
    mira.say("she was here at home")
    assert code_in("she was here at home") is not None
    assert bench.rows("parts") == 1
