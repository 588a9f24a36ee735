"""Typed words in the dialogue of consent, in every language that has a document; buttons are never the only way. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from core.desk.words import number_in
from core.prompts.labels import simplified
from core.safety.dialogue import Did, Event
from core.texts.typed import words_in


def agrees(text: str, labels: Sequence[str]) -> bool:
    """Whether words agree to the document also where no step of it was the last thing said. labels: of its buttons."""
    said = simplified(text)
    return said != "" and (said in _agreeing() or said in map(simplified, labels))


@cache
def _agreeing() -> frozenset[str]:
    return frozenset(map(simplified, words_in("agreement")["agree"]))


@cache
def _meant() -> Mapping[str, Did]:
    return {simplified(each): Did[meaning.upper()] for meaning, words in words_in("joining").items() for each in words}


def understood(text: str, offered: Sequence[Event], labels: Sequence[Sequence[str]]) -> Event:
    """What somebody typed at a step. labels: for each offered event what its button is called, and other names of it.

    A button's whole name, or its first word where no other button begins so; its number in any script; else the words
    that always mean the same.
    """
    said = simplified(text)
    names = [[simplified(name) for name in of_one] for of_one in labels]
    for event, of_one in zip(offered, names, strict=True):
        if said and said in of_one:
            return event
    number = number_in(text)
    if number is not None and 1 <= number <= len(offered):
        return offered[number - 1]
    if any(isinstance(event, int) for event in offered):
        begins = [event for event, of_one in zip(offered, names, strict=True) if of_one[0].split()[:1] == [said]]
        if len(begins) == 1:
            return begins[0]
    return _meant().get(said, Did.OTHER)
