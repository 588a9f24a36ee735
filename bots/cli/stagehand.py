"""The practice of `vignette demo` in processes of its own: `python -m bots.cli.stagehand FOLDER`.

A stagehand that has everything imported founds the practice and then forks one life of the real service after another,
so that a life ended by SIGKILL is followed by the next within a second. JSON lines on standard input: {"offset": seconds
by which the calendar is ahead of the machine's clock}, {"do": "found", "therapists": [...]}, {"do": "live"},
{"do": "stop"}. JSON lines on standard output: {"codes"}, {"born"}, {"died", "status"}, and what a life tells
(bots.cli.onelife). The end of standard input ends every life.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import select
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from bots.cli.chance import MachineEntropy
from bots.cli.onelife import FollowedClock, live, say
from bots.machine import harden

_PARENT_DIED = 1  # PR_SET_PDEATHSIG of prctl(2)
_LATE = (  # what the libraries import at their first use
    "anyio._backends._asyncio",
    "certifi",
    "httpcore",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlite3",
)
PREFIX = "vignette-demo-"  # of the temporary folder
_LANDING_S = 8.0  # for a clean stop; then SIGKILL

Json = dict[str, Any]


def found(folder: Path, environ: dict[str, str], names: list[str], offset: float) -> dict[str, str]:
    """Make the practice's store with these therapists in it. Returns the code each registers their room with."""
    from bots import runner
    from config.settings import load_settings
    from core.desk.codes import REGISTRATION_LASTS, new_code
    from core.store import therapists

    clock, entropy = FollowedClock(offset), MachineEntropy()
    settings = load_settings(folder, environ)
    store = runner.open_settings_store(settings, clock, entropy)
    codes = {name: new_code(entropy) for name in names}
    for name, code in codes.items():
        store.run_here(
            therapists.add_therapist,
            name=name,
            language="en",
            zone=settings.practice.zone,
            code=code,
            code_until=clock.now() + REGISTRATION_LASTS,
        )
    store.close_here()
    return codes


class Stagehand:
    """One life at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._offset = 0.0
        self._pid = 0
        self._line = -1  # the writing end of the pipe that tells the life of the calendar
        self._half = b""
        self._wanted, self._orphaned = True, False
        self._bell, rope = os.pipe()
        os.set_blocking(rope, False)
        os.set_blocking(self._bell, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(rope)

    def work(self) -> None:
        """Until told to stop, or until whoever speaks to us is gone."""
        while self._wanted:
            ready, _, _ = select.select([0, self._bell], [], [])
            if self._bell in ready:
                os.read(self._bell, 4096)
                self._bury(os.WNOHANG)
            if 0 in ready:
                self._listen()
        self._end()
        if self._orphaned and self._folder.name.startswith(PREFIX):  # nobody else is left to tidy up
            shutil.rmtree(self._folder, ignore_errors=True)

    def _listen(self) -> None:
        told = os.read(0, 65536)
        if not told:
            self._wanted, self._orphaned = False, True
            return
        *lines, self._half = (self._half + told).split(b"\n")
        for line in lines:
            self._follow(json.loads(line))

    def _follow(self, order: Json) -> None:
        if "offset" in order:
            self._offset = float(order["offset"])
            if self._line >= 0:
                with suppress(OSError):
                    os.write(self._line, json.dumps(order).encode() + b"\n")
        match order.get("do"):
            case "found":
                say(codes=found(self._folder, dict(os.environ), list(order["therapists"]), self._offset))
            case "live" if not self._pid:
                self._give_birth()
            case "stop":
                self._wanted = False
            case _:
                pass

    def _give_birth(self) -> None:
        listening, telling = os.pipe()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            os.close(telling)
            _as_child(lambda: live(self._folder, dict(os.environ), self._offset, listening))
        os.close(listening)
        self._pid, self._line = pid, telling
        say(born=pid)

    def _bury(self, how: int) -> None:
        if not self._pid:
            return
        ended, status = os.waitpid(self._pid, how)
        if ended:
            say(died=self._pid, status=os.waitstatus_to_exitcode(status))
            os.close(self._line)
            self._pid, self._line = 0, -1

    def _end(self) -> None:
        """A clean stop; whoever takes too long is killed."""
        if not self._pid:
            return
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGTERM)
        signal.signal(signal.SIGALRM, lambda *_: os.kill(self._pid, signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, _LANDING_S)
        self._bury(0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _as_child(work: Callable[[], None]) -> None:
    """In the fork: do `work`, and never come back."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with suppress(OSError, AttributeError):  # Linux: whatever ends the stagehand ends the service
            ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        work()
        code = 0
    except BaseException as fault:  # noqa: BLE001 - it is told by its class; its words may hold what people wrote
        say(fault=type(fault).__name__)
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """The process."""
    harden()
    for name in ("bots.runner", "bots.telegram.connector", *_LATE):
        importlib.import_module(name)
    from bots.telegram import connector

    tls = connector.make_tls()  # a tenth of a second that each life would spend again
    connector.make_tls = lambda: tls
    say(warm=os.getpid())
    Stagehand(Path(sys.argv[1])).work()


if __name__ == "__main__":
    main()
