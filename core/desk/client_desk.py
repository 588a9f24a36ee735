"""A client's private chat: their words first as wishes, else as part of what they make."""

from __future__ import annotations

from datetime import timedelta

from core.delivery import handles
from core.delivery.handles import Action, button
from core.desk import (
    called_off,
    check_in,
    invitation,
    joining,
    keeping,
    later,
    media_consent,
    pausing,
    renewal,
    scene_desk,
    settings,
    works,
)
from core.desk.access import Act
from core.desk.context import Desk, Rows, about, answer_client, answered_before, client_actor, demand, mark
from core.desk.reactions import react
from core.desk.timed import read_wish
from core.desk.words import (
    Typed,
    Word,
    chooses_leaving,
    chooses_rest,
    code_in,
    number_in,
    read,
)
from core.domain.delivery import DeliveryKind
from core.domain.hours import local_date
from core.domain.incoming import MessageIn, Press
from core.domain.states import AddressState, ClientState, MatchKind, ReplyState
from core.queue.thread import tell
from core.queue.when import day_and_time
from core.replies import answer, ingest
from core.replies import scenes as playing
from core.replies.after import COUNTS
from core.replies.match import ASK_AGAIN_AFTER
from core.safety.support import support_card
from core.store import addresses, clients, consents, outbox, replies, scenes, schedule, therapists
from core.store.addresses import ClientAddress
from core.store.clients import Client
from core.store.replies import Reply
from core.store.unit import Unit
from core.texts.say import plain, say

_STRANGER_PAUSE = timedelta(hours=24)
_JUST_NOW = timedelta(seconds=10)  # the same "done", handed over twice
_WITH_US = (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED)
_STOPPABLE = (
    DeliveryKind.PROMPT,
    DeliveryKind.CHECK_IN,
    DeliveryKind.TURN,
    DeliveryKind.RECEIPT,
    DeliveryKind.FEEDBACK,
)


def hear(unit: Unit, desk: Desk, where: ClientAddress, message: MessageIn) -> None:
    """One message (or edit) in the private chat of a client."""
    clients.hold(unit, where.client)
    client = clients.client(unit, where.client)
    _reachable_again(unit, desk, where, client)
    addresses.note_wrote(unit, where.id)
    typed = read_wish(message.text, local_date(unit.now, client.zone)) if not message.files else None
    if message.edited_at is not None and typed is not None:
        # An edited command is not said again; a part of a reply that was edited into such a word is a newer version.
        place = message.address.thread or message.address.chat
        if replies.part_at(unit, message.address.account, place, message.message) is None:
            return
        typed = None
    if typed is not None and typed.word is Word.SOS:
        support(unit, desk, where, client, message)
        return
    if client.state in called_off.COMING_IN and invitation.use_newer(unit, desk, client, message, typed):
        return
    if message.files and message.edited_at is None and _under_picture(unit, desk, where, client, message):
        return
    match client.state:
        case ClientState.JOINING:
            joining.hear(unit, desk, where, client, message, typed)
        case ClientState.AGREED:
            _while_waiting(unit, desk, where, client, message, typed)
        case ClientState.LEFT | ClientState.INVITED:
            _after_leaving(unit, desk, where, client, message, typed)
        case _:
            _while_with_us(unit, desk, where, client, message, typed)


def _reachable_again(unit: Unit, desk: Desk, where: ClientAddress, client: Client) -> None:
    if where.state is AddressState.OPEN:
        return
    addresses.set_address_state(unit, where.id, AddressState.OPEN, None)
    outbox.release_held(unit, where.id)
    if client.state in (ClientState.LEFT, ClientState.INVITED):
        return  # nothing of theirs concerns the therapist any more
    language = therapists.therapist(unit, client.therapist).language
    words = say("client_reachable", language, alias=client.alias)
    tell(unit, desk.practice, client, words, cause=f"reachable:{where.id}:{unit.id()}")


def opened(unit: Unit, desk: Desk, where: ClientAddress) -> None:
    """The platform says that the client's chat takes messages again."""
    _reachable_again(unit, desk, where, clients.client(unit, where.client))


def _while_waiting(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn, typed: Typed | None
) -> None:
    """They agreed; until their therapist has heard the two words nothing is kept."""
    if answered_before(unit, message):
        return
    if typed is not None and typed.word in (Word.LEAVE, Word.HALT):
        leave(unit, desk, where, client, message)
    else:
        joining.wait(unit, desk, where, client, message)


def _after_leaving(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn, typed: Typed | None
) -> None:
    if message.edited_at is not None:
        return
    code = invitation.named_in(message, typed)
    if code is not None and invitation.use_code(unit, desk, message, code, language=client.language):
        return
    if typed is not None and typed.word in (Word.LEAVE, Word.HALT):
        answer_client(unit, desk, where, message, say("nothing_to_stop", client.language))
    elif addresses.may_tell_stranger(
        unit, message.address.account, message.sender.id, since=unit.now - _STRANGER_PAUSE
    ):
        answer_client(unit, desk, where, message, say("you_left", client.language))


def _while_with_us(
    unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn, typed: Typed | None
) -> None:
    if typed is None and _is_code(unit, message):
        if not answered_before(unit, message):
            answer_client(unit, desk, where, message, say("already_in", client.language))
        return
    if scene_desk.hear(unit, desk, where, client, message, typed):
        return
    if typed is not None and typed.word is not Word.UNKNOWN:
        if not answered_before(unit, message):
            _wish(unit, desk, where, client, message, typed)
        return
    if message.edited_at is None and answered_before(unit, message):
        return  # understood as a choice, and here again under another update id
    if message.edited_at is not None and check_in.retyped(unit, desk, where, client, message):
        return
    if client.state is ClientState.HALTED and not message.files and message.edited_at is None:
        if chooses_rest(message.text):
            pausing.rest(unit, desk, where, client, message)
            return
        if chooses_leaving(message.text):
            leave(unit, desk, where, client, message)
            return
    if message.edited_at is None and not message.files and _answers(unit, desk, where, client, message):
        return
    scene_desk.say_line(unit, desk, where, client, message)
    if message.edited_at is None:
        media_consent.ask_once(unit, desk, where, client)


def _answers(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """Words alone that answer a question of ours. In a scene only what was asked in it is one."""
    scene = scenes.open_scene(unit, client.id)
    if scene is not None:
        return not playing.is_choice(scene, message.text) and (
            check_in.typed(unit, desk, where, client, message) or settings.typed(unit, desk, where, client, message)
        )
    return (
        check_in.typed(unit, desk, where, client, message)
        or works.typed(unit, desk, where, client, message)
        or later.typed(unit, desk, where, client, message)
        or pausing.typed(unit, desk, where, client, message)
        or _by_number(unit, desk, where, client, message)
        or settings.typed(unit, desk, where, client, message)
        or media_consent.typed(unit, desk, where, client, message)
        or renewal.typed(unit, desk, where, client, message)
        or check_in.typed_since(unit, desk, where, client, message)
    )


def _under_picture(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """Under a picture only the wishes count that must never be overheard: help, leaving, and stop in a scene. The picture
    is kept where anything is.
    """
    caption, is_with_us = read(message.text), client.state in _WITH_US
    match None if caption is None else caption.word:
        case Word.SOS:
            support(unit, desk, where, client, message)
            if is_with_us:
                scene_desk.keep_line(unit, desk, where, client, message)
        case Word.LEAVE if is_with_us:
            scene_desk.keep_line(unit, desk, where, client, message)
            leave(unit, desk, where, client, message)
        case Word.HALT if is_with_us:
            return scene_desk.stop_under_picture(unit, desk, where, client, message)
        case _:
            return False
    return True


def _is_code(unit: Unit, message: MessageIn) -> bool:
    """Somebody's invitation, perhaps still open: it is kept nowhere and shown to nobody."""
    code = None if message.files else code_in(message.text)
    return code is not None and clients.invitation_by_code(unit, code) is not None


def _by_number(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn) -> bool:
    """A number alone, within a day of the question, is the button at that place in it: it means what it meant then."""
    number, asked = number_in(message.text), answer.asked(unit, client.id)
    if number is None or asked is None or unit.now - asked[0].opened_at > ASK_AGAIN_AFTER:
        return False
    choices = [choice for row in asked[1].message.buttons for choice in row]
    if not 1 <= number <= len(choices):
        return False
    handle = handles.read(unit, choices[number - 1].handle, where.address)
    if handle is None:
        return False
    chosen = handle.thing if handle.action is Action.BELONGS else None
    file_reply(unit, desk, where, client, asked[0], chosen, message)
    return True


def _wish(unit: Unit, desk: Desk, where: ClientAddress, client: Client, message: MessageIn, typed: Typed) -> None:
    therapist = therapists.therapist(unit, client.therapist).name
    language = client.language
    match typed.word:
        case Word.LEAVE:
            leave(unit, desk, where, client, message)
        case Word.HALT:
            halt(unit, desk, where, client, message)
        case Word.LATER:
            later.wish(unit, desk, where, client, typed.rest, message)
        case Word.SKIP:
            if not check_in.put_away(unit, desk, where, client, message):
                later.skip(unit, desk, where, client, message)
        case Word.PAUSE:
            pausing.pause(unit, desk, where, client, message, typed.rest)
        case Word.REST:
            pausing.rest(unit, desk, where, client, message)
        case Word.BACK:
            pausing.back(unit, desk, where, client, message)
        case Word.HOW:
            how(unit, desk, where, client, message)
        case Word.DONE:
            demand(client_actor(client), Act.CHOOSE, about(client))
            events = ingest.finish(unit, client.id)
            react(unit, desk, events)
            if not events and not replies.closed_since(unit, client.id, unit.now - _JUST_NOW):
                keeping.offer(unit, desk, where, client, message)
        case Word.NOT_SENT:
            keeping.wish(unit, desk, where, client, message)
        case Word.WORKS:
            works.show_page(unit, desk, where, client, 0, message)
        case Word.TODAY:
            told = later.open_now(unit, client, check_in.waiting(unit, desk, client))
            if not scene_desk.show_open(unit, desk, where, client, message, before=told):
                answer_client(unit, desk, where, message, told or say("today_none", language))
        case Word.SETTINGS:
            settings.open_settings(unit, desk, where, client, message, typed.rest)
        case Word.START | Word.AGREE:
            if not renewal.reopen(unit, desk, where, client, message):
                answer_client(unit, desk, where, message, say("already_in", language))
        case _:
            answer_client(unit, desk, where, message, say("help_client", language, therapist=therapist))


# --- what a client can choose -----------------------------------------------------------------------------------------
def support(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """The card, at once, in every state; the therapist is told where there is consent to be with them."""
    words = support_card(desk.practice, client.language)
    # Who agreed counts, although nobody has heard the two words yet: a call for help must not wait for them.
    with_us = client.state in (ClientState.AGREED, *_WITH_US)
    therapist = therapists.therapist(unit, client.therapist)
    if with_us:
        words = (
            words + "\n\n" + say("sos_told", client.language, therapist=therapist.name, promise=desk.practice.promise)
        )
    answer_client(unit, desk, where, by, words, kind=DeliveryKind.SAFETY)
    if with_us:
        when = day_and_time(unit.now, therapist.zone)
        told = say("client_sos", therapist.language, alias=client.alias, when=when)
        cause = f"sos:{mark(unit, by)}"
        tell(unit, desk.practice, client, told, cause=cause, kind=DeliveryKind.SAFETY, silent=False)


def halt(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """The bare word stop with nothing open: every send halts, and stays halted until one is chosen (SPEC 2)."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    scene_desk.leave_open(unit, desk, where, client)
    if client.state is not ClientState.HALTED:
        clients.move_client(unit, client, ClientState.HALTED, actor=f"client:{client.id}")
        pausing.put_away(unit, client, "stopped")
        _tell(unit, desk, client, "client_halted", by)
    words = say("halted", client.language) + "\n" + say("halted_typed", client.language)
    row = (
        button(unit, plain("rest", client.language), Action.REST, client.id, where.address),
        button(unit, plain("leave", client.language), Action.LEAVE, client.id, where.address),
    )
    answer_client(unit, desk, where, by, words, buttons=(row,))


def leave(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """As easy as joining: consent withdrawn, everything that waits cancelled, one confirming message (SPEC 8.4)."""
    demand(client_actor(client), Act.LEAVE, about(client))
    scene_desk.leave_open(unit, desk, where, client)
    therapist = therapists.therapist(unit, client.therapist).name
    answer_client(unit, desk, where, by, say("left", client.language, therapist=therapist))
    if client.state is ClientState.LEFT:
        return
    react(unit, desk, ingest.finish(unit, client.id))
    consents.withdraw(unit, client.id)
    clients.move_client(unit, client, ClientState.LEFT, actor=f"client:{client.id}")
    schedule.end_enrolments(unit, client.id, reason="left")
    outbox.cancel(unit, client.id, _STOPPABLE, reason="left")
    _tell(unit, desk, client, "client_left", by)


def how(unit: Unit, desk: Desk, where: ClientAddress, client: Client, by: MessageIn | Press) -> None:
    """A short card: what to do, who reads it, and what else can be said."""
    therapist = therapists.therapist(unit, client.therapist).name
    words = say("how_it_works", client.language, therapist=therapist, promise=desk.practice.promise)
    answer_client(unit, desk, where, by, words)


def file_reply(
    unit: Unit,
    desk: Desk,
    where: ClientAddress,
    client: Client,
    reply: Reply,
    occurrence: str | None,
    by: MessageIn | Press,
) -> None:
    """The client said where a reply belongs, perhaps once more."""
    demand(client_actor(client), Act.CHOOSE, about(client))
    if (
        reply.client != client.id
        or reply.evidence in (MatchKind.SCENE, MatchKind.NOT_SENT)
        or answered_before(unit, by)
    ):
        return
    react(unit, desk, ingest.file_under(unit, reply, occurrence))
    if occurrence is None:
        therapist = therapists.therapist(unit, client.therapist).name
        answer_client(unit, desk, where, by, say("filed_message", client.language, therapist=therapist))
        return
    words = say("filed", client.language, title=schedule.occurrence(unit, occurrence).title)
    undo = button(unit, plain("not_for_this", client.language), Action.NEITHER, reply.id, where.address)
    rows: Rows = ((undo,),)
    is_fresh = unit.now - reply.last_part_at <= COUNTS  # days later nobody could say how it was afterwards
    if (
        reply.state is ReplyState.CLOSED and is_fresh
    ):  # its receipt is out: what follows a reply to this has not been said
        more, rows = answer.behind(unit, desk.library(), client, where, replies.reply(unit, reply.id), rows)
        words = words + more
    answer_client(unit, desk, where, by, words, buttons=rows)


def _tell(unit: Unit, desk: Desk, client: Client, key: str, by: MessageIn | Press) -> None:
    language = therapists.therapist(unit, client.therapist).language
    tell(unit, desk.practice, client, say(key, language, alias=client.alias), cause=f"{key}:{mark(unit, by)}")
