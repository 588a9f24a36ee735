"""`python -m tests.bench [--only a,c] [--quick] [--out FOLDER]`: measure, and write the table."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import checking, due, enrolling, planning, rate, replying, restart, table
from tests.bench.measure import Row, Scale
from tests.bench.practice import Filled, library

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks"
SIZES = (10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)


def main(arguments: list[str] | None = None) -> list[Row]:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", default="a,b,c,d,e,f,g,h,i", help="parts, by letter")
    parser.add_argument("--quick", action="store_true", help="small sizes, once: only to see that it works")
    parser.add_argument("--out", type=Path, default=None, help="where to write; docs/benchmarks, with --quick nowhere")
    asked = parser.parse_args(arguments)
    parts, scale = set(asked.only.split(",")), Scale(asked.quick)
    out = asked.out or (None if asked.quick else DOCS)
    folder = Path(tempfile.mkdtemp(prefix="vignette-bench-"))
    began = time.perf_counter()
    try:
        rows = _measure(folder, parts, scale)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if out is not None:
        table.write(out, rows, quick=asked.quick, seconds=time.perf_counter() - began)
    return rows


def _measure(folder: Path, parts: set[str], scale: Scale) -> list[Row]:
    books = library(folder / "library")
    rows: list[Row] = []

    def note(new: list[Row]) -> None:
        for row in new:
            rows.append(row)
            verdict = {True: "met", False: "MISSED", None: ""}[row.ok]
            print(
                f"{row.part}  {row.what}\n   {row.ours} | {row.ratio} | {row.goal} {verdict}\n   {row.note}", flush=True
            )

    if "a" in parts:
        note(enrolling.run(folder, books, scale))
    if parts & {"b", "c", "d"}:
        sizes = QUICK_SIZES if scale.quick else SIZES
        whole: dict[int, Filled] = {size: due.make(folder, books, scale, f"{size}.db", size) for size in sizes}
        if "c" in parts:
            note(due.run_flat(books, scale, whole))
        if "b" in parts:
            note(due.run(folder, books, scale, whole))
        if "d" in parts:
            note(restart.run(folder, books, scale, whole))
        for there in whole.values():
            there.file.unlink()
    if parts & {"e", "f"}:
        note(replying.run(folder, books, scale))
    if "f" in parts:
        note(table.stalls(rows))
    if "h" in parts:
        note(planning.run(folder, books, scale))
    if "i" in parts:
        note(checking.run(folder, scale))
    if "g" in parts:
        note(rate.run(folder, books, scale))
    return rows


if __name__ == "__main__":
    sys.exit(0 if all(row.ok is not False for row in main()) else 1)
