"""The child process that opens what strangers send: what it may not do, and what becomes of one that goes wrong."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from core.domain.message import FileKind
from core.domain.shown import NotShown
from core.replies import preview
from core.replies.developing import Made, Piece, Task, Use, read, written
from core.replies.kinds import KINDS
from core.replies.preview import Darkroom, Developed
from tests.flow.play import jpeg, ogg

MIB = 1 << 20


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    """In one go."""
    yield content


async def developed(content: bytes = b"", **more: object) -> Developed:
    """What others see of these bytes."""
    content = content or jpeg()
    return await Darkroom(without=("av",)).develop(lambda: pieces(content), len(content), **{"is_voice": False, **more})


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch):
    """Let the child do something else than it should, where it would decode."""

    def put(body: str) -> None:
        code = "\n".join(
            [
                "import sys; sys.path[:0] = {path!r}",
                "import os, socket, time",
                "from core.replies import developing",
                "from core.replies.developing import Made, NotShown, Piece, Use, FileKind",
                "def develop(content, task):",
                *(f"    {line}" for line in body.splitlines()),
                "developing.develop = develop",
                "developing.main()",
            ]
        )
        monkeypatch.setattr(preview, "_CODE", code)

    return put


TRY = """
try:
    {}
except OSError:
    return Made(why=NotShown.KIND)
return Made(why=NotShown.EMPTY)
""".strip()


@pytest.mark.parametrize(
    "reach",
    [
        "open('/etc/hostname').read()",
        "open('/tmp/left-behind', 'w')",
        "socket.socket()",
        "os.pipe()",
        "os.dup(0)",
    ],
)
async def test_it_opens_nothing(instead, reach: str) -> None:
    """No file to read, none to write, no line to anywhere."""
    instead(TRY.format(reach))

    assert (await developed()).made.why is NotShown.KIND


async def test_it_knows_nothing_of_where_it_runs(instead, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys come by the environment: it has none."""
    monkeypatch.setenv("VIGNETTE_ROOT_KEY", "secret")
    instead("return Made(why=NotShown.KIND if 'VIGNETTE_ROOT_KEY' not in os.environ else NotShown.EMPTY)")

    assert (await developed()).made.why is NotShown.KIND


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("os.kill(os.getpid(), 11)", NotShown.DAMAGED),
        ("os.kill(os.getpid(), 9)", NotShown.EFFORT),
        ("bytearray(2 << 30)", NotShown.EFFORT),
        ("os._exit(3)", NotShown.FAULT),
        ("os.write(1, b'anything'); os._exit(0)", NotShown.FAULT),
        ("os.write(1, bytes(200)); os._exit(0)", NotShown.FAULT),
        ("return Made()", NotShown.FAULT),
        ("raise RuntimeError", NotShown.FAULT),
        ("while True: os.write(1, bytes(1 << 20))", NotShown.EFFORT),
    ],
)
async def test_one_that_goes_wrong_has_a_reason(instead, body: str, expected: NotShown) -> None:
    """It fell over the file, was too greedy, told nonsense, or would not stop telling."""
    instead(body)

    assert (await developed()).made.why is expected


async def test_one_that_does_not_end_is_ended(instead) -> None:
    """By the clock on the wall, also when it does nothing."""
    instead("time.sleep(600)")
    hasty = replace(KINDS["image/jpeg"], seconds=0.2)

    made = await Darkroom()._child(hasty, Task("image/jpeg", False), lambda: pieces(jpeg()))

    assert made.why is NotShown.EFFORT


async def test_one_that_does_not_listen_is_no_trouble(instead) -> None:
    """It answers before it has read to the end of a large file."""
    instead("return Made()")
    content = jpeg() + bytes(30 * MIB)

    assert (await developed(content)).made.why is not None


async def test_a_stream_that_breaks_is_told_and_leaves_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sealed file does not open: that is no fault of the file's kind."""
    calls = 0

    async def breaking() -> AsyncIterator[bytes]:
        nonlocal calls
        calls += 1
        yield jpeg() + bytes(9000)
        if calls > 1:
            raise LookupError("not there")

    with pytest.raises(LookupError):
        await Darkroom().develop(breaking, 2 * MIB, is_voice=False)


async def test_without_the_extra_a_sound_is_itself_alone() -> None:
    """No other form, and no wave."""
    found = await developed(ogg("sound"), is_voice=True)

    assert [(piece.use, piece.kind) for piece in found.made.pieces] == [(Use.MAIN, FileKind.VOICE)]


async def test_a_wave_that_the_platform_told_is_drawn() -> None:
    """Nothing needs to be decoded for it."""
    told = base64.b64encode(bytes(range(0, 250, 10))).decode()

    found = await developed(ogg("sound"), is_voice=True, waveform=told)

    assert [(piece.use, piece.mime) for piece in found.made.pieces] == [
        (Use.MAIN, "audio/ogg"), (Use.BESIDE, "image/png"),
    ]  # fmt: skip


@pytest.mark.parametrize("told", ["", "AAAA", "not base64 at all", "=" * 50, "é"])
async def test_a_wave_that_is_none_is_left_out(told: str) -> None:
    """The sound is there all the same."""
    found = await developed(ogg("sound"), is_voice=True, waveform=told)

    assert len(found.made.pieces) == 1


def test_an_answer_is_read_as_it_was_written() -> None:
    """Pieces, length, sides, reason."""
    whole = Made(
        (Piece(Use.MAIN, FileKind.AUDIO, "audio/ogg", b"abc"), Piece(Use.OTHER, FileKind.AUDIO, "a/b", b"d")), 3
    )

    assert read(written(whole)) == whole
    assert read(written(Made(why=NotShown.PIXELS))) == Made(why=NotShown.PIXELS)
    assert read(written(Made(sides=(3, 4), pieces=whole.pieces))).sides == (3, 4)


def test_the_service_itself_loads_no_decoder() -> None:
    """Not even by chance: they are imported where a child runs."""
    code = "import sys, core.bootstrap; print({'PIL', 'av', 'pillow_heif'} & {name.partition('.')[0] for name in sys.modules})"

    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"
