"""A picture as others may see it: its pixels alone, upright, in a new JPEG (SE-40, SE-41). Only the child process decodes."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MEGAPIXELS = 40_000_000
SIDE = 12_000
SHOWN_SIDE = 1600
_QUALITY = 88
_ORIENTATION = 0x0112
_FORMS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/apng": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/heic": "HEIF",
}
_WAVE_WIDTH, _WAVE_HEIGHT, _BAR, _GAP = 600, 96, 4, 2  # pixels
_PAPER, _INK = (247, 247, 245), (70, 92, 110)


class TooManyPixels(ValueError):
    """The header tells of more than may be decoded."""


@dataclass(frozen=True, slots=True)
class Picture:
    """JPEG bytes, and the sides of what came in (pixels, as its header tells them)."""

    content: bytes
    sides: tuple[int, int]


def check_sides(width: int, height: int) -> None:
    """Raises TooManyPixels."""
    if max(width, height) > SIDE or width * height > MEGAPIXELS:
        raise TooManyPixels


def clean_picture(content: bytes, mime: str) -> Picture:
    """The first frame, turned upright, at most 1600 a side, on white, no metadata. Raises TooManyPixels, and anything on
    anything odd.
    """
    from PIL import Image  # noqa: PLC0415 - decoding belongs to the child process alone

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MEGAPIXELS
    if mime == "image/heic":
        _know_heif()
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMS[mime]]) as opened:
            sides = opened.size
            check_sides(*sides)
            opened.draft("RGB", (SHOWN_SIDE, SHOWN_SIDE))
            opened.load()
            return Picture(as_jpeg(_upright(_small(opened), _orientation(opened))), sides)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise TooManyPixels from bomb


def _know_heif() -> None:
    from pillow_heif import options, register_heif_opener  # noqa: PLC0415 - the same

    options.DECODE_THREADS = 1
    options.THUMBNAILS = False
    options.AUX_IMAGES = False
    options.DEPTH_IMAGES = False
    register_heif_opener()


def _small(opened: Image) -> Image:
    """At most 1600 a side. Small first and turned later: turning a whole one would hold it twice."""
    image = opened
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in ("P", "PA", "1", "LA", "La"):
        image = image.convert("RGBA")
    image.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
    return image


def _orientation(opened: Image) -> int:
    """How the camera was held, 1 to 8 (EXIF 2.3, 4.6.4 A); 1 where that cannot be read."""
    try:
        return int(opened.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - whatever stands there in its place, the picture itself is sound
        return 1


def _upright(small: Image, orientation: int) -> Image:
    from PIL.Image import Transpose  # noqa: PLC0415 - the same

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return small.transpose(turns[orientation]) if orientation in turns else small


def as_jpeg(picture: Image) -> bytes:
    """A new image: nothing but pixels comes along."""
    from PIL import Image  # noqa: PLC0415 - the same

    flat = picture.convert("RGBA")
    clean = Image.new("RGB", flat.size, "white")
    clean.paste(flat, mask=flat.getchannel("A"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def wave_picture(peaks: list[int]) -> bytes:
    """A PNG of how loud a sound is over its time. peaks: 0-255, evenly over the whole."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - the same

    image = Image.new("RGB", (_WAVE_WIDTH, _WAVE_HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    bars = _WAVE_WIDTH // (_BAR + _GAP)
    for bar in range(bars):
        here = peaks[bar * len(peaks) // bars : max(bar * len(peaks) // bars + 1, (bar + 1) * len(peaks) // bars)]
        half = max(1, max(here, default=0) * (_WAVE_HEIGHT - 8) // 255 // 2)
        left = bar * (_BAR + _GAP) + _GAP // 2
        draw.rectangle((left, _WAVE_HEIGHT // 2 - half, left + _BAR - 1, _WAVE_HEIGHT // 2 + half), fill=_INK)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
