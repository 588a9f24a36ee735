"""The question before a prompt, and what may follow a heavy answer (Spanish, with tú). Made by machine, for review by a native
speaker.
"""

from __future__ import annotations

CHECK_IN: dict[str, str] = {
    "check_in_lead": "Una pregunta breve antes de la próxima invitación.",
    "check_in_ends": "{first} · {low}\n{last} · {high}",
    "check_in_typed": "Púlsalo, o escribe un número del {first} al {last}.",
    "check_in_thanks": "Gracias.",
    "check_in_range": "Aquí va un número entero del {first} al {last}. O escribe **hoy no**.",
    "later_asked": "Tómate tu tiempo: una respuesta a la pregunta cuenta hasta {when}. Si hoy no te va bien, escribe **hoy no**.",
    "check_in_over": "Esa pregunta está cerrada. No tienes que hacer nada.",
    "today_asked": "{title} · llega después de la pregunta previa",
    "check_in_heavy": "Gracias por decirlo. Lo que estaba previsto puede esperar y no llega ahora. ¿Qué te vendría bien?\n"
    "Púlsalo, o escribe **calma**, **más suave** o **hoy no**.",
    "check_in_grounding": "Un pequeño paso de calma",
    "check_in_gentler": "Algo más suave",
    "check_in_step": "Si quieres: nota dónde tocan el suelo tus pies y deja que los hombros bajen un poco. Mira despacio a tu "
    "alrededor y busca tres cosas de un mismo color. Luego escucha un sonido tenue, cerca o lejos.",
    "check_in_step_ways": "Puedes dejarlo ahí. O escribe **más suave** u **hoy no**.",
    "check_in_gentler_comes": "Bien. Ahora llega algo más suave.",
    "check_in_no_gentler": "Ahora mismo no hay aquí nada más suave para ti, así que no llega nada. También está bien.",
    "check_in_value": "{value} de {last}",
    "card_before": "antes: {value}",
    "client_heavy": "{alias} respondió {value} antes de «{title}»; no se envió.",
    "client_heavy_grounding": "Eligió un pequeño paso de calma.",
    "client_heavy_gentler": "Eligió algo más suave: «{title}».",
    "client_heavy_no_gentler": "Quería algo más suave, y nada en la biblioteca le encaja.",
    "client_heavy_not_today": "Eligió «Hoy no».",
}
