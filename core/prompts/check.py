"""All documents of a library together -> every fault of meaning: ids, references, languages, texts (SPEC 3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.prompts.alike import alike, runs_of
from core.prompts.faults import Fault, Severity, nearest, quoted
from core.prompts.fields import canonical_tag
from core.prompts.loader import Document, Loc
from core.prompts.phrase_check import check_phrases
from core.prompts.programme import Programme
from core.prompts.programme_check import check_programme
from core.prompts.prompt_texts import Texts, Told, check_texts
from core.prompts.scale_check import check_asked, check_scale
from core.prompts.schema import Entry, Glossary, Prompt, Scale
from core.prompts.script_check import check_script
from core.prompts.text_check import Dictionary, check_base_language, check_plain

MOST_TAGS = 200  # beyond that each is looked at beside each other for longer than it helps

# What follows where a turn's key is wrong: `choices` for `choose` leaves its labels without their choices.
_WAYS = ("unreachable-turn", "no-derole", "loop-without-exit")
_ANY = (*_WAYS, "unknown-turn", "unknown-choice")  # a turn as a whole, and a key that stands for nobody knows which
_BY_THE_WAYS: Mapping[str, tuple[str, ...]] = {
    "turn": (*_WAYS, "unknown-turn"),
    "choose": (*_WAYS, "unknown-choice"),
    "go": _WAYS,
    "derole": _WAYS,
    "as": (),
    "expects": (),
}


@dataclass(frozen=True, slots=True)
class Read:
    """One file that could be parsed. entry: None where nothing can be said about its meaning.

    mended: places (dotted) where the shape is wrong, which the entry has filled in or left out.
    """

    document: Document
    entry: Entry | None
    mended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What documents may refer to. ids: kind -> ids, sound or not, so that one fault does not cause a second."""

    ids: Mapping[str, frozenset[str]]
    prompts: Mapping[str, Prompt]
    scales: Mapping[str, Scale]
    dictionary: Dictionary = field(default_factory=Dictionary)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])


def check(reads: Sequence[Read], *, fallback: str) -> list[Fault]:
    """Every fault of meaning; `fallback` is the base language's tag."""
    known = _known(reads)
    faults = [*_duplicates(reads), *_twice_defined(reads)]
    told: list[tuple[Document, Told]] = []
    for read in reads:
        if read.entry is not None:
            faults += check_base_language(read.document, canonical_tag(fallback))
            found = _entry(read.document, read.entry, known, told)
            faults += [fault for fault in found if not any(_follows(fault, place) for place in read.mended)]
    return [*faults, *_near_duplicates(told), *_unlikely_tags(reads)]


def _follows(fault: Fault, place: str) -> bool:
    """Whether a fault may only follow from what was mended at a place: inside it, around it, or by a scene's ways."""
    if (fault.rule, place) in (("no-evidence", "evidence"), ("no-script", "script")):
        return True
    parts = place.split(".")
    if parts[0] == "script" and fault.rule in _BY_THE_WAYS.get(parts[2] if len(parts) > 2 else "", _ANY):
        return True
    return _about(fault.field, place)


def _about(field: str, place: str) -> bool:
    """Whether one place lies inside the other."""
    return not field or f"{field}.".startswith(f"{place}.") or f"{place}.".startswith(f"{field}.")


def words_of(entries: Sequence[Entry]) -> dict[str, dict[str, str]]:
    """Glossary pieces by language and key."""
    words: dict[str, dict[str, str]] = {}
    for entry in entries:
        if isinstance(entry, Glossary):
            for language, pieces in entry.text.items():
                words.setdefault(language, {}).update(pieces)
    return words


def _whole(texts: Texts) -> list[Told]:
    """What a prompt says in each language, as one text."""
    whole: dict[str, list[str]] = {}
    for text in texts.told:
        whole.setdefault(text.language, []).append(text.words)
    return [Told(("text", language), language, "\n".join(words)) for language, words in whole.items()]


def _entry(document: Document, entry: Entry, known: Known, told: list[tuple[Document, Told]]) -> list[Fault]:
    match entry:
        case Prompt():
            texts = check_texts(document, entry, known.dictionary, known.words)
            told += [(document, each) for each in _whole(texts)]
            return [*_prompt(document, entry, known), *texts.faults]
        case Programme():
            return check_programme(document, entry, ids=known.ids["prompt"], prompts=known.prompts)
        case Scale():
            return list(check_scale(document, entry))
        case Glossary():
            return list(_glossary(document, entry))


def _known(reads: Sequence[Read]) -> Known:
    ids: dict[str, set[str]] = {"prompt": set(), "scale": set(), "programme": set(), "glossary": set()}
    for read in reads:
        kind, name = read.document.data.get("kind"), read.document.data.get("id")
        if isinstance(kind, str) and isinstance(name, str) and kind in ids:
            ids[kind].add(name)
    entries = [read.entry for read in reads if read.entry is not None]
    words = words_of(entries)
    return Known(
        ids={kind: frozenset(names) for kind, names in ids.items()},
        prompts={read.entry.id: read.entry for read in reads if isinstance(read.entry, Prompt) and not read.mended},
        scales={read.entry.id: read.entry for read in reads if isinstance(read.entry, Scale) and not read.mended},
        dictionary=Dictionary({language: frozenset(pieces) for language, pieces in words.items()}),
        words=words,
    )


def _duplicates(reads: Sequence[Read]) -> Iterator[Fault]:
    first: dict[tuple[str, str], Document] = {}
    for read in reads:
        data = read.document.data
        kind, name = data.get("kind"), data.get("id")
        if not isinstance(kind, str) or not isinstance(name, str):
            continue
        if (kind, name) in first:
            other = first[kind, name]
            line, _ = other.place(("id",))
            message = f"the {kind} {quoted(name)} stands in {other.path}:{line} already"
            yield read.document.fault(("id",), "duplicate-id", message)
        else:
            first[kind, name] = read.document


def _twice_defined(reads: Sequence[Read]) -> Iterator[Fault]:
    """One word in two glossaries: nobody could tell which is meant."""
    first: dict[tuple[str, str], Document] = {}
    for read in reads:
        if not isinstance(read.entry, Glossary):
            continue
        for language, pieces in read.entry.text.items():
            for word in pieces:
                other = first.setdefault((language, word), read.document)
                if other is not read.document:
                    message = f"the word {quoted(word)} stands in {other.path} already"
                    yield read.document.fault(("text", language, word), "duplicate-word", message, key=True)


def _prompt(document: Document, prompt: Prompt, known: Known) -> Iterator[Fault]:
    if prompt.evidence is None:
        message = "nothing says why this may help; add evidence and its source in a line"
        yield document.fault(("kind",), "no-evidence", message, severity=Severity.WARNING)
    if prompt.modality == "roleplay" and prompt.script is None:
        yield document.fault(("script",), "missing-key", 'the key "script" is missing: a role-play is played from one')
    if prompt.check_in is not None:
        for key, scale in (("before", prompt.check_in.before), ("after", prompt.check_in.after)):
            if scale is not None and scale not in known.ids["scale"]:
                hint = nearest(scale, known.ids["scale"])
                message = f"there is no scale {quoted(scale)}"
                yield document.fault(("check_in", key), "unknown-scale", message, suggestion=hint)
            elif scale is not None and scale in known.scales:
                yield from check_asked(document, ("check_in", key), known.scales[scale])
    for language, text in prompt.text.items():
        loc: Loc = ("text", language)
        yield from check_plain(document, (*loc, "title"), text.title)
        if text.body is None and prompt.script is None and prompt.modality != "roleplay":
            yield document.fault((*loc, "body"), "missing-key", 'the key "body" is missing: the invitation itself')
        if prompt.script is None:
            for key in ("roles", "turns"):
                if getattr(text, key) and prompt.modality != "roleplay":
                    message = f"{quoted(key)} belongs to a prompt with a script"
                    yield document.fault((*loc, key), "no-script", message, key=True)
    if prompt.script is not None:
        yield from check_script(document, prompt, prompt.script)
    elif prompt.roles:
        yield document.fault(("roles",), "no-script", '"roles" belongs to a prompt with a script', key=True)


def _near_duplicates(told: Sequence[tuple[Document, Told]]) -> Iterator[Fault]:
    """Prompts that a client would take for one another, language by language."""
    by_language: dict[str, list[tuple[Document, Told]]] = {}
    for document, text in told:
        by_language.setdefault(text.language, []).append((document, text))
    for texts in by_language.values():
        for pair in alike(runs_of(text.words) for _, text in texts):
            document, text = texts[pair.later]
            other = texts[pair.earlier][0]
            message = f"{pair.share:.0%} of its runs of three words stand in {other.path} too; a client would take them for one"
            yield document.fault(text.loc, "near-duplicate", message, key=True, severity=Severity.WARNING)


def _unlikely_tags(reads: Sequence[Read]) -> Iterator[Fault]:
    """A tag that one prompt alone has and that nearly is another's: a misspelt caution protects nobody."""
    where: dict[str, list[tuple[Document, Loc]]] = {}
    for read in reads:
        if isinstance(read.entry, Prompt) and "avoid_when" not in read.mended:
            for number, tag in enumerate(read.entry.avoid_when):
                where.setdefault(tag, []).append((read.document, ("avoid_when", number)))
    if len(where) > MOST_TAGS:
        return
    for number, (tag, places) in enumerate(where.items()):
        others = [each for at, each in enumerate(where) if at < number or len(where[each]) > 1]
        if len(places) == 1 and (hint := nearest(tag, [each for each in others if each != tag], closeness=0.8)):
            document, loc = places[0]
            message = f"no other prompt has the tag {quoted(tag)}; who is kept from one tag still gets a prompt with the other"
            yield document.fault(loc, "unlikely-tag", message, suggestion=hint, severity=Severity.WARNING)


def _glossary(document: Document, glossary: Glossary) -> Iterator[Fault]:
    for language, pieces in glossary.text.items():
        for word, piece in pieces.items():
            yield from check_plain(document, ("text", language, word), piece)
            yield from check_phrases(document, ("text", language, word), piece, language)
