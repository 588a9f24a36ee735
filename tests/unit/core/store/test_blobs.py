"""Sealed files: whole or refused, never readable on disk, never left half."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bots.cli.chance import MachineEntropy
from core.domain.errors import MediaGone, MediaTooLarge, Unsealable
from core.store.blobs import FileBlobs

MIB = 1 << 20
KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
HEAD, SEALED = 8 + 4, MIB + 16  # bytes before the first chunk; bytes of a full sealed chunk
CANARY = b"kanarienvogel"


async def stream(content: bytes, piece: int = 64 * 1024) -> AsyncIterator[bytes]:
    """As a platform hands bytes over: pieces of no special size."""
    for at in range(0, len(content), piece):
        yield content[at : at + piece]


def content_of(size: int) -> bytes:
    """Bytes that differ from chunk to chunk."""
    return (hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files lie."""
    return tmp_path / "media"


@pytest.fixture
def blobs(folder: Path) -> FileBlobs:
    """A fresh folder's blobs."""
    return FileBlobs(folder, MachineEntropy())


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 3 * MIB + 17])
@pytest.mark.parametrize("piece", [4096, 3 * MIB])
async def test_what_was_kept_is_read_back(blobs: FileBlobs, folder: Path, size: int, piece: int) -> None:
    """At every size around a chunk, whatever the pieces it came in; with its true size and hash."""
    content = content_of(size)

    kept = await blobs.keep("b1", stream(content, piece), key=KEY, limit=10 * MIB)

    assert (kept.blob, kept.size, kept.sha256) == ("b1", size, hashlib.sha256(content).hexdigest())
    assert await blobs.read("b1", key=KEY) == content
    assert b"".join([piece async for piece in blobs.stream("b1", key=KEY)]) == content
    assert [path.name for path in folder.iterdir()] == ["b1"]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cut by a byte", lambda raw: raw[:-1]),
        ("cut between chunks", lambda raw: raw[: HEAD + SEALED]),
        ("cut to the head", lambda raw: raw[:HEAD]),
        ("cut to nothing", lambda _: b""),
        ("the last chunk twice", lambda raw: raw + raw[HEAD + 2 * SEALED :]),
        ("a byte more", lambda raw: raw + b"\0"),
        ("chunks changed places", lambda raw: raw[:HEAD] + raw[HEAD + SEALED : HEAD + 2 * SEALED]
            + raw[HEAD : HEAD + SEALED] + raw[HEAD + 2 * SEALED :]),
        ("a chunk left out", lambda raw: raw[:HEAD] + raw[HEAD + SEALED :]),
        ("a bit in the middle", lambda raw: raw[: MIB + 99] + bytes([raw[MIB + 99] ^ 1]) + raw[MIB + 100 :]),
        ("a bit in the prefix", lambda raw: raw[:9] + bytes([raw[9] ^ 1]) + raw[10:]),
        ("another magic", lambda raw: b"VIGNET02" + raw[8:]),
        ("plain bytes", lambda _: b"GIF89a" + bytes(100)),
    ],
)  # fmt: skip
async def test_a_damaged_file_does_not_open(blobs: FileBlobs, folder: Path, name: str, change) -> None:
    """All or nothing: no part of a file that was changed is ever handed out."""
    await blobs.keep("b1", stream(content_of(2 * MIB + 500)), key=KEY, limit=10 * MIB)
    raw = (folder / "b1").read_bytes()
    (folder / "b1").write_bytes(change(raw))

    with pytest.raises(Unsealable):
        await blobs.read("b1", key=KEY)


async def test_files_cannot_change_places_or_names(blobs: FileBlobs, folder: Path) -> None:
    """Another name, another client's key, a file that is not there: each is a named refusal."""
    await blobs.keep("b1", stream(b"one"), key=KEY, limit=10)
    await blobs.keep("b2", stream(b"two"), key=KEY, limit=10)
    first, second = (folder / "b1").read_bytes(), (folder / "b2").read_bytes()
    (folder / "b1").write_bytes(second)
    (folder / "b2").write_bytes(first)
    (folder / "b3").write_bytes(first)

    for blob in ("b1", "b2", "b3", "b4"):
        with pytest.raises(Unsealable):
            await blobs.read(blob, key=KEY)
    (folder / "b1").write_bytes(first)
    with pytest.raises(Unsealable):
        await blobs.read("b1", key=OTHER)
    assert await blobs.read("b1", key=KEY) == b"one"


async def test_a_stream_can_be_left_in_the_middle(blobs: FileBlobs) -> None:
    """The first pieces are had without the rest, one MiB at most at a time."""
    content = content_of(3 * MIB)
    await blobs.keep("b1", stream(content), key=KEY, limit=10 * MIB)

    pieces = blobs.stream("b1", key=KEY)
    first = await anext(pieces)
    await pieces.aclose()

    assert first == content[:MIB]
    assert await blobs.read("b1", key=KEY) == content


async def test_a_stream_of_a_file_that_was_cut_does_not_end_as_if_whole(blobs: FileBlobs, folder: Path) -> None:
    """What lacks its end is refused at its end."""
    await blobs.keep("b1", stream(content_of(2 * MIB + 5)), key=KEY, limit=10 * MIB)
    whole = (folder / "b1").read_bytes()
    (folder / "b1").write_bytes(whole[: HEAD + 2 * SEALED])

    with pytest.raises(Unsealable):
        [piece async for piece in blobs.stream("b1", key=KEY)]


@pytest.mark.parametrize("limit", [0, 5, MIB, 2 * MIB + 1])
async def test_over_the_limit_leaves_nothing(blobs: FileBlobs, folder: Path, limit: int) -> None:
    """One byte too many is refused with the limit, and no file, whole or partial, is left."""
    with pytest.raises(MediaTooLarge) as caught:
        await blobs.keep("b1", stream(bytes(limit + 1)), key=KEY, limit=limit)

    assert caught.value.limit == limit
    assert list(folder.iterdir()) == []
    assert (await blobs.keep("b1", stream(bytes(limit)), key=KEY, limit=limit)).size == limit


async def test_a_download_that_breaks_leaves_what_was_there(blobs: FileBlobs, folder: Path) -> None:
    """The earlier file stays whole, the half one is gone, the error reaches the caller."""

    async def breaks() -> AsyncIterator[bytes]:
        yield bytes(2 * MIB)
        raise MediaGone

    await blobs.keep("b1", stream(b"first"), key=KEY, limit=10)

    with pytest.raises(MediaGone):
        await blobs.keep("b1", breaks(), key=KEY, limit=10 * MIB)

    assert [path.name for path in folder.iterdir()] == ["b1"]
    assert await blobs.read("b1", key=KEY) == b"first"


async def test_a_cancelled_download_leaves_nothing(blobs: FileBlobs, folder: Path) -> None:
    """Stopping in the middle of a file leaves no half file behind."""
    waits = asyncio.Event()

    async def hangs() -> AsyncIterator[bytes]:
        yield bytes(100)
        waits.set()
        await asyncio.Event().wait()

    keeping = asyncio.create_task(blobs.keep("b1", hangs(), key=KEY, limit=1000))
    await waits.wait()
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping

    assert list(folder.iterdir()) == []


async def test_nothing_readable_touches_the_disk(blobs: FileBlobs, folder: Path) -> None:
    """Neither while it streams in nor afterwards; and two copies of one file look different."""
    seen: list[bytes] = []

    async def watched() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield CANARY * 5000
            seen.extend(path.read_bytes() for path in folder.iterdir())

    await blobs.keep("b1", watched(), key=KEY, limit=10 * MIB)
    await blobs.keep("b2", watched(), key=KEY, limit=10 * MIB)

    assert len(seen[-1]) > MIB, "the test looked while there was something to see"
    assert not any(CANARY in raw for raw in [*seen, (folder / "b1").read_bytes()])
    assert (folder / "b1").read_bytes()[HEAD:] != (folder / "b2").read_bytes()[HEAD:]


async def test_keeping_again_replaces(blobs: FileBlobs, folder: Path) -> None:
    """A repeat after a restart puts the whole new file in the place of the old one, or of a half one."""
    folder.mkdir()
    (folder / "b1.partial").write_bytes(b"left by a process that was killed" * 100)
    await blobs.keep("b1", stream(b"first"), key=KEY, limit=100)
    await blobs.keep("b1", stream(b"second and longer"), key=KEY, limit=100)

    assert await blobs.read("b1", key=KEY) == b"second and longer"
    assert [path.name for path in folder.iterdir()] == ["b1"]


async def test_files_belong_to_one_user(blobs: FileBlobs, folder: Path) -> None:
    """Folder 0700, files 0600."""
    await blobs.keep("b1", stream(b"x"), key=KEY, limit=10)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "b1").stat().st_mode & 0o777 == 0o600


async def test_dropping_is_for_good_and_may_be_repeated(blobs: FileBlobs, folder: Path) -> None:
    """What is not there any more does not matter."""
    await blobs.keep("b1", stream(b"x"), key=KEY, limit=10)

    await blobs.drop("b1")
    await blobs.drop("b1")

    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "../b1", "a/b", "a.partial", "/etc/passwd", "a\0b", "a b"])
async def test_a_name_leads_nowhere_else(blobs: FileBlobs, folder: Path, tmp_path: Path, name: str) -> None:
    """A blob's name is letters and digits; nothing else is looked up, written or deleted."""
    with pytest.raises(Unsealable):
        await blobs.read(name, key=KEY)
    with pytest.raises(Unsealable):
        await blobs.keep(name, stream(b"x"), key=KEY, limit=10)
    with pytest.raises(Unsealable):
        await blobs.drop(name)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_who_is_stopped_while_the_file_is_opened_leaves_nothing_behind(tmp_path: Path):
    """The disk is slow, and the service stops: the file is closed as soon as it is open, and is gone."""
    partial = tmp_path / f"{'a' * 32}.partial"
    os.mkfifo(partial)  # opening it waits until somebody reads
    keeping = asyncio.create_task(FileBlobs(tmp_path, MachineEntropy()).keep("a" * 32, stream(b"x"), key=KEY, limit=9))
    await asyncio.sleep(0.01)
    keeping.cancel()
    await asyncio.sleep(0)

    with partial.open("rb") as reader:
        written = await asyncio.to_thread(reader.read)
        with pytest.raises(asyncio.CancelledError):
            await keeping

    assert written.startswith(b"VIGNET01")
    assert list(tmp_path.iterdir()) == []
