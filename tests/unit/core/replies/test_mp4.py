"""A film keeps its pictures, their times and its sound; every box that is not needed is gone, and lies are refused."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import av
import pytest

from core.replies.boxes import Damaged, boxes
from core.replies.mp4 import clean_mp4
from tests.faults import hostile

NEEDED = {
    b"ftyp", b"moov", b"mvhd", b"trak", b"tkhd", b"edts", b"elst", b"mdia", b"mdhd", b"hdlr", b"minf", b"vmhd", b"smhd",
    b"dinf", b"dref", b"url ", b"stbl", b"stsd", b"stts", b"ctts", b"stss", b"stsc", b"stsz", b"stco", b"mdat",
}  # fmt: skip
HOLDERS = {b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl"}


@pytest.fixture(scope="module")
def film() -> bytes:
    """A second of film and sound, with places."""
    return hostile.with_places(hostile.filmed(**hostile.ABOUT))


def names(content: bytes, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """Every box, also those in boxes."""
    for box in boxes(content, start, len(content) if end is None else end):
        yield box.name
        if box.name in HOLDERS:
            yield from names(content, box.start, box.end)


def frames(content: bytes) -> list[tuple[str, int, bytes]]:
    """Kind, time and bytes of every frame as it is decoded."""
    found: list[tuple[str, int, bytes]] = []
    for kind in ("video", "audio"):
        with av.open(io.BytesIO(content)) as opened:
            streams = getattr(opened.streams, kind)
            for frame in opened.decode(streams[0]) if streams else ():
                found.append((kind, frame.pts, bytes(frame.planes[0])))
    return found


@pytest.mark.parametrize("codec", ["libx264", "mpeg4", "libx265"])
@pytest.mark.parametrize("form", ["mp4", "mov"])
def test_every_picture_and_every_sound_is_as_it_was(codec: str, form: str) -> None:
    """Bit by bit, at the same times."""
    came = hostile.filmed(codec, form, **hostile.ABOUT)

    made = clean_mp4(came)

    assert made is not None
    assert frames(made.content) == frames(came)
    assert (made.duration_s, made.sides) == (1, (160, 120))


def test_only_the_boxes_that_a_player_needs_are_there(film: bytes) -> None:
    """What is not on the list does not exist."""
    made = clean_mp4(film)

    assert made is not None
    assert set(names(made.content)) <= NEEDED
    assert list(names(made.content))[:2] == [b"ftyp", b"moov"], "it plays while it loads"
    assert not any(mark in made.content for mark in (*hostile.MARKERS, b"Lavf", b"x264"))


def test_notes_between_pictures_are_left_out() -> None:
    """x264 writes its own name there; a camera writes places."""
    came = hostile.filmed()
    assert b"x264" in came

    made = clean_mp4(came)

    assert made is not None
    assert b"x264" not in made.content


def test_no_date_is_left(film: bytes) -> None:
    """When it was made, when it was changed."""
    stamped = bytearray(film)
    for name in (b"mvhd", b"tkhd", b"mdhd"):
        at = film.index(name) + 8
        stamped[at : at + 8] = b"\xdd\xee\xdd\xee\xdd\xee\xdd\xee"

    made = clean_mp4(bytes(stamped))

    assert made is not None
    assert b"\xdd\xee" not in made.content


def test_which_way_is_up_stays(film: bytes) -> None:
    """A phone held upright turns its film by a matrix alone."""
    turned = bytearray(film)
    at = film.index(b"tkhd") + 4 + 40
    turned[at : at + 36] = struct.pack(">9i", 0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)

    made = clean_mp4(bytes(turned))

    assert made is not None
    assert bytes(turned[at : at + 36]) in made.content


def test_a_second_film_in_it_does_not_come_along(film: bytes) -> None:
    """One track of each kind: the first."""
    at = film.index(b"moov") - 4
    (size,) = struct.unpack_from(">I", film, at)
    movie = film[at : at + size]
    track = movie[movie.index(b"trak") - 4 :][: struct.unpack_from(">I", movie, movie.index(b"trak") - 4)[0]]
    doubled = film[:at] + struct.pack(">I", size + len(track)) + movie[4:] + track + film[at + size :]

    made = clean_mp4(doubled)

    assert made is not None
    assert made == clean_mp4(film)


def test_a_film_in_fragments_is_none() -> None:
    """Its pieces are told elsewhere."""
    assert clean_mp4(hostile.filmed(options={"movflags": "frag_keyframe+empty_moov"})) is None


def changed(film: bytes, box: bytes, at: int, value: int) -> bytes:
    """One number of a box is another."""
    place = film.index(box) + 4 + at
    return film[:place] + struct.pack(">I", value) + film[place + 4 :]


@pytest.mark.parametrize(
    ("box", "at", "value"),
    [
        (b"stsz", 8, 0),  # no pieces
        (b"stsz", 8, 5_000_000),  # more than there is room for
        (b"stsz", 12, 0x7FFFFFFF),  # a piece of two gigabytes
        (b"stsc", 8, 7),  # the first chunk is the seventh
        (b"stsc", 12, 0),  # chunks of nothing
        (b"stsc", 16, 9),  # coded in a way that is not told
        (b"stco", 4, 0x0FFFFFFF),  # chunks without number
        (b"stco", 8, 0x7FFFFFFF),  # far away
        (b"stts", 4, 0xFFFFFFFF),
        (b"mdhd", 12, 0),  # time stands still
        (b"moov", -8, 9),  # shorter than its head
        (b"trak", -8, 0x7FFFFFFF),
    ],
)
def test_a_lie_is_refused(film: bytes, box: bytes, at: int, value: int) -> None:
    """Damaged, at once, and never a gigabyte."""
    with pytest.raises(Damaged):
        clean_mp4(changed(film, box, at, value))
