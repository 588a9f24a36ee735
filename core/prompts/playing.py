"""A script as one client plays it: rendered whole, pinned, and what follows from each thing they do. Pure.

`library play`, the preview and the replies' scenes all go by `advance`; where a turn leads is told by script.py.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from unicodedata import decimal

from core.domain.errors import LibraryFault
from core.prompts.library import Library, fill_in
from core.prompts.schema import Prompt, PromptText, Turn
from core.prompts.script import client_speaks, follow, graph, most_client_turns
from core.prompts.template import Values, render

_UNSEEN = " \t\r\n\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"
_MARKS = ".,!?…:;()[]«»„“”\"'’"


@dataclass(frozen=True, slots=True)
class Choice:
    """One way on. name: the script's; label: what is read on its button; to: the turn it leads to."""

    name: str
    label: str
    to: str


@dataclass(frozen=True, slots=True)
class PlayedTurn:
    """One turn as it is said. role: whom the client speaks as ("" for nobody in particular). after: the next turn, None
    where a choice decides or the scene ends. waits: something is hoped for from the client before it goes on.
    """

    name: str
    say: str
    role: str
    expects: tuple[str, ...]
    choices: tuple[Choice, ...]
    after: str | None
    derole: bool
    waits: bool

    @property
    def is_spoken(self) -> bool:
        """Whether it is one of the client's turns; a choice alone is none."""
        return bool(self.expects) or bool(self.role)


@dataclass(frozen=True, slots=True)
class PlayedScript:
    """A script rendered for one client. roles: what each role is called. speaks: the most turns the client speaks at.

    language: the tag its words were found under. minutes: about how long it takes.
    """

    title: str
    language: str
    minutes: int
    speaks: int
    roles: dict[str, str]
    opening: str
    turns: dict[str, PlayedTurn]
    aftercare: str

    def role_of(self, turn: str) -> str:
        """What the role of a turn is called, "" for none."""
        return self.roles.get(self.turns[turn].role, "")


class End(StrEnum):
    """How a step ended the scene."""

    PLAYED = "played"
    LEFT = "left"


class Act(StrEnum):
    """What a client can do at a turn besides choosing."""

    SPEAK = "speak"  # typed, spoken, drawn
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Step:
    """What follows. turns: what is said now, in this order; the scene stands at the last of them. Without turns it stays.

    chosen: the choice that was made. asks_again: the choices are offered once more, for words do not choose.
    """

    turns: tuple[PlayedTurn, ...] = ()
    chosen: Choice | None = None
    asks_again: bool = False
    end: End | None = None


def render_script(library: Library, prompt_id: str, *, language: str | Sequence[str], values: Values) -> PlayedScript:
    """Fill in a whole script for one client; language and values as in `render_prompt`.

    Raises LibraryFault: unknown prompt, no script, no text in these languages, or a text that cannot be filled in.
    """
    prompt = library.prompts.get(prompt_id)
    if prompt is None:
        raise LibraryFault("the library in force has no such prompt")
    if not prompt.script:
        raise LibraryFault("the prompt is no scene")
    found = library.text_for(prompt, [language] if isinstance(language, str) else language)
    if found is None:
        raise LibraryFault("the prompt has no text in a language the client reads")
    filled = fill_in(library, found, values)
    text = found.text
    scene = graph(prompt.script)
    try:
        turns = {name: _turn(turn, text, filled, _after(prompt, name)) for name, turn in scene.turns.items()}
        roles = {name: text.roles[name] for name in prompt.roles}
    except KeyError as missing:
        raise LibraryFault("the script names what it does not have") from missing
    aftercare = "" if text.aftercare is None else render(text.aftercare, filled).strip()
    speaks = most_client_turns(scene)
    return PlayedScript(text.title, found.language, prompt.minutes, speaks, roles, scene.opening, turns, aftercare)


def _after(prompt: Prompt, turn: str) -> str | None:
    assert prompt.script is not None
    scene = graph(prompt.script)
    return None if scene.turns[turn].choose else follow(scene, turn)


def _turn(turn: Turn, text: PromptText, values: Values, after: str | None) -> PlayedTurn:
    words = text.turns[turn.turn]
    return PlayedTurn(
        name=turn.turn,
        say=render(words.say, values).strip(),
        role=turn.speaks_as or "",
        expects=tuple(turn.expects),
        choices=tuple(Choice(name, words.choose[name], to) for name, to in turn.choose.items()),
        after=after,
        derole=turn.derole,
        waits=client_speaks(turn) or bool(turn.choose),
    )


def pack(script: PlayedScript) -> str:
    """A script as text, to be sealed."""
    return json.dumps(asdict(script), ensure_ascii=False, separators=(",", ":"))


def unpack(packed: str) -> PlayedScript:
    """What `pack` made."""
    told: dict[str, Any] = json.loads(packed)
    turns: dict[str, PlayedTurn] = {}
    for name, turn in told.pop("turns").items():
        choices = tuple(Choice(**choice) for choice in turn.pop("choices"))
        turns[name] = PlayedTurn(choices=choices, expects=tuple(turn.pop("expects")), **turn)
    return PlayedScript(turns=turns, **told)


def opening(script: PlayedScript) -> Step:
    """What is said at the very beginning."""
    return _come_to(script, script.opening)


def advance(script: PlayedScript, turn: str, what: Act | Choice) -> Step:
    """What follows when the client, at `turn`, does this. Raises KeyError for a turn that the script does not have."""
    here = script.turns[turn]
    if what is Act.STOP:
        return Step(turns=(way_out(script, turn)[-1],), end=End.LEFT)
    if isinstance(what, Choice):
        return _come_to(script, what.to, chosen=what) if what in here.choices else Step(asks_again=bool(here.choices))
    if here.choices:
        return Step(asks_again=True)
    if here.after is None:
        return Step(end=End.PLAYED)
    return _come_to(script, here.after)


def _come_to(script: PlayedScript, turn: str, *, chosen: Choice | None = None) -> Step:
    """Turns that ask nothing are said together with the one after them."""
    said = [script.turns[turn]]
    while not said[-1].waits and said[-1].after is not None:
        said.append(script.turns[said[-1].after])
    return Step(tuple(said), chosen, end=End.PLAYED if said[-1].derole else None)


def way_out(script: PlayedScript, turn: str) -> list[PlayedTurn]:
    """The shortest way from a turn to one that leads out of the role, both included."""
    waiting = deque([[script.turns[turn]]])
    seen = {turn}
    while waiting:
        way = waiting.popleft()
        if way[-1].derole:
            return way
        after = way[-1].after
        for name in [choice.to for choice in way[-1].choices] if after is None else [after]:
            if name not in seen:
                seen.add(name)
                waiting.append([*way, script.turns[name]])
    # The checker lets no such script through; a scene that stands in one all the same ends with any closing words.
    return [script.turns[turn], next((t for t in script.turns.values() if t.derole), script.turns[turn])]


def choice_typed(turn: PlayedTurn, text: str) -> Choice | None:
    """The choice that was typed: its number in any script's digits, its label, or both as the button shows them."""
    said = _bare(text)
    for number, choice in enumerate(turn.choices, start=1):
        label = _bare(choice.label)
        if said and said in (str(number), label, f"{number} {label}"):
            return choice
    return None


def _bare(text: str) -> str:
    """Words without case, marks, direction and double spaces; every script's digits as 0-9."""
    plain = "".join(" " if c in _MARKS or c in _UNSEEN else c for c in text.casefold())
    return " ".join("".join(str(decimal(c)) if c.isdecimal() else c for c in plain).split())
