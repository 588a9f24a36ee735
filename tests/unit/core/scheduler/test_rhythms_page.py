"""docs/reference/rhythms.md: its examples are sound YAML, and its sentences are what the code says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from ruamel.yaml import YAML

from core.prompts.programme import Programme, Step
from core.scheduler.sentence import sentence

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "rhythms.md").read_text(encoding="utf-8")
ROW = re.compile(r"`(\{[^`]*\})` \| ([^|]+) \|$")
ROWS = [(found[1], found[2]) for found in map(ROW.search, PAGE.splitlines()) if found]
TERMS = "A reminder after 20 hours; it closes after 36 hours; up to 2 hours late it is still sent, after that left out."


def whole(example: dict[str, Any]) -> Programme:
    timed = any(key in example for key in ("day", "date", "after", "every", "cron"))
    step = {"id": "a", **({} if timed else {"day": 1, "at": "19:30"}), **example}
    step |= {} if "pool" in step else {"prompt": "boat"}
    return Programme.model_validate({"kind": "programme", "id": "p", "text": {"en": {"title": "P"}}, "steps": [step]})


@pytest.mark.parametrize(("example", "expected"), ROWS)
def test_an_example_is_read_back_as_the_page_says(example: str, expected: str) -> None:
    """The whole sentence; a row shows the part that its table is about."""
    written: dict[str, Any] = YAML(typ="safe").load(example)
    programme = whole(written)
    told = sentence(programme.steps[0], programme, "en", titles={"boat": "A boat"})

    if "pool" in written or "prompt" in written:
        assert told == f"On day 1 at 19:30: {expected}. {TERMS}"
    elif expected.endswith("."):
        assert told == f"On day 1 at 19:30: “A boat”. {expected}"
    else:
        assert told == f"{expected}: “A boat”. {TERMS}"


def test_every_form_has_a_row() -> None:
    """Each key of a step is in some example, and each word that `every` takes."""
    examples = " ".join(example for example, _ in ROWS)
    fields = {field.alias or name for name, field in Step.model_fields.items()} - {"id"}
    words = {word for form in get_args(get_args(Step.model_fields["every"].annotation)[0]) for word in _literals(form)}

    assert len(ROWS) > 40
    assert {name for name in fields if f"{name}:" not in examples} == set()
    assert words >= {"day", "weekday", "weekend", "month"}
    assert {word for word in words if not re.search(rf"every: {word}\b", examples)} == set()


def _literals(form: Any) -> list[str]:
    found: list[str] = []
    for part in get_args(form):
        found += [part] if isinstance(part, str) else _literals(part) if "Literal" in str(part) else []
    return [word for word in found if not word.startswith("~") and len(word) > 2 and word not in _WEEKDAYS]


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
