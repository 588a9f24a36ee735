"""Joining on the real platforms: typed, declined, come back, agreed by word; one code, one person."""

from __future__ import annotations

import re

import pytest

from tests.flow.play import FIRST_PROMPT, count, find, jpeg, playing


@pytest.mark.parametrize(("client_on", "room_on"), [("telegram", "discord"), ("discord", "telegram")])
async def test_somebody_declines_comes_back_agrees_and_begins(tmp_path, sqlite_url, client_on, room_on):
    """The code typed in lower case; a picture before agreeing goes nowhere; a second account is turned away."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        room = await play.room(room_on)
        room.command("/invite Mira de Asia/Tokyo first-week")
        await play.until(lambda: find(room.seen(), "It works once"), "invited")
        code = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", find(room.seen(), "It works once").text)[-1]
        mira, noor = play.stage.client(client_on, "Mira"), play.stage.client(client_on, "Noor")
        play.seats += [mira, noor]

        mira.say(code.lower())
        await play.until(lambda: find(mira.seen(), "Shall we begin"), "told what this is")
        mira.press(find(mira.seen(), "Shall we begin").message, "No, thank you")
        await play.until(lambda: find(mira.seen(), "Nothing was kept"), "declined")
        mira.say(code.lower())
        await play.until(lambda: count(mira.seen(), "Shall we begin") == 2, "told again")
        mira.photo(jpeg(), "before agreeing")
        await play.until(lambda: find(mira.seen(), "One thing first"), "asked to agree first")
        noor.say(code)
        await play.until(lambda: find(noor.seen(), "used before"), "turned away")
        mira.say("Agree")
        await play.until(lambda: find(mira.seen(), "You are in"), "joined")
        await play.until(lambda: find(room.seen(), "has joined and follows"), "therapist told")
        play.clock.move_to(FIRST_PROMPT.replace(day=24, hour=10))  # 19:30 in Tokyo, the day after
        await play.until(lambda: find(mira.seen(), "Drei kleine Dinge"), "the first prompt, in German")

        assert not any(line.media for line in room.seen())
        assert find(room.seen(), "before agreeing", by_bot=None) is None
        assert len(noor.seen()) == 2
