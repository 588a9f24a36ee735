"""A sound keeps what plays and loses what was written into it."""

from __future__ import annotations

import io
import struct
import wave

import pytest

from core.replies.kinds import sniff
from core.replies.sound import Sound, clean_sound
from tests.flow.play import ogg

SECRET = b"recorded at home by Mira"
FRAME = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s, 44,100 a second
FRAMES = FRAME * 40


def wav(*, extra: bytes = b"") -> bytes:
    """Two seconds, with a chunk of notes before and behind the sound."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(struct.pack("<16000h", *range(16000)))
    plain = out.getvalue()
    notes = struct.pack("<4sI", b"LIST", len(extra)) + extra if extra else b""
    return plain[:12] + notes + plain[12:] + notes


def id3(body: bytes) -> bytes:
    size = bytes([0, 0, len(body) >> 7 & 0x7F, len(body) & 0x7F])
    return b"ID3\x03\x00\x00" + size + body


def played(content: bytes, mime: str) -> bytes | None:
    """What is left of a sound."""
    cleaned = clean_sound(content, mime)
    return None if cleaned is None else cleaned.content


def test_a_wav_keeps_its_sound_and_nothing_else() -> None:
    """It plays as it did."""
    cleaned = clean_sound(wav(extra=SECRET), "audio/x-wav")

    assert sniff(wav(extra=SECRET)) == "audio/x-wav"
    assert cleaned == Sound(wav(), 2)
    with wave.open(io.BytesIO(cleaned.content)) as sound:
        assert sound.readframes(20000) == struct.pack("<16000h", *range(16000))


def test_a_wav_that_was_streamed_ends_with_the_file() -> None:
    """Its length was not known when it was begun."""
    whole = wav()
    streamed = whole[:40] + b"\xff\xff\xff\xff" + whole[44:]

    assert played(streamed, "audio/x-wav") == whole


@pytest.mark.parametrize("cut", [0, 12, 20, 36, 43, 44])
def test_a_wav_without_sound_is_none(cut: int) -> None:
    """Nothing in it plays."""
    assert clean_sound(wav()[:cut], "audio/x-wav") is None


def test_a_wav_hides_nothing_behind_its_format() -> None:
    """The chunk that says how it sounds is as long as its longest form."""
    whole = wav()
    longer = whole[:16] + struct.pack("<I", 16 + 30 + len(SECRET)) + whole[20:36] + bytes(30) + SECRET + whole[36:]

    assert SECRET not in (played(longer, "audio/x-wav") or b"")


@pytest.mark.parametrize(
    "written",
    [
        id3(SECRET) + FRAMES,
        id3(SECRET) + id3(SECRET * 4) + FRAMES,
        FRAMES + b"TAG" + SECRET.ljust(125),
        FRAME * 2 + SECRET + FRAME * 38,
        FRAMES + b"LYRICSBEGIN" + SECRET + b"000053LYRICS200" + b"TAG" + SECRET.ljust(125),
        id3(SECRET)
        + FRAMES
        + SECRET
        + struct.pack("<8sIIII8s", b"APETAGEX", 2000, len(SECRET) + 32, 1, 0, bytes(8))
        + b"TAG"
        + SECRET.ljust(125),
    ],
)
def test_an_mp3_keeps_its_frames_alone(written: bytes) -> None:
    """No tag before the music, behind it, between it."""
    assert clean_sound(written, "audio/mpeg") == Sound(FRAMES, 1)


def test_the_program_that_wrote_an_mp3_is_not_named() -> None:
    """The first frame may be a table of lengths with a name behind it."""
    table = b"\xff\xfb\x90\x00" + bytes(32) + b"Xing" + struct.pack(">III", 3, 40, 16680) + b"LAME3.100"
    first = table.ljust(417, b"\0")

    cleaned = played(first + FRAMES, "audio/mpeg")

    assert cleaned == first.replace(b"LAME3.100", bytes(9)) + FRAMES


def test_an_mp3_of_tags_alone_is_none() -> None:
    """However its lengths lie."""
    assert clean_sound(id3(SECRET), "audio/mpeg") is None
    assert clean_sound(b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + SECRET, "audio/mpeg") is None


def test_an_aac_stream_keeps_its_frames_alone() -> None:
    """Frame by frame, as their heads tell."""
    frame = b"\xff\xf1\x4c\x40\x02\x1f\xfc" + bytes(9)

    assert played(SECRET + frame * 3 + SECRET + frame, "audio/aac") == frame * 4


# --- OGG ------------------------------------------------------------------------------------------------------------
def commented(content: bytes, comment: bytes) -> bytes:
    """The same file with a comment in its second page; checksums are not mended."""
    packet = b"OpusTags" + struct.pack("<I", 0) + struct.pack("<II", 1, len(comment)) + comment
    at = content.index(b"OggS", 4)
    end = content.index(b"OggS", at + 4)
    head = content[at : at + 26] + bytes([len(packet) // 255 + 1])
    lacing = b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255])
    return content[:at] + head + lacing + packet + content[end:]


def test_an_ogg_without_tags_stays_as_it_is() -> None:
    """To the last byte of its checksums."""
    assert played(ogg("sound"), "audio/ogg") == ogg("sound")


@pytest.mark.parametrize("length", [1, 200, 255, 5000, 60_000])
def test_an_ogg_loses_its_comments(length: int) -> None:
    """However long they are."""
    assert played(commented(ogg("sound"), (SECRET * 3000)[:length]), "audio/ogg") == ogg("sound")


def test_an_ogg_loses_what_lies_around_its_pages() -> None:
    """Before, between and behind."""
    content = ogg("sound")
    at = content.index(b"OggS", 4)

    assert played(content[:at] + SECRET + content[at:] + SECRET, "audio/ogg") == content


def test_several_sounds_in_one_ogg_all_stay() -> None:
    """Each link of a chain begins anew."""
    cleaned = played(commented(ogg("one"), SECRET) + commented(ogg("two"), SECRET), "audio/ogg") or b""

    assert (b"one" in cleaned, b"two" in cleaned, SECRET in cleaned) == (True, True, False)
    assert cleaned.count(b"OpusHead") == 2


def test_the_length_of_an_ogg_is_counted() -> None:
    """From its last page, without what comes before the sound."""
    content = ogg("sound").replace(struct.pack("<q", 9912), struct.pack("<q", 312 + 21 * 48_000))

    found = clean_sound(content, "audio/ogg")

    assert found is not None
    assert found.duration_s == 21


@pytest.mark.parametrize("content", [b"OggS", ogg()[:40], b"OggS" + SECRET, ogg().replace(b"OpusHead", b"SomeHead")])
def test_an_ogg_without_sound_is_none(content: bytes) -> None:
    """Cut off, or of something else."""
    assert clean_sound(content, "audio/ogg") is None
