"""`vignette library coverage`: the table for people, which narrow terminals can read, and the facts for programs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence

from bots.cli.wording import columns, width
from core.prompts.coverage import Row, totals

_MARKS = {"complete": "yes", "partly": "part", "none": "-"}
_LEAST = 12  # columns of an id, however narrow the terminal is


def table(rows: Sequence[Row], languages: Sequence[str]) -> list[str]:
    """Groups with their entries, a column a language; what is missing of what is there in part; totals."""
    lines: list[str] = []
    sums = totals(rows)
    counts = {group: [_count(sums[group][tag]) for tag in languages] for group in sums}
    wide = [max(4, width(tag), *(width(each[at]) for each in counts.values())) for at, tag in enumerate(languages)]
    room = max(_LEAST, shutil.get_terminal_size().columns - sum(each + 2 for each in wide))
    for group in dict.fromkeys(row.group for row in rows):
        mine = [row for row in rows if row.group == group]
        cells = [[_short(row.id, room), *(_MARKS[row.cells[tag].state] for tag in languages)] for row in mine]
        lines += [*_lines([[group, *languages], *cells], [room, *wide]), ""]
    groups = (*dict.fromkeys(row.group for row in rows), "all")
    whole = [["complete", *languages], *([group, *counts[group]] for group in groups if group in counts)]
    return [*lines, *_lines(whole, [room, *wide])]


def holes(rows: Sequence[Row]) -> list[str]:
    """What is there in part, and what of it is missing."""
    return [
        f"{row.id}: {tag} lacks {', '.join(cell.missing)}"
        for row in rows
        for tag, cell in row.cells.items()
        if cell.state == "partly"
    ]


def facts(rows: Sequence[Row], languages: Sequence[str]) -> dict[str, object]:
    """The same for programs."""
    return {
        "languages": list(languages),
        "entries": [
            {
                "kind": row.kind,
                "id": row.id,
                "group": row.group,
                "languages": {
                    tag: {"state": cell.state, "found_as": cell.tag or None, "missing": list(cell.missing)}
                    for tag, cell in row.cells.items()
                },
            }
            for row in rows
        ],
        "totals": totals(rows),
        "review": None,  # whether somebody read a text again is not known here
    }


def _lines(cells: Sequence[Sequence[str]], wide: Sequence[int]) -> list[str]:
    """All tables of one page have their columns in the same places."""
    return columns([[cell + " " * (wide[at] - width(cell)) for at, cell in enumerate(row)] for row in cells])


def _count(states: Mapping[str, int]) -> str:
    return f"{states['complete']}/{sum(states.values())}"


def _short(id: str, room: int) -> str:
    return id if width(id) <= room else f"…{id[-(room - 1) :]}"
