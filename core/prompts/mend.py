"""What can be saved of a document whose shape is wrong, so that one slip does not hide its other faults.

A mended entry is looked at by the checker only; it never gets into a library.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from core.prompts.loader import Loc

_Shape = TypeVar("_Shape", bound=BaseModel)
_ROUNDS = 6  # leaving one thing out can make another one missing, a few levels up
_FILLING: Mapping[str, Any] = {
    "id": "x", "modality": "talk", "intensity": 1, "minutes": 1, "title": "x", "say": "x", "turn": "x", "form": "faces",
    "question": "x", "licence": "x", "step": "x", "version": 1, "effective_from": "2000-01-01", "ask": "x", "explain": "x",
    "more": "x", "agree": "x", "decline": "x", "next": "x", "back": "x", "material": True, "language": "en",
}  # fmt: skip
_ITEMS: Mapping[str, Any] = {
    "expects": "text",
    "needs": "paper",
    "day": 1,
    "at": "00:00",
    "between": "00:00",
    "every": "mon",
}


def mend(shape: type[_Shape], data: dict[str, Any], problems: Sequence[Any]) -> tuple[_Shape | None, list[Loc]]:
    """The entry with everything wrong left out or filled in, or None; and the places that were touched."""
    mended = copy.deepcopy(data)
    touched: list[Loc] = []
    for _ in range(_ROUNDS):
        for problem in problems:
            loc, _on_key = plain_loc(problem["loc"], mended)
            if not _touch(mended, loc, missing=problem["type"] == "missing"):
                return None, touched
            touched.append(loc)
        try:
            return shape.model_validate(mended), touched
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False)
    return None, touched


def plain_loc(loc: Sequence[str | int], data: Any) -> tuple[Loc, bool]:
    """Where pydantic means, without the names of union members ("~list"); and whether it means the key itself."""
    on_key = bool(loc) and loc[-1] == "[key]"
    steps: list[str | int] = []
    inside = data
    for step in loc[:-1] if on_key else loc:
        here: Any = inside if isinstance(inside, dict) else {}
        if isinstance(step, str) and step.startswith("~") and step not in here:
            continue
        steps.append(step)
        if isinstance(inside, list):
            inside = inside[step] if isinstance(step, int) and step < len(inside) else None
        else:
            inside = here.get(step)
    return tuple(steps), on_key


def _touch(data: Any, loc: Loc, *, missing: bool) -> bool:
    """Fill in what is missing, leave out what is wrong; False where nothing sensible can be done."""
    parent = data
    for step in loc[:-1]:
        if isinstance(parent, dict):
            parent = parent.get(step)
        elif isinstance(parent, list) and isinstance(step, int) and step < len(parent):
            parent = parent[step]
        else:
            return True  # left out with something around it already
    if not loc:
        return False
    last = loc[-1]
    if isinstance(parent, list) and isinstance(last, int):
        return _touch_item(parent, last, str(loc[-2]) if len(loc) > 1 else "")
    if not isinstance(parent, dict):
        return _touch(data, loc[:-1], missing=False)  # `at: 9` read as a list of one
    if missing:
        if last not in _FILLING:
            return False
        parent[last] = _FILLING[str(last)]
    else:
        parent.pop(last, None)
    return True


def _touch_item(items: list[Any], number: int, name: str) -> bool:
    """An item keeps its place in the list, so that its neighbours are found where they stand."""
    if number >= len(items):
        return True
    if name not in _ITEMS:
        return False
    items[number] = _ITEMS[name]
    return True
