"""The figures as JSON and as a table that people read."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from dataclasses import asdict
from pathlib import Path

import sqlalchemy

from tests.bench.measure import Row, median


def stalls(rows: list[Row]) -> list[Row]:
    """f, from the probes that ran beside the other parts."""
    seen = {row.part + " " + row.what[:40]: row.figures["stall_s"] for row in rows if row.figures.get("stall_s")}
    if not seen:
        return []
    typical = {name: median(values) for name, values in seen.items()}
    worst = max(typical, key=lambda name: typical[name])
    usual = [median(row.figures["apscheduler_seconds"]) for row in rows if "apscheduler_seconds" in row.figures]
    ratio = f"{max(usual) / typical[worst]:.0f}x shorter than APScheduler's wake-up" if usual else "-"
    return [
        Row(
            "f",
            "longest stall of the event loop beside a, b, e (a probe that looks each millisecond; medians of the runs)",
            f"{typical[worst] * 1000:.0f} ms (in {worst.split(' ')[0]})",
            ratio,
            "< 50 ms",
            typical[worst] < 0.05,
            "; ".join(f"{name}: {seconds * 1000:.0f} ms" for name, seconds in typical.items())
            + ". APScheduler with a job store stalls the loop for the whole of its wake-up.",
            {"by_part_s": seen},
        )
    ]


def machine() -> dict[str, str | int | float]:
    """What it was measured on; not which one."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count() or 0,
        "memory_gib": round(pages * size / 2**30, 1),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "sqlalchemy": sqlalchemy.__version__,
    }


def write(folder: Path, rows: list[Row], *, quick: bool, seconds: float) -> None:
    """bench.json and README.md."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {"machine": machine(), "quick": quick, "seconds": round(seconds)}
    told = {**about, "rows": [asdict(row) for row in rows]}
    (folder / "bench.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    (folder / "README.md").write_text(_markdown(rows, seconds=seconds, quick=quick))


def _markdown(rows: list[Row], *, seconds: float, quick: bool) -> str:
    on = machine()
    lines = [
        "# What it costs",
        "",
        (
            f"One run of `make bench`{' --quick: small sizes, worth nothing but seeing that it works' if quick else ''}, "
            f"{seconds / 60:.0f} minutes, on {on['cores']} noisy cores that others use too, {on['memory_gib']} GiB, "
            f"{on['architecture']}, Python {on['python']}, SQLite {on['sqlite']}, SQLAlchemy {on['sqlalchemy']}. Medians of 5 "
            "unless a row says otherwise. Single figures vary by two; each ratio compares with what was measured in the same "
            "run, so the ratios are what counts. All rows are sealed and journalled as in the product, `synchronous=FULL`. "
            "The raw figures are in [bench.json](bench.json); how each is taken stands in `tests/bench`."
        ),
        "",
        "| | what | figure | ratio | goal | |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    verdicts = {True: "met", False: "**missed**", None: ""}
    for row in rows:
        lines.append(f"| {row.part} | {row.what} | {row.ours} | {row.ratio} | {row.goal} | {verdicts[row.ok]} |")
    lines += ["", "## Beside the figures", ""]
    lines += [f"- **{row.part}** {row.what}: {row.note}" for row in rows if row.note]
    return "\n".join(lines) + "\n"
