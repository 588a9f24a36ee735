"""What others may see of a file: cleaned pieces, made in a child process with limits (SPEC 6.2, SE-40, SE-41).

One way for everything: cards, feedback and `vignette media preview`. This process decodes nothing: it looks at a file's first
bytes, hands the rest on as it streams, and holds what comes back.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import signal
import struct
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace

from core.domain.message import FileKind
from core.domain.shown import NotShown
from core.replies.developing import MORE_TIME, Made, Piece, Task, Use, command, read
from core.replies.kinds import HEAD_BYTES, How, Kind, kind_of, sniff

FITS_ANYWHERE = (
    9_500_000  # bytes: under the least that a platform takes from a bot (Discord, 10 MiB), with room for a wave
)
_MOST_ANSWER = 96 * 1024 * 1024  # bytes
_READ = 1 << 16
_SPENT = {-signal.SIGXCPU, -signal.SIGKILL}
_CODE = "import sys; sys.path[:0] = {path!r}; from core.replies.developing import main; main()"

Stream = Callable[[], AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True)
class Developed:
    """What others see of a file. mime: by content, "" where it is none we know; made.why: set where they see nothing."""

    mime: str
    made: Made


class Darkroom:
    """Where that is made, for at most `at_once` files at a time: each may take half a gigabyte.

    without: libraries that are taken for missing, to see what a practice without them sees.
    """

    def __init__(self, *, at_once: int = 1, without: tuple[str, ...] = ()) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._without = without

    @property
    def hears(self) -> bool:
        """Whether the extra "audio" is there. Looks, and loads nothing."""
        return "av" not in self._without and importlib.util.find_spec("av") is not None

    async def develop(self, stream: Stream, size: int, *, is_voice: bool, waveform: str = "") -> Developed:
        """stream: a new stream of the file's bytes each time; size: all of them; waveform: as a platform told it. Raises only
        what the stream raises, and OSError where there is no room for a child.
        """
        if size == 0:
            return Developed("", Made(why=NotShown.EMPTY))
        head = await _head(stream)
        kind = kind_of(head)
        if kind is None:
            return Developed(sniff(head), Made(why=NotShown.KIND))
        if size > kind.most_bytes:
            return Developed(kind.mime, Made(why=NotShown.LARGE))
        async with self._turns:
            made = await self._child(kind, Task(kind.mime, is_voice, waveform, without=self._without), stream)
            more = _more(made) if made.pieces and self.hears else None
            if more is not None:
                task = Task(kind.mime, is_voice, waveform, made.duration_s, more, FITS_ANYWHERE, self._without)
                made = _together(made, await self._child(kind, task, stream))
        return Developed(kind.mime, made)

    async def _child(self, kind: Kind, task: Task, stream: Stream) -> Made:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-c",
            _CODE.format(path=[place for place in sys.path if place]),
            command(task),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )
        try:
            async with asyncio.timeout(kind.seconds * 2 * (MORE_TIME if task.more else 1)):
                feeding = asyncio.create_task(_feed(child, stream))
                try:
                    answer = await _answer(child)
                    await feeding
                finally:
                    feeding.cancel()
                    await asyncio.gather(feeding, return_exceptions=True)
                ended = await child.wait()
        except TimeoutError:
            return Made(why=NotShown.EFFORT)
        finally:
            if child.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    child.kill()
                await asyncio.shield(
                    child.communicate()
                )  # to the end of what it said: then its pipes are closed as well
        if ended in _SPENT:
            return Made(why=NotShown.EFFORT)
        if ended < 0:  # its decoder fell over the file
            return Made(why=NotShown.DAMAGED)
        try:
            made = read(answer)
        except (ValueError, KeyError, TypeError, IndexError, struct.error):
            return Made(why=NotShown.FAULT)
        return made if made.pieces or made.why else Made(why=NotShown.FAULT)


async def _head(stream: Stream) -> bytes:
    head = b""
    pieces = stream()
    try:
        async for piece in pieces:
            head += piece[:HEAD_BYTES]
            if len(head) >= HEAD_BYTES:
                break
    finally:
        await _close(pieces)
    return head[:HEAD_BYTES]


async def _close(pieces: AsyncIterator[bytes]) -> None:
    """A stream that is left in the middle lets go of its file now, not some time."""
    close = getattr(pieces, "aclose", None)
    if close is not None:
        await close()


async def _feed(child: asyncio.subprocess.Process, stream: Stream) -> None:
    assert child.stdin is not None
    pieces = stream()
    try:
        async for piece in pieces:
            child.stdin.write(piece)
            await child.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        return  # it needs no more, or is gone: how it ended tells
    finally:
        child.stdin.close()  # also where the stream broke: it must not wait for more
        await _close(pieces)


async def _answer(child: asyncio.subprocess.Process) -> bytearray:
    assert child.stdout is not None
    answer = bytearray()
    while piece := await child.stdout.read(_READ):
        answer += piece
        if len(answer) > _MOST_ANSWER:
            child.kill()
            break
    return answer


def _more(made: Made) -> How | None:
    """A sound always has more (its wave, and a form that plays everywhere); a film when it does not fit everywhere."""
    main = made.pieces[0]
    match main.kind:
        case FileKind.VOICE | FileKind.AUDIO:
            return How.SOUND
        case FileKind.VIDEO if len(main.content) > FITS_ANYWHERE:
            return How.FILM
        case _:
            return None


def _together(made: Made, more: Made) -> Made:
    """The main piece with what goes beside it. Nothing of that is needed: where there is none, there is none."""
    main = made.pieces[0]
    if not more.pieces:
        return made
    also = tuple(piece for piece in more.pieces if piece.use is Use.BESIDE or _is_use(main, piece))
    return replace(made, pieces=(main, *also), duration_s=made.duration_s or more.duration_s)


def _is_use(main: Piece, other: Piece) -> bool:
    """Another form: where the first does not play, or does not fit."""
    return main.mime == "audio/ogg" or (len(main.content) > FITS_ANYWHERE and len(other.content) < len(main.content))
