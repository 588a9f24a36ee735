"""The library as a whole: the examples, the starter, revisions, languages, rendering, obstacles."""

from __future__ import annotations

import json
import shutil
from datetime import time
from pathlib import Path

import jsonschema
import pytest

from core.domain.errors import LibraryFault
from core.prompts.faults import Fault, as_github, as_json, as_text
from core.prompts.library import Library, load_library, render_prompt
from core.prompts.loader import compose, read_folder
from core.prompts.schema import json_schema
from core.prompts.template import Values

HOUSE = Path(__file__).parents[4]
EXAMPLES = HOUSE.parent / "shared" / "examples" / "library"
STARTER = HOUSE / "config" / "starter" / "library"
SMALL = HOUSE / "tests" / "small_library"  # the one that stands still
VALUES = Values(client_name="Mira", therapist_name="Ada", weekday="Monday", part_of_day="evening")

needs_examples = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason="THE NORMATIVE EXAMPLES (../shared/examples/library) ARE ABSENT: NOT CHECKED"
)
folders = pytest.mark.parametrize(
    "folder", [pytest.param(EXAMPLES, marks=needs_examples, id="examples"), pytest.param(STARTER, id="starter")]
)


def starter() -> Library:
    """The small library."""
    library, faults = load_library(SMALL)
    assert library is not None, faults
    return library


@folders
def test_no_fault_at_all(folder: Path) -> None:
    """The normative examples and the starter library are clean, warnings included."""
    library, faults = load_library(folder)

    assert faults == []
    assert library is not None


@folders
def test_editors_agree_with_the_checker(folder: Path) -> None:
    """The JSON Schema is a valid one and accepts every file."""
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)

    for source, _ in read_folder(folder):
        document, _faults = compose(source) if source else (None, [])
        assert document is not None
        jsonschema.validate(document.data, schema)


def test_every_field_has_a_description_and_an_example() -> None:
    """What an editor shows when the pointer rests on a key."""
    schema = json_schema()
    bare = [
        (name, key)
        for name, shape in schema["$defs"].items()
        for key, field in shape.get("properties", {}).items()
        if not field.get("description") or not field.get("examples")
    ]

    assert bare == []


@needs_examples
def test_the_starter_holds_what_can_be_sent_now() -> None:
    """Every prompt of the starter but its own scene is one of the examples, and its programmes have no obstacle. Of the
    examples' week only one time is another: its second writing looks back on the day, so it comes in the evening.
    """
    examples, _ = load_library(EXAMPLES)
    library = starter()

    assert examples is not None
    assert set(library.prompts) - {"roleplay/kind-visitor"} <= set(examples.prompts)
    week = {step.id: step for step in examples.programmes["first-week"].steps}
    week["every2"] = week["every2"].model_copy(update={"at": (time(20),)})
    assert list(library.programmes["first-week"].steps) == list(week.values())


def test_revision_is_about_content_only(tmp_path: Path) -> None:
    """File names, comments, the order of languages and of files do not change it; a word does."""
    shutil.copytree(SMALL, tmp_path / "a")
    (tmp_path / "a" / "words.yaml").rename(tmp_path / "a" / "0.yml")
    words = (tmp_path / "a" / "0.yml").read_text()
    lines = words.splitlines()
    (tmp_path / "a" / "0.yml").write_text("\n".join([*lines[:3], lines[4], lines[3], "# a note"]))
    renamed, _ = load_library(tmp_path / "a")
    (tmp_path / "a" / "0.yml").write_text(words.replace("Three slow", "Two slow"))
    edited, _ = load_library(tmp_path / "a")

    assert renamed is not None
    assert edited is not None
    assert len(starter().revision) == 16
    assert renamed.revision == starter().revision
    assert edited.revision != renamed.revision


def test_the_order_of_steps_counts(tmp_path: Path) -> None:
    """Steps are listed to people in their order, so another order is another revision."""
    shutil.copytree(SMALL, tmp_path / "a")
    path = tmp_path / "a" / "first-week.yaml"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:7], lines[8], lines[7], *lines[9:]]))
    swapped, faults = load_library(tmp_path / "a")

    assert swapped is not None, faults
    assert swapped.revision != starter().revision


@pytest.mark.parametrize(
    ("languages", "expected"),
    [(["de"], "de"), (["de-AT"], "de"), (["DE_at"], "de"), (["fr", "en-GB"], "en"), (["fr"], None), ([], None)],
)
def test_a_client_gets_only_languages_they_named(languages: list[str], expected: str | None) -> None:
    """Their language, its base, then the further ones they read; never another."""
    library = starter()

    found = library.text_for(library.prompts["drawing/safe-place"], languages)

    assert (found.language if found else None) == expected


def test_rendering_takes_words_of_the_same_language() -> None:
    """A German text gets German glossary words."""
    rendered = render_prompt(starter(), "writing/small-things", language="de", values=VALUES)

    assert rendered.title == "Drei kleine Dinge"
    assert rendered.body.endswith("ein wenig länger.")
    assert rendered.aftercare == "Das liebste der drei für morgen aufheben."


def test_names_cannot_turn_or_break_a_text() -> None:
    """A name loses line ends and overrides, and is isolated where it runs against the text."""
    name = "מירה\n\u202e{{ 7 * 7 }}"

    body = render_prompt(starter(), "writing/small-things", language="en", values=Values(client_name=name)).body

    assert body.startswith("\u2068מירה {{ 7 * 7 }}\u2069, name three small things")
    assert render_prompt(starter(), "writing/small-things", language="en", values=VALUES).body.startswith("Mira, name")


def test_what_is_not_there_is_said_plainly() -> None:
    """Unknown prompts and languages raise LibraryFault."""
    library = starter()

    with pytest.raises(LibraryFault):
        render_prompt(library, "none", language="en", values=VALUES)
    with pytest.raises(LibraryFault):
        render_prompt(library, "drawing/safe-place", language="fr", values=VALUES)


def test_nothing_can_be_changed_after_loading() -> None:
    """A library is shared by everything that sends, so it is immutable."""
    library = starter()

    with pytest.raises(TypeError):
        library.prompts["x"] = library.prompts["drawing/safe-place"]  # type: ignore[index]
    with pytest.raises(ValueError, match="frozen"):
        library.prompts["drawing/safe-place"].minutes = 1  # type: ignore[misc]


def test_another_base_language_asks_for_other_texts() -> None:
    """With a fallback of its own a practice needs no English; without it the check names each file."""
    german, faults = load_library(SMALL, fallback="de-CH")
    french, missing = load_library(SMALL, fallback="fr")

    assert german is not None, faults
    assert french is None
    assert {fault.rule for fault in missing} == {"missing-base-language"}
    assert len({fault.path for fault in missing}) == 8


def test_three_ways_to_print_a_fault() -> None:
    """Compiler style with a caret, JSON for machines, a workflow command for pull requests."""
    fault = Fault("a/b.yaml", 2, 4, "unknown-key", 'there is no key "x"', field="t.x", suggestion="y")

    assert as_text(fault, {"a/b.yaml": "k: 1\nt: x\n"}).splitlines() == [
        'a/b.yaml:2:4: error: there is no key "x" [unknown-key]', "    t: x", "       ^", "    did you mean y?",
    ]  # fmt: skip
    assert json.loads(json.dumps(as_json(fault))) == {
        "path": "a/b.yaml", "line": 2, "column": 4, "severity": "error", "rule": "unknown-key", "field": "t.x",
        "message": 'there is no key "x"', "suggestion": "y",
    }  # fmt: skip
    assert as_github(fault, folder="lib").startswith(
        "::error file=lib/a/b.yaml,line=2,col=4,title=unknown-key::there is"
    )
