"""A scene being played: what the client does becomes a line, and the next turn goes out with it (SPEC 6.6).

What follows from what is decided in core/prompts/playing.py; here it is written down, in one transaction.
"""

from __future__ import annotations

from datetime import timedelta

from core.delivery import write
from core.delivery.turn import choice_rows, turn_words
from core.domain.delivery import DeliveryKind
from core.domain.events import Event, ReplyClosed, ReplyGrew, ReplyOpened
from core.domain.ids import ReplyId
from core.domain.incoming import MessageIn
from core.domain.message import OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.domain.states import ClientState, MatchKind, SceneState
from core.prompts.playing import (
    Act,
    Choice,
    End,
    PlayedScript,
    PlayedTurn,
    Step,
    advance,
    choice_typed,
    opening,
    unpack,
)
from core.replies import ingest
from core.replies.evidence import facts_of
from core.replies.match import match
from core.store import addresses, clients, media, outbox, replies, scenes, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.scenes import Scene
from core.store.unit import Unit
from core.texts.say import say

_DOUBLE_TAP = timedelta(minutes=1)


# --- what comes -------------------------------------------------------------------------------------------------------
def take(unit: Unit, practice: PracticeFacts, where: ClientAddress, client: Client, message: MessageIn) -> list[Event]:
    """A client's message that is no command: a line of their scene, the beginning of one, or part of any other reply."""
    if ingest.known(unit, message):
        return ingest.take(unit, where, message)
    beside = _rest_of_album(unit, client, message)
    if beside is not None:
        return beside
    found = match(facts_of(unit, where, message))
    playing = scenes.open_scene(unit, client.id)
    if playing is not None and found.joins == playing.reply:
        return _speak(unit, practice, where, playing, message)
    waits = found.joins is None and found.occurrence is not None and found.evidence is not MatchKind.UNSURE
    if waits and playing is None and client.state is ClientState.ACTIVE:
        scene = scenes.of_occurrence(unit, found.occurrence or "")
        if scene is not None and scene.state is SceneState.WAITING:
            begun = _begin(unit, where, scene)
            assert begun.reply is not None
            return [ReplyOpened(begun.reply), *_speak(unit, practice, where, begun, message)]
    return ingest.take(unit, where, message, found=found)


def _rest_of_album(unit: Unit, client: Client, message: MessageIn) -> list[Event] | None:
    """One more picture of an album that is a line already, in a scene that has gone on (or ended) since its first picture.

    None: it is nothing of the kind.
    """
    first = replies.part_of_album(unit, message)
    if first is None or first.client != client.id:
        return None
    reply = replies.reply(unit, first.reply)
    scene = (
        scenes.of_occurrence(unit, reply.occurrence) if reply.evidence is MatchKind.SCENE and reply.occurrence else None
    )
    line = None if scene is None else next((e for e in scenes.lines(unit, scene.id) if e.part == first.id), None)
    if scene is None or line is None:
        return None
    part = replies.add_part(unit, reply, message)
    media.want(unit, scene.client, message.files, part=part)
    scenes.add_line(unit, scene, step=line.step, turn=line.turn, speaker="client", role=line.role, part=part)
    return [ReplyGrew(reply.id)]


def keep(unit: Unit, where: ClientAddress, client: Client, message: MessageIn) -> list[Event]:
    """The same without going on: of a scene it is a line, and no turn follows."""
    found = None if ingest.known(unit, message) else match(facts_of(unit, where, message))
    scene = scenes.open_scene(unit, client.id)
    if scene is None or found is None or found.joins != scene.reply:
        return ingest.take(unit, where, message, found=found)
    return _line(unit, scene, message)


def is_choice(scene: Scene, text: str) -> bool:
    """Whether these words choose one of the ways on from where the scene stands."""
    return choice_typed(unpack(scene.script).turns[scene.turn], text) is not None


def tap(
    unit: Unit, practice: PracticeFacts, where: ClientAddress, client: Client, scene: Scene, step: int, number: int
) -> list[Event] | None:
    """A choice's button. None: it belongs to an earlier moment, or nothing can begin now; a double tap changes nothing."""
    if scene.state is SceneState.WAITING and client.state is ClientState.ACTIVE:
        if scenes.open_scene(unit, client.id) is not None:
            return None
        events: list[Event] = []
        scene = _begin(unit, where, scene)
        assert scene.reply is not None
        events.append(ReplyOpened(scene.reply))
        return events + _choose(unit, practice, where, scene, _numbered(scene, number))
    if scene.state is SceneState.OPEN and step == scene.steps:
        return _choose(unit, practice, where, scene, _numbered(scene, number))
    return [] if _tapped_just_now(unit, scene, step, number) else None


def _numbered(scene: Scene, number: int) -> Choice:
    choices = unpack(scene.script).turns[scene.turn].choices
    if not 1 <= number <= len(choices):
        raise LookupError("no such choice")
    return choices[number - 1]


def _tapped_just_now(unit: Unit, scene: Scene, step: int, number: int) -> bool:
    if scene.steps != step + 1:
        return False  # more has happened since: who presses it now wonders where they are
    script = unpack(scene.script)
    for line in scenes.lines(unit, scene.id):
        if line.step == step and line.speaker == "client" and line.text and unit.now - line.at < _DOUBLE_TAP:
            choices = script.turns[line.turn].choices
            return 1 <= number <= len(choices) and choices[number - 1].label == line.text
    return False


# --- what follows -----------------------------------------------------------------------------------------------------
def _begin(unit: Unit, where: ClientAddress, scene: Scene) -> Scene:
    reply = replies.open_reply(unit, scene.client, where.id, occurrence=scene.occurrence, evidence=MatchKind.SCENE)
    ingest.answered(unit, scene.occurrence)
    begun = scenes.begin(unit, scene, reply=reply)
    _vignette_says(unit, begun, opening(unpack(scene.script)).turns)
    return begun


def _vignette_says(unit: Unit, scene: Scene, turns: tuple[PlayedTurn, ...]) -> None:
    scenes.add_line(
        unit,
        scene,
        step=scene.steps,
        turn=turns[-1].name,
        speaker="vignette",
        text="\n\n".join(turn.say for turn in turns),
    )


def _speak(unit: Unit, practice: PracticeFacts, where: ClientAddress, scene: Scene, message: MessageIn) -> list[Event]:
    """Typed, spoken, drawn; or a choice typed."""
    assert scene.reply is not None
    script = unpack(scene.script)
    part = replies.add_part(unit, replies.reply(unit, scene.reply), message)
    media.want(unit, scene.client, message.files, part=part)
    if scenes.on_its_way(unit, f"{_cause(scene)}/0", before=message.sent_at):
        _line_before(unit, scene, script, part)
        return [ReplyGrew(scene.reply)]
    turn = script.turns[scene.turn]
    choice = None if message.files else choice_typed(turn, message.text)
    if choice is not None:
        return _choose(unit, practice, where, scene, choice, part=part)
    scenes.add_line(unit, scene, step=scene.steps, turn=turn.name, speaker="client", role=turn.role, part=part)
    return _go_on(unit, practice, where, scene, script, advance(script, turn.name, Act.SPEAK))


def _line(unit: Unit, scene: Scene, message: MessageIn) -> list[Event]:
    assert scene.reply is not None
    part = replies.add_part(unit, replies.reply(unit, scene.reply), message)
    media.want(unit, scene.client, message.files, part=part)
    role = unpack(scene.script).turns[scene.turn].role
    scenes.add_line(unit, scene, step=scene.steps, turn=scene.turn, speaker="client", role=role, part=part)
    return [ReplyGrew(scene.reply)]


def _line_before(unit: Unit, scene: Scene, script: PlayedScript, part: str) -> None:
    """It was written before the present turn was there: it still belongs to the line before."""
    step = scene.steps - 1
    name = next((line.turn for line in scenes.lines(unit, scene.id) if line.step == step), script.opening)
    role = script.turns[name].role
    scenes.add_line(unit, scene, step=step, turn=name, speaker="client", role=role, part=part)


def _choose(
    unit: Unit,
    practice: PracticeFacts,
    where: ClientAddress,
    scene: Scene,
    choice: Choice,
    *,
    part: str | None = None,
) -> list[Event]:
    script = unpack(scene.script)
    role = script.turns[scene.turn].role
    scenes.add_line(
        unit, scene, step=scene.steps, turn=scene.turn, speaker="client", role=role, text=choice.label, part=part
    )
    return _go_on(unit, practice, where, scene, script, advance(script, scene.turn, choice))


def _go_on(
    unit: Unit, practice: PracticeFacts, where: ClientAddress, scene: Scene, script: PlayedScript, step: Step
) -> list[Event]:
    reply = scene.reply
    assert reply is not None
    if step.asks_again:
        turn = script.turns[scene.turn]
        rows = choice_rows(unit, turn.choices, scene=scene.id, step=scene.steps, at=where.address)
        words = say("scene_again", clients.client(unit, scene.client).language)
        again = OutgoingMessage(words if rows else _listed(words, turn), buttons=rows)
        _tell(unit, practice, where, scene, again, cause=f"turn-again:{scene.id}:{scene.steps}")
    if step.turns:
        scene = scenes.move(unit, scene, step.turns[-1].name)
        _vignette_says(unit, scene, step.turns)
        rows = choice_rows(unit, step.turns[-1].choices, scene=scene.id, step=scene.steps, at=where.address)
        _tell(unit, practice, where, scene, OutgoingMessage(turn_words(script, step.turns), buttons=rows))
    if step.end is End.PLAYED:
        scenes.end(unit, scene, SceneState.ENDED)
        return _closed(unit, reply)
    return [ReplyGrew(reply)]


def _closed(unit: Unit, reply: ReplyId) -> list[Event]:
    replies.close_reply(unit, reply)
    return [ReplyClosed(reply)]


def _listed(words: Text, turn: PlayedTurn) -> Text:
    for number, choice in enumerate(turn.choices, start=1):
        words = words + f"\n{number} · {choice.label}"
    return words


def _cause(scene: Scene) -> str:
    return f"turn:{scene.id}:{scene.steps}"


def _tell(
    unit: Unit,
    practice: PracticeFacts,
    where: ClientAddress,
    scene: Scene,
    message: OutgoingMessage,
    *,
    cause: str | None = None,
) -> None:
    write.to_client(
        unit, practice, where, DeliveryKind.TURN, message, cause=cause or _cause(scene), occurrence=scene.occurrence
    )


def present(unit: Unit, scene: Scene, where: ClientAddress) -> OutgoingMessage:
    """The turn at which a scene stands, for showing it once more."""
    script = unpack(scene.script)
    turn = script.turns[scene.turn]
    rows = choice_rows(unit, turn.choices, scene=scene.id, step=scene.steps, at=where.address)
    return OutgoingMessage(turn_words(script, [turn]), buttons=rows)


# --- leaving ----------------------------------------------------------------------------------------------------------
def leave(unit: Unit, practice: PracticeFacts, scene: Scene, state: SceneState) -> tuple[Text, list[Event]]:
    """End an open scene before its end: the words that lead out of the role, for whoever called to send; and what follows.

    state: LEFT or TIMEOUT. What of the scene is still on its way does not go.
    """
    script = unpack(scene.script)
    closing = advance(script, scene.turn, Act.STOP).turns
    language = clients.client(unit, scene.client).language
    outbox.cancel(unit, scene.client, (DeliveryKind.TURN,), reason="scene over")
    _vignette_says(unit, scenes.move(unit, scene, scene.turn), closing)
    scenes.end(unit, scene, state)
    words = say("scene_timeout" if state is SceneState.TIMEOUT else "scene_left", language)
    words = words + " " + turn_words(script, closing)
    events: list[Event] = []
    if scene.reply is not None:
        events = _closed(unit, scene.reply)
        if replies.parts_of(unit, scene.reply):
            therapist = therapists.therapist(unit, clients.client(unit, scene.client).therapist).name
            words = words + "\n" + say("scene_kept", language, therapist=therapist, promise=practice.promise)
    return words, events


def close_old(unit: Unit, practice: PracticeFacts) -> list[Event]:
    """Scenes whose day is over close themselves, with the words that lead out of the role."""
    events: list[Event] = []
    for found in scenes.open_since(unit):
        clients.hold(unit, found.client)
        scene = scenes.scene(unit, found.id)
        if scene.state is not SceneState.OPEN:
            continue
        words, what = leave(unit, practice, scene, SceneState.TIMEOUT)
        events += what
        where = addresses.best_address(unit, scene.client)
        if where is not None:
            _tell(unit, practice, where, scene, OutgoingMessage(words), cause=f"scene-end:{scene.id}")
    return events
