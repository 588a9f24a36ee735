"""OGG as others may hear it: the pages of the sound in new wrapping, with an empty comment. Pure; nothing is decoded.

Opus (RFC 7845) and Vorbis. A page's checksum is CRC-32 of the same polynomial as zlib's, with every bit the other way
round (RFC 3533, 6), which is why bytes are mirrored here.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEAD = struct.Struct("<4sBBqIIIB")  # mark, version, flags, granule position, serial, number, checksum, segments
_CONTINUED, _FIRST, _LAST = 1, 2, 4
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_OPUS_HEAD, _OPUS_RATE = 19, 48_000  # bytes; granules a second, whatever the sound's own rate was
_SEGMENTS, _SEGMENT = 255, 255
_OPUS_COMMENT = b"OpusTags" + bytes(8)  # no maker, no comments
_VORBIS_COMMENT = b"\x03vorbis" + bytes(8) + b"\x01"
_LONGEST_S = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    granule: int
    serial: int
    lacing: bytes
    body: bytes

    def packets(self) -> Iterator[tuple[bytes, bool]]:
        """Its pieces of packets, and whether each ends here."""
        at, start = 0, 0
        for size in self.lacing:
            at += size
            if size < _SEGMENT:
                yield self.body[start:at], True
                start = at
        if start < at:
            yield self.body[start:at], False


@dataclass(slots=True)
class _Link:
    """One sound in the file; several may follow each other."""

    serial: int
    rate: int
    skip: int  # granules before the sound begins
    headers: list[bytes]
    wanted: int  # header packets there must be
    open_packet: bytes = b""
    pages: list[_Page] = field(default_factory=list[_Page])


def clean_ogg(content: bytes) -> tuple[bytes, int | None] | None:
    """The same sound without tags, and its length in seconds. None: nothing in it plays."""
    links: list[_Link] = []
    for page in _pages(content):
        if page.flags & _FIRST:
            link = _begun(page)
            # Streams that begin together are one sound with something beside it: the first that plays is kept.
            if link is not None and (not links or links[-1].pages):
                links.append(link)
        elif links and page.serial == links[-1].serial:
            _grow(links[-1], page)
    links = [link for link in links if link.pages]
    if not links:
        return None
    seconds = sum(_length(link) for link in links)
    written = b"".join(_written(link, number) for number, link in enumerate(links, start=1))
    return written, round(seconds) if 0 < seconds < _LONGEST_S else None


def _pages(content: bytes) -> Iterator[_Page]:
    at = 0
    while (at := content.find(b"OggS", at)) >= 0 and at + _HEAD.size <= len(content):
        _, version, flags, granule, serial, _, _, segments = _HEAD.unpack_from(content, at)
        lacing = content[at + _HEAD.size : at + _HEAD.size + segments]
        start = at + _HEAD.size + segments
        end = start + sum(lacing)
        if version != 0 or len(lacing) < segments or end > len(content):
            at += 4
            continue
        yield _Page(flags, granule, serial, lacing, content[start:end])
        at = end


def _begun(page: _Page) -> _Link | None:
    head = next((packet for packet, whole in page.packets() if whole), b"")
    if head[:8] == b"OpusHead" and len(head) >= _OPUS_HEAD and head[8] < 16:
        size = _OPUS_HEAD if head[18] == 0 else _OPUS_HEAD + 2 + head[9]
        skip: int = struct.unpack_from("<H", head, 10)[0]
        return _Link(page.serial, _OPUS_RATE, skip, [head[:size]], 2)
    if head[:7] == b"\x01vorbis" and len(head) >= 30:
        rate: int = struct.unpack_from("<I", head, 12)[0]
        return _Link(page.serial, rate, 0, [head[:30]], 3)
    return None


def _grow(link: _Link, page: _Page) -> None:
    if len(link.headers) == link.wanted:
        # A page that goes on with what the headers left open has no beginning here.
        if page.lacing and not (not link.pages and page.flags & _CONTINUED):
            link.pages.append(page)
        return
    for piece, whole in page.packets():
        link.open_packet += piece
        if whole:
            link.headers.append(link.open_packet)
            link.open_packet = b""
            if len(link.headers) == link.wanted:
                return  # sound begins on a page of its own (RFC 7845, 3)


def _length(link: _Link) -> float:
    ends = [page.granule for page in link.pages if page.granule > 0]
    if not ends or link.rate <= 0:
        return 0.0
    began = ends[0] if len(ends) > 1 and ends[0] > 20 * link.rate else link.skip  # cut out of something longer
    return (max(ends) - began) / link.rate


def _written(link: _Link, serial: int) -> bytes:
    comment = _OPUS_COMMENT if link.wanted == 2 else _VORBIS_COMMENT
    pages = [_page(_FIRST, 0, serial, 0, *_laced([link.headers[0]]))]
    lacing, body = _laced([comment, *link.headers[2:]])
    carried = 0
    for start in range(0, len(lacing), _SEGMENTS):
        here = lacing[start : start + _SEGMENTS]
        size = sum(here)
        flags = _CONTINUED if start and lacing[start - 1] == _SEGMENT else 0
        granule = 0 if any(length < _SEGMENT for length in here) else -1
        pages.append(_page(flags, granule, serial, len(pages), here, body[carried : carried + size]))
        carried += size
    for page in link.pages:
        flags = page.flags & _CONTINUED | (_LAST if page is link.pages[-1] else 0)
        pages.append(_page(flags, page.granule, serial, len(pages), page.lacing, page.body))
    return b"".join(pages)


def _laced(packets: list[bytes]) -> tuple[bytes, bytes]:
    lacing = b"".join(b"\xff" * (len(packet) // _SEGMENT) + bytes([len(packet) % _SEGMENT]) for packet in packets)
    return lacing, b"".join(packets)


def _page(flags: int, granule: int, serial: int, number: int, lacing: bytes, body: bytes) -> bytes:
    head = _HEAD.pack(b"OggS", 0, flags, granule, serial, number, 0, len(lacing))
    whole = head + lacing + body
    summed = zlib.crc32(whole.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    checksum = int(f"{summed:032b}"[::-1], 2)
    return whole[:22] + struct.pack("<I", checksum) + whole[26:]
