"""What becomes of the draft of a therapist's own prompt: it gets words or a file, goes, is dropped, or its day ends (SPEC 3.7)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.delivery.forms import outgoing_file
from core.delivery.own import as_prompt
from core.desk import by_hand, own_show
from core.desk.context import Desk, Rows, answer_thread
from core.desk.own_words import LONGEST, first_words, titled
from core.desk.whom import not_with_us
from core.desk.words import Word, read
from core.domain.incoming import MessageIn
from core.domain.message import Text
from core.domain.own import OPEN, OwnState
from core.domain.states import ClientState, MediaState
from core.prompts.titles import titles
from core.queue.showing import file_line
from core.queue.thread import tell, thread_for
from core.store import addresses, cards, clients, media, own_prompts, therapists
from core.store.clients import Client
from core.store.media import Media
from core.store.own_prompts import Own
from core.store.therapists import Therapist
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import plain, say

_LOG = logging.getLogger(__name__)
_WITH_US = (ClientState.ACTIVE, ClientState.RESTING, ClientState.HALTED)


def refused(client: Client, language: str) -> Text | None:
    """Why nothing can be sent to this client at all; None: it can."""
    if client.state not in _WITH_US:
        return not_with_us(client, language)
    return say("send_stopped", language, alias=client.alias) if client.state is ClientState.HALTED else None


def take(
    unit: Unit,
    desk: Desk,
    thread: Thread,
    own: Own,
    message: MessageIn,
    text: str,
    *,
    anew: bool = False,
    begins: bool = False,
) -> None:
    """Words, or a file with or without words: they stand in the draft now, and it is shown. The same message twice changes nothing.

    text: what of the message is meant for the client. anew: its therapist has edited a message whose file is here already.
    begins: it is the message with which the draft was begun.
    """

    def answer(words: Text) -> None:
        if begins:  # a command has its answer like any other
            answer_thread(unit, desk, thread, message, words)
        else:
            own_show.answer(unit, desk, thread, own, message, words)

    client, therapist = clients.client(unit, own.client), therapists.therapist(unit, own.therapist)
    title, body = titled(text)
    wrong = _wrong(message, title, body, therapist.language)
    if wrong is not None:
        answer(wrong)
        return
    kept = own.words if anew else _keep(unit, own, message)
    if kept is None:
        return
    own_show.settle(unit, own, "own_replaced")
    name = title or (own.content.title if own.source is not None else first_words(body))
    name = name or plain("own_title", client.language, therapist=therapist.name)
    waits = any(file.state is MediaState.WANTED for file in media.of_feedback(unit, kept))
    state = OwnState.FETCHING if waits else OwnState.READY
    content = replace(own.content, title=name, body=body)
    own = own_prompts.put_words(unit, own, content, words=kept, state=state)
    if waits:
        answer(waiting(unit, own))
        return
    answer(say("own_see", therapist.language, alias=client.alias))
    own_show.show(unit, desk, thread, own)


def waiting(unit: Unit, own: Own) -> Text:
    """What is said of a draft that cannot be sent yet: its file is on its way, or it waits for words."""
    language = therapists.therapist(unit, own.therapist).language
    files = media.of_feedback(unit, own.words) if own.words is not None else []
    if own.state is OwnState.FETCHING and files:
        return say("own_fetching", language, kind=plain(f"file_{files[0].kind.value}", language))
    return say("own_open_empty", language, alias=clients.client(unit, own.client).alias)


def _wrong(message: MessageIn, title: str, body: str, language: str) -> Text | None:
    """What is the matter with it, in plain words."""
    if len(message.files) > 1 or (message.group is not None and message.files):
        return say("own_one_file", language)
    if not body and not message.files:
        return say("own_empty", language)
    if len(title) + len(body) > LONGEST:
        return say("own_long", language, count=len(title) + len(body), most=LONGEST)
    return None


def _keep(unit: Unit, own: Own, message: MessageIn) -> str | None:
    """The therapist's message, as every other of theirs is kept; None when it was kept before."""
    kept = cards.write_down(
        unit,
        client=own.client,
        therapist=own.therapist,
        card=None,
        account=message.address.account,
        chat=message.address.thread or message.address.chat,
        message=message.message,
        is_note=True,
        text=message.text,
    )
    if kept is not None:
        media.want(unit, own.client, message.files, feedback=kept)
    return kept


def changed(unit: Unit, desk: Desk, thread: Thread, message: MessageIn) -> bool:
    """The therapist edited the message that a draft was made of: the draft follows. False: it is about something else."""
    place = message.address.thread or message.address.chat
    known = cards.feedback_at(unit, message.address.account, place, message.message)
    own = None if known is None else own_prompts.with_words(unit, known.id)
    if known is None or own is None or known.client != thread.client:
        return False
    if known.text == message.text:
        return True
    clients.hold(unit, own.client)
    own = own_prompts.one(unit, own.id)
    cards.change_words(unit, known, message.text)
    if own.state in OPEN and own.words == known.id:
        take(unit, desk, thread, own, message, _for_the_client(unit, desk, own, message.text), anew=True)
    return True


def _for_the_client(unit: Unit, desk: Desk, own: Own, text: str) -> str:
    """What stands behind `/new`, or behind `/adapt` and the prompt's name."""
    typed = read(text)
    if typed is None or not typed.raw.startswith("/") or typed.word not in (Word.NEW, Word.ADAPT):
        return text
    if typed.word is Word.NEW:
        return typed.rest
    client, therapist = clients.client(unit, own.client), therapists.therapist(unit, own.therapist)
    return adapting(typed.rest, titles(desk.library(), [therapist.language, client.language]))[1]


def adapting(rest: str, named: Mapping[str, str]) -> tuple[str, str]:
    """What stands behind `/adapt`: what names the prompt, and the words for the client."""
    first, _, below = rest.partition("\n")
    said, behind = by_hand.split(first, named)
    if not by_hand.is_name(said, named):  # else a slip in a name would be taken for words to the client
        said, behind = first, ""
    return said, "\n".join(each for each in (behind, below) if each.strip())


def settled(unit: Unit, desk: Desk, what: Media) -> bool:
    """A file is here, or never will be. False: it belongs to no draft, so it is somebody else's to deal with."""
    own = None if what.feedback is None else own_prompts.with_words(unit, what.feedback)
    if own is None:
        return False
    clients.hold(unit, own.client)
    own, client = own_prompts.one(unit, own.id), clients.client(unit, own.client)
    thread = thread_for(unit, client)
    if own.state is not OwnState.FETCHING or thread is None or thread.room.therapist != own.therapist:
        return True
    where = addresses.best_address(unit, client.id)
    accounts = [thread.address.account, *([] if where is None else [where.address.account])]
    able = [desk.practice.account(account).capabilities for account in accounts]
    unseen = next((each for each in able if outgoing_file(what, each) is None), None)
    if unseen is not None:
        language = therapists.therapist(unit, own.therapist).language
        words = file_line(what, language, may=True, able=unseen) + " " + say("own_file_no", language)
        own = own_prompts.put_words(unit, own, own.content, words=None, state=OwnState.ASKED)
        tell(unit, desk.practice, client, words, cause=own_show.cause(own, "ask"))
        return True
    own_show.show(unit, desk, thread, own_prompts.stand(unit, own, OwnState.READY))
    return True


def send(
    unit: Unit, desk: Desk, therapist: Therapist, client: Client, own: Own, asked: datetime, thread: Thread
) -> tuple[Text, Rows] | Text:
    """It goes then, by the rules of every prompt that is sent by hand: what to say, and buttons to take it back or to offer it
    to the library. Words alone: it may not go, and why; the draft stays.
    """
    no = refused(client, therapist.language)
    if no is not None:
        return no
    prompt = as_prompt(own)
    words, occurrence = by_hand.plan(
        unit, desk.library(), therapist, client, prompt, own.content.title, asked, command=""
    )
    if occurrence is None:
        return words
    own_prompts.sent(unit, own, occurrence)
    back = by_hand.taking_back(unit, therapist, occurrence, thread.address)
    offer = own_show.control(unit, own, thread, "own_offer", "offer", therapist.language)
    return words, ((*back, offer),) if own.content.body else (back,)


def take_up(unit: Unit, own: Own) -> Own:
    """Shown once more: what was shown before says so."""
    own_show.settle(unit, own, "own_settled")
    return own_prompts.put_words(unit, own, own.content, words=own.words, state=own.state)


def expire(unit: Unit, desk: Desk) -> int:
    """Drafts whose day is over are told of, once, and gone. Returns how many."""
    ended = 0
    for own in own_prompts.over(unit):
        if not own_prompts.expire(unit, own):
            continue
        ended += 1
        client = clients.many(unit, [own.client]).get(own.client)
        if client is None:
            _LOG.error("client does not open", extra={"client": own.client})
            continue
        own_show.settle(unit, own, "own_over")
        if client.therapist == own.therapist:  # else it is nobody's business any more
            words = say("own_expired", therapists.therapist(unit, own.therapist).language, alias=client.alias)
            tell(unit, desk.practice, client, words, cause=own_show.cause(own, "expired"))
    return ended
