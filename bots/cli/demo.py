"""`vignette demo`: the whole loop on both platforms, once, as a transcript of what each person saw."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

_GUARD_S = 38  # the demo ends by itself; a machine that is slower than this is told so


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Print the transcript; the page beside it comes with a later version.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Kept for the page; the stand-ins pick free ports.")
    ] = 0,
) -> None:
    """Play one evening with the real bots against local stand-ins. No token, no account; nothing leaves this computer.

    Example: vignette demo --headless
    """
    del headless, port
    from bots.cli.chance import MachineEntropy
    from bots.cli.rehearsal import Rehearsal, write_down
    from bots.machine import harden
    from config.logging import configure_logging

    harden()
    configure_logging([], level="CRITICAL")
    folder = Path(tempfile.mkdtemp(prefix="vignette-demo-"))
    try:
        print("A practice room: both platforms are stand-ins on this computer, and nothing leaves it.", file=sys.stderr)
        rehearsal = Rehearsal(folder, MachineEntropy())
        asyncio.run(_within(rehearsal))
        print(write_down(rehearsal))
    except TimeoutError:
        print(
            f"The demo did not get through within {_GUARD_S} s, so this computer is too busy for it now. Try again.",
            file=sys.stderr,
        )
        raise typer.Exit(1) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _within(rehearsal: object) -> None:
    from bots.cli.rehearsal import Rehearsal

    assert isinstance(rehearsal, Rehearsal)
    async with asyncio.timeout(_GUARD_S):
        await rehearsal.play()
