"""A client's own files as they get them back: as they sent them, under our own neutral name."""

from __future__ import annotations

from core.domain.message import FileKind, OutgoingFile, Text
from core.domain.states import MediaState
from core.queue.card import outgoing_file
from core.store.media import Media
from core.texts.say import plain, say

_AS_PICTURE = {"image/jpeg": "picture.jpg", "image/png": "picture.png", "image/webp": "picture.webp"}


def own_file(what: Media, *, limit: int) -> OutgoingFile | None:
    """The kept file itself. limit: what the platform takes, in bytes. None: there is nothing to send."""
    if what.state is not MediaState.KEPT or what.blob is None or (what.size_kb or 0) * 1024 > limit:
        return None
    shown = outgoing_file(what)
    if shown is None:
        return OutgoingFile(FileKind.FILE, what.blob, "file.bin", "application/octet-stream")
    if shown.kind is FileKind.PHOTO:
        name = _AS_PICTURE.get(what.shown_mime)
        return shown if name is None else OutgoingFile(FileKind.PHOTO, what.blob, name, what.shown_mime)
    return OutgoingFile(shown.kind, what.blob, shown.name, shown.mime, shown.duration_s)


def without_file(what: Media, language: str) -> Text:
    """What stands where a file cannot be sent, and why."""
    kind = plain(f"file_{what.kind.value}", language)
    if what.state is MediaState.WANTED:
        return say("work_file_waits", language, kind=kind)
    if what.state is MediaState.KEPT:
        return say("work_file_large", language, kind=kind, size=f"{(what.size_kb or 0) / 1024:.0f} MB")
    return say("work_file_lost", language, kind=kind)
