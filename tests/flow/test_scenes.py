"""A scene on the real platforms: turn by turn, in every mix, whatever restarts in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.flow.play import begun, count, fence, find, ogg, playing

SCENE_DUE = datetime(2026, 11, 23, 17, 30, 1, tzinfo=UTC)  # gentle-scenes' day 1 at 18:30 in Berlin
KITCHEN, WINDOW = "1 At the kitchen table", "2 By the window"
TITLE, DEROLE, AFTER = "A kind visitor", "Say your own name", "Before you go: stretch your hands"
MIXES = [("telegram", "discord"), ("discord", "telegram")]


async def invited(play, client_on: str, room_on: str):
    """Ada's room and Mira, to whom the scene's prompt has come."""
    room, mira, thread = await begun(play, client_on, room_on, programme="gentle-scenes")
    play.clock.move_to(SCENE_DUE)
    await play.until(lambda: find(mira.seen(), TITLE), "the scene's prompt")
    return room, mira, thread


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_a_scene_is_tapped_typed_and_spoken(tmp_path, sqlite_url, client_on, room_on):
    """One message a turn, one receipt, one card that reads like a play, the voice in the thread."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await invited(play, client_on, room_on)

        mira.press(find(mira.seen(), TITLE).message, WINDOW)
        await play.until(lambda: find(mira.seen(), "You look out together"), "the first turn")
        await play.until(lambda: find(room.seen(thread), "being played"), "the card")
        card = find(room.seen(thread), "being played").message
        mira.say("The tram waited.")
        await play.until(lambda: find(mira.seen(), "change seats"), "the second turn")
        mira.voice(ogg())
        await play.until(lambda: find(mira.seen(), AFTER), "receipt with aftercare")
        await play.until(lambda: any(line.media for line in room.seen(thread) if line.by_bot), "the voice in the room")
        await play.until(lambda: find(room.seen(thread), "The visitor: [voice"), "the card is whole")
        await fence(play, mira)

        body = find(room.seen(thread), "played to its end")
        assert body.message == card
        told = ["(chooses: By the window)", "You look out", "You, at home: The tram", "change seats", "[voice", DEROLE]
        assert [body.text.index(words) for words in told] == sorted(body.text.index(words) for words in told)
        assert [count(mira.seen(), words) for words in (TITLE, "You look out", "change seats", DEROLE, AFTER)] == [
            1
        ] * 5


@pytest.mark.slow
@pytest.mark.parametrize(("client_on", "room_on"), [*MIXES, ("telegram", "telegram"), ("discord", "discord")])
async def test_a_scene_survives_a_restart_at_every_turn(tmp_path, story_database_url, client_on, room_on):
    """Words written while nobody listens are lines; no turn comes twice, none is left out."""
    async with playing(tmp_path, story_database_url) as play:
        room, mira, thread = await invited(play, client_on, room_on)

        for words, then in (("2", "You look out"), ("The tram waited.", "change seats"), ("That was kind.", AFTER)):
            await play.stop()
            mira.say(words)
            await play.start()
            await play.until(lambda then=then: find(mira.seen(), then), then)
            await play.restart()
        await fence(play, mira)
        await play.until(lambda: find(room.seen(thread), "played to its end"), "the card is whole")

        assert [count(mira.seen(), words) for words in (TITLE, "You look out", "change seats", DEROLE, AFTER)] == [
            1
        ] * 5
        body = find(room.seen(thread), "played to its end").text
        assert "You, at home: The tram waited." in body
        assert "The visitor: That was kind." in body
        assert count(room.seen(thread), f"· {TITLE}") == 1


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_stop_leaves_the_scene_and_then_everything(tmp_path, sqlite_url, client_on, room_on):
    """The closing words with their button; an old choice says that it is over; the button halts."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await invited(play, client_on, room_on)
        prompt = find(mira.seen(), TITLE).message
        mira.press(prompt, KITCHEN)
        await play.until(lambda: find(mira.seen(), "something warm"), "the first turn")

        mira.press(prompt, WINDOW)
        await play.until(lambda: find(mira.seen(), "Nothing went wrong. We are here"), "where we are")
        mira.say("Stop!")
        await play.until(lambda: find(mira.seen(), "We leave the scene here."), "closing words")
        await play.until(lambda: find(room.seen(thread), "left after 0 of 2 turns"), "the card says so")
        mira.press(prompt, KITCHEN)
        await play.until(lambda: find(mira.seen(), "That scene is over"), "over")
        assert find(mira.seen(), "Everything has stopped") is None
        mira.press(find(mira.seen(), "We leave the scene here.").message, "Stop everything")
        await play.until(lambda: find(mira.seen(), "Everything has stopped"), "halted")

        assert count(mira.seen(), DEROLE) == 1


async def test_a_day_later_the_scene_closes_itself_also_after_a_restart(tmp_path, sqlite_url):
    """The clock does it, not a timer in memory."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await invited(play, "telegram", "discord")
        mira.press(find(mira.seen(), TITLE).message, KITCHEN)
        await play.until(lambda: find(mira.seen(), "something warm"), "the first turn")
        await play.stop()
        play.clock.move_to(play.clock.now() + timedelta(hours=24))
        await play.start()

        await play.until(lambda: find(mira.seen(), "open for a day, so it closes here"), "closing words")
        await play.until(lambda: find(room.seen(thread), "closed itself after a day"), "the card says so")
        assert count(mira.seen(), DEROLE) == 1
