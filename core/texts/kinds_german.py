"""What a message holds beside words and files, as a card tells it (German). Made by machine, for review."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "told_forwarded": "weitergeleitet:",
    "told_quoted": "zu der Stelle „{passage}“:",
    "told_elsewhere": "zu etwas aus einem anderen Chat:",
    "told_place": "ein Ort auf der Karte: {place} ({at})",
    "told_spot": "ein Ort auf der Karte: {at}",
    "told_live": "unterwegs",
    "told_contact": "ein Kontakt: {name}, {phone}",
    "told_contact_short": "ein Kontakt: {name}",
    "told_poll": "eine Umfrage: {question}",
    "told_option": "· {option}",
    "told_vote": "abgestimmt: Nummer {chose}",
    "told_no_vote": "hat die Antwort in der Umfrage zurückgenommen",
    "told_sticker": "ein Sticker {sticker}",
    "told_other": "[etwas, das Vignette noch nicht zeigen kann]",
    "told_words": "[etwas, das Vignette noch nicht zeigen kann; die Wörter darin: {words}]",
    # --- what a file is called -------------------------------------------------------------------------------------------
    "file_photo": "Foto",
    "file_voice": "Sprachnachricht",
    "file_audio": "Ton",
    "file_video": "Video",
    "file_round": "rundes Video",
    "file_animation": "Animation",
    "file_contact": "Kontakt",
    "file_location": "Ort auf der Karte",
    "file_poll": "Umfrage",
    "file_poll_answer": "Antwort in einer Umfrage",
    "file_file": "Datei",
    "file_sticker": "Sticker",
    "file_text": "Text",
    "file_other": "Datei",
}
