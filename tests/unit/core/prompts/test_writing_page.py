"""docs/writing-prompts.md: whoever copies its examples into a fresh library has nothing to mend."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bots.cli import library, programme
from core.prompts.faults import errors
from core.prompts.library import load_library

HOUSE = Path(__file__).parents[4]
STARTER = HOUSE / "config" / "starter" / "library"
PAGE = (HOUSE / "docs" / "writing-prompts.md").read_text(encoding="utf-8")
BLOCKS = [(kind, name, words) for kind, name, words in re.findall(r"```(\w+) (\S[^\n]*)\n(.*?)```\n", PAGE, re.DOTALL)]
FILES = {name: words for kind, name, words in BLOCKS if kind == "yaml"}
FIRST = FILES["writing/warm-cup.yaml"]
_CELL = r"`((?:[^`])+)`"
SLIPS = [
    (wrong.replace("\\|", "|"), right) for wrong, right in re.findall(rf"^\| {_CELL} \| {_CELL} \|", PAGE, re.MULTILINE)
]


@pytest.fixture
def followed(tmp_path: Path) -> Path:
    """The starter library with every file of the page in its place."""
    folder = tmp_path / "library"
    shutil.copytree(STARTER, folder)
    for name, words in FILES.items():
        assert not (folder / name).exists()
        (folder / name).write_text(words, encoding="utf-8")
    return folder


def test_every_example_is_clean_beside_the_starter_library(followed: Path) -> None:
    """Warnings included, and every kind of file is shown."""
    loaded, faults = load_library(followed)

    assert faults == []
    assert loaded is not None
    assert {re.search(r"^kind: (\w+)", words, re.MULTILINE)[1] for words in FILES.values()} == {  # type: ignore[index]
        "prompt", "programme", "scale", "glossary",
    }  # fmt: skip


def test_the_preview_is_what_the_page_shows(followed: Path) -> None:
    """Word for word."""
    ((_, command, shown),) = [block for block in BLOCKS if block[0] == "shown"]

    result = CliRunner().invoke(library.app, [*command.split(), "--library", str(followed)])

    assert result.exit_code == 0
    assert result.stdout == shown


def test_the_commands_of_the_page_work(followed: Path) -> None:
    """A scene is played to its end, a programme read back."""
    at = ["--library", str(followed)]
    played = CliRunner().invoke(library.app, ["play", "roleplay/lighthouse", *at], input="1\nThe sea.\n")
    drawn = CliRunner().invoke(library.app, ["graph", "roleplay/lighthouse", *at])
    spanish = CliRunner().invoke(
        library.app, ["preview", "drawing/one-leaf", "--language", "es", "--address", "formal", *at]
    )
    ahead = CliRunner().invoke(
        programme.app,
        ["preview", "small-start", "--start", "2027-03-01", "--zone", "Europe/Berlin", "--format", "text", *at],
    )

    assert [each.exit_code for each in (played, drawn, spanish, ahead)] == [0, 0, 0, 0]
    assert "The watch is over." in played.stdout
    assert drawn.stdout.startswith("flowchart")
    assert "Dibújela" in spanish.stdout
    assert "Every Wednesday and Saturday at 11:00, until the end of day 7" in ahead.output


@pytest.mark.parametrize(("wrong", "right"), SLIPS, ids=[wrong for wrong, _ in SLIPS])
def test_each_slip_is_one_error_and_its_mend_none(tmp_path: Path, wrong: str, right: str) -> None:
    """In the first prompt of the page, in the place of the key that it begins with."""
    key = re.match(r"\w+", wrong)
    assert key is not None
    found = {}
    for name, line in (("wrong", wrong), ("right", right)):
        (tmp_path / name).mkdir()
        pattern = rf"^( *){key[0]}:.*\n" + (r"(?:      .*\n)*" if key[0] == "body" else "")
        words, number = re.subn(pattern, lambda m, line=line: f"{m[1]}{line}\n", FIRST, count=1, flags=re.MULTILINE)
        assert number == 1
        (tmp_path / name / "cup.yaml").write_text(words, encoding="utf-8")
        found[name] = load_library(tmp_path / name)[1]

    assert errors(found["wrong"]) == len(found["wrong"]) == 1
    assert found["right"] == []


def test_there_are_slips_to_try() -> None:
    """A changed table cannot quietly leave them out."""
    assert len(SLIPS) == 7
