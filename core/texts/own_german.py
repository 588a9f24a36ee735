"""A therapist's own prompts (German). Made by machine, for review by a native speaker."""

from __future__ import annotations

OWN: dict[str, str] = {
    "own_adapt": "**{title}** steht unten so, wie es bei {alias} ankäme. Kopier es, ändere es und schick es als Antwort darauf. Eine "
    "erste Zeile wie „# Titel“ gibt ihm einen anderen Titel. Nichts geht hinaus, bevor du es gesehen hast.",
    "own_adapt_how": "So: /adapt EINLADUNG, oder alles auf einmal: /adapt EINLADUNG und ab der nächsten Zeile deine Worte. Es gibt: "
    "{prompts}",
    "own_scene": "„{title}“ ist eine Szene, deren Schritte zusammenhängen, darum lässt sie sich hier nicht ändern. /send schickt sie, "
    "wie sie ist.",
    "own_new": "Antworte hierauf mit der Einladung für {alias}: Worte, deine Stimme oder ein Bild mit Text. Eine erste Zeile wie "
    "„# Titel“ gibt ihr einen Titel. Nichts geht hinaus, bevor du es gesehen hast.",
    "own_open": "Für {alias} ist ein Entwurf offen: „{title}“. Immer einer auf einmal.",
    "own_open_empty": "Für {alias} ist ein Entwurf offen und wartet auf deine Worte. Immer einer auf einmal.",
    "own_again_how": "Antworte mit dem, was stattdessen dastehen soll. Unten stehen die Worte von jetzt.",
    "own_again_file": "Antworte mit dem, was stattdessen dastehen soll.",
    "own_see": "So kommt es bei {alias} an. Noch ist nichts hinausgegangen.",
    "own_fetching": "Wird geholt: {kind}. Danach siehst du das Ganze.",
    "own_file_no": "Darum ist es nicht im Entwurf. Antworte mit etwas anderem oder mit Worten.",
    "own_one_file": "Zu einer Einladung gehört ein Bild oder eine Aufnahme. Antworte mit einem davon allein.",
    "own_empty": "Darin sind keine Worte und nichts, was sich zeigen lässt, darum ist nichts geändert.",
    "own_long": "Das sind {count} Zeichen, und eine Einladung kann {most} haben. Es ist nichts geändert.",
    "own_draft": "**Entwurf für {alias}** · {origin} · {modality} · Stärke {intensity} · etwa {minutes} Minuten",
    "own_from": "angepasst aus „{title}“",
    "own_made": "von dir",
    "own_parts": "Es kommt in {count} Nachrichten.",
    "own_media": "{alias} hat Bildern und Stimme nicht zugestimmt. Wenn das Erste kommt, folgt die Frage danach; bis dahin bleibt es "
    "versiegelt.",
    "own_how": "Oder antworte hier: **jetzt**, eine Zeit wie morgen 18:30, **verwerfen**, oder andere Worte an ihrer Stelle.",
    "own_how_new": "Auch: Zeichnen, Stimme, Gespräch oder Schreiben; Stärke 2; 10 Minuten.",
    "own_send_now": "Jetzt senden",
    "own_send_at": "Senden um …",
    "own_again": "Noch einmal ändern",
    "own_drop": "Verwerfen",
    "own_show": "Zeigen",
    "own_writing": "Schreiben",
    "own_drawing": "Zeichnen",
    "own_voice": "Stimme",
    "own_roleplay": "Rollenspiel",
    "own_talk": "Gespräch",
    "own_intensity": "Stärke {intensity}",
    "own_minutes": "{minutes} Min.",
    "own_when": "Wann, nach der Uhr von {alias}? Antworte hierauf mit einer Zeit: 18:30, morgen 18:30, Montag 9:00, in 2 Stunden.",
    "own_dropped": "Verworfen. An {alias} ging nichts.",
    "own_expired": "Der Entwurf für {alias} war einen Tag alt und ist weg. Es ging nichts hinaus. /new oder /adapt beginnt einen neuen.",
    "own_over": "Dieser Entwurf ist vorbei. /new oder /adapt beginnt einen neuen.",
    "own_replaced": "Andere Worte stehen jetzt an seiner Stelle, weiter unten.",
    "own_settled": "Erledigt, siehe unten.",
    "own_title": "Von {therapist}",
    "own_untold": "eine eigene Einladung aus der Therapie",
    "card_adapted": "angepasst aus „{title}“",
    "card_own": "eigene Einladung",
    "own_offer": "Der Bibliothek anbieten",
    "own_offer_ask": "**„{title}“ für die Bibliothek?** Titel und Worte würden diesen Raum verlassen und an die Verwaltung gehen, die "
    "sie für andere veröffentlichen kann. Der Name wird herausgenommen, wo er dasteht. Nichts, was {alias} geschrieben hat, geht "
    "mit, auch kein Bild und keine Aufnahme. Lies die Worte bitte noch einmal auf Privates durch.",
    "own_offer_typed": "Oder schreib: /propose ja",
    "own_offer_yes": "Anbieten",
    "own_offer_no": "Hier behalten",
    "own_offered": "„{title}“ ist angeboten. Ab jetzt kann die Verwaltung die Worte lesen.",
    "own_not_offered": "„{title}“ bleibt hier.",
    "own_offer_none": "Für {alias} gibt es nichts Eigenes anzubieten: Es muss gesendet und darf noch nicht angeboten sein.",
    "help_own": "Eigene Einladungen, im Thread einer Person: /adapt EINLADUNG ändert eine für sie · /new schreibt eine · /propose bietet "
    "der Bibliothek an, was du gesendet hast.",
    "menu_adapt": "Eine Einladung für diese Person ändern, bevor sie geht",
    "menu_adapt_prompt": "Welche",
    "menu_adapt_text": "Deine Worte stattdessen; leer: erst zeigen",
    "menu_new": "Eine eigene Einladung für diese Person schreiben",
    "menu_new_text": "Die Worte; leer: du wirst gefragt, auch nach Stimme oder Bild",
    "menu_propose": "Was du geschrieben und gesendet hast, der Bibliothek anbieten",
    "menu_propose_answer": "ja: anbieten; leer: was das heißt",
}
