"""Files of a library -> documents of plain values in which every key and value knows its place.

Reads YAML 1.2's core schema: `no`, `on`, `12:30` and `2027-03-28` stay the words an author typed. Whatever the bytes,
the outcome is a document or named faults, never an exception (SPEC 3.1).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from core.prompts.faults import Fault, plain_line, quoted
from core.prompts.nodes import DEEPEST, MOST_NODES, Node, OutOfRange, Step, resolved
from core.prompts.quick import read_plain
from core.prompts.scan import MOST_FAULTS, Enough, Events, TooDeep
from core.prompts.source import LARGEST_FILE, Source, decode, describe_forbidden, without_last_comments
from core.prompts.syntax import in_plain_words

Loc = tuple[Step, ...]
Plain = Any  # str, int, float, bool, None, list or dict of the same

# What ruamel's parser is known to raise on odd input beside its own errors (an escape beyond Unicode, for one).
_PARSER_ERRORS = (YAMLError, ValueError, TypeError, IndexError, KeyError, AttributeError, AssertionError, OverflowError)

# Faults of one key or one text, which keep nothing else from being read.
_LOCAL = ("duplicate-key", "control-character", "bidi-character", "nul")


@dataclass(frozen=True, slots=True)
class Document:
    """One library file that could be read. data: the same as plain Python values."""

    source: Source
    root: Node
    data: dict[str, Plain]

    @property
    def path(self) -> str:
        """Relative to the library, with slashes."""
        return self.source.path

    @property
    def lines(self) -> list[str]:
        """The file's lines, as its places count them."""
        return self.source.text.split("\n")

    def find(self, loc: Sequence[Step]) -> Node | None:
        """The node at a place, or None."""
        node: Node | None = self.root
        for step in loc:
            node = None if node is None else node.child(step)
        return node

    def place(self, loc: Sequence[Step], *, key: bool = False) -> tuple[int, int]:
        """Line and column: of the value for a scalar, of the key for a mapping or list (and for all where `key`).

        A place that does not exist is answered by the nearest that does.
        """
        node, at = self.root, (self.root.line, self.root.column)
        for number, step in enumerate(loc):
            inner = node.child(step)
            if inner is None:
                continue
            by_key = isinstance(inner.value, dict | list) or (key and number == len(loc) - 1)
            at = node.keys[step] if by_key and isinstance(step, str) else (inner.line, inner.column)
            node = inner
        return at

    def fault(self, loc: Sequence[Step], rule: str, message: str, *, key: bool = False, **more: Any) -> Fault:
        """A fault at a place; `more` are the other fields of Fault."""
        line, column = self.place(loc, key=key)
        return Fault(self.path, line, column, rule, message, field=dotted(loc), **more)


def dotted(loc: Sequence[Step]) -> str:
    """("steps", 0, "at") -> "steps.0.at"."""
    return plain_line(".".join(str(step) for step in loc))


def compose(source: Source) -> tuple[Document | None, list[Fault]]:
    """Parse one decoded file. A document comes without faults, or with such as leave its other values readable."""
    if source.faults:
        return None, list(source.faults)
    quick = read_plain(source.text)
    if quick is not None:
        return Document(source, quick, plain(quick)), []
    return parse(source)


def parse(source: Source) -> tuple[Document | None, list[Fault]]:
    """The same by the parser, for whatever stands in a file."""
    builder = _Builder(source.path)
    events = Events(source.path, without_last_comments(source.text))
    try:
        for event in _guarded(events, builder, source.text):
            builder.take(event)
    except (TooDeep, _Deep) as deep:
        builder.note(deep.line, deep.column, "too-deep", f"nested more than {DEEPEST} levels deep")
    except (Enough, _Full):
        pass
    faults = [*events.faults, *builder.faults]
    if any(fault.rule not in _LOCAL for fault in faults):
        return None, faults
    root = builder.root
    if root is None or root.value is None:
        return None, [Fault(source.path, 1, 1, "empty", "the file is empty; it should hold one document")]
    if not isinstance(root.value, dict):
        message = "a library file is a mapping (key: value lines)"
        return None, [Fault(source.path, root.line, root.column, "not-a-mapping", message)]
    return Document(source, root, plain(root)), faults


def _guarded(events: Events, builder: _Builder, text: str) -> Iterator[Any]:
    """The events; what stops the parser becomes a fault and ends them."""
    try:
        yield from events
    except MarkedYAMLError as error:
        line, column, message = in_plain_words(error, text) or (*events.place, "this cannot be read as YAML")
        builder.note(line, column, "yaml-syntax", message)
    except _PARSER_ERRORS:
        builder.note(*events.place, "yaml-syntax", "this cannot be read as YAML")
    except RecursionError:
        builder.note(*events.place, "too-deep", f"nested more than {DEEPEST} levels deep")


def plain(node: Node) -> Plain:
    """The value of a node without places."""
    if isinstance(node.value, dict):
        return {key: plain(inner) for key, inner in node.value.items()}
    if isinstance(node.value, list):
        return [plain(inner) for inner in node.value]
    return node.value


def read_folder(folder: Path) -> Iterator[tuple[Source, None] | tuple[None, Fault]]:
    """Every *.yaml and *.yml below `folder`, by path; hidden files and folders are passed over.

    A link that leads out of the folder and a file that cannot be read come as a fault instead.
    """
    top = folder.resolve()
    for path in _walk(top):
        name = _shown(path.relative_to(top))
        fault = _unreadable(path, top, name)
        if fault is not None:
            yield None, fault
            continue
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except OSError as error:
            yield (
                None,
                Fault(name, 1, 1, "unreadable", f"the file cannot be read ({error.strerror or 'no reason given'})"),
            )
            continue
        yield decode(name, content), None


def _walk(top: Path) -> list[Path]:
    """Files to read, and links and unreadable folders to judge, sorted. Folders that are links are not entered."""
    found: list[Path] = []
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError:
            found.append(folder)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            elif entry.name.lower().endswith((".yaml", ".yml")) or (entry.is_symlink() and entry.is_dir()):
                found.append(Path(entry.path))
    return sorted(found, key=lambda path: path.relative_to(top).parts)


def _unreadable(path: Path, top: Path, name: str) -> Fault | None:
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(top):
            return Fault(name, 1, 1, "outside", "this link leads out of the library; copy the file in")
        kind = path.stat().st_mode
    except (OSError, RuntimeError):
        return Fault(name, 1, 1, "unreadable", "the file cannot be read (a broken link, or no permission)")
    if stat.S_ISDIR(kind) and path.is_symlink():
        return Fault(name, 1, 1, "unreadable", "a link to a folder of the same library; leave it out")
    if stat.S_ISDIR(kind):
        return Fault(name, 1, 1, "unreadable", "this folder cannot be read (no permission)")
    if not stat.S_ISREG(kind):
        return Fault(name, 1, 1, "unreadable", "this is not an ordinary file")
    return None


def _shown(path: Path) -> str:
    return plain_line(path.as_posix().encode("utf-8", "replace").decode("utf-8"))


class _Deep(Exception):  # a way out of the builder
    def __init__(self, line: int, column: int) -> None:
        super().__init__("too deep")
        self.line = line
        self.column = column


class _Full(Exception):  # the same, for a file that goes on for too long
    pass


class _Builder:
    """Events -> nodes, without recursion."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._open: list[Node] = []
        self._keys: list[tuple[str, int, int] | None] = []  # the key that waits for its value, per open node
        self._documents = 0
        self._nodes = 0

    def note(self, line: int, column: int, rule: str, message: str, **more: Any) -> None:
        """Add a fault. Raises _Full where there are so many that more help nobody."""
        if len(self.faults) >= MOST_FAULTS:
            raise _Full
        self.faults.append(Fault(self.path, line, column, rule, message, **more))

    def take(self, event: Any) -> None:
        """One event. Raises _Deep, and _Full where going on makes no sense."""
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self.note(
                    *_start(event),
                    "several-documents",
                    "a library file holds one document; make this a file of its own",
                )
                raise _Full
        elif isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            line, column = _start(event)
            node = Node({} if isinstance(event, MappingStartEvent) else [], line, column)
            self._add(node)
            if len(self._open) >= DEEPEST:
                raise _Deep(line, column)
            self._open.append(node)
            self._keys.append(None)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
            self._keys.pop()

    def _scalar(self, event: ScalarEvent) -> None:
        line, column = _start(event)
        style = event.style or ""
        words: str = event.value
        # Only an escape can bring in what the file as a whole was found free of.
        forbidden = describe_forbidden(words) if style == '"' else None
        if forbidden is not None:
            self.note(line, column, *forbidden)
        if self._open and isinstance(self._open[-1].value, dict) and self._keys[-1] is None:
            self._key(words, style, line, column)
            return
        value = self._resolve(words, line, column) if not style else words
        self._add(Node(value, line, column, style))

    def _key(self, words: str, style: str, line: int, column: int) -> None:
        mapping = self._open[-1]
        if words == "<<" and not style:
            self.note(line, column, "merge-key", "merge keys (<<) are not used here; write the keys out")
        elif words in mapping.value:
            first = mapping.keys[words][0]
            self.note(
                line, column, "duplicate-key", f"the key {quoted(words)} stands here twice (first on line {first})"
            )
        self._count(line)
        self._keys[-1] = (words, line, column)

    def _add(self, node: Node) -> None:
        self._count(node.line)
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
            return
        key = self._keys[-1]
        if key is None:
            message = 'a key is a plain word; a text that begins with "{{" needs quotes around it'
            self.note(node.line, node.column, "bad-key", message)
            raise _Full
        words, line, column = key
        parent.value.setdefault(words, node)
        parent.keys.setdefault(words, (line, column))
        self._keys[-1] = None

    def _count(self, line: int) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self.note(line, 1, "too-long", f"over {MOST_NODES:,} keys and values; split the file")
            raise _Full

    def _resolve(self, words: str, line: int, column: int) -> str | int | float | bool | None:
        try:
            return resolved(words)
        except OutOfRange:
            self.note(line, column, "number-out-of-range", f"the number {quoted(words)} is out of range")
            return None


def _start(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
