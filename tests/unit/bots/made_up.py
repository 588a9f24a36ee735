"""JSON made up from the platforms' own descriptions: right fields, wrong ones, unknown ones, missing ones."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from core.domain.incoming import MessageGone, MessageIn, Press, Reachability, Unhandled

HANDED_ON = (MessageIn, MessageGone, Press, Reachability, Unhandled)
FOLDER = Path(__file__).resolve().parents[4] / "shared" / "specs"
MARK = "kanarienvogel"  # in every made-up text: what is raised must not hold it
_DEEPEST = 3
_TEXT = st.text(max_size=12).map(lambda end: MARK + end)
_WHOLE = st.one_of(st.integers(0, 2**40), st.integers())
_WRONG = st.one_of(st.none(), st.booleans(), _WHOLE, _TEXT, st.lists(_TEXT, max_size=2), st.just({MARK: MARK}))


def secrets_in(fault: BaseException) -> list[str]:
    """Texts of an error and of what stands behind it that hold a made-up text."""
    found: list[str] = []
    error: BaseException | None = fault
    while error is not None:
        found += [text for text in (str(error), repr(error)) if MARK in text]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


@functools.cache
def _described(platform: str) -> dict[str, Any]:
    path = FOLDER / {"telegram": "telegram-bot-api.json", "discord": "discord-openapi.json"}[platform]
    if not path.exists():
        pytest.skip(f"NOT CHECKED: the platform's description is missing at {path}", allow_module_level=True)
    return json.loads(path.read_text(encoding="utf-8"))


def like(platform: str, name: str, *, right: bool = False) -> st.SearchStrategy[Any]:
    """Values like the described type of this name, with fields that it may lack and fields that nobody knows.

    right: all that is there is as described; else a field now and then is wrong or missing.
    """
    if platform == "telegram":
        return _telegram(name, 0, right)
    return _discord({"$ref": f"#/components/schemas/{name}"}, 0, right)


def _object(fields: dict[str, tuple[st.SearchStrategy[Any], bool]], right: bool) -> st.SearchStrategy[dict[str, Any]]:
    """Of each field its values, and whether it is required."""
    needed = {name: made for name, (made, required) in fields.items() if required}
    others = {name: made for name, (made, required) in fields.items() if not required}

    @st.composite
    def build(draw: st.DrawFn) -> dict[str, Any]:
        value = {name: draw(made) for name, made in needed.items()}
        if others:
            chosen = draw(st.lists(st.sampled_from(sorted(others)), max_size=4, unique=True))
            value |= {name: draw(others[name]) for name in chosen}
        spoiled = draw(st.integers(2, 3) if right else st.integers(0, 11))
        if spoiled == 0 and value:
            value[draw(st.sampled_from(sorted(value)))] = draw(_WRONG)
        elif spoiled == 1 and value:
            del value[draw(st.sampled_from(sorted(value)))]
        elif spoiled == 2:
            value[f"unknown_{MARK}"] = draw(_WRONG)
        return value

    return build()


@functools.cache
def _telegram(name: str, depth: int, right: bool) -> st.SearchStrategy[Any]:
    if name.startswith("Array of "):
        return st.lists(_telegram(name.removeprefix("Array of "), depth, right), max_size=3)
    simple = {
        "Integer": _WHOLE,
        "Float": st.floats(allow_nan=True),
        "String": _TEXT,
        "Boolean": st.booleans(),
        "True": st.just(True),
    }
    if name in simple:
        return simple[name]
    if depth > _DEEPEST:
        return st.just({})
    entry = _described("telegram")["types"][name]
    if entry.get("subtypes"):
        return st.one_of([_telegram(each, depth + 1, right) for each in entry["subtypes"][:4]])
    fields = {
        field["name"]: (st.one_of([_telegram(each, depth + 1, right) for each in field["types"]]), field["required"])
        for field in entry.get("fields", [])
    }
    if name == "Chat":
        fields["type"] = (st.sampled_from(["private", "supergroup", "channel"]), True)
    if name == "Message":
        fields["from"] = (fields["from"][0], True)
        fields["date"] = (st.integers(0, 2**33), True)
        fields["edit_date"] = (st.integers(0, 2**33), False)
    if name == "User":
        fields["is_bot"] = (st.just(False), True)
    if name == "Update":
        several = ("message", "edited_message", "callback_query", "poll_answer", "my_chat_member", "poll")
        one = {each: fields[each][0] for each in several}
        return st.sampled_from(several).flatmap(lambda each: _object({each: (one[each], True)}, right))
    return _object(fields, right)


def _discord(schema: dict[str, Any], depth: int, right: bool) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name == "SnowflakeType":
            return st.integers(1, 2**62).map(str)
        return _named(name, depth, right)
    if "oneOf" in schema:
        several = schema["oneOf"][:4]
        return st.one_of([_discord(each, depth + 1, right) for each in several])
    if "const" in schema:
        return st.just(schema["const"])
    kinds = schema.get("type", "object")
    made = [_plain(each, schema, depth, right) for each in (kinds if isinstance(kinds, list) else [kinds])]
    return st.one_of(made)


def _plain(kind: str, schema: dict[str, Any], depth: int, right: bool) -> st.SearchStrategy[Any]:
    if kind == "string" and schema.get("format") == "date-time":
        return st.datetimes().map(lambda at: f"{at.isoformat()}+00:00")
    if kind == "array":
        return (
            st.lists(_discord(schema.get("items", {}), depth + 1, right), max_size=2)
            if depth < _DEEPEST
            else st.just([])
        )
    if kind == "object":
        if depth > _DEEPEST:
            return st.just({})
        required = set(schema.get("required", []))
        fields = {
            name: (_discord(inner, depth + 1, right), name in required)
            for name, inner in schema.get("properties", {}).items()
        }
        return _object(fields, right)
    simple = {"string": _TEXT, "integer": _WHOLE, "number": st.floats(), "boolean": st.booleans(), "null": st.none()}
    return simple[kind]


@functools.cache
def _named(name: str, depth: int, right: bool) -> st.SearchStrategy[Any]:
    return _discord(_described("discord")["components"]["schemas"][name], depth, right)
