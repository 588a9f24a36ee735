"""Files of the stand-in: bytes, the ids a bot knows them by, and what their first bytes tell."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

MediaKind = Literal["photo", "voice", "audio", "document", "video", "sticker", "video_note", "animation"]

MEGABYTE = 1 << 20
DOWNLOAD_LIMIT = 20 * MEGABYTE  # MAX_DOWNLOAD_FILE_SIZE, Client.h:71
PHOTO_LIMIT = 10 * MEGABYTE
UPLOAD_LIMIT = 50 * MEGABYTE

# A file id tells its kind by its first letters, as the platform's do.
_PREFIX: dict[MediaKind, str] = {
    "photo": "AgACAgQAAxk",
    "voice": "AwACAgQAAxk",
    "audio": "CQACAgQAAxk",
    "document": "BQACAgQAAxk",
    "video": "BAACAgQAAxk",
    "sticker": "CAACAgQAAxk",
    "video_note": "DQACAgQAAxk",
    "animation": "CgACAgQAAxk",
}
_PATH: dict[MediaKind, tuple[str, str]] = {
    "photo": ("photos", "jpg"),
    "voice": ("voice", "oga"),
    "audio": ("music", "mp3"),
    "document": ("documents", "bin"),
    "video": ("videos", "mp4"),
    "sticker": ("stickers", "webp"),
    "video_note": ("video_notes", "mp4"),
    "animation": ("animations", "mp4"),
}


@dataclass(frozen=True)
class StoredFile:
    """Bytes the platform keeps. `number` is unique in one world."""

    number: int
    kind: MediaKind
    content: bytes = field(repr=False)
    name: str = ""
    mime: str = ""

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def unique_id(self) -> str:
        """The same for every bot; no key to the bytes."""
        return "AgAD" + _letters(f"unique:{self.number}", 11)

    @property
    def path(self) -> str:
        """Where a download link leads, without the sender's file name (SPEC getFile: name is not preserved)."""
        folder, ending = _PATH[self.kind]
        return f"{folder}/file_{self.number}.{ending}"

    def id_for(self, bot: int) -> str:
        """The id one bot knows this file by; another bot's is another (SPEC PhotoSize.file_id)."""
        return _PREFIX[self.kind] + _letters(f"{bot}:{self.number}", 48)


@dataclass(frozen=True)
class Size:
    """One of a photo's sizes, in pixels."""

    file: StoredFile
    width: int
    height: int


@dataclass(frozen=True)
class Media:
    """The file of one message. sizes: photos only, the largest last. duration in whole seconds."""

    kind: MediaKind
    file: StoredFile
    sizes: tuple[Size, ...] = ()
    duration: int = 0
    width: int = 0
    height: int = 0
    emoji: str = ""
    spoiler: bool = False


@dataclass
class Link:
    """A download link given to one bot. It lives one hour (SPEC getFile: "at least 1 hour")."""

    file: StoredFile
    given_at: datetime


def _letters(seed: str, count: int) -> str:
    return base64.urlsafe_b64encode(hashlib.sha512(seed.encode()).digest()).decode()[:count]


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the header of a PNG, JPEG, GIF, BMP or WebP says; None: no picture at all."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return struct.unpack(">II", content[16:24])
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    if content.startswith(b"BM") and len(content) >= 26:
        width, height = struct.unpack("<ii", content[18:26])
        return width, abs(height)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP" and len(content) >= 30:
        return _webp_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # the frame headers
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    chunk = content[12:16]
    if chunk == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def plays_as_voice(content: bytes) -> bool:
    """OGG, MP3 or M4A by its first bytes: what sendVoice shows with a player (SPEC sendVoice)."""
    if content.startswith((b"OggS", b"ID3")) or content[4:8] == b"ftyp":
        return True
    return len(content) > 2 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0


def grey_picture(width: int, height: int) -> bytes:
    """A grey PNG. Stands for a photo's smaller sizes, so that whoever fetches the wrong size notices."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = (b"\x00" + b"\x80" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
