"""d. What a start costs with a million occurrences: a child process for each, from its first line to its first send."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from core.prompts.library import Library
from tests.bench.due import make, make_due
from tests.bench.measure import Row, Scale, median
from tests.bench.practice import Filled


def run(folder: Path, library: Library, scale: Scale, whole: dict[int, Filled]) -> list[Row]:
    """The row."""
    small, large = scale.of(1_000, 100), max(whole)
    there = {small: make(folder, library, scale, "small.db", small), large: whole[large]}
    told: dict[int, list[dict[str, float]]] = {size: [] for size in there}
    for turn in range(scale.of(5, 1)):
        for size, filled in there.items():
            with closing(sqlite3.connect(filled.file)) as connection:
                connection.execute("UPDATE outbox SET state = 'sent' WHERE state <> 'sent'")
                connection.commit()
            make_due(filled, 1, 1000 + turn)
            told[size].append(_start(folder, filled, scale))
    first = median([one["first_send_s"] for one in told[large]])
    whole_s = median([one["since_exec_s"] for one in told[large]])
    memory = {size: median([one["rss_mb"] for one in several]) for size, several in told.items()}
    more = memory[large] - memory[small]
    imported = median([one["imported_s"] for one in told[large]])
    before = median([one["first_send_s"] for one in told[small]])
    return [
        Row(
            "d",
            f"restart with {large:,} occurrences: from the start of the work to the first send",
            f"{first * 1000:.0f} ms; {memory[large]:.0f} MB resident",
            f"{first / before:.2f}x the start with {small:,}; {more:+.1f} MB",
            "< 1 s, < 50 MB more",
            first < 1 and more < 50,
            f"Before that, importing takes {imported:.1f} s whatever the size; from the process's exec to the first send "
            f"{whole_s:.1f} s. Nothing is loaded: what is due is asked of an index.",
            {"first_send_s": first, "since_exec_s": whole_s, "rss_mb": {str(k): v for k, v in memory.items()},
             "more_mb": more, "runs": {str(k): v for k, v in told.items()}},
        )
    ]  # fmt: skip


def _start(folder: Path, filled: Filled, scale: Scale) -> dict[str, float]:
    command = [sys.executable, "-P", "-m", "tests.bench.starting", str(filled.file), str(folder / "library")]
    command += [str(time.monotonic()), str(scale.of(3, 1))]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ)
    return json.loads(done.stdout)
