"""The catalogues of interface texts: each language's sentences by their keys, read when they are first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

from core.texts.pseudo import PSEUDO, accented

LANGUAGES = ("en", "de", "es", "ar")
BASE = "en"  # says what the others lack
_NONE: Mapping[str, str] = MappingProxyType({})


def sentences(language: str) -> Mapping[str, str]:
    """What a language says, by key, in the order of its catalogue; empty where it has none."""
    return _read(language) if language in LANGUAGES or language == PSEUDO else _NONE


def folder_of_catalogues() -> Path:
    """Where they lie, one file a language. Vignette runs from files, never from inside an archive."""
    return Path(str(files("core.texts") / "catalogues"))


@lru_cache(maxsize=len(LANGUAGES) + 1)
def _read(language: str) -> Mapping[str, str]:
    if language == PSEUDO:
        return MappingProxyType({key: accented(words) for key, words in _read(BASE).items()})
    text = (folder_of_catalogues() / f"{language}.po").read_text(encoding="utf-8")
    found = read_po(text.splitlines(), locale=language, abort_invalid=True)
    # As gettext has it: what is empty or marked as fuzzy is not said.
    said = {str(each.id): str(each.string) for each in found if each.id and each.string and not each.fuzzy}
    return MappingProxyType(said)
