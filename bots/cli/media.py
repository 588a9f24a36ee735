"""`vignette media ...`: what others would see of a file. No key, no database, no practice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer

from bots.cli.library import say, stop
from core.domain.message import FileKind
from core.domain.shown import NotShown
from core.replies.developing import Piece, Use
from core.replies.kinds import KINDS
from core.replies.picture import MEGAPIXELS, SIDE
from core.replies.preview import Darkroom, Developed

_NOT_SHOWN, _USAGE = 1, 2
_READ = 1 << 20  # bytes
_ENDS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/x-wav": "wav",
    "video/mp4": "mp4",
}
_NAMES = {FileKind.PHOTO: "picture", FileKind.VOICE: "sound", FileKind.AUDIO: "sound", FileKind.VIDEO: "film"}
_BESIDE = "wave"
_WHY = {
    NotShown.KIND: "It is of no kind that is shown. Shown are pictures (JPEG, PNG, WebP, GIF, HEIC), sound (OGG, MP3, M4A, AAC, "
    "WAV) and video (MP4, QuickTime; of WebM its first picture).",
    NotShown.EMPTY: "There is nothing in it.",
    NotShown.PIXELS: f"It has too many pixels: {MEGAPIXELS // 1_000_000} million are decoded, and {SIDE} a side.",
    NotShown.DAMAGED: "It is damaged: it does not read as what it begins as.",
    NotShown.EFFORT: "Making it ready took more time or memory than a file is given.",
    NotShown.FAULT: "Something broke here, not in the file. Is this environment whole?",
}

app = typer.Typer(
    help="What others would see of a file.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def media() -> None:
    """What others would see of a file."""


@app.command("preview")
def preview_command(
    file: Annotated[Path, typer.Argument(help="Any file.")],
    out: Annotated[Path | None, typer.Option("--out", help="Where what others see is written.")] = None,
) -> None:
    """Show what a therapist's room would show of a file: the way every file goes. Exit 0 when it can be shown, 1 when not.

    Example: vignette media preview holiday.heic --out cleaned
    """
    try:
        size = file.stat().st_size if file.is_file() else -1
    except OSError as fault:
        stop(f"{file} cannot be read: {fault.strerror}.", _USAGE)
    if size < 0:
        stop(f"{file} is no file.", _USAGE)
    room = Darkroom()
    try:
        developed = asyncio.run(room.develop(lambda: _pieces(file), size, is_voice=False))
    except OSError as fault:
        stop(f"{file} cannot be read: {fault.strerror}.", _USAGE)
    for line in told(developed, size, hears=room.hears):
        say(line)
    if out is not None:
        _write(developed, out)
    raise typer.Exit(_NOT_SHOWN if developed.made.why is not None else 0)


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(file.open, "rb") as opened:
        while piece := await asyncio.to_thread(opened.read, _READ):
            yield piece


def told(developed: Developed, size: int, *, hears: bool) -> list[str]:
    """The lines that say it. size: of the file, in bytes; hears: whether the extra "audio" is there."""
    made = developed.made
    lines = [f"By its content: {developed.mime or 'nothing that is known here'}, {_size(size)}."]
    if made.sides is not None:
        lines.append(f"{made.sides[0]} x {made.sides[1]} pixels.")
    if made.duration_s is not None:
        lines.append(f"{made.duration_s // 60}:{made.duration_s % 60:02d} long.")
    if made.why is not None:
        return [*lines, f"Others see nothing of it: it would be kept, and not shown. {_why(developed, hears=hears)}"]
    lines.append("Others see, without anything that was written into it:")
    lines += [f"  {_line(piece)}" for piece in made.pieces]
    if not hears and made.pieces[0].kind is not FileKind.PHOTO:
        lines.append('With the extra "audio" a sound also has its wave, and a form that plays everywhere.')
    return lines


def _line(piece: Piece) -> str:
    what = {
        Use.MAIN: "",
        Use.OTHER: ", where the first does not play or fit",
        Use.BESIDE: ", beside it",
    }[piece.use]
    return f"{_name(piece)} ({piece.mime}, {_size(len(piece.content))}){what}"


def _why(developed: Developed, *, hears: bool) -> str:
    match developed.made.why:
        case NotShown.LARGE:
            return f"It is too large: at most {_size(KINDS[developed.mime].most_bytes)} of this kind are made ready."
        case NotShown.CODEC:
            more = "" if hears else ' The extra "audio" would show a first picture of it, if it is a film.'
            return f"It is recorded in a way that does not play everywhere.{more}"
        case None:
            return ""
        case why:
            return _WHY[why]


def _name(piece: Piece) -> str:
    return f"{_BESIDE if piece.use is Use.BESIDE else _NAMES[piece.kind]}.{_ENDS[piece.mime]}"


def _size(size: int) -> str:
    return (
        f"{size} bytes" if size < 1024 else f"{size / 1024:.0f} kB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"
    )


def _write(developed: Developed, out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for piece in developed.made.pieces:
            (out / _name(piece)).write_bytes(piece.content)
    except OSError as fault:
        stop(f"Nothing could be written into {out}: {fault.strerror}.", _USAGE)
