"""The question before a personal prompt on the real platforms, with a restart in the middle of each story."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.flow.play import FIRST_PROMPT, STARTER, Play, begun, count, fence, find, playing
from tests.unit.core.desk.asked import DEEP, FILES, GENTLE, QUESTION, SCENE

pytestmark = pytest.mark.slow  # make test plays the main stories; these run with make test-all

MIXES = [("telegram", "discord"), ("discord", "telegram")]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The starter's library with a programme whose step is asked about."""
    folder = tmp_path / "shelf"
    shutil.copytree(STARTER, folder)
    for name, text in FILES.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def home(folder: Path) -> Path:
    """A folder for the practice, beside its library."""
    made = folder / "practice"
    made.mkdir()
    return made


async def asked(play: Play, client_on: str, room_on: str, programme: str):
    """Room, client and thread, when the question has come."""
    room, mira, thread = await begun(play, client_on, room_on, programme=programme)
    play.clock.move_to(FIRST_PROMPT)
    await play.until(lambda: find(mira.seen(), QUESTION), "the question")
    return room, mira, thread


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_a_light_answer_opens_the_scene(tmp_path, sqlite_url, shelf, client_on, room_on):
    """Asked once; pressed after a restart; the scene comes whole and is played; its card bears the value."""
    async with playing(home(tmp_path), sqlite_url, library=shelf) as play:
        room, mira, thread = await asked(play, client_on, room_on, "scene")
        assert list(find(mira.seen(), QUESTION).buttons) == [*map(str, range(11)), "Not today", "I need support"]
        assert count(mira.seen(), SCENE) == 0

        await play.restart()
        mira.press(find(mira.seen(), QUESTION).message, "4")
        await play.until(lambda: find(mira.seen(), SCENE), "the scene's prompt")
        mira.say("Will the tram come?")
        await play.until(lambda: find(room.seen(thread), "Will the tram come?"), "the card")
        await fence(play, mira)

        assert "before: 4 of 10" in find(room.seen(thread), "Will the tram come?").text
        assert [count(mira.seen(), words) for words in (QUESTION, SCENE)] == [1, 1]
        assert count(room.seen(thread), "it was not sent") == 0


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_a_heavy_answer_leads_to_something_gentler(tmp_path, sqlite_url, shelf, client_on, room_on):
    """Typed in Arabic digits; the step by button after a restart, something gentler by word; the therapist reads one line."""
    async with playing(home(tmp_path), sqlite_url, library=shelf) as play:
        room, mira, thread = await asked(play, client_on, room_on, "evening")
        mira.say("٩")
        await play.until(lambda: find(mira.seen(), "Thank you for saying so."), "three ways")
        await play.until(lambda: find(room.seen(thread), f"answered 9 of 10 before “{DEEP}”"), "the quiet line")
        line = find(room.seen(thread), "it was not sent").message

        await play.restart()
        mira.press(find(mira.seen(), "Thank you for saying so.").message, "A small grounding step")
        await play.until(lambda: find(mira.seen(), "feet touch the floor"), "the step")
        mira.say("gentler")
        await play.until(lambda: find(mira.seen(), f"{GENTLE}\nMira"), "something gentler")
        await play.until(lambda: find(room.seen(thread), f"something gentler: “{GENTLE}”"), "the line is up to date")
        play.clock.move_to(FIRST_PROMPT + timedelta(hours=2))
        await fence(play, mira)

        assert find(room.seen(thread), "something gentler").message == line
        assert [count(mira.seen(), words) for words in (QUESTION, f"{DEEP}\n")] == [1, 0]


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_no_answer_is_no_reproach(tmp_path, sqlite_url, shelf, client_on, room_on):
    """Two hours, a restart, and nothing is said; the button says that the question is closed; /why tells it."""
    async with playing(home(tmp_path), sqlite_url, library=shelf) as play:
        room, mira, thread = await asked(play, client_on, room_on, "evening")
        said = len(mira.seen())
        await play.stop()
        play.clock.move_to(FIRST_PROMPT + timedelta(hours=2, minutes=1))
        await play.start()
        room.say(thread, "/why")
        await play.until(lambda: find(room.seen(thread), "the question before it was not answered"), "why")
        assert len(mira.seen()) == said

        mira.press(find(mira.seen(), QUESTION).message, "4")
        await play.until(lambda: find(mira.seen(), "That question is closed."), "over")
        await fence(play, mira)
        assert count(mira.seen(), f"{DEEP}\n") == 0
