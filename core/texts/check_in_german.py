"""The question before a prompt, and what may follow a heavy answer (German, in the du-form). Made by machine, for review by a
native speaker.
"""

from __future__ import annotations

CHECK_IN: dict[str, str] = {
    "check_in_lead": "Eine kurze Frage vor der nächsten Einladung.",
    "check_in_ends": "{first} · {low}\n{last} · {high}",
    "check_in_typed": "Drück es, oder schreib eine Zahl von {first} bis {last}.",
    "check_in_thanks": "Danke.",
    "check_in_range": "Hier passt eine ganze Zahl von {first} bis {last}. Oder schreib **heute nicht**.",
    "later_asked": "Lass dir Zeit: Eine Antwort auf die Frage zählt bis {when}. Wenn es heute nicht passt, schreib **heute nicht**.",
    "check_in_over": "Diese Frage ist abgeschlossen. Du musst nichts tun.",
    "today_asked": "{title} · kommt nach der Frage davor",
    "check_in_heavy": "Danke, dass du das sagst. Was geplant war, kann warten und kommt jetzt nicht. Was täte gut?\n"
    "Drück es, oder schreib **ankommen**, **sanfter** oder **heute nicht**.",
    "check_in_grounding": "Ein kleiner Schritt zum Ankommen",
    "check_in_gentler": "Etwas Sanfteres",
    "check_in_step": "Wenn du magst: Spür, wo deine Füße den Boden berühren, und lass die Schultern ein wenig sinken. Sieh dich "
    "langsam um nach drei Dingen in einer Farbe. Dann lausch auf ein leises Geräusch, nah oder fern.",
    "check_in_step_ways": "Dabei kannst du es lassen. Oder schreib **sanfter** oder **heute nicht**.",
    "check_in_gentler_comes": "Gut. Jetzt kommt etwas Sanfteres.",
    "check_in_no_gentler": "Gerade ist hier nichts Sanfteres für dich da, darum kommt nichts. Auch das ist in Ordnung.",
    "check_in_value": "{value} von {last}",
    "card_before": "vorher: {value}",
    "client_heavy": "{alias} hat vor „{title}“ mit {value} geantwortet; die Einladung ging nicht hinaus.",
    "client_heavy_grounding": "Gewählt: ein kleiner Schritt zum Ankommen.",
    "client_heavy_gentler": "Gewählt: etwas Sanfteres, „{title}“.",
    "client_heavy_no_gentler": "Gewünscht: etwas Sanfteres; in der Bibliothek passt nichts.",
    "client_heavy_not_today": "Gewählt: „Heute nicht“.",
}
