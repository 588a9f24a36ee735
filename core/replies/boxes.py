"""The boxes that MP4 and QuickTime files are made of (ISO 14496-12): read with bounds, written anew. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD = 8  # bytes: size and name


class Damaged(ValueError):
    """A box says what cannot be."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its name, and where its content lies in the file."""

    name: bytes
    start: int
    end: int


def boxes(content: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes of [start, end) in order. Raises Damaged where one reaches over the end."""
    at = start
    while at + _HEAD <= end:
        size, name = struct.unpack_from(">I4s", content, at)
        begins = at + _HEAD
        if size == 1 and at + 16 <= end:
            size = struct.unpack_from(">Q", content, begins)[0]
            begins += 8
        elif size == 0:
            size = end - at
        if at + size > end or at + size < begins:
            raise Damaged("a box reaches over the end")
        yield Box(name, begins, at + size)
        at += size


def inside(content: bytes, box: Box, *path: bytes) -> Box | None:
    """The first box at this path of names below `box`."""
    found: Box | None = box
    for name in path:
        assert found is not None
        found = next((each for each in boxes(content, found.start, found.end) if each.name == name), None)
        if found is None:
            return None
    return found


def needed(content: bytes, box: Box, *path: bytes) -> Box:
    """The same, where there must be one. Raises Damaged."""
    found = inside(content, box, *path)
    if found is None:
        raise Damaged("a box is missing")
    return found


def payload(content: bytes, box: Box, least: int) -> bytes:
    """What the box holds, `least` bytes or more. Raises Damaged."""
    if box.end - box.start < least:
        raise Damaged("a box is too short")
    return content[box.start : box.end]


def table(content: bytes, box: Box, width: int) -> list[tuple[int, ...]]:
    """The rows of a table box (four bytes of version and flags, a count, rows of `width` 32-bit numbers)."""
    held = payload(content, box, 8)
    count: int = struct.unpack_from(">I", held, 4)[0]
    if 8 + count * width * 4 > len(held):
        raise Damaged("a table is longer than its box")
    numbers = struct.unpack_from(f">{count * width}I", held, 8)
    return [numbers[at : at + width] for at in range(0, len(numbers), width)]


def box(name: bytes, *inner: bytes) -> bytes:
    """A box around these bytes."""
    body = b"".join(inner)
    return struct.pack(">I4s", _HEAD + len(body), name) + body


def table_box(name: bytes, rows: list[tuple[int, ...]], *, version: int = 0) -> bytes:
    """A table box of these rows."""
    numbers = [number for row in rows for number in row]
    return box(name, struct.pack(">II", version << 24, len(rows)), struct.pack(f">{len(numbers)}I", *numbers))
