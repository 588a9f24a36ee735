"""The real service in a process of its own, logging as `vignette run` does: `python -m tests.faults.owner_child FOLDER LEASE_S LEVEL`.

Its calendar is the one that the test moves; everything else is what people run. Several of them share a database.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

from bots import runner
from bots.cli.chance import MachineEntropy
from bots.machine import harden
from config.logging import configure_logging
from config.settings import load_settings
from core.bootstrap import Timing
from tests.faults.strings import SharedCalendar


def main(folder: Path, lease_s: float, level: str) -> None:
    """Serve until SIGTERM."""
    harden()
    settings = load_settings(folder, dict(os.environ))
    configure_logging(settings.secrets(), level)
    timing = Timing(lease=timedelta(seconds=lease_s), renew_every_s=lease_s / 4, look_again_s=0.2)
    tuning = runner.Tuning(timing=timing, sweep_every_s=1.0, reconnect_after_s=0.05)
    asyncio.run(runner.serve(settings, clock=SharedCalendar(folder), entropy=MachineEntropy(), tuning=tuning))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3])
