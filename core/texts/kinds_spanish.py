"""What a message holds beside words and files, as a card tells it (Spanish). Made by machine, for review."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "told_forwarded": "reenviado:",
    "told_quoted": "sobre el pasaje «{passage}»:",
    "told_elsewhere": "sobre algo de otro chat:",
    "told_place": "un lugar en el mapa: {place} ({at})",
    "told_spot": "un lugar en el mapa: {at}",
    "told_live": "en movimiento",
    "told_contact": "un contacto: {name}, {phone}",
    "told_contact_short": "un contacto: {name}",
    "told_poll": "una encuesta: {question}",
    "told_option": "· {option}",
    "told_vote": "votó: número {chose}",
    "told_no_vote": "retiró su voto",
    "told_sticker": "un sticker {sticker}",
    "told_other": "[algo que Vignette aún no puede mostrar]",
    "told_words": "[algo que Vignette aún no puede mostrar; sus palabras: {words}]",
    # --- what a file is called -------------------------------------------------------------------------------------------
    "file_photo": "foto",
    "file_voice": "mensaje de voz",
    "file_audio": "sonido",
    "file_video": "vídeo",
    "file_round": "vídeo redondo",
    "file_animation": "animación",
    "file_contact": "contacto",
    "file_location": "lugar en el mapa",
    "file_poll": "encuesta",
    "file_poll_answer": "voto",
    "file_file": "archivo",
    "file_sticker": "sticker",
    "file_text": "texto",
    "file_other": "archivo",
}
