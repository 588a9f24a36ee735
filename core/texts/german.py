"""German, in the du-form, to clients. Made by machine, for review by a native speaker."""

from __future__ import annotations

from core.texts.browse_german import BROWSE
from core.texts.check_in_german import CHECK_IN
from core.texts.client_time_german import CLIENT_TIME
from core.texts.developing_german import DEVELOPING
from core.texts.kinds_german import KINDS
from core.texts.manner_german import MANNER
from core.texts.media_german import MEDIA
from core.texts.replies_german import REPLIES
from core.texts.rhythm_german import RHYTHMS
from core.texts.steering_german import STEERING
from core.texts.time_german import TIME
from core.texts.why_german import WHYS

GERMAN: dict[str, str] = {
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
    "stranger": "Das hier ist ein privater Dienst. Wenn du einen Code bekommen hast, schick ihn genau so, wie er dasteht. "
    "Wenn du jetzt Hilfe brauchst: /sos",
    "code_used": "Dieser Code wurde schon benutzt. Einen neuen bekommst du in deiner Therapie.",
    "code_expired": "Dieser Code ist abgelaufen. Einen neuen bekommst du in deiner Therapie.",
    "code_no_text": "In der Sprache deiner Einladung gibt es hier keinen Text mehr, darum kann es noch nicht beginnen. Wer dich "
    "eingeladen hat, erfährt es. Wenn du jetzt Hilfe brauchst: /sos",
    # --- joining ---------------------------------------------------------------------------------------------------
    "join_first": "Das hier kommt zuerst. Bis du zugestimmt hast, wird nichts aufbewahrt, was du schickst.",
    "join_how": "Drück einen Knopf, oder schreib **weiter**. Eine andere Sprache: /language",
    "phrase_tell": "Gut. Noch eines: Sag {therapist} diese zwei Wörter, laut.\n**{phrase}**\n"
    "So weiß {therapist}, dass du es bist, und es beginnt.",
    "phrase_waits": "Sag {therapist} diese zwei Wörter: **{phrase}**\nDann beginnt es. Was du vorher schickst, wird nicht aufbewahrt.",
    "phrase_wrong_client": "{therapist} hat andere Wörter gehört als diese. Darum endet es hier, und nichts wurde aufbewahrt. "
    "Wenn du es warst, bitte {therapist} um einen neuen Code.",
    "joined": "Gut. Du bist dabei, und {therapist} weiß es. Wenn etwas kommt, mach davon so viel, wie du magst. "
    "Schick **fertig**, wenn es genug ist.\n/sos zeigt, an wen du dich wenden kannst. Mit **stopp** kannst du pausieren oder "
    "gehen. /settings ändert Sprache, Zeit und Ruhezeiten.",
    "declined": "Das ist in Ordnung. Nichts wurde aufbewahrt. Der Code gilt noch eine Weile, falls du es dir anders überlegst.",
    "declined_over": "Das ist in Ordnung. Nichts wurde aufbewahrt. Dein Code ist abgelaufen; falls du es dir anders überlegst, "
    "bekommst du in deiner Therapie einen neuen.",
    "declined_before": "Das hier ist zu Ende, darum bewirkt der Knopf nichts mehr, und nichts wurde aufbewahrt. Wenn du neu beginnen "
    "möchtest, schick noch einmal deinen Code.",
    "join_newer": "Inzwischen hat sich geändert, was dir hier gesagt wird. Darum beginnt es noch einmal.",
    "join_ran_out": "Deine Einladung ist inzwischen abgelaufen. Darum endet es hier, und nichts wurde aufbewahrt. Einen neuen Code "
    "bekommst du in deiner Therapie. Wenn du jetzt Hilfe brauchst: /sos",
    "join_taken_back": "Deine Einladung wurde zurückgenommen. Darum endet es hier, und nichts wurde aufbewahrt. Wenn dich das wundert, "
    "frag in deiner Therapie nach. Wenn du jetzt Hilfe brauchst: /sos",
    "already_in": "Du bist schon dabei. Wenn etwas kommt, kommt es hierher.",
    # --- what is asked later, and a newer version --------------------------------------------------------------------
    "media_yes": "Danke. {therapist} kann sehen und hören, was du schickst. /settings ändert das.",
    "media_no": "Das ist in Ordnung. Bilder und Stimme bleiben verschlossen; deine Worte erreichen {therapist} wie bisher. "
    "/settings ändert das.",
    "consent_told": "An dem, was dieser Dienst dir sagt, hat sich etwas geändert. Du musst nichts tun.\n{changed}",
    "consent_again": "Eines ist noch offen: Bitte sieh dir an, was sich geändert hat. Nach dem {day} kommen keine Einladungen, "
    "bis du gewählt hast.",
    "consent_again_paused": "Eines ist noch offen: Bitte sieh dir an, was sich geändert hat. Bis du gewählt hast, kommen keine "
    "Einladungen.",
    "renew_first": "Noch ist nichts entschieden. Zuerst kommt, was neu ist, dann wählst du.",
    "consent_renewed": "Danke. Alles geht weiter wie bisher.",
    "consent_not_renewed": "Das ist in Ordnung. Nach dem {day} kommen keine Einladungen. Was du gemacht hast, bleibt für "
    "{therapist} verschlossen liegen. Wenn du es dir anders überlegst: /agree. Wenn du gehen willst: /stop",
    "consent_not_renewed_paused": "Das ist in Ordnung. Vorerst kommen keine Einladungen. Was du gemacht hast, bleibt für "
    "{therapist} verschlossen liegen. Wenn du es dir anders überlegst: /agree. Wenn du gehen willst: /stop",
    # --- settings --------------------------------------------------------------------------------------------------
    "settings": "**Einstellungen**\nSprache: {tongue}\nDeine Zeit: {time} ({zone})\nRuhe: {quiet}\nTage: {days}\nAm Tag höchstens: {cap}\nBilder und Stimme: {media}\n"
    "Drück, was du ändern willst, oder schreib es, etwa **/settings zeit Lissabon** oder **/settings ruhe 22-8**.",
    "settings_later": "Einstellungen gibt es, sobald du dabei bist.",
    "set_language": "Sprache",
    "set_zone": "Zeit",
    "set_quiet": "Ruhezeiten",
    "set_media": "Bilder und Stimme",
    "ask_language": "Welche Sprache?",
    "ask_zone": "Wie spät ist es bei dir? Drück es, oder schreib die Uhrzeit, etwa **15:40**, oder die nächste große Stadt.",
    "ask_quiet": "Wann soll Ruhe sein? Drück es, oder schreib es so: **22-8**.",
    "language_set": "Von jetzt an auf {tongue}, wo es so geschrieben wurde.",
    "language_unknown": "„{word}“ kenne ich nicht. Es gibt: {tongues}",
    "zone_set": "Bei dir ist es {time} ({zone}). Was geplant war, zieht mit um.",
    "zone_unknown": "„{word}“ kenne ich nicht. Schreib die nächste große Stadt, etwa **Lisbon**.",
    "quiet_set": "Ruhe von {start} bis {end}: Dann kommt keine Einladung.",
    "quiet_off": "Keine Ruhezeiten: Einladungen dürfen zu jeder Stunde kommen.",
    "quiet_unknown": "„{word}“ verstehe ich nicht. Schreib zwei Stunden, etwa **22-8**, oder **nie**.",
    "quiet_never": "Nie",
    "quiet_span": "{start} bis {end}",
    "quiet_none": "nie",
    "media_state_yes": "{therapist} darf sie sehen und hören",
    "media_state_no": "bleiben verschlossen",
    "media_state_open": "wird gefragt, wenn das erste kommt",
    # --- the door on Discord -----------------------------------------------------------------------------------------
    "door_welcome": "**Willkommen**\n"
    "Diese Ecke ist nur für dich gemacht; außer dir kann nur hineinsehen, wer diesen Server betreibt. "
    "Drück **Privat beginnen**, dann geht es in deinen Direktnachrichten weiter.",
    "door_begin": "Privat beginnen",
    "door_press_begin": "Hier wird nichts gelesen. Drück oben **Privat beginnen**, dann geht es in deinen Direktnachrichten weiter. "
    "Wenn du jetzt Hilfe brauchst: /sos",
    "door_not_yours": "Dieser Knopf ist nicht für dich gemacht, darum ist nichts passiert.",
    "door_dms_closed_joining": "Ich kann dir nicht privat schreiben: Deine Direktnachrichten sind für diesen Server zu.\n"
    "So gehen sie auf: Tipp auf den Namen des Servers, dann auf **Privatsphäre-Einstellungen**, und schalte "
    "**Direktnachrichten** ein. Drück dann **Noch einmal**.\n"
    "Oder bleib hier: In diesem Kanal geht auch alles. Hineinsehen kann, wer diesen Server betreibt.",
    "door_dms_closed": "Ich kann dir nicht mehr privat schreiben: Deine Direktnachrichten sind für diesen Server zu.\n"
    "So gehen sie auf: Tipp auf den Namen des Servers, dann auf **Privatsphäre-Einstellungen**, und schalte "
    "**Direktnachrichten** ein. Drück dann **Noch einmal**.",
    "door_try_again": "Noch einmal",
    "door_stay": "In diesem Kanal bleiben",
    "door_trying": "Ich schreibe dir jetzt privat. Schau in deine Direktnachrichten.",
    # --- prompts ---------------------------------------------------------------------------------------------------
    "prompt_foot": "Etwa {minutes} Minuten. {therapist} antwortet innerhalb von {promise}.",
    "not_today": "Heute nicht",
    "need_support": "Ich brauche Unterstützung",
    "declined_today": "Das ist in Ordnung. Diese Einladung liegt jetzt beiseite.",
    "copy": "Das hast du vielleicht schon einmal bekommen.\n\n",
    "reminder": "„{title}“ ist noch da, wenn du magst. Es liegen zu lassen ist auch in Ordnung.",
    # --- scenes ----------------------------------------------------------------------------------------------------
    "scene_head": "**{title}** · eine kurze Szene, {turns}, etwa {minutes} Minuten. Mit **stopp** kannst du jederzeit hinausgehen.",
    "scene_turns_1": "ein Schritt",
    "scene_turns_2": "zwei Schritte",
    "scene_turns_3": "drei Schritte",
    "scene_turns_4": "vier Schritte",
    "scene_turns_5": "fünf Schritte",
    "scene_turns_6": "sechs Schritte",
    "scene_turns_7": "sieben Schritte",
    "scene_turns_8": "acht Schritte",
    "scene_foot": "{therapist} antwortet innerhalb von {promise}.",
    "scene_again": "Das ist angekommen. Damit es weitergeht, wähl eines aus, oder schick seine Zahl:",
    "scene_stale": "Dieser Knopf gehört zu einem früheren Moment. Es ist nichts schiefgegangen. Hier sind wir:",
    "scene_here": "**{title}** ist noch offen, an dieser Stelle. Mach weiter, wann du magst, oder geh mit **stopp** hinaus.",
    "scene_over": "Diese Szene ist vorbei. Es ist nichts schiefgegangen, und nichts hat sich geändert.",
    "scene_other_open": "**{title}** ist noch offen. Danach kann diese beginnen.",
    "scene_resting": "Du hast gerade Pause, darum beginnt keine Szene. Wenn du möchtest, schreib vorher **zurück**.",
    "scene_left": "Hier verlassen wir die Szene.",
    "scene_timeout": "Die Szene war einen Tag lang offen, darum schließt sie hier.",
    "scene_kept": "Was von dir kam, bleibt. {therapist} antwortet innerhalb von {promise}.",
    "kept_scene": "Die ganze Szene ist angekommen und bleibt. {therapist} antwortet innerhalb von {promise}.",
    "stop_everything": "Alles anhalten",
    # --- replies ---------------------------------------------------------------------------------------------------
    "kept_one": "Ist angekommen und bleibt. {therapist} antwortet innerhalb von {promise}.",
    "kept_many": "Alle {count} Teile sind angekommen und bleiben. {therapist} antwortet innerhalb von {promise}.",
    "kept_message": "Das bleibt für {therapist} hier. Eine Antwort kommt innerhalb von {promise}. "
    "Wenn du jetzt jemanden brauchst: /sos",
    "before_you_go": "Noch etwas zum Schluss: {aftercare}",
    "which_one": "Wozu gehört das?",
    "which_one_typed": "Du kannst auch mit der Zahl antworten.",
    "neither": "Keine, nur für {therapist}",
    "filed": "Danke. Es liegt jetzt bei **{title}**.",
    "filed_message": "Danke. So geht es an {therapist}.",
    "done_nothing": "Es wartet nichts auf dich.",
    # --- feedback --------------------------------------------------------------------------------------------------
    "witnessed": "{therapist} hat sich Zeit dafür genommen.",
    "feedback": "**{therapist}**",
    "feedback_shorter": "…",
    # --- stopping --------------------------------------------------------------------------------------------------
    "halted": "Alles steht still. Was möchtest du?",
    "halted_typed": "Drück einen Knopf, oder schreib **pause** oder **aufhören**. Bis du wählst, kommt nichts.",
    "rest": "Pause machen",
    "leave": "Ganz aufhören",
    "resting": "Dann ist Pause. Es kommt nichts, bis du **zurück** schreibst. Was du schickst, bleibt trotzdem für {therapist}.",
    "back": "Die Pause ist vorbei. Es kommt wieder etwas, wie vorher.",
    "back_paused": "Die Pause ist vorbei. Eines ist zuerst offen: Was dieser Dienst dir sagt, hat sich geändert. Bis du gewählt "
    "hast, kommen keine Einladungen.",
    "not_resting": "Du hast gerade keine Pause; alles kommt wie vorher.",
    "left": "Du bist gegangen. Von hier kommt nichts mehr. {therapist} erfährt es. Was du gemacht hast, bleibt verschlossen; "
    "{therapist} kann dir eine Kopie geben oder es löschen lassen. Wiederkommen geht mit einem neuen Code.",
    "nothing_to_stop": "Hier gibt es nichts zu stoppen: Ich habe nichts für dich.",
    "you_left": "Du bist gegangen, darum wird hier nichts aufbewahrt. Wenn du wiederkommen möchtest, lass dir einen neuen Code "
    "geben. Wenn du jetzt Hilfe brauchst: /sos",
    # --- the card for hard moments ---------------------------------------------------------------------------------
    "sos": "**Wenn es gerade schwer ist**\n"
    "Vielleicht liest im Moment niemand diesen Chat. Zu jeder Stunde erreichbar:\n"
    "{numbers}\n"
    "Oder ruf einen Menschen an, dem du vertraust, und sag, dass du jetzt jemanden brauchst.\n"
    "Etwas für diese Minute: beide Füße auf den Boden, und fünf Dinge nennen, die du siehst.",
    "sos_told": "{therapist} erfährt, dass du um Unterstützung gebeten hast, und antwortet innerhalb von {promise}. "
    "Das ist vielleicht nicht früh genug: Nimm die Nummern.",
    # --- help ------------------------------------------------------------------------------------------------------
    "help_client": "Was du hier schickst, geht an {therapist}. Das geht immer:\n"
    "/done · du bist fertig\n/today · was offen ist\n/sos · an wen du dich jetzt wenden kannst\n"
    "/settings · Sprache, Zeit, Ruhezeiten, Tage\nspäter · eine andere Zeit für das, was offen ist\nheute nicht · weglegen\n"
    "/pause · eine Weile kommt nichts\nzurück · nach einer Pause kommt wieder etwas\n"
    "stopp · pausieren oder gehen\n/stop · sofort gehen",
    "today_none": "Heute ist nichts offen.",
    "today_some": "Heute offen:\n{titles}",
    "fault": "Das hat nicht geklappt, und es lag an der Technik. Was geschickt wurde, ist noch da. ({fault})",
    # --- the menu --------------------------------------------------------------------------------------------------
    "menu_today": "Was heute offen ist",
    "menu_done": "Ich bin fertig",
    "menu_sos": "An wen ich mich jetzt wenden kann",
    "menu_settings": "Sprache, Zeitzone, Ruhezeiten",
    "menu_help": "Was hier geht",
    "menu_back": "Es darf wieder etwas kommen",
    "menu_stop": "Aufhören und sofort gehen",
}
