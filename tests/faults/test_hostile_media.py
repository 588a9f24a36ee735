"""Whatever is sent as a file: either others see a clean piece of it, or there is a named reason; never more than that."""

from __future__ import annotations

import io
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import av
import pytest
from PIL import Image

from core.domain.message import FileKind
from core.domain.shown import NotShown
from core.replies import preview
from core.replies.developing import Made, Use
from core.replies.kinds import KINDS, sniff
from core.replies.preview import Darkroom, Developed
from tests.faults import hostile
from tests.faults.hostile import FAMILIES, MARKERS, Sample

MIB = 1 << 20
GROWTH = 300 * MIB  # of this process, over all of it; one decoded picture alone would be half of that
ALLOWED = {"major_brand", "minor_version", "compatible_brands"}
FORM = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


async def developed(content: bytes, *, without: tuple[str, ...] = (), is_voice: bool = False) -> Developed:
    """What others see of these bytes."""

    async def stream() -> AsyncIterator[bytes]:
        for at in range(0, len(content), MIB):
            yield content[at : at + MIB]

    return await Darkroom(without=without).develop(stream, len(content), is_voice=is_voice)


def resident() -> int:
    """Memory of this process, bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def check_pieces(found: Developed) -> None:
    """Every piece bears nothing but what is seen or heard, and opens."""
    for piece in found.made.pieces:
        assert [mark for mark in MARKERS if mark in piece.content] == []
        if piece.kind is FileKind.PHOTO:
            with Image.open(io.BytesIO(piece.content), formats=["JPEG", "PNG"]) as image:
                image.load()
                assert set(image.info) - FORM == set()
                assert dict(image.getexif()) == {}
                assert max(image.size) <= 1600
                assert image.mode == "RGB"
            assert piece.content.endswith((b"\xff\xd9", b"IEND\xaeB`\x82"))
        elif piece.mime in KINDS:
            assert sniff(piece.content)


def check_plays(found: Developed) -> None:
    """A sound or film of a whole file decodes to its end, and nothing is written into it."""
    for piece in found.made.pieces:
        if piece.kind is FileKind.PHOTO:
            continue
        with av.open(io.BytesIO(piece.content)) as opened:
            assert set(opened.metadata) - ALLOWED == set()
            assert {stream.type for stream in opened.streams} <= {"audio", "video"}
            assert [stream.metadata for stream in opened.streams if set(stream.metadata) - {"language"}] == []
            assert {stream.metadata.get("language", "und") for stream in opened.streams} == {"und"}
            assert sum(1 for _ in opened.decode(opened.streams[0]))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "without",
    [pytest.param((), marks=pytest.mark.slow, id="with audio"), pytest.param(("av",), id="without audio")],
)
async def test_every_file_is_shown_clean_or_has_its_reason(family: str, without: tuple[str, ...]) -> None:
    """Made by hand, one by one; this process stays small and decodes nothing."""
    samples = list(FAMILIES[family]())
    before = resident()
    wrong: list[tuple[str, str]] = []
    for sample in samples:
        found = await developed(sample.content, without=without)

        if found.made.why not in sample.expected:
            wrong.append((sample.name, str(found.made.why)))
        assert bool(found.made.pieces) is (found.made.why is None), sample.name
        check_pieces(found)
        if sample.name != "opus that is none":
            check_plays(found)

    assert wrong == []
    assert resident() - before < GROWTH


async def test_a_picture_is_turned_as_it_was_held() -> None:
    """All eight ways: red, which was left, is where the camera had it."""
    for orientation in range(1, 9):
        content = hostile.saved(hostile.picture(), "JPEG", exif=hostile.exif(orientation))

        found = await developed(content)

        with Image.open(io.BytesIO(found.made.pieces[0].content)) as image:
            width, height = image.size
            middles = {
                "left": (8, height // 2),
                "right": (width - 8, height // 2),
                "top": (width // 2, 8),
                "bottom": (width // 2, height - 8),
            }
            red = [side for side, at in middles.items() if _is_red(image.getpixel(at))]
        expected = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}
        assert expected[orientation] in red, orientation
        assert (width > height) is (orientation < 5)


def _is_red(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    return pixel[0] > 120 > pixel[2]


async def test_of_a_large_file_of_no_kind_only_its_beginning_is_read() -> None:
    """200 MB of anything cost one piece."""
    read: list[int] = []

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(200):
            read.append(MIB)
            yield bytes(MIB)

    found = await Darkroom().develop(stream, 200 * MIB, is_voice=False)

    assert found.made.why is NotShown.KIND
    assert sum(read) <= MIB


@pytest.mark.parametrize(
    ("mime", "head"),
    [("image/jpeg", b"\xff\xd8\xff\xe0"), ("audio/ogg", b"OggS"), ("video/mp4", b"\0\0\0\x18ftypmp42")],
)
async def test_over_the_cap_of_its_kind_it_is_not_read_either(mime: str, head: bytes) -> None:
    """It stays sealed, and the reason is named."""
    read: list[int] = []

    async def stream() -> AsyncIterator[bytes]:
        yield head + bytes(8192)
        for _ in range(200):
            read.append(MIB)
            yield bytes(MIB)

    found = await Darkroom().develop(stream, KINDS[mime].most_bytes + 1, is_voice=False)

    assert (found.mime, found.made.why, read) == (mime, NotShown.LARGE, [])


async def test_a_large_sound_passes_through() -> None:
    """45 MB: this process holds what comes back, and lets go of it."""
    size = 45 * MIB
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", size
    )

    async def stream() -> AsyncIterator[bytes]:
        yield head
        for _ in range(45):
            yield bytes(MIB)

    before = resident()
    found = await Darkroom(without=("av",)).develop(stream, len(head) + size, is_voice=False)
    grown = resident() - before

    assert [len(piece.content) for piece in found.made.pieces] == [len(head) + size]
    assert found.made.duration_s == size // 16000
    assert grown < GROWTH


async def test_a_film_that_does_not_fit_everywhere_has_a_first_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """So a platform with a lower limit shows something."""
    monkeypatch.setattr(preview, "FITS_ANYWHERE", 1000)

    found = await developed(hostile.filmed())

    assert [(piece.use, piece.kind) for piece in found.made.pieces] == [
        (Use.MAIN, FileKind.VIDEO), (Use.OTHER, FileKind.PHOTO),
    ]  # fmt: skip
    check_pieces(found)


async def test_a_sound_that_does_not_fit_everywhere_is_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the bit rate that fits; what would be under the least is not made at all."""
    content = hostile.recorded("aac", "ipod", seconds=20.0)
    monkeypatch.setattr(preview, "FITS_ANYWHERE", 60_000)

    found = await developed(content)
    sizes = {piece.use: len(piece.content) for piece in found.made.pieces}

    assert sizes[Use.MAIN] > 60_000 > sizes[Use.OTHER]
    monkeypatch.setattr(preview, "FITS_ANYWHERE", 30_000)
    assert [piece.use for piece in (await developed(content)).made.pieces] == [Use.MAIN]


async def test_a_sound_in_a_films_wrapping_is_a_sound() -> None:
    """As some phones record: its wave is there too."""
    found = await developed(hostile.recorded("aac", "mp4", **hostile.ABOUT), is_voice=True)

    assert found.mime == "video/mp4"
    assert [(piece.use, piece.kind, piece.mime) for piece in found.made.pieces] == [
        (Use.MAIN, FileKind.VOICE, "audio/mp4"), (Use.BESIDE, FileKind.PHOTO, "image/png"),
    ]  # fmt: skip
    check_pieces(found)
    check_plays(found)


async def test_a_file_that_takes_more_than_its_share_is_named_so() -> None:
    """The child has half a gigabyte: what would need more ends there, not here."""
    greedy = hostile.bare_png(6_300, 6_300, bits=8, colour=6)
    before = resident()

    found = await developed(greedy)

    assert found.made.why in (None, NotShown.EFFORT)
    assert resident() - before < GROWTH


def bases() -> list[bytes]:
    """A small file of every kind."""
    samples: list[Sample] = [each for family in FAMILIES.values() for each in family() if None in each.expected]
    return [each.content for each in samples if len(each.content) < 60_000]


@pytest.mark.parametrize(
    ("count", "without"),
    [
        (20, ("av",)),
        pytest.param(30, (), marks=pytest.mark.slow),
        pytest.param(400, (), marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
    ],
)
async def test_by_chance(count: int, without: tuple[str, ...]) -> None:
    """Bytes changed, cut out, doubled, put in from elsewhere: still clean, or with a reason; never our fault."""
    whole = bases()
    before = resident()
    for content in hostile.mutated(whole, count, seed=count):
        found = await developed(content, without=without)

        assert bool(found.made.pieces) is (found.made.why is None)
        assert found.made.why is not NotShown.FAULT
        # A change may have turned notes into sound, which is carried as it is; a picture is drawn anew whatever came.
        drawn = tuple(piece for piece in found.made.pieces if piece.kind is FileKind.PHOTO)
        check_pieces(Developed(found.mime, Made(drawn)))

    assert resident() - before < GROWTH
