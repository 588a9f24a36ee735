"""Later and a pause on the real platforms, with a restart in the middle of each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.flow.play import FIRST_PROMPT, MORNING, begun, count, fence, find, playing

pytestmark = pytest.mark.slow  # make test plays the main stories; these run with make test-all

WRITING, DRAWING = "Three small things", "A calm enough place"


@pytest.mark.parametrize(("client_on", "room_on"), [("telegram", "discord"), ("discord", "telegram")])
async def test_later_by_button_and_by_word(tmp_path, sqlite_url, client_on, room_on):
    """Asked when it suits, chosen after a restart; it comes again once, is put off by word, and answered before its time."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on, programme="first-week")
        play.clock.move_to(FIRST_PROMPT)
        await play.until(lambda: find(mira.seen(), WRITING), "the prompt")
        told = len(room.seen(thread))
        prompt = find(mira.seen(), WRITING)
        assert list(prompt.buttons) == ["Later", "Not today", "I need support", "How does this work"]
        mira.press(prompt.message, "How does this work")
        await play.until(lambda: find(mira.seen(), "Anything you send begins it"), "the short card")
        mira.press(prompt.message, "Later")
        await play.until(lambda: find(mira.seen(), "When suits you?"), "asked")

        await play.restart()
        mira.press(find(mira.seen(), "When suits you?").message, "In an hour")
        await play.until(lambda: find(mira.seen(), "It comes again today at 20:30"), "confirmed")
        await play.restart()
        play.clock.move_to(FIRST_PROMPT + timedelta(hours=1))
        await play.until(lambda: count(mira.seen(), f"{WRITING}\nMira") == 2, "the prompt again")
        mira.say("later tomorrow")
        await play.until(lambda: find(mira.seen(), "It comes again tomorrow at 19:30"), "put off by word")
        assert len(room.seen(thread)) == told
        mira.say("The tram waited for me.")
        await play.until(lambda: find(room.seen(thread), "The tram waited"), "the card")

        play.clock.move_to(FIRST_PROMPT + timedelta(hours=22, minutes=30))
        await play.until(lambda: find(mira.seen(), DRAWING), "the next prompt")
        play.clock.move_to(FIRST_PROMPT + timedelta(hours=25))
        await fence(play, mira)
        assert count(mira.seen(), f"{WRITING}\nMira") == 2
        assert WRITING in find(room.seen(thread), "The tram waited").text


@pytest.mark.parametrize(("client_on", "room_on"), [("telegram", "telegram"), ("discord", "discord")])
async def test_a_pause_ends_by_itself(tmp_path, sqlite_url, client_on, room_on):
    """Asked how long, chosen by button; nothing comes in it, over a restart; then both are told and the next one comes."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on, programme="first-week")
        mira.say("pause")
        await play.until(lambda: find(mira.seen(), "How long?"), "asked")
        mira.press(find(mira.seen(), "How long?").message, "1 day")
        await play.until(lambda: find(mira.seen(), "A pause, then"), "confirmed")
        assert "Tuesday, 24 November, 10:0" in find(mira.seen(), "A pause, then").text
        await play.until(lambda: find(room.seen(thread), "rests until Tuesday"), "therapist told")
        play.clock.move_to(FIRST_PROMPT)
        await fence(play, mira)
        await play.restart()

        play.clock.move_to(MORNING + timedelta(hours=24, minutes=5))
        await play.until(lambda: find(mira.seen(), "Your pause is over."), "the pause is over")
        await play.until(lambda: find(room.seen(thread), "pause is over. Prompts go on."), "therapist told")
        play.clock.move_to(FIRST_PROMPT + timedelta(hours=22, minutes=30))
        await play.until(lambda: find(mira.seen(), DRAWING), "the next prompt")
        await fence(play, mira)

        assert count(mira.seen(), f"{WRITING}\nMira") == 0
        assert count(mira.seen(), "Your pause is over.") == 1
