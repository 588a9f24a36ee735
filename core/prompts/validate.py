"""One document -> its typed form, or every fault of its shape in words an author understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from core.prompts.faults import Fault, nearest, quoted
from core.prompts.loader import Document, Loc, dotted
from core.prompts.meant import list_meant, number_meant, rhythm_meant, truth_meant
from core.prompts.mend import mend, plain_loc
from core.prompts.schema import KINDS, Entry

MOST_FAULTS = 100  # of one file; more help nobody
_Shape = TypeVar("_Shape", bound=BaseModel)

_TYPES: Mapping[str, str] = {
    "string_type": "this should be text",
    "int_type": "this should be a whole number",
    "bool_type": "this should be true or false",
    "model_type": "this should be a mapping (key: value)",
    "model_attributes_type": "this should be a mapping (key: value)",
    "dict_type": "this should be a mapping (key: value)",
    "list_type": "this should be a list",
    "tuple_type": "this should be a list",
    "dataclass_type": "this should be a mapping (key: value)",
}
_EVERY_FORMS = "day, weekday, weekend, month, [mon, thu] or {days: 2}"


@dataclass(frozen=True, slots=True)
class Shaped:
    """A document in its typed form. With faults, `entry` is what could be saved of it (perhaps nothing) for the checks
    of meaning, and `mended` names the places that were filled in or left out.
    """

    entry: Entry | None
    faults: tuple[Fault, ...] = ()
    mended: tuple[str, ...] = ()


def validate(document: Document) -> Shaped:
    """Every fault of a document's shape, and its typed form."""
    kind = document.data.get("kind")
    if "kind" not in document.data:
        message = f'the key "kind" is missing; it is one of {", ".join(KINDS)}'
        return Shaped(None, (document.fault((), "missing-key", message),))
    shape = KINDS.get(kind) if isinstance(kind, str) else None
    if shape is None:
        hint = nearest(str(kind), KINDS)
        message = f"there is no kind {quoted(str(kind))}; it is one of {', '.join(KINDS)}"
        return Shaped(None, (document.fault(("kind",), "unknown-kind", message, suggestion=hint),))
    entry, faults, mended = in_shape(document, shape)
    return Shaped(entry, faults, mended)


def in_shape(document: Document, shape: type[_Shape]) -> tuple[_Shape | None, tuple[Fault, ...], tuple[str, ...]]:
    """A document as one shape: what it is or what could be saved of it, its faults, and the places that were mended."""
    try:
        return shape.model_validate(document.data), (), ()
    except ValidationError as error:
        schema = shape.model_json_schema(by_alias=True)
        told = error.errors(include_url=False, include_input=False)
        meant = _meant(told, document, schema)
        problems = _once([problem for problem in told if not _follows(problem, document, told)], document, meant)
        faults = [_fault(document, problem, schema) for problem in problems[:MOST_FAULTS]]
        if len(problems) > MOST_FAULTS:
            message = f"{len(problems) - MOST_FAULTS} more faults in this file are not listed"
            faults.append(document.fault((), "more-faults", message))
        entry, mended = mend(shape, document.data, problems)
        return entry, tuple(faults), tuple(dotted(place) for place in (*mended, *meant))


def _follows(problem: Mapping[str, Any], document: Document, told: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a list is found too short only because one of its items is wrong, which is told already."""
    node = document.find(plain_loc(problem["loc"], document.data)[0])
    context: Mapping[str, Any] = problem.get("ctx") or {}
    if problem["type"] == "missing" and isinstance(
        problem["loc"][-1], int
    ):  # `[0 10]`: its first item is wrong already
        around = problem["loc"][:-1]
        return any(other["type"] != "missing" and other["loc"][:-1] == around for other in told)
    return (
        problem["type"] == "too_short"
        and node is not None
        and isinstance(node.value, list)
        and len(node.value) >= context.get("min_length", 0)
    )


def _meant(problems: Sequence[Any], document: Document, schema: Mapping[str, Any]) -> frozenset[Loc]:
    """The places of the keys that were meant by misspelt ones: `minuts` is no unknown key and a missing one besides."""
    places: set[Loc] = set()
    for problem in problems:
        if problem["type"] == "extra_forbidden":
            loc, _on_key = plain_loc(problem["loc"], document.data)
            hint = nearest(str(loc[-1]), _keys_at(schema, loc[:-1]))
            if hint and document.find((*loc[:-1], hint)) is None:
                places.add((*loc[:-1], hint))
    return frozenset(places)


def _once(problems: Sequence[Any], document: Document, meant: frozenset[Loc]) -> list[Any]:
    """Without keys that are there misspelt, and without the rest of a text that falls apart at its commas:
    `{say: What, then, now}`.
    """
    kept: list[Any] = []
    split: set[Loc] = set()
    for problem in problems:
        loc, _on_key = plain_loc(problem["loc"], document.data)
        if problem["type"] == "missing" and loc in meant:
            continue
        node = document.find(loc)
        if problem["type"] == "extra_forbidden" and node is not None and node.value is None:
            if loc[:-1] in split:
                continue
            split.add(loc[:-1])
        kept.append(problem)
    return kept


def _fault(document: Document, problem: Mapping[str, Any], schema: Mapping[str, Any]) -> Fault:
    loc, on_key = plain_loc(problem["loc"], document.data)
    kind: str = problem["type"]
    context: Mapping[str, Any] = problem.get("ctx") or {}
    node = document.find(loc)
    if node is None and loc and isinstance(loc[-1], int):
        node = document.find(loc[:-1])  # `day: 0` is read as a list of one
    value = node.value if node is not None else None
    match kind:
        case "missing" if isinstance(loc[-1], int):
            return document.fault(loc[:-1], "wrong-number", "a value is missing in this list")
        case "missing":
            name = quoted(str(loc[-1]))
            return document.fault(loc, "missing-key", f"the key {name} is missing")
        case "extra_forbidden":
            hint = nearest(str(loc[-1]), _keys_at(schema, loc[:-1]))
            message = f"there is no key {quoted(str(loc[-1]))} here"
            if value is None and not hint:
                message += "; a text with a comma needs quotes"
            return document.fault(loc, "unknown-key", message, key=True, suggestion=hint)
        case "literal_error":
            expected = str(context.get("expected", "")).replace("'", "")
            hint = _value_hint(loc, value, expected)
            message = f"{_shown(value)} does not fit; it is one of {expected}"
            if loc and loc[-1] == "every":
                message = f"{_shown(value)} does not fit; it is {_EVERY_FORMS}"
            return document.fault(loc, "bad-value", message, suggestion=hint)
        case "greater_than_equal" | "less_than_equal":
            side = "at least" if kind.startswith("greater") else "at most"
            limit = context.get("ge", context.get("le"))
            return document.fault(loc, "out-of-range", f"{_shown(value)} is out of range; it is {side} {limit}")
        case "string_too_short":
            return document.fault(loc, "empty-text", "there are no words here")
        case "string_too_long":
            return document.fault(
                loc, "text-too-long", f"the text is longer than {context.get('max_length')} characters"
            )
        case "too_short" | "too_long":
            bound = context.get("min_length") if kind == "too_short" else context.get("max_length")
            words = f"at least {bound}" if kind == "too_short" else f"at most {bound}"
            return document.fault(loc, "wrong-number", f"there should be {words} of these")
        case _ if kind in _TYPES:
            return document.fault(loc, "wrong-type", _TYPES[kind], suggestion=_form_hint(kind, loc, value))
        case _ if "-" in kind:  # our own rules, from fields.py
            hint = str(context.get("suggestion", ""))
            return document.fault(loc, kind, str(problem["msg"]), key=on_key, suggestion=hint)
        case _:
            message = str(problem["msg"])
            return document.fault(loc, "bad-value", message[:1].lower() + message[1:], key=on_key)


def _shown(value: Any) -> str:
    if isinstance(value, list | dict):
        return "this"
    return "an empty value" if value is None else quoted(str(value))


def _value_hint(loc: Loc, value: Any, expected: str) -> str:
    if "every" in loc and isinstance(value, str):
        meant = rhythm_meant(value, in_list=isinstance(loc[-1], int))
        if meant:
            return meant
    return nearest(str(value), expected.replace(" or ", ", ").split(", "))


def _form_hint(kind: str, loc: Loc, value: Any) -> str:
    match kind:
        case "string_type" if isinstance(value, int | float | bool):
            return f'"{str(value).lower() if isinstance(value, bool) else value}"'
        case "int_type":
            return number_meant(str(loc[-1]), value)
        case "bool_type":
            return truth_meant(value)
        case "list_type" | "tuple_type":
            return list_meant(value)
        case _:
            return ""


def _keys_at(schema: Mapping[str, Any], loc: Loc) -> list[str]:
    """The keys a mapping may have at a place, read off the JSON Schema."""
    places = [schema]
    for step in loc:
        places = [inner for place in places for inner in _inside(schema, place, step)]
    return [key for place in places for option in _options(schema, place) for key in option.get("properties", {})]


def _inside(schema: Mapping[str, Any], place: Mapping[str, Any], step: str | int) -> Iterator[Mapping[str, Any]]:
    for option in _options(schema, place):
        if isinstance(step, int):
            if isinstance(option.get("items"), dict):
                yield option["items"]
        elif step in option.get("properties", {}):
            yield option["properties"][step]
        elif isinstance(option.get("additionalProperties"), dict):
            yield option["additionalProperties"]


def _options(schema: Mapping[str, Any], place: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "$ref" in place:
        name = str(place["$ref"]).rpartition("/")[2]
        yield from _options(schema, schema["$defs"][name])
        return
    yield place
    for union in ("anyOf", "oneOf"):
        for option in place.get(union, ()):
            yield from _options(schema, option)
