"""What README and the docs point at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)


def targets(page: Path) -> list[str]:
    """Every link and picture of a page that leads into this repository."""
    found = _TARGET.findall(_CODE.sub("", page.read_text(encoding="utf-8")))
    return [each for each in found if not re.match(r"[a-z]+:", each)]


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings are linked."""
    heads = _HEADING.findall(_CODE.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_picture_and_link_leads_somewhere(page: Path) -> None:
    missing: list[str] = []
    for target in targets(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            missing.append(target)

    assert missing == []


def test_every_picture_is_shown_somewhere() -> None:
    shown = {(page.parent / target).resolve() for page in PAGES for target in targets(page)}

    assert [path.name for path in sorted((ROOT / "docs" / "pictures").iterdir()) if path not in shown] == []
