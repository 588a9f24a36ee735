"""The room on the real platforms: words, pictures and voice to the client; nobody else may press."""

from __future__ import annotations

import pytest

from tests.flow.play import begun, count, find, jpeg, ogg, playing


@pytest.mark.parametrize("room_on", ["telegram", "discord"])
@pytest.mark.parametrize("client_on", ["telegram", "discord"])
async def test_words_picture_and_voice_of_a_therapist_reach_the_client(tmp_path, sqlite_url, client_on, room_on):
    """Each once; an edit follows on the client's copy; a note goes when its button is pressed."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on)
        mira.say("I cannot sleep")
        await play.until(lambda: find(room.seen(thread), "a message"), "card")
        card = find(room.seen(thread), "a message").message

        words = room.say(thread, "The nigth is long.", reply_to=card)
        await play.until(lambda: find(mira.seen(), "The nigth"), "words arrived")
        room.edit(thread, words, "The night is long.")
        await play.until(lambda: find(mira.seen(), "The night"), "the edit followed")
        room.photo(thread, jpeg("navy"), "From my window.", reply_to=card)
        await play.until(lambda: find(mira.seen(), "From my window."), "picture arrived")
        room.voice(thread, ogg(), reply_to=card)
        await play.until(lambda: len([line for line in mira.seen() if line.media]) == 2, "voice arrived")
        room.say(thread, "A note for later.")
        await play.until(lambda: find(room.seen(thread), "Kept as a note"), "note kept")
        assert find(mira.seen(), "A note for later") is None
        room.press(thread, find(room.seen(thread), "Kept as a note").message, "Send to")
        await play.until(lambda: find(mira.seen(), "A note for later"), "note sent")

        said = [line.text for line in mira.seen() if line.by_bot]
        assert sum("night is long" in text for text in said) == 1
        assert sum("nigth" in text for text in said) == 0
        assert sum("From my window." in text for text in said) == 1
        assert next(line.media for line in mira.seen() if line.by_bot and line.media) == "photo"


@pytest.mark.parametrize("room_on", ["telegram", "discord"])
async def test_somebody_else_in_the_room_presses_and_writes_in_vain(tmp_path, sqlite_url, room_on):
    """A colleague who was let in: neither button nor reply of theirs does anything."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", room_on)
        mira.say("I cannot sleep")
        await play.until(lambda: find(room.seen(thread), "a message"), "card")
        card = find(room.seen(thread), "a message").message
        own, world = room.person, room.world
        if room_on == "telegram":
            ben = world.add_person("Ben")
            world.join_group(room.chat, ben)
        else:
            ben = world.add_person("Ben")
            world.join_guild(ben, play.stage._rooms)
            world.set_viewer(room.forum, ben)

        room.person = ben
        room.press(thread, card, "Witnessed")
        room.say(thread, "from Ben", reply_to=card)
        room.person = own
        room.say(thread, "from Ada", reply_to=card)
        await play.until(lambda: find(mira.seen(), "from Ada"), "the therapist's own words")
        await play.until(lambda: find(room.seen(thread), "Goes to"), "echoed")

        assert count(mira.seen(), "spent time") == 0
        assert count(mira.seen(), "from Ben") == 0
        assert count(room.seen(thread), "Goes to") == 1
