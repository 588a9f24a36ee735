"""MP4 and QuickTime as others may see and hear them: one film track and one sound track, their pieces copied as they are
into a file written anew. Pure; nothing is decoded.

Only the boxes named here come along (ISO 14496-12, 14496-15, 14496-1), so there is no place, no date, no maker, no name, no
second track of positions, and nothing that lay between the pieces. Notes inside the film's own stream (SEI) are left out.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from core.replies.boxes import Box, Damaged, box, boxes, inside, needed, payload, table, table_box
from core.replies.coding import Entry, NotShowable, read_entries
from core.replies.samples import Samples, read_samples, without_notes

_MOST_TRACKS = 16
_LONGEST_S = 7 * 24 * 3600
_UNDETERMINED = 0x55C4  # the language "und"
_HANDLERS = {b"vide", b"soun"}
_HERE = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), box(b"url ", struct.pack(">I", 1))))


@dataclass(frozen=True, slots=True)
class Film:
    """What plays. sides: width and height in pixels as the track tells them, None without pictures."""

    content: bytes
    duration_s: int | None
    sides: tuple[int, int] | None
    has_pictures: bool


@dataclass(slots=True)
class _Track:
    handler: bytes
    head: bytes  # tkhd, cleaned
    edits: bytes
    media_head: bytes  # mdhd, cleaned
    seconds: float
    sides: tuple[int, int]
    entries: list[Entry]
    tables: bytes
    samples: Samples


def clean_mp4(content: bytes) -> Film | None:
    """The same film or sound without anything else. None: it is recorded in a way that is not shown. Raises Damaged."""
    top = list(boxes(content, 0, len(content)))
    movie = next((each for each in top if each.name == b"moov"), None)
    if movie is None:
        raise Damaged("no film in it")
    if inside(content, movie, b"mvex") is not None:
        return None  # in fragments
    found: dict[bytes, _Track] = {}
    tracks = [each for each in boxes(content, movie.start, movie.end) if each.name == b"trak"]
    try:
        for trak in tracks[:_MOST_TRACKS]:
            handler = payload(content, needed(content, trak, b"mdia", b"hdlr"), 12)[8:12]
            if handler in _HANDLERS and handler not in found:
                found[handler] = _read(content, trak, handler)
    except NotShowable:
        return None
    if not found:
        return None
    if sum(track.samples.size for track in found.values()) > len(content):
        raise Damaged("pieces lie over each other")
    ordered = [found[handler] for handler in (b"vide", b"soun") if handler in found]
    seconds = max(track.seconds for track in ordered)
    pictures = found.get(b"vide")
    return Film(
        _written(payload(content, needed(content, movie, b"mvhd"), 100), ordered),
        round(seconds) if 0 < seconds < _LONGEST_S else None,
        pictures.sides if pictures is not None else None,
        pictures is not None,
    )


def _read(content: bytes, trak: Box, handler: bytes) -> _Track:
    media = needed(content, trak, b"mdia")
    stbl = needed(content, media, b"minf", b"stbl")
    entries = read_entries(content, needed(content, stbl, b"stsd"), handler)
    samples = read_samples(content, stbl)
    if handler == b"vide":
        samples = without_notes(samples, entries[0])
    head, sides = _track_head(payload(content, needed(content, trak, b"tkhd"), 84))
    media_head, seconds = _media_head(payload(content, needed(content, media, b"mdhd"), 24))
    edits = inside(content, trak, b"edts", b"elst")
    return _Track(
        handler,
        head,
        b"" if edits is None else box(b"edts", _edits(payload(content, edits, 8))),
        media_head,
        seconds,
        sides,
        entries,
        _times(content, stbl),
        samples,
    )


def _times(content: bytes, stbl: Box) -> bytes:
    """Which piece is shown when, and where a film can be entered."""
    written = table_box(b"stts", table(content, needed(content, stbl, b"stts"), 2))
    later = inside(content, stbl, b"ctts")
    if later is not None:
        written += table_box(b"ctts", table(content, later, 2), version=payload(content, later, 8)[0] & 1)
    whole = inside(content, stbl, b"stss")
    if whole is not None:
        written += table_box(b"stss", table(content, whole, 1))
    return written


def _track_head(held: bytes) -> tuple[bytes, tuple[int, int]]:
    """The box tkhd without dates. Which way is up is in its matrix, and stays."""
    wide = held[0] == 1
    size = 96 if wide else 84
    if len(held) < size:
        raise Damaged("a box is too short")
    held = held[:4] + (bytes(16) + held[20:size] if wide else bytes(8) + held[12:size])
    width, height = struct.unpack_from(">II", held, size - 8)
    return box(b"tkhd", held), (width >> 16, height >> 16)


def _media_head(held: bytes) -> tuple[bytes, float]:
    """The box mdhd without dates and language, and the length in seconds."""
    if held[0] == 1:
        if len(held) < 36:
            raise Damaged("a box is too short")
        scale, ticks = struct.unpack_from(">IQ", held, 20)
        times = struct.pack(">QQIQ", 0, 0, scale, ticks)
    else:
        scale, ticks = struct.unpack_from(">II", held, 12)
        times = struct.pack(">IIII", 0, 0, scale, ticks)
    if not scale:
        raise Damaged("time stands still")
    return box(b"mdhd", held[:1] + bytes(3), times, struct.pack(">HH", _UNDETERMINED, 0)), ticks / scale


def _edits(held: bytes) -> bytes:
    count: int = struct.unpack_from(">I", held, 4)[0]
    size = 8 + count * (20 if held[0] == 1 else 12)
    if size > len(held):
        raise Damaged("a table is longer than its box")
    return box(b"elst", held[:size])


def _movie_head(held: bytes) -> bytes:
    """The box mvhd without dates, and without QuickTime's places in the film (poster, selection, present time)."""
    size = 112 if held[0] == 1 else 100
    if len(held) < size:
        raise Damaged("a box is too short")
    held = held[:4] + (bytes(16) + held[20:size] if held[0] == 1 else bytes(8) + held[12:size])
    return box(b"mvhd", held[: size - 28], bytes(24), held[size - 4 :])


def _written(movie_head: bytes, tracks: list[_Track]) -> bytes:
    """The whole file; its head before its pieces, so that it plays while it loads."""
    is_film = tracks[0].handler == b"vide"
    brand = b"isom" if is_film else b"M4A "
    front = box(b"ftyp", brand, struct.pack(">I", 512), brand, b"isomiso2mp42" if is_film else b"isommp42")
    order = sorted(
        (offset, number, place)
        for number, track in enumerate(tracks)
        for place, offset in enumerate(track.samples.offsets)
    )
    size = len(_head(movie_head, tracks, [[0] * len(track.samples.offsets) for track in tracks]))
    at = len(front) + size + 8
    placed = [[0] * len(track.samples.offsets) for track in tracks]
    for _, number, place in order:
        placed[number][place] = at
        at += len(tracks[number].samples.chunks[place])
    pieces = (tracks[number].samples.chunks[place] for _, number, place in order)
    return b"".join((front, _head(movie_head, tracks, placed), box(b"mdat", *pieces)))


def _head(movie_head: bytes, tracks: list[_Track], placed: list[list[int]]) -> bytes:
    return box(
        b"moov",
        _movie_head(movie_head),
        *(_trak(track, offsets) for track, offsets in zip(tracks, placed, strict=True)),
    )


def _trak(track: _Track, offsets: list[int]) -> bytes:
    about = box(b"vmhd", struct.pack(">IQ", 1, 0)) if track.handler == b"vide" else box(b"smhd", bytes(8))
    samples = track.samples
    sizes = struct.pack(f">III{len(samples.sizes)}I", 0, 0, len(samples.sizes), *samples.sizes)
    stbl = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, len(track.entries)), *(entry.written for entry in track.entries)),
        track.tables,
        table_box(b"stsc", samples.runs),
        box(b"stsz", sizes),
        table_box(b"stco", [(offset,) for offset in offsets]),
    )
    handler = box(b"hdlr", bytes(8), track.handler, bytes(12), b"\0")
    return box(
        b"trak",
        track.head,
        track.edits,
        box(b"mdia", track.media_head, handler, box(b"minf", about, _HERE, stbl)),
    )
