"""Checks of what a prompt says, text by text: placeholders, how each comes out, its length, its words, how hard it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from core.prompts.faults import Fault, Severity
from core.prompts.loader import Document, Loc
from core.prompts.phrase_check import check_phrases, check_roles
from core.prompts.reading import FEWEST_WORDS, HARDEST, grade, words_of_text
from core.prompts.samples import try_out
from core.prompts.schema import Prompt, PromptText
from core.prompts.template import inspect
from core.prompts.text_check import Dictionary, check_length, check_text, tag_chain

# A phone shows about 20 lines of 40 letters at the platforms' ordinary size; title, "About 8 minutes", buttons take some.
LONGEST_SCREEN = 700


@dataclass(frozen=True, slots=True)
class Told:
    """One text as somebody gets it, for the rules that look at several together."""

    loc: Loc
    language: str
    words: str


@dataclass(slots=True)
class Texts:
    """What came of a prompt's texts: their faults, and how the sound ones read."""

    faults: list[Fault] = field(default_factory=list[Fault])
    told: list[Told] = field(default_factory=list[Told])


def check_texts(
    document: Document, prompt: Prompt, dictionary: Dictionary, words: Mapping[str, Mapping[str, str]]
) -> Texts:
    """Everything that can be said of a prompt's texts without the other prompts. words: glossary pieces by language."""
    found = Texts(faults=list(check_roles(document, prompt)))
    for language, text in prompt.text.items():
        glossary: dict[str, str] = {}
        for tag in reversed(tag_chain(language)):
            glossary.update(words.get(tag, {}))
        for loc, template in _filled_in(language, text):
            _one(found, document, loc, template, language, text.title, dictionary, glossary)
        for loc, label in _labels(language, text):
            found.faults += check_phrases(document, loc, label, language)
    found.faults += _hard_to_read(document, found.told)
    return found


def _filled_in(language: str, text: PromptText) -> Iterator[tuple[Loc, str]]:
    if text.body is not None:
        yield ("text", language, "body"), text.body
    for name, turn in text.turns.items():
        yield ("text", language, "turns", name, "say"), turn.say
    if text.aftercare is not None:
        yield ("text", language, "aftercare"), text.aftercare


def _labels(language: str, text: PromptText) -> Iterator[tuple[Loc, str]]:
    yield ("text", language, "title"), text.title
    for name, turn in text.turns.items():
        for choice, label in turn.choose.items():
            yield ("text", language, "turns", name, "choose", choice), label


def _one(
    found: Texts, document: Document, loc: Loc, template: str, language: str, title: str, dictionary: Dictionary,
    glossary: Mapping[str, str],
) -> None:  # fmt: skip
    inspection = inspect(template)
    faults = check_text(document, loc, inspection, language, dictionary)
    found.faults += faults
    if faults:
        found.faults += check_phrases(document, loc, template, language)
        return
    tried = try_out(template, inspection, language=language, title=title, words=glossary)
    if tried.failed:
        found.faults.append(document.fault(loc, "not-filled-in", tried.failed, key=True))
    if tried.empty:
        message = "for some clients nothing is left of this text"
        found.faults.append(document.fault(loc, "renders-empty", message, key=True))
    # Where nothing depends on who reads it, the text as it is written says it all.
    told = tried.texts if "{%" in template or " if " in template else ()
    found.faults += check_phrases(document, loc, template, language, told)
    too_long = check_length(document, loc, tried.longest)
    found.faults += too_long or _over_a_screen(document, loc, max(tried.texts, key=len, default=""))
    if tried.texts:
        found.told.append(Told(loc, language, max(tried.texts, key=len)))


def _over_a_screen(document: Document, loc: Loc, text: str) -> Iterator[Fault]:
    if len(text) > LONGEST_SCREEN:
        message = (
            f"about {len(text):,} characters; a phone shows {LONGEST_SCREEN} at once, and a tired person reads no more"
        )
        yield document.fault(loc, "too-long-for-screen", message, key=True, severity=Severity.WARNING)


def _hard_to_read(document: Document, told: list[Told]) -> Iterator[Fault]:
    """Each English text of 30 words and more by itself; the shorter ones with the whole prompt, title left out."""
    english: dict[str, list[tuple[Told, int]]] = {}
    for text in told:
        if tag_chain(text.language)[-1] == "en":
            english.setdefault(text.language, []).append((text, len(words_of_text(text.words))))
    for language, texts in english.items():
        hard = [text for text, count in texts if count >= FEWEST_WORDS and grade(text.words) > HARDEST]
        for text in hard:
            yield _hard(document, text.loc, grade(text.words))
        if not hard and any(count < FEWEST_WORDS for _, count in texts):
            whole = "\n\n".join(text.words for text, _ in texts)
            if sum(count for _, count in texts) >= FEWEST_WORDS and grade(whole) > HARDEST:
                yield _hard(document, ("text", language), grade(whole))


def _hard(document: Document, loc: Loc, years: float) -> Fault:
    message = (
        f"reads like school year {years:.0f}; a tired person reads year {HARDEST:.0f} at most: "
        "shorter sentences, shorter words"
    )
    return document.fault(loc, "hard-to-read", message, key=True, severity=Severity.WARNING)
