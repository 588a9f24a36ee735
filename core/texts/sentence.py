"""How one sentence stands behind another."""

from __future__ import annotations

from collections.abc import Collection

from core.texts.counting import spoken


def after_colon(words: str, language: str, *, names: Collection[str] = ()) -> str:
    """A sentence as it goes on after a colon: small, where the language wants it and its first word is no name.

    German keeps a whole sentence's capital.
    """
    first = words.split(maxsplit=1)[0] if words.strip() else ""
    bare = first.strip("«»„“”\"'().,;:…")
    is_name = any(bare == part for name in names for part in name.split())
    if spoken(language) == "de" or is_name or bare[1:] != bare[1:].lower() or bare.split("'")[0].split("’")[0] == "I":
        return words
    return words[:1].lower() + words[1:]
