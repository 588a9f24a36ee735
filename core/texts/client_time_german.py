"""What a client can say about time, and what they hear (German, in the du-form). Made by machine, for review by a native speaker."""

from __future__ import annotations

CLIENT_TIME: dict[str, str] = {
    # --- a prompt's buttons ----------------------------------------------------------------------------------------------
    "later": "Später",
    "how": "Wie geht das hier?",
    "how_it_works": "**Wie das hier geht**\n"
    "Mach davon so viel, wie du magst: Schreib, oder schick ein Bild oder eine Sprachnachricht. Alles, was du schickst, ist der "
    "Anfang; mit **fertig** ist es genug, und nach einer stillen Weile auch.\n"
    "{therapist} liest es und antwortet innerhalb von {promise}.\n"
    "**später** · zu einer anderen Zeit\n**heute nicht** · weglegen\n**stopp** · pausieren oder gehen\n"
    "/sos · an wen du dich jetzt wenden kannst",
    # --- later -----------------------------------------------------------------------------------------------------------
    "ask_later": "Wann passt es dir? Drück es, oder schreib es, etwa **18:30** oder **in 2 Stunden**.",
    "ask_later_titled": "Wann passt dir „{title}“? Drück es, oder schreib es, etwa **18:30** oder **in 2 Stunden**.",
    "suit_hour": "In einer Stunde",
    "suit_evening": "Heute Abend, {time}",
    "suit_tomorrow": "Morgen, {time}",
    "suit_day": "{weekday}, {time}",
    "later_set": "Gut. Es kommt {when} noch einmal.",
    "later_set_titled": "Gut. „{title}“ kommt {when} noch einmal.",
    "later_none": "Gerade ist nichts offen, darum gibt es nichts zu verschieben.",
    "later_answered": "Dazu ist schon etwas von dir da, darum kommt es nicht noch einmal.",
    "later_closed": "Das ist abgeschlossen und kommt nicht noch einmal. Wenn du es noch machen willst, antworte auf die Nachricht: "
    "Es bleibt für {therapist}.",
    "later_resting": "Gerade kommt ohnehin nichts. Schreib **zurück**, wenn es wieder losgehen darf.",
    "later_unknown": "„{word}“ verstehe ich nicht. Wann passt es dir? Schreib es so: **18:30**, **morgen** oder **in 2 Stunden**.",
    "later_over": "Dieser Moment ist vorbei. Wann passt es dir jetzt?",
    "later_far": "Das ist weit weg: höchstens zwei Wochen. Wann passt es dir?",
    "later_quiet": "Dann hast du Ruhezeit, und es käme nichts. Wann passt es dir sonst?",
    "later_day": "An diesem Tag soll nichts kommen, so hast du es eingestellt. Wann passt es dir sonst?",
    "later_strong": "Das hier kommt nicht nach 21:00 Uhr. Wann passt es dir sonst?",
    "declined_titled": "Das ist in Ordnung. Nach „{title}“ wird nicht noch einmal gefragt.",
    "today_again": "{title} · kommt {when} noch einmal",
    # --- moments ---------------------------------------------------------------------------------------------------------
    "when_today": "heute um {clock} Uhr",
    "when_tomorrow": "morgen um {clock} Uhr",
    "when_day": "am {weekday}, {date}, um {clock} Uhr",
    "until_day": "{weekday}, {date}, {clock} Uhr",
    # --- a pause ---------------------------------------------------------------------------------------------------------
    "ask_pause": "Wie lange? In dieser Zeit kommt nichts. Drück es, oder schreib es, etwa **2 Wochen** oder **bis Montag**.",
    "pause_1d": "1 Tag",
    "pause_3d": "3 Tage",
    "pause_7d": "Eine Woche",
    "pause_open": "Bis ich „zurück“ sage",
    "paused": "Dann ist Pause: Es kommt nichts bis {until}. Was du schickst, bleibt trotzdem für {therapist}. Mit **zurück** bist du "
    "früher wieder da.",
    "pause_unknown": "„{word}“ verstehe ich nicht. Wie lange? Schreib es so: **3 Tage**, **2 Wochen** oder **bis Montag**.",
    "pause_past": "Das ist schon vorbei. Wie lange? Schreib es so: **3 Tage**, **2 Wochen** oder **bis Montag**.",
    "pause_far": "Das ist mehr als ein Jahr. Du könntest ohne Ende Pause machen und **zurück** schreiben, wann du magst. Wie lange?",
    "pause_over": "Deine Pause ist vorbei. Ab jetzt kommen wieder Einladungen. /pause, wenn es zu früh ist.",
    "menu_pause": "Eine Weile kommt nichts",
    # --- settings --------------------------------------------------------------------------------------------------------
    "set_days": "Tage",
    "set_cap": "Wie viele am Tag",
    "ask_days": "An welchen Tagen darf etwas kommen? Drück es, oder schreib es, etwa **mo mi fr**.",
    "days_every": "Jeden Tag",
    "days_weekdays": "Montag bis Freitag",
    "days_weekend": "Am Wochenende",
    "days_told_every": "jeden Tag",
    "days_told_weekdays": "Montag bis Freitag",
    "days_told_weekend": "Samstag und Sonntag",
    "days_set": "Von jetzt an darf an diesen Tagen etwas kommen: {days}.",
    "days_none": "Damit gar nichts kommt, gibt es /pause, so lange du magst.",
    "days_unknown": "„{word}“ verstehe ich nicht. Schreib die Tage, etwa **mo mi fr** oder **mo-fr**.",
    "ask_cap": "Wie viele am Tag höchstens? Drück es, oder schreib eine Zahl von 1 bis 10.",
    "cap_set": "Von jetzt an höchstens so viele am Tag: {count}.",
    "cap_unknown": "„{word}“ verstehe ich nicht. Schreib eine Zahl von 1 bis 10.",
    "zone_where": "Wo ist es jetzt {time} Uhr? Drück die Stadt mit deiner Zeit, oder schreib eine andere.",
    "zone_none_of_these": "Keine davon",
    "zone_write_city": "Dann schreib die nächste große Stadt, etwa **Lissabon**.",
    "zone_no_such_time": "Ich kenne keinen Ort, an dem es jetzt {time} Uhr ist. Schreib die nächste große Stadt, etwa **Lissabon**.",
    "zone_stay": "So lassen: {time} {zone}",
}
