"""Words that people type instead of pressing: one file a language, beside the catalogues. Any word counts in any language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from core.texts.catalogue import BASE, LANGUAGES

Words = Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=len(LANGUAGES))
def words_of(language: str) -> Mapping[str, Words]:
    """Table -> meaning -> words of one language (or its base, or English), the first of them the one to name."""
    tongue = next((tag for tag in (language, language.split("-", maxsplit=1)[0]) if tag in LANGUAGES), BASE)
    text = (files("core.texts") / "words" / f"{tongue}.toml").read_text(encoding="utf-8")
    tables = {
        table: MappingProxyType({meaning: tuple(words) for meaning, words in meanings.items()})
        for table, meanings in tomllib.loads(text).items()
    }
    return MappingProxyType(tables)


def words_in(table: str) -> Words:
    """Meaning -> its words in every language, of one table. Raises KeyError for a table that there is not."""
    told = [words_of(language).get(table, {}) for language in LANGUAGES]
    return {
        meaning: tuple(dict.fromkeys(word for each in told for word in each.get(meaning, ())))
        for meaning in words_of(BASE)[table]
    }


def named_in(table: str, meaning: str, language: str) -> str:
    """The word to name where a sentence in this language tells what can be typed."""
    return words_of(language)[table][meaning][0]
