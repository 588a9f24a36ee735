"""One small scene that holds everything a script can be made of, and the ways through it."""

from __future__ import annotations

import copy
import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.flow.play import STARTER, Play, begun, count, find, jpeg, ogg

DUE = datetime(2026, 11, 23, 17, 30, 1, tzinfo=UTC)  # day 1 at 18:30 in Berlin
NEXT_DUE = datetime(2026, 11, 25, 17, 30, 1, tzinfo=UTC)
TITLE = "The old house"
KEEPER, WANDERER = "The keeper of the lamp", "The wanderer"
LAMP = "Light the small lamp that hangs beside the door"
WELL = "Go down to the well behind the house"
CHAIR = "Sit down in the chair and only listen for a while"
ON, BACK = "Carry it on", "Back to the hall"
AFTER = "Before you go: drink a glass of water, Mira"
TURNS = {
    "hall": "The hall is quiet, Mira.",
    "gate": "Three things are near.",
    "lamp": "What does it light?",
    "well": "Call down, and wait.",
    "chair": "What do you hear?",
    "bridge": "It grows dark outside.",
    "page": "Draw what you saw.",
    "last": "Change places, and say one sentence.",
    "close": "The house is gone. Ada will hear of it. Say your own name.",
}
ORDER = tuple(TURNS)

_SCRIPT: list[dict[str, Any]] = [
    {"turn": "hall"},
    {"turn": "gate", "choose": {"lamp": "lamp", "well": "well", "chair": "chair"}},
    {"turn": "lamp", "as": "keeper", "expects": ["text"], "choose": {"on": "well", "back": "gate"}},
    {"turn": "well", "as": "wanderer", "expects": ["voice"], "go": "page"},
    {"turn": "chair", "expects": ["text"]},
    {"turn": "bridge"},
    {"turn": "page", "as": "keeper", "expects": ["photo"]},
    {"turn": "last", "as": "wanderer", "expects": ["text", "voice"]},
    {"turn": "close", "derole": True},
]
_CHOICES = {
    "gate": {"lamp": LAMP, "well": WELL, "chair": CHAIR},
    "lamp": {"on": ON, "back": BACK},
}
_WITH_NAMES = {
    "hall": "The hall is quiet, {{ client.name }}.",
    "close": TURNS["close"].replace("Ada", "{{ therapist.name }}"),
}


def library(folder: Path, *, old: str = "", new: str = "") -> Path:
    """The library of this one scene, played on days 1 and 3. old, new: words that were changed since."""
    folder.mkdir(exist_ok=True)
    for name in ("distress.yaml", "words.yaml"):
        shutil.copyfile(STARTER / name, folder / name)
    turns: dict[str, Any] = {name: {"say": _WITH_NAMES.get(name, words)} for name, words in TURNS.items()}
    for name, labels in _CHOICES.items():
        turns[name]["choose"] = labels
    text = {
        "title": TITLE,
        "roles": {"keeper": KEEPER, "wanderer": WANDERER},
        "turns": turns,
        "aftercare": "Drink a glass of water, {{ client.name }}.",
    }
    prompt = {
        "kind": "prompt", "id": "roleplay/house", "modality": "roleplay", "intensity": 1, "minutes": 10,
        "evidence": "For tests.", "roles": ["keeper", "wanderer"], "script": _SCRIPT,
        "check_in": {"after": "distress"}, "text": {"en": text, "de": copy.deepcopy(text)},
    }  # fmt: skip
    about = {"title": "Plays", "about": "A play."}
    programme = {
        "kind": "programme", "id": "plays", "text": {"en": about, "de": about},
        "steps": [{"id": "play", "prompt": "roleplay/house", "day": [1, 3], "at": "18:30"}],
        "defaults": {"answer_within": "36h"},
    }  # fmt: skip
    (folder / "house.yaml").write_text(json.dumps(prompt).replace(old, new) if old else json.dumps(prompt))
    (folder / "plays.yaml").write_text(json.dumps(programme))
    return folder


@dataclass(frozen=True)
class Do:
    """What the client does at one turn. choice: its label; else words, or a file. then: the turn that comes, "" for none."""

    at: str
    then: str
    choice: str = ""
    words: str = ""
    file: str = ""


# Round the loop once, the way forward over a turn, words and a choice at one turn, a swap of roles.
LONG = (
    Do("gate", "lamp", choice=LAMP),
    Do("lamp", "", words="It lights the stairs."),
    Do("lamp", "gate", choice=BACK),
    Do("gate", "well", choice=WELL),
    Do("well", "page", file="voice"),
    Do("page", "last", file="photo"),
    Do("last", "close", words="I was here."),
)
# No role, and narration that falls through into the next turn.
SHORT = (
    Do("gate", "chair", choice=CHAIR),
    Do("chair", "page", words="Rain."),
    Do("page", "last", file="photo"),
    Do("last", "close", words="Good night."),
)
NUMBERS = {LAMP: "1", WELL: "2", CHAIR: "3", ON: "1", BACK: "2"}
ARABIC = {LAMP: "١", WELL: "٢.", CHAIR: "٣", ON: "١", BACK: "٢"}


async def invited(play: Play, client_on: str, room_on: str):
    """Ada's room and Mira, to whom the scene's prompt has come."""
    room, mira, thread = await begun(play, client_on, room_on, programme="plays")
    play.clock.move_to(DUE)
    await play.until(lambda: find(mira.seen(), TURNS["gate"]), "the scene's prompt")
    return room, mira, thread


def act(client: Any, what: Do, way: str) -> None:
    """Do it: tapped, numbers, arabic, labels, or spoken (whatever can be said is a voice, and labels are typed)."""
    if what.choice and way == "tapped":
        line = next(line for line in reversed(client.seen()) if any(what.choice in label for label in line.buttons))
        client.press(line.message, next(label for label in line.buttons if what.choice in label))
    elif what.choice:
        client.say({"numbers": NUMBERS, "arabic": ARABIC}.get(way, {}).get(what.choice, what.choice.upper()))
    elif what.file == "voice" or (what.words and way == "spoken"):
        client.voice(ogg(what.words))
    elif what.file == "photo":
        client.photo(jpeg("olive"))
    else:
        client.say(what.words)


def times_told(client: Any) -> dict[str, int]:
    """How often each turn's words stand in the chat."""
    return {name: count(client.seen(), words) for name, words in TURNS.items()}


def times_due(route: tuple[Do, ...]) -> dict[str, int]:
    """How often they should."""
    due = dict.fromkeys(TURNS, 0) | {"hall": 1, "gate": 1}
    for what in route:
        if what.then:
            due[what.then] += 1
            due["bridge"] += what.at == "chair"
    return due


def comes(what: Do) -> str:
    """Words by which the client sees that it has gone on."""
    return TURNS[what.then] if what.then else "To go on, choose one"


def transcript(route: tuple[Do, ...], way: str, *, alias: str) -> list[str]:
    """The lines of the card's play, as somebody would write them down who watched."""
    roles = {"lamp": KEEPER, "well": WANDERER, "page": KEEPER, "last": WANDERER}
    lines = [TURNS["hall"], "", TURNS["gate"]]
    for what in route:
        who = roles.get(what.at, alias)
        if what.choice:
            lines.append(f"{who} (chooses: {what.choice})")
        elif what.file == "photo":
            lines.append(f"{who}: [photo")
        elif what.file == "voice" or way == "spoken":
            lines.append(f"{who}: [voice")
        else:
            lines.append(f"{who}: {what.words}")
        if what.then:
            lines += [TURNS["bridge"], "", TURNS[what.then]] if what.at == "chair" else [TURNS[what.then]]
    return lines


def play_on_card(text: str) -> list[str]:
    """The lines between the facts and the tail; of a file only its kind, for the rest says how far it is fetched."""
    lines = re.sub("[\u2066-\u2069]", "", text).split("\n")[2:-1]
    return [re.sub(r"\[(photo|voice).*", r"[\1", line) for line in lines]


def card(room: Any, thread: str, title: str = TITLE) -> str:
    """The newest card's words."""
    found = find(room.seen(thread), f"· {title}")
    assert found is not None
    return found.text
