"""What others may see of a file: re-encoded, without metadata, made in a child process with limits (SPEC 6.2, SE-40, SE-41).

Run as a module it is that child: the file on standard input, the cleaned picture on standard output, exit 0; anything
else means "cannot be shown". Nothing touches the disk.
"""

from __future__ import annotations

import asyncio
import io
import resource
import sys
import warnings

import filetype

from core.domain.message import FileKind

_MEGAPIXELS = 40_000_000
_SIDE = 12_000
_SHOWN_SIDE = 1600
_MEMORY = 512 * 1024 * 1024
_SECONDS = 10
_AUDIO = {"audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/aac", "audio/x-wav"}
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}


def sniff(content: bytes) -> str:
    """The type by content, never by name or claim; "" where it is none we know."""
    kind = filetype.guess(content[:8192])
    return "" if kind is None else str(kind.mime)


def shown_kind(content: bytes, *, is_voice: bool) -> FileKind | None:
    """How a file can be shown; None: kept, but not shown."""
    mime = sniff(content)
    if mime in _PICTURES:
        return FileKind.PHOTO
    if mime in _AUDIO or (is_voice and content[:4] == b"OggS"):
        return FileKind.VOICE if is_voice else FileKind.AUDIO
    return None


def clean_picture(content: bytes) -> bytes:
    """JPEG of the picture alone: turned upright, at most 1600 a side, no metadata. Raises on anything odd."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - decoding belongs to the child process alone

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = _MEGAPIXELS
    form = _PICTURES[sniff(content)]
    with Image.open(io.BytesIO(content), formats=[form]) as opened:
        if max(opened.size) > _SIDE or opened.size[0] * opened.size[1] > _MEGAPIXELS:
            raise ValueError("too many pixels")
        opened.draft("RGB", (_SHOWN_SIDE, _SHOWN_SIDE))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((_SHOWN_SIDE, _SHOWN_SIDE))
        flat = upright.convert("RGBA")
        clean = Image.new("RGB", flat.size, "white")  # a new image: nothing but pixels comes along
        clean.paste(flat, mask=flat.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=88)
    return out.getvalue()


async def picture_in_child(content: bytes) -> bytes | None:
    """`clean_picture` in a child process of limited memory and time; None when it did not come back with a picture."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path[:0] = {[p for p in sys.path if p]!r}; from core.replies.preview import main; main()",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(_SECONDS * 2):
            cleaned, _ = await child.communicate(content)
    except (TimeoutError, BrokenPipeError, ConnectionResetError):
        child.kill()
        await child.wait()
        return None
    except asyncio.CancelledError:
        child.kill()
        await child.wait()
        raise
    return cleaned if child.returncode == 0 and cleaned else None


def main() -> None:
    """The child: limits first, then read, clean, write."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(clean_picture(sys.stdin.buffer.read()))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
