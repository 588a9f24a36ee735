"""What needs the extra "audio" (PyAV): a sound that plays everywhere, how loud it is over its time, a film's first picture.

Only the child process decodes, and only where the extra is installed: its imports stand inside.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from core.replies.picture import SHOWN_SIDE, as_jpeg, check_sides

_RATE, _LOW_RATE = 44_100, 22_050  # samples a second
_LOW_BITS = 32_000  # a second: under this MP3 has low rates alone
_FILLED = 0.97  # of the bytes there are, by the sound; the rest is frames at its ends
_BEST_BITS, _LEAST_BITS = 64_000, 16_000  # bits a second; enough for speech, still to be understood
_PEAKS_A_SECOND = 20
_LOUD = 32_768
_TURNS = {90: 2, 180: 3, 270: 4}  # PIL's Transpose: ROTATE_90, ROTATE_180, ROTATE_270


@dataclass(frozen=True, slots=True)
class Heard:
    """mp3: the whole sound, without any tag. peaks: 0-255 over its time. seconds: as it was decoded."""

    mp3: bytes
    peaks: list[int]
    seconds: float


def hear(content: bytes, *, seconds: int | None, most_bytes: int) -> Heard | None:
    """Decode a sound once. seconds: its length as far as known, for a bit rate that keeps the MP3 under `most_bytes`; None:
    it has nothing that can be heard, or is too long for that. Raises on anything odd.
    """
    import av  # noqa: PLC0415 - an extra, and never in the parent
    from av.audio.resampler import AudioResampler  # noqa: PLC0415 - the same

    bits = min(_BEST_BITS, int(most_bytes * _FILLED) * 8 // max(1, seconds or 1) // 8000 * 8000)
    if bits < _LEAST_BITS:
        return None
    rate = _RATE if bits >= _LOW_BITS else _LOW_RATE
    out = io.BytesIO()
    peaks: list[int] = []
    samples = 0
    with (
        av.open(io.BytesIO(content), "r", metadata_errors="replace") as came,
        av.open(out, "w", format="mp3", options={"id3v2_version": "0", "write_xing": "0"}) as made,
    ):
        if not came.streams.audio:
            return None
        source = came.streams.audio[0]
        source.codec_context.thread_type = "NONE"
        stream = made.add_stream("libmp3lame", rate=rate, layout="mono")
        stream.bit_rate = bits
        resampler = AudioResampler(format="s16p", layout="mono", rate=rate)
        for frame in came.decode(source):
            for even in resampler.resample(frame):
                peaks += _peaks(even.planes[0], even.samples, rate)
                samples += even.samples
                made.mux(stream.encode(even))
        for even in resampler.resample(None):
            samples += even.samples
            made.mux(stream.encode(even))
        made.mux(stream.encode(None))
    return Heard(out.getvalue(), peaks, samples / rate) if samples else None


def _peaks(plane: object, samples: int, rate: int) -> list[int]:
    """The loudest of each twentieth of a second, as far as one frame tells; on a scale on which quiet speech is seen."""
    values = memoryview(plane).cast("B")[: samples * 2].cast("h")  # type: ignore[arg-type]
    step = rate // _PEAKS_A_SECOND
    loud = (max(*part, -min(part)) for part in (values[at : at + step] for at in range(0, len(values), step)))
    return [min(255, round((value / _LOUD) ** 0.5 * 255)) for value in loud]


def still(content: bytes) -> tuple[bytes, tuple[int, int]]:
    """The first picture of a film as JPEG, and the film's sides. Raises TooManyPixels, and anything on anything odd."""
    import av  # noqa: PLC0415 - an extra, and never in the parent

    with av.open(io.BytesIO(content), "r", metadata_errors="replace") as came:
        source = came.streams.video[0]
        check_sides(source.width, source.height)
        source.codec_context.thread_type = "NONE"
        frame = next(came.decode(source))
        check_sides(frame.width, frame.height)
        image = frame.to_image()
        image.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
        turn = _TURNS.get(frame.rotation % 360)
        return as_jpeg(image if turn is None else image.transpose(turn)), (source.width, source.height)
