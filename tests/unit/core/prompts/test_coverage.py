"""Which languages have what: complete, in part with what is missing, none; and the sums."""

from __future__ import annotations

from typing import Any

from core.prompts.coverage import coverage, languages_of, totals
from core.prompts.library import Library, build_library
from core.prompts.schema import Programme, Prompt, Scale

WHOLE = {"title": "T", "body": "B", "aftercare": "A"}


def prompt(name: str, modality: str, **text: Any) -> Prompt:
    told = {"kind": "prompt", "id": name, "modality": modality, "intensity": 1, "minutes": 5, "text": text}
    return Prompt.model_validate(told)


def shelf() -> Library:
    programme = {
        "kind": "programme", "id": "week", "steps": [{"id": "s", "prompt": "w", "day": 1, "at": "09:00"}],
        "text": {"en": {"title": "Week", "about": "A week."}, "de": {"title": "Woche"}},
    }  # fmt: skip
    scale = {
        "kind": "scale", "id": "distress", "form": "numbers", "licence": "Own.",
        "text": {"en": {"question": "?", "low": "l", "high": "h"}, "de": {"question": "?", "low": "l"}},
    }  # fmt: skip
    return build_library(
        [
            prompt("w", "writing", en=WHOLE, de={"title": "T", "body": "B"}, pt=WHOLE),
            prompt("d", "drawing", en=WHOLE, de=WHOLE),
            Programme.model_validate(programme),
            Scale.model_validate(scale),
        ]
    )


def test_each_entry_in_each_language() -> None:
    """A language is found under its base too; what is missing of it is named."""
    rows = {row.id: row for row in coverage(shelf(), ["en", "de", "pt-BR", "ar"])}

    assert [rows["w"].cells[tag].state for tag in ("en", "de", "pt-BR", "ar")] == [
        "complete", "partly", "complete", "none",
    ]  # fmt: skip
    assert rows["w"].cells["de"].missing == ("aftercare",)
    assert rows["w"].cells["pt-BR"].tag == "pt"
    assert rows["week"].cells["de"].missing == ("about",)
    assert rows["distress"].cells["de"].missing == ("high",)
    assert (rows["w"].group, rows["week"].group, rows["distress"].group) == ("writing", "programmes", "scales")


def test_scenes_lack_turns() -> None:
    """Each by its name."""
    text = {
        "en": {"title": "S", "turns": {"a": {"say": "A"}, "b": {"say": "B"}}},
        "de": {"title": "S", "turns": {"a": {"say": "A"}}},
    }
    (row,) = coverage(build_library([prompt("s", "roleplay", **text)]), ["de"])

    assert row.cells["de"].missing == ("turns.b",)


def test_sums_are_those_of_the_cells() -> None:
    """By modality and of everything."""
    found = totals(coverage(shelf(), ["en", "de", "ar"]))

    assert found["writing"] == {
        "en": {"complete": 1, "partly": 0, "none": 0},
        "de": {"complete": 0, "partly": 1, "none": 0},
        "ar": {"complete": 0, "partly": 0, "none": 1},
    }
    assert found["all"]["de"] == {"complete": 1, "partly": 3, "none": 0}
    assert {sum(each.values()) for each in found["all"].values()} == {4}


def test_every_language_that_there_is() -> None:
    """For a library without a practice."""
    assert languages_of(shelf()) == ["de", "en", "pt"]
