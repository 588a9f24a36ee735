"""In which form a file goes out on a platform. The form is chosen here alone; a platform's code carries what it is given."""

from __future__ import annotations

from core.domain.message import Capabilities, FileKind, OutgoingFile
from core.domain.shown import Variant
from core.domain.states import MediaState
from core.store.media import Media

_NAMES = {  # a player goes by the name's end
    "image/jpeg": ("picture.jpg", "image/jpeg"),
    "audio/ogg": ("sound.ogg", "audio/ogg"),
    "audio/mpeg": ("sound.mp3", "audio/mpeg"),
    "audio/x-wav": ("sound.wav", "audio/wav"),
    "audio/mp4": ("sound.m4a", "audio/mp4"),
    "audio/aac": ("sound.aac", "audio/aac"),
    "video/mp4": ("film.mp4", "video/mp4"),
}
_USUALLY = {
    FileKind.PHOTO: "image/jpeg",
    FileKind.VOICE: "audio/ogg",
    FileKind.AUDIO: "audio/ogg",
    FileKind.VIDEO: "video/mp4",
}
_UNNAMED = ("file.bin", "application/octet-stream")
_SENT_AS_VOICE = {"audio/ogg", "audio/mpeg", "audio/mp4"}  # by a platform that lets bots send voice at all


def choose(what: Media, able: Capabilities) -> Variant | None:
    """The form of a kept file that this platform carries and plays, the best first; None: there is none."""
    if what.state is not MediaState.KEPT or what.shown is None or what.shown_as is None:
        return None
    forms = (Variant(what.shown, what.shown_as, what.shown_mime or _USUALLY.get(what.shown_as, ""), what.shown_size),)
    fitting = [form for form in (*forms, *what.others) if form.size is None or form.size <= able.upload_limit]
    playing = [form for form in fitting if form.mime != "audio/ogg" or able.plays_ogg]
    return next(iter(playing or fitting), None)


def outgoing_file(what: Media, able: Capabilities) -> OutgoingFile | None:
    """A kept file as others may see it: cleaned, under our own neutral name. None: it cannot be shown there."""
    form = choose(what, able)
    if form is None:
        return None
    name, mime = _NAMES.get(form.mime, _UNNAMED)
    kind = form.kind
    if kind is FileKind.VOICE:
        name = name.replace("sound", "voice")
        if able.sends_voice and form.mime not in _SENT_AS_VOICE:
            kind = FileKind.AUDIO
    picture = None if able.draws_waves or kind not in (FileKind.VOICE, FileKind.AUDIO) else what.picture
    return OutgoingFile(kind, form.blob, name, mime, what.duration_s, picture=picture)
