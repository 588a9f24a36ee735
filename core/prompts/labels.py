"""Labels of buttons as they are compared with what people type instead of pressing them. Pure."""

from __future__ import annotations

import unicodedata


def simplified(text: str) -> str:
    """For comparing: one case, no punctuation, no marks above or below that keyboards leave out, one blank between words."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    kept = (" " if _divides(each) else each for each in composed if unicodedata.category(each) not in ("Mn", "Cf"))
    return " ".join("".join(kept).split())


def _divides(character: str) -> bool:
    return not character.isalnum()
