"""Threads and rooms that are not as they were: nothing is lost, and it is said once (SPEC 5.5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bots.sandbox.discord import BOT_NEEDS
from tests.flow.play import begun, count, find, jpeg, playing

MINUTE = timedelta(minutes=1, seconds=1)


def deleted(play, room, thread: str) -> None:
    """The therapist, or another admin, deletes it; bots are not told on Telegram."""
    if room.platform == "telegram":
        room.world.delete_topic(room.chat, int(thread))
    else:
        room.world.delete_thread(thread)


@pytest.mark.parametrize(("client_on", "room_on"), [("discord", "telegram"), ("telegram", "discord")])
async def test_a_deleted_thread_is_opened_anew(tmp_path, sqlite_url, client_on, room_on):
    """Found out when something is to be written: what waited for the therapist stands in the new one, and it works."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on)
        mira.photo(jpeg(), "the kitchen")
        await play.until(lambda: find(room.seen(thread), "the kitchen"), "card")
        await play.until(lambda: any(line.media for line in room.seen(thread) if line.by_bot), "the picture")
        mira.say("done")
        await play.until(lambda: find(mira.seen(), "Kept for Ada"), "receipt")
        before = set(room.threads())

        deleted(play, room, thread)
        mira.say("and one more thing")
        await play.until(lambda: set(room.threads()) - before, "another thread")
        (anew,) = set(room.threads()) - before
        await play.until(lambda: find(room.seen(anew), "and one more thing"), "the new card")
        await play.until(lambda: find(room.seen(anew), "the kitchen"), "the card that waited")
        await play.until(lambda: any(line.media for line in room.seen(anew) if line.by_bot), "its picture")

        assert count(room.seen(anew), "was gone, so this is a new one") == 1
        assert count(room.seen(anew), "the kitchen") == 1
        room.say(anew, "I see it.", reply_to=find(room.seen(anew), "the kitchen").message)
        await play.until(lambda: find(mira.seen(), "I see it."), "feedback from the new thread")
        room.press(anew, find(room.seen(anew), "one more thing").message, "Witnessed")
        await play.until(lambda: find(mira.seen(), "has spent time"), "witnessed there")


@pytest.mark.slow
async def test_a_thread_that_is_deleted_under_a_growing_card(tmp_path, sqlite_url):
    """A change of a card finds it out: the card is said anew, with everything."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "discord", "discord")
        mira.say("a first line")
        await play.until(lambda: find(room.seen(thread), "a first line"), "card")

        deleted(play, room, thread)
        mira.say("a second line")
        await play.until(lambda: len(room.threads()) and thread not in room.threads(), "gone")
        await play.until(
            lambda: any(find(room.seen(each), "a second line") for each in room.threads()), "said anew, whole"
        )
        (anew,) = [each for each in room.threads() if find(room.seen(each), "a second line")]

        assert "a first line" in find(room.seen(anew), "a second line").text


async def test_a_card_that_the_therapist_deleted_comes_back_when_it_changes(tmp_path, sqlite_url):
    """Only its message is gone: the client's next words are not lost with it."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "discord")
        mira.say("a first line")
        await play.until(lambda: find(room.seen(thread), "a first line"), "card")

        card = find(room.seen(thread), "a first line").message
        room.world.remove_message(thread, card)
        await play.until(lambda: not find(room.seen(thread), "a first line"), "deleted")
        mira.say("a second line")
        await play.until(lambda: find(room.seen(thread), "a second line"), "said anew")

        assert "a first line" in find(room.seen(thread), "a second line").text


@pytest.mark.slow
async def test_a_locked_post_waits(tmp_path, sqlite_url):
    """Nothing is lost meanwhile; when it is open again everything comes, once."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "discord")
        room.world.archive_thread(thread, locked=True)
        mira.say("behind a lock")
        await play.until(lambda: find(mira.seen(), "Kept") is None, "nothing yet")
        mira.say("done")
        await play.until(lambda: find(mira.seen(), "Kept for Ada"), "receipt")
        assert find(room.seen(thread), "behind a lock") is None

        room.world.unarchive_thread(thread)
        play.clock.move_to(play.clock.now() + MINUTE)
        await play.until(lambda: find(room.seen(thread), "behind a lock"), "it came")

        assert count(room.seen(thread), "behind a lock") == 1


@pytest.mark.slow
async def test_a_right_that_was_missing(tmp_path, sqlite_url):
    """When it is there again what waited comes, and one line says why it was late."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "discord")
        room.world.set_bot_permissions(room.forum, 0)
        mira.say("while a right was missing")
        mira.say("done")
        await play.until(lambda: find(mira.seen(), "Kept for Ada"), "receipt")
        assert find(room.seen(thread), "a right was missing") is None

        room.world.set_bot_permissions(room.forum, int(BOT_NEEDS))
        play.clock.move_to(play.clock.now() + MINUTE)
        await play.until(lambda: find(room.seen(thread), "while a right was missing"), "it came")
        await play.until(lambda: find(room.seen(), "For a while I could write nothing here"), "said once")
