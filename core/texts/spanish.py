"""Spanish, with tú, to clients. Made by machine, for review by a native speaker."""

from __future__ import annotations

from core.texts.browse_spanish import BROWSE
from core.texts.check_in_spanish import CHECK_IN
from core.texts.client_time_spanish import CLIENT_TIME
from core.texts.developing_spanish import DEVELOPING
from core.texts.kinds_spanish import KINDS
from core.texts.manner_spanish import MANNER
from core.texts.media_spanish import MEDIA
from core.texts.replies_spanish import REPLIES
from core.texts.rhythm_spanish import RHYTHMS
from core.texts.steering_spanish import STEERING
from core.texts.time_spanish import TIME
from core.texts.why_spanish import WHYS

SPANISH: dict[str, str] = {
    **RHYTHMS,
    **TIME,
    **STEERING,
    **WHYS,
    **CLIENT_TIME,
    **BROWSE,
    **CHECK_IN,
    **MANNER,
    **REPLIES,
    **KINDS,
    **MEDIA,
    **DEVELOPING,
    # --- strangers -------------------------------------------------------------------------------------------------
    "stranger": "Este es un servicio privado. Si te dieron un código, envíalo aquí tal como está escrito. "
    "Si necesitas ayuda ahora: /sos",
    "code_used": "Este código ya se usó. Pide uno nuevo a tu terapeuta.",
    "code_expired": "Este código ha caducado. Pide uno nuevo a tu terapeuta.",
    "code_no_text": "Aquí ya no hay texto en el idioma de tu invitación, así que todavía no puede empezar. Tu terapeuta lo sabrá. "
    "Si necesitas ayuda ahora: /sos",
    # --- joining ---------------------------------------------------------------------------------------------------
    "join_first": "Esto va primero. Hasta que aceptes, no se guarda nada de lo que envíes.",
    "join_how": "Pulsa un botón, o escribe **seguir**. Otro idioma: /language",
    "phrase_tell": "Bien. Una última cosa: dile a {therapist} estas dos palabras, en voz alta.\n**{phrase}**\n"
    "Así {therapist} sabe que eres tú, y empieza.",
    "phrase_waits": "Dile a {therapist} estas dos palabras: **{phrase}**\nEntonces empieza. Lo que envíes antes no se guarda.",
    "phrase_wrong_client": "{therapist} oyó otras palabras, así que esto termina aquí y no se guardó nada. "
    "Si eras tú, pide a {therapist} un código nuevo.",
    "joined": "Bien. Ya formas parte, y {therapist} lo sabe. Cuando llegue algo, haz tanto como quieras. "
    "Envía **hecho** cuando termines.\n/sos muestra a quién acudir. Con **parar** puedes descansar o irte. "
    "/settings cambia el idioma, la hora y las horas de silencio.",
    "declined": "Está bien. No se guardó nada. El código sirve todavía un tiempo, por si cambias de idea.",
    "declined_over": "Está bien. No se guardó nada. Tu código ha caducado; si cambias de idea, pide uno nuevo a tu terapeuta.",
    "declined_before": "Esto ha terminado, así que el botón ya no hace nada, y no se guardó nada. Si quieres empezar de nuevo, envía "
    "otra vez tu código.",
    "join_newer": "Mientras tanto ha cambiado lo que aquí se te cuenta, así que empieza otra vez.",
    "join_ran_out": "Tu invitación ha caducado mientras tanto, así que esto termina aquí, y no se guardó nada. Pide un código nuevo a "
    "tu terapeuta. Si necesitas ayuda ahora: /sos",
    "join_taken_back": "Tu invitación se retiró, así que esto termina aquí, y no se guardó nada. Si te sorprende, pregunta a tu "
    "terapeuta. Si necesitas ayuda ahora: /sos",
    "already_in": "Ya formas parte. Cuando llegue algo, llegará aquí.",
    # --- what is asked later, and a newer version --------------------------------------------------------------------
    "media_yes": "Gracias. {therapist} puede ver y oír lo que envías. /settings lo cambia.",
    "media_no": "Está bien. Las imágenes y la voz quedan bajo llave; tus palabras llegan a {therapist} como antes. "
    "/settings lo cambia.",
    "consent_told": "Ha cambiado algo de lo que este servicio te dice. No tienes que hacer nada.\n{changed}",
    "consent_again": "Queda una cosa abierta: mira, por favor, lo que ha cambiado. Después del {day} no llegan invitaciones hasta "
    "que elijas.",
    "consent_again_paused": "Queda una cosa abierta: mira, por favor, lo que ha cambiado. No llegan invitaciones hasta que elijas.",
    "renew_first": "Todavía no hay nada decidido. Primero viene lo nuevo, y después eliges.",
    "consent_renewed": "Gracias. Todo sigue como antes.",
    "consent_not_renewed": "Está bien. Después del {day} no llegan invitaciones. Lo que hiciste queda bajo llave para {therapist}. "
    "Si cambias de idea: /agree. Si quieres irte: /stop",
    "consent_not_renewed_paused": "Está bien. Por ahora no llegan invitaciones. Lo que hiciste queda bajo llave para {therapist}. "
    "Si cambias de idea: /agree. Si quieres irte: /stop",
    # --- settings --------------------------------------------------------------------------------------------------
    "settings": "**Ajustes**\nIdioma: {tongue}\nTu hora: {time} ({zone})\nSilencio: {quiet}\nDías: {days}\nComo mucho al día: {cap}\nImágenes y voz: {media}\n"
    "Pulsa lo que quieras cambiar, o escríbelo, como **/settings hora Lisboa** o **/settings silencio 22-8**.",
    "settings_later": "Los ajustes llegan cuando formes parte.",
    "set_language": "Idioma",
    "set_zone": "Hora",
    "set_quiet": "Horas de silencio",
    "set_media": "Imágenes y voz",
    "ask_language": "¿Qué idioma?",
    "ask_zone": "¿Qué hora es donde estás? Púlsala, o escribe la hora, como **15:40**, o la gran ciudad más cercana.",
    "ask_quiet": "¿Cuándo debe haber silencio? Púlsalo, o escríbelo así: **22-8**.",
    "language_set": "Desde ahora en {tongue}, donde se haya escrito así.",
    "language_unknown": "No conozco «{word}». Hay: {tongues}",
    "zone_set": "Donde estás son las {time} ({zone}). Lo que estaba previsto se mueve con tu hora.",
    "zone_unknown": "No conozco «{word}». Escribe la gran ciudad más cercana, como **Lisbon**.",
    "quiet_set": "Silencio de {start} a {end}: entonces no llega ninguna invitación.",
    "quiet_off": "Sin horas de silencio: las invitaciones pueden llegar a cualquier hora.",
    "quiet_unknown": "No entiendo «{word}». Escribe dos horas, como **22-8**, o **nunca**.",
    "quiet_never": "Nunca",
    "quiet_span": "{start} a {end}",
    "quiet_none": "nunca",
    "media_state_yes": "{therapist} puede verlas y oírlas",
    "media_state_no": "bajo llave",
    "media_state_open": "se pregunta cuando llegue la primera",
    # --- the door on Discord -----------------------------------------------------------------------------------------
    "door_welcome": "**Hola**\n"
    "Este rincón se hizo solo para ti; aparte de ti, solo puede mirar quien lleva este servidor. "
    "Pulsa **Empezar en privado**, y seguimos en tus mensajes directos.",
    "door_begin": "Empezar en privado",
    "door_press_begin": "Aquí no se lee nada. Pulsa arriba **Empezar en privado**, y seguimos en tus mensajes directos. "
    "Si necesitas ayuda ahora: /sos",
    "door_not_yours": "Este botón no se hizo para ti, así que no ha pasado nada.",
    "door_dms_closed_joining": "No puedo escribirte en privado: tus mensajes directos están cerrados para este servidor.\n"
    "Para abrirlos: toca el nombre del servidor, luego **Ajustes de privacidad**, y activa **Mensajes directos**. "
    "Después pulsa **Probar otra vez**.\n"
    "O quédate aquí: en este canal también funciona todo. Puede mirar quien lleva este servidor.",
    "door_dms_closed": "Ya no puedo escribirte en privado: tus mensajes directos están cerrados para este servidor.\n"
    "Para abrirlos: toca el nombre del servidor, luego **Ajustes de privacidad**, y activa **Mensajes directos**. "
    "Después pulsa **Probar otra vez**.",
    "door_try_again": "Probar otra vez",
    "door_stay": "Quedarme en este canal",
    "door_trying": "Te escribo ahora en privado. Mira tus mensajes directos.",
    # --- prompts ---------------------------------------------------------------------------------------------------
    "prompt_foot": "Unos {minutes} minutos. {therapist} responde en un plazo de {promise}.",
    "not_today": "Hoy no",
    "need_support": "Necesito apoyo",
    "declined_today": "Está bien. Esta invitación queda aparte.",
    "copy": "Puede que esto ya lo tengas.\n\n",
    "reminder": "«{title}» sigue aquí, si te apetece. También está bien dejarlo.",
    # --- scenes ----------------------------------------------------------------------------------------------------
    "scene_head": "**{title}** · una escena corta, {turns}, unos {minutes} minutos. Con **parar** puedes salir en cualquier momento.",
    "scene_turns_1": "un turno",
    "scene_turns_2": "dos turnos",
    "scene_turns_3": "tres turnos",
    "scene_turns_4": "cuatro turnos",
    "scene_turns_5": "cinco turnos",
    "scene_turns_6": "seis turnos",
    "scene_turns_7": "siete turnos",
    "scene_turns_8": "ocho turnos",
    "scene_foot": "{therapist} responde en un plazo de {promise}.",
    "scene_again": "Guardado. Para seguir, elige una opción, o envía su número:",
    "scene_stale": "Ese botón es de un momento anterior. No ha pasado nada malo. Estamos aquí:",
    "scene_here": "**{title}** sigue abierta, en este punto. Sigue cuando quieras, o sal de la escena con **parar**.",
    "scene_over": "Esa escena ha terminado. No ha pasado nada malo, y nada ha cambiado.",
    "scene_other_open": "**{title}** sigue abierta. Cuando termine, puede empezar esta.",
    "scene_resting": "Estás en descanso, así que no empieza ninguna escena. Si quieres, escribe antes **volver**.",
    "scene_left": "Dejamos la escena aquí.",
    "scene_timeout": "La escena ha estado abierta un día, así que se cierra aquí.",
    "scene_kept": "Lo que enviaste está guardado. {therapist} responde en un plazo de {promise}.",
    "kept_scene": "Guardada, la escena entera. {therapist} responde en un plazo de {promise}.",
    "stop_everything": "Parar todo",
    # --- replies ---------------------------------------------------------------------------------------------------
    "kept_one": "Guardado. {therapist} responde en un plazo de {promise}.",
    "kept_many": "Guardado, las {count} partes. {therapist} responde en un plazo de {promise}.",
    "kept_message": "Guardado para {therapist}, que responde en un plazo de {promise}. Si necesitas a alguien ahora: /sos",
    "before_you_go": "Antes de irte: {aftercare}",
    "which_one": "¿Para cuál es esto?",
    "which_one_typed": "También puedes responder con el número.",
    "neither": "Ninguna, solo para {therapist}",
    "filed": "Gracias. Ahora está con **{title}**.",
    "filed_message": "Gracias. Le llega a {therapist} tal cual.",
    "done_nothing": "No hay nada que te espere.",
    # --- feedback --------------------------------------------------------------------------------------------------
    "witnessed": "{therapist} le ha dedicado un rato a esto.",
    "feedback": "**{therapist}**",
    "feedback_shorter": "…",
    # --- stopping --------------------------------------------------------------------------------------------------
    "halted": "Todo se ha parado. ¿Qué prefieres?",
    "halted_typed": "Pulsa un botón, o escribe **descansar** o **irme**. No llegará nada hasta que elijas.",
    "rest": "Descansar",
    "leave": "Irme del todo",
    "resting": "A descansar, entonces. No llegará nada hasta que escribas **volver**. Lo que envíes se guarda igual para "
    "{therapist}.",
    "back": "Ya estás de vuelta. Todo vuelve a llegar como antes.",
    "back_paused": "Ya estás de vuelta. Antes queda una cosa abierta: ha cambiado lo que este servicio te dice. No llegan invitaciones "
    "hasta que elijas.",
    "not_resting": "No estás en descanso; todo llega como antes.",
    "left": "Te has ido. De aquí no llegará nada más. {therapist} lo sabrá. Lo que hiciste queda bajo llave; pide a "
    "{therapist} una copia, o que se borre. Para volver hace falta un código nuevo.",
    "nothing_to_stop": "No hay nada que parar: no tengo nada que enviarte.",
    "you_left": "Te has ido, así que no se guarda nada. Si quieres volver, pide un código nuevo. "
    "Si necesitas ayuda ahora: /sos",
    # --- the card for hard moments ---------------------------------------------------------------------------------
    "sos": "**Si ahora mismo cuesta mucho**\n"
    "Puede que nadie esté leyendo este chat ahora. Personas que te atienden a cualquier hora:\n"
    "{numbers}\n"
    "O llama a alguien de confianza, y dile que te hace falta.\n"
    "Algo para este minuto: apoya los dos pies en el suelo y nombra cinco cosas que veas.",
    "sos_told": "{therapist} sabrá que has pedido apoyo, y responde en un plazo de {promise}. Puede que eso no llegue a tiempo: "
    "usa los números.",
    # --- help ------------------------------------------------------------------------------------------------------
    "help_client": "Lo que envías aquí llega a {therapist}. Palabras que sirven en cualquier momento:\n"
    "/done · has terminado\n/today · lo que hay abierto\n/sos · a quién acudir ahora\n"
    "/settings · idioma, hora, silencio, días\nmás tarde · otra hora para lo que hay abierto\nhoy no · dejarlo\n"
    "/pause · que no llegue nada por un tiempo\nvolver · tras una pausa, vuelve a llegar algo\nparar · descansar o irte\n"
    "/stop · irte al instante",
    "today_none": "Hoy no hay nada abierto.",
    "today_some": "Abierto hoy:\n{titles}",
    "fault": "Eso no funcionó, y no fue por algo que hicieras. Lo que enviaste está guardado. ({fault})",
    # --- the menu --------------------------------------------------------------------------------------------------
    "menu_today": "Lo que hay abierto hoy",
    "menu_done": "He terminado",
    "menu_sos": "A quién acudir ahora mismo",
    "menu_settings": "Idioma, zona horaria, horas de silencio",
    "menu_help": "Lo que puedes hacer aquí",
    "menu_back": "Que vuelva a llegar algo",
    "menu_stop": "Parar e irme al instante",
}
