"""Two words that a newcomer says to their therapist, so that nobody else can have come in with the code (SPEC 8.3, CN-09)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.ports.entropy import Entropy
from core.safety.phrase_words import WORDS

CHOICES = 3  # phrases that the therapist is shown


@dataclass(frozen=True, slots=True)
class Phrases:
    """What is shown to the therapist, in this order; the client knows the right one."""

    choices: tuple[str, ...]
    right: int

    @property
    def told(self) -> str:
        """The client's."""
        return self.choices[self.right]

    def packed(self) -> str:
        """As text, to be sealed."""
        return json.dumps([list(self.choices), self.right], ensure_ascii=False)

    def place_of(self, said: str) -> int | None:
        """Which of them somebody typed, whatever the case and the blanks; None: none of them."""
        words = " ".join(said.casefold().strip(" .,!“”\"'").split())
        return next((n for n, each in enumerate(self.choices) if each.casefold() == words), None)


def unpacked(packed: str) -> Phrases:
    """What `packed` made."""
    choices, right = json.loads(packed)
    return Phrases(tuple(choices), right)


def new_phrases(entropy: Entropy, language: str, *, words: Mapping[str, Sequence[str]] = WORDS) -> Phrases:
    """Three phrases of two words each, no word twice, in the client's language (its base, or English); one of them right."""
    known = words.get(language) or words.get(language.split("-", maxsplit=1)[0]) or words["en"]
    drawn: list[str] = []
    while len(drawn) < 2 * CHOICES:
        word = known[_below(entropy, len(known))]
        if word not in drawn:
            drawn.append(word)
    pairs = tuple(f"{drawn[at]} {drawn[at + 1]}" for at in range(0, len(drawn), 2))
    return Phrases(pairs, _below(entropy, CHOICES))


def _below(entropy: Entropy, limit: int) -> int:
    """A number from 0 to limit - 1; over four bytes the unevenness is far too small to matter."""
    return int.from_bytes(entropy.token(4), "big") % limit
