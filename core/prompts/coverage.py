"""Which languages have what: every prompt, programme and scale beside the practice's languages (SPEC 3.4). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.prompts.library import Library
from core.prompts.programme import Programme, ProgrammeText
from core.prompts.schema import Prompt, PromptText, Scale, ScaleText
from core.prompts.text_check import tag_chain


@dataclass(frozen=True, slots=True)
class Cell:
    """One entry in one language. tag: under which its text was found, "" for none. missing: what other languages have."""

    tag: str
    missing: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """complete, partly or none."""
        return "none" if not self.tag else "partly" if self.missing else "complete"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. group: a prompt's modality, else its kind in the plural. cells: by language, in the order that was asked."""

    kind: str
    id: str
    group: str
    cells: Mapping[str, Cell]


def coverage(library: Library, languages: Sequence[str]) -> list[Row]:
    """Prompts by modality and id, then programmes, then scales. Whether somebody reviewed a text is not known here."""
    prompts = sorted(library.prompts.values(), key=lambda each: (each.modality, each.id))
    found: list[tuple[Prompt | Programme | Scale, str]] = [(each, each.modality) for each in prompts]
    found += [(library.programmes[name], "programmes") for name in sorted(library.programmes)]
    found += [(library.scales[name], "scales") for name in sorted(library.scales)]
    return [Row(entry.kind, entry.id, group, _cells(entry, languages)) for entry, group in found]


def totals(rows: Sequence[Row]) -> dict[str, dict[str, dict[str, int]]]:
    """Group -> language -> state -> how many; with the group "all" for everything."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for row in rows:
        for language, cell in row.cells.items():
            for group in (row.group, "all"):
                counts = found.setdefault(group, {}).setdefault(language, {"complete": 0, "partly": 0, "none": 0})
                counts[cell.state] += 1
    return found


def languages_of(library: Library) -> list[str]:
    """Every language that any text is in."""
    entries = (*library.prompts.values(), *library.programmes.values(), *library.scales.values())
    return sorted({tag for entry in entries for tag in entry.text})


def _cells(entry: Prompt | Programme | Scale, languages: Sequence[str]) -> dict[str, Cell]:
    parts: dict[str, frozenset[str]] = {tag: frozenset(_parts(text)) for tag, text in entry.text.items()}
    wanted = frozenset[str]().union(*parts.values())
    cells: dict[str, Cell] = {}
    for language in languages:
        tag = next((tag for tag in tag_chain(language) if tag in parts), "")
        cells[language] = Cell(tag, tuple(sorted(wanted - parts[tag])) if tag else ())
    return cells


def _parts(text: PromptText | ProgrammeText | ScaleText) -> Iterator[str]:
    """What there is in one language, by name."""
    for name, value in text.model_dump(exclude_none=True).items():
        if isinstance(value, dict):
            yield from (f"{name}.{inner}" for inner in value)
        elif value:
            yield name
