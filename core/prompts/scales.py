"""A scale as it is asked in one language: its words, its values, and what each value is called. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.check_in import Answer
from core.prompts.library import Library
from core.prompts.schema import Prompt, Scale
from core.prompts.text_check import tag_chain

GENTLE = 1  # the intensity before which nothing is asked
_FACES = (1, 5)  # values of a scale of faces that names neither its range nor its faces


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked. low, high: the ends of its values, both included; low_words, high_words: what they mean, or "".

    labels: what each value is called, lowest first; none where a value is its number. heavy: its heavy end (high, low, never).
    """

    question: str
    low: int
    high: int
    low_words: str
    high_words: str
    labels: tuple[str, ...]
    heavy: str = "high"

    def answer(self, value: int) -> Answer:
        """One value of it, as it is kept. Raises LookupError where it has no such value."""
        if not self.low <= value <= self.high:
            raise LookupError("no such value")
        return Answer(value, self.low, self.high, self.labels[value - self.low] if self.labels else "", self.heavy)

    @property
    def values(self) -> range:
        """Each of them, lowest first."""
        return range(self.low, self.high + 1)


def asked_in(scale: Scale, languages: Sequence[str]) -> Asked | None:
    """In the first of the languages that it has, each by itself and then by its base; None: in none of them."""
    tags = [tag for language in languages for tag in tag_chain(language)]
    text = next((scale.text[tag] for tag in tags if tag in scale.text), None)
    if text is None:
        return None
    low, high = scale.range or ((1, len(text.choices)) if text.choices else _FACES)
    return Asked(text.question.strip(), low, high, text.low or "", text.high or "", text.choices, scale.heavy)


def asked_before(prompt: Prompt) -> str | None:
    """The id of the scale that is asked before a prompt (SPEC 4.7); None: none is."""
    return None if prompt.intensity <= GENTLE or prompt.check_in is None else prompt.check_in.before


def before(library: Library, prompt: Prompt) -> Scale | None:
    """The scale that is asked before a prompt; None: nothing is. Raises LookupError where the library has no such scale."""
    name = asked_before(prompt)
    return None if name is None else library.scales[name]


def after(library: Library, prompt: Prompt) -> Scale | None:
    """The scale that is asked when a reply to a prompt has closed; None: none is, or the library has it no longer."""
    name = None if prompt.check_in is None else prompt.check_in.after
    return None if name is None else library.scales.get(name)


def is_readable(library: Library, prompt: Prompt, language: str) -> bool:
    """Whether there is a text of it in a client's language, and of the question that comes before it."""
    if library.text_for(prompt, [language]) is None:
        return False
    name = asked_before(prompt)
    scale = None if name is None else library.scales.get(name)
    return name is None or (scale is not None and asked_in(scale, [language]) is not None)
