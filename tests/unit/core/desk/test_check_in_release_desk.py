"""A question that was asked by one library and is answered under another: it is read as it was asked (SPEC 3.5, 4.7)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.prompts.library import build_library
from core.prompts.packed import entries_of, pack_library
from core.store import revisions
from tests.unit.core.desk.asked import rows, shelf
from tests.unit.core.desk.bench import Bench, Person, Room

_LIGHT_IS_HIGH = """
kind: scale
id: mood
form: choices
range: [1, 5]
heavy: low
licence: Own wording.
text:
  en: {question: How is it?, choices: [very heavy, heavy, so so, all right, light]}
"""


def publish(bench: Bench) -> None:
    """As `vignette library publish` does."""
    now = bench.library
    bench.store.run_here(revisions.publish, now.revision, pack_library(now), how="published")


def without(bench: Bench, *names: str) -> None:
    """The library without these entries, published; the process goes by it."""
    bench.library = build_library(each for each in entries_of(bench.library) if each.id not in names)
    publish(bench)


def asked_by_mood(bench: Bench, room: Room, mira: Person, folder: Path) -> None:
    shelf(bench, folder, mood=_LIGHT_IS_HIGH)
    publish(bench)
    room.write(mira.thread, "/send writing/faces")
    bench.beat()
    assert next(iter(mira.told()[-1].buttons)) == "very heavy"


@pytest.mark.parametrize(("words", "heavy"), [("very heavy", True), ("light", False)])
def test_a_scale_that_is_gone_meanwhile_weighs_as_it_was_asked(
    bench: Bench, room: Room, mira: Person, tmp_path: Path, words: str, heavy: bool
):
    """Whose low end is the heavy one: the label that was shown is understood, and means what it meant."""
    asked_by_mood(bench, room, mira, tmp_path)
    without(bench, "mood", "writing/faces")
    mira.say(words)

    said = rows(bench)[-1].answer
    assert said is not None
    assert (said.label, said.is_heavy) == (words, heavy)


def test_a_scale_that_was_turned_round_meanwhile_weighs_as_it_was_asked(
    bench: Bench, room: Room, mira: Person, tmp_path: Path
):
    """The same ends, the other one heavy: a tap on the button that was shown."""
    asked_by_mood(bench, room, mira, tmp_path)
    turned = [
        each.model_copy(update={"heavy": "high"}) if each.id == "mood" else each for each in entries_of(bench.library)
    ]
    bench.library = build_library(turned)
    publish(bench)
    mira.press("very heavy")

    said = rows(bench)[-1].answer
    assert said is not None
    assert said.is_heavy


def test_where_the_library_it_was_asked_by_is_not_kept_the_one_in_force_tells(
    bench: Bench, room: Room, mira: Person, tmp_path: Path
):
    """Asked before libraries were kept: the answer counts all the same."""
    shelf(bench, tmp_path, mood=_LIGHT_IS_HIGH)
    room.write(mira.thread, "/send writing/faces")
    bench.beat()
    without(bench, "writing/faces")
    mira.say("very heavy")

    said = rows(bench)[-1].answer
    assert said is not None
    assert said.is_heavy
