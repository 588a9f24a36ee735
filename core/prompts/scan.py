"""ruamel.yaml's scanner, narrowed and made quick: what a library may not hold is noted where it stands, never followed.

The stock scanner walks character by character and looks up to 1,024 characters ahead at every bracket, so a hostile
megabyte costs it many seconds (measured: 20 s for one long tag, 12 s for 3,000 brackets). Here runs of ordinary
characters are taken by one regular expression each; the grammar stays ruamel's (tests compare the two).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import StringMark
from ruamel.yaml.events import ScalarEvent
from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner
from ruamel.yaml.tokens import ScalarToken

from core.prompts.faults import Fault
from core.prompts.nodes import DEEPEST

MOST_FAULTS = 50
_LONGEST_KEY = 1_024  # characters (YAML 1.2, 7.4.2)

# Possessive repeats (`++`) keep no way back, so a long run costs no memory.
_BLOCK_WORD = r"(?:[^ \t\n\0:]|:(?![ \t\n\0]))++"
_BLOCK_PLAIN = re.compile(rf"{_BLOCK_WORD}(?: ++(?!#){_BLOCK_WORD})*+")
_FLOW_WORD = r"(?:[^ \t\n\0:,\[\]{}]|:(?![ \t\n\0]))++"
_FLOW_PLAIN = re.compile(rf"{_FLOW_WORD}(?: ++(?!#){_FLOW_WORD})*+")
_BLOCK_GAP = re.compile(r"(?: *+(?:#[^\n\0]*+)?\n)*+ *+(?:#[^\n\0]*+)?")
_FLOW_GAP = re.compile(r"(?:[ \t]*+(?:#[^\n\0]*+)?\n)*+[ \t]*+(?:#[^\n\0]*+)?")
_SINGLE_RUN = re.compile(r"(?:[^'\n\0 \t]|''|[ \t]++(?=[^'\n\0 \t]|''))++")
_DOUBLE_RUN = re.compile(
    r'(?:[^"\\\n\0 \t]|[ \t]++(?=[^"\\\n\0 \t])|\\(?:[0abtnvfre "/\\N_LP]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}))++'
)
_ESCAPE = re.compile(r"\\(?:([^xuU])|x(..)|u(.{4})|U(.{8}))")
_PROPERTY = re.compile(r"[^ \t\n\0,\[\]{}]*")
_REST_OF_LINE = re.compile(r"[^\n\0]*")


class TooDeep(Exception):
    """Brackets nest deeper than DEEPEST. line and column are 1-based."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__("too deep")
        self.line = line
        self.column = column


class Enough(Exception):
    """So many forbidden things that listing more helps nobody."""


class _Mark(StringMark):
    """Ruamel's, made in one step."""

    __slots__ = ()

    def __init__(self, name: Any, index: int, line: int, column: int, buffer: Any, pointer: int) -> None:  # pyright: ignore[reportMissingSuperCall]
        self.name = name
        self.index = index
        self.line = line
        self.column = column
        self.buffer = buffer
        self.pointer = pointer


class SwiftReader(Reader):
    """Moves over a run of characters at once. The text holds no line break but the newline (see source.decode)."""

    def get_mark(self) -> Any:
        """Where the reader is."""
        return _Mark(self.name, self.index, self.line, self.column, self.buffer, self.pointer)

    def peek(self, index: int = 0) -> str:
        """The character so far ahead; the text ends with a NUL."""
        try:
            return self.buffer[self.pointer + index]
        except IndexError:
            return "\0"

    def forward(self, length: int = 1) -> None:
        """Pass `length` characters, counting lines and columns."""
        start = self.pointer
        end = min(start + length, len(self.buffer))
        self.pointer = end
        self.index += end - start
        if length == 1:
            if self.buffer[start] == "\n":
                self.line += 1
                self.column = 0
            else:
                self.column += 1
            return
        breaks = self.buffer.count("\n", start, end)
        if breaks:
            self.line += breaks
            self.column = end - self.buffer.rfind("\n", start, end) - 1
        else:
            self.column += end - start


class StrictScanner(Scanner):
    """Notes anchors, aliases, tags and directives as faults and steps over them."""

    path = ""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self.faults: list[Fault] = []

    @cached_property
    def reader(self) -> Any:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Looked up once."""
        return self.loader.reader

    def check_token(self, *choices: Any) -> bool:
        """Whether the next token is one of these, or whether there is one."""
        if self.possible_simple_keys or not self.tokens:
            self._have_token()
        tokens = self.tokens
        return bool(tokens) and (not choices or isinstance(tokens[0], choices))

    def peek_token(self) -> Any:
        """The next token; it stays the next."""
        if self.possible_simple_keys or not self.tokens:
            self._have_token()
        return self.tokens[0] if self.tokens else None

    def get_token(self) -> Any:
        """The next token; it is taken."""
        if self.possible_simple_keys or not self.tokens:
            self._have_token()
        if not self.tokens:
            return None
        self.tokens_taken += 1
        return self.tokens.pop(0)

    def _have_token(self) -> None:
        while self.need_more_tokens():
            self.fetch_more_tokens()

    def stale_possible_simple_keys(self) -> None:
        """Forget keys that can be none any more; most of the time there is none, or one that still can."""
        if self.possible_simple_keys:
            line, index = self.reader.line, self.reader.index
            if any(key.line != line or index - key.index > _LONGEST_KEY for key in self.possible_simple_keys.values()):
                super().stale_possible_simple_keys()

    def fetch_more_tokens(self) -> Any:
        """A token that begins with a letter is a plain one, whatever else stands in the grammar."""
        self.scan_to_next_token()
        self.stale_possible_simple_keys()
        self.unwind_indent(self.reader.column)
        if self.reader.peek().isalpha():
            return self.fetch_plain()
        return super().fetch_more_tokens()

    def fetch_anchor(self) -> None:
        """`&name`: noted, then the value behind it is read as if it stood alone."""
        self._note("anchor", "anchors (&name) are not used here; write the value out")
        self._skip(_PROPERTY)

    def fetch_alias(self) -> None:
        """`*name`: noted, and an empty value stands in its place."""
        self._note("alias", "aliases (*name) are not used here; write the value out")
        self.save_possible_simple_key()
        self.allow_simple_key = False
        start = self.reader.get_mark()
        self._skip(_PROPERTY)
        self.tokens.append(ScalarToken("", True, start, self.reader.get_mark()))

    def fetch_tag(self) -> None:
        """`!tag`: noted, then the value behind it is read as if it stood alone."""
        self._note("tag", "tags (!name) are not used here; leave them out, or put the text in quotes")
        self._skip(_PROPERTY)

    def fetch_directive(self) -> None:
        """`%YAML`, `%TAG`: noted; the library is always read as YAML 1.2."""
        self._note("directive", "directives (%...) are not used here; leave the line out")
        self._skip(_REST_OF_LINE)

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:  # noqa: N803 - the name is ruamel's
        """Stop before brackets nest so deep that looking ahead gets expensive."""
        if self.flow_level >= DEEPEST:
            raise TooDeep(self.reader.line + 1, self.reader.column + 1)
        super().fetch_flow_collection_start(TokenClass, to_push)

    def scan_to_next_token(self) -> None:
        """Pass blanks, line ends and comments at once."""
        gap = (_FLOW_GAP if self.flow_level else _BLOCK_GAP).match(self.reader.buffer, self.reader.pointer)
        if gap is None or gap.end() == gap.start():
            return
        self.reader.forward(gap.end() - gap.start())
        if not self.flow_level and "\n" in gap[0]:
            self.allow_simple_key = True

    def scan_plain(self) -> ScalarToken:
        """An unquoted scalar, word by word in the stock scanner, line by line here."""
        reader = self.reader
        pattern = _FLOW_PLAIN if self.flow_level else _BLOCK_PLAIN
        indent = self.indent + 1
        start = end = reader.get_mark()
        chunks: list[str] = []
        spaces: list[str] = []
        while reader.peek() != "#":
            run = pattern.match(reader.buffer, reader.pointer)
            if run is None:
                break
            self.allow_simple_key = False
            chunks += spaces
            chunks.append(run[0])
            reader.forward(len(run[0]))
            end = reader.get_mark()
            spaces = self.scan_plain_spaces(indent, start)
            if not spaces or reader.peek() == "#" or (not self.flow_level and reader.column < indent):
                break
        return ScalarToken("".join(chunks), True, start, end)

    def scan_flow_scalar_non_spaces(self, double: Any, start_mark: Any) -> list[str]:
        """The inner part of a quoted scalar up to the quote, a line end or something odd."""
        run = (_DOUBLE_RUN if double else _SINGLE_RUN).match(self.reader.buffer, self.reader.pointer)
        chunks: list[str] = []
        if run is not None:
            self.reader.forward(len(run[0]))
            chunks.append(_ESCAPE.sub(self._unescaped, run[0]) if double else run[0].replace("''", "'"))
        return chunks + super().scan_flow_scalar_non_spaces(double, start_mark)

    def _unescaped(self, escape: re.Match[str]) -> str:
        name, *codes = escape.groups()
        return self.ESCAPE_REPLACEMENTS[name] if name else chr(int(next(filter(None, codes)), 16))

    def _note(self, rule: str, message: str) -> None:
        self.faults.append(Fault(self.path, self.reader.line + 1, self.reader.column + 1, rule, message))
        if len(self.faults) >= MOST_FAULTS:
            raise Enough

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.reader.buffer, self.reader.pointer)
        self.reader.forward(max(1, len(found[0]) if found else 1))


class SwiftParser(Parser):
    """Ruamel's; of a node it does not ask for anchors, aliases and tags, for the scanner hands none on."""

    scanner: Any = None

    def parse_node(self, block: Any = False, indentless_sequence: Any = False) -> Any:  # noqa: FBT002 - ruamel's own
        """One value; a scalar, which most are, without detours."""
        token = self.scanner.peek_token()
        if not isinstance(token, ScalarToken):
            return super().parse_node(block, indentless_sequence)
        self.scanner.get_token()
        implicit = (True, False) if token.plain else (False, True)
        self.state = self.states.pop()
        return ScalarEvent(None, None, implicit, token.value, token.start_mark, token.end_mark, style=token.style)


class _Yaml(YAML):
    def official_plug_ins(self) -> list[str]:
        """None: looking for them takes a walk through a folder each time."""
        return []


class Events:
    """The parser events of one text, one at a time; `faults` grows while they are read."""

    def __init__(self, path: str, text: str) -> None:
        yaml = _Yaml(typ="safe", pure=True)
        yaml.Reader = SwiftReader
        yaml.Scanner = StrictScanner
        yaml.Parser = SwiftParser
        yaml.reader.stream = text
        self._scanner = yaml.scanner
        self._scanner.path = path
        yaml.parser.scanner = self._scanner
        self._yaml = yaml

    @property
    def faults(self) -> list[Fault]:
        """Forbidden things met so far."""
        return self._scanner.faults

    @property
    def place(self) -> tuple[int, int]:
        """Line and column (1-based) the reader has come to."""
        return self._yaml.reader.line + 1, self._yaml.reader.column + 1

    def __iter__(self) -> Iterator[Any]:
        parser = self._yaml.parser
        while parser.check_event():
            yield parser.get_event()
