"""What editors are told of a library file: every key explained, the committed schema the code's own, every file wired to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from pydantic import BaseModel
from typer.testing import CliRunner

from bots.cli import library
from core.prompts.library import load_library
from core.prompts.loader import compose, read_folder
from core.prompts.schema import KINDS, json_schema, json_schema_text

HOUSE = Path(__file__).parents[4]
STARTER = HOUSE / "config" / "starter" / "library"
COMMITTED = STARTER / "library.schema.json"
EXAMPLES = Path(__file__).parent / "examples"  # the normative examples as they were agreed on
NORMATIVE = HOUSE.parent / "shared" / "examples" / "library"
FILES = sorted(path for path in STARTER.rglob("*.y*ml"))


def models(of: Any, seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    """Every model that can stand somewhere inside a type, however it is wrapped."""
    if isinstance(of, type) and issubclass(of, BaseModel):
        if of not in seen:
            seen.add(of)
            yield of
            for field in of.model_fields.values():
                yield from models(field.annotation, seen)
        return
    for inner in get_args(of):
        yield from models(inner, seen)


def every_model() -> list[type[BaseModel]]:
    seen: set[type[BaseModel]] = set()
    return [found for kind in KINDS.values() for found in models(kind, seen)]


def test_every_field_of_every_model_is_explained_and_shown() -> None:
    """However deep it lies: prompts, scripts, turns, scales, glossaries, programmes, steps, pools, bounds."""
    found = every_model()
    bare = [
        f"{model.__name__}.{name}"
        for model in found
        for name, field in model.model_fields.items()
        if not field.description or not field.examples
    ]

    assert {"Prompt", "Turn", "TurnText", "Scale", "Glossary", "Step", "Pool", "Bound"} <= {m.__name__ for m in found}
    assert {model.__name__ for model in found} == {*json_schema()["$defs"]}
    assert bare == []


def fields() -> list[tuple[str, str]]:
    return [(name, key) for name, shape in json_schema()["$defs"].items() for key in shape["properties"]]


@pytest.mark.parametrize(("shape", "key"), fields(), ids=[".".join(each) for each in fields()])
def test_an_example_is_one(shape: str, key: str) -> None:
    """What is shown as an example for a key may stand there, and so may the example of each key inside of it."""
    schema = json_schema()
    field = schema["$defs"][shape]["properties"][key]
    if shape == "Programme" and key == "steps":
        assert field["examples"] == [[{"id": "write"}]]

    for example in field["examples"]:
        jsonschema.validate(example, {**field, "$defs": schema["$defs"]})


def test_the_committed_schema_is_the_codes_own() -> None:
    """`vignette library schema > library.schema.json` in the starter library mends it where this fails."""
    printed = CliRunner().invoke(library.app, ["schema"])

    assert COMMITTED.read_bytes() == json_schema_text().encode()
    assert printed.stdout_bytes == COMMITTED.read_bytes()


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(STARTER).as_posix() for path in FILES])
def test_an_editor_finds_the_schema_by_the_first_line(path: Path) -> None:
    """It names the schema, from wherever the file lies."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    depth = len(path.relative_to(STARTER).parents) - 1

    assert first == f"# yaml-language-server: $schema={'../' * depth}library.schema.json"
    named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert named is not None
    assert (path.parent / named[1]).resolve() == COMMITTED


@pytest.mark.parametrize("folder", [STARTER, EXAMPLES], ids=["starter", "examples"])
def test_every_file_is_as_the_schema_says(folder: Path) -> None:
    """The checker and an editor agree: no word of either about these."""
    validator = jsonschema.Draft202012Validator(json.loads(COMMITTED.read_text()))
    read = 0
    for source, _ in read_folder(folder):
        document, faults = compose(source) if source else (None, [])
        assert document is not None, faults
        assert [error.message for error in validator.iter_errors(document.data)] == []
        read += 1

    assert read >= 8
    assert load_library(folder)[1] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "glossary", "id": "w", "text": {"en": {"a": "b"}}, "more": 1},
        {"kind": "glossary", "id": "W W", "text": {"en": {"a": "b"}}},
        {"kind": "scale", "id": "s", "form": "numbers", "text": {"en": {"question": "How?"}}},
        {"kind": "song", "id": "s"},
        {"id": "s"},
    ],
)
def test_an_editor_marks_what_the_checker_refuses(wrong: dict[str, Any]) -> None:
    """An unknown key, a bad id, a missing licence, an unknown kind, none at all."""
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(wrong)


@pytest.mark.skipif(not NORMATIVE.is_dir(), reason="THE NORMATIVE EXAMPLES ARE ABSENT: NOT COMPARED")
def test_the_copies_are_the_normative_examples() -> None:
    """So that the tests above say something about them where the originals are not at hand."""
    theirs = {path.name: path.read_bytes() for path in NORMATIVE.glob("*.yaml")}

    assert {path.name: path.read_bytes() for path in EXAMPLES.glob("*.yaml")} == theirs
