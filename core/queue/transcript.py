"""A scene as a therapist reads it: like a play. Vignette's turns in italics, roles in bold, choices in brackets (SPEC 6.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.domain.message import Text, bold, italic
from core.domain.states import SceneState
from core.prompts.playing import unpack
from core.store import scenes
from core.store.clients import Client
from core.store.replies import Part
from core.store.scenes import Scene
from core.store.unit import Unit
from core.texts.say import isolate, say


def transcript(
    unit: Unit, scene: Scene, parts: Sequence[Part], client: Client, language: str, words: Callable[[Part], Text]
) -> list[Text]:
    """The lines of the play. words: what one message of the client shows, files included."""
    script = unpack(scene.script)
    by_id: dict[str, Part] = {part.id: part for part in parts}
    shown: list[Text] = []
    for line in scenes.lines(unit, scene.id):
        if line.speaker == "vignette":
            shown.append(italic(line.text))
            continue
        who = bold(isolate(script.roles.get(line.role, client.alias)))
        part = None if line.part is None else by_id.get(line.part)
        if part is not None and (part.withdrawn or not line.text):
            shown.append(who + ": " + words(part))
        else:
            shown.append(who + " " + say("card_scene_chooses", language, choice=line.text))
    return shown


def outcome(unit: Unit, scene: Scene, language: str) -> Text:
    """How it ended, or that it goes on. Turns are the client's, as the prompt told them: those at which they speak."""
    if scene.state in (SceneState.LEFT, SceneState.TIMEOUT):
        script = unpack(scene.script)
        played = {
            line.step
            for line in scenes.lines(unit, scene.id)
            if line.speaker == "client" and script.turns[line.turn].is_spoken
        }
        turns = max(script.speaks, len(played))  # a loop may be gone round more often
        return say(f"card_scene_{scene.state.value}", language, turn=len(played), turns=turns)
    return say("card_scene_ended" if scene.state is SceneState.ENDED else "card_scene_open", language)
