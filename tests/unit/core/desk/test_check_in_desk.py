"""The question before a personal prompt: what is asked, what counts as an answer, and what follows from it (SPEC 4.7)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.store import tables
from tests.unit.core.desk.asked import (
    DEEP,
    DUE,
    GENTLE,
    HOUR,
    MINUTE,
    QUESTION,
    SCENE,
    count,
    due,
    enrol,
    rows,
    shelf,
    stands,
)
from tests.unit.core.desk.bench import Bench, Person, Room


@pytest.fixture
def asked(bench: Bench, room: Room, mira: Person, tmp_path: Path) -> Person:
    """Mira, who was asked at 19:30 before a personal prompt."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira)
    bench.move_to(DUE)
    assert QUESTION in mira.texts()[-1]
    return mira


def answers(bench: Bench) -> list[int | None]:
    return [each.answer.value if each.answer else None for each in rows(bench)]


@pytest.mark.parametrize("words", ["later", "/later", "later 20:00"])
def test_later_at_the_question_says_how_long_it_can_wait(bench: Bench, asked: Person, words: str):
    """There is no prompt yet that could be put off; the question has its time, and nothing changes."""
    asked.say(words)

    assert asked.texts()[-1].startswith("Take your time: an answer to the question counts until today at 21:30.")
    assert stands(bench) == ("planned", None)
    asked.say("3")
    bench.beat()
    assert count(asked, f"{DEEP}\n") == 1


# --- the question -----------------------------------------------------------------------------------------------------
def test_it_is_asked_before_and_the_prompt_waits(bench: Bench, asked: Person):
    """Its first line says what it is for and nothing of the prompt; the numbers, and two ways past it."""
    said = asked.told()[-1]

    assert said.text.splitlines() == [
        "One short question before the next invitation.",
        QUESTION,
        "0 · not at all",
        "10 · as heavy as it gets",
        "Press it, or write a number from 0 to 10.",
    ]
    assert list(said.buttons) == [*map(str, range(11)), "Not today", "I need support"]
    assert count(asked, DEEP) == 0
    assert stands(bench) == ("planned", None)
    assert due(bench).due_at == DUE.replace(hour=20, minute=30, second=1) or due(bench).due_at > DUE


def test_the_numbers_fit_both_platforms(bench: Bench, room: Room, tmp_path: Path, platform: str):
    """Five rows on Discord, three buttons beside each other on Telegram: as they were made."""
    shelf(bench, tmp_path)
    noor = bench.client(room, platform, "Noor en Europe/Berlin")
    enrol(bench, room, noor)
    bench.move_to(DUE)

    def laid_out(unit):
        o = tables.outbox
        row = unit.first(sa.select(o.c.id).where(o.c.kind == "check_in"))
        from core.store import outbox

        return [len(row) for row in outbox.load(unit, row.id).message.buttons]

    assert bench.store.run_here(laid_out) == [3, 3, 3, 2, 2]


@pytest.mark.parametrize("by", ["press", "type"])
def test_below_the_threshold_the_prompt_goes_at_once(bench: Bench, room: Room, asked: Person, by: str):
    """The heartbeat is woken; it goes whole; the room hears nothing of it; the card of the reply shows the value."""
    lines = len(room.lines(asked.thread))
    bench.wait(2 * MINUTE)
    bench.carrying = False
    asked.press("7") if by == "press" else asked.say("7")
    assert bench.woken
    bench.carrying = True
    bench.carry()
    assert asked.texts()[-1] == "Thank you."
    bench.beat()

    assert asked.texts()[-1].startswith(f"{DEEP}\nWrite it down.")
    assert answers(bench) == [7]
    assert stands(bench) == ("sent", None)
    assert len(room.lines(asked.thread)) == lines
    asked.say("Dear you")
    assert "before: 7 of 10" in room.card(asked.thread).text


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("4", 4), ("٧", 7), ("7 of 10", 7), ("7/10", 7), ("3 von 10", 3), ("٢ من ١٠", 2), ("６", 6), ("\u200f٥", 5), ("0", 0), ("5.", 5),
        ("seven", 7), ("drei", 3), ("7.0", 7), (" 6 ", 6), ("1 out of 10", 1), ("+3", 3),
    ],
)  # fmt: skip
def test_a_number_is_typed_in_any_script(bench: Bench, asked: Person, words: str, value: int):
    """Its digits, "of 10" behind it, or the word."""
    asked.say(words)
    bench.beat()

    assert answers(bench) == [value]
    assert count(asked, f"{DEEP}\n") == 1


@pytest.mark.parametrize("words", ["11", "-1", "70", "7.5", "٧٫٥", "99 of 10"])
def test_a_number_that_does_not_fit_gets_a_friendly_line(bench: Bench, room: Room, asked: Person, words: str):
    """With the range; nothing is kept, and the right one counts afterwards."""
    asked.say(words)
    assert asked.texts()[-1] == "A whole number from 0 to 10 fits here. Or write not today."
    assert answers(bench) == [None]
    assert bench.rows("replies") == 0

    asked.say("6")
    assert answers(bench) == [6]


@pytest.mark.parametrize("words", ["7 of 12", "at 7 I was at home", "about 7", "17000", "I do not know", "7\n8", "???"])
def test_anything_else_is_a_message_as_ever(bench: Bench, room: Room, asked: Person, words: str):
    """Nothing is lost, and the question is still open."""
    asked.say(words)

    assert words.splitlines()[0] in room.card(asked.thread).text
    assert answers(bench) == [None]
    asked.say("3")
    bench.beat()
    assert count(asked, f"{DEEP}\n") == 1


def test_a_picture_with_a_number_below_it_is_a_picture(bench: Bench, room: Room, asked: Person):
    """A caption answers nothing."""
    from core.domain.incoming import PartKind

    asked.say("7", kind=PartKind.PHOTO)

    assert answers(bench) == [None]
    assert bench.rows("replies") == 1


def test_a_number_that_quotes_something_else_is_meant_for_that(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """The gentle prompt of 19:00 is open; the question came after it."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira, "two")
    bench.move_to(DUE - 30 * MINUTE)
    gentle = mira.told()[-1].message
    bench.move_to(DUE)

    mira.say("7", reply_to=gentle)
    assert answers(bench) == [None]
    assert GENTLE in room.card(mira.thread).text
    mira.say("4", reply_to=next(told.message for told in mira.told() if QUESTION in told.text))
    assert answers(bench) == [4]


def test_an_edit_changes_nothing_the_first_one_counts(bench: Bench, room: Room, asked: Person):
    """Nor does it become a message; but of a number that did not fit the mended one counts."""
    number = asked.say("70")
    asked.edit(number, "9")
    assert answers(bench) == [9]
    bench.wait(MINUTE)
    said = len(asked.texts())

    asked.edit(number, "2")

    assert answers(bench) == [9]
    assert len(asked.texts()) == said
    assert bench.rows("replies") == 0


def test_an_edit_into_words_is_not_lost(bench: Bench, room: Room, asked: Person):
    """It is a message then."""
    number = asked.say("4")
    asked.edit(number, "4, because the tram waited")

    assert "the tram waited" in room.card(asked.thread).text
    assert answers(bench) == [4]


def test_the_same_twice_is_once(bench: Bench, asked: Person):
    """A double tap; the same update again; the number typed after the button."""
    told = asked.told()[-1]
    for _ in range(3):
        asked.press_handle(told.buttons["4"], told.message)
    assert asked.texts().count("Thank you.") == 1
    bench.beat()
    bench.wait(3 * MINUTE)

    asked.press_handle(told.buttons["9"], told.message)

    assert asked.texts()[-1] == "That question is closed. There is nothing you need to do."
    assert answers(bench) == [4]
    assert count(asked, f"{DEEP}\n") == 1


def test_a_number_typed_after_the_prompt_is_part_of_the_reply(bench: Bench, room: Room, asked: Person):
    """Nothing is asked any more."""
    asked.say("4")
    bench.beat()
    asked.say("5")

    assert "“5”" in room.card(asked.thread, DEEP).text
    assert answers(bench) == [4]


# --- not answered -----------------------------------------------------------------------------------------------------
def test_nobody_answers_and_it_is_left_out_quietly(bench: Bench, room: Room, asked: Person):
    """At the end of the two hours; no word to the client, none to the therapist; an old button says that it is over."""
    told, said, lines = asked.told()[-1], len(asked.texts()), len(room.lines(asked.thread))

    bench.move_to(DUE + 2 * HOUR - MINUTE)
    assert stands(bench) == ("planned", None)
    bench.move_to(DUE + 2 * HOUR)

    assert stands(bench) == ("skipped", "the question before was not answered")
    assert (len(asked.texts()), len(room.lines(asked.thread))) == (said, lines)
    asked.press_handle(told.buttons["2"], told.message)
    assert asked.texts()[-1].startswith("That question is closed.")
    asked.say("2")
    assert "“2”" in room.card(asked.thread).text
    assert answers(bench) == [None]


@pytest.mark.parametrize("by", ["press", "type", "slash"])
def test_not_today_puts_the_prompt_away(bench: Bench, room: Room, asked: Person, by: str):
    """With a reason of its own; the therapist is not told."""
    lines = len(room.lines(asked.thread))
    told = asked.told()[-1]
    asked.press("Not today") if by == "press" else asked.say("not today" if by == "type" else "/skip")

    assert asked.texts()[-1] == "That is fine. This one is put away."
    assert stands(bench) == ("skipped", "not today, to the question before it")
    assert len(room.lines(asked.thread)) == lines
    bench.wait(MINUTE)
    asked.press_handle(told.buttons["2"], told.message)
    assert asked.texts()[-1].startswith("That question is closed.")
    bench.move_to(DUE + 3 * HOUR)
    assert count(asked, f"{DEEP}\n") == 0


def test_not_today_means_the_prompt_that_is_open_where_that_came_last(
    bench: Bench, room: Room, mira: Person, tmp_path: Path
):
    """The question of 19:30, a prompt by hand after it."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira)
    bench.move_to(DUE)
    room.write(mira.thread, "/send small things")
    bench.beat()
    mira.say("not today")
    assert stands(bench, "by hand")[0] == "declined"
    assert stands(bench) == ("planned", None)

    mira.say("not today")
    assert stands(bench)[0] == "skipped"


def test_support_is_there_too(bench: Bench, room: Room, asked: Person):
    """The card at once; the question stays open."""
    asked.press("I need support")

    assert "112" in asked.texts()[-1]
    asked.say("6")
    assert answers(bench) == [6]


def test_words_that_quote_the_question_answer_no_prompt_yet(bench: Bench, room: Room, asked: Person):
    """The prompt has not come: they are words for the therapist, and it is asked for all the same."""
    question = next(told for told in reversed(asked.told()) if QUESTION in told.text)

    asked.say("not well at all today", reply_to=question.message)

    assert "· a message · for no prompt" in room.card(asked.thread, "not well").text
    asked.say("done")
    asked.say("3")
    bench.beat()
    assert asked.texts()[-1].startswith(f"{DEEP}\nWrite it down.")
    asked.say("Dear you")
    assert DEEP in room.card(asked.thread, "Dear you").text


# --- heavy ------------------------------------------------------------------------------------------------------------
WAYS = ["A small grounding step", "Something gentler", "Not today", "I need support"]


@pytest.mark.parametrize("value", ["8", "9", "10"])
def test_heavy_offers_three_ways_and_sends_nothing(bench: Bench, room: Room, asked: Person, value: str):
    """A quiet line in the thread; the prompt is left out for good."""
    asked.press(value)

    assert asked.texts()[-1].startswith("Thank you for saying so.")
    assert list(asked.told()[-1].buttons) == WAYS
    assert stands(bench) == ("skipped", "not sent after the question before it")
    line = room.seen(asked.thread)[-1]
    assert line.text == f"{asked.alias} answered {value} of 10 before “{DEEP}”; it was not sent."
    assert line.silent
    bench.move_to(DUE + 4 * HOUR)
    assert count(asked, f"{DEEP}\n") == 0


def heavy(bench: Bench, person: Person) -> None:
    person.say("9")
    bench.wait(2 * MINUTE)


@pytest.mark.parametrize("by", ["press", "grounding", "1", "Ankommen", "تهدئة", "calma"])
def test_the_step_and_then_something_gentler(bench: Bench, room: Room, asked: Person, by: str):
    """The step, and two ways on; the line in the thread is brought up to date."""
    heavy(bench, asked)
    asked.press(WAYS[0]) if by == "press" else asked.say(by)
    assert "feel where your feet touch the floor" in asked.texts()[-1]
    assert list(asked.told()[-1].buttons) == WAYS[1:]
    assert room.lines(asked.thread)[-1].endswith("They chose a small grounding step.")
    bench.wait(2 * MINUTE)

    asked.press(WAYS[1])
    assert asked.texts()[-1] == "Good. Something gentler comes now."
    bench.beat()

    assert asked.texts()[-1].startswith(GENTLE)
    assert room.lines(asked.thread)[-1].endswith(f"it was not sent.\nThey chose something gentler: “{GENTLE}”.")
    assert stands(bench, "instead") == ("sent", None)


@pytest.mark.parametrize("words", ["gentler", "Something gentler", "2", "sanfter", "más suave", "ألطف"])
def test_something_gentler_by_word(bench: Bench, asked: Person, words: str):
    """The same modality first: the deep one was writing."""
    heavy(bench, asked)
    asked.say(words)
    bench.beat()

    assert asked.texts()[-1].startswith(GENTLE)


@pytest.mark.parametrize("words", ["not today", "heute nicht", "hoy no", "ليس اليوم", "3"])
def test_not_today_by_word(bench: Bench, room: Room, asked: Person, words: str):
    """Put away, and the therapist reads it."""
    heavy(bench, asked)
    asked.say(words)

    assert asked.texts()[-1] == "That is fine. This one is put away."
    assert room.lines(asked.thread)[-1].endswith("They chose “not today”.")
    assert stands(bench) == ("skipped", "not sent after the question before it")


def test_what_was_chosen_last_stays(bench: Bench, room: Room, asked: Person):
    """Once: a second gentler one does not come; the step is given all the same."""
    heavy(bench, asked)
    offer = asked.told()[-1]
    asked.press(WAYS[1])
    bench.beat()
    bench.wait(2 * MINUTE)
    for label in (WAYS[1], WAYS[2]):
        asked.press_handle(offer.buttons[label], offer.message)
        assert asked.texts()[-1].startswith("That question is closed.")
        bench.wait(2 * MINUTE)

    asked.press_handle(offer.buttons[WAYS[0]], offer.message)
    assert "feet touch the floor" in asked.texts()[-1]
    assert list(asked.told()[-1].buttons) == ["I need support"]
    bench.beat()
    assert count(asked, f"{GENTLE}\n") == 1
    assert "something gentler" in room.lines(asked.thread)[-1]


def test_no_choice_is_a_choice(bench: Bench, room: Room, asked: Person):
    """Nothing is sent, nobody is reminded; when the time is over a gentler one does not come any more."""
    heavy(bench, asked)
    offer, said = asked.told()[-1], len(asked.texts())
    bench.move_to(DUE + 2 * HOUR)

    assert len(asked.texts()) == said
    asked.press_handle(offer.buttons[WAYS[1]], offer.message)
    assert asked.texts()[-1].startswith("That question is closed.")
    assert bench.rows("occurrences") == 1


def test_nothing_gentler_fits_is_said_kindly(bench: Bench, room: Room, asked: Person):
    """Everything is left out for Mira but what is asked about."""
    room.write(asked.thread, "/limit lacks paper private_space mirror")
    heavy(bench, asked)
    bench.library = type(bench.library)(
        bench.library.revision,
        {name: each for name, each in bench.library.prompts.items() if each.intensity > 1},
        bench.library.programmes,
        bench.library.scales,
        bench.library.glossaries,
        bench.library.words,
    )
    asked.press(WAYS[1])

    assert asked.texts()[-1].startswith("There is nothing gentler here for you at the moment")
    assert room.lines(asked.thread)[-1].endswith("nothing in the library fits them.")
    assert bench.rows("occurrences") == 1


def test_what_is_open_already_is_not_sent_as_the_gentler_one(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """Small things came at 19:00: something else it is."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira, "two")
    bench.move_to(DUE - 30 * MINUTE)
    bench.move_to(DUE)
    mira.say("9")
    mira.say("gentler")
    bench.beat()

    assert stands(bench, "instead")[0] == "sent"
    assert due(bench, "instead").prompt != "writing/small-things"
    assert count(mira, f"{GENTLE}\n") == 1


def test_an_answer_that_is_words_after_a_heavy_one_is_a_message(bench: Bench, room: Room, asked: Person):
    """Kept for the therapist like everything."""
    heavy(bench, asked)
    asked.say("It was my mother's birthday.")

    assert "my mother's birthday" in room.card(asked.thread).text


# --- other scales, other prompts --------------------------------------------------------------------------------------
def test_a_scale_with_words_is_answered_by_its_words(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """Its labels are the buttons; a label, its number, or a press; the card shows the label."""
    shelf(bench, tmp_path)
    for words, value in (("Heavy", 4), ("2", 2)):
        room.write(mira.thread, "/send writing/faces")
        bench.beat()
        assert list(mira.told()[-1].buttons)[:5] == ["light", "all right", "so so", "heavy", "very heavy"]
        assert "4 · heavy" in mira.texts()[-1]
        mira.say(words)
        assert answers(bench)[-1] == value
        bench.beat()
        bench.wait(2 * MINUTE)
    mira.say("well")
    mira.say("done")
    room.write(mira.thread, "/send writing/faces")
    bench.beat()
    mira.press("very heavy")

    assert room.lines(mira.thread)[-1] == f"{mira.alias} answered “very heavy” before “By faces”; it was not sent."


def test_a_wide_scale_is_typed(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """A hundred buttons are none; its threshold lies at eight tenths."""
    shelf(bench, tmp_path)
    room.write(mira.thread, "/send writing/wide")
    bench.beat()
    assert list(mira.told()[-1].buttons) == ["Not today", "I need support"]
    mira.say("80 of 100")

    assert "answered 80 of 100" in room.lines(mira.thread)[-1]


def test_a_scene_is_played_after_the_question(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """Its opening comes with the prompt, and its card bears the value."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira, "scene")
    bench.move_to(DUE)
    mira.press("3")
    assert bench.rows("scenes") == 0
    bench.beat()
    assert mira.texts()[-1].startswith(SCENE)
    mira.say("What did the tram say?")

    card = room.card(mira.thread, "played to its end").text
    assert "before: 3 of 10" in card
    assert "What did the tram say?" in card


def test_out_of_a_pool_it_is_asked_too(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """A pool draws them like others; the question comes first, and the drawn one stays."""
    shelf(bench, tmp_path)
    enrol(bench, room, mira, "drawn")
    bench.move_to(DUE)
    drawn = due(bench, "one").prompt
    assert drawn in ("writing/deep", "roleplay/later")
    mira.say("2")
    bench.beat()

    assert due(bench, "one").prompt == drawn
    assert stands(bench, "one")[0] == "sent"


def test_by_hand_it_is_asked_too(bench: Bench, room: Room, mira: Person, tmp_path: Path):
    """And can be taken back while it waits."""
    shelf(bench, tmp_path)
    for words in ("4", ""):
        room.write(mira.thread, "/send writing/deep")
        bench.beat()
        assert QUESTION in mira.texts()[-1]
        if words:
            mira.say(words)
            bench.beat()
            assert count(mira, f"{DEEP}\n") == 1
    told = mira.told()[-1]
    room.write(mira.thread, "/unsend")
    mira.press_handle(told.buttons["3"], told.message)
    assert mira.texts()[-1].startswith("That question is closed.")
    bench.wait(timedelta(hours=20))
    assert count(mira, f"{DEEP}\n") == 1


def test_today_tells_what_waits_for_the_question(bench: Bench, asked: Person):
    """And not any more afterwards."""
    asked.say("/today")
    assert asked.texts()[-1] == f"Open today:\n· {DEEP} · comes after the question before it"
    asked.say("5")
    bench.beat()
    asked.say("/today")

    assert asked.texts()[-1] == f"Open today:\n· {DEEP}"


def test_why_tells_the_question_and_what_came_of_it(bench: Bench, room: Room, asked: Person):
    """Waiting, then answered and sent; never the value."""
    room.write(asked.thread, "/why")
    assert (
        room.lines(asked.thread)[-1]
        .splitlines()[1]
        .endswith(f"21:30 · “{DEEP}”: a question before it 19:30; waits for that answer until 21:30")
    )
    bench.wait(5 * MINUTE)
    asked.say("6")
    bench.beat()
    room.write(asked.thread, "/why")

    told = room.lines(asked.thread)[-1].splitlines()[1]
    assert "a question before it 19:30; that was answered 19:35; sent 19:35; open until" in told


def test_why_tells_what_went_instead(bench: Bench, room: Room, asked: Person):
    """Two lines: what was left out, and what came in its place."""
    heavy(bench, asked)
    asked.say("gentler")
    bench.beat()
    room.write(asked.thread, "/why")

    told = room.lines(asked.thread)[-1]
    assert "left out: not sent after the answer to the question before it" in told
    assert f"“{GENTLE}”: something gentler, chosen by the client instead of another; sent 19:32" in told


def test_in_german(bench: Bench, room: Room, tmp_path: Path):
    """All of it."""
    shelf(bench, tmp_path)
    noor = bench.client(room, words="Noor de Europe/Berlin")
    room.write(noor.thread, "/send writing/deep")
    bench.beat()
    assert noor.texts()[-1].startswith("Eine kurze Frage vor der nächsten Einladung.\nWie schwer ist es gerade?")
    noor.say("acht")

    assert noor.texts()[-1].startswith("Danke, dass du das sagst.")
    assert list(noor.told()[-1].buttons)[:2] == ["Ein kleiner Schritt zum Ankommen", "Etwas Sanfteres"]


def test_nobody_else_answers_it(bench: Bench, room: Room, asked: Person):
    """A button of Mira's in another chat is nobody's."""
    noor = bench.client(room, words="Noor")
    told = asked.told()[-1]
    noor.press_handle(told.buttons["9"], told.message)

    assert answers(bench) == [None]
