"""The library as everything else sees it: immutable, checked as a whole, known by its revision."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from core.domain.direction import runs_right_to_left
from core.domain.errors import LibraryFault
from core.domain.ids import Revision
from core.prompts.check import Read, check, words_of
from core.prompts.faults import Fault, errors, in_order, plain_line
from core.prompts.loader import compose, read_folder
from core.prompts.own import OwnPrompt
from core.prompts.programme import Programme
from core.prompts.schema import Entry, Glossary, Prompt, PromptText, Scale
from core.prompts.template import Values, render
from core.prompts.text_check import tag_chain
from core.prompts.validate import validate

LONGEST_NAME = 64  # characters of a person's name inside a text

_FIRST_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_Kind = TypeVar("_Kind", Prompt, Programme, Scale, Glossary)


@dataclass(frozen=True, slots=True)
class Localized:
    """A prompt's text and the tag under which it was found."""

    language: str
    text: PromptText


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a client reads. language: the tag the text was found under, which may be the base of the one asked for."""

    title: str
    body: str
    aftercare: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Library:
    """Every prompt, programme, scale and glossary of one revision, by id. words: language -> key -> piece of text.

    own: therapists' own prompts that are needed at this moment. They stand apart, so that nothing that chooses among
    `prompts` ever meets one: each is for one client.
    """

    revision: Revision
    prompts: Mapping[str, Prompt]
    programmes: Mapping[str, Programme]
    scales: Mapping[str, Scale]
    glossaries: Mapping[str, Glossary]
    words: Mapping[str, Mapping[str, str]]
    own: Mapping[str, OwnPrompt] = field(default_factory=dict[str, OwnPrompt])

    def prompt(self, name: str) -> Prompt | None:
        """What an occurrence names: one of the library's, or a therapist's own."""
        return self.own.get(name) or self.prompts.get(name)

    def text_for(self, prompt: Prompt, languages: Sequence[str]) -> Localized | None:
        """The text in the first of `languages` that has one, each by itself and then by its base (pt-BR -> pt).

        Nothing else is tried: a client never gets a language they did not name (SPEC 3.4). What a therapist wrote for one
        client has one text, and it is that client's.
        """
        if isinstance(prompt, OwnPrompt):
            return Localized(prompt.language, prompt.words)
        for language in languages:
            for tag in tag_chain(language):
                if tag in prompt.text:
                    return Localized(tag, prompt.text[tag])
        return None


def build_library(entries: Iterable[Entry]) -> Library:
    """A library of sound entries; ids are unique per kind."""
    listed = list(entries)
    words = {tag: MappingProxyType(pieces) for tag, pieces in words_of(listed).items()}
    return Library(
        revision=_revision(listed),
        prompts=_of(Prompt, listed),
        programmes=_of(Programme, listed),
        scales=_of(Scale, listed),
        glossaries=_of(Glossary, listed),
        words=MappingProxyType(words),
    )


def load_library(folder: Path, *, fallback: str = "en") -> tuple[Library | None, list[Fault]]:
    """Read and check a folder. The library is None where there is any error; the faults come sorted, warnings too.

    fallback: the base language every text must have.
    """
    library, faults, _ = load_with_sources(folder, fallback=fallback)
    return library, faults


def load_with_sources(folder: Path, *, fallback: str = "en") -> tuple[Library | None, list[Fault], dict[str, str]]:
    """The same, with the text of every file that has a fault, by path, for showing the lines."""
    faults: list[Fault] = []
    reads: list[Read] = []
    sources: dict[str, str] = {}
    found = False
    for source, fault in read_folder(folder):
        found = True
        if source is None:
            faults += [fault] if fault is not None else []
            continue
        sources[source.path] = source.text
        document, problems = compose(source)
        faults += problems
        if document is not None:
            shaped = validate(document)
            reads.append(Read(document, shaped.entry, shaped.mended))
            faults += shaped.faults
    if not found:
        faults.append(Fault(".", 1, 1, "no-files", "there is no *.yaml or *.yml file in the library"))
    faults = in_order([*faults, *check(reads, fallback=fallback)])
    broken = {fault.path for fault in faults}
    shown = {path: text for path, text in sources.items() if path in broken}
    if errors(faults):
        return None, faults, shown
    return build_library(read.entry for read in reads if read.entry is not None), faults, shown


def render_prompt(library: Library, prompt_id: str, *, language: str | Sequence[str], values: Values) -> Rendered:
    """Fill in a prompt for one client. language: theirs, or theirs and the further ones they read, in order.

    `values.words` and `values.prompt_title` are taken from the library. Names are freed of control characters, and
    isolated where they run against the text's direction. Raises LibraryFault: unknown prompt, no text in these
    languages, a scene (played turn by turn), or a text that cannot be filled in.
    """
    prompt = library.prompt(prompt_id)
    if prompt is None:
        raise LibraryFault("the library in force has no such prompt")
    if isinstance(prompt, OwnPrompt):  # typed words are data: nothing in them is filled in
        words = prompt.words
        return Rendered(words.title, words.body or "", words.aftercare, prompt.language)
    found = library.text_for(prompt, [language] if isinstance(language, str) else language)
    if found is None:
        raise LibraryFault("the prompt has no text in a language the client reads")
    if found.text.body is None:
        raise LibraryFault("the prompt is a scene and has no body")
    filled = fill_in(library, found, values)
    aftercare = found.text.aftercare
    return Rendered(
        title=found.text.title,
        body=render(found.text.body, filled).strip(),
        aftercare=None if aftercare is None else render(aftercare, filled).strip(),
        language=found.language,
    )


def fill_in(library: Library, found: Localized, values: Values) -> Values:
    """The values as a text takes them: names as they can stand in it, the library's words and its title put in."""
    return replace(
        values,
        client_name=inserted(values.client_name, found.language),
        therapist_name=inserted(values.therapist_name, found.language),
        prompt_title=found.text.title,
        words=_words(library, found.language),
    )


def _of(kind: type[_Kind], entries: Iterable[Entry]) -> Mapping[str, _Kind]:
    return MappingProxyType({entry.id: entry for entry in entries if isinstance(entry, kind)})


def _words(library: Library, language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for tag in reversed(tag_chain(language)):
        words.update(library.words.get(tag, {}))
    return words


def inserted(name: str, language: str) -> str:
    """A name as it stands in a text of this language: on one line, without characters that could turn or break it."""
    clean = " ".join(plain_line(" ".join(name.split())).replace("\ufffd", "").split())[:LONGEST_NAME]
    against = ("L",) if runs_right_to_left(language) else ("R", "AL")
    if any(unicodedata.bidirectional(character) in against for character in clean):
        return f"{_FIRST_ISOLATE}{clean}{_END_ISOLATE}"
    return clean


def _revision(entries: Sequence[Entry]) -> Revision:
    """A hash of what the entries say: file names, their order, comments and the order of free keys do not count."""
    rows = sorted((entry.kind, entry.id, _canonical(entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
                  for entry in entries)  # fmt: skip
    return Revision(hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16])


def _canonical(value: Any, key: str = "") -> str:
    if isinstance(value, dict):
        pairs = [[name, _canonical(inner, name)] for name, inner in value.items()]
        # The order of a turn's choices is the order of its buttons; every other mapping has none.
        return json.dumps(pairs if key == "choose" else sorted(pairs))
    if isinstance(value, list):
        return json.dumps([_canonical(inner) for inner in value])
    return json.dumps(value)
