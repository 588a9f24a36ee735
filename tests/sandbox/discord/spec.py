"""Checks recorded Discord calls against Discord's OpenAPI description: `faults_in_call(call) -> list[str]`."""

from __future__ import annotations

import copy
import functools
import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bots.sandbox.discord import Call

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("VIGNETTE_SPECS", REPOSITORY.parent / "shared" / "specs"))
SPEC = FOLDER / "discord-openapi.json"
UNDESCRIBED_QUERY = frozenset({"use_nested_fields"})  # discord.py sends it with every forum post; Discord takes it
FILE_FIELD = re.compile(r"files\[\d+\]")


def needs_spec() -> None:
    """Skip loudly where the description is absent; in CI its absence is a failure."""
    if SPEC.exists():
        return
    words = f"NOT CHECKED: Discord's OpenAPI description is missing at {SPEC}"
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)


@functools.cache
def _spec() -> dict[str, Any]:
    return json.loads(SPEC.read_text(encoding="utf-8"))


@functools.cache
def _components(*, loose: bool) -> dict[str, Any]:
    """The shared schemas. loose: ids may be numbers, as Discord takes them and discord.py sends them."""
    components = copy.deepcopy(_spec()["components"])
    if loose:
        components["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
    return components


@functools.cache
def _validator(schema: str, *, loose: bool) -> jsonschema.Draft202012Validator:
    whole = json.loads(schema) | {"components": _components(loose=loose)}
    return jsonschema.Draft202012Validator(whole)


def faults_in_call(call: Call) -> list[str]:
    """What is wrong with a call by the description: path, verb, query names, body. Empty: nothing."""
    path = _spec()["paths"].get(call.route)
    if path is None:
        return [f"no path {call.route}"]
    operation = path.get(call.method.lower())
    if operation is None:
        return [f"no {call.method} on {call.route}"]
    parameters = [*path.get("parameters", []), *operation.get("parameters", [])]
    known = {p["name"] for p in parameters if p.get("in") == "query"} | UNDESCRIBED_QUERY
    faults = [f"{call.method} {call.route}: no query {name}" for name in call.query if name not in known]
    return faults + _faults_in_body(call, operation)


def faults_in_answer(call: Call) -> list[str]:
    """What is wrong with our answer by the description: so the stand-in says nothing Discord would not say."""
    operation = _spec()["paths"].get(call.route, {}).get(call.method.lower())
    if operation is None or not 200 <= call.status < 300:
        return []
    responses = operation["responses"]
    if str(call.status) not in responses:
        return [f"{call.method} {call.route}: {call.status} is not among {sorted(responses)}"]
    content = responses[str(call.status)].get("content", {}).get("application/json")
    if content is None:
        return [] if call.answer is None else [f"{call.method} {call.route}: a body where none belongs"]
    return _complaints(call, call.answer, content["schema"], loose=False)


def _faults_in_body(call: Call, operation: dict[str, Any]) -> list[str]:
    request = operation.get("requestBody")
    if call.body is None:
        return [f"{call.method} {call.route}: the body is missing"] if request and request.get("required") else []
    if request is None:
        return [f"{call.method} {call.route}: takes no body"] if call.body else []
    schema = request["content"]["application/json"]["schema"]
    body = call.body
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if not FILE_FIELD.fullmatch(name)}
    return _complaints(call, body, schema, loose=True)


def _complaints(call: Call, value: Any, schema: dict[str, Any], *, loose: bool) -> list[str]:
    validator = _validator(json.dumps(schema, sort_keys=True), loose=loose)
    return [
        f"{call.method} {call.route}: {error.json_path}: {_deepest(error)}" for error in validator.iter_errors(value)
    ]


def _deepest(error: jsonschema.ValidationError) -> str:
    best = jsonschema.exceptions.best_match([error])
    return f"{best.json_path} {best.message[:200]}" if best else error.message[:200]
