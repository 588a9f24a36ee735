"""The table of refusals and the tests that hold it belong together."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
TABLE = HERE.parents[2] / "docs" / "reference" / "stand-ins-discord.md"


def test_every_row_names_a_test_that_exists():
    """A row without a test is a promise nobody keeps."""
    rows = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [row for row in rows if not row.startswith(("| refusal", "| ---"))]
    written = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))
    known = set(re.findall(r"^(?:async )?def (test_\w+)", written, re.MULTILINE)) | {"test_real_client"}

    named = [re.findall(r"`(test_\w+)(?:\.py)?`", row.rsplit("|", 2)[1]) for row in rows]
    assert len(rows) > 60
    assert [row for row, names in zip(rows, named, strict=True) if not names or not known.issuperset(names)] == []
