"""Typed words: commands with a slash, and the few bare words that always work. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category, decimal, normalize


class Word(StrEnum):
    """What somebody asked for by typing."""

    START = "start"
    HELP = "help"
    SOS = "sos"
    LEAVE = "leave for good"  # /stop
    HALT = "stop"  # the bare word
    DONE = "done"
    NOT_SENT = "not sent"  # made, and kept by the client
    WORKS = "works"  # what they made
    TODAY = "today"
    AGREE = "agree"
    DECLINE = "no"
    LATER = "later"
    SKIP = "not today"
    PAUSE = "pause"
    HOW = "how does this work"
    REST = "rest"
    BACK = "back"
    REGISTER = "register"
    INVITE = "invite"
    UNINVITE = "uninvite"
    ENROL = "enrol"
    CLIENTS = "clients"
    QUEUE = "queue"
    SETTINGS = "settings"
    RESUME = "resume"
    SEND = "send"
    UNSEND = "unsend"
    LIMIT = "limit"
    AWAY = "away"
    WHY = "why"
    ADAPT = "adapt"
    NEW = "new"
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Typed:
    """A command and what stands behind it. raw: the command as typed, for "I do not know ..."."""

    word: Word
    rest: str = ""
    raw: str = ""


_SLASHED = {
    "start": Word.START,
    "help": Word.HELP,
    "more": Word.HELP,
    "sos": Word.SOS,
    "stop": Word.LEAVE,
    "done": Word.DONE,
    **dict.fromkeys(("works", "history", "werke", "obras", "أعمالي"), Word.WORKS),
    **dict.fromkeys(("notsent", "keep"), Word.NOT_SENT),
    "today": Word.TODAY,
    "agree": Word.AGREE,
    "no": Word.DECLINE,
    "later": Word.LATER,
    "skip": Word.SKIP,
    "pause": Word.PAUSE,
    "how": Word.HOW,
    "rest": Word.REST,
    "leave": Word.LEAVE,
    "back": Word.BACK,
    "register": Word.REGISTER,
    "invite": Word.INVITE,
    "uninvite": Word.UNINVITE,
    "enrol": Word.ENROL,
    "enroll": Word.ENROL,
    "clients": Word.CLIENTS,
    "queue": Word.QUEUE,
    "approve": Word.APPROVE,
    "refuse": Word.REFUSE,
    **dict.fromkeys(("pause", "pausa", "إيقاف"), Word.PAUSE),
    **dict.fromkeys(("resume", "weiter", "fortsetzen", "reanudar", "seguir", "استئناف"), Word.RESUME),
    **dict.fromkeys(("send", "senden", "enviar", "إرسال"), Word.SEND),
    **dict.fromkeys(("unsend", "zuruecknehmen", "zurücknehmen", "retirar", "سحب"), Word.UNSEND),
    **dict.fromkeys(("limit", "limits", "grenzen", "ausnehmen", "excluir", "استثناء"), Word.LIMIT),
    **dict.fromkeys(("away", "abwesend", "ausente", "غياب"), Word.AWAY),
    **dict.fromkeys(("why", "warum", "porque", "لماذا"), Word.WHY),
    **dict.fromkeys(("adapt", "anpassen", "adaptar", "تكييف"), Word.ADAPT),
    **dict.fromkeys(("new", "neu", "nueva", "nuevo", "جديد"), Word.NEW),
    **dict.fromkeys(("propose", "vorschlagen", "proponer", "اقتراح"), Word.PROPOSE),
    "settings": Word.SETTINGS,
    "language": Word.SETTINGS,
    "hours": Word.SETTINGS,
    "timezone": Word.SETTINGS,
}
_THEMSELVES = {"language", "hours", "timezone"}  # commands that name what is to be set
# Words that count only where a message is that word and nothing else; as _alone() writes them: small letters, no Arabic
# vowel marks, every alef bare. Left out are words that are as often an answer as a wish: "help", "halt", "basta", "خلاص".
_BARE_WORDS: dict[Word, tuple[str, ...]] = {
    Word.HALT: ("stop", "stopp", "parar", "para", "pare", "alto", "توقف", "توقفي", "قف", "قفي", "ستوب"),
    Word.SOS: (
        "sos", "i need support", "ich brauche unterstützung", "ich brauche unterstuetzung", "necesito apoyo", "احتاج الى دعم",
        "help me", "hilf mir", "helft mir", "ayúdame", "ayudame", "ayúdenme", "ayudenme", "socorro", "auxilio",
        "ساعدني", "ساعديني", "ساعدوني", "النجدة", "انقذوني",
    ),
    Word.DONE: ("done", "fertig", "hecho", "listo", "lista", "terminado", "تم", "انتهيت", "خلصت"),
    Word.NOT_SENT: (
        "not sent", "i keep it", "i made it and keep it", "nicht gesendet", "ich behalte es", "gemacht, ich behalte es",
        "no enviado", "me lo quedo", "lo hice y me lo quedo", "لم ارسل", "ابقيه معي", "تم وابقيه معي",
    ),
    Word.WORKS: (
        "my works", "what i made", "history", "meine werke", "was ich gemacht habe", "verlauf", "mis obras", "lo que hice", "historial", "اعمالي", "ما صنعته",
    ),
    Word.TODAY: ("today", "heute", "hoy", "اليوم"),
    Word.BACK: ("back", "zurück", "zurueck", "volver", "regresar", "عودة", "عوده"),
    Word.LATER: ("later", "später", "spaeter", "más tarde", "mas tarde", "luego", "لاحقا", "فيما بعد"),
    Word.SKIP: ("not today", "skip", "heute nicht", "nicht heute", "hoy no", "no hoy", "ليس اليوم"),
    Word.PAUSE: ("pause", "pausa", "ايقاف مؤقت", "استراحة", "استراحه"),
    Word.HOW: (
        "how does this work", "how does this work?", "how it works", "wie geht das", "wie geht das?", "wie geht das hier",
        "wie geht das hier?", "wie funktioniert das", "wie funktioniert das?", "cómo funciona", "como funciona", "¿cómo funciona?",
        "¿como funciona?", "cómo funciona?", "como funciona?", "كيف يعمل هذا", "كيف يعمل هذا؟", "كيف يعمل",
    ),
    Word.SETTINGS: ("settings", "einstellungen", "ajustes", "الاعدادات"),
}  # fmt: skip
_BARE = {each: word for word, words in _BARE_WORDS.items() for each in words}
_RESTING = {
    "rest", "pause", "pause machen", "pausieren", "ausruhen", "ruhen", "descansar", "descanso", "pausa", "استراحة", "استراحه", "راحة",
}  # fmt: skip
_LEAVING = {
    "leave", "leave for good", "aufhören", "aufhoeren", "ganz aufhören", "gehen", "irme", "irme del todo", "salir",
    "مغادرة", "مغادره", "المغادرة", "مغادرة نهائية",
}  # fmt: skip
_ACKNOWLEDGING = {"acknowledge", "acknowledged"}
_COMMAND = re.compile(r"^/([^\W\d]+)(?:@\w+)?[^\w\s/]*(?:\s+(.*))?$", re.DOTALL)
_UNSEEN = " \t\r\n\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"  # keyboards put direction marks first
_ALIKE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "\u0640": None} | dict.fromkeys(map(chr, range(0x64B, 0x653))))
_DASHES = re.compile(rf"[\s{_UNSEEN}\u2010-\u2015\u2212-]")
_CODE = re.compile(r"^[0-9A-HJKMNP-TV-Z]{16}$")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def read(text: str) -> Typed | None:
    """The command in a message, or None when it is just words. A slash command we do not know is UNKNOWN."""
    stripped, word_alone = text.strip(_UNSEEN), _bared(text)
    command = _COMMAND.match(stripped) or (None if len(word_alone.split()) > 1 else _COMMAND.match(word_alone))
    if command is not None:
        word = _SLASHED.get(command[1].lower(), Word.UNKNOWN)
        rest = (command[2] or "").strip()
        if command[1].lower() in _THEMSELVES:
            rest = f"{command[1].lower()} {rest}".strip()
        return Typed(word, rest, f"/{command[1]}")
    bare = _BARE.get(_alone(text))
    return None if bare is None else Typed(bare, raw=stripped)


def _alone(text: str) -> str:
    """A message as one of the words above would be: what keyboards add or leave out does not matter, nor what stands around
    it, the quotation marks above all in which we print it ourselves.
    """
    # NFKC: Arabic letters come also in the forms of old files.
    composed = normalize("NFKC", _bared(text)).lower().translate(_ALIKE)
    words = [bared for each in composed.split() if (bared := _bared(each))]
    return words[0] if len(set(words)) == 1 else _bared(composed)  # "stop, stop" is the same wish, said twice


def _bared(text: str) -> str:
    """From the first letter or digit to the last: without quotation marks, brackets, emoji. A slash stays, it means something."""
    composed = normalize("NFC", text)
    first, end = 0, len(composed)
    while first < end and _is_decoration(composed[first]):
        first += 1
    while end > first and _is_decoration(composed[end - 1]):
        end -= 1
    return composed[first:end]


def _is_decoration(character: str) -> bool:
    return character != "/" and category(character)[0] not in "LN"


def chooses_rest(text: str) -> bool:
    """Rest, after "stop"."""
    return _alone(text) in _RESTING


def chooses_leaving(text: str) -> bool:
    """Leaving for good, after "stop"."""
    return _alone(text) in _LEAVING


def acknowledges(text: str) -> bool:
    """A therapist's answer to the test alert, with or without a slash."""
    return _alone(text).removeprefix("/") in _ACKNOWLEDGING


def code_in(text: str) -> str | None:
    """A one-time code if the text is one: 16 characters; case, dashes and the script of the digits do not matter,
    look-alikes are forgiven.
    """
    squeezed = _DASHES.sub("", text).upper().translate(_LOOKALIKES)
    squeezed = "".join(str(decimal(each)) if each.isdecimal() else each for each in squeezed)
    return squeezed if _CODE.match(squeezed) else None


def number_in(text: str) -> int | None:
    """A number typed alone, in any script's digits (1, ٢, 3.)."""
    stripped = text.strip(_UNSEEN).rstrip(".)")
    return int(stripped) if stripped.isdecimal() and len(stripped) <= 2 else None
