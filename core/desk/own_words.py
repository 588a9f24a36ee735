"""What a therapist types about a draft of their own: its title and words, and the few words that steer it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.desk.day_words import tidied, tidy
from core.domain.own import Modality

LONGEST: Final = 3_500  # characters of a prompt: what its foot leaves of one message on Telegram; two on Discord
LONGEST_TITLE: Final = 80
MINUTES: Final = (5, 10, 20, 40)  # offered by buttons
_MOST_MINUTES: Final = 240  # as in the library
_FIRST_WORDS: Final = 5
_SHORT_TITLE: Final = 40
_STEERING: Final = 40  # characters: more are words for the client
_TITLE = re.compile(r"#+[^\S\n]*([^\n#][^\n]*)(?:\n|$)")


class Steer(StrEnum):
    """A word that steers a draft."""

    NOW = "now"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Facts:
    """What else can be said of one that is new; None: nothing was."""

    modality: Modality | None = None
    intensity: int | None = None
    minutes: int | None = None


_STEERS = {
    Steer.NOW: tidied((
        "now", "send", "send now", "jetzt", "senden", "jetzt senden", "ahora", "enviar", "enviar ahora", "الآن", "إرسال", "إرسال الآن",
    )),
    Steer.DROP: tidied(("drop", "drop it", "verwerfen", "descartar", "تجاهل", "إلغاء")),
}  # fmt: skip
_MODALITIES: dict[Modality, frozenset[str]] = {
    "writing": frozenset(tidied(("writing", "schreiben", "escritura", "escribir", "كتابة"))),
    "drawing": frozenset(tidied(("drawing", "zeichnen", "dibujo", "dibujar", "رسم"))),
    "voice": frozenset(tidied(("voice", "stimme", "voz", "صوت"))),
    "talk": frozenset(tidied(("talk", "gespräch", "charla", "حديث"))),
}
_STRENGTH = frozenset(tidied(("intensity", "stärke", "intensidad", "الشدة", "شدة")))
_LENGTH = frozenset(
    tidied(("min", "minutes", "minute", "minuten", "minuto", "minutos", "دقيقة", "دقائق", "about", "etwa", "unos"))
)
_YES = frozenset(tidied(("yes", "ja", "sí", "si", "نعم", "offer it", "anbieten", "ofrecer", "عرضها")))


def steering(text: str) -> Steer | Facts | None:
    """Such a word, or what sets a fact ("drawing", "intensity 2", "10 minutes"); None: words for the client."""
    if len(text) > _STEERING or "\n" in text.strip():
        return None
    said = tidy(text)
    steer = next((each for each, words in _STEERS.items() if said in words), None)
    if steer is not None:
        return steer
    for modality, words in _MODALITIES.items():
        if said in words:
            return Facts(modality=modality)
    numbers = [int(word) for word in said.split() if word.isdecimal() and len(word) <= 3]
    others = [word.rstrip(".") for word in said.split() if not word.isdecimal()]
    if len(numbers) != 1 or not others:
        return None
    if set(others) <= _STRENGTH and 1 <= numbers[0] <= 3:
        return Facts(intensity=numbers[0])
    if set(others) <= _LENGTH and 1 <= numbers[0] <= _MOST_MINUTES:
        return Facts(minutes=numbers[0])
    return None


def says_yes(words: str) -> bool:
    """To the question whether it is offered."""
    return tidy(words) in _YES


def titled(text: str) -> tuple[str, str]:
    """The title in a first line that begins with "#", "" where there is none, and the words without it.

    A line too long for a title is none: nothing of it may be lost.
    """
    stripped = text.strip()
    found = _TITLE.match(stripped)
    title = "" if found is None else " ".join(found[1].split())
    if found is None or len(title) > LONGEST_TITLE:
        return "", stripped
    return title, stripped[found.end() :].strip()


def first_words(text: str) -> str:
    """What one without a title is called: how it begins."""
    words = text.split()
    title = " ".join(words[:_FIRST_WORDS])
    if len(title) > _SHORT_TITLE:
        title = title[: _SHORT_TITLE - 1].rstrip() + "…"
    elif len(words) > _FIRST_WORDS:
        title = title.rstrip(".,;:") + "…"
    return title
