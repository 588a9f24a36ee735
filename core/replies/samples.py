"""The pieces of one track of an MP4 file: where they lie, how long each is. Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from core.replies.boxes import Box, Damaged, inside, needed, payload, table
from core.replies.coding import Entry

_MOST_SAMPLES = 2_000_000  # eight hours of sound


@dataclass(frozen=True, slots=True)
class Samples:
    """A track's pieces. chunks: their bytes, chunk by chunk; offsets: where those lay in the file that came (bytes); sizes: of
    each piece (bytes); runs: the rows of `stsc` (first chunk, pieces a chunk, entry).
    """

    chunks: list[bytes]
    offsets: list[int]
    sizes: list[int]
    runs: list[tuple[int, ...]]
    counts: list[int]  # pieces in each chunk

    @property
    def size(self) -> int:
        """All pieces together, in bytes."""
        return sum(self.sizes)


def read_samples(content: bytes, stbl: Box) -> Samples:
    """The pieces as the tables of `stbl` place them. Raises Damaged where one lies outside the file, or there are none."""
    sizes = _sizes(content, needed(content, stbl, b"stsz"))
    offsets = _offsets(content, stbl)
    runs = table(content, needed(content, stbl, b"stsc"), 3)
    counts = _counts(runs, len(offsets), len(sizes))
    chunks: list[bytes] = []
    ends = [0, *accumulate(sizes)]
    if ends[-1] > len(content):
        raise Damaged("pieces lie over each other")
    first = 0
    for offset, count in zip(offsets, counts, strict=True):
        length = ends[first + count] - ends[first]
        if offset + length > len(content):
            raise Damaged("the end is missing")
        chunks.append(content[offset : offset + length])
        first += count
    return Samples(chunks, offsets, sizes, runs, counts)


def _sizes(content: bytes, stsz: Box) -> list[int]:
    held = payload(content, stsz, 12)
    every, count = struct.unpack_from(">II", held, 4)
    if not 0 < count <= _MOST_SAMPLES:
        raise Damaged("no pieces, or too many")
    if every:
        return [every] * count
    if 12 + 4 * count > len(held):
        raise Damaged("a table is longer than its box")
    return list(struct.unpack_from(f">{count}I", held, 12))


def _offsets(content: bytes, stbl: Box) -> list[int]:
    short = inside(content, stbl, b"stco")
    if short is not None:
        return [offset for (offset,) in table(content, short, 1)]
    return [high << 32 | low for high, low in table(content, needed(content, stbl, b"co64"), 2)]


def _counts(runs: list[tuple[int, ...]], chunks: int, pieces: int) -> list[int]:
    """How many pieces each chunk holds; together as many as there are."""
    if not runs or runs[0][0] != 1 or any(entry != 1 for _, _, entry in runs):
        raise Damaged("chunks without pieces")
    counts: list[int] = []
    for (first, each, _), (following, *_) in pairwise([*runs, (chunks + 1, 0, 0)]):
        if not first < following <= chunks + 1 or not each:
            raise Damaged("chunks out of order")
        counts += [each] * (following - first)
    if sum(counts) != pieces:
        raise Damaged("chunks and pieces do not agree")
    return counts


def without_notes(samples: Samples, entry: Entry) -> Samples:
    """The same film without what cameras and programs write between its pictures (SEI: places, makers, captions)."""
    if not entry.unit_bytes:
        return samples
    chunks: list[bytes] = []
    sizes: list[int] = []
    number = 0
    for chunk, count in zip(samples.chunks, samples.counts, strict=True):
        kept: list[bytes] = []
        at = 0
        for size in samples.sizes[number : number + count]:
            piece = _without_notes(chunk[at : at + size], entry)
            kept.append(piece)
            sizes.append(len(piece))
            at += size
        number += count
        chunks.append(b"".join(kept))
    return replace(samples, chunks=chunks, sizes=sizes)


def _without_notes(piece: bytes, entry: Entry) -> bytes:
    kept: list[bytes] = []
    at = 0
    while at + entry.unit_bytes < len(piece):
        length = int.from_bytes(piece[at : at + entry.unit_bytes], "big")
        start, end = at + entry.unit_bytes, at + entry.unit_bytes + length
        if end > len(piece) or not length:
            raise Damaged("a picture reaches over its end")
        if entry.unit_kind(piece[start]) not in entry.notes:
            kept.append(piece[at:end])
        at = end
    return b"".join(kept)
