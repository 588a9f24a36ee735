"""Two accounts busy with one client at the same moment: on PostgreSQL these are two transactions."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tests.faults.pace import unpaced
from tests.faults.scenes import enrolled
from tests.flow.play import find, playing


@pytest.mark.postgres
async def test_a_card_shows_what_both_did(tmp_path, postgres_url, monkeypatch):
    """The client says done on one platform while the therapist presses on the other: the card tells both."""
    slow = []

    def step(name: str) -> None:
        if slow and name == "before commit Handler._work":
            time.sleep(0.5)  # in the store's own thread: the other account's unit reads meanwhile

    async with playing(tmp_path, postgres_url) as play:
        unpaced(play, monkeypatch)
        play.tuning = replace(play.tuning, step=step)
        scene = await enrolled(play, "telegram", "discord")
        scene.let_it_come_due()
        await play.until(lambda: find(scene.client.seen(), "Three small things"), "prompt")
        scene.client.say("the tram was on time")
        await play.until(lambda: find(scene.room.seen(scene.thread), "the tram was on time"), "card")
        card = find(scene.room.seen(scene.thread), "the tram was on time")

        slow.append(True)
        scene.client.say("done")
        scene.room.press(scene.thread, card.message, "Witnessed")
        await play.until(lambda: find(scene.client.seen(), "Before you go"), "receipt")
        await play.until(lambda: find(scene.client.seen(), "has spent time with this"), "witnessed")

        def told() -> str:
            return find(scene.room.seen(scene.thread), "the tram was on time").text

        await play.until(lambda: "Witnessed" in told() and "still arriving" not in told(), "the card tells both")
