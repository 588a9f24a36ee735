"""What a message holds beside words and files, as a card tells it (German). Made by machine, for review."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "told_forwarded": "weitergeleitet:",
    "told_quoted": "zu der Stelle „{passage}“:",
    "told_elsewhere": "zu etwas aus einem anderen Chat:",
    "told_place": "ein Ort auf der Karte: {place} ({at})",
    "told_spot": "ein Ort auf der Karte: {at}",
    "told_live": "er wandert mit",
    "told_contact": "ein Kontakt: {name}, {phone}",
    "told_contact_short": "ein Kontakt: {name}",
    "told_poll": "eine Umfrage: {question}",
    "told_option": "· {option}",
    "told_vote": "abgestimmt: Nummer {chose}",
    "told_no_vote": "hat die Stimme zurückgenommen",
    "told_sticker": "ein Sticker {sticker}",
    "told_other": "[etwas, das Vignette noch nicht zeigen kann]",
    "told_words": "[etwas, das Vignette noch nicht zeigen kann; die Wörter darin: {words}]",
}
