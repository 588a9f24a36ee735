"""`vignette demo`: the practice room in a browser, or the same loop once, as a transcript of what each person saw."""

from __future__ import annotations

import asyncio
import errno
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # imported late: the address is to be there at once
    from bots.cli.opening import PracticeRoom
    from bots.cli.rehearsal import Rehearsal
    from core.ports.entropy import Entropy

PORT = 8765
_NEXT_PORTS = 20
_GUARD_S = 38  # the transcript ends by itself; a machine that is slower than this is told so


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="No page: play one evening and print the transcript.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help=f"Where the page is served; 0 takes any free one. [default: {PORT}]"
        ),
    ] = None,
) -> None:
    """Open a practice room with the real bots and local stand-ins. No token, no account; nothing leaves this computer.

    Ctrl+C ends it, and nothing of it stays.

    Example: vignette demo
    """
    from bots.cli.chance import MachineEntropy
    from bots.machine import harden
    from config.logging import configure_logging

    harden()
    configure_logging([], level="CRITICAL")
    folder = Path(tempfile.mkdtemp(prefix="vignette-demo-"))
    try:
        if headless:
            _rehearse(folder, MachineEntropy())
        else:
            asyncio.run(_open(folder, MachineEntropy(), port))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- the page ----------------------------------------------------------------------------------------------------------
async def _open(folder: Path, entropy: Entropy, port: int | None) -> None:
    from bots.cli.opening import PracticeRoom

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    room = PracticeRoom(folder, entropy)
    setting_up: asyncio.Task[None] | None = None
    try:
        address = await _listen(room, port)
        print(f"The practice room is open: {address}", flush=True)
        print("Both platforms are stand-ins on this computer, and nothing leaves it. Ctrl+C ends it.", file=sys.stderr)
        setting_up = asyncio.create_task(room.set_up())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({setting_up, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if setting_up.done():
            setting_up.result()
        await stopping
    finally:
        if setting_up is not None:
            setting_up.cancel()
            await asyncio.gather(setting_up, return_exceptions=True)
        await room.close()


async def _listen(room: PracticeRoom, port: int | None) -> str:
    """The page's address, at the port asked for; where none was, at the first free one from 8765 on."""
    tried = range(PORT, PORT + _NEXT_PORTS) if port is None else [port]
    for number in tried:
        try:
            return await room.open_door(number)
        except OSError as taken:
            if taken.errno != errno.EADDRINUSE:
                raise
            if number == tried[-1]:
                break
    words = f"Port {port} is taken" if port is not None else f"Ports {PORT} to {tried[-1]} are taken"
    print(f"{words}. Choose another: vignette demo --port 0 takes any free one.", file=sys.stderr)
    raise typer.Exit(1)


# --- the transcript ----------------------------------------------------------------------------------------------------
def _rehearse(folder: Path, entropy: Entropy) -> None:
    from bots.cli.rehearsal import Rehearsal, write_down

    print("A practice room: both platforms are stand-ins on this computer, and nothing leaves it.", file=sys.stderr)
    rehearsal = Rehearsal(folder, entropy)
    try:
        asyncio.run(_within(rehearsal))
    except TimeoutError:
        print(
            f"The demo did not get through within {_GUARD_S} s, so this computer is too busy for it now. Try again.",
            file=sys.stderr,
        )
        raise typer.Exit(1) from None
    print(write_down(rehearsal))


async def _within(rehearsal: Rehearsal) -> None:
    async with asyncio.timeout(_GUARD_S):
        await rehearsal.play()
