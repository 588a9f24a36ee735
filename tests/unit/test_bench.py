"""The bench itself: every part runs, nothing is missed, nothing refused. How long anything takes is not judged here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_every_part_of_the_bench_runs_and_loses_nothing(tmp_path: Path) -> None:
    """Small sizes: each enrolment and its lines are there, each due prompt went, no platform refused a call."""
    command = [sys.executable, "-m", "tests.bench", "--quick", "--out", str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert "Traceback" not in done.stderr, done.stderr
    rows = json.loads((tmp_path / "bench.json").read_text())["rows"]
    by_part = {part: [row["figures"] for row in rows if row["part"] == part] for part in "abcdefghi"}
    assert all(by_part.values())
    assert [(one["enrolled"], one["journalled"], one["occurrences"]) for one in by_part["a"]] == [(1000, 1000, 2000)]
    assert [one["missed"] for one in by_part["b"]] == [0] * len(by_part["b"])
    assert [(one["enrolments"], one["rows"]) for one in by_part["h"]] == [(1000, 4000)]
    assert [one["replies"] for one in by_part["e"]] == [30]
    assert [(one["refused"], one["sent"] - one["wanted"]) for one in by_part["g"]] == [(0, 0), (0, 0)]
    checked, loaded, hostile = by_part["i"]
    assert [one["prompts"] for one in (*checked["runs"], loaded["half"], *loaded["runs"])] == [50, 100, 200]
    assert [one["warnings"] for one in (*checked["runs"], loaded["half"], *loaded["runs"])] == [0, 0, 0]
    assert (loaded["all_alike"]["warnings"], hostile["trouble"]) == (398, [])
    assert (tmp_path / "README.md").read_text().count("\n| ") > len(rows)
