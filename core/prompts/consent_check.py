"""A folder of consent documents -> documents that may be used, or every fault of every file at once (CN-02, CN-03)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Literal

from core.domain.errors import LibraryFault
from core.prompts.consent import JOINING, LONGEST_NAME, ConsentDocument, Consents, fill, sample_values
from core.prompts.faults import Fault, Severity, errors, in_order, quoted
from core.prompts.labels import simplified
from core.prompts.loader import Document, Loc, compose, read_folder
from core.prompts.template import CONSENT_MEMBERS, inspect
from core.prompts.text_check import Dictionary, check_plain, check_text, tag_chain
from core.prompts.validate import in_shape

LONGEST_SCREEN = 350  # characters once filled in (SPEC 8.2): a phone shows it whole
LONGEST_MORE = 900  # CN-03
_NEEDED = ("prompts", "screening")  # asked at joining
_ASKED_LATER = ("media",)
_SAID_HERE = (
    ("a library file", "a consent file"),
    ("out of the library", "out of this folder"),
    ("of the same library", "of this folder"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """One file in its shape. mended: places that were filled in or left out because they were wrong."""

    file: Document
    said: ConsentDocument
    mended: tuple[str, ...] = ()


def load_consents(
    folder: Path, *, languages: Sequence[str] = ()
) -> tuple[Consents | None, list[Fault], dict[str, str]]:
    """Read and check a folder: the documents (None where there is any error), the faults, sorted, and the text of every
    file that has one, by path. languages: the practice's; one without a document is a warning.
    """
    faults: list[Fault] = []
    reads: list[Read] = []
    sources: dict[str, str] = {}
    for source, fault in read_folder(folder):
        if source is None:
            faults += [fault] if fault is not None else []
            continue
        sources[source.path] = source.text
        file, problems = compose(source)
        faults += problems
        if file is not None and file.data.get("kind") != "consent":
            message = 'this folder holds consent documents only: "kind: consent"'
            faults.append(file.fault(("kind",), "unknown-kind", message))
        elif file is not None:
            said, problems, mended = in_shape(file, ConsentDocument)
            faults += problems
            if said is not None:
                reads.append(Read(file, said, mended))
    if not sources and not faults:
        faults.append(Fault(".", 1, 1, "no-files", "there is no *.yaml or *.yml file among the consent documents"))
    for read in reads:
        faults += [each for each in _alone(read.file, read.said) if not _about_mended(each, read)]
    sound = [read for read in reads if not read.mended]
    faults += [*_twice(reads), *_alike(sound, languages), *_missing(sound, languages)]
    faults = in_order(replace(fault, message=_of_this_folder(fault.message)) for fault in faults)
    broken = {fault.path for fault in faults}
    shown = {path: text for path, text in sources.items() if path in broken}
    if errors(faults):
        return None, faults, shown
    return Consents(tuple(read.said for read in reads)), faults, shown


def _of_this_folder(message: str) -> str:
    """What the library's reader says of a file, said of this one."""
    for theirs, ours in _SAID_HERE:
        message = message.replace(theirs, ours)
    return message


def _about_mended(fault: Fault, read: Read) -> bool:
    place = f"{fault.field}."
    return not fault.field or any(place.startswith(f"{each}.") or f"{each}.".startswith(place) for each in read.mended)


# --- one document by itself -----------------------------------------------------------------------------------------
def _alone(file: Document, said: ConsentDocument) -> Iterator[Fault]:
    if said.id != JOINING:
        message = f"there is one consent document, {quoted(JOINING)}"
        yield file.fault(("id",), "unknown-document", message, suggestion=JOINING)
    if said.version > 1 and said.changed is None:
        message = 'the key "changed" is missing: from version 2 on it says what is different now'
        yield file.fault(("changed",), "missing-key", message)
    for name in ("screens", "questions"):
        yield from _unique(file, name, "id", [each.id for each in getattr(said, name)])
    yield from _unique(file, "agreements", "purpose", [each.purpose for each in said.agreements])
    yield from _unique(file, "later", "purpose", [each.purpose for each in said.later])
    yield from _purposes(file, said)
    for number, question in enumerate(said.questions):
        if question.right not in question.answers:
            message = f"there is no answer {quoted(question.right)}; it is one of {', '.join(question.answers)}"
            yield file.fault(("questions", number, "right"), "unknown-answer", message)
    yield from _texts(file, said)
    yield from _told_apart(file, said)


def _told_apart(file: Document, said: ConsentDocument) -> Iterator[Fault]:
    """Buttons that stand together can be told apart when they are typed, and none is a number, which is a place among them."""
    for loc, label in _labels(said):
        plainly = simplified(label)
        if not plainly:
            yield file.fault(loc, "label-without-words", "nobody could type this label; give it a word")
        elif plainly.replace(" ", "").isdecimal():
            yield file.fault(loc, "label-is-number", "a number alone means the button at that place; give it words")
    for together in _together(said):
        for number, (loc, label) in enumerate(together):
            for earlier, other in together[:number]:
                if simplified(label) == simplified(other) != "":
                    message = f"the button {quoted(label)} is called like {earlier[-1]}; nobody could tell them apart"
                    yield file.fault(loc, "same-label", message)


def _together(said: ConsentDocument) -> Iterator[list[tuple[Loc, str]]]:
    """Labels of buttons that are shown under one message."""
    groups: dict[Loc, list[tuple[Loc, str]]] = {}
    for loc, label in _labels(said):
        groups.setdefault(loc[:-1], []).append((loc, label))
    yield from groups.values()


def _unique(file: Document, name: str, key: str, names: Sequence[str]) -> Iterator[Fault]:
    for number, each in enumerate(names):
        if each in names[:number]:
            yield file.fault((name, number, key), "duplicate-id", f"{quoted(each)} stands in {quoted(name)} already")


def _purposes(file: Document, said: ConsentDocument) -> Iterator[Fault]:
    asked, later = [each.purpose for each in said.agreements], [each.purpose for each in said.later]
    for purpose in _NEEDED:
        if purpose not in asked:
            message = f"nothing asks for {quoted(purpose)}; it must be asked at joining"
            yield file.fault(("agreements",), "missing-purpose", message)
    for number, purpose in enumerate(asked):
        if purpose not in _NEEDED:
            message = f"{quoted(purpose)} is asked when it is first needed; put it under later"
            yield file.fault(("agreements", number, "purpose"), "too-early", message)
    for number, purpose in enumerate(later):
        if purpose in _NEEDED:
            message = f"{quoted(purpose)} is asked at joining; put it under agreements"
            yield file.fault(("later", number, "purpose"), "too-late", message)
    for purpose in _ASKED_LATER:
        if purpose not in later:
            message = f"nothing asks for {quoted(purpose)}, so pictures and voice would stay sealed for ever"
            yield file.fault(("later",), "missing-purpose", message)


def texts_of(said: ConsentDocument) -> Iterator[tuple[Loc, str, int]]:
    """Every text that is filled in, where it stands, and how long it may be."""
    if said.changed is not None:
        yield ("changed",), said.changed, LONGEST_SCREEN
    for number, screen in enumerate(said.screens):
        yield ("screens", number, "say"), screen.say, LONGEST_SCREEN
        yield ("screens", number, "more"), screen.more, LONGEST_MORE
    for number, question in enumerate(said.questions):
        yield ("questions", number, "ask"), question.ask, LONGEST_SCREEN
        yield ("questions", number, "explain"), question.explain, LONGEST_SCREEN
    for name, agreements in (("agreements", said.agreements), ("later", said.later)):
        for number, agreement in enumerate(agreements):
            yield (name, number, "ask"), agreement.ask, LONGEST_SCREEN


def _labels(said: ConsentDocument) -> Iterator[tuple[Loc, str]]:
    for number, question in enumerate(said.questions):
        for answer, label in question.answers.items():
            yield ("questions", number, "answers", answer), label
    for name, agreements in (("agreements", said.agreements), ("later", said.later)):
        for number, agreement in enumerate(agreements):
            yield (name, number, "agree"), agreement.agree
            yield (name, number, "decline"), agreement.decline
    yield ("words", "next"), said.words.next
    yield ("words", "more"), said.words.more
    yield ("words", "back"), said.words.back


def _texts(file: Document, said: ConsentDocument) -> Iterator[Fault]:
    for loc, text, longest in texts_of(said):
        found = check_text(file, loc, inspect(text, members=CONSENT_MEMBERS), said.language, Dictionary())
        yield from found
        if not found:
            yield from _length(file, loc, text, longest)
    for loc, label in _labels(said):
        yield from check_plain(file, loc, label)


def _length(file: Document, loc: Loc, text: str, longest: int) -> Iterator[Fault]:
    try:
        shortest, length = lengths(text)
    except LibraryFault as fault:
        yield file.fault(loc, "not-filled-in", str(fault), key=True)
        return
    if not shortest:
        yield file.fault(loc, "renders-empty", "for some clients nothing is left of this text", key=True)
    if length > longest:
        message = f"{length} characters with names of {LONGEST_NAME}; at most {longest}, so that it is read whole"
        yield file.fault(loc, "text-too-long", message, key=True)


def lengths(text: str) -> tuple[int, int]:
    """Characters of a text once filled in: the fewest and the most, over every form of address. Raises LibraryFault."""
    addresses: tuple[Literal["familiar", "formal"], ...] = ("familiar", "formal")
    genders: tuple[Literal["she", "he", "neutral"], ...] = ("she", "he", "neutral")
    values = sample_values()
    told = [
        len(fill(text, replace(values, client_address=address, client_gender=gender)))
        for address, gender in product(addresses, genders)
    ]
    return min(told), max(told)


# --- documents together ---------------------------------------------------------------------------------------------
def _twice(reads: Sequence[Read]) -> Iterator[Fault]:
    first: dict[tuple[str, int, str], Document] = {}
    for read in reads:
        key = (read.said.id, read.said.version, read.said.language)
        other = first.setdefault(key, read.file)
        if other is not read.file and "version" not in read.mended and "language" not in read.mended:
            message = f"version {key[1]} in {quoted(key[2])} stands in {other.path} already"
            yield read.file.fault(("version",), "duplicate-version", message)


def _alike(reads: Sequence[Read], languages: Sequence[str]) -> Iterator[Fault]:
    """The same version is the same content in every language, and every version is there in each. The base language is
    what the others are compared with: the practice's first, else English.
    """
    base = next(iter(languages), "en")
    there = {read.said.language for read in reads}
    versions: dict[tuple[str, int], list[Read]] = {}
    for read in reads:
        versions.setdefault((read.said.id, read.said.version), []).append(read)
    for (_, version), together in versions.items():
        model = next((each for each in together if each.said.language in tag_chain(base)), together[0])
        for read in together:
            if read is not model:
                yield from _compare(read, model)
        for language in sorted(there - {read.said.language for read in together}):
            message = f"version {version} is not there in {quoted(language)}; a version is one in every language"
            yield model.file.fault(("version",), "missing-language", message)


def _compare(read: Read, model: Read) -> Iterator[Fault]:
    mine, others = _skeleton(read.said), _skeleton(model.said)
    for name, told in mine.items():
        if told != others[name]:
            message = f"{quoted(name)} is not as in {model.file.path}: {_told(others[name])}"
            yield read.file.fault((name,), "not-alike", message, key=True)


def _skeleton(said: ConsentDocument) -> Mapping[str, object]:
    return {
        "effective_from": said.effective_from.isoformat(),
        "material": said.material,
        "screens": [screen.id for screen in said.screens],
        "questions": [f"{each.id} ({', '.join(each.answers)}; right: {each.right})" for each in said.questions],
        "agreements": [each.purpose for each in said.agreements],
        "later": [each.purpose for each in said.later],
    }


def _told(what: object) -> str:
    if isinstance(what, list):
        return ", ".join(str(each) for each in what) or "nothing"  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return str(what).lower() if isinstance(what, bool) else str(what)


def _missing(reads: Sequence[Read], languages: Sequence[str]) -> Iterator[Fault]:
    there = {read.said.language for read in reads}
    for language in languages:
        if not there.intersection(tag_chain(language)):
            message = f"there is no document in {quoted(language)}, so nobody can join in it"
            yield Fault(".", 1, 1, "no-document", message, severity=Severity.WARNING)
