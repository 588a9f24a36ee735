"""Pictures that a client takes back leave the therapist's room, whichever platform it is on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bots.sandbox.faults import Fault
from bots.sandbox.stage import digest
from core.delivery.neutral import neutral_picture
from tests.flow.play import begun, find, jpeg, playing

pytestmark = pytest.mark.slow  # make test plays the main stories; these run with make test-all

DELETE = {"telegram": "deleteMessage", "discord": "DELETE /channels/{channel_id}/messages/{message_id}"}


def pictures(room, thread):
    """Pictures of the bot that stand there now."""
    return [line for line in room.seen(thread) if line.by_bot and line.media]


def send_album(noor) -> str:
    """Two pictures in one message, as Discord has it."""
    files = [("a.jpg", jpeg("teal"), "image/jpeg"), ("b.jpg", jpeg("brown"), "image/jpeg")]
    return noor._write("my place", files=files)


@pytest.mark.parametrize("room_on", ["telegram", "discord"])
async def test_an_album_that_is_taken_back_leaves_the_room(tmp_path, sqlite_url, room_on):
    """Agreed to and shown, then deleted by the client: both copies are deleted, and the card says so, once, for good."""
    async with playing(tmp_path, sqlite_url) as play:
        room, noor, thread = await begun(play, "discord", room_on)
        album = send_album(noor)
        await play.until(lambda: len(pictures(room, thread)) == 2, "both pictures in the room")

        noor.world.delete(noor.person, noor.channel, album)
        await play.until(lambda: not pictures(room, thread), "both gone")
        await play.until(lambda: find(room.seen(thread), "[withdrawn by"), "the card says so")
        await play.restart()
        noor.say("something else")
        await play.until(lambda: find(room.seen(thread), "something else"), "the next words")

        assert not pictures(room, thread)


@pytest.mark.slow
@pytest.mark.parametrize("room_on", ["telegram", "discord"])
async def test_what_was_not_deleted_yet_goes_after_a_restart(tmp_path, sqlite_url, room_on):
    """The line is cut at the first call, and the service stops: the deletion waits in the outbox."""
    async with playing(tmp_path, sqlite_url) as play:
        room, noor, thread = await begun(play, "discord", room_on)
        album = send_album(noor)
        await play.until(lambda: len(pictures(room, thread)) == 2, "both pictures in the room")
        platform = play.stage.telegram if room_on == "telegram" else play.stage.discord
        platform.faults.add(Fault(method=DELETE[room_on], kind="drop_before", times=1))

        noor.world.delete(noor.person, noor.channel, album)
        await play.until(lambda: platform.faults.log, "cut")
        await play.restart()
        play.clock.move_to(play.clock.now() + timedelta(minutes=1))

        await play.until(lambda: not pictures(room, thread), "both gone")


async def test_after_48_hours_telegram_shows_a_neutral_picture_instead(tmp_path, sqlite_url):
    """It deletes nothing so old: the picture is replaced, and the caption says by whom it was taken back."""
    async with playing(tmp_path, sqlite_url) as play:
        room, noor, thread = await begun(play, "discord", "telegram")
        album = send_album(noor)
        await play.until(lambda: len(pictures(room, thread)) == 2, "both pictures in the room")
        play.clock.move_to(play.clock.now() + timedelta(hours=49))

        noor.world.delete(noor.person, noor.channel, album)
        await play.until(lambda: all("[withdrawn by" in line.text for line in pictures(room, thread)), "covered")

        assert [line.sha256 for line in pictures(room, thread)] == [digest(neutral_picture())] * 2
