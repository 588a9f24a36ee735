"""From a code to a therapist's room: bound, looked at, and the test alert acknowledged (SPEC 7.9, 8.2, 8.7)."""

from __future__ import annotations

from core.delivery import write
from core.delivery.handles import Action, button
from core.desk.access import Act, Actor, Role, Thing
from core.desk.context import Desk, answer_place, answered_before, demand, mark, therapist_actor
from core.desk.words import Word, acknowledges, code_in, read
from core.domain.address import Address, PlaceKind
from core.domain.delivery import DeliveryKind, DeliveryState
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage, Text
from core.domain.rooms import RoomFault, RoomLook, RoomTrouble
from core.domain.states import TherapistState
from core.safety.support import support_card
from core.store import outbox, therapists
from core.store.outbox import Delivery
from core.store.therapists import Room, Therapist
from core.store.unit import Unit
from core.texts.say import plain, say


def register(unit: Unit, desk: Desk, message: MessageIn, rest: str) -> None:
    """`/register CODE` in a group: a therapist's code binds it as their room, and it is looked at."""
    language = desk.practice.languages[0]
    is_group = message.place is not PlaceKind.PRIVATE

    def answer(key: str) -> None:
        answer_place(unit, desk, message, say(key, language), is_group=is_group)

    code = code_in(rest)
    if message.place is PlaceKind.PRIVATE:
        answer("register_here")
        return
    if code is None:
        answer("register_no_code")
        return
    therapist = therapists.therapist_by_code(unit, code)
    if therapist is None:
        answer("register_bad")
    elif message.place is not PlaceKind.ROOM:
        answer("register_not_room")
    elif therapists.room_at(unit, message.address.account, message.address.chat) is not None:
        answer("register_taken")
    elif therapists.room_of(unit, therapist.id) is not None:
        answer("register_twice")
    else:
        demand(Actor(Role.STRANGER), Act.REGISTER_ROOM, Thing())
        therapists.bind_room(unit, therapist.id, message.address, message.sender.id)
        room = therapists.room_of(unit, therapist.id)
        assert room is not None
        _answer(unit, desk, room, message, say("room_registered", therapist.language, therapist=therapist.name))
        note_place(unit, desk, room, message.address)
        look(unit, room, message)


def note_place(unit: Unit, desk: Desk, room: Room, at: Address) -> None:
    """The therapist writes in a place of their own: where history can be read, it is read back after a gap."""
    if at.thread is not None and desk.practice.account(at.account).capabilities.history:
        therapists.note_post(unit, room.id, at.thread)


def look(unit: Unit, room: Room, by: MessageIn | Press) -> None:
    """Have the room looked at; what is found is told where this was asked for."""
    demand(therapist_actor(room), Act.PREPARE_ROOM, Thing(therapist=room.therapist))
    member = therapists.member_of(unit, room.id)
    write.look_at_room(unit, room.therapist, by.address, member, cause=f"look:{mark(unit, by)}")


def looked(unit: Unit, desk: Desk, what: Delivery, found: RoomLook) -> None:
    """The platform said how the room is: what is missing, all of it in one message; or the test alert."""
    assert what.subject.therapist is not None
    therapist = therapists.therapist(unit, what.subject.therapist)
    room = therapists.room_of(unit, therapist.id)
    if room is None or therapist.state is TherapistState.LEFT:
        return
    troubles = list(found.troubles)
    door = desk.practice.account(what.account).door
    if door and found.server == door:
        troubles.append(RoomTrouble(RoomFault.IN_DOOR_SERVER))
    others = _others(therapist, [each for each in troubles if each.fault is RoomFault.OTHERS_INSIDE])
    missing = [each for each in troubles if each.fault is not RoomFault.OTHERS_INSIDE]
    if missing:
        words = _missing(therapist, room, missing)
        again = button(unit, plain("room_look_again", therapist.language), Action.LOOK, room.id, what.to)
        message = OutgoingMessage(words + others, buttons=((again,),), silent=True)
        _tell(unit, desk, room, what, message, cause=f"looked:{what.id}")
    elif therapist.state is TherapistState.WAITING:
        _test_alert(unit, desk, room, therapist, what, others)
    else:
        words = say("room_all_well", therapist.language) + others
        _tell(unit, desk, room, what, OutgoingMessage(words, silent=True), cause=f"looked:{what.id}")


def _missing(therapist: Therapist, room: Room, missing: list[RoomTrouble]) -> Text:
    words = say("room_not_ready", therapist.language)
    platform = room.address.platform.value
    for each in missing:
        detail = {"detail": each.detail} if each.detail else {}
        words = words + "\n· " + say(f"room_{platform}_{each.fault.value}", therapist.language, **detail)
    return words + "\n" + say("room_not_ready_end", therapist.language)


def _others(therapist: Therapist, found: list[RoomTrouble]) -> Text:
    """Who else is inside is for the therapist to judge: a colleague may be meant to be."""
    if not found:
        return Text("")
    count = found[0].detail
    if count == "1":
        return Text("\n\n") + say("room_other", therapist.language)
    return Text("\n\n") + say("room_others", therapist.language, count=count)


def _test_alert(unit: Unit, desk: Desk, room: Room, therapist: Therapist, what: Delivery, others: Text) -> None:
    """A message of its own, of an alert's urgency, and it rings (SPEC 8.7)."""
    seen = button(unit, plain("room_acknowledge", therapist.language), Action.ACK, therapist.id, what.to)
    message = OutgoingMessage(say("room_test_alert", therapist.language) + others, buttons=((seen,),))
    cause = _alert(room, len(_alerts(unit, room)) + 1)
    _tell(unit, desk, room, what, message, cause=cause, kind=DeliveryKind.SAFETY)


def _alert(room: Room, number: int) -> str:
    return f"testalert:{room.id}:{number}"


def _alerts(unit: Unit, room: Room) -> list[Delivery]:
    """The room's test alerts so far, the first of them first."""
    found: list[Delivery] = []
    while (alert := outbox.by_cause(unit, f"{_alert(room, len(found) + 1)}/0")) is not None:
        found.append(alert)
    return found


def _tell(
    unit: Unit,
    desk: Desk,
    room: Room,
    what: Delivery,
    message: OutgoingMessage,
    *,
    cause: str,
    kind: DeliveryKind = DeliveryKind.ROOM,
) -> None:
    write.to_place(
        unit, desk.practice, what.to, message, cause=cause, is_group=True, kind=kind, therapist=room.therapist
    )


def acknowledge(unit: Unit, desk: Desk, room: Room, by: MessageIn | Press) -> None:
    """Alerts reach the therapist: active from now on, and told what comes next."""
    demand(therapist_actor(room), Act.PREPARE_ROOM, Thing(therapist=room.therapist))
    therapists.acknowledge(unit, room.therapist)
    therapist = therapists.therapist(unit, room.therapist)
    asked = say("room_test_alert", therapist.language).plain
    for alert in _alerts(unit, room):
        others = alert.message.text.plain.removeprefix(asked)  # who else is inside stays said
        seen = say("room_test_alert_seen", therapist.language) + ("" if others == alert.message.text.plain else others)
        write.edit(unit, alert, OutgoingMessage(seen))
    _answer(unit, desk, room, by, say("room_acknowledged", therapist.language))


def while_waiting(unit: Unit, desk: Desk, room: Room, therapist: Therapist, message: MessageIn) -> None:
    """What a therapist writes in a room whose test alert is not acknowledged yet."""
    if message.edited_at is not None or message.files or answered_before(unit, message):
        return
    typed = read(message.text)
    is_told = any(alert.state is DeliveryState.SENT for alert in _alerts(unit, room))
    if acknowledges(message.text) and is_told:
        acknowledge(unit, desk, room, message)
    elif acknowledges(message.text):
        look(unit, room, message)
    elif typed is None or not typed.raw.startswith("/"):
        return
    elif typed.word in (Word.HELP, Word.START, Word.REGISTER):
        look(unit, room, message)
    elif typed.word is Word.SOS:
        _answer(unit, desk, room, message, support_card(desk.practice, therapist.language))
    else:
        _answer(unit, desk, room, message, say("room_first_this", therapist.language))


def _answer(unit: Unit, desk: Desk, room: Room, by: MessageIn | Press, words: Text) -> None:
    answer_place(unit, desk, by, words, is_group=True, therapist=room.therapist)
