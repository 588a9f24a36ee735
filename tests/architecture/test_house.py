"""The rules of the house that a linter cannot be told."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ("bots", "core", "config")
PLACES = (*CODE, "tests", "docs", "requirements", ".ci")
LONGEST = 400  # lines of a source file
FROZEN = "core/store/migrations/versions/"  # a revision stays as it was released, however long
# Spelt in pieces, so that this file does not name what it forbids.
FORBIDDEN = re.compile(
    "|".join(
        ["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(org|com)", "debian" + r"\.org", "/wo" + r"rk/"]
    ),
    re.IGNORECASE,
)
COPYING = {"forward_message", "forward_messages", "copy_message", "copy_messages", "forwardMessage", "copyMessage"}


def python_files(*folders: str) -> list[Path]:
    """Every source file below these folders."""
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts
    )


def every_file() -> Iterator[Path]:
    """Everything a clone holds, as far as it is text."""
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for place in PLACES:
        yield from (
            path
            for path in (ROOT / place).rglob("*")
            if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts)
        )


def shown(path: Path) -> str:
    """A path as a person reads it."""
    return path.relative_to(ROOT).as_posix()


def test_arrows_run_down_only() -> None:
    """import-linter holds the floors: no arrow up, no circle, each library on its own floor."""
    linter = Path(sys.executable).parent / "lint-imports"

    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("folder", [*CODE, "tests"])
def test_every_file_says_what_it_is_for(folder: str) -> None:
    """A module opens with its one line; rooms stay under 400 lines."""
    files = python_files(folder)

    texts = {shown(path): path.read_text(encoding="utf-8") for path in files}
    mute = [name for name, text in texts.items() if text.strip() and not ast.get_docstring(ast.parse(text))]
    long = [name for name, text in texts.items() if text.count("\n") > LONGEST]

    assert files
    assert mute == []
    assert [path for path in long if not path.startswith(("tests/", FROZEN))] == []


def test_nothing_names_a_package_registry_or_one_machine() -> None:
    """Locks and scripts work with whatever index a machine has; no file speaks of the place it was written at."""
    named: list[str] = []
    for path in every_file():
        text = path.read_text(encoding="utf-8", errors="replace")
        named += [
            f"{shown(path)}:{number}" for number, line in enumerate(text.splitlines(), 1) if FORBIDDEN.search(line)
        ]

    assert named == []


def test_nothing_is_forwarded_or_copied() -> None:
    """What a room sees is uploaded anew; a forwarded message would carry the client's account with it."""
    calls: list[str] = []
    for path in python_files("bots", "core"):
        if path.is_relative_to(ROOT / "bots" / "sandbox"):
            continue  # the stand-in knows these calls by name, as the platform does
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            word = (
                node.attr
                if isinstance(node, ast.Attribute)
                else node.id
                if isinstance(node, ast.Name)
                else node.value
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
                else ""
            )
            if word in COPYING:
                calls.append(f"{shown(path)}:{getattr(node, 'lineno', 0)}")

    assert calls == []


def test_no_command_is_named_that_is_not_there() -> None:
    """The Makefile names its targets in `make help`, each once."""
    targets = re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE)

    done = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert sorted(targets) == ["bench", "check", "demo", "fmt", "help", "mutations", "setup", "test", "test-all"]
    assert [line.split()[1] for line in done.stdout.splitlines()] == [
        "help", "setup", "check", "fmt", "test", "test-all", "mutations", "demo", "bench",
    ]  # fmt: skip
