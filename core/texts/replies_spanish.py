"""Replies: receipts, where one belongs, the question behind a prompt, own works (Spanish, with tú). Made by machine, for review
by a native speaker.
"""

from __future__ import annotations

REPLIES: dict[str, str] = {
    "kept_talk": "Guardado para {therapist}, como respuesta a lo que te escribió. {therapist} responde en un plazo de "
    "{promise}.",
    "kept_talk_else": "Si es para una invitación, púlsala:",
    "kept_back": "Bien. Se queda contigo. {therapist} solo ve que lo hiciste.",
    "kept_back_nothing": "No hay nada abierto a lo que pudiera corresponder. Lo que hiciste se queda contigo.",
    "kept_back_offer": "Todavía no ha llegado nada tuyo para «{title}». Si lo hiciste y prefieres quedártelo, escribe **no "
    "enviado**: cuenta como hecho y no se guarda nada.",
    "keep_it": "Lo hice y me lo quedo",
    "not_for_this": "No es para esto",
    "check_in_after_lead": "Y una pregunta breve, si quieres:",
    "check_in_after_range": "Aquí va un número entero del {first} al {last}.",
    "check_in_after_thanks": "Gracias. Queda guardado con ello.",
    "check_in_after_heavy": "Gracias por decirlo. Podrías dar ahora un pequeño paso de vuelta a la habitación, o ver a quién "
    "acudir.",
    "card_after": "después: {value}",
    "card_talk": "**{alias} · un mensaje** · respuesta al tuyo",
    "card_kept_back": "**{alias} · {title}** · hecho, y se lo queda",
    "card_kept_back_note": "Eligió «no enviado»: no se guarda nada.",
    "card_after_yours": "Llegó {minutes} min después de tu mensaje de {when}",
    "card_after_yours_hours": "Llegó {hours} h después de tu mensaje de {when}",
    "card_open_then": "abierto: {titles}",
    "file_talk": "Me responde a mí",
    "file_message": "Dejar como mensaje",
    "file_not_this": "No es para esta invitación",
    "client_changed": "{alias} cambió algo en «{title}» después de que lo vieras; la tarjeta de arriba lo muestra.",
    "client_changed_message": "{alias} cambió algo en un mensaje después de que lo vieras; su tarjeta lo muestra.",
    "works_head": "**Lo que hiciste** · {first}–{last} de {count}, lo más nuevo primero",
    "works_line": "{number} · {title} · {when}",
    "works_typed": "Pulsa un número, o escríbelo, para volver a verlo entero.",
    "works_none": "Aquí todavía no hay nada tuyo guardado.",
    "works_message": "Un mensaje para {therapist}",
    "works_newer": "Más nuevo",
    "works_older": "Más antiguo",
    "work_head": "**{title}** · {when}",
    "work_none": "Lo retiraste; no queda nada que mostrar.",
    "work_scene_you": "Tú",
    "work_file_waits": "[{kind}: todavía se está recogiendo]",
    "work_file_lost": "[{kind}: no se pudo recoger]",
    "work_file_large": "[{kind}, {size}: guardado, demasiado grande para enviarlo aquí]",
    "menu_works": "Lo que hiciste",
    "thread_anew": "El hilo de {alias} había desaparecido, así que este es nuevo. Lo que te espera vuelve a estar aquí; todo lo anterior está guardado.",
    "thread_closed": "El hilo de {alias} está cerrado y no puedo escribir en él. Ábrelo de nuevo; lo que espera llegará entonces y no se pierde nada.",
    "room_back": "Durante un tiempo no pude escribir nada aquí: {why}. Lo que esperaba llega ahora; no se ha perdido nada.",
    "room_was_rights_lost": "faltaba un permiso",
    "room_was_removed": "me habían retirado de la sala",
    "room_was_else": "la sala no admitía mensajes",
}
