"""A practice folder for the command's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bots import runner
from bots.cli.app import call
from bots.cli.chance import MachineEntropy
from bots.machine import SystemClock
from config.settings import load_settings
from core.store.unit import Unit

T = TypeVar("T")


def vignette(folder: Path, *args: str) -> int:
    """The exit code of one command line on this practice."""
    return call([*args, "--practice", str(folder)], entropy=MachineEntropy())


def make(folder: Path) -> Path:
    """A fresh practice with two tokens; its library speaks English and German."""
    for account, token in (("main", "1000001:" + "x" * 35), ("den", "y" * 60)):
        (folder.parent / account).write_text(token)
    flags = ["--telegram-token-file", str(folder.parent / "main"), "--discord-token-file", str(folder.parent / "den")]
    assert call(["init", str(folder), "--language", "en,de", *flags], entropy=MachineEntropy()) == 0
    return folder


@contextmanager
def inside(folder: Path) -> Iterator[Callable[..., Any]]:
    """The practice's store: hand it a function and its arguments, as the desks do."""
    store = runner.open_settings_store(load_settings(folder, {}), SystemClock(), MachineEntropy())
    try:
        yield store.run_here
    finally:
        store.close_here()


def in_store(folder: Path, work: Callable[[Unit], T]) -> T:
    """One unit of work."""
    with inside(folder) as run:
        return run(work)
