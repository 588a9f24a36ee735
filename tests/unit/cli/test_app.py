"""The command's frame: where --practice may stand, what exits with which code, and that nobody sees a traceback."""

from __future__ import annotations

import errno
import inspect
import json
import logging
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
import typer
import typer.main

from bots.cli import app as cli
from bots.cli.lazy import Mount, practice_first
from core.domain.errors import LibraryFault, SettingsFault, WrongKey

ROOT = Path(__file__).parents[3]
CANARY = "canary-Mira"
HEAVY = {"telegram", "discord", "sqlalchemy", "pydantic", "structlog", "aiohttp", "cryptography", "ruamel", "jinja2"}


class Counting:
    """Entropy that counts, so that fault ids can be foretold."""

    def token(self, size: int) -> bytes:
        """0, 1, 2, ..."""
        return bytes(range(size))

    def id(self) -> str:
        """Always the same."""
        return "0" * 32


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """A fault sets the log up; what was there comes back."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.raiseExceptions)
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:], logging.raiseExceptions = before[0], before[2]
    root.setLevel(before[1])
    structlog.reset_defaults()


def raising(error: Exception) -> Mount:
    """A command that fails with `error`."""

    class Failing(Mount):
        def load(self, name: str) -> Any:
            def fail() -> None:
                raise error

            alone = typer.Typer(add_completion=False)
            alone.command(name)(fail)
            return typer.main.get_command(alone)

    return Failing("", "Fails.")


def call(*args: str) -> int:
    """The exit code of one command line."""
    return cli.call(args, entropy=Counting())


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        (["run", "--practice", "p"], ["--practice", "p", "run"]),
        (["--practice", "p", "run"], ["--practice", "p", "run"]),
        (["library", "check", "--practice=p", "-v"], ["--practice=p", "library", "check", "-v"]),
        (["--practice", "p", "run", "--practice", "q"], ["--practice", "p", "--practice", "q", "run"]),
        (["a", "--", "--practice", "p"], ["a", "--", "--practice", "p"]),
    ],
)
def test_practice_may_stand_before_or_after_the_command(given: list[str], ordered: list[str]) -> None:
    """Wherever it stands it is the same option; behind `--` it is somebody's word."""
    assert practice_first(given) == ordered


@pytest.mark.parametrize("place", ["before", "after", "variable", "nowhere"])
def test_command_is_handed_the_practice(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Before, after, by the environment, or the folder one is in: ctx.obj["practice"] is a Path."""
    seen: list[Any] = []

    class Seeing(Mount):
        def load(self, name: str) -> Any:
            alone = typer.Typer(add_completion=False)

            @alone.command(name)
            def see(ctx: typer.Context) -> None:
                seen.append(ctx.obj["practice"])

            see.__annotations__["ctx"] = typer.Context
            return typer.main.get_command(alone)

    monkeypatch.setattr(cli.Commands, "mounts", {"see": Seeing("", "Sees.")})
    monkeypatch.delenv("VIGNETTE_PRACTICE", raising=False)
    if place == "variable":
        monkeypatch.setenv("VIGNETTE_PRACTICE", str(tmp_path))
    option = ["--practice", str(tmp_path)]

    code = call(*(option if place == "before" else []), "see", *(option if place == "after" else []))

    assert code == 0
    assert seen == [Path() if place == "nowhere" else tmp_path]


@pytest.mark.parametrize("args", [["nope"], ["--practice"], ["init"], ["init", "a", "--nope"], []])
def test_usage_errors_exit_2(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong command line is told on stderr only."""
    code = call(*args)

    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert "Usage" in told.err or "Error" in told.err


def test_misspelt_command_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    """The nearest command is named."""
    call("libary")

    assert "Did you mean 'library'?" in capsys.readouterr().err


def test_settings_faults_stand_on_their_own_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each fault is one line, without a fault id, for the admin can mend it."""
    monkeypatch.setattr(cli.Commands, "mounts", {"x": raising(SettingsFault(["a:1: one", "b: two"]))})

    code = call("x")

    assert code == 1
    assert capsys.readouterr().err == "a:1: one\nb: two\n"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (LibraryFault("safe-place.yaml:3:1: error"), "safe-place.yaml:3:1: error"),
        (WrongKey(), "The root key does not open"),
    ],
)
def test_refusals_are_one_sentence(
    error: Exception, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What Vignette refuses by itself is said in its own words, even where it was raised without any."""
    monkeypatch.setattr(cli.Commands, "mounts", {"x": raising(error)})

    code = call("x")

    said = capsys.readouterr().err
    assert code == 1
    assert said.startswith(told)
    assert said.count("\n") == 1


def test_unknown_exception_is_a_sentence_with_an_id(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The person sees the id, the log the class and frames under the same id, nobody the words of the exception."""
    monkeypatch.setattr(cli.Commands, "mounts", {"x": raising(KeyError(CANARY))})

    code = call("x")

    told = capsys.readouterr()
    record, sentence = told.err.splitlines()
    assert code == 1
    assert told.out == ""
    assert "(23456)" in sentence
    assert json.loads(record)["fault"] == "23456"
    assert json.loads(record)["exception"][0]["class"] == "builtins.KeyError"
    assert CANARY not in told.err
    assert "Traceback" not in told.err


def test_full_disk_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One clear line, as for every fault of the machine."""
    monkeypatch.setattr(
        cli.Commands, "mounts", {"x": raising(OSError(errno.ENOSPC, "No space left on device", CANARY))}
    )

    code = call("x")

    told = capsys.readouterr().err
    assert code == 1
    assert "the disk is full" in told
    assert CANARY not in told


def test_version_is_the_one_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    """pyproject.toml and the command agree."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    code = call("--version")

    assert code == 0
    assert capsys.readouterr().out == f"vignette {project['version']}\n"


def test_help_lists_every_command_without_importing_any(capsys: pytest.CaptureFixture[str]) -> None:
    """`vignette --help` answers at once because nothing heavy is loaded for it."""
    script = "import sys, bots.cli.app as a; a.call(['--help'], entropy=None); print(*sys.modules, file=sys.stderr)"

    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert not HEAVY & {name.partition(".")[0] for name in done.stderr.split()}
    for name, mount in cli.Commands.mounts.items():
        assert name in done.stdout
        assert mount.help in done.stdout


def leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command that does something, below a command."""
    inner = getattr(command, "commands", None)
    if not inner:
        yield path, command
    for name, each in (inner or {}).items():
        yield from leaves(each, (*path, name))


@pytest.mark.parametrize("name", cli.Commands.mounts)
def test_every_command_helps_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command can be loaded, is no coroutine function, and shows an example in its help."""
    for path, command in leaves(cli.Commands.mounts[name].load(name), (name,)):
        code = call(*path, "--help")

        assert code == 0
        assert "example" in capsys.readouterr().out.lower(), path
        assert not inspect.iscoroutinefunction(inspect.unwrap(command.callback)), path
