"""Strangers on the real platforms: one sentence, the card, and no way in by a wrong place."""

from __future__ import annotations

import pytest

from tests.flow.play import count, find, playing


@pytest.mark.parametrize("platform", ["telegram", "discord"])
async def test_a_stranger_learns_nothing_and_can_always_get_help(tmp_path, sqlite_url, platform):
    """One sentence however much they write; the card each time they ask; a therapist's code in private opens nothing."""
    async with playing(tmp_path, sqlite_url) as play:
        await play.start()
        code = play.add_therapist("Ada")
        somebody = play.stage.client(platform, "Somebody")
        play.seats.append(somebody)

        for number in range(5):
            somebody.say(f"hello {number}")
        somebody.say("/sos")
        await play.until(lambda: count(somebody.seen(), "112") == 1, "the card")
        somebody.say(code)
        await play.until(lambda: find(somebody.seen(), "in your room"), "told where the code belongs")
        somebody.say("/sos")
        await play.until(lambda: count(somebody.seen(), "112") == 2, "the card again")

        said = [line.text for line in somebody.seen() if line.by_bot]
        assert sum(text.startswith("This is a private service.") for text in said) == 1
        assert len(said) == 4
        assert not any(name in text for text in said for name in ("Ada", "Riverside"))
