"""Random scripts that the checker lets through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from core.prompts.library import Library, load_library

_ROLES = ["one", "two"]


@st.composite
def scripts(draw: st.DrawFn) -> dict[str, Any]:
    """A prompt of 1 to 8 turns: choices, jumps forward and back, narration, roles; each turn is the next one's way in."""
    count = draw(st.integers(1, 7))
    names = [f"t{number}" for number in range(count)] + ["close"]
    rows: list[dict[str, Any]] = []
    for number, name in enumerate(names[:-1]):
        onward = names[number + 1]
        row: dict[str, Any] = {"turn": name}
        kind = draw(st.sampled_from(["speak", "speak", "choose", "narrate"]))
        if kind == "choose":
            others = draw(st.lists(st.sampled_from(names), max_size=3))
            row["choose"] = {"on": onward, **{f"c{at}": other for at, other in enumerate(others)}}
            if draw(st.booleans()):
                row["expects"] = ["text"]
        elif kind == "speak":
            row["expects"] = ["text"]
        if kind != "narrate" and draw(st.booleans()):
            row["as"] = draw(st.sampled_from(_ROLES))
        rows.append(row)
    rows.append({"turn": "close", "derole": True})
    turns = {
        row["turn"]: {
            "say": f"Words of {row['turn']}.",
            **(
                {"choose": {name: f"Label {name} of {row['turn']}" for name in row["choose"]}}
                if "choose" in row
                else {}
            ),
        }
        for row in rows
    }
    text = {
        "title": "A play",
        "roles": {r: f"Role {r}" for r in _ROLES},
        "turns": turns,
        "aftercare": "A glass of water.",
    }
    return {
        "kind": "prompt", "id": "roleplay/play", "modality": "roleplay", "intensity": 1, "minutes": 5,
        "evidence": "For tests.", "roles": _ROLES, "script": rows, "text": {"en": text},
    }  # fmt: skip


def checked(folder: Path, prompt: dict[str, Any]) -> Library | None:
    """The library of this one prompt and a programme of it; None where the checker finds an error."""
    folder.mkdir(exist_ok=True)
    programme = {
        "kind": "programme", "id": "plays", "text": {"en": {"title": "Plays", "about": "A play."}},
        "steps": [{"id": "play", "prompt": "roleplay/play", "day": 1, "at": "18:30"}],
    }  # fmt: skip
    (folder / "play.yaml").write_text(json.dumps(prompt))
    (folder / "plays.yaml").write_text(json.dumps(programme))
    library, _ = load_library(folder)
    return library
