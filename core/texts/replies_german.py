"""Replies: receipts, where one belongs, the question behind a prompt, own works (German, in the du-form). Made by machine, for
review by a native speaker.
"""

from __future__ import annotations

REPLIES: dict[str, str] = {
    "kept_talk": "Aufbewahrt für {therapist}, als Antwort auf die Nachricht von dort. {therapist} antwortet innerhalb "
    "von {promise}.",
    "kept_talk_else": "Wenn es zu einer Einladung gehört, drück darauf:",
    "kept_back": "Gut. Es bleibt bei dir. {therapist} sieht nur, dass du es gemacht hast.",
    "kept_back_nothing": "Es ist nichts offen, wozu es gehören könnte. Was du gemacht hast, bleibt bei dir.",
    "kept_back_offer": "Zu „{title}“ ist noch nichts von dir da. Wenn du es gemacht hast und lieber behältst, schreib "
    "**nicht gesendet**: Es zählt als getan, und nichts davon wird gespeichert.",
    "keep_it": "Gemacht, ich behalte es",
    "not_for_this": "Nicht dafür",
    "check_in_after_lead": "Und eine kurze Frage, wenn du magst:",
    "check_in_after_range": "Hier passt eine ganze Zahl von {first} bis {last}.",
    "check_in_after_thanks": "Danke. Das steht jetzt dabei.",
    "check_in_after_heavy": "Danke, dass du das sagst. Du könntest jetzt einen kleinen Schritt zurück in den Raum machen, oder "
    "sehen, an wen du dich wenden kannst.",
    "card_after": "nachher: {value}",
    "card_talk": "**{alias} · eine Nachricht** · eine Antwort auf deine",
    "card_kept_back": "**{alias} · {title}** · getan und für sich behalten",
    "card_kept_back_note": "Gewählt: „nicht gesendet“; nichts davon ist gespeichert.",
    "card_after_yours": "Es kam {minutes} Min. nach deiner Nachricht von {when}",
    "card_after_yours_hours": "Es kam {hours} Std. nach deiner Nachricht von {when}",
    "card_open_then": "offen: {titles}",
    "file_talk": "Antwort an mich",
    "file_message": "Als Nachricht lassen",
    "file_not_this": "Nicht zu dieser Einladung",
    "client_changed": "{alias} hat in „{title}“ etwas geändert, nachdem du es gesehen hattest; die Karte oben zeigt es.",
    "client_changed_message": "{alias} hat in einer Nachricht etwas geändert, nachdem du sie gesehen hattest; ihre Karte zeigt es.",
    "works_head": "**Was du gemacht hast** · {first}–{last} von {count}, das Neueste zuerst",
    "works_line": "{number} · {title} · {when}",
    "works_typed": "Drück eine Zahl oder schreib sie, dann kommt das Ganze noch einmal.",
    "works_none": "Hier ist noch nichts von dir aufbewahrt.",
    "works_message": "Eine Nachricht an {therapist}",
    "works_newer": "Neuere",
    "works_older": "Ältere",
    "work_head": "**{title}** · {when}",
    "work_none": "Das hast du zurückgenommen; davon ist nichts mehr zu zeigen.",
    "work_scene_you": "Du",
    "work_file_waits": "[{kind}: wird noch geholt]",
    "work_file_lost": "[{kind}: konnte nicht geholt werden]",
    "work_file_large": "[{kind}, {size}: aufbewahrt, zu groß, um es hier zu schicken]",
    "menu_works": "Was du gemacht hast",
    "thread_anew": "Der Thread von {alias} war weg, darum ist das hier ein neuer. Was auf dich wartet, steht hier noch einmal; alles Frühere ist aufbewahrt.",
    "thread_closed": "Der Thread von {alias} ist geschlossen, und ich darf nicht hineinschreiben. Öffne ihn wieder; was wartet, kommt dann, und nichts ist verloren.",
    "room_back": "Eine Zeit lang konnte ich hier nichts schreiben: {why}. Was gewartet hat, kommt jetzt; nichts ist verloren.",
    "room_was_rights_lost": "ein Recht hat gefehlt",
    "room_was_removed": "ich war entfernt worden",
    "room_was_else": "der Raum hat keine Nachrichten angenommen",
}
