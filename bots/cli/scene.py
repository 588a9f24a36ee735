"""A scene in the terminal: read whole (`library preview`), or played from lines of input (`library play`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from core.desk.words import Word, read
from core.prompts.playing import Act, Choice, End, PlayedScript, PlayedTurn, advance, choice_typed, opening

Say = Callable[[str], None]
_LEAVING = (Word.HALT, Word.LEAVE)


def whole(script: PlayedScript) -> str:
    """Every turn of a script as it would be said, with where each choice leads."""
    parts = [f"{script.title}\n{script.speaks} turns for the client, about {script.minutes} minutes"]
    for turn in script.turns.values():
        lines = [f"[{turn.name}]", _words(script, turn)]
        lines += [f"  {number} {choice.label} -> {choice.to}" for number, choice in enumerate(turn.choices, start=1)]
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, *([script.aftercare] if script.aftercare else [])])


def play(script: PlayedScript, lines: Iterable[str], say: Say) -> End:
    """Play one scene: each line is a number, a label, words, or "stop"; the end of the lines leaves too."""
    say(f"{script.title}\n")
    step = opening(script)
    _tell(script, step.turns, say)
    turn = step.turns[-1].name
    coming = (line.strip() for line in lines)
    while step.end is None:
        step = advance(script, turn, _meant(script.turns[turn], next((line for line in coming if line), None)))
        if step.asks_again:
            say("(kept; to go on, choose one)")
            _choices(script.turns[turn], say)
        _tell(script, step.turns, say)
        turn = step.turns[-1].name if step.turns else turn
    if step.end is End.PLAYED and script.aftercare:
        say(script.aftercare)
    return step.end


def _meant(turn: PlayedTurn, line: str | None) -> Act | Choice:
    typed = None if line is None else read(line)
    if line is None or (typed is not None and typed.word in _LEAVING):
        return Act.STOP
    return choice_typed(turn, line) or Act.SPEAK


def _tell(script: PlayedScript, turns: Sequence[PlayedTurn], say: Say) -> None:
    for turn in turns:
        say(_words(script, turn))
        _choices(turn, say)
        say("")


def _choices(turn: PlayedTurn, say: Say) -> None:
    for number, choice in enumerate(turn.choices, start=1):
        say(f"  {number} {choice.label}")


def _words(script: PlayedScript, turn: PlayedTurn) -> str:
    role = script.role_of(turn.name)
    return f"{role} · {turn.say}" if role else turn.say
