"""Where a reply is filed, as its card tells it; and the buttons by which its therapist files it elsewhere in one tap (SPEC 6.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.delivery.handles import Action, button
from core.domain.address import Address
from core.domain.message import Button, Text
from core.domain.states import MatchKind
from core.domain.talk import CONVERSATION
from core.queue.when import day_and_time
from core.store import past, said, schedule
from core.store.replies import Reply
from core.store.therapists import Therapist
from core.store.unit import Unit
from core.texts.say import plain, say

TALK, MESSAGE = "talk", "message"  # in a handle, where no occurrence is named
_RECENT = timedelta(days=3)  # a prompt that was sent earlier is hardly what somebody answers now
_IN_MINUTES = timedelta(hours=2)  # longer ago is told in hours
_MOST = 2  # prompts offered on a card
_ELSEWHERE = (MatchKind.ONLY_OPEN, MatchKind.BUTTON)
_FOR_NONE = (MatchKind.UNSURE, MatchKind.CONVERSATION, MatchKind.MESSAGE)


def offered(unit: Unit, reply: Reply, therapist: Therapist, at: Address) -> tuple[tuple[Button, ...], ...]:
    """Where else it could belong, a row each; nothing where the client said so, or played it."""
    language = therapist.language

    def to(label: str, where: str) -> tuple[Button, ...]:
        return (button(unit, label, Action.FILE, where, at),)

    if reply.evidence in _ELSEWHERE:
        return (to(plain("file_not_this", language), MESSAGE),)
    if reply.evidence not in _FOR_NONE:
        return ()
    rows: list[tuple[Button, ...]] = []
    if reply.evidence is not MatchKind.CONVERSATION and _wrote_at(unit, reply) is not None:
        rows.append(to(plain("file_talk", language), TALK))
    recent = past.sent_since(unit, reply.client, reply.opened_at - _RECENT, until=reply.opened_at, limit=_MOST)
    rows += [to(schedule.occurrence(unit, each).title, each) for each in recent]
    if reply.evidence is MatchKind.UNSURE:
        rows.append(to(plain("file_message", language), MESSAGE))
    return tuple(rows)


def evidence(unit: Unit, reply: Reply, therapist: Therapist) -> Text:
    """Why it is filed there, in a few words; for what nobody knows, what there is to go by."""
    language = therapist.language
    if reply.evidence in (MatchKind.QUOTED, MatchKind.BUTTON, MatchKind.ONLY_OPEN):
        return say(f"card_evidence_{reply.evidence.value}", language)
    if reply.evidence not in (MatchKind.UNSURE, MatchKind.CONVERSATION):
        return Text("")
    wrote_at = _wrote_at(unit, reply)
    words = Text("")
    if wrote_at is not None:
        passed, when = max(timedelta(), reply.opened_at - wrote_at), day_and_time(wrote_at, therapist.zone)
        if passed < _IN_MINUTES:
            words = say("card_after_yours", language, minutes=round(passed / timedelta(minutes=1)), when=when)
        else:
            words = say("card_after_yours_hours", language, hours=round(passed / timedelta(hours=1)), when=when)
    titles = ", ".join(f"“{each.title}”" for each in schedule.open_occurrences(unit, reply.client))
    if not titles:
        return words
    is_open = say("card_open_then", language, titles=titles)
    return words + " · " + is_open if words.plain else is_open


def _wrote_at(unit: Unit, reply: Reply) -> datetime | None:
    """When the therapist's words came that it could answer."""
    newest = said.by_therapist(unit, reply.client, since=reply.opened_at - CONVERSATION, until=reply.opened_at, limit=1)
    return newest[0].at if newest else None
