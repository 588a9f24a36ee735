"""What a therapist leaves out for a client, out of typed words in four languages: tags, needs, intensity. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from core.desk.day_words import tidy
from core.prompts.library import Library
from core.store.clients import NO_LIMITS, Limits
from core.texts.catalogue import BASE
from core.texts.typed import named_in, words_in

NEEDS = ("private_space", "mirror", "paper")
_AVOID, _LACKS, _INTENSITY, _NOTHING = "avoid", "lacks", "intensity", "none"
_KINDS = (_AVOID, _LACKS, _INTENSITY, _NOTHING)


@cache
def _limiting() -> Mapping[str, str]:
    return {tidy(each): kind for kind, words in words_in("limit").items() for each in words}


class Unknown:
    """A word that is none of those that are known there; what is near comes first."""

    def __init__(self, word: str, known: list[str]) -> None:
        near = get_close_matches(word.lower(), known, n=3, cutoff=0.6)
        self.word, self.known = word, [*near, *(each for each in known if each not in near)]


def limits_in(words: str, before: Limits, tags: list[str], language: str = BASE) -> Limits | Unknown:
    """As in "avoid dissociation lacks paper": each part that is named is set anew, the others stay; "none" alone ends them all.

    "none" within a part ends that part. Tags are those of the library and those that are set already. language: in which
    the parts are named that a word could be.
    """
    if _limiting().get(tidy(words)) == _NOTHING:
        return NO_LIMITS
    avoid, lacks, intensity = before.avoid, before.lacks, before.intensity
    part = ""
    for word in words.replace(",", " ").split():
        kind = _limiting().get(tidy(word), "")
        if kind == _NOTHING and not part:
            avoid, lacks, intensity = (), (), NO_LIMITS.intensity
        elif kind and kind != _NOTHING:
            part = kind
            avoid, lacks = (() if part == _AVOID else avoid), (() if part == _LACKS else lacks)
        elif kind == _NOTHING:
            intensity = NO_LIMITS.intensity if part == _INTENSITY else intensity
        elif part == _AVOID:
            known = sorted({*tags, *before.avoid})
            tag = next((each for each in known if tidy(each) == tidy(word)), None)
            if tag is None:
                return Unknown(word, known)
            avoid = tuple(dict.fromkeys((*avoid, tag)))
        elif part == _LACKS:
            need = next((each for each in NEEDS if each == tidy(word).replace("-", "_")), None)
            if need is None:
                return Unknown(word, list(NEEDS))
            lacks = tuple(dict.fromkeys((*lacks, need)))
        elif part == _INTENSITY and tidy(word) in ("1", "2", "3"):
            intensity = int(tidy(word))
        else:
            kinds = [named_in("limit", each, language) for each in _KINDS]
            return Unknown(word, ["1", "2"] if part == _INTENSITY else kinds)
    return Limits(avoid, lacks, intensity)


def limits_offered(library: Library, language: str) -> list[str]:
    """What can be typed as it stands, in the words of a language."""
    avoid, lacks, intensity, nothing = (named_in("limit", each, language) for each in _KINDS)
    tags = [f"{avoid} {tag}" for tag in tags_of(library)]
    return [*tags, *(f"{lacks} {need}" for need in NEEDS), f"{intensity} 1", f"{intensity} 2", nothing]


def tags_of(library: Library) -> list[str]:
    """Every tag that a prompt of the library is to be avoided for."""
    return sorted({tag for prompt in library.prompts.values() for tag in prompt.avoid_when})
