"""What somebody types as an answer to the question before a prompt, or to what follows a heavy one, in every language. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import decimal, normalize

from core.desk.time_words import number_said
from core.domain.check_in import Chosen
from core.prompts.labels import simplified

LONGEST = 40  # characters: more is no answer to a question
_UNSEEN = " \t\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_NUMBER = re.compile(
    r"([-+\u2212]?)(\d{1,3})(?:[.,\u066b](\d{1,3}))?\s*(?:(?:/|out of|of|von|de|sobre|من)\s*(\d{1,3}))?[\s.)!,]*"
)
_WORDS: dict[Chosen, tuple[str, ...]] = {
    Chosen.GROUNDING: (
        "grounding", "a small grounding step", "small grounding step", "grounding step", "ankommen", "ein kleiner schritt zum ankommen",
        "kleiner schritt", "erden", "erdung", "calma", "un pequeño paso de calma", "paso de calma", "تهدئة", "تهدئه",
        "خطوة تهدئة صغيرة", "خطوة تهدئة",
    ),
    Chosen.GENTLER: (
        "gentler", "something gentler", "gentle", "sanfter", "sanfteres", "etwas sanfteres", "etwas sanfter", "más suave", "mas suave",
        "algo más suave", "algo mas suave", "ألطف", "الطف", "شيء ألطف", "شيء الطف",
    ),
}  # fmt: skip
_MEANT = {simplified(word): chosen for chosen, words in _WORDS.items() for word in words}


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
    return _MEANT.get(simplified(text))
