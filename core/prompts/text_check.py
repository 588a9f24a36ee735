"""Checks of the texts inside a document: their placeholders, the words they use, and where exactly a fault stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from core.prompts.faults import Fault, Severity, nearest, quoted
from core.prompts.fields import canonical_tag
from core.prompts.loader import Document, Loc, dotted
from core.prompts.spots import find_word, spot
from core.prompts.template import TAGS, Inspection, TemplateFault, inspect

_NAMED = r"[\[{(<%]\s*(?P<name>(?:client|therapist|prompt|words)\.\w+|part_of_day)\s*[\]})>%]"
_HALF = re.compile(rf"{_NAMED}|\}}\}}\}}")
_HALF_OUTSIDE = re.compile(rf"{_NAMED}|(?<=\0)\}}")
LONGEST_MESSAGE = 2_000  # characters Discord carries in one message, the smaller of the two platforms' limits


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Which glossary words exist in which language."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])

    @property
    def keys(self) -> frozenset[str]:
        """Every word in any language."""
        return frozenset[str]().union(*self.words.values())

    def has(self, word: str, language: str) -> bool:
        """Whether the word can be said in this language or its base."""
        return any(word in self.words.get(tag, ()) for tag in tag_chain(language))


def tag_chain(language: str) -> list[str]:
    """`zh-Hant-TW` -> zh-Hant-TW, zh-Hant, zh; in the usual capitals."""
    return list(_chain(language))


@lru_cache(maxsize=256)
def _chain(language: str) -> tuple[str, ...]:
    parts = canonical_tag(language).split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


def check_text(
    document: Document, loc: Loc, template: str | Inspection, language: str, dictionary: Dictionary
) -> list[Fault]:
    """Faults of one text with placeholders, or of one that was inspected already."""
    found = template if isinstance(template, Inspection) else inspect(template)
    problems = [*found.faults, *_word_faults(found, language, dictionary)]
    return [*(_located(document, loc, problem) for problem in problems), *_half_placeholders(document, loc)]


def _half_placeholders(document: Document, loc: Loc) -> Iterator[Fault]:
    """`{ client.name }`, `[client.name]`, a brace too many: a client would read them as they stand."""
    node = document.find(loc)
    text = node.value if node is not None and isinstance(node.value, str) else ""
    if not _HALF.search(text):
        return
    outside = TAGS.sub(lambda tag: "\0" * len(tag[0]), text)
    for found in _HALF_OUTSIDE.finditer(outside):
        name = found["name"]
        message = (
            "this would be sent as it stands; two braces make it a placeholder"
            if name
            else "this brace is one too many"
        )
        hint = f"{{{{ {name} }}}}" if name else ""
        yield spotted(document, loc, found.start(), "half-placeholder", message, suggestion=hint)


def check_plain(document: Document, loc: Loc, words: str) -> list[Fault]:
    """A title, label or role: shown where no values are at hand, so placeholders would be shown raw."""
    if "{{" not in words and "{%" not in words:
        return []
    message = "placeholders are not filled in here; use plain words"
    return [document.fault(loc, "placeholder-in-name", message)]


def check_base_language(document: Document, fallback: str) -> list[Fault]:
    """Every text exists in the base language (SPEC 3.2). Asks the document, so that a slip inside a text hides nothing."""
    texts = document.data.get("text")
    languages = {canonical_tag(str(tag)) for tag in texts} if isinstance(texts, dict) else set[str]()
    if not languages or any(tag in languages for tag in tag_chain(fallback)):
        return []
    message = f"there is no text in the base language {quoted(fallback)}"
    return [document.fault(("text",), "missing-base-language", message, key=True)]


def check_length(document: Document, loc: Loc, text: str) -> list[Fault]:
    """A warning for what will not fit into one message; nothing is ever cut off, but it comes in parts."""
    if len(text) <= LONGEST_MESSAGE:
        return []
    message = (
        f"about {len(text):,} characters; Discord carries {LONGEST_MESSAGE:,} in one message, so it comes in parts"
    )
    return [document.fault(loc, "long-text", message, key=True, severity=Severity.WARNING)]


def _word_faults(found: Inspection, language: str, dictionary: Dictionary) -> list[TemplateFault]:
    faults: list[TemplateFault] = []
    for word, line in dict.fromkeys(found.words):
        if word not in dictionary.keys:
            hint = nearest(word, dictionary.keys)
            suggestion = f"words.{hint}" if hint else ""
            message = f"no glossary has a word {quoted(word)}"
            faults.append(TemplateFault(line, f"words.{word}", "unknown-word", message, suggestion))
        elif not dictionary.has(word, language):
            message = f"the word {quoted(word)} has no text in {quoted(language)}; add it to the glossary"
            faults.append(TemplateFault(line, f"words.{word}", "word-not-translated", message))
    return faults


def spotted(document: Document, loc: Loc, index: int, rule: str, message: str, **more: Any) -> Fault:
    """A fault at one character of a text: `index` counts in its value."""
    node = document.find(loc)
    if node is None or not isinstance(node.value, str):
        return document.fault(loc, rule, message, **more)
    line, column = spot(document.lines, node, index)
    return Fault(document.path, line, column, rule, message, field=dotted(loc), **more)


def _located(document: Document, loc: Loc, problem: TemplateFault) -> Fault:
    node = document.find(loc)
    line, column = document.place(loc)
    if node is not None and isinstance(node.value, str):
        line, column = spot(document.lines, node, _index(node.value, problem))
    return Fault(
        document.path, line, column, problem.rule, problem.message, field=dotted(loc), suggestion=problem.suggestion
    )


def _index(value: str, problem: TemplateFault) -> int:
    """Where in a text a fault stands: its token inside the placeholders of its line, else the first brace there."""
    start = 0
    for _ in range(problem.line - 1):
        start = value.find("\n", start) + 1 or start
    end = value.find("\n", start)
    end = len(value) if end < 0 else end
    spans = [(max(a, start), min(b, end)) for a, b in (m.span() for m in TAGS.finditer(value)) if a < end and b > start]
    if problem.token:
        at = find_word(value, problem.token, spans or [(start, end)])
        if at is not None:
            return at
    brace = value.find("{", start, end)
    if brace >= 0:
        return brace
    return start + len(value[start:end]) - len(value[start:end].lstrip())
