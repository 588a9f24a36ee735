"""Questionnaires: each is counted at both ends and at every border, item 9 is told apart, and none is asked while it is off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.check_in import Answer
from core.prompts.library import Library, load_library
from core.prompts.scales import asked_in
from core.prompts.schema import Scale
from core.prompts.scoring import Score, score

STARTER = Path(__file__).parents[4] / "config" / "starter" / "library"
EXACT = {  # how many words each published questionnaire has, so that a slip in its exact wording is noticed
    "phq-9": (9, 106),
    "who-5": (5, 38),
}


@pytest.fixture(scope="module")
def starter() -> Library:
    """The library people start with."""
    library, faults = load_library(STARTER)
    assert library is not None, faults
    return library


def test_phq_9_at_both_ends(starter: Library) -> None:
    """0 to 27; at the top item 9 is told apart, at the bottom nothing is."""
    scale = starter.scales["phq-9"]

    assert score(scale, [0] * 9) == Score(0, 0, 27, 0, ())
    assert score(scale, [3] * 9) == Score(27, 0, 27, 4, (9,))


def test_who_5_at_both_ends(starter: Library) -> None:
    """0 to 100 in steps of four; here a low number is the heavy one."""
    scale = starter.scales["who-5"]

    assert score(scale, [0] * 5) == Score(0, 0, 100, 0, ())
    assert score(scale, [5] * 5) == Score(100, 0, 100, 2, ())
    assert scale.heavy == "low"


@pytest.mark.parametrize(
    ("total", "band"),
    [(4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate"), (15, "moderately severe"),
     (19, "moderately severe"), (20, "severe")],
)  # fmt: skip
def test_each_border_of_phq_9(starter: Library, total: int, band: str) -> None:
    """Where one band ends, and the next begins (Kroenke 2001)."""
    scale = starter.scales["phq-9"]
    answers = [min(3, max(0, total - 3 * item)) for item in range(8)] + [0]
    found = score(scale, answers)

    assert found.value == total
    assert found.band is not None
    assert scale.text["en"].bands[found.band] == band


@pytest.mark.parametrize(("total", "band"), [(28, 0), (32, 1), (48, 1), (52, 2)])
def test_each_border_of_who_5(starter: Library, total: int, band: int) -> None:
    """28 and less calls for a closer look, 50 and less is low."""
    answers = [min(5, max(0, total // 4 - 5 * item)) for item in range(5)]

    found = score(starter.scales["who-5"], answers)
    assert (found.value, found.band) == (total, band)


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_any_answer_to_item_nine_is_a_matter_of_concern(starter: Library, answer: int) -> None:
    """However small the sum (RK-13)."""
    assert score(starter.scales["phq-9"], [0] * 8 + [answer]) == Score(answer, 0, 27, 0, (9,))


@given(answers=st.lists(st.integers(-2, 5), max_size=12))
def test_a_sum_with_a_hole_in_it_is_none(starter: Library, answers: list[int]) -> None:
    """Nine answers from 0 to 3, or nothing."""
    if len(answers) == 9 and all(0 <= each <= 3 for each in answers):
        assert score(starter.scales["phq-9"], answers).value == sum(answers)
    else:
        with pytest.raises(ValueError, match="answer"):
            score(starter.scales["phq-9"], answers)


def test_the_published_ones_are_off_and_say_whose_they_are(starter: Library) -> None:
    """Nobody is asked them before a practice turns them on; whose words they are stands there."""
    for name, (items, words) in EXACT.items():
        scale = starter.scales[name]
        assert not scale.enabled
        assert scale.source
        assert scale.licence
        assert list(scale.text) == ["en"], "in no other language are the published words here"
        assert len(scale.text["en"].items) == items
        assert len(" ".join(scale.text["en"].items).replace("—", "").split()) == words


def test_a_scale_without_items_is_not_counted() -> None:
    """One question is an answer, not a sum."""
    text = {"en": {"question": "How is it?"}}
    one = Scale.model_validate({"kind": "scale", "id": "s", "form": "faces", "licence": "Own.", "text": text})

    with pytest.raises(ValueError, match="no items"):
        score(one, [])


# --- what the checker says --------------------------------------------------------------------------------------------
WHO = """kind: scale
id: well
form: choices
range: [0, 1]
scoring: {times: 2, bands: [0, 3], concern_items: [{item: 2, at: 1}]}
licence: Own wording.
text:
  en: {question: "How was it?", items: [one, two], choices: [no, yes], bands: [low, high]}
"""


@pytest.mark.parametrize(
    ("wrong", "right", "place"),
    [
        ("bands: [0, 5]", "bands: [0, 3]", ("bad-bands", 5, 21)),
        ("bands: [3, 0]", "bands: [0, 3]", ("bad-bands", 5, 21)),
        ("item: 3", "item: 2", ("out-of-range", 5, 59)),
        ("at: 2", "at: 1", ("out-of-range", 5, 66)),
        ("bands: [low]", "bands: [low, high]", ("wrong-number", 8, 72)),
        ("range: [0, 2]", "range: [0, 1]", ("wrong-number", 8, 52)),
        ("items: []", "items: [one, two]", ("no-items", 5, 1)),
    ],
)
def test_what_is_wrong_with_a_questionnaire_is_named(
    tmp_path: Path, wrong: str, right: str, place: tuple[str, int, int]
) -> None:
    """At its place; the same without the slip is clean."""
    (tmp_path / "a.yaml").write_text(WHO)
    assert load_library(tmp_path)[1] == []
    (tmp_path / "a.yaml").write_text(WHO.replace(right, wrong))

    faults = load_library(tmp_path)[1]
    assert (faults[0].rule, faults[0].line, faults[0].column) == place


PROMPT = """kind: prompt
id: writing/a
modality: writing
intensity: 2
minutes: 5
check_in: {before: well}
evidence: Own.
text: {en: {title: A, body: "Write a line."}}
"""


@pytest.mark.parametrize(("more", "rule"), [("enabled: false\n", "scale-off"), ("", "scale-of-items")])
def test_a_scale_that_cannot_be_asked_is_named_where_it_is_asked(tmp_path: Path, more: str, rule: str) -> None:
    """It would fail in front of a client otherwise."""
    (tmp_path / "a.yaml").write_text(WHO + more)
    (tmp_path / "b.yaml").write_text(PROMPT)

    faults = load_library(tmp_path)[1]
    assert [(fault.path, fault.line, fault.column, fault.rule) for fault in faults] == [("b.yaml", 6, 20, rule)]


@pytest.mark.parametrize(("heavy", "heavies"), [("high", [8, 9, 10]), ("low", [0, 1, 2]), ("never", list[int]())])
def test_which_end_is_heavy(heavy: str, heavies: list[int]) -> None:
    """Distress weighs above, a mood below, energy nowhere."""
    told: dict[str, Any] = {"kind": "scale", "id": "s", "form": "numbers", "range": [0, 10], "licence": "Own."}
    scale = Scale.model_validate(told | {"heavy": heavy, "text": {"en": {"question": "How is it?"}}})
    asked = asked_in(scale, ["en"])
    assert asked is not None

    assert [value for value in asked.values if asked.answer(value).is_heavy] == heavies
    assert Answer(9, 0, 10).is_heavy
