"""A prompt whose call has not ended is on the person's screen all the same: what they answer belongs to it."""

from __future__ import annotations

import asyncio

import pytest

from bots.sandbox.faults import Fault
from tests.faults.pace import unpaced
from tests.faults.scenes import DUE, SEND, TITLE
from tests.flow.play import count, find, playing


@pytest.mark.parametrize("client_on", ["telegram", "discord"])
async def test_an_answer_that_is_faster_than_the_platforms_own_is_matched(tmp_path, sqlite_url, monkeypatch, client_on):
    """The platform shows the prompt at once and confirms it later; the client writes in between."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        await play.start()
        room = await play.room("telegram" if client_on == "discord" else "discord")
        client, thread = await play.client(client_on, room)
        await play.enrol(room, thread)
        stage = play.stage.telegram if client_on == "telegram" else play.stage.discord
        stage.faults.add(Fault(method=SEND[client_on], kind="slow", seconds=2.0))
        play.clock.move_to(DUE)
        await play.until(lambda: find(client.seen(), TITLE), "prompt on the screen")

        client.say("the tram was on time")
        await play.until(lambda: find(room.seen(thread), "the tram was on time"), "card")
        names = [(call, f"{call.method} {getattr(call, 'route', '')}".strip()) for call in stage.calls]
        sends = [call for call, name in names if name == SEND[client_on]]
        await play.until(lambda: all(call.answered for call in sends), "the platform has confirmed it")
        await asyncio.sleep(0.3)  # too short, and the test finds nothing; it cannot fail by it
        client.say("and so was I")
        await play.until(lambda: find(room.seen(thread), "and so was I"), "grown")
        client.say("done")
        await play.until(lambda: find(client.seen(), "Before you go"), "receipt with the prompt's aftercare")

        assert TITLE in find(room.seen(thread), "the tram was on time").text
        assert count(room.seen(thread), "not screened") == 1
        assert count(client.seen(), "Kept") == 1
