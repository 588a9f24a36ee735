"""docs/reference/library-rules.md: every rule is there and no other; every example is said of exactly what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bots.cli import library
from core.prompts.faults import Fault, as_text
from core.prompts.library import load_library
from tests.unit.core.prompts.rules import Entry, Example, read_page, rules_in_code

PAGE = read_page()


def judged(folder: Path, entry: Entry, example: Example) -> list[Fault]:
    """What the check says of an example, in a folder that holds what is always there."""
    inside = folder / "library"
    inside.mkdir()
    (folder / "elsewhere.yaml").write_text("kind: secret\n")
    if entry.name != "no-files":
        PAGE.beside.write(inside)
    example.write(inside)
    return load_library(inside)[1]


def test_every_rule_of_the_code_is_explained_and_no_other() -> None:
    """Whoever adds a rule adds its entry; whoever takes one out takes that out too."""
    named = [entry.name for entry in PAGE.entries]

    assert sorted(named) == sorted(set(named))
    assert set(named) == set(rules_in_code())
    assert [entry.name for entry in PAGE.entries if not entry.why.endswith(".")] == []


@pytest.mark.parametrize("entry", PAGE.entries, ids=lambda entry: entry.name)
def test_the_wrong_example_is_found_where_the_page_says(tmp_path: Path, entry: Entry) -> None:
    """Exactly this rule, at this line and column, in these words, with this suggestion; and nothing else."""
    faults = judged(tmp_path, entry, entry.wrong)

    told = [fault for fault in faults if entry.alone or fault.rule == entry.name]
    assert "\n".join(as_text(fault) for fault in told) == entry.said
    assert {fault.rule for fault in told} == {entry.name}


@pytest.mark.parametrize("entry", PAGE.entries, ids=lambda entry: entry.name)
def test_the_right_example_has_no_fault_at_all(tmp_path: Path, entry: Entry) -> None:
    """Warnings included."""
    assert entry.right.files
    assert judged(tmp_path, entry, entry.right) == []


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_each_form_prints_as_the_page_shows(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For people, for programs, for pull requests."""
    (tmp_path / "library").mkdir()
    PAGE.printed.write(tmp_path / "library")
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(library.app, ["check", "--library", "library", "--format", form])

    assert result.exit_code == 1
    assert result.stdout.rstrip("\n") == PAGE.forms[form]


def test_the_page_is_taken_apart_right() -> None:
    """A page of its own, so that a change of its form cannot quietly leave examples out."""
    page = read_page(
        "# T\n\n## How to read the examples\n\n```yaml w.yaml\na: 1\n```\n\n## The file\n\nText.\n\n### `nul`\n\nWhy.\n\n"
        "Wrong:\n\n```bytes a.yaml\nx\\x00\ny × 3\n```\n\n```said\na.yaml:1:2: error: no [nul]\n```\n\nRight:\n\n```yaml a.yaml\nx: y\n```\n"
    )

    assert page.beside.files == {"w.yaml": ("yaml", "a: 1\n")}
    assert [(e.name, e.why, e.said, e.alone) for e in page.entries] == [
        ("nul", "Why.", "a.yaml:1:2: error: no [nul]", True)
    ]
    assert page.entries[0].wrong.files == {"a.yaml": ("bytes", "x\\x00\ny × 3")}
    assert page.entries[0].right.files == {"a.yaml": ("yaml", "x: y\n")}
