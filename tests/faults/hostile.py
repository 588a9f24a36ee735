"""Files as nobody should send them, all made here: whole ones with secrets in every corner, broken ones, bombs, two in one."""

from __future__ import annotations

import io
import math
import random
import struct
import wave
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import av
import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.domain.shown import NotShown
from tests.flow.play import ogg

SECRET = b"SECRETPLACE"
NAME = b"Mira_at_home_0042.jpg"
LATITUDE = b"+48.8583"
SECONDS = (29981, 1000)  # of the latitude, as EXIF holds it
MARKERS = (
    SECRET,
    SECRET.decode().encode("utf-16-le"),
    NAME,
    LATITUDE,
    struct.pack(">II", *SECONDS),
    struct.pack("<II", *SECONDS),
    b"GPSLatitude",
    b"evil()",
)
SHOWN = None  # in place of a reason


@dataclass(frozen=True)
class Sample:
    """One file. expected: what may come of it, None among it: it may be shown. lossless: nothing but its wrapping was bad."""

    name: str
    content: bytes
    expected: frozenset[NotShown | None]


def sample(name: str, content: bytes, *expected: NotShown | None) -> Sample:
    return Sample(name, content, frozenset(expected or {SHOWN}))


# --- pictures -------------------------------------------------------------------------------------------------------
def picture(size: tuple[int, int] = (320, 200), mode: str = "RGB") -> Image.Image:
    """The left half is red, the right one blue, so that its way up can be seen."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (size[0] // 2, 0, *size))
    return image.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """EXIF with a place in it."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010E] = SECRET.decode()
    made[0x010F] = NAME.decode()
    gps = made.get_ifd(0x8825)
    gps[1], gps[2] = "N", (48.0, 51.0, SECONDS[0] / SECONDS[1])
    gps[3], gps[4] = "E", (2.0, 17.0, 40.0)
    return made.tobytes()


def xmp() -> bytes:
    """XMP with a place in it."""
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="48,51.4997N" '
        b'exif:UserComment="' + SECRET + b'"/></rdf:RDF></x:xmpmeta>'
    )


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def segment(kind: int, body: bytes) -> bytes:
    """A segment of a JPEG."""
    return bytes([0xFF, kind]) + struct.pack(">H", len(body) + 2) + body


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(NAME.decode(), SECRET)
    return out.getvalue()


def jpegs() -> Iterator[Sample]:
    plain = saved(picture(), "JPEG")
    for orientation in range(1, 9):
        yield sample(f"jpeg turned {orientation}", saved(picture(), "JPEG", exif=exif(orientation)))
    yield sample("jpeg cmyk", saved(picture(mode="CMYK"), "JPEG", exif=exif()))
    yield sample("jpeg grey", saved(picture(mode="L"), "JPEG", comment=SECRET))
    yield sample("jpeg progressive", saved(picture(), "JPEG", progressive=True, exif=exif(), comment=NAME))
    yield sample(
        "jpeg of every segment",
        plain[:2]
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp())
        + segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0f\x1c\x02\x5a\x00\x0b" + SECRET + b"\0")
        + segment(0xE2, b"ICC_PROFILE\0\x01\x01" + SECRET * 20)
        + segment(0xEC, b"Ducky" + SECRET)
        + segment(0xFE, NAME)
        + plain[2:],
    )
    yield sample(
        "jpeg with a second one (MPF)", saved(picture(), "MPO", save_all=True, append_images=[picture()], exif=exif())
    )
    yield sample("jpeg with a zip behind it", plain + zipped())
    yield sample("jpeg with a page behind it", plain + b"<script>evil()</script>" + SECRET)
    yield sample("jpeg cut off", saved(picture((2000, 1500)), "JPEG")[:9000], NotShown.DAMAGED)
    yield sample("jpeg of a head alone", plain[:20], NotShown.DAMAGED)
    wide = bytearray(plain)
    at = plain.index(b"\xff\xc0") + 5
    wide[at : at + 4] = struct.pack(">HH", 65000, 65000)
    yield sample("jpeg that says it is huge", bytes(wide), NotShown.PIXELS)
    yield sample(
        "jpeg with broken exif", plain[:2] + segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff" + SECRET) + plain[2:]
    )


def chunk(name: bytes, body: bytes, *, crc: int | None = None) -> bytes:
    """A chunk of a PNG."""
    return (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body) if crc is None else crc)
    )


def bare_png(width: int, height: int, *, bits: int = 1, colour: int = 0, extra: bytes = b"") -> bytes:
    """A PNG of zeros, however large: a few kB a hundred megapixels."""
    channels = {0: 1, 2: 3, 6: 4}[colour]
    row = 1 + (width * bits * channels + 7) // 8
    packer = zlib.compressobj(9)
    left, packed = row * height, b""
    while left:
        now = min(left, 1 << 22)
        packed += packer.compress(bytes(now))
        left -= now
    packed += packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def pngs() -> Iterator[Sample]:
    plain = saved(picture(), "PNG")
    about = PngInfo()
    about.add_text("Comment", SECRET.decode())
    about.add_text("Location", LATITUDE.decode(), zip=True)
    about.add_itxt("XML:com.adobe.xmp", xmp().decode())
    yield sample("png with texts", saved(picture(), "PNG", pnginfo=about, exif=exif(6)))
    yield sample("png of 400 megapixels", bare_png(20_000, 20_000), NotShown.PIXELS)
    yield sample("png of 169 megapixels", bare_png(13_000, 13_000), NotShown.PIXELS)
    yield sample("png of 100 megapixels", bare_png(10_000, 10_000), NotShown.PIXELS)
    yield sample("png that is a line", bare_png(12_001, 1), NotShown.PIXELS)
    yield sample("png of all that is allowed", bare_png(6_300, 6_300, bits=8, colour=6))
    yield sample("png of 16 bits", saved(Image.new("I;16", (300, 200), 30_000), "PNG"))
    yield sample("png of 16 bits a colour", bare_png(300, 200, bits=16, colour=2))
    palette = picture(mode="P")
    palette.info["transparency"] = 0
    yield sample("png of a palette with a hole", saved(palette, "PNG", transparency=0))
    yield sample("png of one bit", saved(picture(mode="1"), "PNG"))
    yield sample("png of grey with alpha", saved(picture(mode="LA"), "PNG"))
    frames = [picture(), picture().rotate(180)]
    yield sample("png that moves", saved(frames[0], "PNG", save_all=True, append_images=frames[1:], exif=exif()))
    yield sample("png cut off", plain[: len(plain) // 2], NotShown.DAMAGED)
    yield sample(
        "png with a wrong sum", plain.replace(b"IDAT", b"IDAT", 1)[:-20] + b"\0\0\0\0" + plain[-16:], NotShown.DAMAGED
    )
    yield sample(
        "png with a text bomb",
        bare_png(9, 9, extra=chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80 << 20), 9))),
        NotShown.DAMAGED,
    )
    yield sample(
        "png with a profile",
        bare_png(90, 90, colour=2, bits=8, extra=chunk(b"iCCP", SECRET + b"\0\0" + zlib.compress(SECRET * 9))),
    )
    yield sample("png with a zip behind it", plain + zipped())
    yield sample("png behind a zip", zipped() + plain, NotShown.KIND)


def other_pictures() -> Iterator[Sample]:
    pillow_heif.register_heif_opener()
    frames = [picture(), picture().rotate(180), picture().rotate(90, expand=True).resize((320, 200))]
    yield sample("webp with everything", saved(picture(), "WEBP", exif=exif(3), xmp=xmp(), icc_profile=SECRET * 9))
    yield sample("webp that moves", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], xmp=xmp()))
    yield sample("webp with a hole", saved(picture(mode="RGBA"), "WEBP", lossless=True))
    yield sample("webp cut off", saved(Image.effect_noise((90, 90), 60), "WEBP")[:1200], NotShown.DAMAGED)
    yield sample(
        "gif of many frames", saved(picture(), "GIF", save_all=True, append_images=frames * 60, comment=SECRET)
    )
    huge = bytearray(saved(picture(), "GIF", comment=SECRET))
    huge[6:10] = struct.pack("<HH", 65_535, 65_535)
    yield sample("gif of a huge screen", bytes(huge), NotShown.PIXELS)
    yield sample("gif and script", b"GIF89a/*\0\0\0\0\0*/=1;evil()//" + SECRET, NotShown.DAMAGED)
    for name, kept in (("upright", 1), ("turned", 6)):
        yield sample(f"heic {name}", saved(picture(), "HEIF", exif=exif(kept), xmp=xmp(), quality=60))
    heic = saved(picture((900, 700)), "HEIF", exif=exif())
    yield sample("heic cut off", heic[: len(heic) // 2], NotShown.DAMAGED)
    yield sample("heic of a head alone", heic[:60], NotShown.DAMAGED)
    yield sample("tiff", saved(picture(), "TIFF", exif=exif()), NotShown.KIND)
    yield sample("bmp", saved(picture(), "BMP"), NotShown.KIND)
    yield sample(
        "svg", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='evil()'/>", NotShown.KIND
    )
    yield sample("html", b"<!doctype html><script>evil()</script>" + SECRET, NotShown.KIND)
    yield sample("pdf with a jpeg", b"%PDF-1.4\n" + saved(picture(), "JPEG"), NotShown.KIND)
    yield sample("postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n" + SECRET, NotShown.KIND)
    yield sample("empty", b"", NotShown.EMPTY)
    yield from (sample(f"one byte {byte:02x}", bytes([byte]), NotShown.KIND) for byte in (0, 0x47, 0x89, 0xFF))
    yield sample("zeros", bytes(4096), NotShown.KIND)


# --- sounds and films -----------------------------------------------------------------------------------------------
def recorded(codec: str, form: str, *, rate: int = 48_000, seconds: float = 1.0, **about: str) -> bytes:
    """A tone that swells, with words in the file about it."""
    out = io.BytesIO()
    with av.open(out, "w", format=form, options={"id3v2_version": "3"} if form == "mp3" else {}) as made:
        made.metadata.update(about)
        stream = made.add_stream(codec, rate=rate, layout="mono")
        for start in range(0, int(rate * seconds), 960):
            frame = av.AudioFrame(format="s16", layout="mono", samples=960)
            tone = (int(9000 * math.sin(at * 0.06) * math.sin(at / rate * 3)) for at in range(start, start + 960))
            frame.planes[0].update(struct.pack("<960h", *tone))
            frame.sample_rate, frame.pts = rate, start
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return out.getvalue()


def filmed(
    codec: str = "libx264",
    form: str = "mp4",
    sound: str | None = "aac",
    *,
    options: dict[str, str] | None = None,
    **about: str,
) -> bytes:
    """A second of a colour that changes."""
    out = io.BytesIO()
    with av.open(out, "w", format=form, options=options or {}) as made:
        made.metadata.update(about)
        film = made.add_stream(codec, rate=10)
        film.width, film.height, film.pix_fmt = 160, 120, "yuv420p"
        if "x265" in codec:
            film.options = {"x265-params": "log-level=none"}
        heard = made.add_stream(sound, rate=48_000, layout="mono") if sound else None
        for number in range(10):
            made.mux(film.encode(av.VideoFrame.from_image(Image.new("RGB", (160, 120), (number * 20, 80, 120)))))
        made.mux(film.encode(None))
        if heard is not None:
            for start in range(0, 48_000, 960):
                frame = av.AudioFrame(format="s16", layout="mono", samples=960)
                frame.planes[0].update(bytes(1920))
                frame.sample_rate, frame.pts = 48_000, start
                made.mux(heard.encode(frame))
            made.mux(heard.encode(None))
    return out.getvalue()


ABOUT = {
    "title": SECRET.decode(),
    "comment": NAME.decode(),
    "artist": "Mira",
    "location": LATITUDE.decode() + "+002.2945/",
}


def atom(name: bytes, body: bytes) -> bytes:
    """A box of an MP4."""
    return struct.pack(">I4s", len(body) + 8, name) + body


def with_places(mp4: bytes) -> bytes:
    """Places where phones write them: in moov's udta, in a box of its own at the end, and beside the film."""
    xyz = LATITUDE + b"+002.2945/"
    udta = atom(
        b"udta",
        atom(b"\xa9xyz", struct.pack(">HH", len(xyz), 0x15C7) + xyz)
        + atom(b"loci", bytes(6) + SECRET + b"\0" + bytes(12))
        + atom(b"meta", bytes(4) + SECRET),
    )
    at = mp4.index(b"moov") - 4
    (size,) = struct.unpack_from(">I", mp4, at)
    assert at > mp4.index(b"mdat"), "its pieces lie before its head, so nothing moves"
    grown = struct.pack(">I", size + len(udta)) + mp4[at + 4 : at + size] + udta
    return (
        mp4[:at]
        + grown
        + mp4[at + size :]
        + atom(b"uuid", bytes(16) + SECRET)
        + atom(b"free", NAME)
        + atom(b"mdat", SECRET)
    )


def sounds() -> Iterator[Sample]:
    opus = recorded("libopus", "ogg", **ABOUT)
    yield sample("opus with tags", opus)
    yield sample("opus twice over", opus + recorded("libopus", "ogg", seconds=0.5, **ABOUT))
    yield sample("opus cut off", recorded("libopus", "ogg", seconds=4, **ABOUT)[:-3000])
    yield sample("opus of heads alone", opus[:150], NotShown.DAMAGED)
    yield sample("opus that is none", ogg(SECRET.decode()[::-1]))
    mp3 = recorded("libmp3lame", "mp3", rate=44_100, **ABOUT)
    cover = saved(picture(), "JPEG", exif=exif())
    frames = b"APIC" + struct.pack(">IH", len(cover) + 14, 0) + b"\0image/jpeg\0\3\0" + cover
    frames += b"GEOB" + struct.pack(">IH", len(SECRET), 0) + SECRET
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    yield sample("mp3 with tags", mp3)
    yield sample("mp3 with a cover and a place", b"ID3\3\0\0" + size + frames + mp3 + b"TAG" + SECRET.ljust(125))
    yield sample("mp3 of tags alone", b"ID3\3\0\0" + size + frames, NotShown.DAMAGED)
    yield sample("m4a with tags", recorded("aac", "ipod", **ABOUT))
    yield sample("m4a with places", with_places(recorded("aac", "ipod", **ABOUT)))
    yield sample("m4a cut off", recorded("aac", "ipod")[:3000], NotShown.DAMAGED)
    yield sample("aac in frames", recorded("aac", "adts"))
    yield sample("alac", recorded("alac", "ipod", **ABOUT))
    out = io.BytesIO()
    with wave.open(out, "wb") as heard:
        heard.setparams((1, 2, 8000, 0, "NONE", ""))
        heard.writeframes(bytes(16_000))
    plain = out.getvalue()
    notes = struct.pack("<4sI", b"LIST", len(SECRET) + 1) + SECRET + b"\0"
    yield sample("wav with notes", plain[:12] + notes + plain[12:] + notes)


def films() -> Iterator[Sample]:
    plain = filmed(**ABOUT)
    yield sample("mp4", plain)
    yield sample("mp4 with places", with_places(plain))
    yield sample("mp4 without sound", with_places(filmed(sound=None, **ABOUT)))
    yield sample("quicktime", with_places(filmed(form="mov", **ABOUT)))
    yield sample("hevc", filmed("libx265", **ABOUT))
    yield sample(
        "mp4 that begins with its head",
        filmed(options={"movflags": "frag_keyframe+empty_moov"}, **ABOUT),
        SHOWN,
        NotShown.CODEC,
    )
    yield sample("webm", filmed("libvpx-vp9", "webm", "libopus", **ABOUT), SHOWN, NotShown.CODEC)
    yield sample("mpeg4 part 2", filmed("mpeg4", **ABOUT))
    yield sample("mp4 cut off", plain[: len(plain) // 2], NotShown.DAMAGED)
    yield sample("mp4 of a head alone", plain[:64], NotShown.DAMAGED)
    lying = bytearray(plain)
    at = plain.index(b"stsz") + 12
    lying[at : at + 4] = struct.pack(">I", 0xFFFFFFFF)
    yield sample("mp4 of four thousand million pieces", bytes(lying), NotShown.DAMAGED)
    far = bytearray(plain)
    at = plain.index(b"stco") + 12
    far[at : at + 4] = struct.pack(">I", 0xFFFFFFF0)
    yield sample("mp4 whose pieces lie elsewhere", bytes(far), NotShown.DAMAGED)


FAMILIES: dict[str, Callable[[], Iterator[Sample]]] = {
    "jpeg": jpegs,
    "png": pngs,
    "other pictures": other_pictures,
    "sound": sounds,
    "film": films,
}


# --- by chance ------------------------------------------------------------------------------------------------------
def mutated(bases: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Files with bytes changed, cut out, doubled, swapped with another's."""
    chance = random.Random(seed)
    for _ in range(count):
        content = bytearray(chance.choice(bases))
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            at = chance.randrange(12, len(content)) if len(content) > 13 else 0
            match chance.randrange(5):
                case 0:
                    content[at] = chance.randrange(256)
                case 1:
                    content[at : at + 4] = struct.pack(">I", chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 1 << 16)))[
                        : len(content) - at
                    ]
                case 2:
                    del content[at : at + chance.randrange(1, 400)]
                case 3:
                    content[at:at] = content[at : at + chance.randrange(1, 400)]
                case _:
                    other = chance.choice(bases)
                    begin = chance.randrange(len(other))
                    content[at : at + 64] = other[begin : begin + 64]
        yield bytes(content)
