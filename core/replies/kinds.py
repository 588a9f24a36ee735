"""Which kinds of files can be shown, by content alone, and what making each of them ready may cost. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import filetype

HEAD_BYTES = 8192  # as much as is looked at to know a file
_MB = 1024 * 1024


class How(StrEnum):
    """As what a file is made ready."""

    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind that is shown. most_bytes: larger ones stay sealed; memory in bytes and seconds (of processor time): what the
    child process gets for one.
    """

    mime: str
    how: How
    most_bytes: int
    memory: int
    seconds: int


def _pictures(*mimes: str, memory: int) -> dict[str, Kind]:
    # 40 megapixels of noise are some 40 MB as PNG and far less in anything a phone makes.
    return {mime: Kind(mime, How.PICTURE, 40 * _MB, memory, 10) for mime in mimes}


def _sounds(*mimes: str) -> dict[str, Kind]:
    # Nothing is decoded, but a sound lies there twice, and hours of it have many pieces.
    return {mime: Kind(mime, How.SOUND, 50 * _MB, 512 * _MB, 20) for mime in mimes}


def _films(*mimes: str) -> dict[str, Kind]:
    # No platform takes more than 50 MB from a bot.
    return {mime: Kind(mime, How.FILM, 50 * _MB, 768 * _MB, 20) for mime in mimes}


KINDS: Mapping[str, Kind] = MappingProxyType({
    **_pictures("image/jpeg", "image/png", "image/apng", "image/webp", "image/gif", memory=512 * _MB),
    **_pictures("image/heic", memory=1024 * _MB),  # its decoder holds a picture three times
    **_sounds("audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/aac", "audio/x-wav"),
    **_films("video/mp4", "video/x-m4v", "video/quicktime", "video/webm"),
})  # fmt: skip


def sniff(head: bytes) -> str:
    """The type by content, never by name or claim; "" where it is none we know. head: the file's first bytes."""
    kind = filetype.guess(head[:HEAD_BYTES])
    return "" if kind is None else str(kind.mime)


def kind_of(head: bytes) -> Kind | None:
    """The kind that a file begins as; None: kept, but not shown."""
    return KINDS.get(sniff(head))
