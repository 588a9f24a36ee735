"""A practice's settings and its store, for a command that looks into it or changes it while `vignette run` may be running."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from config.settings import Settings
    from core.store.engine import Store


@contextmanager
def opened(ctx: typer.Context) -> Generator[tuple[Settings, Store]]:
    """The practice's settings and its store, closed afterwards. Raises SettingsFault, StoreFault."""
    import os
    from pathlib import Path

    from bots import runner
    from bots.cli.chance import MachineEntropy
    from bots.machine import SystemClock, harden
    from config.settings import load_settings

    harden()
    settings = load_settings(Path(ctx.obj["practice"]), os.environ)
    store = runner.open_settings_store(settings, SystemClock(), MachineEntropy())
    try:
        yield settings, store
    finally:
        store.close_here()
