"""Strangers learn nothing, get one sentence a day, and the card for hard moments whenever they ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.domain.errors import Reason, Unreachable
from core.domain.incoming import PartKind
from tests.unit.core.desk.bench import Bench, Room

SENTENCE = "This is a private service."


def test_a_stranger_gets_one_sentence_a_day(bench: Bench, platform):
    """However much they write; after a day once more."""
    somebody = bench.person(platform)

    for words in ("hello", "who are you?", "hello?"):
        somebody.say(words)
    told_today = len(somebody.texts())
    bench.wait(timedelta(hours=24, seconds=1))
    somebody.say("hello again")

    assert told_today == 1
    assert len(somebody.texts()) == 2
    assert all(text.startswith(SENTENCE) for text in somebody.texts())


def test_everybody_reads_the_same_sentence(bench: Bench, room: Room, mira):
    """Whatever they ask and whoever they are: nothing tells that this is a practice, whose, or who is in it."""
    asked = [
        "hello",
        "Is Mira here?",
        "/queue",
        "/clients",
        "/enrol first-week",
        "done",
        "AAAA-BBBB-CCCC-DDDD",
        mira.alias,
    ]
    people = [bench.person("telegram"), *(bench.person("discord") for _ in asked)]

    for person, words in zip(people, asked, strict=False):
        person.say(words)

    answers = {person.texts()[0] for person in people[: len(asked)]}
    assert len(answers) == 1
    sentence = answers.pop()
    assert sentence.startswith(SENTENCE)
    for secret in ("Ada", "Mira", "Riverside", "therap", mira.alias):
        assert secret not in sentence


def test_the_card_is_there_for_anybody_each_time(bench: Bench, platform):
    """Three times asked, three times shown, with the numbers of the practice's country."""
    somebody = bench.person(platform)
    somebody.say("hello")

    for words in ("/sos", "sos", "help me"):
        somebody.say(words)

    cards = [text for text in somebody.texts() if "112 emergency" in text and "116 123" in text]
    assert len(cards) == 3
    assert not any("Ada" in card for card in cards)


def test_nothing_a_stranger_sends_is_kept(bench: Bench):
    """Not words, not pictures, not edits."""
    somebody = bench.person()

    first = somebody.say("my name is Erika and I feel low")
    somebody.say("picture", kind=PartKind.PHOTO)
    somebody.edit(first, "never mind")
    somebody.delete(first)

    for table in ("replies", "parts", "part_versions", "media", "cards", "clients", "addresses"):
        assert bench.rows(table) == 0


def test_a_thousand_messages_of_strangers_add_next_to_nothing(bench: Bench):
    """Ten people, a hundred messages each: ten sentences and ten rows to remember it by."""
    people = [bench.person() for _ in range(10)]

    bench.carrying = False
    for number in range(100):
        for person in people:
            person.say(f"spam {number}")

    assert bench.rows("outbox") == 10
    assert bench.rows("strangers") == 10


def test_a_stranger_who_cannot_be_answered_is_let_go(bench: Bench):
    """An answer into a closed door is not tried for ever."""
    somebody = bench.person("discord")
    bench.refusing = lambda _: Unreachable(Reason.DMS_CLOSED)

    somebody.say("hello")
    bench.wait(timedelta(minutes=2))

    assert bench.waiting(somebody) == []


def test_a_stop_of_a_stranger_is_answered_kindly(bench: Bench, platform):
    """There is nothing to stop, and no blame."""
    somebody = bench.person(platform)

    somebody.say("/stop")

    assert "nothing to stop" in somebody.texts()[-1]


@pytest.mark.parametrize("words", ["hello", "/sos", "/queue", "/invite Mira", "stop"])
def test_in_a_room_nobody_but_its_therapist_is_answered(bench: Bench, room: Room, mira, words):
    """A visitor's words do nothing, in the room or in a thread: no note, no command."""
    before, thread_before = len(room.texts()), len(room.lines(mira.thread))

    room.command(words, by="4711")
    room.write(mira.thread, words, by="4711")

    assert len(room.texts()) == before
    assert len(room.lines(mira.thread)) == thread_before
    assert bench.rows("feedback") == 0


def test_a_button_of_somebody_elses_chat_does_nothing_for_a_stranger(bench: Bench, room: Room):
    """A forwarded message with its buttons is no key."""
    mira, noor = bench.person(), bench.person()
    mira.alias, code = room.invite("Mira")
    mira.say(code)
    told = mira.told()[0]

    noor.press_handle(told.buttons["Go on"], told.message)

    assert bench.state(mira) == "joining"
    assert noor.texts() == []
