"""Prompts that are nearly the same are found, different ones are not, and no library makes it slow."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from core.prompts.alike import ALIKE, alike, runs_of
from core.prompts.library import load_library

STARTER = Path(__file__).parents[4] / "config" / "starter" / "library"
WORDS = [f"word{n}" for n in range(400)]


def text(chance: Random, length: int = 60) -> list[str]:
    return [chance.choice(WORDS) for _ in range(length)]


def test_one_with_every_fifth_word_changed_is_found_among_a_thousand() -> None:
    """Each of fifty, with the one that it was made from."""
    chance = Random(6)
    texts = [text(chance) for _ in range(1_000)]
    copies = [[chance.choice(WORDS) if at % 5 == 4 else word for at, word in enumerate(told)] for told in texts[:50]]

    found = alike(runs_of(" ".join(told)) for told in [*texts, *copies])

    assert {(pair.later, pair.earlier) for pair in found} == {(1_000 + n, n) for n in range(50)}


def test_no_two_different_ones_come_near() -> None:
    """The starter's own prompts, scenes included, stay far from the bound in every language."""
    library, _ = load_library(STARTER)
    assert library is not None
    by_language: dict[str, list[frozenset[int]]] = {}
    for prompt in library.prompts.values():
        for tag, words in prompt.text.items():
            whole = " ".join([words.body or "", *(turn.say for turn in words.turns.values()), words.aftercare or ""])
            by_language.setdefault(tag, []).append(runs_of(whole))

    shares = [len(a & b) / len(a | b) for runs in by_language.values() for a, b in combinations(runs, 2)]

    assert max(shares) < ALIKE / 2


@pytest.mark.parametrize("number", [200, 400])
def test_a_library_of_copies_is_looked_at_once_each(number: int) -> None:
    """Every one but the first is told, with one other; how many are compared does not grow with the library."""
    looked: list[int] = []

    class Counted(frozenset[int]):
        def __and__(self, other: object) -> frozenset[int]:
            looked.append(1)
            return super().__and__(other)  # type: ignore[operator]

    runs = Counted(runs_of(" ".join(text(Random(1)))))

    assert len(alike([runs] * number)) == number - 1
    assert len(looked) <= 4 * number


def test_marks_and_capitals_do_not_make_a_difference() -> None:
    """Nor do line ends; short texts are left alone."""
    long = "Take a sheet of paper and put your hand on it, then draw round it with a pen."

    assert runs_of(long) == runs_of(long.upper().replace(",", " …\n"))
    assert len(alike([runs_of(long), runs_of(long)])) == 1
    assert alike([runs_of("Draw one line."), runs_of("Draw one line.")]) == []


def test_only_the_same_language_is_compared(tmp_path: Path) -> None:
    """The same words under two ids, once in each language, are no copies; in one language they are."""
    body = "Take a sheet of paper and put your hand on it, then draw round it with a pen."
    head = "kind: prompt\nid: writing/{id}\nmodality: writing\nintensity: 1\nminutes: 5\nevidence: Own.\ntext:\n"
    one = head.format(id="one") + f"  en: {{title: One, body: '{body}'}}\n"
    other = (
        head.format(id="other")
        + f"  en: {{title: Other, body: Draw a tree.}}\n  fr: {{title: Autre, body: '{body}'}}\n"
    )
    (tmp_path / "a.yaml").write_text(one)
    (tmp_path / "b.yaml").write_text(other)
    apart = load_library(tmp_path)[1]
    (tmp_path / "b.yaml").write_text(one.replace("writing/one", "writing/two"))
    together = load_library(tmp_path)[1]

    assert apart == []
    assert [(fault.rule, fault.path, fault.line) for fault in together] == [("near-duplicate", "b.yaml", 8)]
