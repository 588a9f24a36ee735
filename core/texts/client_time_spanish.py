"""What a client can say about time, and what they hear (Spanish, with tú). Made by machine, for review by a native speaker."""

from __future__ import annotations

CLIENT_TIME: dict[str, str] = {
    # --- a prompt's buttons ----------------------------------------------------------------------------------------------
    "later": "Más tarde",
    "how": "¿Cómo funciona?",
    "how_it_works": "**Cómo funciona**\n"
    "Haz tanto como quieras: escribe, o envía una imagen o un mensaje de voz. Con cualquier cosa que envíes ya has empezado; con "
    "**hecho** terminas, y también tras un rato sin enviar nada.\n"
    "{therapist} lo lee y responde en un plazo de {promise}.\n"
    "**más tarde** · a otra hora\n**hoy no** · dejarlo\n**parar** · descansar o irte\n/sos · a quién acudir ahora",
    # --- later -----------------------------------------------------------------------------------------------------------
    "ask_later": "¿Cuándo te viene bien? Púlsalo, o escríbelo, como **18:30** o **en 2 horas**.",
    "ask_later_titled": "¿Cuándo te viene bien «{title}»? Púlsalo, o escríbelo, como **18:30** o **en 2 horas**.",
    "suit_hour": "Dentro de una hora",
    "suit_evening": "Esta noche, {time}",
    "suit_tomorrow": "Mañana, {time}",
    "suit_day": "{weekday}, {time}",
    "later_set": "Bien. Vuelve a llegar {when}.",
    "later_set_titled": "Bien. «{title}» vuelve a llegar {when}.",
    "later_none": "Ahora mismo no hay nada abierto, así que no hay nada que aplazar.",
    "later_answered": "Para esto ya hay algo tuyo, así que no vuelve a llegar.",
    "later_closed": "Esto está cerrado y no vuelve a llegar. Si aún quieres hacerlo, responde a su mensaje: se guarda para "
    "{therapist}.",
    "later_resting": "Ahora mismo no llega nada de todos modos. Escribe **volver** cuando pueda empezar otra vez.",
    "later_unknown": "No entiendo «{word}». ¿Cuándo te viene bien? Escríbelo así: **18:30**, **mañana** o **en 2 horas**.",
    "later_over": "Ese momento ya pasó. ¿Cuándo te viene bien ahora?",
    "later_far": "Eso queda lejos: dos semanas como mucho. ¿Cuándo te viene bien?",
    "later_quiet": "A esa hora tienes silencio, así que no llegaría nada. ¿Cuándo, si no?",
    "later_day": "Ese día no llega nada, tal como lo elegiste. ¿Cuándo, si no?",
    "later_strong": "Esto no llega después de las 21:00. ¿Cuándo, si no?",
    "declined_titled": "Está bien. «{title}» no se te volverá a pedir.",
    "today_again": "{title} · vuelve a llegar {when}",
    # --- moments ---------------------------------------------------------------------------------------------------------
    "when_today": "hoy a {clock}",
    "when_tomorrow": "mañana a {clock}",
    "when_day": "el {weekday} {date} a {clock}",
    "until_day": "el {weekday} {date} a {clock}",
    # --- a pause ---------------------------------------------------------------------------------------------------------
    "ask_pause": "¿Cuánto tiempo? Mientras tanto no llega nada. Púlsalo, o escríbelo, como **2 semanas** o **hasta el lunes**.",
    "pause_1d": "1 día",
    "pause_3d": "3 días",
    "pause_7d": "Una semana",
    "pause_open": "Hasta que diga «volver»",
    "paused": "Una pausa, entonces: no llega nada hasta {until}. Lo que envíes se guarda igual para {therapist}. Con **volver** "
    "vuelves antes.",
    "pause_unknown": "No entiendo «{word}». ¿Cuánto tiempo? Escríbelo así: **3 días**, **2 semanas** o **hasta el lunes**.",
    "pause_past": "Eso ya pasó. ¿Cuánto tiempo? Escríbelo así: **3 días**, **2 semanas** o **hasta el lunes**.",
    "pause_far": "Eso es más de un año. Podrías descansar sin fecha y escribir **volver** cuando quieras. ¿Cuánto tiempo?",
    "pause_over": "Tu pausa ha terminado. Desde ahora vuelven a llegar invitaciones. /pause si es demasiado pronto.",
    "menu_pause": "Que no llegue nada por un tiempo",
    # --- settings --------------------------------------------------------------------------------------------------------
    "set_days": "Días",
    "set_cap": "Cuántas al día",
    "ask_days": "¿Qué días puede llegar algo? Púlsalo, o escríbelo, como **lun mié vie**.",
    "days_every": "Todos los días",
    "days_weekdays": "De lunes a viernes",
    "days_weekend": "Fin de semana",
    "days_told_every": "todos los días",
    "days_told_weekdays": "de lunes a viernes",
    "days_told_weekend": "sábado y domingo",
    "days_set": "Desde ahora puede llegar algo estos días: {days}.",
    "days_none": "Para que no llegue nada está /pause, el tiempo que quieras.",
    "days_unknown": "No entiendo «{word}». Escribe los días, como **lun mié vie** o **lun-vie**.",
    "ask_cap": "¿Cuántas al día como mucho? Púlsalo, o escribe un número del 1 al 10.",
    "cap_set": "Desde ahora, como mucho al día: {count}.",
    "cap_unknown": "No entiendo «{word}». Escribe un número del 1 al 10.",
    "zone_where": "¿Dónde son ahora las {time}? Pulsa la ciudad con tu hora, o escribe otra.",
    "zone_none_of_these": "Ninguna de estas",
    "zone_write_city": "Entonces escribe la gran ciudad más cercana, como **Lisboa**.",
    "zone_no_such_time": "No conozco ningún lugar donde ahora sean las {time}. Escribe la gran ciudad más cercana, como **Lisboa**.",
    "zone_stay": "Dejarlo así: {time} {zone}",
}
