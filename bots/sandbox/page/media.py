"""Files as the browser may have them: by id, with a type sniffed from their bytes, in whole or by range."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import filetype
from aiohttp import web

Json = dict[str, Any]

BARS = 40
_SHOWN = ("image/", "audio/", "video/")
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
_PLAIN_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a message somebody saw."""

    name: str
    content: bytes = field(repr=False)


class Shelf:
    """Every file that stands in a message, by platform and id."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Kept] = {}
        self._shown: dict[tuple[str, str], Json] = {}

    def show(self, platform: str, number: str, content: bytes, *, kind: str, name: str = "", **more: Any) -> Json:
        """The contract's MEDIA, and the bytes ready to be fetched. more: duration_s, waveform."""
        key = (platform, number)
        if key not in self._shown:
            self._kept[key] = Kept(name, content)
            shown: Json = {"kind": kind, "url": f"/media/{platform}/{number}", "name": name, "size": len(content)}
            shown |= {"duration_s": 0, "waveform": bars(content) if kind in ("voice", "audio") else []}
            self._shown[key] = shown
        return self._shown[key] | more

    def find(self, platform: str, number: str) -> Kept | None:
        """What was shown."""
        return self._kept.get((platform, number))


def bars(content: bytes) -> list[float]:
    """A drawing for a sound without a waveform of its own: the same for the same bytes, and no measure of loudness."""
    seed = hashlib.sha512(content).digest()
    return [round(0.15 + 0.85 * seed[n % len(seed)] / 255, 2) for n in range(BARS)]


def sniffed(content: bytes) -> str:
    """The MIME type by the first bytes; octet-stream for whatever is no picture, sound or film."""
    found = filetype.guess(content[:8192])
    mime = "" if found is None else str(found.mime)
    return mime if mime.startswith(_SHOWN) else _PLAIN_TYPE


def serve(kept: Kept, request: web.Request) -> web.Response:
    """The bytes. Players ask for ranges; what is no picture, sound or film is only ever saved, never shown."""
    mime = sniffed(kept.content)
    headers = {"Content-Type": mime, "Accept-Ranges": "bytes", "Content-Security-Policy": "sandbox; default-src 'none'"}
    if mime == _PLAIN_TYPE:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name or 'file', safe='')}"
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    size = len(kept.content)
    if asked is None or size == 0:
        return web.Response(body=kept.content, headers=headers)
    first = int(asked[1])
    last = min(int(asked[2] or size - 1), size - 1)
    if first > last:
        return web.Response(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return web.Response(status=206, body=kept.content[first : last + 1], headers=headers)
