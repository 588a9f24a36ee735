"""Typed words: commands with a slash, and the few bare words that always work. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import decimal


class Word(StrEnum):
    """What somebody asked for by typing."""

    START = "start"
    HELP = "help"
    SOS = "sos"
    LEAVE = "leave for good"  # /stop
    HALT = "stop"  # the bare word
    DONE = "done"
    TODAY = "today"
    AGREE = "agree"
    DECLINE = "no"
    REST = "rest"
    BACK = "back"
    REGISTER = "register"
    INVITE = "invite"
    ENROL = "enrol"
    CLIENTS = "clients"
    QUEUE = "queue"
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
    "sos": Word.SOS,
    "stop": Word.LEAVE,
    "done": Word.DONE,
    "today": Word.TODAY,
    "agree": Word.AGREE,
    "no": Word.DECLINE,
    "rest": Word.REST,
    "leave": Word.LEAVE,
    "back": Word.BACK,
    "register": Word.REGISTER,
    "invite": Word.INVITE,
    "enrol": Word.ENROL,
    "enroll": Word.ENROL,
    "clients": Word.CLIENTS,
    "queue": Word.QUEUE,
}
_BARE = {
    "stop": Word.HALT,
    "stopp": Word.HALT,
    "sos": Word.SOS,
    "done": Word.DONE,
    "fertig": Word.DONE,
    "help me": Word.SOS,
    "back": Word.BACK,
}
_AGREEING = {"agree", "i agree", "yes", "ja", "ok", "okay"}
_DECLINING = {"no", "no thank you", "no, thank you", "no thanks", "nein"}
_RESTING = {"rest", "pause"}
_LEAVING = {"leave", "leave for good"}
_COMMAND = re.compile(r"^/([A-Za-z_]+)(?:@\w+)?[.!?…]*(?:\s+(.*))?$", re.DOTALL)
_UNSEEN = " \t\r\n\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"  # keyboards put direction marks first
_DASHES = re.compile(rf"[\s{_UNSEEN}\u2010-\u2015\u2212-]")
_CODE = re.compile(r"^[0-9A-HJKMNP-TV-Z]{16}$")
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def read(text: str) -> Typed | None:
    """The command in a message, or None when it is just words. A slash command we do not know is UNKNOWN."""
    stripped = text.strip(_UNSEEN)
    command = _COMMAND.match(stripped)
    if command is not None:
        word = _SLASHED.get(command[1].lower(), Word.UNKNOWN)
        return Typed(word, (command[2] or "").strip(), f"/{command[1]}")
    bare = _BARE.get(stripped.lower().rstrip(".!… "))
    return None if bare is None else Typed(bare, raw=stripped)


def says_yes(text: str) -> bool:
    """Agreement to joining."""
    return text.strip(_UNSEEN).lower().rstrip(".! ") in _AGREEING


def says_no(text: str) -> bool:
    """No to joining."""
    return text.strip(_UNSEEN).lower().rstrip(".! ") in _DECLINING


def chooses_rest(text: str) -> bool:
    """Rest, after "stop"."""
    return text.strip(_UNSEEN).lower().rstrip(".! ") in _RESTING


def chooses_leaving(text: str) -> bool:
    """Leaving for good, after "stop"."""
    return text.strip(_UNSEEN).lower().rstrip(".! ") in _LEAVING


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
