"""A sound as others may hear it: what plays, without the notes that programs and people write into it. Pure; nothing is
decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from core.replies.ogg import clean_ogg

_RIFF_HEAD, _CHUNK_HEAD = 12, 8  # bytes
_PLAYS = (b"fmt ", b"data")
_LONGEST_FORMAT = 40  # bytes of "fmt " in any form there is
_ID3_HEAD, _ID3_FOOT, _ID3_END = 10, 10, 128  # bytes: before the music, behind that tag, at the file's very end
_APE = 32  # bytes of an APE tag's head or foot
_APE_HAS_HEAD = 1 << 31
_ADTS_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_ADTS_SAMPLES = 1024  # a frame
# MPEG audio: kbit/s by (version 1 or not, layer), samples a second by version (ISO 11172-3 and 13818-3, 2.4.2.3).
_BIT_RATES = {
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_TABLE_OF_LENGTHS = (b"Xing", b"Info")


@dataclass(frozen=True, slots=True)
class Sound:
    """What plays. duration_s: as it was counted, None where that cannot be."""

    content: bytes
    duration_s: int | None


def clean_sound(content: bytes, mime: str) -> Sound | None:
    """The same sound without titles, names, comments, places or pictures; None: nothing in it plays. mime: as it was
    sniffed; what lies in MP4 is core/replies/mp4.py's.
    """
    match mime:
        case "audio/x-wav":
            return _wav(content)
        case "audio/mpeg":
            return _mp3(content)
        case "audio/aac":
            return _aac(content)
        case "audio/ogg":
            cleaned = clean_ogg(content)
            return None if cleaned is None else Sound(*cleaned)
        case _:
            return None


def _wav(content: bytes) -> Sound | None:
    """Only the chunks that say how it sounds; a length that is not there (a stream's) ends with the file."""
    kept: dict[bytes, bytes] = {}
    at = _RIFF_HEAD
    while at + _CHUNK_HEAD <= len(content) and len(kept) < len(_PLAYS):
        name, size = struct.unpack_from("<4sI", content, at)
        at += _CHUNK_HEAD
        if name in _PLAYS and name not in kept:
            kept[name] = content[at : at + size]
        at += size + size % 2
    if not all(kept.get(name) for name in _PLAYS) or len(kept[b"fmt "]) < 16:
        return None
    kept[b"fmt "] = kept[b"fmt "][:_LONGEST_FORMAT]
    a_second: int = struct.unpack_from("<I", kept[b"fmt "], 8)[0]
    body = b"".join(
        struct.pack("<4sI", name, len(kept[name])) + kept[name] + bytes(len(kept[name]) % 2) for name in _PLAYS
    )
    whole = struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WAVE") + body
    return Sound(whole, round(len(kept[b"data"]) / a_second) if a_second else None)


def _mp3(content: bytes) -> Sound | None:
    """The frames alone: no ID3 before or behind, no APE, no lyrics, nothing between."""
    frames: list[bytes] = []
    seconds = 0.0
    for start, size, length in _mp3_frames(content):
        frame = content[start : start + size]
        frames.append(_without_maker(frame) if not frames else frame)
        seconds += length
    return Sound(b"".join(frames), round(seconds)) if frames else None


def _mp3_frames(content: bytes) -> Iterator[tuple[int, int, float]]:
    """Where each whole frame lies: start, bytes, seconds. What is no frame is passed over."""
    at = _behind_id3(content)
    end = _before_tags_at_the_end(content)
    going_on = False
    while at + 4 <= end:
        found = _mp3_frame(content, at)
        if found is not None and at + found[0] <= end:
            after = at + found[0]
            # After anything else two must follow each other: in notes and pictures one alone is soon found by chance.
            going_on = going_on or after == end or _mp3_frame(content, after) is not None
            if going_on:
                yield at, *found
                at = after
                continue
        going_on = False
        at = content.find(b"\xff", at + 1, end)
        if at < 0:
            return


def _mp3_frame(content: bytes, at: int) -> tuple[int, float] | None:
    if at + 3 > len(content):
        return None
    first, second, third = content[at : at + 3]
    if first != 0xFF or second & 0xE0 != 0xE0:
        return None
    version, layer = second >> 3 & 3, 4 - (second >> 1 & 3)
    rate_at, bits_at = third >> 2 & 3, third >> 4
    if version == 1 or layer not in (2, 3) or rate_at == 3 or not 0 < bits_at < 15:
        return None
    rate = _RATES[version][rate_at]
    samples = 576 if layer == 3 and version != 3 else 1152
    bits = _BIT_RATES[version == 3, layer][bits_at - 1] * 1000
    return samples // 8 * bits // rate + (third >> 1 & 1), samples / rate


def _without_maker(frame: bytes) -> bytes:
    """The first frame may be a table of lengths that also names the program which wrote it: that name is blanked."""
    for mark in _TABLE_OF_LENGTHS:
        at = frame.find(mark, 4, 4 + 32 + 4 + 2)
        if at >= 0 and at + 8 <= len(frame):
            flags: int = struct.unpack_from(">I", frame, at + 4)[0]
            table = 8 + sum(size for bit, size in ((1, 4), (2, 4), (4, 100), (8, 4)) if flags & bit)
            return frame[: at + table] + bytes(max(0, len(frame) - at - table))
    return frame


def _behind_id3(content: bytes) -> int:
    at = 0
    while content[at : at + 3] == b"ID3" and len(content) > at + _ID3_HEAD:
        size = 0
        for seven_bits in content[at + 6 : at + _ID3_HEAD]:
            size = size << 7 | seven_bits & 0x7F
        at += _ID3_HEAD + size + (_ID3_FOOT if content[at + 5] & 0x10 else 0)
    return at


def _before_tags_at_the_end(content: bytes) -> int:
    end = len(content)
    if content[max(0, end - _ID3_END) :][:3] == b"TAG":
        end -= _ID3_END
    if end >= _APE and content[end - _APE :][:8] == b"APETAGEX":
        # The size counts the foot and not the head.
        size, _, flags = struct.unpack_from("<III", content, end - _APE + 12)
        end = max(0, end - size - (_APE if flags & _APE_HAS_HEAD else 0))
    return end


def _aac(content: bytes) -> Sound | None:
    """The frames of an ADTS stream (ISO 13818-7, 6.2), nothing between."""
    frames: list[bytes] = []
    at, seconds = 0, 0.0
    while at + 7 <= len(content):
        head = content[at : at + 7]
        size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        rate_at = head[2] >> 2 & 15
        is_frame = head[0] == 0xFF and head[1] & 0xF6 == 0xF0 and size >= 7 and rate_at < len(_ADTS_RATES)
        if is_frame and at + size <= len(content):
            frames.append(content[at : at + size])
            seconds += _ADTS_SAMPLES / _ADTS_RATES[rate_at]
            at += size
            continue
        at = content.find(b"\xff", at + 1)
        if at < 0:
            break
    return Sound(b"".join(frames), round(seconds)) if frames else None
