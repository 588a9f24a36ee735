"""Two libraries beside each other: what came, what went, and which parts of what stayed are other ones. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from core.prompts.library import Library
from core.prompts.packed import entries_of
from core.prompts.scales import asked_before, asked_in
from core.prompts.schema import Entry, Programme, Prompt, PromptText
from core.prompts.template import inspect
from core.prompts.text_check import tag_chain

_NAMED_BY = ("turn", "id")  # what an item of a list is known by, wherever it stands
_ORDERED = ("choose", "script", "steps")  # whose order people see
_BESIDE_WHEN = ("id", "prompt", "pool", "remind", "answer_within", "if_late")  # of a step: no part of its rhythm
_TIMES = ("at", "between")
_FULL_MINUTE = re.compile(r"\b([0-9]{2}:[0-9]{2}):00\b")  # as an author writes it


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an entry. where: dotted, by names and not by numbers. before, after: as written; None: not there."""

    where: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that is there before and after. moves: of a programme, its slots lie otherwise than before."""

    kind: str
    id: str
    parts: tuple[Part, ...]
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """added, removed: (kind, id)."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    changed: tuple[Changed, ...]

    @property
    def nothing(self) -> bool:
        """Whether the two say the same."""
        return not (self.added or self.removed or self.changed)


def compare(before: Library, after: Library) -> Changes:
    """What is different, by kind and id."""
    old = {(entry.kind, entry.id): entry for entry in entries_of(before)}
    new = {(entry.kind, entry.id): entry for entry in entries_of(after)}
    changed = (_changed(old[key], new[key]) for key in sorted(old.keys() & new.keys()))
    return Changes(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(old.keys() - new.keys())),
        tuple(each for each in changed if each.parts),
    )


def _changed(old: Entry, new: Entry) -> Changed:
    before, after = dict(_parts(_told(old))), dict(_parts(_told(new)))
    places = list(dict.fromkeys([*before, *after]))
    parts = tuple(
        Part(place, before.get(place), after.get(place)) for place in places if before.get(place) != after.get(place)
    )
    moves = isinstance(old, Programme) and isinstance(new, Programme) and _rhythms(old) != _rhythms(new)
    return Changed(new.kind, new.id, parts, moves)


def _told(entry: Entry) -> dict[str, Any]:
    return entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _rhythms(programme: Programme) -> dict[str, dict[str, Any]]:
    return {step.id: step.model_dump(exclude=set(_BESIDE_WHEN)) for step in programme.steps}


def _parts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Each leaf with its place; where an order counts, the order as a leaf of its own."""
    inner: Mapping[str, Any] | None = value if isinstance(value, dict) else _by_name(value)
    if inner is None:
        words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield where, _FULL_MINUTE.sub(r"\1", words) if where.rpartition(".")[2] in _TIMES else words
        return
    if where.rpartition(".")[2] in _ORDERED and len(inner) > 1:
        yield f"{where} (order)", " ".join(inner)
    for name, each in inner.items():
        yield from _parts(each, f"{where}.{name}" if where else name)


def _by_name(value: Any) -> Mapping[str, Any] | None:
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        return None
    key = next((key for key in _NAMED_BY if all(key in each for each in value)), None)
    if key is None:
        return None
    return {str(each[key]): {name: part for name, part in each.items() if name != key} for each in value}


# --- what a client reads ----------------------------------------------------------------------------------------------
def as_read(library: Library, prompt: str, language: str) -> tuple[object, ...] | None:
    """All that the words a client gets with a prompt hang on, to be compared; None where there are none in the language."""
    known = library.prompts.get(prompt)
    found = None if known is None else library.text_for(known, [language])
    if known is None or found is None:
        return None
    scale = library.scales.get(asked_before(known) or "")
    question = None if scale is None else asked_in(scale, [language])
    return (
        found.language,
        found.text,
        known.script,
        known.minutes,
        _pieces(library, found.text, found.language),
        question,
    )


def _pieces(library: Library, text: PromptText, language: str) -> tuple[tuple[str, str], ...]:
    """The glossary's pieces that its words use, as they are in this language."""
    written = [text.body, text.aftercare, *(turn.say for turn in text.turns.values())]
    keys = sorted({key for each in written if each for key, _ in inspect(each).words})
    there: dict[str, str] = {}
    for tag in reversed(tag_chain(language)):
        there.update(library.words.get(tag, {}))
    return tuple((key, there.get(key, "")) for key in keys)


def touched(before: Library, after: Library, changes: Changes) -> frozenset[str]:
    """Ids of the programmes, of before or after, whose followers could get anything else than before."""
    names = {name for _, name in (*changes.added, *changes.removed)} | {each.id for each in changes.changed}
    kinds = {kind for kind, _ in (*changes.added, *changes.removed)} | {each.kind for each in changes.changed}
    shared = bool(kinds & {"glossary", "scale"})  # words that stand in any prompt
    found: set[str] = set()
    for library in (before, after):
        for programme in library.programmes.values():
            pools = any(step.pool is not None for step in programme.steps)
            prompts = {step.prompt for step in programme.steps}
            if shared or programme.id in names or prompts & names or (pools and "prompt" in kinds):
                found.add(programme.id)
    return frozenset(found)


def lost(before: Library, after: Library) -> list[Prompt]:
    """Prompts that are there no longer."""
    return [prompt for name, prompt in before.prompts.items() if name not in after.prompts]


# --- words beside each other ------------------------------------------------------------------------------------------
def word_by_word(before: str, after: str, *, around: int = 5) -> str:
    """One line: what is gone as [-words-], what is new as {+words+}, and a few words of what stays around them."""
    old, new = before.split(), after.split()
    told: list[str] = []
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, first, last, begins, ends) in enumerate(blocks):
        if tag == "equal":
            told += _shortened(old[first:last], around, is_first=place == 0, is_last=place == len(blocks) - 1)
            continue
        told += [f"[-{' '.join(old[first:last])}-]"] if first < last else []
        told += [f"{{+{' '.join(new[begins:ends])}+}}"] if begins < ends else []
    return " ".join(told) if old != new else "(only blanks and line ends)"


def _shortened(words: Sequence[str], around: int, *, is_first: bool, is_last: bool) -> list[str]:
    head = [] if is_first else list(words[:around])
    tail = [] if is_last else list(words[-around:])
    if len(words) <= len(head) + len(tail):
        return list(words)
    return [*head, "…", *tail]
