"""The starter library's scenes, as each client can play them: in every language, in both ways of being addressed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from core.desk.words import read
from core.prompts.library import Library, load_library
from core.prompts.playing import PlayedScript, choice_typed, render_script, way_out
from core.prompts.template import Values

STARTER = Path(__file__).parents[4] / "config" / "starter" / "library"
LONGEST_TURN = 60  # words that fit on one phone screen above the buttons
Address = Literal["familiar", "formal"]


@pytest.fixture(scope="module")
def library() -> Library:
    """The starter library."""
    loaded, faults = load_library(STARTER)
    assert loaded is not None, faults
    return loaded


def scenes(library: Library, language: str, address: Address) -> dict[str, PlayedScript]:
    """Every scene as one client gets it, by its id."""
    values = Values(client_name="Mira", therapist_name="Ada", client_address=address)
    return {
        id: render_script(library, id, language=language, values=values)
        for id, prompt in library.prompts.items()
        if prompt.script is not None
    }


each_client = pytest.mark.parametrize("address", ["familiar", "formal"])
each_language = pytest.mark.parametrize("language", ["en", "de", "es", "ar"])


@each_language
@each_client
def test_turns_are_short_and_in_the_language_asked_for(library: Library, language: str, address: Address) -> None:
    """No scene has a hole in a language, and no turn is longer than a glance."""
    played = scenes(library, language, address)

    assert "roleplay/saying-no" in played
    assert {scene.language for scene in played.values()} == {language}
    long = [
        (id, turn.name)
        for id, scene in played.items()
        for turn in scene.turns.values()
        if len(turn.say.split()) > LONGEST_TURN
    ]
    assert long == []


@each_language
def test_a_label_typed_chooses_and_means_nothing_else(library: Library, language: str) -> None:
    """The words of a button are no word that leads elsewhere (as "not today" does), and no other button's."""
    turns = [turn for scene in scenes(library, language, "familiar").values() for turn in scene.turns.values()]
    labels = [(turn, choice) for turn in turns for choice in turn.choices]

    assert labels
    assert [choice.label for turn, choice in labels if choice_typed(turn, choice.label) is not choice] == []
    assert [choice.label for _, choice in labels if read(choice.label) is not None] == []


@each_language
def test_whoever_leaves_at_the_opening_does_not_hear_what_a_choice_would_have_said(
    library: Library, language: str
) -> None:
    """The plain words for somebody who frightens the client belong to that choice, not to every *stop*."""
    for id in ("roleplay/saying-no", "roleplay/changing-seats"):
        scene = scenes(library, language, "familiar")[id]

        said = way_out(scene, scene.opening)[-1].say

        assert said
        assert "Ada" not in said
