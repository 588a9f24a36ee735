"""Stopping on the real platforms: halt, rest, back, leave; and the card, whatever the state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.flow.play import FIRST_PROMPT, begun, count, fence, find, playing


@pytest.mark.parametrize(("client_on", "room_on"), [("telegram", "telegram"), ("discord", "discord")])
async def test_stop_rest_back_and_leaving(tmp_path, sqlite_url, client_on, room_on):
    """Each by button or word; no prompt while resting, none after leaving; confirmed to one, told to the other."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on, programme="first-week")

        mira.say("Stop!")
        await play.until(lambda: find(mira.seen(), "Everything has stopped"), "asked")
        mira.press(find(mira.seen(), "Everything has stopped").message, "Rest")
        await play.until(lambda: find(mira.seen(), "Rest, then"), "resting")
        play.clock.move_to(FIRST_PROMPT)
        await fence(play, mira)
        mira.say("back")
        await play.until(lambda: find(mira.seen(), "as before"), "back")
        play.clock.move_to(FIRST_PROMPT + timedelta(hours=22, minutes=30))
        await play.until(lambda: find(mira.seen(), "A calm enough place"), "the next prompt")
        mira.say("/stop")
        await play.until(lambda: find(mira.seen(), "You have left"), "left")
        await play.until(lambda: find(room.seen(thread), "has left"), "therapist told")
        play.clock.move_to(FIRST_PROMPT + timedelta(days=2, hours=13, minutes=30))
        await fence(play, mira)

        assert count(mira.seen(), "Three small things") == 0
        assert count(mira.seen(), "Two minutes aloud") == 0
        assert count(room.seen(thread), "I need support") == 1  # while resting, not after leaving
