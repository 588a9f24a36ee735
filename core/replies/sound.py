"""A sound as others may hear it: what plays, without the notes that programs and people write into it. Pure; nothing is
decoded.
"""

from __future__ import annotations

import struct

_RIFF_HEAD, _CHUNK_HEAD = 12, 8  # bytes
_PLAYS = (b"fmt ", b"data")
_ID3_HEAD, _ID3_FOOT, _ID3_END = 10, 10, 128  # bytes: before the music, behind that tag, at the file's very end
_APE = 32  # bytes of an APE tag's head or foot
_APE_HAS_HEAD = 1 << 31


def clean_sound(content: bytes, mime: str) -> bytes | None:
    """The same sound without titles, names, comments or pictures; None: nothing in it plays. mime: as it was sniffed.
    OGG and MP4 come back as they are.
    """
    match mime:
        case "audio/x-wav":
            return _wav(content)
        case "audio/mpeg":
            return _mp3(content)
        case _:
            return content


def _wav(content: bytes) -> bytes | None:
    """Only the chunks that say how it sounds; a length that is not there (a stream's) ends with the file."""
    kept: dict[bytes, bytes] = {}
    at = _RIFF_HEAD
    while at + _CHUNK_HEAD <= len(content) and len(kept) < len(_PLAYS):
        name, size = struct.unpack_from("<4sI", content, at)
        at += _CHUNK_HEAD
        if name in _PLAYS and name not in kept:
            kept[name] = content[at : at + size]
        at += size + size % 2
    if not all(kept.get(name) for name in _PLAYS):
        return None
    body = b"".join(
        struct.pack("<4sI", name, len(kept[name])) + kept[name] + bytes(len(kept[name]) % 2) for name in _PLAYS
    )
    return struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WAVE") + body


def _mp3(content: bytes) -> bytes | None:
    """Without ID3 tags before and behind, and without an APE tag."""
    while content[:3] == b"ID3" and len(content) > _ID3_HEAD:
        size = 0
        for seven_bits in content[6:_ID3_HEAD]:
            size = size << 7 | seven_bits & 0x7F
        content = content[_ID3_HEAD + size + (_ID3_FOOT if content[5] & 0x10 else 0) :]
    if content[-_ID3_END:][:3] == b"TAG":
        content = content[:-_ID3_END]
    if content[-_APE:][:8] == b"APETAGEX":
        size, _, flags = struct.unpack_from(
            "<III", content, len(content) - _APE + 12
        )  # with its foot, without its head
        content = content[: max(0, len(content) - size - (_APE if flags & _APE_HAS_HEAD else 0))]
    return content or None
