"""A client's message becomes part of a reply, in the transaction that marks its update done (SPEC 6.1-6.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from core.domain.events import Event, PartWithdrawn, ReplyClosed, ReplyFiled, ReplyGrew, ReplyOpened
from core.domain.incoming import MessageGone, MessageIn
from core.domain.states import ClientState, MatchKind, OccurrenceState, may_move_occurrence
from core.replies import edits
from core.replies.evidence import chat_of, facts_of
from core.replies.match import Match, match
from core.store import clients, media, moves, replies, schedule
from core.store.addresses import ClientAddress
from core.store.replies import Reply
from core.store.unit import Unit

QUIET = timedelta(minutes=10)  # a reply closes this long after its last part (SPEC 7.1)


def known(unit: Unit, message: MessageIn) -> bool:
    """Whether this message is part of a reply already."""
    return replies.part_at(unit, message.address.account, chat_of(message), message.message) is not None


def take(unit: Unit, sender: ClientAddress, message: MessageIn, *, found: Match | None = None) -> list[Event]:
    """Keep a message or an edit of one. A repeat changes nothing. found: where it belongs, if that is settled."""
    known = replies.part_at(unit, message.address.account, chat_of(message), message.message)
    if known is not None:
        return edits.change(unit, known, message)
    found = found or match(facts_of(unit, sender, message))
    if found.joins is not None:
        reply, opened = replies.reply(unit, found.joins), False
    else:
        reply, opened = _open(unit, sender, found), True
    part = replies.add_part(unit, reply, message)
    media.want(unit, sender.client, message.files, part=part)
    return [ReplyOpened(reply.id) if opened else ReplyGrew(reply.id, asks=found.asks)]


def _open(unit: Unit, sender: ClientAddress, found: Match) -> Reply:
    reply = replies.open_reply(unit, sender.client, sender.id, occurrence=found.occurrence, evidence=found.evidence)
    if found.occurrence is not None:
        answered(unit, found.occurrence)
    return replies.reply(unit, reply)


def answered(unit: Unit, occurrence: str) -> None:
    """Something has come for it."""
    what = schedule.occurrence(unit, occurrence)
    if may_move_occurrence(what.state, OccurrenceState.ANSWERED):
        schedule.move(unit, what, OccurrenceState.ANSWERED)


def gone(unit: Unit, message: MessageGone) -> list[Event]:
    """The client deleted a message on their side: the part is marked withdrawn, and what was shown of it goes."""
    known = replies.part_at(unit, message.address.account, chat_of(message), message.message)
    if known is None or known.withdrawn:
        return []
    clients.hold(unit, known.client)  # a file of it may be shown at this moment: what is there is taken away after that
    replies.withdraw_part(unit, known)
    return [PartWithdrawn(known.id)]


def file_under(unit: Unit, reply: Reply, occurrence: str | None, *, kind: MatchKind | None = None) -> list[Event]:
    """Somebody said where a reply belongs: to this occurrence, or to none, be it words for the therapist (kind left out) or an
    answer to theirs. What it was filed under before is open again, where its time is not over and nothing else answered it.
    """
    evidence = kind or (MatchKind.BUTTON if occurrence is not None else MatchKind.MESSAGE)
    if (occurrence, evidence) == (reply.occurrence, reply.evidence):
        return []
    replies.refile(unit, reply.id, occurrence=occurrence, evidence=evidence)
    if reply.occurrence is not None and reply.occurrence != occurrence:
        _unanswered(unit, reply.occurrence)
    if occurrence is not None:
        answered(unit, occurrence)
    return [ReplyFiled(reply.id)]


def _unanswered(unit: Unit, occurrence: str) -> None:
    what = schedule.occurrence(unit, occurrence)
    if what.state is not OccurrenceState.ANSWERED or replies.of_occurrence(unit, occurrence):
        return
    has_left = clients.client(unit, what.client).state is ClientState.LEFT
    moves.was_answered_elsewhere(unit, what, is_over=has_left)


def quoted_occurrence(unit: Unit, sender: ClientAddress, message: MessageIn) -> str | None:
    """What the quoted message belongs to."""
    quoted = facts_of(unit, sender, message).quoted
    if quoted is None:
        return None
    return quoted.occurrence if quoted.reply is None else quoted.reply.occurrence


def keep_back(unit: Unit, sender: ClientAddress, occurrence: str, *, asked_by: str) -> list[Event]:
    """The client made it and keeps it: done, and nothing of it is stored (SPEC 2). asked_by: stands for the message or press
    that said so; its receipt answers that, for there is no part by which a repeat could be known.
    """
    found = Match(MatchKind.NOT_SENT, occurrence)
    reply = _open(unit, sender, found)
    replies.close_reply(unit, reply.id)
    return [ReplyOpened(reply.id), ReplyClosed(reply.id, answers=asked_by)]


def finish(unit: Unit, client: str, *, besides: str | None = None) -> list[Event]:
    """Whatever is still growing closes now: the client said done, or the next prompt is there. `besides`: not what answers
    this occurrence, for a prompt can be answered before the platform confirms it. A scene's reply ends with the scene.
    """
    growing = [r for r in replies.growing(unit, client) if r.evidence is not MatchKind.SCENE]
    growing = [r for r in growing if besides is None or r.occurrence != besides]
    return [ReplyClosed(reply.id) for reply in growing if replies.close_reply(unit, reply.id)]


def finish_all(unit: Unit, who: Sequence[str]) -> list[Event]:
    """The same for all these clients: the next prompt is about to be written to them."""
    growing = [r for r in replies.growing_of(unit, who) if r.evidence is not MatchKind.SCENE]
    return [ReplyClosed(reply.id) for reply in growing if replies.close_reply(unit, reply.id)]


def close_quiet(unit: Unit) -> list[Event]:
    """Replies whose client has been quiet long enough close."""
    return [
        ReplyClosed(reply.id)
        for reply in replies.quiet_since(unit, unit.now - QUIET)
        if replies.close_reply(unit, reply.id)
    ]
