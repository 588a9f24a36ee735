"""Looking through the library on the real platforms: buttons that change one message, one prompt shown, one tap that sends it."""

from __future__ import annotations

import pytest

from tests.flow.play import begun, count, find, playing

MIXES = [("telegram", "discord"), ("discord", "telegram")]


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_the_library_is_looked_through_and_one_is_sent(tmp_path, sqlite_url, client_on, room_on):
    """Ways of making, narrowed, one read, sent; the service is started anew in between."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on)
        before = count(mira.seen(), "What did this")

        room.say(thread, "/send")
        await play.until(lambda: find(room.seen(thread), "be sent?"), "the ways of making")
        board = find(room.seen(thread), "be sent?").message
        room.press(thread, board, "Voice · 1")
        await play.until(lambda: find(room.seen(thread), "Two minutes aloud · gentle · 5 min"), "the list in its place")
        room.press(thread, board, "Any strength")
        await play.until(lambda: has_button(room, thread, board, "Only gentle"), "narrowed")
        await play.restart()
        room.press(thread, board, "1")
        await play.until(lambda: find(room.seen(thread), "Two minutes aloud · Voice"), "shown as it is read")
        shown = find(room.seen(thread), "Two minutes aloud · Voice")
        assert "Find a spot where nobody listens in." in shown.text
        room.press(thread, shown.message, "Send now")
        await play.until(lambda: find(room.seen(thread), "“Two minutes aloud” goes to"), "said to the therapist")
        await play.until(lambda: count(mira.seen(), "Two minutes aloud") == before + 1, "it is there, once")


def has_button(room, thread, message, label):
    """Whether a message bears it now."""
    return any(label in each.buttons for each in room.seen(thread) if each.message == message)
