"""Out of reach and back, late and in time, too large and lost, on the real platforms."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.flow.play import FIRST_PROMPT, begun, count, fence, find, jpeg, playing

pytestmark = pytest.mark.slow  # make test plays the main stories; these run with make test-all


async def test_a_telegram_client_blocks_and_comes_back(tmp_path, sqlite_url):
    """The therapist hears it once, with the reason; the prompt waits and comes within its time."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "discord", programme="first-week")
        token = play.stage.secrets()["VIGNETTE_ACCOUNTS__MAIN__TOKEN"]

        mira.world.block(mira.person, token)
        await play.until(lambda: find(room.seen(thread), "cannot be reached"), "therapist told")
        play.clock.move_to(FIRST_PROMPT + timedelta(minutes=5))
        play.clock.move_to(FIRST_PROMPT + timedelta(minutes=50))
        mira.world.unblock(mira.person, token)
        await play.until(lambda: find(room.seen(thread), "can be reached again"), "therapist told of the way back")
        await play.until(lambda: find(mira.seen(), "Three small things"), "the prompt came")

        assert "the bot is blocked" in find(room.seen(thread), "cannot be reached").text
        assert count(room.seen(thread), "cannot be reached") == 1
        assert count(mira.seen(), "Three small things") == 1


@pytest.mark.parametrize("how", ["messages closed", "no server in common"])
async def test_a_discord_client_closes_the_door_and_opens_it_again(tmp_path, sqlite_url, how):
    """A named reason each; writing again is the way back, and what waited comes."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "discord", "telegram")
        world, door = mira.world, play.stage._door
        mira.say("I cannot sleep")
        await play.until(lambda: find(room.seen(thread), "a message"), "card")
        card = find(room.seen(thread), "a message").message

        world.close_dms(mira.person) if how == "messages closed" else world.leave_guild(mira.person, door)
        room.say(thread, "I read it.", reply_to=card)
        await play.until(lambda: find(room.seen(thread), "cannot be reached"), "therapist told")
        world.open_dms(mira.person) if how == "messages closed" else world.join_guild(mira.person, door)
        mira.say("here again")
        await play.until(lambda: find(mira.seen(), "I read it."), "what waited came")

        why = "take no private messages" if how == "messages closed" else "no server left"
        assert why in find(room.seen(thread), "cannot be reached").text
        assert count(mira.seen(), "I read it.") == 1


@pytest.mark.parametrize(("late", "comes"), [(timedelta(minutes=100), 1), (timedelta(hours=3), 0)])
async def test_a_prompt_that_was_due_while_the_service_was_down(tmp_path, sqlite_url, late, comes):
    """Within two hours it comes once; later it is skipped, and nobody is told that they were late."""
    async with playing(tmp_path, sqlite_url) as play:
        _room, mira, _ = await begun(play, "discord", "discord", programme="first-week")
        await play.stop()
        play.clock.move_to(FIRST_PROMPT + late)

        await play.start()
        if comes:
            await play.until(lambda: find(mira.seen(), "Three small things"), "the prompt came")
        await fence(play, mira)

        assert count(mira.seen(), "Three small things") == comes


async def test_a_file_too_large_is_told_to_both_sides(tmp_path, sqlite_url):
    """How large it is, what is possible; the next, smaller one works. (A lost one: tests/unit/core/desk.)"""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "discord")
        world = mira.world

        world.send_document(mira.person, mira.bot, bytes(21 * 1024 * 1024), name="film.mp4", mime="video/mp4")
        await play.until(lambda: find(mira.seen(), "more than Telegram lets a bot fetch"), "told how large")
        await play.until(lambda: find(room.seen(thread), "too large to fetch"), "shown in the room")
        mira.photo(jpeg(), "a picture")
        await play.until(lambda: any(line.media for line in room.seen(thread)), "a smaller one works")

        assert "21 MB" in find(mira.seen(), "more than Telegram").text
