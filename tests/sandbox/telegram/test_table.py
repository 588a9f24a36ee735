"""The table of refusals names tests that exist, and every method played is known to Telegram."""

from __future__ import annotations

import re
from pathlib import Path

from bots.sandbox.telegram.api import METHODS
from tests.sandbox.telegram.spec import require_spec

HERE = Path(__file__).parent
TABLE = HERE.parents[2] / "docs" / "reference" / "stand-ins-telegram.md"


def test_every_row_of_the_table_names_a_test_that_exists():
    """A refusal without its test is a claim."""
    written = set(re.findall(r"def (test_\w+)", "".join(p.read_text() for p in HERE.glob("test_*.py"))))
    rows = [row for row in TABLE.read_text().splitlines() if row.startswith("| ") and "---" not in row]
    rows = [row for row in rows if not row.startswith(("| refusal |", "| rule |"))]

    named = [re.findall(r"`(test_\w+)`", row.rsplit("|", 2)[1]) for row in rows]

    assert len(rows) > 40
    assert [] == [row for row, tests in zip(rows, named, strict=True) if not tests]
    assert [] == sorted({test for tests in named for test in tests} - written)


def test_every_method_played_is_one_of_telegrams():
    """No invented methods."""
    invented = set(METHODS) - set(require_spec()["methods"])

    assert set() == invented
