"""Replies on the real platforms: any characters, any length, edits, deletions, and where they belong."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.flow.play import FIRST_PROMPT, begun, count, find, playing

HOSTILE = "@everyone @here <@1> **bold** _it_ `code` ~~x~~ ||y|| [a](http://e.org) <b>tag</b> # head\n> quote\n1. مريم said שלום"


@pytest.mark.parametrize(("client_on", "room_on"), [("telegram", "discord"), ("discord", "telegram")])
async def test_whatever_is_written_arrives_as_it_was_written(tmp_path, sqlite_url, client_on, room_on):
    """Markup and mentions are plain words in the room; ten thousand characters arrive whole and in order."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, room_on)
        words = [f"w{number:04d}" for number in range(1700)]
        size = 600 if client_on == "telegram" else 300  # as many as one message of a person takes
        pieces = [" ".join(words[at : at + size]) for at in range(0, len(words), size)]
        assert sum(map(len, pieces)) > 10_000

        mira.say(HOSTILE)
        await play.until(lambda: find(room.seen(thread), "@everyone"), "the first part in the room")
        for piece in pieces:
            mira.say(piece)
        mira.say("done")  # a card takes a few changes a minute, and is whole when its reply closes
        await play.until(lambda: find(room.seen(thread), words[-1]), "the last part in the room", timeout=60)

        shown = "".join(line.text for line in room.seen(thread) if line.by_bot)
        assert re.findall(r"w\d{4}", shown) == words
        assert all(word in shown for word in HOSTILE.split())
        if room_on == "discord":
            calls = [call for call in play.stage.discord.calls if "/messages" in call.path and call.method == "POST"]
            assert calls
            assert all(call.body["allowed_mentions"].get("parse", []) == [] for call in calls)


async def test_edits_deletions_and_two_open_prompts_on_discord(tmp_path, sqlite_url):
    """Asked which, answered by button; then an edit after Witnessed, then a deletion, all on the same card."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "discord", "telegram", programme="first-week")
        play.clock.move_to(FIRST_PROMPT)
        await play.until(lambda: find(mira.seen(), "Three small things"), "first prompt")
        play.clock.move_to(FIRST_PROMPT + timedelta(hours=22, minutes=30))
        await play.until(lambda: find(mira.seen(), "A calm enough place"), "second prompt")

        words = mira.say("a tram")
        await play.until(lambda: find(mira.seen(), "Which one is this for"), "asked")
        await play.until(lambda: find(room.seen(thread), "unsure which prompt"), "shown as unsure")
        mira.press(find(mira.seen(), "Which one is this for").message, "Three small")
        await play.until(lambda: find(room.seen(thread), "· Three small things"), "filed")
        card = find(room.seen(thread), "· Three small things").message
        room.press(thread, card, "Witnessed")
        await play.until(lambda: find(mira.seen(), "has spent time"), "witnessed")
        mira.edit(words, "a yellow tram")
        await play.until(lambda: find(room.seen(thread), "changed after you saw it"), "the change is marked")
        mira.world.delete(mira.person, mira.channel, words)
        await play.until(lambda: find(room.seen(thread), "[withdrawn by"), "withdrawn")

        assert count(mira.seen(), "Which one is this for") == 1
        assert find(room.seen(thread), "tram") is None
        assert find(room.seen(thread), "[withdrawn by").message == card


async def test_a_sticker_and_a_closing_by_the_clock_on_telegram(tmp_path, sqlite_url):
    """Kept and shown by name; ten quiet minutes later there is one receipt."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "discord", programme="first-week")
        play.clock.move_to(FIRST_PROMPT)
        await play.until(lambda: find(mira.seen(), "Three small things"), "prompt")

        mira.world.send_sticker(mira.person, mira.bot)
        await play.until(lambda: find(room.seen(thread), "sticker"), "shown by name")
        mira.say("and words")
        await play.until(lambda: find(room.seen(thread), "and words"), "the second part")
        play.clock.move_to(play.clock.now() + timedelta(minutes=10, seconds=1))
        await play.until(lambda: find(mira.seen(), "all 2 parts"), "receipt")

        await play.until(
            lambda: "still arriving" not in find(room.seen(thread), "· Three small things").text, "the card is whole"
        )
        assert count(room.seen(thread), "· Three small things") == 1


@pytest.mark.parametrize("client_on", ["telegram", "discord"])
async def test_the_receipt_stands_before_the_next_prompt(tmp_path, sqlite_url, client_on):
    """The second prompt ends what was still arriving, and the chat reads in order."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, "telegram", programme="first-week")
        play.clock.move_to(FIRST_PROMPT)
        await play.until(lambda: find(mira.seen(), "Three small things"), "first prompt")
        play.clock.move_to(FIRST_PROMPT + timedelta(hours=22, minutes=29, seconds=10))
        mira.say("the tram waited")
        await play.until(lambda: find(room.seen(thread), "the tram waited"), "in the room")
        assert find(mira.seen(), "Kept.") is None

        play.clock.move_to(FIRST_PROMPT + timedelta(hours=22, minutes=30))
        await play.until(lambda: find(mira.seen(), "A calm enough place"), "second prompt")
        await play.until(lambda: find(mira.seen(), "Kept."), "receipt")

        told = [line.text for line in mira.seen() if line.by_bot]
        assert told[-2].startswith("Kept.")
        assert told[-1].startswith("A calm enough place")
