"""A practice in a language nobody speaks: interface texts in accented letters, its own library in wide ones, names in Cyrillic.

So every plain letter that anybody is shown comes from neither: it stands in the code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from core.desk import places
from core.desk.context import Desk
from core.desk.effects import DeskEffects
from core.desk.limits import NEEDS, tags_of
from core.desk.places import city
from core.desk.renewal import Renewals
from core.domain.message import OutgoingMessage
from core.prompts.consent import ConsentDocument, Consents
from core.prompts.library import Library, load_library
from core.safety.phrase_words import WORDS
from core.texts.calendar import month_name, weekday_name
from core.texts.pseudo import PSEUDO
from core.texts.typed import words_of
from tests.unit.core.desk.asked import FILES
from tests.unit.core.desk.bench import CONSENTS, STARTER, Bench
from tests.unit.core.desk.test_approval_desk import PROGRAMME, STRONG

_WIDE = {ord(each): ord(each) + 0xFEE0 for each in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_GAP = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_DAYS = [weekday_name(number, PSEUDO) for number in range(7)]
_MONTHS = [month_name(number, PSEUDO) for number in range(1, 13)]
_LISTED = rf"(?:{'|'.join(_DAYS)}|\d+(?:st|nd|rd|th)?)"
# What may be shown in plain letters, and why.
ALLOWED = re.compile(
    "|".join(
        (
            r"https://\S+",  # a link
            r"/[a-z]+(?: ALIAS)?",  # a command
            r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b",  # a code
            r"\b[A-Z][a-z]+-\d+\b",  # an alias
            r"\((?:[0-9A-F]{4})\)",  # the number of a card or a fault
            r"\b(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z]\w+(?:/\w+)?",  # a zone
            rf"\b(?:{'|'.join(sorted(map(city, (*places._CITIES, *places._ALSO)), key=len, reverse=True))})\b",  # a city
            r"\b(?:Telegram|Discord|Vignette|UTC|den-bot|xx)\b",  # proper names, and the language itself
            rf"\b(?:{'|'.join(WORDS['en'])}) (?:{'|'.join(WORDS['en'])})\b",  # the two words of joining: data of their own
            r"\b(?:drawing|roleplay|voice|writing)/[a-z-]+",  # a prompt by its id
            r"“[^”]*”",  # what somebody typed, said back
            r"\b\d+ [kM]B\b",  # a size
            rf"{_LISTED} (?:and|or|to) (?={_LISTED})",  # tests of counting.py
            rf"\b(?:{'|'.join([*_DAYS, *(day[:3] for day in _DAYS), *_MONTHS])})\b",  # dates: tests of calendar.py and clocks.py
            r"\b(?:\d+|one|two|three) (?:working )?(?:minute|hour|day|week|month)s?\b",  # lengths: tests of counting.py
            r"\b\d+(?:st|nd|rd|th)\b",
            r"\bevery (?:minute|hour|day|week|\d+ \w+)\b",
        )
    )
)
_PLAIN = re.compile(r"[A-Za-z]+")


def untranslated(text: str, ids: Collection[str] = ()) -> list[str]:
    """The plain words of a text that are not allowed. ids: names in the library that people type as they stand."""
    rest = ALLOWED.sub(" ", text)
    if ids:
        named = "|".join(sorted(map(re.escape, ids), key=len, reverse=True))
        rest = re.sub(rf"(?<![\w-])(?:{named})(?![\w-])", " ", rest)
    return _PLAIN.findall(rest)


def ids_of(library: Library) -> frozenset[str]:
    """Programmes, their steps, tags, needs, and the words that are typed with them."""
    steps = {step.id for programme in library.programmes.values() for step in programme.steps}
    typed = {word for table in ("limit", "away") for words in words_of(PSEUDO)[table].values() for word in words}
    return frozenset({*library.programmes, *steps, *tags_of(library), *NEEDS, *typed})


def foreign_library(folder: Path) -> Library:
    """The small library, a strong prompt and those with a question before them, in wide letters."""
    folder.mkdir()
    read = YAML(typ="safe")
    texts = {file.name: file.read_text(encoding="utf-8") for file in STARTER.iterdir()}
    texts |= {f"{name}.yaml": text for name, text in {**FILES, "strong": STRONG, "deep-programme": PROGRAMME}.items()}
    for name, text in texts.items():
        found = read.load(text)
        found |= _widened({each: found[each] for each in ("evidence",) if each in found})
        found["text"] = {PSEUDO: _widened(found["text"]["en"])}
        (folder / name).write_text(json.dumps(found, default=str), encoding="utf-8")
    library, faults = load_library(folder, fallback=PSEUDO)
    assert library is not None, faults
    return library


def foreign_consents() -> Consents:
    """The starter's English documents, in wide letters."""
    told = "say", "more", "ask", "answers", "explain", "agree", "decline", "next", "back", "changed"
    documents = [
        ConsentDocument.model_validate(
            {**_widened(each.model_dump(mode="json", exclude_defaults=True), told), "language": PSEUDO}
        )
        for each in CONSENTS.documents
        if each.language == "en"
    ]
    return Consents(tuple(documents))


def _widened(value: Any, only: tuple[str, ...] | None = None, *, under: str = "") -> Any:
    """Every string in it in wide letters but for gaps; only: those under these keys."""
    match value:
        case dict():
            return {
                name: _widened(each, only, under="answers" if under == "answers" else name)
                for name, each in value.items()
            }
        case list():
            return [_widened(each, only, under=under) for each in value]
        case str() if only is None or under in only:
            pieces = _GAP.split(value)
            return "".join(piece if at % 2 else piece.translate(_WIDE) for at, piece in enumerate(pieces))
        case _:
            return value


class ForeignBench(Bench):
    """A bench of that practice. shown: every text, label and title that went out, with where it went."""

    def __init__(self, url: str, library: Library) -> None:
        super().__init__(url, library, languages=(PSEUDO,))
        self.facts = replace(self.facts, name="Студия", help_lines=("112", "116 123"))
        self.consents = foreign_consents()
        self.desk = Desk(self.facts, lambda: self.library, self.desk.folding, lambda: self.consents)
        self.renewals = Renewals(self.desk)
        self.effects = DeskEffects(self.desk)
        for sender in self.senders.values():
            sender._effects = self.effects
        self.shown: list[tuple[str, str]] = []

    def _arrive(self, what, message: OutgoingMessage):
        where = f"{what.kind.value} to {'a client' if what.subject.address else 'a therapist'}"
        self.shown += [(where, each) for each in self._letters(what, message)]
        return super()._arrive(what, message)

    @staticmethod
    def _letters(what, message: OutgoingMessage) -> Iterator[str]:
        yield message.text.plain
        yield what.title
        yield from (each.label for row in message.buttons for each in row)

    def faults(self) -> dict[str, str]:
        """What plain words were shown, and for each such finding one text that showed them and to whom."""
        ids = ids_of(self.library)
        found = [(untranslated(text, ids), where, text) for where, text in dict.fromkeys(self.shown)]
        return {" ".join(words): f"{where}: {text}" for words, where, text in found if words}
