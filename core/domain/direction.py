"""Which way a language is written."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

_RIGHT_TO_LEFT = "rtl"


@lru_cache(maxsize=64)  # the languages of a library and of the interface; looking one up reads a file
def runs_right_to_left(language: str) -> bool:
    """Whether a text in this language (a BCP 47 tag) begins at the right. A language nobody knows does not."""
    try:
        return Locale.parse(language, sep="-").text_direction == _RIGHT_TO_LEFT
    except (UnknownLocaleError, ValueError):
        base = language.split("-", maxsplit=1)[0]
        return base != language and runs_right_to_left(base)
