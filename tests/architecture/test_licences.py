"""docs/licences.md names everything that is installed for running the service."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_locked_package_has_its_licence_told() -> None:
    """A dependency cannot come in without a look at its terms."""
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / "base.txt").read_text(), re.MULTILINE)
    told = (ROOT / "docs" / "licences.md").read_text().replace(".", "-")

    missing = [name for name in locked if not re.search(rf"\b{re.escape(name)}\b", told)]

    assert locked
    assert missing == []
