"""`vignette run`: the practice at work, until it is told to stop."""

from __future__ import annotations

import sys

import typer


def run(ctx: typer.Context) -> None:
    """Run the practice until Ctrl+C or SIGTERM. It stops cleanly; what was under way goes on at the next start.

    It goes by the library in force, as the database keeps it; the first start puts the folder in force. An edited or broken
    folder changes nothing by a restart: `vignette library publish` does.

    Everything wrong with the settings is told at once, and then nothing is started. Several may run on
    one database: each bot has one owner at a time, and another takes over within 30 seconds when that one is gone.

    Example: vignette run --practice studio
    """
    import asyncio
    import os
    from pathlib import Path

    from bots import runner
    from bots.cli.chance import MachineEntropy
    from bots.cli.ground import lay_ground, library_counts
    from bots.machine import SystemClock, harden
    from config.logging import configure_logging
    from core.domain.errors import SettingsFault
    from core.prompts.faults import plain_line

    harden()
    ground = lay_ground(Path(ctx.obj["practice"]), os.environ)
    settings, library = ground.settings, ground.in_force or ground.library
    if ground.faults or settings is None or library is None:
        raise SettingsFault(ground.faults)
    configure_logging(settings.secrets())
    for warning in settings.warnings:
        _tell(f"warning: {warning}")
    if ground.differs:
        _tell(f"Note: {ground.differs}.")
    accounts = ", ".join(f"{name} ({each.platform.value.capitalize()})" for name, each in settings.accounts.items())
    _tell(
        f"Starting {plain_line(settings.practice.name)}: {accounts}; {library_counts(library)}. Ctrl+C or SIGTERM stops it."
    )
    try:
        asyncio.run(runner.serve(settings, clock=SystemClock(), entropy=MachineEntropy()))
    except ExceptionGroup as group:
        raise _told_plainly(group) from None
    _tell("Stopped. Nothing is lost; the next start goes on from here.")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _told_plainly(group: ExceptionGroup[Exception]) -> Exception:
    """What a person can be told of several things that broke together: the one with words of its own, else all."""
    from core.domain.errors import VignetteError

    inner: Exception = group
    while isinstance(inner, ExceptionGroup):
        known = inner.subgroup((VignetteError, OSError))
        inner = (known or inner).exceptions[0]
    return inner if isinstance(inner, VignetteError | OSError) else group
