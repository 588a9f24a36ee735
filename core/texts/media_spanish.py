"""Files that do not come, or cannot be shown (Spanish; tú to clients, usted to therapists). Made by machine, for review by a
native speaker.
"""

from __future__ import annotations

MEDIA: dict[str, str] = {
    # --- to the person who sent it ---------------------------------------------------------------------------------
    "too_large": "Este archivo ocupa {size}, más de lo que {platform} deja recoger a un bot ({limit}), así que solo sé que lo "
    "enviaste. Uno más corto, o una foto, sí llegará.",
    "too_large_unsized": "Este archivo ocupa más de lo que {platform} deja recoger a un bot ({limit}), así que solo sé que lo enviaste. "
    "Uno más corto, o una foto, sí llegará.",
    "too_large_for_us": "Este archivo ocupa {size}, más de lo que puedo guardar ({limit}), así que solo sé que lo enviaste. Uno más "
    "corto, o una foto, sí llegará.",
    "too_large_for_us_unsized": "Este archivo ocupa más de lo que puedo guardar ({limit}), así que solo sé que lo enviaste. Uno más corto, o una "
    "foto, sí llegará.",
    "lost": "{platform} no entregó un archivo tuyo. Si quieres, envíalo otra vez.",
    # --- on the card, to the therapist -----------------------------------------------------------------------------
    "file_photo": "foto",
    "file_voice": "mensaje de voz",
    "file_audio": "sonido",
    "file_video": "vídeo",
    "file_file": "archivo",
    "file_sticker": "sticker",
    "file_text": "texto",
    "file_other": "archivo",
    "card_file_waits": "[{kind}, se está recogiendo]",
    "card_file_large": "[{kind}, {size}: demasiado grande para traerse]",
    "card_file_lost": "[{kind}: no se pudo recoger]",
    "card_file_again": "Intentarlo otra vez",
    "card_file_still": "[{kind}: se guardó; solo se puede mostrar su primera imagen, abajo]",
    "card_file_here": "[{kind}: se guardó; {size}, demasiado grande aquí]",
    "card_file_hidden": "[{kind}: se guardó; aquí no se puede mostrar. Sí las imágenes, el sonido en MP3, M4A, OGG o WAV, y el vídeo en MP4]",
    "card_file_empty": "[{kind}: se guardó; no contiene nada]",
    "card_file_pixels": "[{kind}: se guardó; no se puede mostrar: demasiados píxeles]",
    "card_file_codec": "[{kind}: se guardó; no se puede mostrar: la grabación es de un tipo que no se reproduce en todas partes]",
    "card_file_damaged": "[{kind}: se guardó; no se puede mostrar: el archivo tiene daños]",
    "card_file_effort": "[{kind}: se guardó; no se puede mostrar: prepararlo costaba demasiado]",
    "card_file_fault": "[{kind}: se guardó; no se puede mostrar: aquí no funcionó]",
}
