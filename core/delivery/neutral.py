"""The picture that stands where a withdrawn one stood and could not be deleted (SPEC 8.14). It is made, not kept."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from core.domain.message import FileKind, OutgoingFile

NEUTRAL = "neutral"  # in place of a blob's name; those are 32 hex digits
_WIDTH, _HEIGHT, _GREY = 320, 200, b"\xd0"


def neutral_file() -> OutgoingFile:
    """The picture as a message bears it."""
    return OutgoingFile(FileKind.PHOTO, NEUTRAL, "withdrawn.png", "image/png")


@lru_cache(maxsize=1)
def neutral_picture() -> bytes:
    """A plain grey PNG."""
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    rows = (b"\x00" + _GREY * _WIDTH) * _HEIGHT
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
