"""The child process that makes what others see of one file (SE-41). It has no environment and a limit on everything, and once
its libraries are loaded it can open nothing more: no file, no socket.

It is told on its command line what to do (`Task`, as JSON) and reads the file from standard input; standard output bears four
bytes of length, a JSON head, and the pieces one after the other.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import importlib
import json
import pkgutil
import resource
import struct
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

from core.domain.message import FileKind
from core.domain.shown import NotShown
from core.replies import listening
from core.replies.kinds import KINDS, How
from core.replies.mp4 import clean_mp4
from core.replies.picture import TooManyPixels, clean_picture, wave_picture
from core.replies.sound import clean_sound

_LENGTH = struct.Struct(">I")
MORE_TIME = 6  # as often its seconds does a kind get where a whole sound is decoded: an hour of speech takes one minute
_OPEN_FILES = 3  # standard input, output and error, which are open already
_BOXED = {"audio/mp4", "audio/x-m4a", "audio/m4a"}
_STILLS = {"video/webm"}  # never as they are: not every phone plays them


class Use(StrEnum):
    """What a piece is for."""

    MAIN = "main"
    OTHER = "other"  # the same in a form that plays, or fits, where the first does not
    BESIDE = "beside"  # a picture that goes with a sound


@dataclass(frozen=True, slots=True)
class Task:
    """mime: the kind as it was sniffed. waveform: as a platform told it, base64 of bytes 0-255. more: not the main piece, but
    what goes beside it, where that is a sound or a film; seconds: the sound's length, most_bytes: of each of those pieces.
    """

    mime: str
    is_voice: bool
    waveform: str = ""
    seconds: int | None = None
    more: How | None = None
    most_bytes: int = 0
    without: tuple[str, ...] = ()  # libraries that are to be taken for missing


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing others may see or hear."""

    use: Use
    kind: FileKind
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a file. sides: in pixels; duration_s: measured here; why: set where there are no pieces."""

    pieces: tuple[Piece, ...] = ()
    duration_s: int | None = None
    sides: tuple[int, int] | None = None
    why: NotShown | None = None


def develop(content: bytes, task: Task) -> Made:
    """The pieces, or the reason. Raises only MemoryError."""
    try:
        return _more(content, task) if task.more else _main(content, task)
    except TooManyPixels:
        return Made(why=NotShown.PIXELS)
    except MemoryError:
        raise
    except ImportError:
        return Made(why=NotShown.CODEC)
    except Exception:  # noqa: BLE001 - decoders raise what they like; each means that the file is not what it begins as
        return Made(why=NotShown.DAMAGED)


def _main(content: bytes, task: Task) -> Made:
    match KINDS[task.mime].how:
        case How.PICTURE:
            picture = clean_picture(content, task.mime)
            return Made((Piece(Use.MAIN, FileKind.PHOTO, "image/jpeg", picture.content),), sides=picture.sides)
        case How.SOUND if task.mime not in _BOXED:
            sound = clean_sound(content, task.mime)
            if sound is None:
                return Made(why=NotShown.DAMAGED)
            kind = FileKind.VOICE if task.is_voice else FileKind.AUDIO
            return Made((Piece(Use.MAIN, kind, task.mime, sound.content), *_told_wave(task)), sound.duration_s)
        case _:
            return _film(content, task)


def _told_wave(task: Task) -> tuple[Piece, ...]:
    """The wave as the platform has it, until the sound itself is heard."""
    try:
        peaks = base64.b64decode(task.waveform, validate=True)
    except ValueError:
        return ()
    return (Piece(Use.BESIDE, FileKind.PHOTO, "image/png", wave_picture(list(peaks))),) if any(peaks) else ()


def _film(content: bytes, task: Task) -> Made:
    film = None if task.mime in _STILLS else clean_mp4(content)
    if film is None and task.mime in _BOXED:
        return Made(why=NotShown.CODEC)
    if film is None:
        picture, sides = listening.still(content)
        return Made((Piece(Use.MAIN, FileKind.PHOTO, "image/jpeg", picture),), sides=sides)
    if not film.has_pictures:
        kind = FileKind.VOICE if task.is_voice else FileKind.AUDIO
        return Made((Piece(Use.MAIN, kind, "audio/mp4", film.content),), film.duration_s)
    return Made((Piece(Use.MAIN, FileKind.VIDEO, "video/mp4", film.content),), film.duration_s, film.sides)


def _more(content: bytes, task: Task) -> Made:
    if task.more is How.FILM:
        picture, sides = listening.still(content)
        return Made((Piece(Use.OTHER, FileKind.PHOTO, "image/jpeg", picture),), sides=sides)
    heard = listening.hear(content, seconds=task.seconds, most_bytes=task.most_bytes)
    if heard is None:
        return Made(why=NotShown.DAMAGED)
    mp3 = clean_sound(heard.mp3, "audio/mpeg")
    kind = FileKind.VOICE if task.is_voice else FileKind.AUDIO
    beside = Piece(Use.BESIDE, FileKind.PHOTO, "image/png", wave_picture(heard.peaks))
    other = () if mp3 is None else (Piece(Use.OTHER, kind, "audio/mpeg", mp3.content),)
    return Made((*other, beside), round(heard.seconds))


def written(made: Made) -> bytes:
    """As the child says it."""
    pieces = [{"use": p.use, "kind": p.kind, "mime": p.mime, "size": len(p.content)} for p in made.pieces]
    head = json.dumps({
        "pieces": pieces,
        "duration_s": made.duration_s,
        "sides": made.sides,
        "why": made.why,
    }).encode()  # fmt: skip
    return b"".join((_LENGTH.pack(len(head)), head, *(piece.content for piece in made.pieces)))


def read(answer: bytes | bytearray) -> Made:
    """What a child said. Raises ValueError, KeyError, TypeError or struct.error on anything else: it is not to be trusted."""
    (length,) = _LENGTH.unpack_from(answer)
    at = _LENGTH.size + length
    told: dict[str, Any] = json.loads(answer[_LENGTH.size : at])
    pieces: list[Piece] = []
    for piece in told["pieces"]:
        size = int(piece["size"])
        if size <= 0 or at + size > len(answer):
            raise ValueError("a piece that is not there")
        content = bytes(memoryview(answer)[at : at + size])
        pieces.append(Piece(Use(piece["use"]), FileKind(piece["kind"]), str(piece["mime"]), content))
        at += size
    sides, seconds, why = told["sides"], told["duration_s"], told["why"]
    return Made(
        tuple(pieces),
        None if seconds is None else int(seconds),
        None if sides is None else (int(sides[0]), int(sides[1])),
        None if why is None else NotShown(why),
    )


def command(task: Task) -> str:
    """The task as a child is told it."""
    return json.dumps(dataclasses.asdict(task))


def _load(task: Task) -> None:
    """Every library there is need for, while files can still be opened: some load their parts only when they are used."""
    importlib.import_module("PIL.Image").preinit()
    libraries = [
        "PIL.MpoImagePlugin",
        "PIL.WebPImagePlugin",
        "PIL.TiffImagePlugin",
        "PIL.ImageDraw",
        "PIL.ImageFile",
        "PIL.ImageSequence",
    ]
    if task.mime == "image/heic":
        libraries.append("pillow_heif")
    for library in libraries:
        importlib.import_module(library)
    if task.more or KINDS[task.mime].how is How.FILM:
        with contextlib.suppress(ImportError):
            package = importlib.import_module("av")
            for part in pkgutil.walk_packages(package.__path__, "av."):
                if part.name != "av.__main__":
                    importlib.import_module(part.name)


def _limit(task: Task) -> None:
    kind = KINDS[task.mime]
    seconds = kind.seconds * (MORE_TIME if task.more else 1)
    resource.setrlimit(resource.RLIMIT_AS, (kind.memory, kind.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def serve(source: BinaryIO, out: BinaryIO, argument: str) -> None:
    """The whole life of a child."""
    told = json.loads(argument)
    told["without"] = tuple(told["without"])
    told["more"] = None if told["more"] is None else How(told["more"])
    task = Task(**told)
    for library in task.without:
        sys.modules[library] = None  # type: ignore[assignment] - Python's own word for "not there"
    _limit(task)
    _load(task)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    try:
        made = develop(source.read(), task)
    except MemoryError:
        made = Made(why=NotShown.EFFORT)
    out.write(written(made))
    out.flush()


def main() -> None:
    """The child's entry."""
    serve(sys.stdin.buffer, sys.stdout.buffer, sys.argv[1])
