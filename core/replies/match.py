"""Which occurrence does this belong to? By evidence, never by a silent guess (SPEC 6.3). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.states import MatchKind


@dataclass(frozen=True, slots=True)
class Growing:
    """A reply that is still open."""

    reply: str
    occurrence: str | None


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """What is known when a message comes. open: sent occurrences without an answer. growing: newest first.

    quoted_occurrence: what the quoted message belongs to. quoted_reply: the reply that the quoted message is part of or
    is about. quotes_message: that reply is for no prompt. scene: the transcript of the scene that the client is in.
    """

    open: Sequence[str]
    growing: Sequence[Growing]
    quoted_occurrence: str | None = None
    quoted_reply: str | None = None
    quotes_message: bool = False
    scene: Growing | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Where it goes: into the reply `joins`, or into a new one for `occurrence`, and by what evidence."""

    evidence: MatchKind
    occurrence: str | None = None
    joins: str | None = None


def match(facts: MatchFacts) -> Match:
    """Quoted; else the open scene; else what the client is still sending; else the only open one; several: unsure; none:
    a message.
    """
    for growing in facts.growing:
        if facts.quoted_reply is not None and growing.reply == facts.quoted_reply:
            return Match(MatchKind.QUOTED, growing.occurrence, joins=growing.reply)
    if facts.quoted_occurrence is not None:
        for growing in facts.growing:
            if growing.occurrence == facts.quoted_occurrence:
                return Match(MatchKind.QUOTED, facts.quoted_occurrence, joins=growing.reply)
        return Match(MatchKind.QUOTED, facts.quoted_occurrence)
    if facts.quotes_message:
        return Match(MatchKind.MESSAGE)
    if facts.scene is not None:
        return Match(MatchKind.SCENE, facts.scene.occurrence, joins=facts.scene.reply)
    if facts.growing:
        newest = facts.growing[0]
        return Match(MatchKind.ONLY_OPEN, newest.occurrence, joins=newest.reply)
    if len(facts.open) == 1:
        return Match(MatchKind.ONLY_OPEN, facts.open[0])
    if facts.open:
        return Match(MatchKind.UNSURE)
    return Match(MatchKind.MESSAGE)
