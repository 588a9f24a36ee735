"""What a card says of a file, and of one that is not shown."""

from __future__ import annotations

from core.delivery.forms import choose, outgoing_file
from core.domain.incoming import PartKind
from core.domain.message import Capabilities, FileKind, Text
from core.domain.shown import NotShown
from core.domain.states import MediaState
from core.store.media import Media
from core.texts.say import plain, say
from core.texts.sizes import size_words

__all__ = ["choose", "file_line", "outgoing_file", "unseen"]

_REASONS = {
    NotShown.EMPTY: "card_file_empty",
    NotShown.PIXELS: "card_file_pixels",
    NotShown.CODEC: "card_file_codec",
    NotShown.DAMAGED: "card_file_damaged",
    NotShown.EFFORT: "card_file_effort",
    NotShown.FAULT: "card_file_fault",
    NotShown.DROPPED: "card_file_dropped",
}


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
