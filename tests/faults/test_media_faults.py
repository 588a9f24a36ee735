"""Files that cannot be fetched at once, or never."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bots.sandbox.discord import cdn
from bots.sandbox.faults import Fault
from bots.sandbox.stage import digest
from core.replies import fetch
from core.texts.say import say
from tests.faults.pace import unpaced
from tests.faults.scenes import PLATFORMS, Scene, enrolled, fired, slow, world
from tests.flow.play import Play, count, find, jpeg, ogg, playing


def spoil_downloads(play: Play, platform: str, kind: str, times: int) -> None:
    """The next downloads fail: the question for the link on Telegram, the file itself on Discord."""
    method = "getFile" if platform == "telegram" else f"GET {cdn.ROUTE}"
    world(play, platform).faults.add(Fault(method=method, kind=kind, times=times))


def asked_again(scene: Scene) -> int:
    """How often the client was told that a file did not come, in the product's own words."""
    return count(scene.client.seen(), say("lost", "en", platform=scene.client.platform.capitalize()).plain)


async def hurry(scene: Scene, until, what: str) -> None:
    """Let the pauses between tries pass: the calendar moves, and the worker looks again."""
    account = "main" if scene.client.platform == "telegram" else "den"

    def looked() -> bool:
        scene.play.clock.move_to(scene.play.clock.now() + timedelta(seconds=2))
        scene.play.practice._wake(account)
        return bool(until())

    await scene.play.until(looked, what)


@pytest.mark.parametrize(
    ("platform", "kind"),
    [("telegram", "500"), slow("telegram", "drop_before"), slow("discord", "500"), ("discord", "drop_before")],
)
async def test_a_picture_that_fails_at_first_is_there_in_the_end(tmp_path, sqlite_url, monkeypatch, platform, kind):
    """The download breaks twice, then works: the picture stands in the room once, and the client hears nothing of it."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        spoil_downloads(play, platform, kind, 2)

        scene.client.photo(jpeg(), "my place")
        await play.until(lambda: find(scene.room.seen(scene.thread), "my place"), "card before the picture")
        await hurry(scene, lambda: any(m.media for m in scene.room.seen(scene.thread) if m.by_bot), "picture")

        assert fired(play, platform) == 2
        assert len([m for m in scene.room.seen(scene.thread) if m.by_bot and m.media == "photo"]) == 1
        assert asked_again(scene) == 0


@pytest.mark.slow
async def test_a_download_cut_in_the_middle_is_begun_anew(tmp_path, sqlite_url, monkeypatch):
    """The file itself breaks off on Telegram: what is kept in the end is whole, byte for byte."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "telegram", "telegram")
        world(play, "telegram").faults.add(Fault(method="file", kind="drop_before", times=2))

        scene.client.voice(ogg())
        await hurry(scene, lambda: any(m.media for m in scene.room.seen(scene.thread) if m.by_bot), "voice")
        shown = next(m for m in scene.room.seen(scene.thread) if m.by_bot and m.media)

        assert shown.sha256 == digest(ogg())
        assert list((tmp_path / "data" / "media").glob("*.partial")) == []


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
async def test_a_picture_that_never_comes_is_said_to_both(tmp_path, sqlite_url, monkeypatch, platform):
    """After so many tries: the client is asked for it once more, the card says that it is lost, and everything goes on."""
    monkeypatch.setattr(fetch, "_GIVE_UP_AFTER", 3)
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, platform, platform)
        spoil_downloads(play, platform, "503", -1)

        scene.client.photo(jpeg(), "lost on the way")
        await hurry(scene, lambda: asked_again(scene), "the client knows")
        world(play, platform).faults.clear()
        scene.client.photo(jpeg("navy"), "once more")
        await hurry(scene, lambda: any(m.media for m in scene.room.seen(scene.thread) if m.by_bot), "the second one")
        card = find(scene.room.seen(scene.thread), "lost on the way").text

        assert asked_again(scene) == 1
        assert say("card_file_lost", "en", kind="photo").plain in card


@pytest.mark.slow
async def test_a_picture_that_was_taken_back_before_it_could_be_fetched(tmp_path, sqlite_url, monkeypatch):
    """The client deletes the message in a gap: the file is gone for good, and no more tries are made."""
    async with playing(tmp_path, sqlite_url) as play:
        unpaced(play, monkeypatch)
        scene = await enrolled(play, "discord", "discord")
        spoil_downloads(play, "discord", "503", -1)
        message = scene.client.photo(jpeg(), "taken back")
        await play.until(lambda: find(scene.room.seen(scene.thread), "taken back"), "card")
        play.stage.discord.mute_gateway(True)
        play.stage.discord.delete(scene.client.person, scene.client.channel, message)
        play.stage.discord.mute_gateway(False)
        world(play, "discord").faults.clear()

        await hurry(scene, lambda: asked_again(scene), "known to be gone")
        asked = [
            c for c in play.stage.discord.calls if c.route.endswith("/messages/{message_id}") and c.method == "GET"
        ]
        play.clock.move_to(play.clock.now() + timedelta(minutes=30))
        scene.client.say("still here")
        await play.until(lambda: find(scene.room.seen(scene.thread), "still here"), "everything goes on")
        again = [
            c for c in play.stage.discord.calls if c.route.endswith("/messages/{message_id}") and c.method == "GET"
        ]

        assert len(again) == len(asked)
        assert asked_again(scene) == 1
