"""Everything a script can be made of, on both platforms: tapped, typed and spoken, broken off and taken up (SPEC 6.6)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.prompts.library import load_library
from tests.flow.constructs import (
    AFTER,
    LAMP,
    LONG,
    NEXT_DUE,
    SHORT,
    TITLE,
    TURNS,
    WELL,
    Do,
    act,
    card,
    comes,
    invited,
    library,
    play_on_card,
    times_due,
    times_told,
    transcript,
)
from tests.flow.play import count, fence, find, playing

MIXES = [("telegram", "discord"), ("discord", "telegram")]
WAYS = ("tapped", "numbers", "arabic", "labels", "spoken")
QUICK = [("telegram", "discord", "tapped", "long"), ("discord", "telegram", "arabic", "short")]
ROUTES = {"long": LONG, "short": SHORT}
ALL = [(*mix, way, route) for mix in MIXES for way in WAYS for route in ROUTES]
SAID = sum(1 for what in LONG if not what.choice)


def slow(cases: list[tuple]) -> list:
    """Those that only `make test-all` plays."""
    return [pytest.param(*case, marks=pytest.mark.slow) for case in cases]


async def played(play, seats, route: tuple[Do, ...], way: str, *, stopping: bool = False) -> None:
    """Turn by turn. stopping: each thing is said while nobody listens, and the service starts anew after each turn."""
    _, mira, _ = seats
    for at, what in enumerate(route):
        before = count(mira.seen(), comes(what))
        if stopping and way != "tapped":
            await play.stop()
            act(mira, what, way)
            await play.start()
        else:
            act(mira, what, way)
        await play.until(lambda w=what, b=before: count(mira.seen(), comes(w)) > b, f"{at}: {comes(what)}", 40)
        if stopping:
            await play.restart()


async def judged(play, seats, route: tuple[Do, ...], way: str) -> None:
    """The whole of it, once: each turn, the play on one card line by line, the receipt with aftercare and question."""
    room, mira, thread = seats
    await play.until(lambda: find(room.seen(thread), "played to its end"), "the card is whole")
    await play.until(lambda: find(mira.seen(), AFTER), "the receipt")
    await fence(play, mira)
    alias = room.threads()[thread]

    assert times_told(mira) == times_due(route)
    assert play_on_card(card(room, thread)) == transcript(route, way, alias=alias)
    assert count(room.seen(thread), f"· {TITLE}") == 1
    assert count(mira.seen(), AFTER) == 1
    assert count(mira.seen(), "How heavy is it right now?") == 1
    assert "How heavy" in find(mira.seen(), AFTER).text
    assert play.practice._store._read_here(lambda unit: unit.connection.exec_driver_sql(
        "SELECT count(*) FROM replies").scalar()) == 1  # fmt: skip


@pytest.mark.parametrize(("client_on", "room_on", "way", "route"), [*QUICK, *slow([c for c in ALL if c not in QUICK])])
async def test_every_construct_is_played(tmp_path, sqlite_url, client_on, room_on, way, route):
    """Every kind of turn, whichever way the client goes through it."""
    async with playing(tmp_path, sqlite_url, library=library(tmp_path / "house")) as play:
        seats = await invited(play, client_on, room_on)

        await played(play, seats, ROUTES[route], way)

        await judged(play, seats, ROUTES[route], way)


@pytest.mark.slow
@pytest.mark.parametrize(("client_on", "room_on", "way", "route"), ALL)
async def test_the_service_is_restarted_at_every_turn(tmp_path, sqlite_url, client_on, room_on, way, route):
    """What was said while nobody listened is a line; nothing comes twice, nothing is left out."""
    async with playing(tmp_path, sqlite_url, library=library(tmp_path / "house")) as play:
        seats = await invited(play, client_on, room_on)

        await played(play, seats, ROUTES[route], way, stopping=True)

        await judged(play, seats, ROUTES[route], way)


@pytest.mark.slow
@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_two_devices_choose_at_once(tmp_path, sqlite_url, client_on, room_on):
    """The same choice twice is one; another one beside it is told where the scene stands, and changes nothing."""
    async with playing(tmp_path, sqlite_url, library=library(tmp_path / "house")) as play:
        seats = await invited(play, client_on, room_on)
        room, mira, thread = seats
        choice = find(mira.seen(), TURNS["gate"])
        lamp, well = (next(label for label in choice.buttons if name in label) for name in (LAMP, WELL))

        mira.press(choice.message, lamp)
        mira.press(choice.message, lamp)
        mira.press(choice.message, well)
        await play.until(lambda: find(mira.seen(), "belongs to an earlier moment"), "told where the scene stands")
        await play.until(lambda: count(mira.seen(), TURNS["lamp"]) == 2, "the turn, and once more where it stands")
        await played(play, seats, LONG[1:], "tapped")
        await play.until(lambda: find(room.seen(thread), "played to its end"), "the card is whole")

        alias = room.threads()[thread]
        assert play_on_card(card(room, thread)) == transcript(LONG, "tapped", alias=alias)
        assert count(room.seen(thread), f"· {TITLE}") == 1


@pytest.mark.slow
@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
@pytest.mark.parametrize("after", range(1, len(LONG)))
@pytest.mark.parametrize("end", ["stop", "a day", "pause"])
async def test_a_scene_is_left_at_every_turn(tmp_path, sqlite_url, client_on, room_on, after, end):
    """By the word, by the clock, by the therapist: led out of the role once, and what was said is on the card."""
    async with playing(tmp_path, sqlite_url, library=library(tmp_path / "house")) as play:
        seats = await invited(play, client_on, room_on)
        room, mira, thread = seats
        await played(play, seats, LONG[:after], "numbers")

        match end:
            case "stop":
                mira.say("stop")
            case "a day":
                play.clock.move_to(play.clock.now() + timedelta(hours=24, seconds=1))
            case "pause":
                room.say(thread, "/pause 3d")
        await play.until(lambda: find(mira.seen(), TURNS["close"]), "led out of the role")
        way = "closed itself after a day" if end == "a day" else "left after"
        await play.until(lambda: find(room.seen(thread), way), "the card says so")
        await fence(play, mira)

        spoken = {what.at for what in LONG[:after] if not what.choice}
        body = re.sub("[\u2066-\u2069]", "", card(room, thread))
        assert (f"left after {len(spoken)} of 4 turns" in body) or (f"{len(spoken)} of 4 turns were played" in body)
        alias = room.threads()[thread]
        assert play_on_card(body) == [*transcript(LONG[:after], "numbers", alias=alias), TURNS["close"]]
        assert count(mira.seen(), TURNS["close"]) == 1
        assert times_told(mira) == times_due(LONG[:after]) | {"close": 1}
        assert count(room.seen(thread), f"· {TITLE}") == 1
        assert count(mira.seen(), AFTER) == 0


@pytest.mark.slow
@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_a_script_is_published_anew_in_mid_scene(tmp_path, sqlite_url, client_on, room_on):
    """The scene goes on with the words it began with; the next one has the new ones."""
    async with playing(tmp_path, sqlite_url, library=library(tmp_path / "house")) as play:
        seats = await invited(play, client_on, room_on)
        mira = seats[1]
        await played(play, seats, LONG[:2], "labels")

        folder = library(tmp_path / "newer", old=TURNS["page"], new="Draw what is new.")
        newer, faults = load_library(folder)
        assert newer is not None, faults
        play.practice.use_library(newer)
        await played(play, seats, LONG[2:], "labels")
        await judged(play, seats, LONG, "labels")
        assert count(mira.seen(), "Draw what is new.") == 0

        play.clock.move_to(NEXT_DUE)
        await play.until(lambda: count(mira.seen(), TURNS["gate"]) == 3, "the next scene")
        act(mira, LONG[3], "labels")
        await play.until(lambda: count(mira.seen(), TURNS["well"]) == 2, "its turn")
        act(mira, LONG[4], "labels")
        await play.until(lambda: find(mira.seen(), "Draw what is new."), "the new words")
