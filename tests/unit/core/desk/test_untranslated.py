"""A client's and a therapist's days in the language nobody speaks: what is shown in plain letters stands in no catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.desk.menu import menus
from core.desk.suggest import suggest
from core.domain.incoming import Fact, PartKind
from core.domain.rooms import RoomFault, RoomLook, RoomTrouble
from core.prompts.library import Library
from core.texts.catalogue import BASE, sentences
from core.texts.pseudo import PSEUDO
from core.texts.say import plain
from tests.unit.core.desk.bench import FIRST_DUE, SECOND_DUE
from tests.unit.core.desk.foreign import ForeignBench, foreign_library, ids_of, untranslated
from tests.unit.core.desk.people import Person, Room

pytestmark = pytest.mark.slow  # minutes of the whole; what it holds is held more narrowly elsewhere

HOUR = timedelta(hours=1)


def said(key: str, **values: str | int) -> str:
    """A sentence or label as it stands in that language."""
    return plain(key, PSEUDO, **values)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """One for all tests."""
    return foreign_library(tmp_path_factory.mktemp("foreign") / "library")


@pytest.fixture
def bench(tmp_path: Path, library: Library) -> Iterator[ForeignBench]:
    """Nobody is there yet."""
    made = ForeignBench(f"sqlite:///{tmp_path / 'bench.db'}", library)
    yield made
    made.store.close_here()


@pytest.fixture
def room(bench: ForeignBench, platform: str) -> Room:
    """Ада's room, registered not at the first try."""
    code = bench.therapist_code("Ада", language=PSEUDO)
    made = Room(bench, platform)
    made.command("/register")
    made.command("/register AAAA-BBBB-CCCC-DDDD")
    bench.room_is = RoomLook(
        tuple(RoomTrouble(each, "3") for each in RoomFault if f"room_{platform}_{each.value}" in sentences(BASE))
    )
    made.command(f"/register {code}")
    bench.room_is = RoomLook()
    made.press(said("room_look_again"))
    made.press(said("room_acknowledge"))
    return made


@pytest.fixture
def mira(bench: ForeignBench, room: Room, platform: str) -> Person:
    """Мира, who looked around while joining."""
    made = bench.person(platform, language=PSEUDO)
    made.say("привет")
    made.say("/sos")
    alias, code = room.invite("Мира xx Europe/Berlin 22-8")
    made.alias = alias.strip("⟦")
    made.say("AAAA-BBBB-CCCC-DDDD")
    made.say(code)
    made.say("/language")
    made.say("2")  # tell me more
    made.say("3")
    made.say("???")
    while made.told()[-1].buttons:
        made.press_handle(*made.way_on())
    words = made.words()
    made.say("что")
    made.thread = room.thread_of(made)
    room.push(made.thread, words)
    return made


def test_joining(bench: ForeignBench, room: Room, mira: Person) -> None:
    """Strangers, codes, the dialogue, the two words; what the room is told of it."""
    assert said("joined", therapist="Ада").split("\n")[0][:20] in "\n".join(mira.texts())
    other = bench.person(mira.platform, language=PSEUDO)
    _, code = room.invite("Нур xx Europe/Berlin - deep")
    other.say(code)
    other.say("/no")
    other.say(code)
    other.agree()
    room.command("/uninvite")
    room.command("/uninvite Цапля")
    for words in (
        "а б в г",
        "xx Фу/Бар",
        "Мира zz",
        "Мира xx Europe/Berlin 99",
        "Мира xx Europe/Berlin 22-8 нет",
        "Ая",
    ):
        room.command(f"/invite {words}")
    bench.wait(timedelta(days=4))

    assert bench.faults() == {}


def test_a_prompt_and_its_answers(bench: ForeignBench, room: Room, mira: Person) -> None:
    """From enrolling to the answer; every kind of thing that can be sent, and what becomes of it."""
    for words in ("", "нет", "first-week вчера", "first-week 2020-01-01", "first-week 2030-01-01", "first-week today"):
        room.write(mira.thread, f"/enrol {words}")
    room.write(mira.thread, "/enrol first-week")
    bench.move_to(FIRST_DUE)
    mira.press(said("how"))
    first = mira.say("раз")
    mira.say("два", kind=PartKind.PHOTO)
    for kind in PartKind:
        mira.say("" if kind is not PartKind.TEXT else "три", kind=kind)
    mira.say("", kind=PartKind.LOCATION, facts={Fact.LATITUDE: "52.5", Fact.LONGITUDE: "13.4", Fact.PLACE: "Парк"})
    mira.say("", kind=PartKind.CONTACT, facts={Fact.CONTACT: "Ян", Fact.PHONE: "+49 30 1"})
    mira.say("", kind=PartKind.POLL, facts={Fact.QUESTION: "Да?", Fact.OPTIONS: "да\nнет"})
    mira.say("четыре", facts={Fact.FORWARDED: "1", Fact.QUOTED: "слово"})
    mira.edit(first, "раз, два")
    mira.delete(first)
    mira.say("done")
    mira.say("/works")
    mira.say("1")
    card = room.card(mira.thread)
    room.write(mira.thread, "заметка")
    room.write(mira.thread, "ответ", reply_to=card.message)
    room.write(mira.thread, kind=PartKind.VOICE, reply_to=card.message)
    room.write(mira.thread, kind=PartKind.LOCATION, reply_to=card.message)
    room.push(mira.thread, said("witness"))
    mira.edit(mira.say("позже"), "ещё позже")
    mira.say("not sent")
    mira.say("done")
    mira.say("done")
    for words in ("/queue", "/clients", "/help", "/танец", "/sos", "/approve", "/register", "/pause", "/why"):
        room.command(words)
        room.write(mira.thread, words)

    assert bench.faults() == {}


def test_later_and_settings(bench: ForeignBench, room: Room, mira: Person) -> None:
    """Everything a client can say about time, understood and not."""
    room.write(mira.thread, "/enrol first-week today")
    bench.move_to(FIRST_DUE)
    mira.press(said("later"))
    mira.say("чай")
    for words in (
        "later 23:30",
        "later in 3 weeks",
        "later чай",
        "later 21:00",
        "later",
        "1",
        "/today",
        "not today",
        "skip",
        "later",
    ):
        mira.say(words)
    for words in (
        "", "language", "language клингонский", "time", "time чай", "time 10:23", "time 10:00", "quiet", "quiet чай", "quiet 23-7",
        "quiet never", "days", "days чай", "days never", "days mon wed", "days weekdays", "days weekend", "days every day", "cap", "cap чай", "cap 2",
        "pictures", "address", "address чай", "address formal", "address she", "pictures yes", "pictures no", "чай",
    ):  # fmt: skip
        mira.say(f"/settings {words}")
    for words in (
        "/pause",
        "чай",
        "/pause чай",
        "/pause 3 years",
        "/pause until 2020-01-01",
        "/pause 2d",
        "/help",
        "/today",
        "/how",
        "/танец",
    ):
        mira.say(words)
    bench.wait(timedelta(days=3))
    for words in ("stop", "чай", "rest", "/today", "/back", "back", "/sos", "/agree", "/no"):
        mira.say(words)
    mira.press(said("need_support"))
    bench.wait(timedelta(days=2))
    bench.wait(timedelta(days=2))
    mira.say("/stop")
    mira.say("чай")
    room.write(mira.thread, "ответ")
    room.write(mira.thread, "/send deep")

    assert bench.faults() == {}


def test_steering_and_why(bench: ForeignBench, room: Room, mira: Person) -> None:
    """A therapist's words for time, and every answer to why."""
    room.write(mira.thread, "/why")
    room.write(mira.thread, "/enrol first-week today")
    room.write(mira.thread, "/enrol deep today")
    for words in (
        "/send", "/send нет", "/send writing", "/send writing/small-things 18:30", "/send writing/small-things чай",
        "/send writing/strong 23:30", "/send writing/strong 10:00", "/send writing/deep", "/unsend", "/unsend", "/unsend нет", "/limit", "/limit avoid dissociation", "/limit avoid чай", "/limit lacks paper",
        "/limit intensity 2", "/limit intensity 9", "/limit чай", "/limit none", "/away", "/away чай", "/away 2026-12-24 2027-01-02", "/away 2020-01-01 2020-01-02",
        "/away off", "/pause 3d", "/pause чай", "/pause 9 лет", "/resume", "/resume", "/pause", "/why", "/resume", "/why чай", "/why 2026-11-24", "/why 2026-12-24", "/why yesterday",
    ):  # fmt: skip
        room.write(mira.thread, words)
        room.command(f"{words} {mira.alias}")
        bench.wait(timedelta(seconds=30))
    for at in (FIRST_DUE, SECOND_DUE, SECOND_DUE + 5 * HOUR, SECOND_DUE + 40 * HOUR, SECOND_DUE + timedelta(days=5)):
        bench.move_to(at)
        mira.say("ответ")
        mira.say("7")
        bench.wait(HOUR)
        room.write(mira.thread, "/why")
    for day in range(8, 32):
        bench.wait(timedelta(days=1))
        room.write(mira.thread, "/approve" if day % 2 else "/refuse")
    room.write(mira.thread, "/why")
    for day in range(20, 30):
        room.write(mira.thread, f"/why 2026-11-{day}")
    mira.block()
    room.write(mira.thread, "/send writing/small-things")
    bench.wait(timedelta(days=1))
    mira.block(is_open=True)
    room.write(mira.thread, "/why")

    assert bench.faults() == {}


@pytest.mark.parametrize("how", ["played", "left", "asleep"])
def test_a_scene(bench: ForeignBench, room: Room, mira: Person, how: str) -> None:
    """To its end, left, and left open."""
    room.write(mira.thread, "/enrol gentle-scenes today")
    bench.move_to(FIRST_DUE)
    mira.say("1")
    mira.say("ответ")
    mira.say("/help")
    mira.say("1")
    if how == "played":
        mira.say("", kind=PartKind.VOICE)
        mira.say("", kind=PartKind.PHOTO)
    elif how == "left":
        mira.say("stop")
        mira.say("leave")
    bench.wait(timedelta(days=2))
    mira.say("чай")
    room.write(mira.thread, "/queue")

    assert bench.faults() == {}


def test_a_heavy_answer_before_a_prompt(bench: ForeignBench, room: Room, mira: Person) -> None:
    """Asked, out of range, heavy, a step, something gentler."""
    room.write(mira.thread, "/send writing/deep 19:30")
    bench.move_to(FIRST_DUE)
    for words in ("later", "99", "/today", "9", "grounding", "gentler", "чай"):
        mira.say(words)
        bench.wait(timedelta(minutes=5))
    room.write(mira.thread, "/why")

    assert bench.faults() == {}


def test_the_library_looked_through(bench: ForeignBench, room: Room, mira: Person) -> None:
    """Every list, page and choice of a therapist who sends something by hand."""
    room.write(mira.thread, "/limit avoid dissociation")
    room.write(mira.thread, "/send")
    ends = (said("browse_now"), said("take_back"))
    pressed = Counter[str]()
    for _ in range(30):
        labels = [each for each in room.seen(mira.thread)[-1].buttons if each not in ends]
        label = min(labels, key=lambda each: pressed[each])
        pressed[label] += 1
        room.push(mira.thread, label)

    assert len(pressed) > 10
    assert bench.faults() == {}


def test_menus_and_what_they_suggest(bench: ForeignBench, room: Room, mira: Person) -> None:
    """Each command's line, its options' lines, and what is offered while one is typed."""
    ids = ids_of(bench.library)
    lines, offered = list[str](), list[str]()
    for command in menus((PSEUDO,))[0].commands:
        lines += [command.description, *(option.description for option in command.options)]
        for option in command.options:
            found = bench.store.run_here(suggest, bench.desk, room.address, room.user, command.name, option.name, "")
            offered += [choice.label for choice in found]

    assert len(lines) > 40
    assert len(offered) > 60
    assert [line for line in (*lines, *offered) if untranslated(line, ids)] == []


def test_plain_letters_are_found() -> None:
    """The net itself: what it lets through, and what it holds."""
    assert untranslated("⟦ķéþţ ƒöŕ⟧ Ада · Heron-12 · Mon 19:30 (7F3K) /why Europe/Berlin writing/deep (0A1F)") == [
        "F",
        "K",
    ]
    assert untranslated("⟦ķéþţ⟧ for you") == ["for", "you"]
