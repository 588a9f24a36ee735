"""Checks of a role-play script: its graph, its roles and the words of its turns (SPEC 3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.prompts.faults import Fault, Severity, nearest, quoted
from core.prompts.loader import Document, Loc
from core.prompts.schema import Prompt, PromptText, Turn
from core.prompts.script import MOST_CLIENT_TURNS, Graph, graph, most_client_turns, reachable, without_way_out
from core.prompts.text_check import check_plain


def check_script(document: Document, prompt: Prompt, script: Sequence[Turn]) -> list[Fault]:
    """Every fault of one script, its roles and its labels; the words of its turns are checked with the prompt's others."""
    names = [turn.turn for turn in script]
    faults = _names(document, script, names)
    faults += _roles(document, prompt, script)
    if len(set(names)) < len(names):
        return [fault for fault in faults if fault.rule != "unknown-turn"]  # the rest follows from the name given twice
    faults += _ways(document, script, graph(script))
    for language, text in prompt.text.items():
        faults += _text(document, prompt, script, language, text)
        loc: Loc = ("text", language)
        for name, words in text.turns.items():
            for choice, label in words.choose.items():
                faults += check_plain(document, (*loc, "turns", name, "choose", choice), label)
        for role, label in text.roles.items():
            faults += check_plain(document, (*loc, "roles", role), label)
    return faults


def _names(document: Document, script: Sequence[Turn], names: list[str]) -> list[Fault]:
    faults: list[Fault] = []
    for number, turn in enumerate(script):
        loc: Loc = ("script", number)
        if turn.turn in names[:number]:
            message = f"there is a turn {quoted(turn.turn)} already"
            faults.append(document.fault((*loc, "turn"), "duplicate-turn", message))
        if turn.go is not None:
            faults += _target(document, (*loc, "go"), turn.go, names)
        for choice, target in turn.choose.items():
            faults += _target(document, (*loc, "choose", choice), target, names)
        if turn.go is not None and turn.choose:
            message = "a turn leads on by go or by choose, not both"
            faults.append(document.fault((*loc, "go"), "go-and-choose", message, key=True))
        if turn.derole and (turn.go is not None or turn.choose):
            key = "go" if turn.go is not None else "choose"
            message = "a derole turn ends the scene, so nothing can follow it"
            faults.append(document.fault((*loc, key), "after-the-end", message, key=True))
    return faults


def _target(document: Document, loc: Loc, target: str, names: list[str]) -> list[Fault]:
    if target in names:
        return []
    message = f"there is no turn {quoted(target)}"
    return [document.fault(loc, "unknown-turn", message, suggestion=nearest(target, names))]


def _roles(document: Document, prompt: Prompt, script: Sequence[Turn]) -> list[Fault]:
    faults: list[Fault] = []
    for number, turn in enumerate(script):
        if turn.speaks_as is not None and turn.speaks_as not in prompt.roles:
            message = f"there is no role {quoted(turn.speaks_as)}"
            hint = nearest(turn.speaks_as, prompt.roles)
            faults.append(document.fault(("script", number, "as"), "unknown-role", message, suggestion=hint))
    if faults:
        return faults
    spoken = {turn.speaks_as for turn in script}
    for number, role in enumerate(prompt.roles):
        if role in prompt.roles[:number]:
            message = f"there is a role {quoted(role)} already"
            faults.append(document.fault(("roles", number), "duplicate-role", message))
        elif role not in spoken:
            message = f"nobody speaks as {quoted(role)}"
            faults.append(document.fault(("roles", number), "unused-role", message, severity=Severity.WARNING))
    return faults


def _ways(document: Document, script: Sequence[Turn], scene: Graph) -> list[Fault]:
    number_of = {turn.turn: number for number, turn in reversed(list(enumerate(script)))}
    come_to = reachable(scene)
    caught = without_way_out(scene)
    faults: list[Fault] = []
    for name, number in number_of.items():
        loc: Loc = ("script", number, "turn")
        if name not in come_to:
            faults.append(document.fault(loc, "unreachable-turn", f"no way leads to the turn {quoted(name)}"))
        elif name in scene.falls_off:
            message = f"the scene can end at {quoted(name)} without a derole turn"
            faults.append(document.fault(loc, "no-derole", message))
    if caught:
        first = min(caught, key=lambda name: number_of[name])
        names = ", ".join(sorted(caught, key=lambda name: number_of[name])[:6])
        message = f"there is no way out of the turn{'s' * (len(caught) > 1)} {names}"
        faults.append(document.fault(("script", number_of[first], "turn"), "loop-without-exit", message))
    most = most_client_turns(scene)
    if most > MOST_CLIENT_TURNS:
        message = f"the client speaks at up to {most} turns; at most {MOST_CLIENT_TURNS} keep a scene bearable"
        faults.append(document.fault(("script",), "too-many-turns", message, key=True))
    return faults


def _text(
    document: Document, prompt: Prompt, script: Sequence[Turn], language: str, text: PromptText
) -> Iterable[Fault]:
    loc: Loc = ("text", language)
    names = [turn.turn for turn in script]
    misspelt = {nearest(name, names) for name in text.turns if name not in names}
    if not text.turns:
        yield document.fault((*loc, "turns"), "missing-key", 'the key "turns" is missing: the words of each turn')
        return
    for name in dict.fromkeys(names):
        if name not in text.turns and name not in misspelt:
            yield document.fault(
                (*loc, "turns"), "missing-turn-text", f"the turn {quoted(name)} has no words in {language}"
            )
    for turn in script:
        words = text.turns.get(turn.turn)
        if words is None:
            continue
        at: Loc = (*loc, "turns", turn.turn, "choose")
        miscalled = {nearest(choice, turn.choose) for choice in words.choose if choice not in turn.choose}
        for choice in turn.choose:
            if choice not in words.choose and choice not in miscalled:
                message = f"the choice {quoted(choice)} of turn {quoted(turn.turn)} has no label in {language}"
                yield document.fault(at, "missing-label", message)
        for choice in words.choose:
            if choice not in turn.choose:
                message = f"the turn {quoted(turn.turn)} offers no choice {quoted(choice)}"
                hint = nearest(choice, turn.choose)
                yield document.fault((*at, choice), "unknown-choice", message, key=True, suggestion=hint)
    for name in text.turns:
        if name not in names:
            message = f"the script has no turn {quoted(name)}"
            hint = nearest(name, names)
            yield document.fault((*loc, "turns", name), "unknown-turn", message, key=True, suggestion=hint)
    misnamed = {nearest(role, prompt.roles) for role in text.roles if role not in prompt.roles}
    for role in prompt.roles:
        if role not in text.roles and role not in misnamed:
            yield document.fault(
                (*loc, "roles"), "missing-role-name", f"the role {quoted(role)} has no name in {language}"
            )
    for role in text.roles:
        if role not in prompt.roles:
            message = f"the script has no role {quoted(role)}"
            hint = nearest(role, prompt.roles)
            yield document.fault((*loc, "roles", role), "unknown-role", message, key=True, suggestion=hint)
