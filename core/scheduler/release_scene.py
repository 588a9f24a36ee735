"""A scene's prompt: its title, the foot of every prompt, and the opening turn, in one message; its script is pinned."""

from __future__ import annotations

from core.delivery.prompt_rows import prompt_rows
from core.delivery.prompt_words import scene_words
from core.delivery.turn import choice_rows
from core.domain.message import OutgoingMessage
from core.domain.practice import PracticeFacts
from core.prompts.playing import PlayedScript, opening, pack
from core.store import scenes
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.schedule import Occurrence
from core.store.therapists import Therapist
from core.store.unit import Unit


def scene_prompt(
    unit: Unit,
    practice: PracticeFacts,
    script: PlayedScript,
    client: Client,
    therapist: Therapist,
    where: ClientAddress,
    occurrence: Occurrence,
) -> OutgoingMessage:
    """The one message, and the row of the scene that waits behind it."""
    said, language = opening(script).turns, client.language
    scene = scenes.prepare(
        unit,
        client=client.id,
        occurrence=occurrence.id,
        address=where.id,
        turn=said[-1].name,
        script=pack(script),
    )
    words = scene_words(script, language=language, therapist=therapist.name, promise=practice.promise)
    rows = choice_rows(unit, said[-1].choices, scene=scene, step=1, at=where.address)
    own = prompt_rows(unit, client, where, occurrence.id, above=len(rows))
    return OutgoingMessage(words, buttons=(*rows, *own))
