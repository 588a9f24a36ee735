"""A file on its way from the platform into the therapist's thread: tried again, kept whole, shown clean, or said why not."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bots.cli.chance import MachineEntropy
from core.domain.errors import MediaGone, MediaRetry
from core.domain.incoming import PartKind
from core.domain.shown import NotShown
from core.domain.states import MediaState
from core.replies import fetch, prepare
from core.replies.developing import Made, Piece, Use
from core.replies.preview import Darkroom, Developed
from core.store import media
from core.store.blobs import FileBlobs
from tests.flow.play import jpeg, ogg
from tests.unit.core.desk.bench import Bench, Person, Room
from tests.unit.core.desk.files import Fetching, Source


class Broken(Darkroom):
    """It falls over everything."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self.fault = fault

    async def develop(self, stream, size, *, is_voice, waveform="") -> Developed:
        raise self.fault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where sealed files lie."""
    return tmp_path / "media"


async def test_a_picture_is_kept_and_shown(bench: Bench, room: Room, prompted: Person, folder: Path) -> None:
    """Both sealed, under names that say nothing."""
    prompted.say("", kind=PartKind.PHOTO, size=len(jpeg()))

    found = await Fetching(bench, folder, Source(jpeg())).once()

    assert (found.state, found.why, found.shown_mime) == (MediaState.KEPT, None, "image/jpeg")
    assert {path.name for path in folder.iterdir()} == {found.id, f"{found.id}s"}
    assert [told.file for told in room.seen(prompted.thread) if told.file] == ["photo"]


async def test_a_voice_that_is_clean_already_lies_there_once(
    bench: Bench, room: Room, prompted: Person, folder: Path
) -> None:
    """What others hear is the original itself; its length was counted where nobody told it."""
    prompted.say("", kind=PartKind.VOICE, size=len(ogg()))

    found = await Fetching(bench, folder, Source(ogg())).once()

    assert (found.shown, found.shown_mime) == (found.id, "audio/ogg")
    assert [path.name for path in folder.iterdir()] == [found.id]
    assert [told.file for told in room.seen(prompted.thread) if told.file] == ["voice"]


async def test_a_download_that_breaks_off_is_begun_anew(
    bench: Bench, room: Room, prompted: Person, folder: Path
) -> None:
    """Fewer bytes than the platform told: not kept as if they were all, and nobody hears of it."""
    prompted.say("", kind=PartKind.PHOTO, size=len(jpeg()))
    told = len(prompted.texts())
    fetching = Fetching(bench, folder, Source(jpeg()[:700], jpeg()))

    first = await fetching.once()
    assert (first.state, first.attempts) == (MediaState.WANTED, 1)
    assert list(folder.iterdir()) == []
    second = await fetching.once()

    assert second.state is MediaState.KEPT
    assert len(prompted.texts()) == told


async def test_what_is_told_to_be_too_large_is_not_asked_for(
    bench: Bench, room: Room, prompted: Person, folder: Path
) -> None:
    """Its size came with the message."""
    prompted.say("", kind=PartKind.VIDEO, size=201 * 1024 * 1024)
    source = Source()

    found = await Fetching(bench, folder, source).once()

    assert (found.state, source.asked) == (MediaState.TOO_LARGE, 0)


async def test_after_so_many_tries_it_is_lost_and_can_be_wanted_again(
    bench: Bench, room: Room, prompted: Person, folder: Path
) -> None:
    """The therapist presses; now the platform hands it over."""
    prompted.say("", kind=PartKind.PHOTO, size=len(jpeg()))
    fetching = Fetching(bench, folder, Source(*[MediaRetry("no")] * fetch._GIVE_UP_AFTER, jpeg()))
    for _ in range(fetch._GIVE_UP_AFTER):
        found = await fetching.once()
    assert found.state is MediaState.LOST

    room.push(prompted.thread, "Try again")
    found = await fetching.once()

    assert found.state is MediaState.KEPT
    assert [told.file for told in room.seen(prompted.thread) if told.file] == ["photo"]
    assert list(room.card(prompted.thread, "photo below").buttons) == ["Witnessed", "Not for this prompt"]


async def test_what_the_platform_deleted_first_is_lost_at_once(
    bench: Bench, room: Room, prompted: Person, folder: Path
) -> None:
    """No further tries."""
    prompted.say("", kind=PartKind.PHOTO)

    found = await Fetching(bench, folder, Source(MediaGone("gone"))).once()

    assert (found.state, found.attempts) == (MediaState.LOST, 0)


async def test_a_file_that_cannot_be_shown_is_kept_with_its_reason(
    bench: Bench, room: Room, prompted: Person, folder: Path
) -> None:
    """Byte for byte; the card says why."""
    content = jpeg()[:600]
    prompted.say("", kind=PartKind.PHOTO, size=len(content))

    found = await Fetching(bench, folder, Source(content)).once()

    assert (found.state, found.why, found.shown) == (MediaState.KEPT, NotShown.DAMAGED, None)
    assert "damaged" in room.card(prompted.thread).text
    assert [path.name for path in folder.iterdir()] == [found.id]


@pytest.mark.parametrize("fault", [RuntimeError("it broke"), ValueError("odd")])
async def test_a_darkroom_that_breaks_loses_nothing(
    bench: Bench, room: Room, prompted: Person, folder: Path, fault: Exception
) -> None:
    """The original is kept, and the fault is ours."""
    prompted.say("", kind=PartKind.PHOTO)

    found = await Fetching(bench, folder, Source(jpeg() * 2), Broken(fault)).once()

    assert (found.state, found.why) == (MediaState.KEPT, NotShown.FAULT)
    assert "that did not work here" in room.card(prompted.thread).text


async def test_a_machine_without_room_is_asked_again(bench: Bench, room: Room, prompted: Person, folder: Path) -> None:
    """No memory for a child today may be there in a minute; not for ever."""
    prompted.say("", kind=PartKind.PHOTO)
    tries = prepare._GIVE_UP_AFTER
    source = Source(jpeg() * 2)
    fetching = Fetching(bench, folder, source, Broken(OSError("no memory")))

    states = [(await fetching.once()).state for _ in range(tries)]

    assert states == [MediaState.WANTED] * (tries - 1) + [MediaState.KEPT]
    assert source.asked == 1


async def test_a_sound_comes_to_discord_in_the_form_that_plays_there(bench: Bench, folder: Path) -> None:
    """The other form and the wave are sealed beside the first."""

    class Ready(Darkroom):
        async def develop(self, stream, size, *, is_voice, waveform="") -> Developed:
            pieces = (
                Piece(Use.MAIN, media.FileKind.VOICE, "audio/ogg", b"first"),
                Piece(Use.OTHER, media.FileKind.VOICE, "audio/mpeg", b"other"),
                Piece(Use.BESIDE, media.FileKind.PHOTO, "image/png", b"wave"),
            )
            return Developed("audio/ogg", Made(pieces, 21))

    room = bench.room("discord")
    mira = bench.client(room, "telegram")
    mira.say("", kind=PartKind.VOICE, size=None)

    found = await Fetching(bench, folder, Source(ogg()), Ready()).once()

    assert found.duration_s == 21
    assert [(v.blob, v.mime, v.size) for v in found.others] == [(f"{found.id}a", "audio/mpeg", 5)]
    assert found.picture == f"{found.id}b"
    blobs = FileBlobs(folder, MachineEntropy())
    key = bench.store.run_here(lambda unit: unit.key(found.client).key)
    assert await blobs.read(f"{found.id}a", key=key) == b"other"
    assert [told.file for told in room.seen(mira.thread) if told.file] == ["voice"]


def test_the_wave_is_a_small_picture() -> None:
    """Loud where it was loud."""
    from core.replies.picture import wave_picture

    content = wave_picture([0] * 50 + [255] * 50)

    with Image.open(io.BytesIO(content)) as image:
        height = image.size[1]
        dark = [
            sum(1 for y in range(height) if image.getpixel((x, y))[0] < 120) for x in (3, image.size[0] - 4)
        ]  # fmt: skip
    assert len(content) < 4096
    assert dark[0] < 8 < height // 2 < dark[1]
