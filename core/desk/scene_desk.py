"""A client in a scene: what is a line, what leaves it, what its buttons do (SPEC 2 "The word stop", 6.6)."""

from __future__ import annotations

from core.delivery import write
from core.delivery.handles import Action, button
from core.delivery.turn import read_choice
from core.desk import media_consent
from core.desk.access import Act
from core.desk.context import Desk, about, answer_client, answered_before, client_actor, demand, mark
from core.desk.reactions import react
from core.desk.words import Typed, Word
from core.domain.delivery import DeliveryKind
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage, Text
from core.domain.states import ClientState, SceneState
from core.replies import scenes as playing
from core.store import addresses, clients, scenes, schedule
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.scenes import Scene
from core.store.unit import Unit
from core.texts.say import plain, say


def hear(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn, typed: Typed | None) -> bool:
    """A message of a client who may be in a scene. True: it was for the scene.

    There a bare word is something said, but for "stop"; commands with a slash do what they always do.
    """
    if typed is None or message.edited_at is not None:
        return False
    bare = not typed.raw.startswith("/")
    if not bare and typed.word is not Word.DONE:
        return False
    scene = scenes.open_scene(unit, client.id)
    if scene is None or answered_before(unit, message):
        return False
    if typed.word is Word.HALT:
        _stop(unit, desk, where, client, scene, message)
    elif not bare:
        show_open(unit, desk, where, client, message)
    else:
        say_line(unit, desk, where, client, message)
    return True


def stop_under_picture(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """A file whose caption is the word stop is the last line of the scene. False: no scene is open."""
    scene = scenes.open_scene(unit, client.id)
    if scene is None or answered_before(unit, message):
        return False
    keep_line(unit, desk, where, client, message)
    _stop(unit, desk, where, client, scene, message)
    return True


def keep_line(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> None:
    """What comes with a wish is kept, and the scene stays where it is."""
    demand(client_actor(client), Act.REPLY, about(client))
    react(unit, desk, playing.keep(unit, where, client, message))


def say_line(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> None:
    """What is no command: a line of the scene, or part of any other reply."""
    demand(client_actor(client), Act.REPLY, about(client))
    react(unit, desk, playing.take(unit, desk.practice, where, client, message))


def _stop(unit: Unit, desk: Desk, where: ClientAddress, client: Client, scene: Scene, by: MessageIn) -> None:
    """The bare word ends the scene and nothing else; everything else can be stopped from there."""
    words, events = playing.leave(unit, desk.practice, scene, SceneState.LEFT)
    label = plain("stop_everything", client.language)
    row = (button(unit, label, Action.HALT, client.id, where.address),)
    answer_client(unit, desk, where, by, words, buttons=(row,))
    react(unit, desk, events)
    media_consent.ask_once(unit, desk, where, client)


def leave_open(unit: Unit, desk: Desk, where: ClientAddress, client: Client, *, occurrence: str | None = None) -> bool:
    """Something else ends the scene (rest, leaving, not today): the words that lead out of it go first.

    occurrence: only the scene of this one. False: there is none open.
    """
    scene = scenes.open_scene(unit, client.id)
    if scene is None or occurrence not in (None, scene.occurrence):
        return False
    words, events = playing.leave(unit, desk.practice, scene, SceneState.LEFT)
    # An answer, not a turn: it goes also to somebody who has just left (SPEC 8.1).
    kind = DeliveryKind.ANSWER
    write.to_client(unit, desk.practice, where, kind, OutgoingMessage(words), cause=f"scene-end:{scene.id}")
    react(unit, desk, events)
    return True


def abort(unit: Unit, desk: Desk, client: Client) -> bool:
    """Somebody else ends it: their therapist pauses them, or an alert holds everything. The words that lead out of the role
    come all the same. False: there is none open.
    """
    where = addresses.best_address(unit, client.id)
    return where is not None and leave_open(unit, desk, where, client)


def turn(unit: Unit, desk: Desk, where: ClientAddress, client: Client, thing: str, by: Press) -> None:
    """A choice's button. Raises LookupError where it names nothing."""
    scene_id, step, number = read_choice(thing)
    clients.hold(unit, client.id)  # two devices at once: the second sees what the first has chosen
    scene = scenes.scene(unit, scene_id)
    if scene.client != client.id:
        return
    demand(client_actor(client), Act.CHOOSE, about(client))
    events = playing.tap(unit, desk.practice, where, client, scene, step, number)
    if events is not None:
        react(unit, desk, events)
    elif scene.state is SceneState.OPEN:
        _show(unit, desk, where, client, scene, by, "scene_stale")
    elif scene.state is not SceneState.WAITING:
        answer_client(unit, desk, where, by, say("scene_over", client.language))
    elif client.state is not ClientState.ACTIVE:
        answer_client(unit, desk, where, by, say("scene_resting", client.language))
    else:
        other = scenes.open_scene(unit, client.id)
        title = "" if other is None else schedule.occurrence(unit, other.occurrence).title
        answer_client(unit, desk, where, by, say("scene_other_open", client.language, title=title))


def show_open(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn, *, before: Text | None = None
) -> bool:
    """The scene that is open, and how it goes on from where it stands. before: what is said first. False: none is."""
    scene = scenes.open_scene(unit, client.id)
    if scene is None:
        return False
    title = schedule.occurrence(unit, scene.occurrence).title
    words = say("scene_here", client.language, title=title)
    _show_with(unit, desk, where, scene, by, words if before is None else before + "\n\n" + words)
    return True


def _show(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, scene: Scene, by: MessageIn | Press, key: str
) -> None:
    """The turn at which the scene stands, once more."""
    _show_with(unit, desk, where, scene, by, say(key, client.language))


def _show_with(unit: Unit, desk: Desk, where: ClientAddress, scene: Scene, by: MessageIn | Press, before: Text) -> None:
    here = playing.present(unit, scene, where)
    words: Text = before + "\n\n" + here.text
    message = OutgoingMessage(words, buttons=here.buttons)
    cause = f"answer:{mark(unit, by)}"
    kind = DeliveryKind.ANSWER
    write.to_client(unit, desk.practice, where, kind, message, cause=cause, occurrence=scene.occurrence)
