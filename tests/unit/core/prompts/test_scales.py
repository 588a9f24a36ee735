"""A scale as it is asked: its words, its values, when an answer is heavy; and before which prompts it is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.domain.check_in import Answer, Chosen
from core.prompts.library import build_library, load_library
from core.prompts.scales import asked_before, asked_in, before, is_readable
from core.prompts.schema import Prompt, Scale

EXAMPLES = Path(__file__).parents[5] / "shared" / "examples" / "library"


def scale(form: str = "numbers", **more: Any) -> Scale:
    told = {"kind": "scale", "id": "s", "form": form, "licence": "Own.", "text": {"en": {"question": "How is it?"}}}
    return Scale.model_validate(told | more)


def prompt(**more: Any) -> Prompt:
    told = {"kind": "prompt", "id": "p", "modality": "writing", "intensity": 2, "minutes": 5}
    return Prompt.model_validate(told | {"text": {"en": {"title": "T", "body": "B"}}} | more)


@pytest.mark.parametrize(
    ("low", "high", "heavy"),
    [(0, 10, 8), (1, 5, 5), (1, 4, 4), (0, 100, 80), (-5, 5, 3), (0, 1, 1), (1, 10, 9), (0, 3, 3)],
)
def test_heavy_begins_at_eight_tenths(low: int, high: int, heavy: int) -> None:
    """8 of 0 to 10; the same place on every other scale, and never below it."""
    found = [value for value in range(low, high + 1) if Answer(value, low, high).is_heavy]

    assert found == list(range(heavy, high + 1))


def test_what_can_be_chosen_after_a_heavy_answer() -> None:
    """The step leaves the other two open."""
    assert [each for each in Chosen if not each.is_last] == [Chosen.GROUNDING]


def test_each_form_has_its_values() -> None:
    """Numbers by their range; choices and faces by their labels; faces without any, one to five."""
    words = {"en": {"question": "How is it?", "choices": ["fine", "so so", "hard"]}}
    named = asked_in(scale("choices", text=words), ["en"])
    numbers = asked_in(scale(range=[0, 10]), ["en"])
    faces = asked_in(scale("faces"), ["en"])
    assert named is not None
    assert numbers is not None
    assert faces is not None

    assert [list(each.values) for each in (named, faces)] == [[1, 2, 3], [1, 2, 3, 4, 5]]
    assert (numbers.low, numbers.high, numbers.labels) == (0, 10, ())
    assert named.answer(3) == Answer(3, 1, 3, "hard")
    assert numbers.answer(7) == Answer(7, 0, 10)
    for value in (-1, 11):
        with pytest.raises(LookupError):
            numbers.answer(value)


def test_the_words_are_in_a_language_that_the_client_reads() -> None:
    """Theirs or its base, never another one."""
    told = scale(range=[0, 10], text={"en": {"question": "How?"}, "pt": {"question": "Como?"}})
    found = [asked_in(told, [tag]) for tag in ("pt-BR", "en-GB", "de")]

    assert [each.question if each else None for each in found] == ["Como?", "How?", None]


@pytest.mark.parametrize(
    ("more", "asks"),
    [
        ({}, False),
        ({"check_in": {"before": "s"}}, True),
        ({"check_in": {"after": "s"}}, False),
        ({"check_in": {"before": "s"}, "intensity": 1}, False),
        ({"check_in": {"before": "s"}, "intensity": 3}, True),
    ],
)
def test_before_which_prompts_it_is_asked(more: dict[str, Any], asks: bool) -> None:
    """Personal and strong ones that name a scale."""
    told = prompt(**more)
    library = build_library([told, scale(range=[0, 10])])

    assert (asked_before(told) is not None) is asks
    assert (before(library, told) is not None) is asks


def test_a_prompt_is_readable_with_its_question() -> None:
    """Both, or neither is of use."""
    both = {"en": {"title": "T", "body": "B"}, "de": {"title": "T", "body": "B"}}
    asks, gentle = prompt(text=both, check_in={"before": "s"}), prompt(text=both)
    library = build_library([asks, scale(range=[0, 10])])

    told = [(each, tag, is_readable(library, each, tag)) for each in (asks, gentle) for tag in ("en", "de", "fr")]

    assert [found for _, _, found in told] == [True, False, False, True, True, False]


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="THE NORMATIVE EXAMPLES ARE ABSENT: NOT CHECKED")
def test_the_example_scene_is_asked_about() -> None:
    """Its scale is there, in its language."""
    library, faults = load_library(EXAMPLES)
    assert library is not None, faults
    scene = library.prompts["roleplay/letter-from-later"]

    assert before(library, scene) == library.scales["distress"]
    assert is_readable(library, scene, "en")
