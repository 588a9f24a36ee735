"""What a pool gives next: none twice until all were given, never the same twice running, and its turn kept (SPEC 4.3)."""

from __future__ import annotations

from collections import Counter
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.prompts.library import build_library
from core.prompts.programme import Pool
from core.prompts.schema import Prompt
from core.scheduler.pools import candidates, has_its_turn, next_prompt, sequence

seeds = st.binary(max_size=8)
pools = st.integers(1, 7).map(lambda size: [f"p{number}" for number in range(size)])


def take(names: list[str], seed: bytes, number: int) -> list[str]:
    """So many, each asked for by itself."""
    given_: list[str] = []
    for _ in range(number):
        name = next_prompt(names, given_, seed=seed, step="s")
        assert name is not None
        given_.append(name)
    return given_


@given(pools, seeds)
@settings(max_examples=60, deadline=None)
def test_none_twice_until_all_were_given(names: list[str], seed: bytes) -> None:
    """Round by round each of them once; between two rounds not the same twice."""
    found = take(names, seed, 4 * len(names))

    for start in range(0, len(found), len(names)):
        assert sorted(found[start : start + len(names)]) == names
    if len(names) > 1:
        assert all(one != other for one, other in pairwise(found))


@given(pools, seeds)
@settings(max_examples=60, deadline=None)
def test_a_preview_is_what_asking_each_time_gives(names: list[str], seed: bytes) -> None:
    """`sequence` is `next_prompt`, one after the other."""
    assert list(islice(sequence(names, seed=seed, step="s"), 4 * len(names))) == take(names, seed, 4 * len(names))


def test_each_enrolment_and_step_has_an_order_of_its_own() -> None:
    """The seed and the step decide; the same again gives the same."""
    names = [f"p{number}" for number in range(8)]
    orders = {tuple(islice(sequence(names, seed=seed, step=step), 8)) for seed in (b"a", b"b") for step in ("s", "t")}

    assert len(orders) == 4
    assert take(names, b"a", 8) == take(names, b"a", 8)


@given(pools, seeds, st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_left_out_for_a_while_keeps_its_turn(names: list[str], seed: bytes, data: st.DataObject) -> None:
    """Never what is left out, never twice running where another may be given, and nothing more than once ahead of what may."""
    told: list[str] = []
    for _ in range(3 * len(names)):
        without = data.draw(st.sets(st.sampled_from(names)))
        allowed = [name for name in names if name not in without]
        counts = Counter(told)
        name = next_prompt(names, told, seed=seed, step="s", without=without)
        if not allowed:
            assert name is None
            continue
        assert name in allowed
        if len(allowed) > 1 and told:
            assert name != told[-1]
        least = min(counts[each] for each in allowed)
        waits = [each for each in allowed if counts[each] == least and each != (told[-1] if told else None)]
        assert counts[name] == least or not waits
        told.append(name)


@given(pools, seeds, st.data())
@settings(max_examples=60, deadline=None)
def test_what_comes_next_has_its_turn(names: list[str], seed: bytes, data: st.DataObject) -> None:
    """What is drawn ahead stays, if what came before it came; and what has its turn is not given ahead of what waits longer."""
    told = data.draw(st.lists(st.sampled_from(names), max_size=12))
    without = data.draw(st.sets(st.sampled_from(names)))
    allowed = [name for name in names if name not in without]

    name = next_prompt(names, told, seed=seed, step="s", without=without)
    turn = [each for each in names if has_its_turn(names, told, each, without=without)]

    assert (name is None) == (turn == []) == (allowed == [])
    if name is not None:
        counts = Counter(told)
        assert name in turn
        assert set(turn) <= set(allowed)
        assert len(allowed) == 1 or not told or told[-1] not in turn
        others = [each for each in allowed if len(allowed) == 1 or each not in told[-1:]]
        assert any(counts[each] == min(counts[other] for other in others) for each in turn)


def test_nothing_left_is_nothing() -> None:
    """An empty pool, and one of which all is left out."""
    assert next_prompt([], [], seed=b"", step="s") is None
    assert next_prompt(["a", "b"], ["a"], seed=b"", step="s", without={"a", "b"}) is None


def test_what_is_gone_from_the_library_is_not_counted() -> None:
    """A round is of what there is now; what came new is given before anything again."""
    assert next_prompt(["a", "new"], ["a", "old", "old"], seed=b"", step="s") == "new"
    assert next_prompt(["a"], ["a", "a"], seed=b"", step="s") == "a"


def test_candidates_are_what_fits() -> None:
    """By modality, strength, length and name; sorted, so that the order of files decides nothing."""

    def one(name: str, modality: str, intensity: int, minutes: int) -> Prompt:
        told = {"kind": "prompt", "id": name, "modality": modality, "intensity": intensity, "minutes": minutes}
        return Prompt.model_validate(told | {"text": {"en": {"title": "T", "body": "B"}}})

    shelf = build_library([one("d", "drawing", 1, 5), one("c", "writing", 1, 5), one("b", "drawing", 3, 5),
                           one("a", "drawing", 2, 30)])  # fmt: skip

    def fit(**wanted: object) -> list[str]:
        return candidates(Pool.model_validate(wanted), shelf.prompts)

    assert fit() == ["a", "b", "c", "d"]
    assert fit(modality=["drawing"]) == ["a", "b", "d"]
    assert fit(modality=["drawing"], intensity={"max": 2}) == ["a", "d"]
    assert fit(minutes={"min": 5, "max": 10}, intensity={"min": 1}) == ["b", "c", "d"]
    assert fit(prompts=["d", "a", "gone"], modality=["drawing"]) == ["a", "d"]


class _Watched(str):
    """A name that counts how often it is compared with another one."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        _Watched.compared += 1
        return str.__eq__(self, str(other))

    __hash__ = str.__hash__


def test_a_wide_pool_costs_no_more_than_its_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library of thousands is drawn from while others wait: each name is looked at a few times, never beside each other."""
    monkeypatch.setattr(_Watched, "compared", 0)
    names = [_Watched(f"p/{number:04}") for number in range(2_000)]
    drawn = next_prompt(names, names[:50], seed=b"seed", step="s", without=names[1_990:])

    assert drawn is not None
    assert has_its_turn(names, names[:50], drawn, without=names[1_990:])
    assert _Watched.compared < 20 * len(names)
