"""A file's bytes are read just before its call, and those of the picture beside it."""

from __future__ import annotations

import pytest

from bots.discord.capabilities import DISCORD
from core.delivery.dispatcher import Dispatcher
from core.domain.errors import Rejected, Unsealable
from core.domain.message import FileKind, OutgoingFile

SOUND = OutgoingFile(FileKind.VOICE, "sound", "voice.mp3", "audio/mpeg", 3, picture="wave")


def dispatcher(**blobs: bytes) -> Dispatcher:
    """One that reads these, and nothing else."""

    async def read(owner: str, blob: str) -> bytes:
        assert owner == "mira"
        if blob not in blobs:
            raise Unsealable("not there")
        return blobs[blob]

    carrier = type("Carrier", (), {"capabilities": DISCORD})()
    return Dispatcher(None, carrier, None, None, None, read)


async def test_a_sound_has_its_bytes_and_its_wave() -> None:
    """Both opened with the owner's key."""
    file = await dispatcher(sound=b"a", wave=b"b")._filled("mira", SOUND)

    assert (file.content, file.picture_content) == (b"a", b"b")


async def test_a_sound_goes_without_a_wave_that_does_not_open() -> None:
    """It says as much alone."""
    file = await dispatcher(sound=b"a")._filled("mira", SOUND)

    assert (file.content, file.picture, file.picture_content) == (b"a", None, b"")


async def test_a_file_that_does_not_open_is_our_mistake() -> None:
    """It never goes empty."""
    with pytest.raises(Rejected):
        await dispatcher(wave=b"b")._filled("mira", SOUND)
