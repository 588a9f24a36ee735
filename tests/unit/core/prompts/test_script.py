"""The one engine of scenes: where a turn leads, what can be reached, what has no way out."""

from __future__ import annotations

import pytest

from core.prompts.schema import Turn
from core.prompts.script import follow, graph, most_client_turns, reachable, without_way_out


def script(*rows: dict[str, object]) -> list[Turn]:
    return [Turn.model_validate(row) for row in rows]


LETTER = script(
    {"turn": "open", "choose": {"stay": "first", "smaller": "near"}},
    {"turn": "first", "as": "self", "expects": ["text"], "go": "swap"},
    {"turn": "near", "as": "self", "expects": ["text"]},
    {"turn": "swap", "as": "later", "expects": ["text"]},
    {"turn": "close", "derole": True},
)


def test_choices_go_and_falling_through() -> None:
    """A choice leads where it says, `go` jumps, a turn without either falls through, derole ends."""
    scene = graph(LETTER)

    assert follow(scene, "open", "smaller") == "near"
    assert follow(scene, "first") == "swap"
    assert follow(scene, "near") == "swap"
    assert follow(scene, "close") is None
    with pytest.raises(KeyError):
        follow(scene, "open", "elsewhere")


def test_a_sound_scene_has_no_trap() -> None:
    """Every turn is reached, every turn leads to the end, and two turns are the client's on each way."""
    scene = graph(LETTER)

    assert reachable(scene) == {"open", "first", "near", "swap", "close"}
    assert without_way_out(scene) == frozenset()
    assert scene.falls_off == ()
    assert most_client_turns(scene) == 2


def test_a_loop_with_an_exit_is_fine_and_one_without_is_not() -> None:
    """Going round is allowed while a choice leads out."""
    open_loop = graph(script({"turn": "a", "choose": {"again": "a", "on": "b"}}, {"turn": "b", "derole": True}))
    closed = graph(script({"turn": "a"}, {"turn": "b", "go": "c"}, {"turn": "c", "go": "b"}))

    assert without_way_out(open_loop) == frozenset()
    assert without_way_out(closed) == {"a", "b", "c"}


def test_the_longest_way_counts_a_loop_once() -> None:
    """Branches are not added up; a loop's turns are counted once around."""
    speaks = {"expects": ["text"]}
    rows = [{"turn": "s", "choose": {"x": "a", "y": "c"}}, {"turn": "a", **speaks}, {"turn": "b", "go": "end", **speaks},
            {"turn": "c", "choose": {"again": "c", "on": "end"}, **speaks}, {"turn": "end", "derole": True}]  # fmt: skip

    assert most_client_turns(graph(script(*rows))) == 2
