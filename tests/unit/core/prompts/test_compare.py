"""Two libraries beside each other: what is different is named by its place, and told word by word."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.prompts.compare import Part, compare, touched, word_by_word
from core.prompts.library import build_library
from core.prompts.schema import Programme, Prompt

SCRIPT = [
    {"turn": "open", "choose": {"stay": "close", "go": "close"}},
    {"turn": "close", "derole": True},
]
WORDS = {"open": {"say": "Shall we?", "choose": {"stay": "Yes", "go": "No"}}, "close": {"say": "That was it."}}


def prompt(name: str = "p", **more: Any) -> Prompt:
    told = {"kind": "prompt", "id": name, "modality": "writing", "intensity": 1, "minutes": 5}
    return Prompt.model_validate(told | {"text": {"en": {"title": "Title", "body": "Some words."}}} | more)


def scene(**more: Any) -> Prompt:
    return prompt(modality="roleplay", **({"script": SCRIPT, "text": {"en": {"title": "S", "turns": WORDS}}} | more))


def programme(*steps: dict[str, Any], **more: Any) -> Programme:
    told = {"kind": "programme", "id": "week", "text": {"en": {"title": "Week"}}, "steps": list(steps)}
    return Programme.model_validate(told | more)


def parts(before: Any, after: Any) -> tuple[Part, ...]:
    (changed,) = compare(build_library([before]), build_library([after])).changed
    return changed.parts


def test_entries_that_come_and_go() -> None:
    """By kind and id; a programme and a prompt of one name are two."""
    before = build_library([prompt("a"), prompt("week")])
    after = build_library([prompt("a"), prompt("b"), programme({"id": "s", "prompt": "a", "day": 1, "at": "09:00"})])

    changes = compare(before, after)

    assert changes.added == (("programme", "week"), ("prompt", "b"))
    assert changes.removed == (("prompt", "week"),)
    assert changes.changed == ()
    assert compare(after, after).nothing


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (prompt(), prompt(intensity=2), Part("intensity", "1", "2")),
        (prompt(), prompt(avoid_when=["psychosis"]), Part("avoid_when", None, '["psychosis"]')),
        (
            prompt(),
            prompt(text={"en": {"title": "Title", "body": "Other words."}}),
            Part("text.en.body", "Some words.", "Other words."),
        ),
        (
            scene(),
            scene(script=[{"turn": "open", "choose": {"go": "close", "stay": "close"}}, SCRIPT[1]]),
            Part("script.open.choose (order)", "stay go", "go stay"),
        ),
        (
            scene(),
            scene(script=[{**SCRIPT[0], "expects": ["text"]}, SCRIPT[1]]),
            Part("script.open.expects", None, '["text"]'),
        ),
    ],
)
def test_a_part_is_named_by_its_place(before: Prompt, after: Prompt, expected: Part) -> None:
    """By the names of its file; the order of buttons is a part too."""
    assert parts(before, after) == (expected,)


def test_only_other_rhythms_move_slots() -> None:
    """Another prompt, another reminder leave a step where it is; another time, a step more or less do not."""
    first = {"id": "s", "prompt": "a", "day": 1, "at": "09:00"}
    second = {"id": "t", "prompt": "a", "day": 2, "at": "09:00"}

    def moves(*steps: dict[str, Any], **more: Any) -> bool:
        changes = compare(build_library([programme(first)]), build_library([programme(*steps, **more)]))
        return changes.changed[0].moves

    assert not moves({**first, "prompt": "b"})
    assert not moves({**first, "remind": ["2h"]})
    assert not moves(first, text={"en": {"title": "Other"}})
    assert moves({**first, "at": "10:00"})
    assert moves(first, second)
    assert moves({**first, "id": "other"})


def test_a_time_is_told_as_it_is_written() -> None:
    """Hours and minutes, as in the file."""
    step = {"id": "a", "prompt": "p", "day": 1}

    (told,) = parts(programme({**step, "at": "18:00"}), programme({**step, "at": "18:30"}))

    assert (told.before, told.after) == ('["18:00"]', '["18:30"]')


def test_what_a_change_can_reach() -> None:
    """A programme by its own rules, its prompts, its pools, and by words that stand anywhere."""
    shelf: list[Any] = [
        prompt("a"), prompt("b"),
        programme({"id": "s", "prompt": "a", "day": 1, "at": "09:00"}, id="fixed"),
        programme({"id": "s", "pool": {}, "day": 1, "at": "09:00"}, id="pool"),
    ]  # fmt: skip

    def reached(*instead: Any) -> set[str]:
        rows = {(each.kind, each.id): each for each in (*shelf, *instead)}
        before, after = build_library(shelf), build_library(rows.values())
        return set(touched(before, after, compare(before, after)))

    assert reached() == set()
    assert reached(prompt("a", minutes=9)) == {"fixed", "pool"}
    assert reached(prompt("b", minutes=9)) == {"pool"}
    assert reached(prompt("c")) == {"pool"}
    assert reached(programme({"id": "s", "prompt": "a", "day": 2, "at": "09:00"}, id="fixed")) == {"fixed"}


def test_words_are_told_beside_each_other() -> None:
    """What stays is shortened, what is gone and new stands in brackets, all on one line."""
    before = "Take paper and a pen you like.\nDraw the place where you feel calm enough, as simply as you want."
    after = before.replace("paper and", "a sheet of paper, and").replace("want", "like")

    told = word_by_word(before, after)
    assert "\n" not in told
    assert "…" in told
    assert told.endswith("[-want.-] {+like.+}")
    assert word_by_word("a b", "a  b") == "(only blanks and line ends)"


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_both_texts_can_be_read_out_of_the_line(old: list[str], new: list[str]) -> None:
    """With enough words around: taking away the brackets of one side leaves the other."""
    line = word_by_word(" ".join(old), " ".join(new), around=100)
    if old != new:
        assert re.sub(r"\{\+.*?\+\}|\[-|-\]", " ", line).split() == old
        assert re.sub(r"\[-.*?-\]|\{\+|\+\}", " ", line).split() == new


def test_the_order_of_files_is_no_difference() -> None:
    """Nor are entries that came in another order."""
    one, other = build_library([prompt("a"), prompt("b")]), build_library([prompt("b"), prompt("a")])

    assert compare(one, other).nothing
