"""Looking through the library before sending: what fits this client, what does not and why, and one tap that sends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desk.browse import PAGE, _View, _view
from core.domain.states import OccurrenceState
from core.prompts.library import load_library
from tests.unit.core.desk.bench import STARTER, Bench, Person, Room
from tests.unit.core.desk.people import Told
from tests.unit.core.desk.test_approval_desk import STRONG
from tests.unit.core.desk.test_by_hand_desk import planned
from tests.unit.core.desk.test_commands_desk import DEEP, LATER
from tests.unit.core.desk.test_steering_desk import let_ada, noor, said

__all__ = ["noor"]
NIGHT = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 23:30 in Berlin: quiet hours
PLAIN = """kind: prompt
id: writing/n{number}
modality: writing
intensity: 1
minutes: {minutes}
evidence: Own.
text: {{en: {{title: "Line {number}", body: "Write line {number}, {{{{ client.name }}}}. {long}"}}}}
"""


@pytest.fixture
def wide(bench: Bench, tmp_path: Path) -> None:
    """A strong one, a scene, one with a question before it, one of intensity 2, and ten plain ones of one to ten minutes."""
    folder = tmp_path / "library"
    folder.mkdir()
    for file in STARTER.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    for name, text in {"strong": STRONG, "later": LATER, "deep": DEEP}.items():
        (folder / f"{name}.yaml").write_text(text)
    for number in range(1, 11):
        long = "word " * 700 if number == 10 else ""
        (folder / f"n{number}.yaml").write_text(PLAIN.format(number=number, minutes=2 * number, long=long))
    library, faults = load_library(folder)
    assert library is not None, faults
    bench.library = library


def board(room: Room, person: Person) -> Told:
    """The message that is browsed."""
    return next(told for told in reversed(room.seen(person.thread)) if told.buttons)


def tap(room: Room, person: Person, label: str) -> str:
    """The newest button that begins so; what stands where it was pressed afterwards."""
    told = next(t for t in reversed(room.seen(person.thread)) if any(each.startswith(label) for each in t.buttons))
    found = next(each for each in told.buttons if each.startswith(label))
    room.press_handle(told.buttons[found], told.message, at=room.into(person.thread))
    return next(each for each in room.seen(person.thread) if each.message == told.message).text


@pytest.mark.usefixtures("wide")
def test_without_a_name_the_ways_of_making_come_with_their_numbers(bench: Bench, room: Room, mira: Person) -> None:
    """How much of each fits now, and a button for what does not."""
    answer = said(room, mira, "/send")

    assert answer.startswith(f"What could {mira.alias} be sent?")
    buttons = list(room.seen(mira.thread)[-1].buttons)
    fits = len(bench.library.prompts)
    by_way = {way: sum(p.modality == way for p in bench.library.prompts.values()) for way in ("writing", "drawing")}
    assert f"Writing · {by_way['writing']}" in buttons
    assert f"Drawing · {by_way['drawing']}" in buttons
    assert f"All · {fits}" in buttons
    assert planned(bench, mira) == []


@pytest.mark.usefixtures("wide")
def test_it_is_looked_through_in_one_message_page_by_page(bench: Bench, room: Room, mira: Person) -> None:
    """Gentle and short ones first; nothing is left out between the pages, and nothing is said twice."""
    said(room, mira, "/send")
    before = len(room.seen(mira.thread))
    text = tap(room, mira, "All")
    seen: list[str] = []
    while True:
        seen += [line.split(" · ")[1] for line in text.split("\n")[1:]]
        if "Further" not in board(room, mira).buttons:
            break
        text = tap(room, mira, "Further")

    assert len(seen) == len(set(seen)) == len(bench.library.prompts)
    assert seen[0] == "Line 1"
    assert len(room.seen(mira.thread)) == before, "the same message shows it all"
    assert len(seen) > PAGE
    tap(room, mira, "Before")
    assert "Further" in board(room, mira).buttons
    assert tap(room, mira, "Ways of making").startswith("What could")


@pytest.mark.usefixtures("wide")
def test_strength_and_length_narrow_it(room: Room, mira: Person) -> None:
    """Each press is the next choice; the label says which one holds; where nothing is left it says how to widen."""
    said(room, mira, "/send")
    assert "personal" in tap(room, mira, "Writing") + tap(room, mira, "Further") + tap(room, mira, "Further")
    text = tap(room, mira, "Any strength")
    assert "Only gentle" in board(room, mira).buttons
    assert "personal" not in text
    assert "strong" not in text
    text = tap(room, mira, "Any length")
    assert "Up to 10 min" in board(room, mira).buttons
    assert "Line 5 · gentle · 10 min" in text
    assert "Line 6" not in text
    said(room, mira, "/send")
    tap(room, mira, "Voice")
    tap(room, mira, "Any length")
    tap(room, mira, "Up to 10 min")
    assert "Up to 20 min" in board(room, mira).buttons


@pytest.mark.usefixtures("wide")
def test_one_is_read_as_the_client_would_and_sent_with_one_tap(bench: Bench, room: Room, mira: Person) -> None:
    """Its whole text, however long, with the alias for the name; two taps send one."""
    said(room, mira, "/send")
    tap(room, mira, "Writing")
    tap(room, mira, "1")
    shown = room.lines(mira.thread)[-1]
    assert shown.startswith("Line 1 · Writing · gentle · 2 min")
    assert f"Write line 1, {mira.alias}." in shown
    assert "Mira" not in shown
    assert "/send writing/n1 tomorrow 18:30. Changed first: /adapt writing/n1" in shown
    told = room.seen(mira.thread)[-1]
    for _ in range(2):
        room.press_handle(told.buttons["Send now"], told.message, at=room.into(mira.thread))
    assert [each.prompt for each in planned(bench, mira)] == ["writing/n1"]
    assert room.lines(mira.thread)[-1] == f"“Line 1” goes to {mira.alias} now."
    assert "Cancel" in room.seen(mira.thread)[-1].buttons
    bench.beat()
    assert "Write line 1, Mira." in mira.texts()[-1]


@pytest.mark.usefixtures("wide")
def test_a_long_one_is_shown_whole(room: Room, mira: Person) -> None:
    """In as many messages as it takes."""
    said(room, mira, "/send")
    tap(room, mira, "Writing")
    for _ in range(4):
        if any("Line 10 ·" in line for line in board(room, mira).text.split("\n")):
            break
        tap(room, mira, "Further")
    number = next(line.split(" · ")[0] for line in board(room, mira).text.split("\n") if "Line 10 ·" in line)
    before = len(room.lines(mira.thread))
    tap(room, mira, number)

    assert "".join(room.lines(mira.thread)[before:]).count("word") == 700


@pytest.mark.usefixtures("wide")
def test_what_does_not_fit_says_why(room: Room, mira: Person, bench: Bench) -> None:
    """A tag, the strength, the language: each with its reason; it is not offered for sending."""
    said(room, mira, "/limit avoid dissociation")
    said(room, mira, "/limit intensity 1")
    said(room, mira, "/send")
    count = next(each for each in room.seen(mira.thread)[-1].buttons if each.startswith("What does not fit"))
    text = tap(room, mira, "What does not fit")
    while "Further" in room.seen(mira.thread)[-1].buttons:
        text += "\n" + tap(room, mira, "Further")

    lines = [line for line in text.split("\n") if "Not for" not in line]
    assert count == f"What does not fit · {len(lines)}"
    assert "A calm enough place · left out: dissociation (/limit)" in lines
    assert any(line.endswith("stronger than you allow (/limit)") for line in lines)
    german = bench.client(room, words="Jo de Europe/Berlin")
    said(room, german, "/send")
    assert "Line 1 · no text in de" in tap(room, german, "What does not fit")


def test_a_small_library_in_german_for_somebody_who_reads_english(bench: Bench, room: Room, mira: Person) -> None:
    """The therapist reads their own language on every button."""
    let_ada(bench, language="de")
    assert said(room, mira, "/send").startswith("Was könnte")
    assert "Schreiben · 1" in room.seen(mira.thread)[-1].buttons
    assert "Drei kleine Dinge · sanft · 8 Min." in tap(room, mira, "Schreiben")


@pytest.mark.usefixtures("wide")
def test_a_scene_shows_how_it_begins(room: Room, mira: Person) -> None:
    """With the choices of its first turn."""
    said(room, mira, "/send")
    tap(room, mira, "Role-play")
    tap(room, mira, "1")

    assert "A scene of 5 turns. It begins like this:" in room.lines(mira.thread)[-1]
    assert "1 At the kitchen table" in room.lines(mira.thread)[-1]


@pytest.mark.usefixtures("wide")
def test_old_buttons_and_changed_libraries(bench: Bench, room: Room, mira: Person, starter_library) -> None:
    """A prompt that is gone is said to be gone; who has stopped is sent nothing; a restart changes nothing."""
    said(room, mira, "/send")
    tap(room, mira, "Writing")
    bench.library = starter_library
    tap(room, mira, "1")
    assert room.lines(mira.thread)[-1] == "This prompt is not in the library any more."
    again = Bench(str(bench.store._engine.url), starter_library)
    again.places, again.clock.at = bench.places, bench.clock.at
    assert "Three small things" in tap(room.on(again), mira.on(again), "Any strength")
    mira.on(again).say("/stop")
    tap(room.on(again), mira.on(again), "Only gentle")
    assert "nothing can be sent" in room.on(again).lines(mira.thread)[-1]
    again.store.close_here()


@pytest.mark.usefixtures("wide")
def test_nobody_else_can_look_or_send(bench: Bench, room: Room, mira: Person) -> None:
    """A handle belongs to its chat: in another therapist's room it is nothing; the client of the room cannot press it either."""
    said(room, mira, "/send")
    told = room.seen(mira.thread)[-1]
    handle = told.buttons["Writing · 11" if "Writing · 11" in told.buttons else next(iter(told.buttons))]
    ben = bench.room(name="Ben")
    before = {where: [each.text for each in place.told] for where, place in bench.places.items()}
    ben.press_handle(handle, told.message)
    mira.press_handle(handle, told.message)
    stranger = bench.person()
    room.press_handle(handle, told.message, by=stranger.user, at=room.into(mira.thread))

    assert {where: [each.text for each in place.told] for where, place in bench.places.items()} == before
    assert planned(bench, mira) == []


@pytest.mark.usefixtures("wide")
def test_sent_once_where_it_waits_already(bench: Bench, room: Room, mira: Person) -> None:
    """Pressed again after a while: the one that waits for the morning is told, with the way to take it back, not a second one."""
    bench.move_to(NIGHT)
    said(room, mira, "/send")
    tap(room, mira, "Writing")
    tap(room, mira, "1")
    told = room.seen(mira.thread)[-1]

    def waiting() -> list[str]:
        return [each.prompt for each in planned(bench, mira) if each.state is OccurrenceState.PLANNED]

    for _ in range(2):
        room.press_handle(told.buttons["Send now"], told.message, at=room.into(mira.thread))
        bench.wait(timedelta(minutes=5))

    assert waiting() == ["writing/n1"]
    assert "Tue 08:00" in room.lines(mira.thread)[-1]
    room.push(mira.thread, "Cancel")
    assert waiting() == []
    room.press_handle(told.buttons["Send now"], told.message, at=room.into(mira.thread))
    assert len(waiting()) == 1  # taken back, it can be sent again
    assert "Taken back" in said(room, mira, "/unsend")
    said(room, mira, "/send writing/n1 Friday 10:00")
    bench.move_to(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    room.press_handle(told.buttons["Send now"], told.message, at=room.into(mira.thread))
    assert len(waiting()) == 2  # another day is no reason not to send it today


def test_what_is_pressed_is_sent_whatever_else_is_called_so(
    bench: Bench, room: Room, mira: Person, tmp_path: Path
) -> None:
    """An id that is the end of another one, or another one's title, is still the one that was shown."""
    for number, name in enumerate(("n1", "writing/n1", "line-2")):
        text = PLAIN.format(number=number, minutes=2, long="").replace(f"id: writing/n{number}", f"id: {name}")
        (tmp_path / f"{number}.yaml").write_text(text.replace("Line 0", "Line 2"))
    library, faults = load_library(tmp_path)
    assert library is not None, faults
    bench.library = library
    said(room, mira, "/send")
    tap(room, mira, "Writing")
    for label in "123":
        tap(room, mira, label)
        tap(room, mira, "Send now")

    assert sorted(each.prompt for each in planned(bench, mira)) == ["line-2", "n1", "writing/n1"]


@given(
    st.sampled_from(["", "writing", "drawing", "voice", "roleplay", "talk"]), st.integers(0, 2), st.integers(0, 2),
    st.sampled_from("lnpsh"), st.integers(0, 99), st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_what_a_button_says_is_understood_again(
    way: str, strength: int, minutes: int, shows: str, page: int, number: int
) -> None:
    """Every view there is, within the room a handle has."""
    view = _View(way, strength, minutes, shows, page if shows in "ln" else 0, f"{number:08x}" if shows in "ps" else "")

    assert _view(view.handle()) == view
    assert len(f"browse.{'0' * 32}-{view.handle()}.{'x' * 10}") <= 64


@given(st.text(max_size=20))
def test_anything_else_is_nothing(told: str) -> None:
    """Only what a button can hold is read; the rest is no view."""
    view = _view(told)

    assert view is None or view.handle() == told
