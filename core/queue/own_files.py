"""A client's own files as they get them back: as they sent them where the platform takes that, under our own neutral name."""

from __future__ import annotations

from dataclasses import replace

from core.domain.message import Capabilities, FileKind, OutgoingFile, Text
from core.domain.states import MediaState
from core.queue.showing import outgoing_file
from core.store.media import Media
from core.texts.say import plain, say
from core.texts.sizes import size_words

_AS_PICTURE = {"image/jpeg": "picture.jpg", "image/png": "picture.png", "image/webp": "picture.webp"}


def own_file(what: Media, able: Capabilities) -> OutgoingFile | None:
    """The kept file itself; where it is too large for the platform, its smaller form. None: there is nothing to send."""
    if what.state is not MediaState.KEPT or what.blob is None:
        return None
    shown = outgoing_file(what, able)
    if (what.size_kb or 0) * 1024 > able.upload_limit:
        return shown
    if shown is None:
        return OutgoingFile(FileKind.FILE, what.blob, "file.bin", "application/octet-stream")
    if shown.kind is FileKind.PHOTO and what.mime in _AS_PICTURE:
        return replace(shown, blob=what.blob, name=_AS_PICTURE[what.mime], mime=what.mime)
    # Sounds and films: only where the form that plays there is the type that was sent.
    return replace(shown, blob=what.blob) if shown.blob == what.shown and shown.mime == what.mime else shown


def without_file(what: Media, language: str) -> Text:
    """What stands where a file cannot be sent, and why."""
    kind = plain(f"file_{what.kind.value}", language)
    if what.state is MediaState.WANTED and what.blob is not None:
        return say("work_file_developing", language, kind=kind)
    if what.state is MediaState.WANTED:
        return say("work_file_waits", language, kind=kind)
    if what.state is MediaState.KEPT:
        return say("work_file_large", language, kind=kind, size=size_words(what.size_kb))
    return say("work_file_lost", language, kind=kind)
