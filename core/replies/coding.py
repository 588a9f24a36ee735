"""How a track of an MP4 file is coded: the entry of `stsd`, written anew with what a player needs. Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from core.replies.boxes import Box, Damaged, box, boxes, inside, payload

_FILM = {b"avc1": b"avcC", b"avc3": b"avcC", b"hvc1": b"hvcC", b"hev1": b"hvcC", b"mp4v": b"esds"}
_FILM_HEAD, _FILM_MORE = 78, (b"pasp", b"colr", b"clap")  # bytes before the inner boxes; what else comes along
_SOUND = {b"mp4a": b"esds", b"alac": b"alac"}
_SOUND_HEADS = {0: 28, 1: 44, 2: 64}  # bytes before the inner boxes, by version (1 and 2 are QuickTime's)
_LONGEST = 4096  # bytes of one inner box
_COLOURS = (b"nclx", b"nclc")  # numbers; the other forms are whole profiles
_NOTES = {b"avcC": frozenset({6}), b"hvcC": frozenset({39, 40})}  # H.264 7.4.1, H.265 7.4.2.2: units of type SEI
_LENGTH_AT = {b"avcC": 4, b"hvcC": 21}


class NotShowable(ValueError):
    """Coded in a way that is not shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One way of coding. written: the entry's box. unit_bytes: of the length before each unit of a film's piece, 0 where there
    are none; notes: which kinds of units hold notes.
    """

    written: bytes
    config: bytes
    unit_bytes: int = 0
    notes: frozenset[int] = frozenset()

    def unit_kind(self, first: int) -> int:
        """The kind of a unit, by its first byte."""
        return first >> 1 & 63 if self.config == b"hvcC" else first & 31


def read_entries(content: bytes, stsd: Box, handler: bytes) -> list[Entry]:
    """The one entry of a track. Raises NotShowable, Damaged."""
    payload(content, stsd, 8)
    entries = list(boxes(content, stsd.start + 8, stsd.end))
    if len(entries) != 1:
        raise NotShowable("coded in more than one way")
    return [_film(content, entries[0]) if handler == b"vide" else _sound(content, entries[0])]


def _film(content: bytes, entry: Box) -> Entry:
    config = _FILM.get(entry.name)
    if config is None:
        raise NotShowable("a film coded otherwise")
    held = payload(content, entry, _FILM_HEAD)
    inner = list(boxes(content, entry.start + _FILM_HEAD, entry.end))
    # Reserved, the number of this file, reserved; width to frame count as they are; the name of the coder blanked; depth.
    head = bytes(6) + b"\0\1" + bytes(16) + held[24:42] + bytes(32) + held[74:78]
    main = _inner(content, inner, config)
    more = [
        box(each.name, content[each.start : each.end])
        for each in inner
        if each.name in _FILM_MORE
        and each.end - each.start <= 64
        and (each.name != b"colr" or content[each.start : each.start + 4] in _COLOURS)
    ]
    at = _LENGTH_AT.get(config)
    unit_bytes = 0 if at is None or len(main) <= at else (main[at] & 3) + 1
    return Entry(box(entry.name, head, box(config, main), *more), config, unit_bytes, _NOTES.get(config, frozenset()))


def _sound(content: bytes, entry: Box) -> Entry:
    config = _SOUND.get(entry.name)
    if config is None:
        raise NotShowable("a sound coded otherwise")
    held = payload(content, entry, _SOUND_HEADS[0])
    version = struct.unpack_from(">H", held, 8)[0]
    if version not in _SOUND_HEADS:
        raise NotShowable("a sound of a later version")
    channels, bits, _, _, rate = struct.unpack_from(">HHHHI", held, 16)
    if version == 2:
        held = payload(content, entry, _SOUND_HEADS[2])
        exact, channels = struct.unpack_from(">dI", held, 32)
        channels = min(channels, 8)
        bits, rate = 16, int(exact) << 16 if 0 < exact < 65536 else 0
    inner = list(boxes(content, entry.start + _SOUND_HEADS[version], entry.end))
    wave = next((each for each in inner if each.name == b"wave"), None)
    if wave is not None and inside(content, wave, config) is not None:
        inner = list(boxes(content, wave.start, wave.end))
    head = bytes(6) + b"\0\1" + bytes(8) + struct.pack(">HHHHI", channels, bits, 0, 0, rate)
    return Entry(box(entry.name, head, box(config, _inner(content, inner, config))), config)


def _inner(content: bytes, inner: list[Box], name: bytes) -> bytes:
    found = next((each for each in inner if each.name == name), None)
    if found is None or not 0 < found.end - found.start <= _LONGEST:
        raise Damaged("how it is coded is not told")
    return content[found.start : found.end]
