"""A script as it is played: rendered whole, walked one turn at a time, and always led out of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.domain.errors import LibraryFault
from core.prompts.library import load_library
from core.prompts.playing import (
    Act,
    Choice,
    End,
    PlayedScript,
    advance,
    choice_typed,
    opening,
    pack,
    render_script,
    unpack,
    way_out,
)
from core.prompts.template import Values
from tests.unit.core.prompts.scripts import checked, scripts

STARTER = Path(__file__).parents[3] / "small_library"


def visitor(language: str = "en", **values: str) -> PlayedScript:
    library, _ = load_library(STARTER)
    assert library is not None
    return render_script(library, "roleplay/kind-visitor", language=language, values=Values(**values))


def test_a_script_is_rendered_whole() -> None:
    """Title, roles, words, labels, where each leads, aftercare; the form of address in every turn."""
    script = visitor("de", client_address="formal")

    assert script.title == "Freundlicher Besuch"
    assert (script.speaks, script.minutes, script.language) == (2, 10, "de")
    assert script.role_of("chair") == "Der Besuch"
    assert [choice.to for choice in script.turns["door"].choices] == ["kitchen", "window"]
    assert "Erzählen Sie" in script.turns["kitchen"].say
    assert script.turns["kitchen"].after == "chair"
    assert script.turns["goodbye"].derole


def test_a_script_packed_is_the_same_script() -> None:
    """What is sealed in mid-scene is read again after a restart."""
    script = visitor()
    assert unpack(pack(script)) == script


def test_what_is_no_scene_or_in_no_known_language_is_refused() -> None:
    """By a fault that is ours to mend, never by half a scene."""
    library, _ = load_library(STARTER)
    assert library is not None
    for prompt, language in (("none", "en"), ("writing/small-things", "en"), ("roleplay/kind-visitor", "ar")):
        with pytest.raises(LibraryFault):
            render_script(library, prompt, language=language, values=Values())


@pytest.mark.parametrize(
    ("typed", "to"),
    [("1", "kitchen"), (" 2) ", "window"), ("٢", "window"), ("BY THE  WINDOW!", "window"), ("1 At the kitchen table", "kitchen"),
     ("3", None), ("by the", None), ("", None), ("12", None), ("...", None), ("1 By the window", None)],
)  # fmt: skip
def test_a_choice_is_typed_by_number_or_label(typed: str, to: str | None) -> None:
    """And by nothing that only looks like it."""
    chosen = choice_typed(visitor().turns["door"], typed)
    assert (None if chosen is None else chosen.to) == to


def test_a_choice_of_another_turn_does_not_move_the_scene() -> None:
    """It is asked again, where there is something to choose."""
    script = visitor()
    foreign = script.turns["door"].choices[0]

    assert advance(script, "chair", foreign).turns == ()
    assert advance(script, "chair", foreign).end is None
    assert advance(script, "door", Choice("x", "X", "chair")).asks_again


def test_a_turn_is_the_clients_where_they_speak() -> None:
    """A choice is made, not spoken; and the goodbye asks for nothing."""
    script = visitor()
    told = {name: turn.is_spoken for name, turn in script.turns.items()}
    assert told == {"door": False, "kitchen": True, "window": True, "chair": True, "goodbye": False}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(prompt=scripts(), does=st.lists(st.one_of(st.integers(0, 5), st.just("speak")), max_size=40))
def test_every_scene_ends_out_of_its_role(tmp_path: Path, prompt, does) -> None:
    """Whatever is done in whatever order, a stop at any moment included, a sound script ends with its closing words."""
    library = checked(tmp_path / "library", prompt)
    assume(library is not None)
    assert library is not None
    script = render_script(library, "roleplay/play", language="en", values=Values())
    step = opening(script)
    turn = step.turns[-1].name
    for what in does:
        if step.end is not None:
            break
        script = unpack(pack(script))  # a restart
        here = script.turns[turn]
        assert here.waits
        chosen = here.choices[what] if isinstance(what, int) and what < len(here.choices) else Act.SPEAK
        stopped = advance(script, turn, Act.STOP)
        assert stopped.end is End.LEFT
        assert stopped.turns[-1].derole
        assert way_out(script, turn)[-1].derole
        step = advance(script, turn, chosen)
        assert step.turns or step.asks_again
        assert not any(before.waits for before in step.turns[:-1])
        turn = step.turns[-1].name if step.turns else turn
    assert (step.end is End.PLAYED) == script.turns[turn].derole
