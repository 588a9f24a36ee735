"""A sound keeps what plays and loses what was written into it."""

from __future__ import annotations

import io
import struct
import wave

import pytest

from core.domain.message import FileKind
from core.replies.preview import shown_kind, sniff
from core.replies.sound import clean_sound

SECRET = b"recorded at home by Mira"
FRAMES = b"\xff\xfb\x90\x00" + bytes(413)


def wav(*, extra: bytes = b"") -> bytes:
    """A tenth of a second, with a chunk of notes before and behind the sound."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(struct.pack("<800h", *range(800)))
    plain = out.getvalue()
    notes = struct.pack("<4sI", b"LIST", len(extra)) + extra if extra else b""
    return plain[:12] + notes + plain[12:] + notes


def id3(body: bytes) -> bytes:
    size = bytes([0, 0, len(body) >> 7 & 0x7F, len(body) & 0x7F])
    return b"ID3\x03\x00\x00" + size + body


def test_a_wav_can_be_shown() -> None:
    """Phones and browsers play it."""
    assert sniff(wav()) == "audio/x-wav"
    assert shown_kind(wav(), is_voice=False) is FileKind.AUDIO


def test_a_wav_keeps_its_sound_and_nothing_else() -> None:
    """It plays as it did."""
    cleaned = clean_sound(wav(extra=SECRET), "audio/x-wav")

    assert cleaned == wav()
    with wave.open(io.BytesIO(cleaned)) as sound:
        assert sound.readframes(2000) == struct.pack("<800h", *range(800))


def test_a_wav_that_was_streamed_ends_with_the_file() -> None:
    """Its length was not known when it was begun."""
    whole = wav()
    streamed = whole[:40] + b"\xff\xff\xff\xff" + whole[44:]

    assert clean_sound(streamed, "audio/x-wav") == whole


@pytest.mark.parametrize("cut", [0, 12, 20, 36, 43, 44])
def test_a_wav_without_sound_is_none(cut: int) -> None:
    """Nothing in it plays."""
    assert clean_sound(wav()[:cut], "audio/x-wav") is None


@pytest.mark.parametrize(
    "written",
    [
        id3(SECRET) + FRAMES,
        id3(SECRET) + id3(SECRET * 9) + FRAMES,
        FRAMES + b"TAG" + SECRET.ljust(125),
        id3(SECRET)
        + FRAMES
        + SECRET
        + struct.pack("<8sIIII8s", b"APETAGEX", 2000, len(SECRET) + 32, 1, 0, bytes(8))
        + b"TAG"
        + SECRET.ljust(125),
    ],
)
def test_an_mp3_loses_its_tags(written: bytes) -> None:
    """Before the music, behind it, several of them."""
    assert clean_sound(written, "audio/mpeg") == FRAMES


def test_an_mp3_of_tags_alone_is_none() -> None:
    """However its lengths lie."""
    assert clean_sound(id3(SECRET), "audio/mpeg") is None
    assert clean_sound(b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + SECRET, "audio/mpeg") is None


def test_other_sounds_come_back_as_they_are() -> None:
    """Voice messages hold no notes of people's."""
    assert clean_sound(b"OggS" + SECRET, "audio/ogg") == b"OggS" + SECRET
