"""A checked library as bytes that the database keeps, and back: the same revision, without the files it came from."""

from __future__ import annotations

import json
import zlib
from datetime import date, time
from typing import Any

from pydantic import BaseModel, ValidationError

from core.domain.errors import LibraryFault
from core.prompts.fields import Delay, write_delay
from core.prompts.library import Library, build_library
from core.prompts.schema import KINDS, Entry, Scale


def entries_of(library: Library) -> list[Entry]:
    """All it holds, by kind and id."""
    found: list[Entry] = [
        *library.prompts.values(), *library.programmes.values(), *library.scales.values(), *library.glossaries.values(),
    ]  # fmt: skip
    return sorted(found, key=lambda entry: (entry.kind, entry.id))


def pack_library(library: Library) -> bytes:
    """Its entries as JSON, in one order, compressed. The order of free keys is kept: buttons stand in it."""
    told = [_written(entry) for entry in entries_of(library)]
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 9)


def unpack_library(packed: bytes, revision: str) -> Library:
    """What `pack_library` made. Raises LibraryFault where it does not read, or is not the library of this revision."""
    try:
        rows: list[dict[str, Any]] = json.loads(zlib.decompress(packed))
        library = build_library(KINDS[row["kind"]].model_validate(row) for row in rows)
    except (zlib.error, ValueError, ValidationError, KeyError, TypeError, RecursionError) as fault:
        raise LibraryFault(f"the kept library {revision} cannot be read ({type(fault).__name__})") from fault
    if library.revision != revision:
        raise LibraryFault(f"the kept library {revision} is not what it was ({library.revision})")
    return library


def kept_scale(packed: bytes, name: str) -> Scale | None:
    """One scale of a kept library, without building the whole; None where it has none, or cannot be read."""
    try:
        rows: list[dict[str, Any]] = json.loads(zlib.decompress(packed))
        found = (row for row in rows if (row["kind"], row["id"]) == ("scale", name))
        return next((Scale.model_validate(row) for row in found), None)
    except (zlib.error, ValueError, KeyError, TypeError, RecursionError):
        return None


def _written(value: Any) -> Any:
    """A value as an author writes it; what is left out means the same as it did then only while it is written, so every
    default that is not "nothing" is written out.
    """
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        told = {field.alias or name: getattr(value, name) for name, field in fields.items()}
        return {name: _written(inner) for name, inner in told.items() if inner is not None}
    if isinstance(value, dict):
        return {name: _written(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_written(inner) for inner in value]
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return write_delay(value) if isinstance(value, Delay) else value
