"""The consent documents that come with Vignette: whole in four languages, and fit to be typed through."""

from __future__ import annotations

from pathlib import Path

import pytest

import config
from core.desk.words import Word, read
from core.prompts.consent import ConsentDocument
from core.prompts.consent_check import load_consents, texts_of

FOLDER = Path(config.__file__).parent / "starter" / "consent"
LANGUAGES = ("en", "de", "es", "ar")


@pytest.fixture(scope="module")
def documents() -> dict[str, ConsentDocument]:
    found, faults, _ = load_consents(FOLDER, languages=LANGUAGES)
    assert [str(fault) for fault in faults] == []
    assert found is not None
    return {each.language: each for each in found.documents}


def test_each_language_has_the_document(documents: dict[str, ConsentDocument]) -> None:
    """Lengths, names and answers are compared by the check itself."""
    assert sorted(documents) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_calm_and_names_the_ways_out(documents: dict[str, ConsentDocument], language: str) -> None:
    """No exclamation marks; the card for hard moments and leaving at once are named in every language."""
    everything = "\n".join(text for _, text, _ in texts_of(documents[language]))
    assert not set("!¡！") & set(everything)
    assert "/sos" in everything
    assert "/stop" in everything


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_it_names_for_stopping_stops(documents: dict[str, ConsentDocument], language: str) -> None:
    """Between quotation marks on the last screen: typed alone, it halts."""
    screen = documents[language].screens[-1].say.translate(str.maketrans("„“”«»", '"""""'))
    quoted = screen.split('"')[1]
    found = read(quoted)
    assert found is not None
    assert found.word is Word.HALT
