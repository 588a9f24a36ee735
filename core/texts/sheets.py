"""A catalogue as translators have it: read with its remarks, brought up to what English says now, written again.

Above each translation stand, made anew each time: where the sentence belongs, and what it is in English. A translator's own
notes (`# ...`) and the head of the file stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

REVIEW = "X-Review"  # the header that says whether somebody who speaks the language has read it
_ENGLISH = "English: "
_NEW_LINE = " ↵ "
_UNCERTAIN = "fuzzy"
_GAP = re.compile(r"\{[a-z_]+\}")
_BOLD = "**"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence. remarks: what stands in its `#.` lines; notes: a translator's own; is_uncertain: English has changed."""

    key: str
    words: str
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole catalogue. head: its first paragraph, comments and headers, as it is written."""

    head: str
    entries: tuple[Entry, ...]

    def header(self, name: str) -> str:
        """The value of one header; "" where it is not there."""
        begins = f'"{name}: '
        line = next((line for line in self.head.splitlines() if line.startswith(begins)), "")
        return line.removeprefix(begins).removesuffix('\\n"')


def read(text: str) -> Sheet:
    """A catalogue's text. Raises PoFileError where it cannot be read."""
    head, _, _ = text.partition("\n\n")
    entries = tuple(
        Entry(
            str(each.id),
            str(each.string),
            tuple(each.auto_comments),
            tuple(each.user_comments),
            _UNCERTAIN in each.flags,
        )
        for each in read_po(text.splitlines(), abort_invalid=True)
        if each.id
    )
    return Sheet(head, entries)


def written(sheet: Sheet) -> str:
    """The text of a catalogue, one line a sentence, always the same for the same sheet."""
    catalogue = Catalog()
    for each in sheet.entries:
        flags = (_UNCERTAIN,) if each.is_uncertain else ()
        catalogue.add(each.key, each.words, flags=flags, auto_comments=each.remarks, user_comments=each.notes)
    out = BytesIO()
    write_po(out, catalogue, width=0, omit_header=True)
    return f"{sheet.head}\n\n{out.getvalue().decode('utf-8').strip()}\n"


def brought_up(sheet: Sheet, english: Sheet) -> Sheet:
    """Every key of English in its order, with English beside it: new ones empty, changed ones uncertain, old ones gone."""
    before = {each.key: each for each in sheet.entries}
    return replace(sheet, entries=tuple(_beside(each, before.get(each.key)) for each in english.entries))


def faults(sheet: Sheet, english: Sheet) -> Iterator[str]:
    """What keeps a catalogue from saying what English says, a line each: nothing, where it is whole and sound."""
    wanted = {each.key: each for each in english.entries}
    for each in sheet.entries:
        model = wanted.get(each.key)
        if model is None:
            yield f"{each.key}: English has no such sentence"
        elif not each.words:
            yield f"{each.key}: not translated"
        else:
            yield from _faults(each, model)
    yield from (f"{key}: is missing" for key in wanted.keys() - {each.key for each in sheet.entries})


def _faults(entry: Entry, english: Entry) -> Iterator[str]:
    if entry.is_uncertain:
        yield f"{entry.key}: English has changed; bring the translation up to it and take away the flag {_UNCERTAIN}"
    there, model = (dict.fromkeys(_GAP.findall(each.words)) for each in (entry, english))
    yield from (f"{entry.key}: {gap} is missing" for gap in model if gap not in there)
    yield from (f"{entry.key}: English has no {gap}" for gap in there if gap not in model)
    if entry.words.count(_BOLD) != english.words.count(_BOLD):
        yield f"{entry.key}: {_BOLD} stands {entry.words.count(_BOLD)} times, in English {english.words.count(_BOLD)}"


def _beside(english: Entry, before: Entry | None) -> Entry:
    remarks = (*english.remarks, f"{_ENGLISH}{_NEW_LINE.join(english.words.split(chr(10)))}")
    if before is None:
        return Entry(english.key, "", remarks)
    has_changed = bool(before.words and before.remarks) and _told(before.remarks) != _told(remarks)
    return replace(before, remarks=remarks, is_uncertain=before.is_uncertain or has_changed)


def _told(remarks: tuple[str, ...]) -> str:
    """What English is in them, however their lines are broken."""
    return "".join("".join(remarks).partition(_ENGLISH)[2].split())
