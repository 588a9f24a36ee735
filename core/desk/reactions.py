"""Event -> handlers: where rooms that do not know each other meet (DESIGN 2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.desk import media_consent, own_draft
from core.desk.context import Desk
from core.domain.events import (
    Event,
    FileTakenOff,
    MediaFetched,
    MediaSettled,
    PartChanged,
    PartWithdrawn,
    ReplyClosed,
    ReplyFiled,
    ReplyGrew,
    ReplyOpened,
)
from core.domain.states import MatchKind, SceneState
from core.queue import card, changed, feedback, withdrawn
from core.replies import answer, ingest
from core.replies.fetch import LIMIT_BYTES
from core.scheduler.follow import follow
from core.store import addresses, clients, media, replies, scenes
from core.store.unit import Unit


def _opened(unit: Unit, desk: Desk, event: ReplyOpened) -> None:
    reply = replies.reply(unit, event.reply)
    if reply.evidence is MatchKind.UNSURE:
        answer.ask_which(unit, desk.practice, reply)
    _answered(unit, desk, reply.occurrence)
    card.grow(unit, desk.practice, event.reply, desk.folding)


def _answered(unit: Unit, desk: Desk, occurrence: str | None) -> None:
    """Steps that wait for this answer are planned now."""
    if occurrence is not None:
        follow(unit, desk.library(), occurrence, "answered")


def _filed(unit: Unit, desk: Desk, event: ReplyFiled) -> None:
    _answered(unit, desk, replies.reply(unit, event.reply).occurrence)
    card.show(unit, desk.practice, event.reply)


def _changed(unit: Unit, desk: Desk, event: ReplyGrew) -> None:
    if event.asks:
        answer.ask_which(unit, desk.practice, replies.reply(unit, event.reply))
    card.grow(unit, desk.practice, event.reply, desk.folding)


def _part_changed(unit: Unit, desk: Desk, event: PartChanged) -> None:
    reply = replies.part(unit, event.part).reply
    card.grow(unit, desk.practice, reply, desk.folding)
    changed.tell_changed(unit, desk.practice, reply)


def _withdrawn(unit: Unit, desk: Desk, event: PartWithdrawn) -> None:
    card.show(unit, desk.practice, replies.part(unit, event.part).reply)
    withdrawn.take_back(unit, desk.practice, event.part)


def _file_taken_off(unit: Unit, desk: Desk, event: FileTakenOff) -> None:
    what = media.one(unit, event.media)
    if what.part is not None:
        card.show(unit, desk.practice, replies.part(unit, what.part).reply)
    withdrawn.take_file_back(unit, desk.practice, what)


def _closed(unit: Unit, desk: Desk, event: ReplyClosed) -> None:
    reply = replies.reply(unit, event.reply)
    answer.receipt(unit, desk.practice, desk.library(), reply, cause=f"answer:{event.answers}" if event.answers else "")
    card.show(unit, desk.practice, event.reply)
    scene = None if reply.occurrence is None else scenes.of_occurrence(unit, reply.occurrence)
    if scene is not None and scene.state in (SceneState.ENDED, SceneState.TIMEOUT):
        where = addresses.address_by_id(unit, reply.address)
        media_consent.ask_once(unit, desk, where, clients.client(unit, reply.client))


def _fetched(unit: Unit, desk: Desk, event: MediaFetched) -> None:
    del desk
    card.show_soon(unit, media.one(unit, event.media))


def _media(unit: Unit, desk: Desk, event: MediaSettled) -> None:
    what = media.one(unit, event.media)
    if what.feedback is not None:
        if not own_draft.settled(unit, desk, what):
            feedback.send_file(unit, desk.practice, what)
        return
    part = None if what.part is None else replies.part(unit, what.part)
    if part is not None and (part.withdrawn or part.has_taken_off(what.id)):
        return  # taken back before it was here: not asked for
    card.show_file(unit, desk.practice, what, desk.folding)
    answer.tell_missing(unit, desk.practice, what, limit_bytes=LIMIT_BYTES)


_HANDLERS: dict[type[Event], Callable[..., None]] = {
    ReplyOpened: _opened,
    ReplyGrew: _changed,
    PartChanged: _part_changed,
    PartWithdrawn: _withdrawn,
    FileTakenOff: _file_taken_off,
    ReplyFiled: _filed,
    ReplyClosed: _closed,
    MediaFetched: _fetched,
    MediaSettled: _media,
}


def end_growing(desk: Desk, unit: Unit, who: Sequence[str]) -> None:
    """The next prompt ends what was still arriving (SPEC 7.1), and the receipt stands before that prompt."""
    react(unit, desk, ingest.finish_all(unit, who))


def react(unit: Unit, desk: Desk, events: Sequence[Event]) -> None:
    """Everything that follows from what happened, in the same transaction."""
    for event in events:
        _HANDLERS[type(event)](unit, desk, event)
