"""Files as phones send them, through both platforms: what stands in the room plays there, and tells nothing else."""

from __future__ import annotations

import io

import av
import pytest
from PIL import Image

from tests.faults import hostile
from tests.flow.play import begun, find, playing

pytestmark = pytest.mark.slow  # make test plays the main stories; these run with make test-all


def shown(play, room, thread) -> list[list[tuple[str, bytes]]]:
    """Name and bytes of every file that the bot put into a thread, message by message."""
    if room.platform == "telegram":
        chats = play.stage.telegram.world.groups.values()
        there = [
            m for chat in chats for m in chat.messages.values() if m.by_bot and m.media and str(m.thread) == thread
        ]
        return [[(m.media.kind, m.media.file.content)] for m in there]
    channel = play.stage.discord.world.channels[thread]
    return [[(a.name, a.data) for a in m.attachments] for m in channel.messages.values() if m.attachments]


@pytest.mark.parametrize("client_on", ["telegram", pytest.param("discord", marks=pytest.mark.slow)])
async def test_a_voice_plays_on_a_phone_with_discord(tmp_path, sqlite_url, client_on):
    """MP3 and its wave, in one message."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, client_on, "discord")

        mira.voice(hostile.recorded("libopus", "ogg", seconds=2.0, **hostile.ABOUT))
        await play.until(lambda: any(line.media for line in room.seen(thread) if line.by_bot), "voice", 60)

        ((voice, wave),) = shown(play, room, thread)
        assert (voice[0], wave[0]) == ("voice.mp3", "wave.png")
        with av.open(io.BytesIO(voice[1])) as opened:
            heard = sum(frame.samples / frame.sample_rate for frame in opened.decode(audio=0))
        assert 1.8 < heard < 2.3
        assert not any(mark in voice[1] for mark in hostile.MARKERS)


async def test_a_voice_is_a_voice_with_telegram(tmp_path, sqlite_url):
    """OGG, without the words that were in it."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "discord", "telegram")

        mira.voice(hostile.recorded("libopus", "ogg", **hostile.ABOUT))
        await play.until(lambda: any(line.media for line in room.seen(thread) if line.by_bot), "voice", 60)

        (((kind, content),),) = shown(play, room, thread)
        assert (kind, content[:4]) == ("voice", b"OggS")
        assert not any(mark in content for mark in hostile.MARKERS)


async def test_a_picture_and_a_film_from_a_phone(tmp_path, sqlite_url):
    """HEIC turns into a picture, a film stays one; both arrive as files, and neither says where it was made."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "telegram")
        heic = next(each for each in hostile.other_pictures() if each.name == "heic turned").content
        film = hostile.with_places(hostile.filmed(**hostile.ABOUT))

        mira.world.send_document(mira.person, mira.bot, heic, name=hostile.NAME.decode(), mime="image/heic")
        mira.world.send_document(mira.person, mira.bot, film, name="at home.mov", mime="video/quicktime")
        await play.until(lambda: len([m for m in room.seen(thread) if m.by_bot and m.media]) == 2, "both", 60)

        files = {kind: content for ((kind, content),) in shown(play, room, thread)}
        assert set(files) == {"photo", "video"}
        assert not any(mark in content for content in files.values() for mark in hostile.MARKERS)
        with Image.open(io.BytesIO(files["photo"])) as image:
            assert image.format == "JPEG"
        with av.open(io.BytesIO(files["video"])) as opened:
            assert [stream.type for stream in opened.streams] == ["video", "audio"]


async def test_what_cannot_be_shown_is_said_on_the_card(tmp_path, sqlite_url):
    """Kept, and why; nothing stands in the thread in its place."""
    async with playing(tmp_path, sqlite_url) as play:
        room, mira, thread = await begun(play, "telegram", "discord")

        bomb = hostile.bare_png(20_000, 20_000)
        mira.world.send_document(mira.person, mira.bot, bomb, name="small.png", mime="image/png")
        await play.until(lambda: find(room.seen(thread), "too many pixels"), "told on the card", 60)

        assert shown(play, room, thread) == []
