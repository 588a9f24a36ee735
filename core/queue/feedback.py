"""What a therapist writes in a client's thread: a reply to a card goes to the client, anything else is a note (SPEC 7.2)."""

from __future__ import annotations

from core.delivery import write
from core.delivery.fit import fit
from core.delivery.handles import Action, button
from core.domain.delivery import DeliveryKind
from core.domain.incoming import MessageIn
from core.domain.message import OutgoingMessage, Text
from core.domain.practice import PracticeFacts
from core.domain.states import ClientState, MediaState
from core.queue.card import show
from core.queue.showing import file_line, outgoing_file
from core.queue.thread import tell
from core.store import addresses, cards, clients, media, outbox, replies, therapists
from core.store.cards import Card, Feedback
from core.store.clients import Client
from core.store.media import Media
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import plain, say

_WITH_US = (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED)
_ECHO = 80  # characters of the echo: enough to recognise, short enough for a phone


def take(unit: Unit, practice: PracticeFacts, thread: Thread, message: MessageIn) -> None:
    """A therapist's message in a thread. The same message twice changes nothing."""
    clients.hold(unit, thread.client)
    client = clients.client(unit, thread.client)
    card, quoted_unknown = _card_quoted(unit, thread, message)
    gone = client.state is ClientState.LEFT
    is_note = card is None or gone
    chat = message.address.thread or message.address.chat
    if not (message.text or message.files):
        _echo_nothing(unit, practice, thread, message)
        return
    kept = cards.write_down(
        unit,
        client=client.id,
        therapist=thread.room.therapist,
        card=None if card is None else card.id,
        account=message.address.account,
        chat=chat,
        message=message.message,
        is_note=is_note,
        text=message.text,
    )
    if kept is None:
        return
    media.want(unit, client.id, message.files, feedback=kept)
    feedback = cards.feedback_by_id(unit, kept)
    language = therapists.therapist(unit, thread.room.therapist).language
    if is_note:
        lead = Text("")
        if gone and card is not None:
            lead = say("not_theirs_now", language, alias=client.alias) + " "
        elif quoted_unknown:
            lead = say("quote_gone", language) + " "
        _echo_note(
            unit, practice, thread, feedback, client, lead + say("echo_note", language), offer=client.state in _WITH_US
        )
        return
    _deliver_words(unit, practice, feedback, has_files=bool(message.files))
    _echo_sent(unit, practice, thread, feedback, client, message)


def _card_quoted(unit: Unit, thread: Thread, message: MessageIn) -> tuple[Card | None, bool]:
    if message.reply_to is None:
        return None, False
    chat = message.address.thread or message.address.chat
    ours = outbox.by_message(unit, message.address.account, chat, message.reply_to)
    if ours is None or ours.subject.card is None or ours.subject.client != thread.client:
        return None, ours is None
    return cards.card(unit, ours.subject.card), False


def _echo_nothing(unit: Unit, practice: PracticeFacts, thread: Thread, message: MessageIn) -> None:
    """A place, a poll or a contact goes to nobody, and is no note: there is nothing of it that could be carried."""
    language = therapists.therapist(unit, thread.room.therapist).language
    chat = message.address.thread or message.address.chat
    once = unit.index("message", f"{message.address.account}:{chat}:{message.message}")
    echo = OutgoingMessage(say("echo_nothing", language), silent=True)
    write.to_thread(unit, practice, thread, DeliveryKind.ROOM, echo, cause=f"nothing:{once}")


def _echo_note(
    unit: Unit,
    practice: PracticeFacts,
    thread: Thread,
    feedback: Feedback,
    client: Client,
    words: Text,
    *,
    offer: bool,
) -> None:
    language = therapists.therapist(unit, thread.room.therapist).language
    label = plain("send_note", language, alias=client.alias)
    buttons = ((button(unit, label, Action.SEND_NOTE, feedback.id, thread.address),),) if offer else ()
    message = OutgoingMessage(words, buttons=buttons, silent=True)
    write.to_thread(unit, practice, thread, DeliveryKind.ROOM, message, cause=f"note:{feedback.id}")


def _echo_sent(
    unit: Unit, practice: PracticeFacts, thread: Thread, feedback: Feedback, client: Client, message: MessageIn
) -> None:
    language = therapists.therapist(unit, thread.room.therapist).language
    if message.text:
        short = message.text if len(message.text) <= _ECHO else message.text[: _ECHO - 1] + "…"
        words = say("echo_sent", language, alias=client.alias, words=short)
    else:
        kind = plain(f"file_{message.kind.value}", language)
        words = say("echo_sent_file", language, alias=client.alias, kind=kind)
    echo = OutgoingMessage(words, silent=True)
    write.to_thread(unit, practice, thread, DeliveryKind.ROOM, echo, cause=f"echo:{feedback.id}")


def _deliver_words(unit: Unit, practice: PracticeFacts, feedback: Feedback, *, has_files: bool) -> None:
    """The words go at once; words that came with a file go with it, when it is here."""
    if feedback.card is not None:
        card = cards.card(unit, feedback.card)
        cards.answered(unit, card)
        show(unit, practice, card.reply)
    if feedback.text and not has_files:
        _to_client(unit, practice, feedback, OutgoingMessage(_signed(unit, feedback)), cause=f"feedback:{feedback.id}")


def _signed(unit: Unit, feedback: Feedback) -> Text:
    client = clients.client(unit, feedback.client)
    name = therapists.therapist(unit, feedback.therapist).name
    return say("feedback", client.language, therapist=name) + f"\n{feedback.text}"


def _to_client(
    unit: Unit, practice: PracticeFacts, feedback: Feedback, message: OutgoingMessage, *, cause: str
) -> None:
    where = addresses.best_address(unit, feedback.client)
    if where is None:
        return
    quote = None
    if feedback.card is not None:
        reply = replies.reply(unit, cards.card(unit, feedback.card).reply)
        parts = [part for part in replies.parts_of(unit, reply.id) if not part.withdrawn and part.can_be_quoted]
        if parts and reply.address == where.id:
            quote = parts[0].message
    quoting = OutgoingMessage(
        message.text, message.buttons, message.file, reply_to=quote, silent=message.silent, protected=message.protected
    )
    write.to_client(unit, practice, where, DeliveryKind.FEEDBACK, quoting, cause=cause, card=feedback.card)


def send_file(unit: Unit, practice: PracticeFacts, what: Media) -> None:
    """A file of a therapist's message is here (or never will be): it follows its words, or the therapist hears why not."""
    assert what.feedback is not None
    feedback = cards.feedback_by_id(unit, what.feedback)
    if feedback.is_note:
        return
    client = clients.client(unit, feedback.client)
    where = addresses.best_address(unit, feedback.client)
    able = practice.account(what.ref.account if where is None else where.address.account).capabilities
    file = outgoing_file(what, able)
    if file is None:
        language = therapists.therapist(unit, feedback.therapist).language
        words = file_line(what, language, may=True, able=able)
        tell(unit, practice, client, words, cause=f"feedback-file:{what.id}")
        if feedback.text and media.of_feedback(unit, feedback.id)[0].id == what.id:
            words = OutgoingMessage(_signed(unit, feedback))
            _to_client(unit, practice, feedback, words, cause=f"feedback:{feedback.id}")
        return
    first = media.of_feedback(unit, feedback.id)[0].id == what.id
    words = (
        _signed(unit, feedback)
        if first and feedback.text
        else say("feedback", client.language, therapist=therapists.therapist(unit, feedback.therapist).name)
    )
    _to_client(unit, practice, feedback, OutgoingMessage(words, file=file), cause=f"feedback-file:{what.id}")


def say_gone(unit: Unit, practice: PracticeFacts, thread: Thread, feedback_id: str) -> None:
    """A note was to be sent to somebody who has left since: it stays a note, and its echo says why."""
    client = clients.client(unit, thread.client)
    language = therapists.therapist(unit, thread.room.therapist).language
    words = say("not_theirs_now", language, alias=client.alias)
    cause = f"gone:{feedback_id}"
    write.to_thread(unit, practice, thread, DeliveryKind.ROOM, OutgoingMessage(words, silent=True), cause=cause)


def send_note(unit: Unit, practice: PracticeFacts, thread: Thread, feedback_id: str) -> None:
    """The therapist made a note into feedback."""
    client = clients.client(unit, thread.client)
    language = therapists.therapist(unit, thread.room.therapist).language
    echo = outbox.by_cause(unit, f"note:{feedback_id}/0")
    if not cards.send_note(unit, feedback_id):
        return
    feedback = cards.feedback_by_id(unit, feedback_id)
    files = media.of_feedback(unit, feedback_id)
    _deliver_words(unit, practice, feedback, has_files=bool(files))
    for what in files:
        if what.state is not MediaState.WANTED:
            send_file(unit, practice, what)
    if echo is not None:
        write.edit(unit, echo, OutgoingMessage(say("note_sent", language, alias=client.alias), silent=True))


def change(unit: Unit, practice: PracticeFacts, thread: Thread, message: MessageIn) -> bool:
    """The therapist edited words that went to the client: their copy follows. False: nothing went."""
    chat = message.address.thread or message.address.chat
    known = cards.feedback_at(unit, message.address.account, chat, message.message)
    if known is None or known.client != thread.client or known.text == message.text:
        return known is not None
    cards.change_words(unit, known, message.text)
    if not known.is_note:
        changed = cards.feedback_by_id(unit, known.id)
        files = media.of_feedback(unit, known.id)
        for cause in (f"feedback:{known.id}", *(f"feedback-file:{file.id}" for file in files[:1])):
            _say_anew(unit, practice, changed, cause)
    return True


def _say_anew(unit: Unit, practice: PracticeFacts, feedback: Feedback, cause: str) -> None:
    """The client's copy says what the therapist's words say now, caption or text, in as many messages as that takes."""
    first = outbox.by_cause(unit, f"{cause}/0")
    if first is None or first.subject.address is None:
        return
    whole = OutgoingMessage(_signed(unit, feedback), file=first.message.file, reply_to=first.message.reply_to)
    pieces = fit(whole, practice.account(first.to.account).capabilities)

    def piece_there(number: int) -> outbox.Delivery | None:
        return outbox.by_cause(unit, f"{cause}/{number}") or outbox.by_cause(unit, f"{cause}+{number}/0")

    where = addresses.address_by_id(unit, first.subject.address)
    for number, piece in enumerate(pieces):
        there = piece_there(number)
        if there is not None:
            write.edit(unit, there, piece)
        else:
            kind = DeliveryKind.FEEDBACK
            write.to_client(unit, practice, where, kind, piece, cause=f"{cause}+{number}", card=feedback.card)
    number = len(pieces)
    language = clients.client(unit, feedback.client).language
    while (left := piece_there(number)) is not None:
        write.edit(unit, left, OutgoingMessage(say("feedback_shorter", language)))
        number += 1
