"""What a message holds beside words and files, as a card tells it (English)."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "told_forwarded": "forwarded:",
    "told_quoted": "about the passage “{passage}”:",
    "told_elsewhere": "about something in another chat:",
    "told_place": "a place on the map: {place} ({at})",
    "told_spot": "a place on the map: {at}",
    "told_live": "on the move",
    "told_contact": "a contact: {name}, {phone}",
    "told_contact_short": "a contact: {name}",
    "told_poll": "a poll: {question}",
    "told_option": "· {option}",
    "told_vote": "voted: number {chose}",
    "told_no_vote": "took the vote back",
    "told_sticker": "a sticker {sticker}",
    "told_other": "[something Vignette cannot show yet]",
    "told_words": "[something Vignette cannot show yet; its words: {words}]",
}
