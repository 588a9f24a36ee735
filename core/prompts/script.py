"""Role-play scripts as graphs: the one engine that checker, preview and scenes walk (DESIGN 2).

A turn leads to its choices, else to `go`, else to the turn below it; a derole turn ends the scene.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.prompts.schema import Turn

MOST_CLIENT_TURNS = 8  # on one way through a scene (SPEC 3.2)


@dataclass(frozen=True, slots=True)
class Graph:
    """A script's turns and where each leads. after: names of the turns that can follow; unknown names are left out.

    falls_off: turns after which nothing comes although the scene has not ended. astray: turns that lead to a name
    which does not exist.
    """

    turns: Mapping[str, Turn]
    opening: str
    after: Mapping[str, tuple[str, ...]]
    falls_off: tuple[str, ...]
    astray: frozenset[str] = frozenset()


def graph(script: Sequence[Turn]) -> Graph:
    """Read a script; of two turns with one name the first counts. The script has at least one turn."""
    turns: dict[str, Turn] = {}
    after: dict[str, tuple[str, ...]] = {}
    falls_off: list[str] = []
    for number, turn in enumerate(script):
        if turn.turn not in turns:
            turns[turn.turn] = turn
            below = script[number + 1].turn if number + 1 < len(script) else None
            targets = following(turn, below)
            after[turn.turn] = targets
            if not targets and not turn.derole:
                falls_off.append(turn.turn)
    known = {name: tuple(t for t in targets if t in turns) for name, targets in after.items()}
    astray = frozenset(name for name, targets in after.items() if not set(targets) <= set(turns))
    return Graph(turns, script[0].turn, known, tuple(falls_off), astray)


def following(turn: Turn, below: str | None) -> tuple[str, ...]:
    """The turns that can follow one turn; `below` is the next one in the file."""
    if turn.derole:
        return ()
    if turn.choose:
        return tuple(dict.fromkeys(turn.choose.values()))
    if turn.go is not None:
        return (turn.go,)
    return () if below is None else (below,)


def follow(scene: Graph, turn: str, choice: str | None = None) -> str | None:
    """The turn after `turn`, or None at the scene's end. Raises KeyError for a choice the turn does not offer."""
    here = scene.turns[turn]
    if here.derole:
        return None
    if here.choose:
        return here.choose[choice or ""]
    return next(iter(scene.after[turn]), None)


def client_speaks(turn: Turn) -> bool:
    """Whether the client makes something at this turn; a tap on a choice alone is not counted."""
    return bool(turn.expects) or turn.speaks_as is not None


def reachable(scene: Graph, start: str | None = None) -> frozenset[str]:
    """Every turn that can come from `start` (the opening where left out), itself included."""
    seen: set[str] = set()
    waiting = [start or scene.opening]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += scene.after[name]
    return frozenset(seen)


def without_way_out(scene: Graph) -> frozenset[str]:
    """Reachable turns from which neither a derole turn nor any other end can be reached: loops with no exit."""
    ends = {name for name, turn in scene.turns.items() if turn.derole or not scene.after[name]} | scene.astray
    before: dict[str, set[str]] = {name: set() for name in scene.turns}
    for name, targets in scene.after.items():
        for target in targets:
            before[target].add(name)
    saved: set[str] = set()
    waiting = list(ends)
    while waiting:
        name = waiting.pop()
        if name not in saved:
            saved.add(name)
            waiting += before[name]
    return reachable(scene) - saved


def most_client_turns(scene: Graph) -> int:
    """The most turns a client speaks on one way from the opening, a loop counted once around."""
    groups = list(_loops(scene))
    group_of = {name: number for number, names in enumerate(groups) for name in names}
    longest: dict[int, int] = {}
    for number, names in enumerate(groups):  # groups come ends first
        own = sum(client_speaks(scene.turns[name]) for name in names)
        beyond = [longest[group_of[t]] for name in names for t in scene.after[name] if group_of[t] != number]
        longest[number] = own + max(beyond, default=0)
    return longest[group_of[scene.opening]]


def _loops(scene: Graph) -> Iterator[frozenset[str]]:
    """Turns grouped by loop (a turn outside any loop alone), each group after all groups it leads to.

    Tarjan's algorithm with a stack of its own, so that a long script cannot exhaust Python's.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    grouped: set[str] = set()
    work: list[tuple[str, int]] = [(scene.opening, 0)]
    while work:
        name, child = work.pop()
        if child == 0:
            index[name] = low[name] = len(index)
            stack.append(name)
        targets = scene.after[name]
        if child < len(targets):
            work.append((name, child + 1))
            if targets[child] not in index:
                work.append((targets[child], 0))
            continue
        for target in targets:
            if target not in grouped:
                low[name] = min(low[name], low[target])
        if low[name] == index[name]:
            start = stack.index(name)
            group = frozenset(stack[start:])
            del stack[start:]
            grouped |= group
            yield group
