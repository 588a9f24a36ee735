"""Typed words: commands with a slash, and the few bare words that always work (core/texts/words). Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from unicodedata import category, decimal, normalize

from core.texts.typed import words_in


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


_THEMSELVES = {"language", "hours", "timezone"}  # commands that name what is to be set
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
        word = _commands().get(command[1].lower(), Word.UNKNOWN)
        rest = (command[2] or "").strip()
        if command[1].lower() in _THEMSELVES:
            rest = f"{command[1].lower()} {rest}".strip()
        return Typed(word, rest, f"/{command[1]}")
    bare = _bare().get(_alone(text))
    return None if bare is None else Typed(bare, raw=stripped)


@cache
def _commands() -> Mapping[str, Word]:
    return {each: Word[meaning.upper()] for meaning, words in words_in("commands").items() for each in words}


@cache
def _bare() -> Mapping[str, Word]:
    return {_alone(each): Word[meaning.upper()] for meaning, words in words_in("alone").items() for each in words}


@cache
def _halted() -> Mapping[str, str]:
    return {_alone(each): meaning for meaning, words in words_in("halted").items() for each in words}


@cache
def _acknowledging() -> frozenset[str]:
    return frozenset(map(_alone, words_in("alert")["acknowledge"]))


def _alone(text: str) -> str:
    """A message as one of those words would be: what keyboards add or leave out does not matter, nor what stands around
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
    return _halted().get(_alone(text)) == "rest"


def chooses_leaving(text: str) -> bool:
    """Leaving for good, after "stop"."""
    return _halted().get(_alone(text)) == "leave"


def acknowledges(text: str) -> bool:
    """A therapist's answer to the test alert, with or without a slash."""
    return _alone(text).removeprefix("/") in _acknowledging()


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
