"""The dialogue of consent, step by step: by buttons, by words, with slips of the thumb, in every language (SPEC 8.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.safety.consent import shown
from core.store import tables
from tests.unit.core.desk.bench import CONSENTS, Bench, Room

ASKED = "A few short screens first"


def test_the_dialogue_says_what_a_person_must_know_before_agreeing(bench: Bench, room: Room):
    """Who reads it, by when, that it is a machine, that it is not for emergencies, how to leave (CN-03)."""
    _, code = room.invite("Mira")
    mira = bench.person()

    mira.say(code)
    mira.agree()

    told = "\n".join(mira.texts())
    for fact in ("Ada", "Riverside Studio", "two working days", "machine", "not for emergencies", "/sos", "/stop"):
        assert fact in told
    assert list(mira.told()[0].buttons) == ["Go on", "Tell me more"]


def test_agreeing_takes_at_most_fourteen_taps_and_no_typing(bench: Bench, room: Room, platform):
    """SPEC 8.2, with the press that starts the bot and the therapist's tap; each screen is read whole on a phone."""
    mira = bench.person(platform)
    mira.alias, code = room.invite("Mira")
    mira.say(code)

    taps = mira.agree_in_taps()
    room.confirm(mira)

    assert taps + 2 <= 14
    assert all(len(text) <= 350 for text in mira.texts())
    assert bench.state(mira) == "active"


@pytest.mark.parametrize("language", [each.language for each in CONSENTS.documents])
def test_each_language_is_walked_by_its_own_buttons_and_by_words(bench: Bench, room: Room, language):
    """Nobody meets another language in the dialogue, no screen is too long, and the typed way is as good."""
    bench.facts = replace(bench.facts, languages=("en", "de", "es", "ar"))
    bench.desk = replace(bench.desk, practice=bench.facts)
    mira = bench.person()
    mira.alias, code = room.invite(f"Mira {language}")
    mira.say(code)
    yes = {"en": "agree", "de": "ja", "es": "sí", "ar": "نعم"}[language]
    on = {"en": "go on", "de": "weiter", "es": "seguir", "ar": "التالي"}[language]
    said = next(each for each in CONSENTS.documents if each.language == language)
    answers = [question.answers[question.right] for question in said.questions]

    for word in (*(on,) * len(said.screens), *answers, yes, yes):
        bench.wait(timedelta(seconds=5))
        mira.say(word)
    room.confirm(mira)

    assert bench.state(mira) == "active"
    assert all(len(text) <= 350 for text in mira.texts())
    assert not any(language != "en" and "Good." in text for text in mira.texts())


@pytest.mark.parametrize("number", ["1", "١", "1.", "۱"])
def test_a_number_is_the_button_at_that_place_in_any_script(bench: Bench, room: Room, number):
    """Typing alone is enough, with whatever digits the keyboard has."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)

    mira.say(number)

    assert mira.texts()[-1].startswith("Who reads it?")


def test_tell_me_more_and_back_lead_nowhere_else(bench: Bench, room: Room):
    """More shows what stands behind the screen; back the screen before; going on goes on from there."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    mira.press("Go on")

    mira.press("Tell me more")
    more = mira.texts()[-1]
    mira.say("back")

    assert "shown nothing of what you send" in more
    assert len(more) <= 900
    assert ASKED in mira.texts()[-1]
    mira.agree()
    assert bench.state(mira) == "agreed"


def test_a_wrong_answer_is_explained_in_another_way_and_asked_again_as_often_as_it_takes(bench: Bench, room: Room):
    """It never ends the joining (CN-03)."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    for _ in range(6):
        mira.press("Go on")

    for _ in range(3):
        mira.press("Yes, somebody watches")

    assert [text.startswith("Think of a letter box") for text in mira.texts()[-3:]] == [True] * 3
    assert all("Is somebody reading this chat right now?" in text for text in mira.texts()[-3:])
    bench.wait(timedelta(seconds=5))
    mira.say("no")
    assert mira.texts()[-1].startswith("It is night")
    mira.agree()
    assert bench.state(mira) == "agreed"


def test_a_double_tap_changes_nothing(bench: Bench, room: Room):
    """At every step: each press twice, and each screen is shown once."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)

    while mira.told()[-1].buttons:
        handle, message = mira.way_on()
        before = len(mira.told())
        mira.press_handle(handle, message)
        mira.press_handle(handle, message)
        assert len(mira.told()) == before + 1

    assert bench.state(mira) == "agreed"
    assert bench.rows("consents") == 1


def test_a_double_tap_over_a_full_minute_is_one_too(bench: Bench, room: Room):
    """Half a second apart, before and after the minute is over: the next screen comes once, and later again."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    first = mira.told()[0]
    now = bench.clock.now()
    bench.move_to(now.replace(second=59, microsecond=800_000))

    mira.press_handle(first.buttons["Go on"], first.message)
    bench.wait(timedelta(milliseconds=500))
    mira.press_handle(first.buttons["Go on"], first.message)

    assert len(mira.told()) == 2
    bench.wait(timedelta(seconds=61))
    mira.press_handle(first.buttons["Go on"], first.message)
    assert len(mira.told()) == 3


@pytest.mark.parametrize("words", ["yes", "go on", "1", "the code"])
def test_words_older_than_a_screen_are_no_answer_to_it(bench: Bench, room: Room, words: str):
    """Read back from history after the screen was shown: neither agreed by them, nor shown once more."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    early = bench.clock.now()
    for _ in range(8):
        bench.wait(timedelta(seconds=4))
        mira.press_handle(*mira.way_on())
    before = mira.texts()

    mira.say(code if words == "the code" else words, sent_at=early)

    assert mira.texts() == before
    assert bench.state(mira) == "joining"
    bench.wait(timedelta(seconds=4))
    mira.say("yes")
    assert len(mira.texts()) == len(before) + 1


@pytest.mark.parametrize("again", ["yes", "ok", "1"])
def test_a_yes_sent_twice_agrees_to_one_thing(bench: Bench, room: Room, again: str):
    """The second came before anybody could have read what it would agree to; read and said, it counts."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    for _ in range(8):
        mira.press_handle(*mira.way_on())
    bench.wait(timedelta(seconds=5))

    mira.say("yes")
    bench.wait(timedelta(seconds=1))
    mira.say(again)

    assert bench.rows("consents") == 0
    assert "May a program look through" in mira.texts()[-1]
    bench.wait(timedelta(seconds=5))
    mira.say(again)
    assert bench.rows("consents") == 1


def test_words_on_their_way_with_a_press_run_past_no_screen(bench: Bench, room: Room):
    """A press, and words typed before the next screen has left: one step, and nothing is answered unread."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    first = mira.told()[0]
    bench.wait(timedelta(seconds=5))

    bench.carrying = False
    mira.press_handle(first.buttons["Go on"], first.message)
    mira.say("go on")
    mira.say("1")
    bench.clock.at += timedelta(milliseconds=300)
    bench.carry()
    bench.carrying = True
    mira.say("weiter", sent_at=bench.clock.now() - timedelta(milliseconds=200))

    assert [text[:13] for text in mira.texts()] == ["Hello Mira. A", "Who reads it?"]
    bench.wait(timedelta(seconds=5))
    mira.say("go on")
    assert mira.texts()[-1].startswith("What is not safe")


def test_going_on_sent_twice_goes_on_once(bench: Bench, room: Room):
    """The same words a second later are the same act, although the next screen is there already."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    bench.wait(timedelta(seconds=5))

    mira.say("go on")
    bench.wait(timedelta(seconds=1))
    mira.say("go on")

    assert mira.texts()[-1].startswith("Who reads it?")
    assert len(mira.texts()) == 2


@pytest.mark.parametrize("language", [each.language for each in CONSENTS.documents])
def test_names_of_forty_characters_leave_every_screen_whole(bench: Bench, language):
    """A therapist's, a practice's and a client's; longer ones are cut between letters."""
    bench.facts = replace(
        bench.facts, name="The Riverside Studio for Expressive Arts and Letters", languages=("en", "de", "es", "ar")
    )
    bench.desk = replace(bench.desk, practice=bench.facts)
    room = bench.room(name="Alexandra-Konstantina-Papadopoulou-Smyth")
    mira = bench.person()
    mira.alias, code = room.invite(f"Maximiliane-Wilhelmina-Theodora-Alexandr Zoe {language}")
    mira.say(code)
    mira.agree_in_taps()

    assert [len(text) for text in mira.texts() if len(text) > 350] == []
    assert "Riverside Studio for Expressive" in mira.texts()[0]


def test_what_stands_in_the_gaps_stays_so_until_the_end(bench: Bench, room: Room):
    """The practice answers later from today on, and bears another name: what was begun is gone on with, and kept (CN-02)."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    for _ in range(4):
        mira.press("Go on")
    bench.facts = replace(bench.facts, promise="9 working days", name="Another House")
    bench.desk = replace(bench.desk, practice=bench.facts)

    mira.agree()

    (row,) = bench.store.run_here(lambda unit: unit.all(sa.select(tables.consents.c.id)))
    again = bench.store.run_here(shown, row.id)
    assert [told.text for told in mira.told() if told.buttons and told.text not in again] == []
    assert any("two working days" in text for text in mira.texts())


@pytest.mark.parametrize(
    "words", ["/language de", "/language Deutsch", "/settings language de", "/settings sprache deutsch"]
)
def test_another_language_begins_the_dialogue_in_it(bench: Bench, room: Room, words: str):
    """CN-06: offered in the language that the person chooses; the therapist hears of it."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira en")
    mira.say(code)
    mira.press("Go on")

    mira.say(words)

    assert mira.texts()[-1].startswith("Hallo Mira.")
    assert any("Deutsch" in line for line in room.lines(room.thread_of(mira)))
    mira.agree()
    (row,) = bench.store.run_here(lambda unit: unit.all(sa.select(tables.consents.c.language)))
    assert row.language == "de"


def test_the_languages_are_offered_by_buttons_and_by_numbers(bench: Bench, room: Room):
    """Whoever does not know the word for theirs sees it."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira en")
    mira.say(code)

    mira.say("/language")
    offered = mira.told()[-1]
    mira.press("Español")
    spanish = mira.texts()[-1]
    bench.wait(timedelta(minutes=2))
    mira.say("/language")
    mira.say(str(list(offered.buttons).index("Deutsch") + 1))

    assert {"English", "Deutsch", "Español", "العربية"} == set(offered.buttons)
    assert spanish.startswith("Hola, Mira.")
    assert mira.texts()[-1].startswith("Hallo Mira.")


def test_a_language_without_a_text_is_said_to_be_so_and_other_settings_come_later(bench: Bench, room: Room):
    """Nothing moves."""
    mira = bench.person()
    _, code = room.invite("Mira en")
    mira.say(code)

    mira.say("/language Klingon")
    mira.say("/settings time Lisbon")

    assert "I do not know" in mira.texts()[-2]
    assert "when you have joined" in mira.texts()[-1]


def test_an_old_button_shows_the_present_step_and_changes_nothing(bench: Bench, room: Room):
    """Somebody scrolls up and presses on the first screen once more, an hour later."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    first = mira.told()[0]
    mira.press("Go on")
    mira.press("Go on")
    third = mira.texts()[-1]
    bench.wait(timedelta(hours=1))

    mira.press_handle(first.buttons["Go on"], first.message)

    assert mira.texts()[-1] == third
    mira.press("Go on")
    assert mira.texts()[-1].startswith("This is not for emergencies")


def test_agreeing_is_told_to_the_therapist_and_recorded_once(bench: Bench, room: Room):
    """One consent row with version, hash and purposes; a press on an old button adds none."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    mira.agree()
    last = mira.told()[-2]
    bench.wait(timedelta(minutes=2))
    mira.press_handle(last.buttons["Yes, it may"], last.message)
    mira.say("agree")
    room.confirm(mira, words=mira.words_told())
    mira.press_handle(last.buttons["Yes, it may"], last.message)

    consents = bench.store.run_here(lambda unit: unit.all(sa.select(tables.consents)))
    assert [(row.version, row.purposes, len(row.sha256)) for row in consents] == [("1", "prompts,screening", 64)]
    assert len([line for line in room.lines(mira.thread) if "has joined" in line]) == 1
    assert bench.state(mira) == "active"


def test_declining_the_screening_is_fine_and_the_therapist_knows(bench: Bench, room: Room):
    """SPEC 8.2 (b): refusing does not block (a)."""
    mira = bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    for _ in range(9):
        mira.press_handle(*mira.way_on())
    mira.press("No, please not")
    room.confirm(mira)

    assert any("not screened" in line for line in room.lines(mira.thread))
    assert bench.state(mira) == "active"
    purposes = bench.store.run_here(lambda unit: unit.one(sa.select(tables.consents.c.purposes)))
    assert purposes[0] == "prompts,-screening"
