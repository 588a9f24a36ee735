"""What others see of a file that is kept: cleaned pieces of it, or the reason why nothing can be seen (SPEC 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.domain.message import FileKind


class NotShown(StrEnum):
    """Why others see nothing of a file. The original is kept all the same."""

    KIND = "kind"  # of no kind that is shown; documents and archives never are
    EMPTY = "empty"
    PIXELS = "pixels"  # too many, or too long a side
    LARGE = "large"  # more bytes than a file of its kind may have to be made ready
    CODEC = "codec"  # of a kind that is shown, recorded in a way that is not
    DAMAGED = "damaged"  # it does not read as what it begins as
    EFFORT = "effort"  # took more time or memory than a file is given
    FAULT = "fault"  # something broke on our side
    DROPPED = "dropped"  # it was taken back, or its client left, before it was ready


@dataclass(frozen=True, slots=True)
class Variant:
    """A cleaned piece that lies sealed. size in bytes (None: from before sizes were noted), mime by content."""

    blob: str
    kind: FileKind
    mime: str = ""
    size: int | None = None
