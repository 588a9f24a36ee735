"""Consent documents: versioned YAML, one file per document, version and language; what they say is known by its hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

import regex
from pydantic import AfterValidator, Field, StrictBool, StrictInt

from core.prompts.fields import Day, Id, LanguageTag, Name, Shape, Words, read_line
from core.prompts.template import CONSENT_MEMBERS, Values, inspect, prepare
from core.prompts.text_check import tag_chain

MOST_SCREENS = 6  # SPEC 8.2
QUESTIONS = 2  # SPEC 8.2: two understanding questions
LONGEST_NAME = 40  # characters of a name in a screen: with three of them it is still read whole
LONGEST_LABEL = 40  # characters of a button; three stand in one row
JOINING = "joining"  # the document that lets a client in
_LONGEST_PROMISE = 22  # "100 semanas laborables"
_LETTER = regex.compile(r"\X")

Purpose = Literal["prompts", "screening", "media", "contact", "sharing", "afterwards"]
Label = Annotated[str, Field(min_length=1, max_length=LONGEST_LABEL), AfterValidator(read_line)]


class Screen(Shape):
    """One message of the dialogue, with what stands behind its second button."""

    id: Name = Field(description="Name of the screen, the same in every language.", examples=["what"])
    say: Words = Field(description="The screen: 350 characters at most once filled in.", examples=["This is …"])
    more: Words = Field(description="Behind [Tell me more]: 900 characters at most.", examples=["In detail: …"])


class Question(Shape):
    """One understanding question. A wrong answer brings the explanation and the question again, never an end."""

    id: Name = Field(description="Name of the question, the same in every language.", examples=["reading"])
    ask: Words = Field(description="The question: 350 characters at most.", examples=["Is somebody reading right now?"])
    answers: dict[Name, Label] = Field(
        min_length=2,
        max_length=3,
        description="Buttons, in this order: name of the answer -> its label.",
        examples=[{"nobody": "Nobody", "somebody": "Somebody"}],
    )
    right: Name = Field(description="The name of the right answer.", examples=["nobody"])
    explain: Words = Field(description="Another explanation, shown after a wrong answer.", examples=["Ada reads …"])


class Agreement(Shape):
    """One purpose, asked for itself, never agreed to beforehand."""

    purpose: Purpose = Field(description="What is agreed to (SPEC 8.2 a-f).", examples=["prompts"])
    ask: Words = Field(description="The question: 350 characters at most.", examples=["May I send you prompts?"])
    agree: Label = Field(description="The button that agrees.", examples=["I agree"])
    decline: Label = Field(description="The button that does not.", examples=["No, thank you"])


class Buttons(Shape):
    """The dialogue's own buttons."""

    next: Label = Field(description="On to the next screen.", examples=["Go on"])
    more: Label = Field(description="Shows what stands behind the screen.", examples=["Tell me more"])
    back: Label = Field(description="Back to the screen before.", examples=["Back"])


class ConsentDocument(Shape):
    """A consent document in one language. The same version in another language says the same."""

    kind: Literal["consent"] = Field(description="What this file holds.", examples=["consent"])
    id: Id = Field(description="The document, the same in every language.", examples=[JOINING])
    version: Annotated[StrictInt, Field(ge=1, le=9999)] = Field(
        description="Counts up with every change of what is said; the same number in every language.", examples=[1]
    )
    language: LanguageTag = Field(description="The language of this file.", examples=["en"])
    effective_from: Day = Field(description="From this day on it is the one that holds.", examples=["2026-11-22"])
    material: StrictBool = Field(
        description="Whether clients who agreed to an older version are asked again; else they are only told.",
        examples=[True],
    )
    changed: Words | None = Field(
        None,
        description="From version 2 on: what is different now, in 350 characters at most. It is the first thing said.",
        examples=["New: files are kept for a year."],
    )
    screens: tuple[Screen, ...] = Field(
        min_length=1, max_length=MOST_SCREENS, description="What is told, screen by screen."
    )
    questions: tuple[Question, ...] = Field(
        min_length=QUESTIONS, max_length=QUESTIONS, description="What must be understood: two questions."
    )
    agreements: tuple[Agreement, ...] = Field(
        min_length=1, max_length=3, description="What is asked at joining, in this order; prompts and screening."
    )
    later: tuple[Agreement, ...] = Field((), max_length=4, description="What is asked when it is first needed.")
    words: Buttons = Field(description="The dialogue's own buttons.")

    @property
    def canonical(self) -> str:
        """What the document says, as one JSON text: comments, quotes and the file's name do not count."""
        told = self.model_dump(mode="json", exclude_defaults=True)
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """The hash of `canonical`, hexadecimal."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    def later_on(self, purpose: str) -> Agreement | None:
        """What is asked when this purpose is first needed."""
        return next((each for each in self.later if each.purpose == purpose), None)


def read_canonical(text: str) -> ConsentDocument:
    """The document of such a JSON text. Raises ValueError where it is none."""
    return ConsentDocument.model_validate(json.loads(text))


def fill(text: str, values: Values) -> str:
    """One text of a document with the names in it. Raises LibraryFault for a text that a check would refuse."""
    return prepare(text, inspect(text, members=CONSENT_MEMBERS))(values).strip()


@dataclass(frozen=True)
class Consents:
    """Every sound document of a practice, of every version and language."""

    documents: tuple[ConsentDocument, ...] = ()

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages in which somebody can join."""
        return tuple(dict.fromkeys(each.language for each in self.documents if each.id == JOINING))

    def language_of(self, language: str) -> str | None:
        """The language of the document that somebody of this language reads: theirs, or its base."""
        return next((tag for tag in tag_chain(language) if tag in self.languages), None)

    def in_force(self, language: str, today: date) -> ConsentDocument | None:
        """The newest version that holds today, in this language or its base, else the first there will be. None: there
        is no document that they could read; nobody is shown one in another language (CN-06).
        """
        tag = self.language_of(language)
        versions = sorted(
            (each for each in self.documents if each.id == JOINING and each.language == tag), key=lambda d: d.version
        )
        holding = [each for each in versions if each.effective_from <= today]
        return holding[-1] if holding else next(iter(versions), None)


NO_CONSENTS = Consents()
"""Nobody can join with these."""


def shortened(name: str) -> str:
    """A name as long as a screen has room for it, cut between what people see as letters, with an ellipsis."""
    clean = " ".join(name.split())
    if len(clean) <= LONGEST_NAME:
        return clean
    kept = ""
    for letter in _LETTER.findall(clean):
        if len(kept) + len(letter) >= LONGEST_NAME:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def sample_values() -> Values:
    """What lengths are measured with: the longest names, each between two marks of direction, and a long promise."""
    name, promise = f"\u2068{'M' * LONGEST_NAME}\u2069", "M" * _LONGEST_PROMISE
    return Values(client_name=name, therapist_name=name, practice_name=name, practice_promise=promise)
