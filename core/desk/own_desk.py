"""`/adapt`, `/new`, `/propose`, and what a therapist writes and presses about a draft of their own, in its client's thread (SPEC 3.7)."""

from __future__ import annotations

import logging

from core.delivery import write
from core.desk import by_hand, offering, own_draft, own_show
from core.desk.access import Act
from core.desk.context import Desk, Rows, about, answer_thread, answered_before, demand, mark, therapist_actor
from core.desk.own_words import Facts, Steer, says_yes, steering
from core.desk.words import Typed, Word, read
from core.domain.incoming import MessageIn, Press
from core.domain.message import OutgoingMessage, Text
from core.domain.own import OPEN, Content, Modality, OwnState
from core.prompts.library import Library, render_prompt
from core.prompts.schema import Prompt
from core.prompts.titles import titles
from core.scheduler.release import values_for
from core.store import clients, outbox, own_prompts, therapists, threads
from core.store.clients import Client
from core.store.own_prompts import NewOwn, Own
from core.store.therapists import Room, Therapist
from core.store.threads import Thread
from core.store.unit import Unit
from core.texts.say import say

_LOG = logging.getLogger(__name__)
WORDS = (Word.ADAPT, Word.NEW, Word.PROPOSE)
_MODALITIES: dict[str, Modality] = {"writing": "writing", "drawing": "drawing", "voice": "voice", "talk": "talk"}
_MINUTES = 10  # of a new one, until something else is said


def captioned(message: MessageIn) -> Typed | None:
    """`/new` below a picture; no other command stands below a file."""
    typed = read(message.text)
    return typed if typed is not None and typed.word is Word.NEW and typed.raw.startswith("/") else None


# --- commands ---------------------------------------------------------------------------------------------------------
def command(unit: Unit, desk: Desk, room: Room, thread: Thread, message: MessageIn, typed: Typed) -> None:
    """One of WORDS, in a client's thread."""
    client = clients.client(unit, thread.client)
    act = Act.OFFER if typed.word is Word.PROPOSE else Act.SEND
    demand(therapist_actor(room), act, about(client))
    clients.hold(unit, client.id)
    therapist = therapists.therapist(unit, room.therapist)
    if typed.word is Word.PROPOSE:
        words, rows = offering.propose(unit, therapist, client, typed.rest, thread)
        answer_thread(unit, desk, thread, message, words, buttons=rows)
        return
    no = own_draft.refused(client, therapist.language)
    there = own_prompts.draft_of(unit, client.id)
    if there is not None and there.therapist != therapist.id:  # of who had them before: nobody can go on with it
        own_prompts.end(unit, there, OwnState.EXPIRED)
        own_show.settle(unit, there, "own_over")
        there = None
    if no is not None:
        answer_thread(unit, desk, thread, message, no)
    elif there is not None:
        words, rows = _open(unit, there, thread, therapist)
        own_show.answer(unit, desk, thread, there, message, words, buttons=rows)
    elif typed.word is Word.NEW:
        _new(unit, desk, thread, therapist, client, message, typed.rest)
    else:
        _adapt(unit, desk, thread, therapist, client, message, typed.rest)


def _open(unit: Unit, own: Own, thread: Thread, therapist: Therapist) -> tuple[Text, Rows]:
    """There is one already: it can be shown, or dropped."""
    alias, language = clients.client(unit, own.client).alias, therapist.language
    title = own.content.title
    words = (
        say("own_open", language, alias=alias, title=title) if title else say("own_open_empty", language, alias=alias)
    )
    row = tuple(
        own_show.control(unit, own, thread, key, what, language)
        for key, what in (("own_show", "show"), ("own_drop", "drop"))
    )
    return words, (row,)


def _new(
    unit: Unit, desk: Desk, thread: Thread, therapist: Therapist, client: Client, message: MessageIn, rest: str
) -> None:
    own = _begin(unit, desk.library(), therapist, client, message, None, Content("", ""))
    if rest or message.files:
        own_draft.take(unit, desk, thread, own, message, rest, begins=True)
        return
    rows = ((own_show.control(unit, own, thread, "own_drop", "drop", therapist.language),),)
    told = say("own_new", therapist.language, alias=client.alias)
    answer_thread(unit, desk, thread, message, told, buttons=rows)


def _adapt(
    unit: Unit, desk: Desk, thread: Thread, therapist: Therapist, client: Client, message: MessageIn, rest: str
) -> None:
    language, library = therapist.language, desk.library()
    named = titles(library, [language, client.language])
    said, words = own_draft.adapting(rest, named)
    found = by_hand.called(said, named)
    if len(found) != 1:
        no = by_hand.which(found, said, named, language, how="own_adapt_how")
        answer_thread(unit, desk, thread, message, no)
        return
    prompt, title = library.prompts[found[0]], named[found[0]]
    no = by_hand.never(library, therapist, client, prompt, title)
    if no is None and prompt.script is not None:
        no = say("own_scene", language, title=title)
    if no is not None:
        answer_thread(unit, desk, thread, message, no)
        return
    values = values_for(unit, library, client, therapist, prompt.id)
    rendered = render_prompt(library, prompt.id, language=client.language, values=values)
    content = _taken_over(prompt, Content(rendered.title, rendered.body, rendered.aftercare or "", origin=title))
    own = _begin(unit, library, therapist, client, message, prompt, content)
    if words:
        own_draft.take(unit, desk, thread, own, message, words, begins=True)
        return
    rows = ((own_show.control(unit, own, thread, "own_drop", "drop", language),),)
    told = say("own_adapt", language, title=rendered.title, alias=client.alias)
    answer_thread(unit, desk, thread, message, told, buttons=rows)
    own_show.show_text(unit, desk, thread, own)


def _taken_over(prompt: Prompt, words: Content) -> Content:
    """What else holds for the prompt that it is made of."""
    asks = prompt.check_in
    return Content(
        words.title,
        words.body,
        words.aftercare,
        avoid_when=prompt.avoid_when,
        needs=prompt.needs,
        expects=prompt.expects,
        before=None if asks is None else asks.before,
        after=None if asks is None else asks.after,
        max_per_week=prompt.max_per_week,
        origin=words.origin,
    )


def _begin(
    unit: Unit,
    library: Library,
    therapist: Therapist,
    client: Client,
    message: MessageIn,
    source: Prompt | None,
    content: Content,
) -> Own:
    new = NewOwn(
        client=client.id,
        therapist=therapist.id,
        source=None if source is None else source.id,
        revision=library.revision,
        language=client.language,
        modality="writing" if source is None else source.modality,
        intensity=1 if source is None else source.intensity,
        minutes=_MINUTES if source is None else source.minutes,
        content=content,
        asked=mark(unit, message),
    )
    return own_prompts.one(unit, own_prompts.begin(unit, new))


# --- answers to what was asked ----------------------------------------------------------------------------------------
def hear(unit: Unit, desk: Desk, room: Room, thread: Thread, message: MessageIn) -> bool:
    """A reply to one of our messages about an open draft of this thread. False: it is about something else, and a note like any."""
    if message.reply_to is None:
        return False
    place = message.address.thread or message.address.chat
    found = own_prompts.told_by(unit, message.address.account, place, message.reply_to)
    if found is None or found[0].client != thread.client or found[0].therapist != room.therapist:
        return False
    client = clients.client(unit, thread.client)
    clients.hold(unit, client.id)
    if answered_before(unit, message) or own_show.has_answered(unit, found[0], message):
        return True
    own, what = own_prompts.one(unit, found[0].id), found[1]
    if what == "offer" and own.state is OwnState.SENT and not message.files and says_yes(message.text):
        demand(therapist_actor(room), Act.OFFER, about(client))
        own_show.answer(unit, desk, thread, own, message, offering.decide(unit, own, yes=True))
        return True
    if own.state not in OPEN:
        return False
    demand(therapist_actor(room), Act.SEND, about(client))
    if message.files or not _steer(unit, desk, thread, own, what, message):
        own_draft.take(unit, desk, thread, own, message, message.text)
    return True


def _steer(unit: Unit, desk: Desk, thread: Thread, own: Own, what: str, message: MessageIn) -> bool:
    """A word or a time that is meant for us and not for the client. False: it is the client's."""
    client, therapist = clients.client(unit, own.client), therapists.therapist(unit, own.therapist)
    said = steering(message.text)

    def answer(words: Text, rows: Rows = (), what: str = "") -> bool:
        own_show.answer(unit, desk, thread, own, message, words, buttons=rows, what=what)
        return True

    if said is Steer.DROP:
        own_prompts.end(unit, own, OwnState.DROPPED)
        own_show.settle(unit, own, "own_settled")
        return answer(say("own_dropped", therapist.language, alias=client.alias))
    if own.state is OwnState.ASKED:
        return said is Steer.NOW and answer(own_draft.waiting(unit, own))
    if own.state is not OwnState.READY:  # who cannot wait for a file does not mean that "now" is to stand in its place
        steers = said is not None or by_hand.moment(unit, client, message.text) is not None
        return steers and answer(own_draft.waiting(unit, own))
    if isinstance(said, Facts) and what != "when":  # there "10 minutes" is a time
        if own.source is None:
            own = own_prompts.set_facts(
                unit, own, modality=said.modality, intensity=said.intensity, minutes=said.minutes
            )
            own_show.show_facts(unit, desk, thread, own)
        return answer(own_show.facts(unit, own))  # of an adapted one they stand as they were
    at = unit.now if said is Steer.NOW else by_hand.moment(unit, client, message.text)
    if at is None and what != "when":
        return False
    if at is None:
        return answer(by_hand.no_moment(therapist, message.text), what="when")
    outcome = own_draft.send(unit, desk, therapist, client, own, at, thread)
    words, rows = (outcome, ()) if isinstance(outcome, Text) else outcome
    if rows:
        own_show.settle(unit, own, "own_settled")
    return answer(words, rows)


# --- buttons ----------------------------------------------------------------------------------------------------------
def pressed(unit: Unit, desk: Desk, room: Room, thing: str, event: Press) -> None:
    """A button of a draft, or of what was sent: in the thread of its client, by the therapist whose it is; else nothing happens."""
    own_id, _, what = thing.partition("-")
    own = own_prompts.one(unit, own_id)
    client = clients.client(unit, own.client)
    demand(therapist_actor(room), Act.OFFER if what in ("offer", "yes", "no") else Act.SEND, about(client))
    place = event.address.thread or event.address.chat
    thread = None if event.address.thread is None else threads.thread_at(unit, room.id, event.address.thread)
    said = outbox.by_message(unit, event.address.account, place, event.message)
    if thread is None or thread.client != own.client or own.therapist != room.therapist:
        _LOG.info("a press on a draft that is not of this thread")
        return
    clients.hold(unit, client.id)
    own = own_prompts.one(unit, own.id)
    if said is None:
        _elsewhere(unit, desk, own, thread, what)
    elif what in ("offer", "yes", "no"):
        _about_offering(unit, desk, own, thread, what, said)
    elif own.state in OPEN:
        _about_draft(unit, desk, own, thread, what, said)
    elif own.state is not OwnState.SENT:  # what was sent says so by itself, and bears the button that takes it back
        _edit(unit, said, say("own_over", therapists.therapist(unit, own.therapist).language))


def _elsewhere(unit: Unit, desk: Desk, own: Own, thread: Thread, what: str) -> None:
    """Pressed under a message that we do not know, for its call was cut off: which words it was about is not known either. The
    draft is shown once more, and can be pressed there.
    """
    if own.state in (OwnState.ASKED, OwnState.READY):
        _show_anew(unit, desk, own, thread)
    elif what == "offer" and offering.can_be_offered(own):
        offering.ask(unit, desk, own, thread)


def _about_offering(unit: Unit, desk: Desk, own: Own, thread: Thread, what: str, said: outbox.Delivery) -> None:
    if own.state is not OwnState.SENT:
        return
    if what == "offer":
        if offering.can_be_offered(own):
            offering.ask(unit, desk, own, thread)
    else:
        _edit(unit, said, offering.decide(unit, own, yes=what == "yes"))


def _about_draft(unit: Unit, desk: Desk, own: Own, thread: Thread, what: str, said: outbox.Delivery) -> None:
    client, therapist = clients.client(unit, own.client), therapists.therapist(unit, own.therapist)
    if what == "drop":
        own_prompts.end(unit, own, OwnState.DROPPED)
        own_show.settle(unit, own, "own_settled", besides=said.id)
        _edit(unit, said, say("own_dropped", therapist.language, alias=client.alias))
    elif what == "show":
        _show(unit, desk, own, thread, said)
    elif own.state is not OwnState.READY:
        _edit(unit, said, say("own_replaced", therapist.language))  # another is on its way
    elif not _is_current(unit, own, said):
        _edit(unit, said, say("own_replaced", therapist.language))
    elif what == "again":
        own_show.ask_again(unit, desk, thread, own)
    elif what == "at":
        own_show.ask_when(unit, desk, thread, own)
    elif what == "now" or what in own_show.TIMES:
        _send(unit, desk, own, thread, what, said)
    elif own.source is None:
        number = int(what[1:]) if what[1:].isdecimal() else None
        own = own_prompts.set_facts(
            unit,
            own,
            modality=_MODALITIES.get(what),
            intensity=number if what.startswith("i") else None,
            minutes=number if what.startswith("m") else None,
        )
        own_show.show_facts(unit, desk, thread, own)


def _send(unit: Unit, desk: Desk, own: Own, thread: Thread, what: str, said: outbox.Delivery) -> None:
    client, therapist = clients.client(unit, own.client), therapists.therapist(unit, own.therapist)
    at = unit.now if what == "now" else by_hand.moment(unit, client, own_show.TIMES[what])
    outcome = (
        by_hand.no_moment(therapist, own_show.TIMES[what])
        if at is None
        else own_draft.send(unit, desk, therapist, client, own, at, thread)
    )
    if isinstance(outcome, Text):  # it stands as before, and above it why it may not go
        again = own_show.controls(unit, desk, thread, own) if what == "now" else own_show.times(unit, thread, own)
        _edit(unit, said, outcome + "\n\n" + again.text, again.buttons)
        return
    own_show.settle(unit, own, "own_settled", besides=said.id)
    _edit(unit, said, *outcome)


def _show(unit: Unit, desk: Desk, own: Own, thread: Thread, said: outbox.Delivery) -> None:
    """Once more, at the end of the thread."""
    if own.state is not OwnState.FETCHING:
        _edit(unit, said, say("own_settled", therapists.therapist(unit, own.therapist).language))
        _show_anew(unit, desk, own, thread)


def _show_anew(unit: Unit, desk: Desk, own: Own, thread: Thread) -> None:
    own = own_draft.take_up(unit, own)
    if own.state is OwnState.READY:
        own_show.show(unit, desk, thread, own)
    else:
        own_show.ask_again(unit, desk, thread, own)


def _is_current(unit: Unit, own: Own, said: outbox.Delivery) -> bool:
    """Whether the button stands below the words that stand now."""
    there = (outbox.by_cause(unit, f"{own_show.cause(own, what)}/0") for what in ("how", "when"))
    return said.id in [each.id for each in there if each is not None]


def _edit(unit: Unit, said: outbox.Delivery, words: Text, rows: Rows = ()) -> None:
    write.edit(unit, said, OutgoingMessage(words, buttons=rows, silent=True))
