"""Texts with placeholders: Jinja2 narrowed to an allow-list of syntax (SPEC 3.3), and its rendering.

The sandbox alone does not bound cost (a multiplication can fill memory), so everything that is not listed here is
refused before a template may run: no calls, loops, arithmetic, imports, macros, brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Literal

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from core.domain.errors import LibraryFault
from core.prompts.bare_names import simple_tree
from core.prompts.faults import nearest, quoted
from core.prompts.slips import slip, value_meant

LONGEST_TEMPLATE = 12_000  # characters
LONGEST_OUTPUT = 40_000  # characters of a rendered text; values included
LONGEST_VALUE = 200  # characters of an inserted name, title, weekday or part of the day
DEEPEST = 24  # levels of the syntax tree
MOST_NODES = 2_000
_MOST_READY = 512  # compiled templates that are kept

ADDRESSES = ("familiar", "formal")
GENDERS = ("she", "he", "neutral")
MEMBERS: Mapping[str, tuple[str, ...]] = {
    "client": ("name", "address", "gender"),
    "therapist": ("name",),
    "prompt": ("title",),
}
CONSENT_MEMBERS: Mapping[str, tuple[str, ...]] = {  # what a consent document may name
    "client": MEMBERS["client"],
    "therapist": MEMBERS["therapist"],
    "practice": ("name", "promise"),
}
PLAIN = ("weekday", "part_of_day")
PLACEHOLDERS = (*(f"{name}.{part}" for name, parts in MEMBERS.items() for part in parts), *PLAIN)
_SHORT = {dotted.rpartition(".")[2]: dotted for dotted in reversed(PLACEHOLDERS)}
CLOSED: Mapping[tuple[str, str], tuple[str, ...]] = {("client", "address"): ADDRESSES, ("client", "gender"): GENDERS}
FILTERS: Mapping[str, int] = {"upper": 0, "lower": 0, "title": 0, "capitalize": 0, "trim": 0, "default": 2}

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.If, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter,
)  # fmt: skip
_REFUSED: Mapping[type[nodes.Node], tuple[str, str]] = {
    nodes.Call: ("calls", "("),
    nodes.For: ("loops", "for"),
    nodes.Getitem: ("brackets", "["),
    nodes.Concat: ("joining with ~", "~"),
    nodes.Test: ("tests with `is`", "is"),
    nodes.Include: ("includes", "include"),
    nodes.Import: ("imports", "import"),
    nodes.FromImport: ("imports", "import"),
    nodes.Extends: ("extending", "extends"),
    nodes.Block: ("blocks", "block"),
    nodes.Macro: ("macros", "macro"),
    nodes.CallBlock: ("call blocks", "call"),
    nodes.FilterBlock: ("filter blocks", "filter"),
    nodes.Assign: ("assignments", "set"),
    nodes.AssignBlock: ("assignments", "set"),
    nodes.With: ("with blocks", "with"),
    nodes.Dict: ("mappings", "{"),
    nodes.Tuple: ("lists (but behind `in`)", ","),
    nodes.List: ("lists (but behind `in`)", "["),
}
_ARITHMETIC: Mapping[type[nodes.Node], str] = {
    nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.Div: "/", nodes.FloorDiv: "//", nodes.Mod: "%", nodes.Pow: "**",
    nodes.Neg: "-", nodes.Pos: "+",
}  # fmt: skip
_COMPARISONS = ("eq", "ne", "in", "notin")
TAGS = re.compile(r"\{\{.*?(?:\}\}|\Z)|\{%.*?(?:%\}|\Z)|\{#.*?(?:#\}|\Z)", re.DOTALL)
_MISSING = object()
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """One thing a template may not hold. line: 1-based, inside the template; token: what to look for on that line."""

    line: int
    token: str
    rule: str
    message: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a template holds. words: each glossary key it uses, with its line. placeholders: dotted names it uses.

    tree: its syntax tree, None for plain words and for what cannot be parsed.
    """

    faults: tuple[TemplateFault, ...] = ()
    words: tuple[tuple[str, int], ...] = ()
    placeholders: frozenset[str] = frozenset()
    tree: nodes.Template | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Values:
    """What is inserted. Every string is data: template syntax in it is never expanded.

    weekday and part_of_day are words in the text's language. words: glossary pieces by key.
    """

    client_name: str = ""
    client_address: Literal["familiar", "formal"] = "familiar"
    client_gender: Literal["she", "he", "neutral"] = "neutral"
    therapist_name: str = ""
    prompt_title: str = ""
    weekday: str = ""
    part_of_day: str = ""
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    practice_name: str = ""
    practice_promise: str = ""


def inspect(template: str, *, members: Mapping[str, tuple[str, ...]] = MEMBERS) -> Inspection:
    """Judge a template without running it; every fault at once. members: the names with parts that it may use."""
    if "{" not in template:
        return Inspection()
    if len(template) > LONGEST_TEMPLATE:
        return _only(1, "template-too-complex", f"a text may hold {LONGEST_TEMPLATE:,} characters")
    if (simple := simple_tree(template)) is not None:
        return _Walk(members).judge(simple)
    try:
        tree = _environment().parse(template)
    except TemplateSyntaxError as error:
        told = slip(error.message or "", error.lineno, template)
        return Inspection((TemplateFault(told.line, told.token, "template-syntax", told.message, told.suggestion),))
    except RecursionError:
        return _only(1, "template-too-complex", "the placeholders nest too deeply")
    return _Walk(members).judge(tree)


def render(template: str, values: Values) -> str:
    """Fill in a template. Raises LibraryFault for one that `inspect` would refuse or whose output is too long."""
    return _ready(template)(values)


@lru_cache(maxsize=_MOST_READY)
def _ready(template: str) -> Callable[[Values], str]:
    """Compiling takes a hundred times as long as filling in, and the same prompt goes to many people."""
    return prepare(template)


def prepare(template: str, found: Inspection | None = None) -> Callable[[Values], str]:
    """Compile a template for several renderings; `found` saves inspecting it again. Raises LibraryFault as `render` does."""
    found = found or inspect(template)
    if found.faults:
        raise LibraryFault("a text holds placeholders that are not allowed")
    if found.tree is None:
        return lambda _: template.removesuffix("\n")
    if (plainly := _plainly(found.tree)) is not None:
        return lambda values: _join(plainly, values)
    try:
        compiled = _environment().from_string(found.tree)
    except (TemplateError, SyntaxError, RecursionError, MemoryError) as error:
        raise LibraryFault("a text cannot be filled in: its placeholders nest too deeply") from error
    return lambda values: _generate(compiled, values)


def _plainly(tree: nodes.Template) -> list[str | tuple[str, ...]] | None:
    """The words and dotted names of a template that holds nothing else, in order; None for any other.

    Most prompts are like that, and joining them takes a tenth of the time that the engine needs.
    """
    pieces: list[str | tuple[str, ...]] = []
    for output in tree.body:
        if not isinstance(output, nodes.Output):
            return None
        for node in output.nodes:
            if isinstance(node, nodes.TemplateData):
                pieces.append(node.data)
            elif isinstance(node, nodes.Name):
                pieces.append((node.name,))
            elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
                pieces.append((node.node.name, node.attr))
            else:
                return None
    return pieces


def _join(pieces: list[str | tuple[str, ...]], values: Values) -> str:
    names = names_of(values)
    told: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            told.append(piece)
            continue
        value: object = names.get(piece[0], _MISSING)
        for part in piece[1:]:
            value = getattr(value, part, _MISSING)
        if not isinstance(value, str):
            raise LibraryFault("a text cannot be filled in: a value it names is missing")
        told.append(value)
    return bounded("".join(told))


def bounded(text: str) -> str:
    """A filled-in text without the empty lines that branches leave. Raises LibraryFault where it got too long."""
    if len(text) > LONGEST_OUTPUT:
        raise LibraryFault(f"a text gets longer than {LONGEST_OUTPUT:,} characters")
    return _BLANK_LINES.sub("\n\n", text)


def _generate(compiled: Template, values: Values) -> str:
    pieces: list[str] = []
    room = LONGEST_OUTPUT
    try:
        for piece in compiled.generate(names_of(values)):
            pieces.append(piece)
            room -= len(piece)
            if room < 0:
                break
    except (TemplateError, ValueError, TypeError, RecursionError) as error:
        raise LibraryFault("a text cannot be filled in: a value it names is missing") from error
    return bounded("".join(pieces))


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, cache_size=0)


def names_of(values: Values) -> dict[str, object]:
    """What a template can name."""
    # Namespaces, not mappings: a mapping's own methods (`items`) would answer where a word of that name is missing.
    return {
        "client": SimpleNamespace(
            name=values.client_name[:LONGEST_VALUE], address=values.client_address, gender=values.client_gender
        ),
        "therapist": SimpleNamespace(name=values.therapist_name[:LONGEST_VALUE]),
        "prompt": SimpleNamespace(title=values.prompt_title[:LONGEST_VALUE]),
        "practice": SimpleNamespace(
            name=values.practice_name[:LONGEST_VALUE], promise=values.practice_promise[:LONGEST_VALUE]
        ),
        "weekday": values.weekday[:LONGEST_VALUE],
        "part_of_day": values.part_of_day[:LONGEST_VALUE],
        "words": SimpleNamespace(**values.words),
    }


def _only(line: int, rule: str, message: str) -> Inspection:
    return Inspection((TemplateFault(line, "", rule, message),))


class _Walk:
    """One pass over a syntax tree."""

    def __init__(self, members: Mapping[str, tuple[str, ...]]) -> None:
        self._members = members
        self._known = (*(f"{name}.{part}" for name, parts in members.items() for part in parts), *PLAIN)
        self.faults: list[TemplateFault] = []
        self.words: list[tuple[str, int]] = []
        self.used: set[str] = set()

    def judge(self, tree: nodes.Template) -> Inspection:
        waiting: list[tuple[nodes.Node, int]] = [(tree, 1)]
        seen = 0
        while waiting:
            node, depth = waiting.pop()
            seen += 1
            if depth > DEEPEST or seen > MOST_NODES:
                return _only(
                    node.lineno or 1, "template-too-complex", "the placeholders are too many or nest too deeply"
                )
            waiting += [(child, depth + 1) for child in self._look(node)]
        faults = sorted(set(self.faults), key=lambda f: (f.line, f.rule, f.token, f.message))
        return Inspection(tuple(faults), tuple(sorted(self.words, key=lambda w: w[1])), frozenset(self.used), tree)

    def _look(self, node: nodes.Node) -> Iterable[nodes.Node]:
        """Judge one node; its children that are still to be judged come back."""
        if not isinstance(node, _ALLOWED):
            self._refuse(node)
            return ()
        match node:
            case nodes.Getattr(node=nodes.Name(name=name), attr=attr):
                self._member(str(name), str(attr), node.lineno)
                return ()
            case nodes.Getattr():
                self._fault(
                    node, f".{node.attr}", "template-not-allowed", f"{quoted('.' + node.attr)} has no place here"
                )
                return ()
            case nodes.Name():
                self._name(node)
            case nodes.Filter():
                self._filter(node)
            case nodes.Compare():
                self._compare(node)
            case nodes.Operand(op="in" | "notin", expr=(nodes.Tuple() | nodes.List()) as listed):
                return listed.items
            case nodes.CondExpr(expr2=None):
                self._fault(node, "if", "template-not-allowed", "an `if` inside {{ }} needs an `else`")
            case nodes.Const(value=value) if not isinstance(value, str | bool):
                self._fault(node, str(value), "template-not-allowed", "only words in quotes can stand here")
            case _:
                pass
        return node.iter_child_nodes()

    def _refuse(self, node: nodes.Node) -> None:
        kind = type(node)
        if kind in _ARITHMETIC:
            self._fault(node, _ARITHMETIC[kind], "template-not-allowed", "a text takes no arithmetic")
            return
        what, token = _REFUSED.get(kind, (f"{kind.__name__} constructs", ""))
        self._fault(node, token, "template-not-allowed", f"a text takes no {what}")

    def _member(self, name: str, attr: str, line: int) -> None:
        if name == "words":
            self.words.append((attr, line))
            return
        dotted = f"{name}.{attr}"
        if attr in self._members.get(name, ()):
            self.used.add(dotted)
            return
        hint = nearest(dotted, self._known)
        self.faults.append(
            TemplateFault(line, dotted, "unknown-placeholder", f"there is no placeholder {quoted(dotted)}", hint)
        )

    def _name(self, node: nodes.Name) -> None:
        if node.name in PLAIN:
            self.used.add(node.name)
            return
        if node.name in self._members or node.name == "words":
            parts = ", ".join(f"{node.name}.{part}" for part in self._members.get(node.name, ("KEY",)))
            self._fault(
                node, node.name, "unknown-placeholder", f"{quoted(node.name)} alone says nothing; write {parts}"
            )
            return
        if node.name in (*ADDRESSES, *GENDERS):
            message = f"the word {quoted(node.name)} needs quotes"
            self._fault(node, node.name, "unknown-placeholder", message, f"'{node.name}'")
            return
        hint = nearest(node.name, self._known) or _SHORT.get(nearest(node.name, _SHORT), "")
        self._fault(node, node.name, "unknown-placeholder", f"there is no placeholder {quoted(node.name)}", hint)

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS:
            hint = nearest(node.name, FILTERS)
            self._fault(node, node.name, "unknown-filter", f"there is no filter {quoted(node.name)}", hint)
            return
        given = [*node.args, *(pair.value for pair in node.kwargs)]
        constant = all(isinstance(arg, nodes.Const) for arg in given)
        named = all(pair.key in ("default_value", "boolean") for pair in node.kwargs)
        if node.dyn_args or node.dyn_kwargs or not constant or not named or len(given) > FILTERS[node.name]:
            self._fault(
                node, node.name, "unknown-filter", f"the filter {quoted(node.name)} is given something it does not take"
            )

    def _compare(self, node: nodes.Compare) -> None:
        for operand in node.ops:
            if operand.op not in _COMPARISONS:
                self._fault(node, "", "template-not-allowed", "comparisons are ==, !=, in and not in")
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        for side in sides:
            match side:
                case nodes.Getattr(node=nodes.Name(name=name), attr=attr) if (name, attr) in CLOSED:
                    self._closed(f"{name}.{attr}", CLOSED[name, attr], sides)
                case _:
                    pass

    def _closed(self, dotted: str, values: tuple[str, ...], sides: list[nodes.Expr]) -> None:
        """`client.gender == 'female'` is never true: say so."""
        for side in sides:
            items = side.items if isinstance(side, nodes.Tuple | nodes.List) else [side]
            for item in items:
                if isinstance(item, nodes.Const) and isinstance(item.value, str) and item.value not in values:
                    message = f"{dotted} is never {quoted(item.value)}; it is {' or '.join(values)}"
                    self._fault(item, item.value, "never-true", message, value_meant(dotted, item.value, values))

    def _fault(self, node: nodes.Node, token: str, rule: str, message: str, suggestion: str = "") -> None:
        self.faults.append(TemplateFault(node.lineno or 1, token, rule, message, suggestion))
