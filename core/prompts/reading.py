"""How hard an English text is to read: the school grade of Flesch and Kincaid, with an estimate of the syllables.

Grade = 0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid et al. 1975). Syllables are counted by groups
of vowels, which is right for about nine words in ten; so a grade is an estimate, off by one either way.
"""

from __future__ import annotations

import re
from functools import lru_cache

HARDEST = 8.0  # the grade that a prompt should not pass (CT-05)
FEWEST_WORDS = 30  # fewer say nothing by themselves: one long word moves the grade by several years

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|[0-9]+", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]++(?=[\s\"'”’)\]]|$)|\n[^\S\n]*\n\s*+|\n[^\S\n]*(?=[-*•])")
_VOWELS = re.compile(r"[aeiouy]+")
# One syllable less: an e at the end that is not spoken ("made", "makes", "looked"; but "table", "boxes", "wanted").
_SILENT = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|[^aeiouylsxzcg]es$|[^aeiouytd]ed$")
# One more: two vowels that are spoken apart.
_APART = re.compile(
    r"i[ao]|iu|ie[tn]|eo(?![up])|[^g]ua[lt]|[^qg]ui(?:ng|n$)|creat|[aeo]ing|[^q]uie|idea|area|poe[mt]|uous|ius|yi|ieu"
)
_JOINED = re.compile(r"[ct]ia|[cgst]io|xio|ien[cd](?!e$)|friend|piec")


def words_of_text(text: str) -> list[str]:
    """Its words and numbers."""
    return _WORD.findall(text)


def grade(text: str) -> float:
    """The school grade of a text; 0.0 for one without words."""
    words = words_of_text(text)
    if not words:
        return 0.0
    sentences = sum(1 for piece in _SENTENCE_END.split(text) if piece and _WORD.search(piece)) or 1
    counted = sum(syllables(word.lower()) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * counted / len(words) - 15.59


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """About how many syllables an English word in small letters has; a number has one for every digit."""
    if word.isdecimal():
        return len(word)
    word = word.split("'", maxsplit=1)[0].split("’", maxsplit=1)[0]
    count = len(_VOWELS.findall(word))
    count += len(_APART.findall(word)) - len(_JOINED.findall(word))
    if count > 1 and _SILENT.search(word):
        count -= 1
    return max(count, 1)
