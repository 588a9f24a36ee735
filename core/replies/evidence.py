"""What is known about where a message belongs, gathered for `match` (SPEC 6.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.domain.delivery import DeliveryKind
from core.domain.incoming import MessageGone, MessageIn
from core.domain.states import MatchKind
from core.domain.talk import CONVERSATION
from core.replies.answer import reply_about
from core.replies.match import Filed, MatchFacts, Open, Quoted, was_there
from core.store import clients, outbox, replies, said, scenes, schedule
from core.store.addresses import ClientAddress
from core.store.replies import Reply
from core.store.said import Said
from core.store.schedule import Occurrence
from core.store.unit import Unit

_CLOSE = timedelta(minutes=10)  # nearer than this two clocks do not tell what was first; the platform's numbers do
_LOOKED_AT = 8  # of a therapist's newest messages: those behind the message in question are few


def chat_of(message: MessageIn | MessageGone) -> str:
    """The place whose message ids count together: the thread where there is one."""
    return message.address.thread or message.address.chat


def facts_of(unit: Unit, sender: ClientAddress, message: MessageIn) -> MatchFacts:
    """Everything that the database knows about where a message belongs."""
    scene = scenes.open_scene(unit, sender.client)
    playing = None if scene is None or scene.reply is None else replies.reply(unit, scene.reply)
    waiting = schedule.open_occurrences(unit, sender.client)
    wrote_at = _therapist_at(unit, sender, message)
    growing = [r for r in replies.growing(unit, sender.client) if _fits(unit, message, r, wrote_at)]
    return MatchFacts(
        sent_at=message.sent_at,
        now=unit.now,
        open=[Open(o.id, o.sent_at) for o in waiting if _was_sent(unit, message, o)],
        growing=[_filed(reply) for reply in growing],
        quoted=_quoted(unit, sender, message),
        scene=None if playing is None else _filed(playing),
        album=_album(unit, sender, message),
        therapist_at=wrote_at,
        asked_at=clients.client(unit, sender.client).asked_at,
    )


def _filed(reply: Reply) -> Filed:
    return Filed(reply.id, reply.evidence, reply.occurrence, reply.last_part_at)


def _fits(unit: Unit, message: MessageIn, growing: Reply, wrote_at: datetime | None) -> bool:
    """Whether what a growing reply answers was there before the message; what comes late may have been written before it."""
    if growing.occurrence is not None:
        return _was_sent(unit, message, schedule.occurrence(unit, growing.occurrence))
    return growing.evidence is not MatchKind.CONVERSATION or wrote_at is not None


def _was_sent(unit: Unit, message: MessageIn, what: Occurrence) -> bool:
    """Whether a prompt stood in the chat before the message did."""
    if what.sent_at is None or what.sent_at + _CLOSE < message.sent_at:
        return True
    there = said.prompt_said(unit, what.id)
    return _before(there or Said(what.sent_at), message)


def _before(what: Said, message: MessageIn) -> bool:
    receipt = what.receipt
    is_here = receipt is not None and (receipt.address.account, receipt.address.thread or receipt.address.chat) == (
        message.address.account,
        chat_of(message),
    )
    number = receipt.message if receipt is not None and is_here else ""
    return was_there(what.at, number, sent_at=message.sent_at, message=message.message, close=_CLOSE)


def _therapist_at(unit: Unit, sender: ClientAddress, message: MessageIn) -> datetime | None:
    first, last = message.sent_at - CONVERSATION, message.sent_at + _CLOSE
    for what in said.by_therapist(unit, sender.client, since=first, until=last, limit=_LOOKED_AT):
        if _before(what, message):
            return what.at
    return None


def _album(unit: Unit, sender: ClientAddress, message: MessageIn) -> Filed | None:
    if message.group is None:
        return None
    part = replies.part_of_album(unit, message)
    return None if part is None or part.client != sender.client else _filed(replies.reply(unit, part.reply))


def _quoted(unit: Unit, sender: ClientAddress, message: MessageIn) -> Quoted | None:
    if message.reply_to is None:
        return None
    place = (message.address.account, chat_of(message), message.reply_to)
    theirs = replies.part_at(unit, *place)
    if theirs is not None:
        return None if theirs.client != sender.client else Quoted(reply=_filed(replies.reply(unit, theirs.reply)))
    ours = outbox.by_message(unit, *place)
    if ours is None or ours.subject.client != sender.client:
        return None
    if ours.kind is DeliveryKind.FEEDBACK:
        return Quoted(by_therapist=True)
    about = reply_about(unit, ours)
    if about is not None:
        return Quoted(reply=_filed(replies.reply(unit, about)))
    about_prompt = ours.subject.occurrence
    if about_prompt is None or schedule.occurrence(unit, about_prompt).released_at is None:
        return None  # the question before a prompt can be quoted when that prompt has never come
    return Quoted(occurrence=about_prompt)
