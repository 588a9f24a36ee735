"""Every call of a whole story is one that the platforms describe; and the check itself can fail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bots.sandbox.stage import TELEGRAM_TOKEN
from tests.faults.pace import unpaced
from tests.faults.scenes import slow
from tests.flow import conformance
from tests.flow.conformance import faults_in_calls, require_descriptions
from tests.flow.play import Play, find, jpeg, ogg, playing

WRITING_DUE = datetime(2026, 11, 23, 18, 30, 1, tzinfo=UTC)


async def whole_story(play: Play, client_on: str, room_on: str) -> None:
    """Everything one client and one therapist can cause today: words, picture, voice, edits, buttons, answers, leaving."""
    await play.start()
    room = await play.room(room_on)
    client, thread = await play.client(client_on, room)
    await play.enrol(room, thread)
    play.clock.move_to(WRITING_DUE)
    await play.until(lambda: find(client.seen(), "Three small things"), "prompt arrived")
    words = client.say("one *two* three @everyone <b>four</b>\n" + "long " * 780)
    await play.until(lambda: find(room.seen(thread), "· Three small things"), "card opened")
    client.edit(words, "one, and only one")
    client.photo(jpeg(), "a caption")
    client.voice(ogg())
    await play.until(lambda: len([m for m in room.seen(thread) if m.by_bot and m.media]) == 2, "work in the room")
    client.say("done")
    await play.until(lambda: find(client.seen(), "Before you go"), "receipt")
    card = find(room.seen(thread), "· Three small things")
    room.press(thread, card.message, "Witnessed")
    await play.until(lambda: find(client.seen(), "has spent time with this"), "witnessed")
    room.photo(thread, jpeg("navy"), "for you", reply_to=card.message)
    await play.until(lambda: any(m.media for m in client.seen() if m.by_bot), "feedback with a picture")
    room.say(thread, "a note")
    await play.until(lambda: find(room.seen(thread), "Kept as a note"), "note")
    client.say("/sos")
    await play.until(lambda: find(client.seen(), "If it is hard right now"), "card for hard moments")
    client.say("/stop")
    await play.until(lambda: find(client.seen(), "You have left"), "left")


@pytest.mark.parametrize(
    ("client_on", "room_on"),
    [("telegram", "discord"), slow("discord", "telegram"), slow("telegram", "telegram"), slow("discord", "discord")],
)
async def test_every_call_of_a_whole_story_is_described(tmp_path, sqlite_url, monkeypatch, client_on, room_on):
    """Telegram's Bot API description and Discord's OpenAPI description know every call, name and type in it."""
    require_descriptions()
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        await whole_story(play, client_on, room_on)

        faults = faults_in_calls(play.stage)
        methods = {call.method for call in play.stage.telegram.calls}
        routes = {call.route for call in play.stage.discord.calls}

    assert faults == []
    assert {"getUpdates", "deleteWebhook", "getMe"} <= methods
    assert {"/gateway/bot", "/users/@me"} & routes
    assert "sendMessage" in methods or client_on == room_on == "discord"
    assert "/channels/{channel_id}/messages" in routes or client_on == room_on == "telegram"


async def test_a_call_that_nobody_describes_is_named(tmp_path, sqlite_url):
    """The check reads what was recorded: a strange parameter and a strange path are both told."""
    require_descriptions()
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        telegram, discord = play.stage.telegram.calls[0], play.stage.discord.calls[0]
        right = (telegram.params, discord.route)
        telegram.params = {**telegram.params, "colour": "teal"}
        discord.route = "/users/@nobody"

        faults = faults_in_calls(play.stage)
        telegram.params, discord.route = right  # the story itself is checked when it ends

    assert f"telegram {telegram.method}.colour: no such field" in faults
    assert "discord no path /users/@nobody" in faults
    assert TELEGRAM_TOKEN not in "".join(faults)


def test_absent_descriptions_are_said_loudly_and_fail_in_ci(monkeypatch, tmp_path):
    """Nobody takes an unchecked story for a valid one."""
    monkeypatch.setattr(conformance.discord_spec, "SPEC", tmp_path / "absent.json")
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="NOT CHECKED"):
        require_descriptions()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="NOT CHECKED"):
        require_descriptions()
