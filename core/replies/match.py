"""Where does this message belong? By evidence, never by a silent guess (SPEC 6.3). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.states import MatchKind
from core.domain.talk import CONVERSATION

ASK_AGAIN_AFTER = timedelta(hours=24)  # a client is asked which prompt it is for at most once a day (SPEC 6.3)


@dataclass(frozen=True, slots=True)
class Open:
    """An occurrence that was there before the message, without an answer. sent_at None: its call has not ended."""

    occurrence: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filed:
    """A reply and where it is filed. last_at: when its latest part was sent."""

    reply: str
    evidence: MatchKind
    occurrence: str | None
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Quoted:
    """What the quoted message is, as far as we know it: part of or about a reply, a prompt's, or a therapist's words.

    reply: filed where it is now. Nothing known is no `Quoted` at all.
    """

    occurrence: str | None = None
    reply: Filed | None = None
    by_therapist: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button said the words are for: an occurrence, or (None) the therapist alone."""

    occurrence: str | None


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """What is known when a message comes.

    sent_at: when it was sent. open: oldest first. growing: replies that take parts still, newest first, for what was there
    before the message. scene: the transcript
    of the scene that the client is in. album: the reply that holds the album's other items. therapist_at: when the newest
    words of the therapist reached the client, of those that were there before the message. asked_at: when the client was
    last asked which prompt something is for; now: when that is to be decided.
    """

    sent_at: datetime
    now: datetime
    open: Sequence[Open] = ()
    growing: Sequence[Filed] = ()
    quoted: Quoted | None = None
    pressed: Pressed | None = None
    scene: Filed | None = None
    album: Filed | None = None
    therapist_at: datetime | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Where it goes: into the reply `joins`, or into a new one for `occurrence`, and by what evidence.

    asks: the client is asked now. tells: the client hears where it went, and can change that in one tap.
    """

    evidence: MatchKind
    occurrence: str | None = None
    joins: str | None = None
    asks: bool = False
    tells: bool = False


def match(facts: MatchFacts) -> Match:
    """An album's item goes where the album is, if it quotes nothing else; what is quoted; pressed; the open scene; the therapist's words newer than
    the prompt; what the client is still sending; the only open one. Several: unsure. None: a message.
    """
    found = None if facts.quoted is None else _quoted(facts, facts.quoted)
    if facts.album is not None and (found is None or _is_there(found, facts.album)):
        return _join(facts.album)
    if found is not None:
        return found
    if facts.pressed is not None:
        occurrence = facts.pressed.occurrence
        kind = MatchKind.BUTTON if occurrence is not None else MatchKind.MESSAGE
        return _for(facts, kind, occurrence)
    if facts.scene is not None:
        return _join(facts.scene)
    if _answers_therapist(facts):
        return _talk(facts)
    if facts.growing:
        newest = facts.growing[0]
        asks = newest.evidence is MatchKind.UNSURE and _may_ask(facts)
        return Match(newest.evidence, newest.occurrence, joins=newest.reply, asks=asks)
    if len(facts.open) == 1:
        return Match(MatchKind.ONLY_OPEN, facts.open[0].occurrence)
    if facts.open:
        return Match(MatchKind.UNSURE, asks=_may_ask(facts))
    return Match(MatchKind.MESSAGE)


def _join(filed: Filed) -> Match:
    return Match(filed.evidence, filed.occurrence, joins=filed.reply)


def _is_there(found: Match, filed: Filed) -> bool:
    """Whether both say the same place."""
    return found.occurrence == filed.occurrence and (found.occurrence is not None or found.evidence is filed.evidence)


def _for(facts: MatchFacts, kind: MatchKind, occurrence: str | None) -> Match:
    """There, and into the reply that is growing there."""
    for growing in facts.growing:
        if growing.occurrence == occurrence and (occurrence is not None or growing.evidence is kind):
            return Match(kind, occurrence, joins=growing.reply)
    return Match(kind, occurrence)


def _quoted(facts: MatchFacts, quoted: Quoted) -> Match:
    """A reply that still grows takes it; a closed one tells where the next one belongs."""
    if quoted.by_therapist:
        return _talk(facts)
    if quoted.occurrence is not None:
        return _for(facts, MatchKind.QUOTED, quoted.occurrence)
    about = quoted.reply
    assert about is not None
    if any(growing.reply == about.reply for growing in facts.growing):
        return _join(about)
    if about.occurrence is not None:
        return _for(facts, MatchKind.QUOTED, about.occurrence)
    if about.evidence is MatchKind.UNSURE:
        found = _for(facts, MatchKind.UNSURE, None)
        return Match(found.evidence, joins=found.joins, asks=_may_ask(facts))
    return _talk(facts) if about.evidence is MatchKind.CONVERSATION else _for(facts, MatchKind.MESSAGE, None)


def _answers_therapist(facts: MatchFacts) -> bool:
    """The therapist wrote after the newest prompt, less than a day before, and the client has sent nothing since."""
    wrote_at = facts.therapist_at
    if wrote_at is None or facts.sent_at - wrote_at >= CONVERSATION:
        return False
    if facts.growing and facts.growing[0].last_at >= wrote_at:
        return False
    # A call that has not ended is newer than anything that was there before the message.
    return all(each.sent_at is not None and each.sent_at < wrote_at for each in facts.open)


def _talk(facts: MatchFacts) -> Match:
    found = _for(facts, MatchKind.CONVERSATION, None)
    return Match(found.evidence, joins=found.joins, tells=found.joins is None and bool(facts.open))


def _may_ask(facts: MatchFacts) -> bool:
    return facts.asked_at is None or facts.now - facts.asked_at >= ASK_AGAIN_AFTER


def was_there(said_at: datetime, number: str, *, sent_at: datetime, message: str, close: timedelta) -> bool:
    """Whether words of ours stood in the chat before a client's message.

    Two clocks that are nearer than `close` do not tell; there the platform's own numbers do, which rise with each message.
    number: that of our words, "" where they stand in another chat.
    """
    if abs(said_at - sent_at) <= close and number.isdecimal() and message.isdecimal():
        return int(number) < int(message)
    return said_at.replace(microsecond=0) <= sent_at  # platforms tell the second, and leave out the rest of it
