"""Files that do not come, or cannot be shown (German; du to clients, Sie to therapists). Made by machine, for review by a
native speaker.
"""

from __future__ import annotations

MEDIA: dict[str, str] = {
    # --- to the person who sent it ---------------------------------------------------------------------------------
    "too_large": "Diese Datei hat {size}. {platform} lässt einen Bot nur {limit} holen, darum weiß ich nur, dass du etwas "
    "geschickt hast. Etwas Kürzeres oder ein Foto kommt an.",
    "too_large_unsized": "Diese Datei ist größer, als {platform} einen Bot holen lässt ({limit}), darum weiß ich nur, dass du etwas "
    "geschickt hast. Etwas Kürzeres oder ein Foto kommt an.",
    "too_large_for_us": "Diese Datei hat {size}, mehr, als ich aufbewahren kann ({limit}), darum weiß ich nur, dass du etwas geschickt "
    "hast. Etwas Kürzeres oder ein Foto kommt an.",
    "too_large_for_us_unsized": "Diese Datei ist größer, als ich aufbewahren kann ({limit}), darum weiß ich nur, dass du etwas geschickt hast. "
    "Etwas Kürzeres oder ein Foto kommt an.",
    "lost": "{platform} hat eine Datei von dir nicht herausgegeben. Wenn du magst, schick sie noch einmal.",
    # --- on the card, to the therapist -----------------------------------------------------------------------------
    "file_photo": "Foto",
    "file_voice": "Sprachnachricht",
    "file_audio": "Ton",
    "file_video": "Video",
    "file_file": "Datei",
    "file_sticker": "Sticker",
    "file_text": "Text",
    "file_other": "Datei",
    "card_file_waits": "[{kind}, wird geholt]",
    "card_file_large": "[{kind}, {size}: zu groß zum Holen]",
    "card_file_lost": "[{kind}: war nicht zu holen]",
    "card_file_again": "Noch einmal versuchen",
    "card_file_still": "[{kind}, aufbewahrt; nur das erste Bild lässt sich zeigen, unten]",
    "card_file_here": "[{kind}, aufbewahrt, {size}: hier zu groß]",
    "card_file_hidden": "[{kind}, aufbewahrt; lässt sich hier nicht zeigen. Bilder schon, Ton als MP3, M4A, OGG oder WAV, Video als MP4]",
    "card_file_empty": "[{kind}, aufbewahrt; es ist nichts darin]",
    "card_file_pixels": "[{kind}, aufbewahrt; lässt sich nicht zeigen: zu viele Bildpunkte]",
    "card_file_codec": "[{kind}, aufbewahrt; lässt sich nicht zeigen: so aufgenommen, dass es nicht überall läuft]",
    "card_file_damaged": "[{kind}, aufbewahrt; lässt sich nicht zeigen: beschädigt]",
    "card_file_effort": "[{kind}, aufbewahrt; lässt sich nicht zeigen: das Vorbereiten war zu aufwendig]",
    "card_file_fault": "[{kind}, aufbewahrt; lässt sich nicht zeigen: das hat hier nicht geklappt]",
}
