"""A therapist's own prompts on the real platforms: changed, written, spoken, drawn; restarts between the steps; nobody else's room."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bots import runner
from bots.cli.chance import MachineEntropy
from bots.sandbox.stage import DISCORD_TOKEN
from core.store import own_prompts
from tests.flow.play import begun, count, find, jpeg, ogg, playing
from tests.flow.test_by_hand import MIXES

pytestmark = pytest.mark.slow  # minutes of the whole; what it holds is held more narrowly elsewhere

NOON = datetime(2026, 11, 24, 11, 0, 1, tzinfo=UTC)  # 12:00 in Berlin, the day after
TRAM = "Draw the tram, {{ client.name }}, that waited for you."


def answer(room, thread: str, to: str, words: str = "", *, photo: bytes = b"", voice: bytes = b"") -> None:
    """Reply to the bot's last message that holds these words."""
    quoted = find(room.seen(thread), to).message
    if photo:
        room.photo(thread, photo, words, reply_to=quoted)
    elif voice:
        room.voice(thread, voice, reply_to=quoted)
    else:
        room.say(thread, words, reply_to=quoted)


async def sends(play, room, thread: str) -> None:
    """*Send now*, and its answer."""
    room.press(thread, find(room.seen(thread), "Draft for").message, "Send now")
    await play.until(lambda: find(room.seen(thread), "goes to"), "it goes")


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_adapted_with_a_restart_between_every_two_steps(tmp_path, sqlite_url, client_on, room_on):
    """Shown, changed, seen, a time chosen, sent, answered, its card, why: each on a service that has just started."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on)
        room.say(thread, "/adapt small things")
        await play.until(lambda: find(room.seen(thread), "Mira, name three small things"), "as she would get it")
        await play.restart()
        answer(room, thread, "Mira, name three", "Mira, name one *small* thing.\nOne is enough.")
        await play.until(lambda: find(room.seen(thread), "Draft for"), "the draft")
        assert find(room.seen(thread), "name one *small* thing").text.startswith(
            "Three small things\nMira, name one *small* thing."
        )
        await play.restart()
        room.press(thread, find(room.seen(thread), "Draft for").message, "Send at …")
        await play.until(lambda: find(room.seen(thread), "by the clock of"), "asked when")
        await play.restart()
        answer(room, thread, "by the clock of", "tomorrow 12:00")
        await play.until(lambda: find(room.seen(thread), "goes to"), "planned")
        assert "Tue 12:00" in find(room.seen(thread), "goes to").text
        await play.restart()
        play.clock.move_to(NOON)
        await play.until(lambda: find(mira.seen(), "name one *small* thing"), "it came")
        await play.restart()
        mira.say("The tram waited.")
        await play.until(lambda: find(room.seen(thread), "The tram waited."), "the card")
        assert "adapted from “Three small things”" in find(room.seen(thread), "The tram waited.").text
        room.say(thread, "/why")
        await play.until(lambda: find(room.seen(thread), "“Three small things”: sent by hand"), "why")
        assert count(mira.seen(), "name one *small* thing") == 1


@pytest.mark.parametrize(("client_on", "room_on"), [*MIXES, ("telegram", "telegram"), ("discord", "discord")])
async def test_a_picture_and_a_voice_are_sent_again_never_forwarded(tmp_path, sqlite_url, client_on, room_on):
    """Seen whole by the therapist first; the client gets the cleaned one, and can answer by quoting it."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on)
        room.say(thread, "/new")
        await play.until(lambda: find(room.seen(thread), "the prompt for"), "asked")
        answer(room, thread, "the prompt for", f"# The tram\n{TRAM}", photo=jpeg())
        await play.until(lambda: find(room.seen(thread), "Draft for"), "the draft")
        seen = find(room.seen(thread), "The tram\n")
        assert seen.media is not None
        room.press(thread, find(room.seen(thread), "Draft for").message, "Drawing")
        await play.until(lambda: find(room.seen(thread), "· Drawing ·"), "set")
        await sends(play, room, thread)
        await play.until(lambda: find(mira.seen(), TRAM), "it came")
        got = find(mira.seen(), TRAM)
        assert got.media is not None
        assert got.text.startswith(f"The tram\n{TRAM}")
        mira.say("Here it stands.", reply_to=got.message)
        await play.until(lambda: find(room.seen(thread), "Here it stands."), "the card")
        assert "own prompt" in find(room.seen(thread), "Here it stands.").text

        room.say(thread, "/new")
        await play.until(lambda: count(room.seen(thread), "the prompt for") == 2, "asked again")
        answer(room, thread, "the prompt for", voice=ogg())
        await play.until(lambda: find(room.seen(thread), "From Ada"), "the voice")
        await play.until(lambda: find(room.seen(thread), "· your own · Writing"), "its draft")
        answer(room, thread, "· your own · Writing", "now")
        await play.until(lambda: find(mira.seen(), "From Ada"), "it came")
        assert find(mira.seen(), "From Ada").media is not None


@pytest.mark.parametrize(("client_on", "room_on"), MIXES)
async def test_offered_by_a_button_and_nobody_else_sees_it(tmp_path, sqlite_url, client_on, room_on):
    """Another therapist's room stays silent; the offer is asked once; what is offered stands in the store."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on)
        ben = await play.room(room_on, "Ben")
        room.say(thread, f"/new {TRAM}")
        await play.until(lambda: find(room.seen(thread), "Draft for"), "the draft")
        await sends(play, room, thread)
        await play.until(lambda: find(mira.seen(), TRAM), "it came")
        room.press(thread, find(room.seen(thread), "goes to").message, "Offer to the library")
        await play.until(lambda: find(room.seen(thread), "for the library?"), "what it means")
        room.press(thread, find(room.seen(thread), "for the library?").message, "Offer it")
        await play.until(lambda: find(room.seen(thread), "is offered"), "offered")

        assert find(ben.seen(), "tram") is None
        await play.stop()
        store = runner.open_settings_store(play.settings(), play.clock, MachineEntropy())
        (own,) = store.run_here(own_prompts.offered)
        store.close_here()
        assert own.content.body == TRAM


async def test_called_by_slash_commands(tmp_path, sqlite_url):
    """On Discord: with options, completed while they are typed."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "discord")
        world, option = room.world, {"prompt": "writing/small-things", "text": "Name one."}
        await play.until(lambda: world.command(room.person, thread, DISCORD_TOKEN, "adapt", option), "called")
        await play.until(lambda: find(room.seen(thread), "Draft for"), "the draft")
        answer(room, thread, "Draft for", "now")
        await play.until(lambda: find(mira.seen(), "Name one."), "it came")
