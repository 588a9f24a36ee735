"""What prompts and programmes are called, for people who read one of several languages."""

from __future__ import annotations

from collections.abc import Sequence

from core.prompts.library import Library
from core.prompts.text_check import tag_chain


def titles(library: Library, languages: Sequence[str]) -> dict[str, str]:
    """The title of each prompt, therapists' own that are looked up included, in the first of these languages that it has, else in any."""
    return {name: title_of_prompt(library, name, languages) for name in (*library.prompts, *library.own)}


def title_of_prompt(library: Library, prompt: str, languages: Sequence[str]) -> str:
    """One of them; its id where the library does not have it."""
    found = library.prompt(prompt)
    if found is None:
        return prompt
    text = library.text_for(found, languages)
    return next(iter(found.text.values())).title if text is None else text.text.title


def title_of_programme(library: Library, programme: str, languages: Sequence[str]) -> str:
    """The same for a programme."""
    found = library.programmes.get(programme)
    if found is None:
        return programme
    tags = [tag for language in languages for tag in tag_chain(language)]
    named = next((found.text[tag] for tag in tags if tag in found.text), next(iter(found.text.values())))
    return named.title
