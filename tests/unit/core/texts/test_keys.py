"""The keys that the code asks for are those that the catalogues have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.incoming import PartKind
from core.domain.reasons import Why
from core.domain.states import ClientState, OccurrenceState
from core.texts.catalogue import BASE, sentences

ROOT = Path(__file__).parents[4]
SAYING = {"say", "plain", "composed"}
ENGLISH = sentences(BASE)


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls of what says a key, where they were imported under their own names."""
    imported = {
        each.asname or each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "core.texts.say"
        for each in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in imported & SAYING:
            yield node


def asked(node: ast.expr) -> Iterator[str]:
    """The keys that an expression can be, as patterns; nothing for a variable."""
    match node:
        case ast.Constant(value=str(key)):
            yield re.escape(key)
        case ast.IfExp(body=one, orelse=other):
            yield from asked(one)
            yield from asked(other)
        case ast.BoolOp(values=values):
            for each in values:
                yield from asked(each)
        case ast.JoinedStr(values=values):
            yield "".join(re.escape(each.value) if isinstance(each, ast.Constant) else "[a-z0-9_]+" for each in values)
        case _:
            return


FILES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for folder in ("core", "bots")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
SPEAKING = [name for name, tree in FILES.items() if any(calls(tree))]


@pytest.mark.parametrize("name", SPEAKING)
def test_what_is_said_exists(name: str) -> None:
    """Keys that stand in the call, and at least one for each that is put together there."""
    wanted = {pattern for call in calls(FILES[name]) for pattern in asked(call.args[0])}

    assert [each for each in wanted if not any(re.fullmatch(each, key) for key in ENGLISH)] == []


def test_the_net_is_whole() -> None:
    """It sees the rooms that speak, and hundreds of keys."""
    found = {pattern for name in SPEAKING for call in calls(FILES[name]) for pattern in asked(call.args[0])}

    assert len(SPEAKING) > 40
    assert len([key for key in ENGLISH if any(re.fullmatch(each, key) for each in found)]) > 400


def test_nothing_is_translated_that_nobody_says() -> None:
    """Each key stands somewhere in the code, or is put together there."""
    spelt = {
        node.value
        for tree in FILES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    made = {
        pattern
        for tree in FILES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for pattern in asked(node)
        if re.match("[a-z]+_", pattern)
    }
    endings = {each for each in spelt if re.fullmatch("_[a-z]+", each)}

    def is_made(key: str) -> bool:
        """Out of a pattern, or a key with an ending."""
        longer = (key.removesuffix(each) in spelt for each in endings if key.endswith(each))
        return any(re.fullmatch(each, key) for each in made) or any(longer)

    assert [key for key in ENGLISH if key not in spelt and not is_made(key)] == []


@pytest.mark.parametrize(
    "wanted",
    [
        *(f"file_{each.value}" for each in PartKind),
        *(f"state_{each.value}" for each in ClientState),
        *(f"why_state_{each.value}" for each in OccurrenceState),
        *(f"why_{each.name.lower()}" for each in Why),
    ],
)
def test_every_value_has_its_words(wanted: str) -> None:
    """Keys that are put together out of a value that can be any of its kind."""
    assert wanted in ENGLISH
