"""A text filled in by walking along its syntax tree, for the checker, which fills in each text once for every form.

The engine first turns a template into a program, which takes fifty times as long as running it; worth it for a text
that goes to hundreds of people, not for one that is only tried out. Tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.filters import do_title

from core.domain.errors import LibraryFault
from core.prompts.template import Values, bounded, names_of

_Names = Mapping[str, object]
_FILTERS: Mapping[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "capitalize": str.capitalize,
    "trim": str.strip,
    "title": do_title,
}


class _Missing:
    """A value that a text names and that is not there; only `default` makes something of it."""


_MISSING = _Missing()


def fill_in_form(tree: nodes.Template, values: Values) -> str:
    """What `render` makes of a template that `inspect` found sound. Raises LibraryFault where a value is missing."""
    told: list[str] = []
    _tell(tree.body, names_of(values), told)
    return bounded("".join(told))


def _tell(body: list[nodes.Node], names: _Names, told: list[str]) -> None:
    for node in body:
        if isinstance(node, nodes.Output):
            for part in node.nodes:
                told.append(part.data if isinstance(part, nodes.TemplateData) else str(_there(_value(part, names))))
        elif isinstance(node, nodes.If):
            _tell(_branch(node, names), names, told)
        else:
            raise LibraryFault("a text holds placeholders that are not allowed")


def _branch(node: nodes.If, names: _Names) -> list[nodes.Node]:
    for way in (node, *node.elif_):
        if _there(_value(way.test, names)):
            return way.body
    return node.else_


def _there(value: object) -> Any:
    if value is _MISSING:
        raise LibraryFault("a text cannot be filled in: a value it names is missing")
    return value


def _value(node: nodes.Node, names: _Names) -> Any:
    match node:
        case nodes.Const():
            return node.value
        case nodes.Name():
            return names.get(node.name, _MISSING)
        case nodes.Getattr():
            return getattr(_value(node.node, names), node.attr, _MISSING)
        case nodes.CondExpr():
            chosen = node.expr1 if _there(_value(node.test, names)) else node.expr2
            return _MISSING if chosen is None else _value(chosen, names)
        case nodes.Not():
            return not _there(_value(node.node, names))
        case nodes.And():
            left = _there(_value(node.left, names))
            return left and _value(node.right, names)
        case nodes.Or():
            left = _there(_value(node.left, names))
            return left or _value(node.right, names)
        case nodes.Compare():
            return _compared(node, names)
        case nodes.Filter():
            return _filtered(node, names)
        case nodes.Tuple() | nodes.List():
            return [_there(_value(item, names)) for item in node.items]
        case _:
            raise LibraryFault("a text holds placeholders that are not allowed")


def _compared(node: nodes.Compare, names: _Names) -> bool:
    left = _there(_value(node.expr, names))
    for place, operand in enumerate(node.ops):
        listed = operand.expr if isinstance(operand.expr, nodes.Tuple | nodes.List) else None
        if listed is not None and operand.op in ("in", "notin") and place == len(node.ops) - 1:
            holds, right = _is_among(left, listed.items, names), None
        else:
            right = _there(_value(operand.expr, names))
            holds = (left in right) if operand.op in ("in", "notin") else (left == right)
        if holds is (operand.op in ("ne", "notin")):
            return False
        left = right
    return True


def _is_among(value: object, items: list[nodes.Expr], names: _Names) -> bool:
    """One after the other, as the engine looks: what stands behind the one that is found may be missing."""
    for item in items:
        found = _value(item, names)
        if found is value or _there(found) == value:
            return True
    return False


def _filtered(node: nodes.Filter, names: _Names) -> Any:
    value = _value(node.node, names) if node.node is not None else _MISSING
    if node.name != "default":
        words = str(_there(value))
        return _FILTERS[node.name](words)
    given = [_value(arg, names) for arg in node.args]
    named = {str(pair.key): _value(pair.value, names) for pair in node.kwargs}
    instead = given[0] if given else named.get("default_value", "")
    boolean = given[1] if len(given) > 1 else named.get("boolean", False)
    return instead if value is _MISSING or (boolean and not value) else value
