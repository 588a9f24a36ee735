"""Words that no prompt says (phrases.py), and links, found in texts as they are written and as they come out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from core.prompts.faults import Fault, Severity, quoted
from core.prompts.loader import Document, Loc
from core.prompts.phrases import NEGATIONS, PHRASES, ROLES, WARNED, Kind
from core.prompts.schema import Prompt
from core.prompts.template import TAGS
from core.prompts.text_check import spotted, tag_chain

MOST_FAULTS = 10  # of one text; more help nobody
_RULES = {Kind.HOPE: "promise", Kind.DELICATE: "delicate"}
_FORBIDDEN_RULE = "not-for-prompts"
_ASKED = (Kind.METHOD, Kind.DETAIL, Kind.IDENTITY, Kind.ILLEGAL)
_SENTENCE = re.compile(r"[.!?؟\n]")
_LEFT_OUT = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670\u200c-\u200f\u2066-\u2069]")
_ALIKE = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u00a0": " "})
# A scheme, a host that begins with www, a mail address, or the short links of the two platforms. A closing bracket or
# full stop behind one belongs to the sentence.
_LINK = re.compile(
    r"(?<![\w+.-])(?:"  # only where a word begins, so that a long one is looked at once
    r"[a-z][a-z0-9+.-]{0,40}://\S+|www\.\S+|(?:mailto|tel|tg|javascript|data):[^\s,;]+"
    r"|(?:t\.me|telegram\.me|discord\.gg|discord\.com|youtu\.be|bit\.ly)(?:/\S*)?"
    r"|(?:[a-z0-9-]{1,63}+\.)+(?:com|org|net|info|edu|gov|io|app|de|at|ch|es|eu|uk)(?:/\S*)?(?![\w@.-])"
    r"|[\w.+-]{1,64}+@[\w-]{1,63}\.[\w.-]+)",
    re.IGNORECASE,
)
_PERHAPS_A_LINK = re.compile(r"(?<=[^\s.])[.:@](?=[^\s.])")


@dataclass(frozen=True, slots=True)
class Found:
    """One phrase in a text. start: where, in the text as it was given; words: as they stand there."""

    kind: Kind
    start: int
    words: str


def check_phrases(document: Document, loc: Loc, text: str, language: str, told: Sequence[str] = ()) -> Iterator[Fault]:
    """Faults of one text. told: how it comes out for people of every form of address, where that is another thing."""
    yield from islice(_of_text(document, loc, text, language, told), MOST_FAULTS)


def _of_text(document: Document, loc: Loc, text: str, language: str, told: Sequence[str]) -> Iterator[Fault]:
    seen: set[tuple[Kind, str]] = set()
    written = TAGS.sub(_blank, text) if "{" in text else text
    for found in find_phrases(written, language):
        seen.add((found.kind, found.words))
        yield _fault(document, loc, found, found.start)
    for variant in told:
        for found in find_phrases(variant, language):
            if (found.kind, found.words) not in seen:
                seen.add((found.kind, found.words))
                last = found.words.split()[-1]
                yield _fault(document, loc, found, max(text.find(last), 0))
    for link in _LINK.finditer(written) if _PERHAPS_A_LINK.search(written) else ():
        message = f"{quoted(link[0])} is a link; prompts have none, for nobody can say what it shows tomorrow"
        yield spotted(document, loc, link.start(), "link", message)


def check_roles(document: Document, prompt: Prompt) -> Iterator[Fault]:
    """Nobody is put into the place of one who did harm, and the bot plays no therapist and nobody who died (CT-14)."""
    voiced = {turn.speaks_as for turn in prompt.script or ()}
    for number, role in enumerate(prompt.roles):
        yield from _role(
            document, ("roles", number), role.replace("-", " ").replace("_", " "), "en", voiced=role in voiced
        )
    for language, text in prompt.text.items():
        for role, label in text.roles.items():
            yield from _role(document, ("text", language, "roles", role), label, language, voiced=role in voiced)


def find_phrases(text: str, language: str) -> list[Found]:
    """Every phrase of the list in a text of this language, by place."""
    folded, places = _folded(text)
    found: list[Found] = []
    cues, patterns = _patterns(tag_chain(language)[-1])
    tried = {number for cue, number in cues if cue in folded}
    for number in sorted(tried):
        kind, pattern = patterns[number]
        for match in pattern.finditer(folded):
            if kind in _ASKED and _negated(folded, match.start(), tag_chain(language)[-1]):
                continue
            start = places[match.start()] if places else match.start()
            end = (places[match.end() - 1] if places else match.end() - 1) + 1
            found.append(Found(kind, start, " ".join(text[start:end].split())))
    return _apart(found)


def _apart(found: Sequence[Found]) -> list[Found]:
    """Of phrases that overlap one is told: an error before a warning, then the earliest, then the longest."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: (one.kind in WARNED, one.start, -len(one.words), one.kind.name)):
        end = each.start + len(each.words)
        if not any(other.start < end and each.start < other.start + len(other.words) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: one.start)


def _negated(folded: str, start: int, language: str) -> bool:
    """Whether a phrase stands behind a "not" of its own sentence: then it asks for nothing."""
    sentence = _SENTENCE.split(folded[max(0, start - 80) : start])[-1]
    near = " ".join(sentence.split()[-4:])
    return re.search(rf"(?<!\w){NEGATIONS[language]}(?!\w)", near) is not None


def _role(document: Document, loc: Loc, label: str, language: str, *, voiced: bool) -> Iterator[Fault]:
    words = _role_patterns(tag_chain(language)[-1])
    folded, _ = _folded(label)
    if words is None:
        return
    harmer, therapist, dead = (pattern.search(folded) for pattern in words)
    if harmer:
        message = f"the role {quoted(label)} {Kind.HARMER.value}; leave it to the session"
        yield document.fault(loc, _FORBIDDEN_RULE, message)
    elif (therapist or dead) and not voiced:
        message = f"the role {quoted(label)} {Kind.VOICE.value}; let the client speak, and the bot only tell"
        yield document.fault(loc, _FORBIDDEN_RULE, message)
    elif therapist or dead:
        message = f"speaking as {quoted(label)} can be too much alone; keep it for the session if you can"
        yield document.fault(loc, "delicate", message, severity=Severity.WARNING)


def _fault(document: Document, loc: Loc, found: Found, index: int) -> Fault:
    warned = found.kind in WARNED
    message = f"{quoted(found.words)} {found.kind.value}"
    if found.kind is Kind.DELICATE:
        message += "; say it more softly, or leave it to the session"
    elif warned:
        message += "; say what to try, not what will come of it"
    else:
        message += "; no prompt does"
    severity = Severity.WARNING if warned else Severity.ERROR
    return spotted(document, loc, index, _RULES.get(found.kind, _FORBIDDEN_RULE), message, severity=severity)


def _blank(tag: re.Match[str]) -> str:
    """As long as the tag: a value counts as a word of its own, a branch as white space."""
    return ("\ufffd" if tag[0].startswith("{{") else " ") * len(tag[0])


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in small letters, without marks that are often left out; and where each character was ([]: where it is)."""
    plain = text.translate(_ALIKE)
    small = plain.lower()
    if len(small) == len(plain) and not _LEFT_OUT.search(small):
        return small, []
    kept = [(each, at) for at, each in enumerate(plain) if not _LEFT_OUT.match(each)]
    return "".join(each.lower()[:1] for each, _ in kept), [at for _, at in kept]


@lru_cache(maxsize=16)
def _patterns(language: str) -> tuple[list[tuple[str, int]], list[tuple[Kind, re.Pattern[str]]]]:
    """Each cue with the number of what it is a cue for, and that."""
    phrases = PHRASES.get(language, ())
    cues = [(cue, number) for number, phrase in enumerate(phrases) for cue in phrase.cues]
    return cues, [(phrase.kind, _compiled(phrase.pattern, language)) for phrase in phrases]


@lru_cache(maxsize=16)
def _role_patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]] | None:
    roles = ROLES.get(language)
    if roles is None:
        return None
    return (
        _compiled(roles.harmers, language),
        _compiled(roles.therapists, language),
        _compiled(roles.dead, language),
    )


def _compiled(pattern: str, language: str) -> re.Pattern[str]:
    """As a word or words of their own; in Arabic also behind the short words that are written together with the next."""
    before = r"(?<!\w)[وف]?" if language == "ar" else r"(?<!\w)"
    return re.compile(rf"{before}(?:{pattern})(?!\w)".replace(" ", r"\s+"))
