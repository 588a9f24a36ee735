"""A prompt sent by hand on the real platforms: asked for in quiet hours, moved, sent, answered; and why tells all of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.flow.play import begun, count, fence, find, playing

pytestmark = pytest.mark.slow  # make test plays the main stories; these run with make test-all

ASKED, MOVED = datetime(2026, 11, 23, 22, 30, 1, tzinfo=UTC), datetime(2026, 11, 24, 7, 0, 1, tzinfo=UTC)
MIXES = [("telegram", "discord"), ("discord", "telegram")]


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_a_prompt_by_hand_waits_for_the_morning_and_why_says_so(tmp_path, sqlite_url, client_on, room_on):
    """Half past eleven at night is quiet: it comes at eight, once, and the reason stands with it."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on)

        room.say(thread, "/send small things 23:30")
        await play.until(lambda: find(room.seen(thread), "goes to"), "the answer")
        answer = find(room.seen(thread), "goes to")
        assert "Tue 08:00." in answer.text
        assert "Mon 23:30 was asked for; moved: quiet hours." in answer.text
        room.say(thread, "/send two minutes 23:40")
        await play.until(lambda: find(room.seen(thread), "“Two minutes aloud” goes to"), "another")
        room.press(thread, find(room.seen(thread), "“Two minutes aloud” goes to").message, "Cancel")
        await play.until(lambda: find(room.seen(thread), "Taken back"), "taken back by its button")
        play.clock.move_to(ASKED)
        await fence(play, mira)
        assert count(mira.seen(), "Three small things") == 0

        play.clock.move_to(MOVED)
        await play.until(lambda: find(mira.seen(), "Three small things"), "the prompt")
        mira.say("The tram waited.")
        await play.until(lambda: find(room.seen(thread), "The tram waited."), "the card")
        room.say(thread, "/why")
        told = "sent by hand; moved from Mon 23 November 23:30 to 08:00 (quiet hours); sent 08:00; answered 08:00"
        await play.until(lambda: find(room.seen(thread), told), "why")
        lines = find(room.seen(thread), told).text.splitlines()
        assert lines[2].endswith("(quiet hours); left out: taken back by the therapist")
        assert count(mira.seen(), "Three small things") == 1
        assert count(mira.seen(), "Two minutes aloud") == 0


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_a_pause_is_told_to_both_and_ends(tmp_path, sqlite_url, client_on, room_on):
    """One line to the client; nothing comes meanwhile, not even what is sent by hand; resumed, it comes."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on)

        room.say(thread, "/pause until tomorrow 9:00")
        await play.until(
            lambda: find(mira.seen(), "Ada has paused your prompts until Tue 09:00. You can still write."), "told"
        )
        room.say(thread, "/send small things")
        await play.until(lambda: find(room.seen(thread), "In the way then"), "the therapist is warned")
        play.clock.move_to(datetime(2026, 11, 24, 7, 59, tzinfo=UTC))
        await fence(play, mira)
        assert count(mira.seen(), "Three small things") == 0

        play.clock.move_to(datetime(2026, 11, 24, 8, 0, 1, tzinfo=UTC))
        await play.until(lambda: find(mira.seen(), "Three small things"), "it comes when the pause is over")
        room.say(thread, "/why")
        await play.until(lambda: find(room.seen(thread), "(paused by the therapist); sent 09:00"), "why")
