"""One YAML file read with the place of every key, so that a fault can point at its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from config.faults import Fault, Loc, dotted
from core.prompts.scan import DEEPEST, Enough, Events, TooDeep
from core.prompts.source import decode, without_last_comments

SIZE_LIMIT = 100_000  # bytes; a practice's settings are a page, not a book
# What ruamel's parser is known to raise on odd input beside its own errors (an escape beyond Unicode, for one).
PARSER_ERRORS = (YAMLError, ValueError, TypeError, LookupError, AttributeError, AssertionError, OverflowError)
_NULL = {"", "~", "null", "Null", "NULL"}
_WHOLE_NUMBER = re.compile(r"[-+]?[0-9]{1,30}", re.ASCII)  # a Discord id has up to 20 digits


@dataclass(slots=True)
class Document:
    """The plain values of a file, the line of each of them (1-based), and everything wrong with its form.

    `values` is {} where the file cannot be read as a mapping; then `faults` says why.
    """

    name: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    faults: list[Fault] = field(default_factory=list[Fault])
    lines: dict[Loc, int] = field(default_factory=dict[Loc, int])

    def place(self, loc: Loc) -> str:
        """`practice.yaml:LINE` of the nearest thing that is written in the file."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return f"{self.name}:{self.lines.get(loc, 1)}"

    def refuse(self, line: int, sentence: str) -> None:
        """Add a fault of form."""
        self.faults.append(Fault(f"{self.name}:{line}", sentence))


def read_document(path: Path) -> Document:
    """Read `path` as YAML 1.2. Never raises: whatever the bytes are, the faults say what is wrong and where."""
    document = Document(path.name)
    text = _text_of(path, document)
    if text is None:
        return document
    events = Events(path.name, without_last_comments(text))
    reading = _Reading(document, iter(events))
    try:
        root = reading.document_root()
    except (TooDeep, _TooDeep) as deep:
        document.refuse(deep.line, f"it is nested more than {DEEPEST} levels deep; settings need three")
        root = None
    except MarkedYAMLError as error:
        _refuse_syntax(error, document)
        root = None
    except (*PARSER_ERRORS, Enough):
        document.refuse(events.place[0], "this is not YAML; compare it with the file that `vignette init` writes")
        root = None
    document.faults[:0] = [Fault(f"{path.name}:{fault.line}", fault.message) for fault in events.faults]
    if isinstance(root, dict):
        document.values = cast("dict[str, Any]", root)
    elif not document.faults:
        sentence = (
            "must hold `key: value` lines" if root is not None else "is empty; `vignette init` writes one to begin with"
        )
        document.refuse(1, f"the file {sentence}")
    return document


def _text_of(path: Path, document: Document) -> str | None:
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        sentence = (
            f"is not in {path.parent}; make a practice with `vignette init DIR`, or name yours with --practice DIR"
        )
        document.faults.append(Fault(path.name, sentence))
        return None
    except OSError as error:
        document.faults.append(Fault(path.name, f"cannot be read ({error.strerror}); look at its owner and mode"))
        return None
    if len(raw) > SIZE_LIMIT:
        document.refuse(1, f"the file is over {SIZE_LIMIT // 1000} kB; settings are a page")
        return None
    source = decode(path.name, raw)
    for fault in source.faults:
        document.refuse(fault.line, fault.message)
    return None if source.faults else source.text


def _refuse_syntax(error: MarkedYAMLError, document: Document) -> None:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    problem = " ".join(str(error.problem or error.context or "this is not YAML").split())
    begun = error.context_mark.line + 1 if error.context_mark else line
    hint = f" (look at what begins in line {begun})" if begun != line else ""
    document.refuse(line, f"this line is not YAML as it stands: {problem}{hint}")


class _TooDeep(Exception):
    def __init__(self, line: int) -> None:
        super().__init__("too deep")
        self.line = line


class _Reading:
    """Parser events -> plain values, remembering the line of each and going on after a key that stands twice."""

    def __init__(self, document: Document, events: Iterator[Any]) -> None:
        self._document = document
        self._events = events

    def document_root(self) -> Any:
        """The value of the first document; a second one is a fault."""
        root: Any = None
        seen = False
        for event in self._events:
            if isinstance(event, DocumentStartEvent) and seen:
                self._document.refuse(_line(event), "the file holds one document; take the `---` out")
                break
            if isinstance(event, NodeEvent):
                root, seen = self._value(event, ()), True
        return root

    def _value(self, event: NodeEvent, loc: Loc) -> Any:
        if isinstance(event, ScalarEvent):
            return event.value if event.style else _scalar(event.value)
        if len(loc) >= DEEPEST:
            raise _TooDeep(_line(event))
        return self._mapping(loc) if isinstance(event, MappingStartEvent) else self._sequence(loc)

    def _sequence(self, loc: Loc) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            here = (*loc, len(items))
            self._document.lines[here] = _line(event)
            items.append(self._value(event, here))
        return items

    def _mapping(self, loc: Loc) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            line = _line(event)
            if not isinstance(event, ScalarEvent):
                self._document.refuse(line, "a key must be one word")
                self._value(event, (*loc, "?"))
                self._value(next(self._events), (*loc, "?"))
                continue
            here = (*loc, str(event.value))
            known = event.value in values
            if known:
                sentence = (
                    f"the key `{dotted(here)}` stands twice (first in line {self._document.lines[here]}); keep one"
                )
                self._document.refuse(line, sentence)
                here = (*loc, f"{event.value} again")
            self._document.lines[here] = line
            value = self._value(next(self._events), here)
            if not known:
                values[str(event.value)] = value
        return values


def _line(event: Any) -> int:
    return event.start_mark.line + 1


def _scalar(word: str) -> Any:
    """YAML 1.2's null, true, false and whole numbers; anything else stays as written, for no setting is a fraction."""
    if word in _NULL:
        return None
    if word.lower() in {"true", "false"}:
        return word.lower() == "true"
    return int(word) if _WHOLE_NUMBER.fullmatch(word) else word
