"""In which form a file is shown on a platform, and what the card says of one that is not. The form is chosen here alone; a
platform's code carries what it is given.
"""

from __future__ import annotations

from core.domain.incoming import PartKind
from core.domain.message import Capabilities, FileKind, OutgoingFile, Text
from core.domain.shown import NotShown, Variant
from core.domain.states import MediaState
from core.store.media import Media
from core.texts.say import plain, say
from core.texts.sizes import size_words

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
_REASONS = {
    NotShown.EMPTY: "card_file_empty",
    NotShown.PIXELS: "card_file_pixels",
    NotShown.CODEC: "card_file_codec",
    NotShown.DAMAGED: "card_file_damaged",
    NotShown.EFFORT: "card_file_effort",
    NotShown.FAULT: "card_file_fault",
    NotShown.DROPPED: "card_file_dropped",
}


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


def file_line(what: Media, language: str, *, may: bool | None, able: Capabilities, in_play: bool = False) -> Text:
    """What the card says of one file. may: whether they agreed to pictures and voice (None: not asked yet, SPEC 8.2 c)."""
    kind = plain(f"file_{what.kind.value}", language)
    form = choose(what, able)
    match what.state:
        case MediaState.WANTED if what.blob is None:
            return say("card_file_waits", language, kind=kind)
        case MediaState.TOO_LARGE:
            return say("card_file_large", language, kind=kind, size=size_words(what.size_kb))
        case MediaState.LOST:
            return say("card_file_lost", language, kind=kind)
        case MediaState.WANTED | MediaState.KEPT if not may:
            return say("card_file_sealed" if may is None else "card_file_refused", language, kind=kind)
        case MediaState.WANTED:
            return say("card_file_developing", language, kind=kind)
        case MediaState.KEPT if form is None:
            return unseen(what, language)
        case MediaState.KEPT if in_play:
            return _in_play(what, language, kind)
        case MediaState.KEPT:
            is_still = what.kind is PartKind.VIDEO and form is not None and form.kind is FileKind.PHOTO
            return say("card_file_still", language, kind=kind) if is_still else say("card_files", language, files=kind)


def unseen(what: Media, language: str) -> Text:
    """Why a kept file is not shown."""
    kind = plain(f"file_{what.kind.value}", language)
    if what.shown is not None or what.why is NotShown.LARGE:
        return say("card_file_here", language, kind=kind, size=size_words(what.size_kb))
    key = "card_file_hidden" if what.why is None else _REASONS.get(what.why, "card_file_hidden")
    return say(key, language, kind=kind)


def _in_play(what: Media, language: str, kind: str) -> Text:
    if what.duration_s is None:
        return say("card_scene_file", language, kind=kind)
    length = f"{what.duration_s // 60}:{what.duration_s % 60:02d}"
    return say("card_scene_file_timed", language, kind=kind, length=length)
