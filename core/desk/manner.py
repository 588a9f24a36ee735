"""How prompts address a client: familiar or formal, she, he or neither; one of the settings (SPEC 3.3, 8.2)."""

from __future__ import annotations

from dataclasses import replace

from core.domain.message import Text
from core.prompts.labels import simplified
from core.store import clients
from core.store.clients import Client, Manner
from core.store.unit import Unit
from core.texts.say import plain, say

_ADDRESSES = ("familiar", "formal")
_GENDERS = ("she", "he", "neutral")
_WITHOUT_FORMAL = ("en", "ar")  # languages in which prompts have one form of address only
# What somebody may write for each, beside the label of its button.
_WORDS = {
    "familiar": ("familiar", "informal", "du", "per du", "duzen", "tú", "tutear"),
    "formal": ("formal", "sie", "per sie", "siezen", "usted"),
    "she": ("she", "her", "sie (weiblich)", "weiblich", "ella", "femenino", "مؤنث", "المؤنث"),
    "he": ("he", "him", "er", "männlich", "él", "masculino", "مذكر", "المذكر"),
    "neutral": ("neutral", "they", "neither", "keines", "neutro", "محايد", "محايدة"),
}
_MEANT = {simplified(word): value for value, words in _WORDS.items() for word in words}


def choices(language: str) -> list[tuple[str, str]]:
    """What can be chosen in this language: label and value."""
    first = () if language.split("-", maxsplit=1)[0] in _WITHOUT_FORMAL else _ADDRESSES
    return [(plain(f"manner_{value}", language), value) for value in (*first, *_GENDERS)]


def told(manner: Manner, language: str) -> str:
    """As it stands in the settings."""
    if language.split("-", maxsplit=1)[0] in _WITHOUT_FORMAL:
        return plain(f"manner_{manner.gender}", language)
    return f"{plain(f'manner_{manner.address}', language)}, {plain(f'manner_{manner.gender}', language)}"


def meant(words: str) -> str | None:
    """Which of the five somebody means, in any language; None: none of them."""
    return _MEANT.get(simplified(words))


def set_to(unit: Unit, client: Client, value: str) -> Text:
    """One of the two is set; the other stays as it is."""
    labels = {simplified(plain(f"manner_{each}", client.language)): each for each in (*_ADDRESSES, *_GENDERS)}
    match labels.get(simplified(value)) or meant(value):
        case ("familiar" | "formal") as address:
            manner = replace(client.manner, address=address)
        case ("she" | "he" | "neutral") as gender:
            manner = replace(client.manner, gender=gender)
        case _:
            return say("manner_unknown", client.language, word=value)
    if manner != client.manner:
        clients.set_manner(unit, client.id, manner)
    return say("manner_set", client.language, manner=told(manner, client.language))
