"""Typed words in the dialogue of consent, in every language that has a document; buttons are never the only way. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from core.desk.words import number_in
from core.prompts.labels import simplified
from core.safety.dialogue import Did, Event

_WORDS: dict[Did, tuple[str, ...]] = {
    Did.NEXT: (
        "go on", "next", "continue", "weiter", "los", "seguir", "sigue", "siguiente", "continuar", "adelante", "التالي", "تابع",
        "متابعة", "استمر",
    ),
    Did.MORE: ("more", "tell me more", "mehr", "mehr dazu", "más", "mas", "المزيد", "أكثر", "اكثر"),
    Did.BACK: ("back", "zurück", "zurueck", "atrás", "atras", "volver", "رجوع", "عودة", "السابق"),
    Did.YES: (
        "yes", "agree", "i agree", "ok", "okay", "ja", "einverstanden", "ich stimme zu", "sí", "si", "acepto", "de acuerdo",
        "estoy de acuerdo", "نعم", "أوافق", "اوافق", "موافق", "موافقة",
    ),
    Did.NO: (
        "no", "no thanks", "no thank you", "nein", "nein danke", "no gracias", "لا", "لا شكرا", "لا أوافق", "لا اوافق",
    ),
}  # fmt: skip


_AGREEING = ("i agree", "ich stimme zu", "acepto", "أوافق", "اوافق")  # not "yes": that is said to people, too


def agrees(text: str, labels: Sequence[str]) -> bool:
    """Whether words agree to the document also where no step of it was the last thing said. labels: of its buttons."""
    said = simplified(text)
    return said != "" and said in (simplified(each) for each in (*_AGREEING, *labels))


_MEANT = {simplified(word): did for did, words in _WORDS.items() for word in words}


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
    return _MEANT.get(said, Did.OTHER)
