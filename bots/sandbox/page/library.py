"""The library's files, as the visitor may read and change them: only those that are there, only as text."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from bots.sandbox.page.people import Refused

Json = dict[str, Any]

LARGEST = 1 << 20  # bytes; the library itself takes no larger file (SPEC 3.1)
_TITLE = re.compile(r"^\s*title:\s*(?:\{\s*\w+:\s*)?[\"']?([^\"'\n,}]+)", re.MULTILINE)
_ID = re.compile(r"^id:\s*(\S+)", re.MULTILINE)


def listed(folder: Path | None) -> list[Json]:
    """Every YAML file, by path in the library."""
    if folder is None or not folder.is_dir():
        return []
    found = [path for path in sorted(folder.rglob("*.yaml")) if path.is_file() and not path.is_symlink()]
    return [{"path": path.relative_to(folder).as_posix(), "title": _title(path)} for path in found]


def read(folder: Path | None, name: str) -> str:
    """Its text. Raises Refused."""
    return _find(folder, name).read_text(encoding="utf-8", errors="replace")


def write(folder: Path | None, name: str, text: str) -> None:
    """Replace it, all at once: nobody reads half a file. Raises Refused."""
    path = _find(folder, name)
    packed = text.encode("utf-8", "replace")
    if len(packed) > LARGEST:
        raise Refused("A library file is at most 1 MB.")
    waiting = path.with_name(path.name + ".new")
    waiting.write_bytes(packed)
    os.replace(waiting, path)  # noqa: PTH105 - over the old one, in one step


def _find(folder: Path | None, name: str) -> Path:
    if not any(each["path"] == name for each in listed(folder)):
        raise Refused("There is no such file in the library.")
    assert folder is not None
    return folder / name


def _title(path: Path) -> str:
    text = path.read_text(encoding="utf-8", errors="replace")
    found = _TITLE.search(text) or _ID.search(text)
    return path.stem if found is None else found[1].strip()
