"""What a therapist leaves out for a client, out of typed words in four languages: tags, needs, intensity. Pure."""

from __future__ import annotations

from difflib import get_close_matches

from core.desk.day_words import tidy
from core.prompts.library import Library
from core.store.clients import NO_LIMITS, Limits

NEEDS = ("private_space", "mirror", "paper")
_AVOID, _LACKS, _INTENSITY, _NOTHING = "avoid", "lacks", "intensity", "none"
_LIMITING = {
    tidy(word): kind
    for kind, words in {
        _AVOID: "avoid meiden meide vermeiden evitar evita تجنب",
        _LACKS: "lacks lack without ohne fehlt sin falta بدون بلا",
        _INTENSITY: "intensity stärke intensität intensidad الشدة شدة",
        _NOTHING: "none nothing nichts keine nada ninguna ninguno لاشيء",
    }.items()
    for word in words.split()
}
_TWO_WORDS = {tidy("لا شيء"): _NOTHING}


class Unknown:
    """A word that is none of those that are known there; what is near comes first."""

    def __init__(self, word: str, known: list[str]) -> None:
        near = get_close_matches(word.lower(), known, n=3, cutoff=0.6)
        self.word, self.known = word, [*near, *(each for each in known if each not in near)]


def limits_in(words: str, before: Limits, tags: list[str]) -> Limits | Unknown:
    """As in "avoid dissociation lacks paper": each part that is named is set anew, the others stay; "none" alone ends them all.

    "none" within a part ends that part. Tags are those of the library and those that are set already.
    """
    if tidy(words) in _TWO_WORDS:
        return NO_LIMITS
    avoid, lacks, intensity = before.avoid, before.lacks, before.intensity
    part = ""
    for word in words.replace(",", " ").split():
        kind = _LIMITING.get(tidy(word), "")
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
            return Unknown(word, ["1", "2"] if part == _INTENSITY else [_AVOID, _LACKS, _INTENSITY, _NOTHING])
    return Limits(avoid, lacks, intensity)


def limits_offered(library: Library) -> list[str]:
    """What can be typed as it stands."""
    tags = [f"{_AVOID} {tag}" for tag in tags_of(library)]
    return [*tags, *(f"{_LACKS} {need}" for need in NEEDS), f"{_INTENSITY} 1", f"{_INTENSITY} 2", _NOTHING]


def tags_of(library: Library) -> list[str]:
    """Every tag that a prompt of the library is to be avoided for."""
    return sorted({tag for prompt in library.prompts.values() for tag in prompt.avoid_when})
