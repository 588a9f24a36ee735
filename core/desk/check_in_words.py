"""What somebody types as an answer to the question before a prompt, or to what follows a heavy one, in every language. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from unicodedata import decimal, normalize

from core.desk.time_words import number_said
from core.domain.check_in import Chosen
from core.prompts.labels import simplified
from core.texts.typed import words_in

LONGEST = 40  # characters: more is no answer to a question
_UNSEEN = " \t\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_NUMBER = re.compile(
    r"([-+\u2212]?)(\d{1,3})(?:[.,\u066b](\d{1,3}))?\s*(?:(?:/|out of|of|von|de|sobre|من)\s*(\d{1,3}))?[\s.)!,]*"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number alone. value: None where it is not a whole one. of: what it was said to be out of ("7 of 10"), or None."""

    value: int | None
    of: int | None = None


def number(text: str) -> Number | None:
    """A message that is a number and nothing else, in any script's digits or as one word; None: it is something else."""
    told = normalize("NFKC", text).strip(_UNSEEN).casefold()
    told = "".join(str(decimal(each)) if each.isdecimal() else each for each in told)
    found = _NUMBER.fullmatch(told)
    if found is not None:
        value = int(found[2]) if found[1] in ("", "+") else -int(found[2])
        whole = found[3] is None or int(found[3]) == 0
        return Number(value if whole else None, None if found[4] is None else int(found[4]))
    spelt = number_said(told) if told.isalpha() else None
    return None if spelt is None else Number(spelt)


def choice(text: str) -> Chosen | None:
    """Grounding or something gentler, by its words; "not today" is a word of its own everywhere."""
    return _meant().get(simplified(text))


@cache
def _meant() -> Mapping[str, Chosen]:
    return {simplified(each): Chosen[meaning.upper()] for meaning, words in words_in("heavy").items() for each in words}
