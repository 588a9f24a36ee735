"""What words of time mean, in English, German, Spanish and Arabic; as `lengths.folded` writes them: no accents, small
letters. All but English was made by machine, for review by a native speaker.
"""

from __future__ import annotations

from typing import Final

Meaning = tuple[tuple[str, int], ...]  # kind and value of each token that a phrase stands for

_MORNING, _NOON, _AFTERNOON, _EVENING = 9, 12, 15, 20  # the hours that parts of a day stand for

_KINDS: Final[dict[Meaning, str]] = {
    (): (  # they only hold others together
        "a|an|the|for|on|next|coming|of|this|and|from now|from now on|"
        "ein|eine|einen|einer|einem|der|die|das|den|am|fur|fuer|lang|lange|noch|nachsten|naechsten|nachste|naechste|nachster|kommenden|kommende|diesen|diese|dieser|heutigen|und|"
        "un|una|uno|el|la|las|los|durante|por|de|del|proximo|proxima|este|esta|y|"
        "لمده|القادم|القادمه|المقبل|المقبله|في|هذا|هذه|من"
    ),
    (("until", 0),): "until|till|til|bis|bis zum|bis am|hasta|hasta el|حتي|الي|لغايه",
    (("in", 0),): "in|en|dentro de|بعد|خلال",
    (("now", 0),): "now|right now|at once|jetzt|sofort|gleich|ahora|ahora mismo|ya|الان|حالا|فورا",
    (("at", 0),): "at|um|gegen|a las|a la|las|الساعه|عند الساعه|في الساعه|@",
    (("oclock", 0),): "oclock|o clock|uhr|horas en punto|en punto|hrs",
    (("meridiem", 0),): "am",
    (("meridiem", 1),): "pm",
    (("offset", -1),): "yesterday|gestern|ayer|امس|مبارح",
    (("offset", 0),): "today|heute|hoy|اليوم",
    (("offset", 1),): "tomorrow|morgen|manana|غدا|الغد|غد|بكره|بكرا",
    (
        ("offset", 2),
    ): "the day after tomorrow|day after tomorrow|ubermorgen|uebermorgen|pasado manana|بعد غد|بعد الغد|بعد بكره",
    (("offset", 0), ("part", _EVENING)): "tonight|esta noche|الليله|هذا المساء",
    (("offset", 0), ("part", _MORNING)): "heute morgen|heute fruh|this morning|esta manana|هذا الصباح",
    (("offset", 1), ("part", _MORNING)): "morgen fruh|morgen frueh",
    (("part", _MORNING),): (
        "morning|in the morning|morgens|fruh|in der fruh|vormittag|vormittags|am morgen|am vormittag|"
        "por la manana|de la manana|en la manana|صباح|صباحا|في الصباح|الصباح|ص"
    ),
    (("part", _NOON),): "noon|at noon|midday|at midday|mittag|mittags|am mittag|mediodia|a mediodia|al mediodia",
    (("part", _AFTERNOON),): (
        "afternoon|in the afternoon|nachmittag|nachmittags|am nachmittag|tarde|por la tarde|de la tarde|en la tarde|"
        "بعد الظهر|عصرا|العصر"
    ),
    (("part", _EVENING),): (
        "evening|in the evening|at night|abend|abends|am abend|noche|por la noche|de la noche|en la noche|"
        "مساء|المساء|في المساء|ليلا|م"
    ),
    (("unit", 0),): "m|min|mins|minute|minutes|minuten|minuto|minutos|دقيقه|دقايق",
    (("number", 2), ("unit", 0)): "دقيقتين|دقيقتان",
    (("number", 30), ("unit", 0)): (
        "half an hour|half hour|halbe stunde|halben stunde|eine halbe stunde|einer halben stunde|media hora|نصف ساعه"
    ),
    (("unit", 1),): "h|hr|hour|hours|std|stunde|stunden|hora|horas|ساعه|ساعات",
    (("number", 2), ("unit", 1)): "ساعتين|ساعتان",
    (("unit", 2),): "d|day|days|tag|tage|tagen|dia|dias|يوم|ايام|يوما",
    (("number", 2), ("unit", 2)): "يومين|يومان",
    (("unit", 3),): "w|wk|wks|week|weeks|woche|wochen|semana|semanas|sem|اسبوع|اسابيع|اسبوعا",
    (("number", 2), ("unit", 3)): "اسبوعين|اسبوعان",
    (("unit", 4),): "month|months|monat|monate|monaten|mes|meses|شهر|اشهر|شهور|شهرا",
    (("number", 2), ("unit", 4)): "شهرين|شهران",
    (("number", 1),): "one|eins|واحد|واحده",
    (("number", 2),): "two|zwei|dos|اثنان",
    (("number", 3),): "three|drei|tres|ثلاثه|ثلاث",
    (("number", 4),): "four|vier|cuatro|اربعه|اربع",
    (("number", 5),): "five|funf|fuenf|cinco|خمسه|خمس",
    (("number", 6),): "six|sechs|seis|سته|ست",
    (("number", 7),): "seven|sieben|siete|سبعه|سبع",
    (("number", 8),): "eight|acht|ocho|ثمانيه|ثماني",
    (("number", 9),): "nine|neun|nueve|تسعه|تسع",
    (("number", 10),): "ten|zehn|diez|عشره|عشر",
    (("weekday", 0),): "monday|mon|montag|mo|lunes|lun|الاثنين|اثنين|يوم الاثنين",
    (("weekday", 1),): "tuesday|tue|tues|dienstag|di|martes|mar|الثلاثاء|ثلاثاء|يوم الثلاثاء",
    (("weekday", 2),): "wednesday|wed|mittwoch|mi|miercoles|mie|الاربعاء|اربعاء|يوم الاربعاء",
    (("weekday", 3),): "thursday|thu|thur|thurs|donnerstag|do|jueves|jue|الخميس|خميس|يوم الخميس",
    (("weekday", 4),): "friday|fri|freitag|fr|viernes|vie|الجمعه|جمعه|يوم الجمعه",
    (("weekday", 5),): "saturday|sat|samstag|sonnabend|sa|sabado|sab|السبت|سبت|يوم السبت",
    (("weekday", 6),): "sunday|sun|sonntag|so|domingo|dom|الاحد|احد|يوم الاحد",
    (("month", 1),): "january|jan|januar|janner|jaenner|enero|ene|يناير|كانون الثاني",
    (("month", 2),): "february|feb|februar|febrero|فبراير|شباط",
    (("month", 3),): "march|marz|maerz|marzo|مارس|اذار",
    (("month", 4),): "april|apr|abril|abr|ابريل|نيسان",
    (("month", 5),): "may|mai|mayo|مايو|ايار",
    (("month", 6),): "june|jun|juni|junio|يونيو|حزيران",
    (("month", 7),): "july|jul|juli|julio|يوليو|تموز",
    (("month", 8),): "august|aug|agosto|ago|اغسطس|اب",
    (("month", 9),): "september|sep|sept|septiembre|setiembre|سبتمبر|ايلول",
    (("month", 10),): "october|oct|oktober|okt|octubre|اكتوبر|تشرين الاول",
    (("month", 11),): "november|nov|noviembre|نوفمبر|تشرين الثاني",
    (("month", 12),): "december|dec|dezember|dez|diciembre|dic|ديسمبر|كانون الاول",
}
ALONE: Final = frozenset({"am"})  # means nothing, unless it stands behind a number
PHRASES: Final[dict[str, Meaning]] = {
    phrase: meaning for meaning, phrases in _KINDS.items() for phrase in phrases.split("|")
}
