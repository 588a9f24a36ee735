"""The real service in a process that is killed and started again: `python -m tests.faults.child FOLDER`.

A supervisor that forks `bots.runner.serve` and starts it anew whenever it dies, as systemd or a container would.
It imports everything once, so that a new life begins within a tenth of a second. On standard input it takes "kill"
(SIGKILL, now) and "stop" (SIGTERM, and no new life); its end ends the service too. On standard output it says
"born PID" and "died PID STATUS".
"""

from __future__ import annotations

import asyncio
import ctypes
import importlib
import logging
import os
import select
import signal
import sys
import time
import traceback
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import bots.discord.sweep
import bots.telegram.connector
import core.bootstrap
import core.delivery.ownership
from bots import runner
from bots.cli.chance import MachineEntropy
from config.settings import load_settings
from core.bootstrap import AccountPorts, Timing
from core.delivery.ownership import Ownership
from core.store.unit import Unit
from tests.faults.marked import marked, marked_blobs
from tests.faults.strings import Executioner, SharedCalendar

_PARENT_DIED = 1  # PR_SET_PDEATHSIG of prctl(2)
TIMING = Timing(lease=timedelta(seconds=1.8), renew_every_s=0.4, look_again_s=0.1)
_LATE = (  # what the libraries import at their first use
    "anyio._backends._asyncio",
    "certifi",
    "httpcore",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "sqlite3",
)


def live(folder: Path) -> None:
    """One life of the service; returns at a clean stop."""
    mark = Executioner(folder)
    plain = runner._ports

    def ports(*args: object) -> AccountPorts:
        return marked(plain(*args), mark)

    runner._ports = ports
    runner.FileBlobs = marked_blobs(mark)
    mark_ownership(mark)
    bots.discord.sweep.PACE_S = 0.0
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    tuning = runner.Tuning(timing=TIMING, sweep_every_s=1.0, reconnect_after_s=0.05, step=mark)
    settings = load_settings(folder, dict(os.environ))
    asyncio.run(runner.serve(settings, clock=SharedCalendar(folder), entropy=MachineEntropy(), tuning=tuning))


def mark_ownership(mark: Executioner) -> None:
    """Only a lease that was had is worth a mark: waiting for one asks twenty times a second."""
    plain = core.delivery.ownership.take_over

    def take_over(unit: Unit, *args: object) -> int | None:
        epoch = plain(unit, *args)
        if epoch is not None:
            mark("before lease taken")
        return epoch

    class MarkedOwnership(Ownership):
        async def acquire(self) -> bool:
            had = await super().acquire()
            if had:
                mark("after lease taken")
            return had

    core.delivery.ownership.take_over = take_over
    core.bootstrap.Ownership = MarkedOwnership


def give_birth(folder: Path) -> int:
    """Fork a new life. Returns its process id."""
    pid = os.fork()
    if pid:
        print(f"born {pid}", flush=True)
        return pid
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with suppress(OSError, AttributeError):  # Linux: whatever ends the supervisor ends the service
            ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGKILL)
        live(folder)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def supervise(folder: Path) -> None:
    """Life after life, until told to stop."""
    for name in _LATE:
        importlib.import_module(name)
    tls = bots.telegram.connector.make_tls()
    bots.telegram.connector.make_tls = lambda: tls
    bell, rope = os.pipe()
    os.set_blocking(rope, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(rope)
    pid, wanted = give_birth(folder), True
    while True:
        ready, _, _ = select.select([0, bell], [], [])
        if bell in ready:
            os.read(bell, 4096)
        if 0 in ready:
            told = os.read(0, 4096)
            if not told or b"kill" in told:
                os.kill(pid, signal.SIGKILL)
            if b"stop" in told:
                os.kill(pid, signal.SIGTERM)
            wanted = wanted and bool(told) and b"stop" not in told
        ended, status = os.waitpid(pid, 0 if not wanted else os.WNOHANG)
        if ended:
            print(f"died {pid} {os.waitstatus_to_exitcode(status)}", flush=True)
            if not wanted:
                return
            if not os.WIFSIGNALED(status):
                time.sleep(0.2)  # it gave up by itself: do not spin
            pid = give_birth(folder)


if __name__ == "__main__":
    supervise(Path(sys.argv[1]))
