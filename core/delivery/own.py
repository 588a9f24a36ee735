"""Therapists' own prompts beside the library: looked up for the occurrences that name them, and for nothing else (SPEC 3.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.delivery.forms import outgoing_file
from core.delivery.prompt_words import prompt_words
from core.domain.message import Capabilities, OutgoingFile, OutgoingMessage
from core.domain.own import row_of
from core.domain.practice import PracticeFacts
from core.prompts.library import Library
from core.prompts.own import OwnPrompt, own_prompt
from core.prompts.schema import Prompt
from core.store import media, own_prompts
from core.store.own_prompts import Own
from core.store.unit import Unit


def with_own(unit: Unit, library: Library, names: Iterable[str], *, of: str | None = None) -> Library:
    """The library, and beside it those of these prompts that are therapists' own. of: one therapist's alone."""
    rows = {row for name in names if (row := row_of(name)) is not None}
    if not rows:
        return library
    found = [own for own in own_prompts.many(unit, rows) if of in (None, own.therapist)]
    return replace(library, own={prompt.id: prompt for prompt in map(as_prompt, found)})


def prompt_named(unit: Unit, library: Library, name: str) -> Prompt | None:
    """What an occurrence names, a therapist's own or one of the library's."""
    return with_own(unit, library, [name]).prompt(name)


def as_prompt(own: Own) -> OwnPrompt:
    """A row as a prompt."""
    return own_prompt(
        own.id,
        own.content,
        modality=own.modality,
        intensity=own.intensity,
        minutes=own.minutes,
        language=own.language,
        file=own.words,
    )


def prompt_message(
    practice: PracticeFacts,
    *,
    title: str,
    body: str,
    minutes: int,
    language: str,
    therapist: str,
    file: OutgoingFile | None = None,
) -> OutgoingMessage:
    """A prompt as its client sees it, without its buttons: title, words, how long it takes and who answers by when."""
    words = prompt_words(title, body, language=language, minutes=minutes, therapist=therapist, promise=practice.promise)
    return OutgoingMessage(words, file=file)


def file_of(unit: Unit, prompt: Prompt, able: Capabilities) -> OutgoingFile | None:
    """The picture or sound of a therapist's own prompt, as others may see it. None: it has none. Raises LookupError where it
    has one that this platform does not carry.
    """
    found = media.of_feedback(unit, prompt.file) if isinstance(prompt, OwnPrompt) and prompt.file is not None else []
    if not found:
        return None
    shown = outgoing_file(found[0], able)
    if shown is None:
        raise LookupError("the file of this prompt cannot be carried there")
    return shown
