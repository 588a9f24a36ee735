"""Is a recorded Bot API call valid by Telegram's own machine-readable specification? Reusable by other tests.

The specification lies beside the repository, in ../shared/specs; without it the test is skipped with a loud word, and
fails where CI is set.
"""

from __future__ import annotations

import functools
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

SPEC_PATH = Path(__file__).resolve().parents[4] / "shared" / "specs" / "telegram-bot-api.json"
_CONSTANT = re.compile(r"must be (?!one of)([a-z_]+)\b")


@functools.cache
def _load() -> dict[str, Any]:
    return json.loads(SPEC_PATH.read_text(encoding="utf-8"))


def require_spec() -> dict[str, Any]:
    """The specification. Skips the test loudly where the file is absent; fails it in CI."""
    if not SPEC_PATH.exists():
        words = "BOT API SPECIFICATION ABSENT: recorded calls were NOT checked (looked in ../shared/specs)"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return _load()


def faults_in_call(method: str, params: dict[str, Any]) -> list[str]:
    """Everything wrong with a call: unknown method or parameter, missing ones, types that do not fit. [] is valid.

    params: as `Call.params` records them. Numbers, booleans and objects may also stand as the text a form carries.
    """
    spec = require_spec()
    known = {name.lower(): entry for name, entry in spec["methods"].items()}
    entry = known.get(method.lower())
    if entry is None:
        return [f"{method}: no such method"]
    return _faults_in_fields(method, params, entry.get("fields", []))


def _faults_in_fields(where: str, values: dict[str, Any], fields: list[dict[str, Any]]) -> list[str]:
    by_name = {field["name"]: field for field in fields}
    faults = [f"{where}.{name}: no such field" for name in values if name not in by_name]
    for name, field in by_name.items():
        if name not in values:
            faults += [f"{where}.{name}: missing"] if field["required"] else []
            continue
        faults += faults_in_value(f"{where}.{name}", values[name], field["types"])
        constant = _CONSTANT.search(field["description"]) if name in ("type", "source") else None
        if constant and isinstance(values[name], str) and values[name] != constant[1]:
            faults.append(f"{where}.{name}: must be {constant[1]}, is {values[name]}")
    return faults


def faults_in_value(where: str, value: Any, types: list[str]) -> list[str]:
    """What is wrong with a value of one of these types: the faults under the one that fits best. An array may mix what its
    types name apart, as albums do.
    """
    value = _unpacked(value) if all(name not in ("String", "InputFile") for name in types) else value
    arrays = [name.removeprefix("Array of ") for name in types if name.startswith("Array of ")]
    if isinstance(value, list) and arrays:
        return [f for i, item in enumerate(value) for f in faults_in_value(f"{where}[{i}]", item, arrays)]
    return min((_faults_in_type(where, value, name) for name in types), key=len)


def _faults_in_type(where: str, value: Any, name: str) -> list[str]:
    if name in ("String", "InputFile"):
        fits = isinstance(value, str) or (isinstance(value, dict) and "file" in value and "sha256" in value)
        return [] if fits else [f"{where}: {name} expected"]
    if name in ("Integer", "Float"):
        return [] if _is_number(value, whole=name == "Integer") else [f"{where}: {name} expected"]
    if name in ("Boolean", "True"):
        fits = isinstance(value, bool) or value in ("true", "false")
        return [] if fits else [f"{where}: {name} expected"]
    if not isinstance(value, dict) or name.startswith("Array of "):
        return [f"{where}: {name} expected"]
    entry = require_spec()["types"].get(name)
    if entry is None:
        return [f"{where}: the specification has no type {name}"]
    if entry.get("subtypes"):
        return faults_in_value(where, value, entry["subtypes"])
    return _faults_in_fields(where, value, entry.get("fields", []))


def _unpacked(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _is_number(value: Any, *, whole: bool) -> bool:
    if isinstance(value, str):
        return re.fullmatch(r"-?\d+" if whole else r"-?\d+(\.\d+)?", value) is not None
    return not isinstance(value, bool) and isinstance(value, int if whole else int | float)
