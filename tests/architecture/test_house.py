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
# The platforms' own calls in every spelling, and the libraries' short cuts to them.
COPYING = re.compile(
    r"(forward|copy)_?messages?|do_forward|forward_(to|from)|forward_messages_(to|from)|send_copy|send_copies",
    re.IGNORECASE,
)


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


def words_of(node: ast.AST) -> Iterator[str]:
    """Every name that a piece of code bears: what is called, imported, defined, given by name, or spelt in a string."""
    match node:
        case ast.Attribute(attr=word) | ast.Name(id=word) | ast.keyword(arg=str(word)) | ast.arg(arg=word):
            yield word
        case ast.FunctionDef(name=word) | ast.AsyncFunctionDef(name=word) | ast.ClassDef(name=word):
            yield word
        case ast.alias(name=word, asname=other):
            yield from (word.rpartition(".")[2], other or "")
        case ast.Constant(value=str(words)):
            yield from words.split("/") if len(words) < 200 else ()
        case _:
            return


def copying(code: str) -> list[int]:
    """The lines that forward or copy a message."""
    nodes = ast.walk(ast.parse(code))
    return [getattr(node, "lineno", 0) for node in nodes if any(COPYING.fullmatch(word) for word in words_of(node))]


def test_nothing_is_forwarded_or_copied() -> None:
    """What a room sees is uploaded anew; a forwarded message would carry the client's account with it."""
    calls: list[str] = []
    for path in python_files("bots", "core"):
        if path.is_relative_to(ROOT / "bots" / "sandbox"):
            continue  # the stand-in knows these calls by name, as the platform does
        calls += [f"{shown(path)}:{line}" for line in copying(path.read_text(encoding="utf-8"))]

    assert calls == []


@pytest.mark.parametrize(
    "code",
    [
        "bot.forward_message(1)",
        "bot.copy_messages(chat_id=1)",
        "getattr(bot, 'forwardMessages')",
        "post('copyMessage', {})",
        "post(f'{base}/bot/forwardMessage')",
        "from somewhere import copy_message as harmless",
        "message.forward_to(channel)",
        "user.send_copy(1, 2)",
        "def forwardMessage(): ...",
        "call(forward_messages=True)",
    ],
)
def test_forwarding_is_found_in_every_spelling(code: str) -> None:
    """The rule itself holds."""
    assert copying(code) == [1]


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
